/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls: as argp takes them, once it is known that no option is given twice that says one thing. */
#include <argp.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

/* What getopt_long gives for an option is above all characters. */
enum { OPTIONS_MAX = 128, FOUND = 256 };

/* The options of a command and of what it is made of, as getopt_long takes them. */
typedef struct names {
    struct option list[OPTIONS_MAX + 1]; /* ended by zeros */
    bool may_repeat[OPTIONS_MAX];
    int given[OPTIONS_MAX];
    int n;
} names;

static void add_option(names *all, const struct argp_option *o)
{
    for (int k = 0; k < all->n; k++)
        if (strcmp(all->list[k].name, o->name) == 0) {
            all->may_repeat[k] |= (o->flags & OPTION_MAY_REPEAT) != 0;
            return;
        }
    if (all->n == OPTIONS_MAX)
        return;
    all->list[all->n] = (struct option){o->name,
                                        !o->arg                          ? no_argument
                                        : o->flags & OPTION_ARG_OPTIONAL ? optional_argument
                                                                         : required_argument,
                                        NULL, FOUND};
    all->may_repeat[all->n++] = !o->arg || (o->flags & OPTION_MAY_REPEAT);
}

static void collect(names *all, const struct argp *argp)
{
    for (const struct argp_option *o = argp->options; o && (o->name || o->doc); o++)
        if (o->name)
            add_option(all, o);
    for (const struct argp_child *c = argp->children; c && c->argp; c++)
        collect(all, c->argp);
}

/* The first option that is given again and may not be, or NULL, and the first word that is none; neither
 * where the call is wrong in another way, which argp says. */
static const char *find_repeated(names *all, int argc, char **words, const char **first)
{
    opterr = 0;
    optind = 0; /* from the start */
    for (;;) {
        /* Short options are -q, -v and -?, which asks for help; they take nothing. */
        int k = 0, found = getopt_long(argc, words, "qv", all->list, &k);
        if (found == -1)
            *first = optind < argc ? words[optind] : NULL;
        if (found == -1 || found == '?')
            return NULL;
        if (found != FOUND)
            continue;
        if (strcmp(all->list[k].name, "help") == 0 || strcmp(all->list[k].name, "usage") == 0)
            return NULL;
        if (all->given[k]++ && !all->may_repeat[k])
            return all->list[k].name;
    }
}

void call_parse(const struct argp *argp, int argc, char **argv, void *input)
{
    static const struct argp_option own[] = {{"help", 0, 0, 0, 0, 0}, {"usage", 0, 0, 0, 0, 0}};
    names all = {.n = 0};
    char **words = calloc((size_t)argc + 1, sizeof *words);
    collect(&all, argp);
    add_option(&all, &own[0]);
    add_option(&all, &own[1]);
    /* A copy, whose words getopt_long may put in another order. */
    const char *repeated = NULL, *first = NULL;
    if (words) {
        memcpy(words, argv, (size_t)argc * sizeof *words);
        repeated = find_repeated(&all, argc, words, &first);
    }
    free(words);
    struct argp_state state = {
        .root_argp = argp, .argc = argc, .argv = argv, .name = argv[0], .err_stream = stderr};
    if (repeated)
        argp_error(&state, "found --%s again, expected it once", repeated);
    if (first && !argp->args_doc)
        argp_error(&state, "found '%s', expected options only", first);
    argp_parse(argp, argc, argv, 0, NULL, input);
}
