/* SPDX-License-Identifier: GPL-3.0-or-later */
/* aploc methods, aploc zonings: the methods, rules and aid that come with aploc, and what each says. */
#include <argp.h>
#include <string.h>

#include "cli.h"
#include "inputs.h"

static const char doc_methods[] =
    "List the methods that come with aploc, or show one: what it knows, what it does not, and its "
    "file, which can be saved, changed and given to --method."
    "\vA method that does not know a value it needs (marked '?') shows itself and refuses to run.";

static const char doc_zonings[] =
    "List the rules of zonings and the aid that come with aploc, or show one: what it knows, what "
    "it "
    "does not, and its file, which can be saved, changed and given to --rules or --aid."
    "\vRules that do not know a value they need (marked '?') show themselves and refuse to run.";

/* One of them. */
typedef struct shown {
    aploc_method *method;
    aploc_rules *rules;
    aploc_aid *aid;
} shown;

/* What a word of the command lists and shows. */
typedef struct word {
    const char *doc, *what;
    const char *(*names[2])(int32_t k); /* the second may be NULL */
    aploc_status (*find)(const char *name, shown *s, aploc_error *err);
} word;

typedef struct call {
    const word *word;
    const char *verb, *name;
} call;

static error_t parse(int key, char *arg, struct argp_state *state)
{
    call *c = state->input;
    switch (key) {
    case ARGP_KEY_ARG:
        if (c->name)
            argp_error(state, "found '%s' after the name, expected nothing more", arg);
        *(c->verb ? &c->name : &c->verb) = arg;
        return 0;
    case ARGP_KEY_END:
        if (!c->verb || (strcmp(c->verb, "list") != 0 && strcmp(c->verb, "show") != 0))
            argp_error(state, "found %s, expected 'list' or 'show NAME'",
                       c->verb ? c->verb : "nothing");
        if (strcmp(c->verb, "show") == 0 && !c->name)
            argp_error(state, "found 'show' alone, expected the name of %s", c->word->what);
        if (strcmp(c->verb, "list") == 0 && c->name)
            argp_error(state, "found '%s' after 'list', expected nothing more", c->name);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static aploc_status find_shown_method(const char *name, shown *s, aploc_error *err)
{
    return find_method(name, &s->method, err);
}

static aploc_status find_zoning(const char *name, shown *s, aploc_error *err)
{
    if (!is_method_file(name))
        return strncmp(name, "aid-", 4) == 0 ? aploc_aid_builtin(name, &s->aid, err)
                                             : aploc_rules_builtin(name, &s->rules, err);
    /* A file of aid is none of rules; what is wrong with it as rules is said where it is neither. */
    aploc_status status = aploc_rules_read(name, &s->rules, err);
    return status && aploc_aid_read(name, &s->aid, NULL) == APLOC_OK ? APLOC_OK : status;
}

static void free_shown(shown *s)
{
    aploc_method_free(s->method);
    aploc_rules_free(s->rules);
    aploc_aid_free(s->aid);
}

static const aploc_method_gap *gap_of(const shown *s, int32_t k)
{
    return s->method  ? aploc_method_get_gap(s->method, k)
           : s->rules ? aploc_rules_get_gap(s->rules, k)
                      : aploc_aid_get_gap(s->aid, k);
}

/* A text by its numbers in the three; -1: there is none. */
static const char *text_of(const shown *s, int32_t method, int32_t rules, int32_t aid)
{
    int32_t which = s->method ? method : s->rules ? rules : aid;
    return which < 0   ? ""
           : s->method ? aploc_method_get_text(s->method, which)
           : s->rules  ? aploc_rules_get_text(s->rules, which)
                       : aploc_aid_get_text(s->aid, which);
}

static int print_row(const word *w, const char *name)
{
    shown s = {0};
    aploc_error err;
    const aploc_method_gap *gap;
    if (w->find(name, &s, &err))
        return report_error(&err);
    printf("%-22s %s", name, text_of(&s, APLOC_METHOD_TITLE, APLOC_RULES_TITLE, APLOC_AID_TITLE));
    for (int32_t g = 0; (gap = gap_of(&s, g)) != NULL; g++)
        printf("%s [%s] %s", g ? "," : "; not known:", gap->section, gap->key);
    putchar('\n');
    free_shown(&s);
    return EXIT_DONE;
}

static int list(const word *w)
{
    int status = EXIT_DONE;
    for (int n = 0; n < 2 && w->names[n]; n++)
        for (int32_t k = 0; w->names[n](k) && !status; k++)
            status = print_row(w, w->names[n](k));
    return status;
}

static void print_texts(const shown *s)
{
    static const struct {
        int32_t method, rules, aid;
        const char *label;
    } texts[] = {{APLOC_METHOD_NAME, APLOC_RULES_NAME, APLOC_AID_NAME, "name"},
                 {APLOC_METHOD_TITLE, APLOC_RULES_TITLE, APLOC_AID_TITLE, "title"},
                 {APLOC_METHOD_PROFESSION, APLOC_RULES_PROFESSION, -1, "profession"},
                 {APLOC_METHOD_UNIT, APLOC_RULES_UNIT, -1, "unit"},
                 {APLOC_METHOD_SOURCE, APLOC_RULES_SOURCE, APLOC_AID_SOURCE, "source"},
                 {-1, APLOC_RULES_MESH, -1, "mesh"},
                 {-1, -1, APLOC_AID_FROM, "from"},
                 {-1, -1, APLOC_AID_TO, "to"}};
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        const char *text = text_of(s, texts[k].method, texts[k].rules, texts[k].aid);
        if (*text)
            printf("# %-12s%s\n", texts[k].label, text);
    }
}

static int show(const word *w, const char *name)
{
    shown s = {0};
    aploc_error err;
    const aploc_method_gap *gap;
    if (w->find(name, &s, &err))
        return report_error(&err);
    /* As comments, so that what is shown can be saved and given to --method, --rules or --aid. */
    print_texts(&s);
    for (int32_t k = 0; (gap = gap_of(&s, k)) != NULL; k++)
        printf("# %-12s[%s] %s%s%s\n", "not known", gap->section, gap->key,
               *gap->hint ? "; who publishes it: " : "", gap->hint);
    const char *text = text_of(&s, APLOC_METHOD_FILE, APLOC_RULES_FILE, APLOC_AID_FILE);
    printf("\n%s", text);
    if (*text && text[strlen(text) - 1] != '\n')
        putchar('\n');
    free_shown(&s);
    return EXIT_DONE;
}

static int run_word(const word *w, int argc, char **argv)
{
    const struct argp argp = {
        .parser = parse, .args_doc = "list\nshow NAME|FILE.ini", .doc = w->doc};
    call c = {.word = w};
    call_parse(&argp, argc, argv, &c);
    return finish_output(strcmp(c.verb, "list") == 0 ? list(w) : show(w, c.name));
}

int run_methods(int argc, char **argv)
{
    static const word methods = {
        doc_methods, "a method or a file", {aploc_method_builtin_name}, find_shown_method};
    return run_word(&methods, argc, argv);
}

int run_zonings(int argc, char **argv)
{
    static const word zonings = {doc_zonings,
                                 "rules or aid, or a file",
                                 {aploc_rules_builtin_name, aploc_aid_builtin_name},
                                 find_zoning};
    return run_word(&zonings, argc, argv);
}
