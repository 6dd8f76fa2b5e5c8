/* SPDX-License-Identifier: GPL-3.0-or-later */
/* aploc methods: which there are, and what each says. */
#include <argp.h>
#include <string.h>

#include "cli.h"
#include "inputs.h"

static const char doc[] =
    "List the methods that come with aploc, or show one: what it knows, what it does not, and its "
    "file, which can be saved, changed and given to --method."
    "\vA method that does not know a value it needs (marked '?') shows itself and refuses to run.";

typedef struct call {
    const char *verb;
    const char *name;
} call;

static error_t parse(int key, char *arg, struct argp_state *state)
{
    call *c = state->input;
    switch (key) {
    case ARGP_KEY_ARG:
        if (!c->verb)
            c->verb = arg;
        else if (!c->name)
            c->name = arg;
        else
            argp_error(state, "found '%s' after the name, expected nothing more", arg);
        return 0;
    case ARGP_KEY_END:
        if (!c->verb || (strcmp(c->verb, "list") != 0 && strcmp(c->verb, "show") != 0))
            argp_error(state, "found %s, expected 'list' or 'show NAME'",
                       c->verb ? c->verb : "nothing");
        if (strcmp(c->verb, "show") == 0 && !c->name)
            argp_error(state, "found 'show' alone, expected the name of a method or a file");
        if (strcmp(c->verb, "list") == 0 && c->name)
            argp_error(state, "found '%s' after 'list', expected nothing more", c->name);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static int list(void)
{
    for (int32_t k = 0; aploc_method_builtin_name(k); k++) {
        aploc_error err;
        aploc_method *method;
        if (aploc_method_builtin(aploc_method_builtin_name(k), &method, &err))
            return report_error(&err);
        printf("%-22s %s", aploc_method_builtin_name(k),
               aploc_method_get_text(method, APLOC_METHOD_TITLE));
        const aploc_method_gap *gap;
        for (int32_t g = 0; (gap = aploc_method_get_gap(method, g)) != NULL; g++)
            printf("%s [%s] %s", g ? "," : "; not known:", gap->section, gap->key);
        putchar('\n');
        aploc_method_free(method);
    }
    return EXIT_DONE;
}

static int show(const char *name)
{
    static const struct {
        int32_t which;
        const char *label;
    } texts[] = {{APLOC_METHOD_NAME, "name"},
                 {APLOC_METHOD_TITLE, "title"},
                 {APLOC_METHOD_PROFESSION, "profession"},
                 {APLOC_METHOD_UNIT, "unit"},
                 {APLOC_METHOD_SOURCE, "source"}};
    aploc_error err;
    aploc_method *method;
    if (find_method(name, &method, &err))
        return report_error(&err);
    /* As comments, so that what is shown can be saved and given to --method. */
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
        printf("# %-12s%s\n", texts[k].label, aploc_method_get_text(method, texts[k].which));
    const aploc_method_gap *gap;
    for (int32_t k = 0; (gap = aploc_method_get_gap(method, k)) != NULL; k++)
        printf("# %-12s[%s] %s%s%s\n", "not known", gap->section, gap->key,
               *gap->hint ? "; who publishes it: " : "", gap->hint);
    const char *text = aploc_method_get_text(method, APLOC_METHOD_FILE);
    printf("\n%s", text);
    if (*text && text[strlen(text) - 1] != '\n')
        putchar('\n');
    aploc_method_free(method);
    return EXIT_DONE;
}

int run_methods(int argc, char **argv)
{
    const struct argp argp = {.parser = parse, .args_doc = "list\nshow NAME|FILE.ini", .doc = doc};
    call c = {0};
    call_parse(&argp, argc, argv, &c);
    return finish_output(strcmp(c.verb, "list") == 0 ? list() : show(c.name));
}
