/* SPDX-License-Identifier: GPL-3.0-or-later */
/* aploc zonings: the rules and the aid that come with aploc, and what each says. */
#include <argp.h>
#include <string.h>

#include "cli.h"
#include "inputs.h"

static const char doc[] =
    "List the rules of zonings and the aid that come with aploc, or show one: what it knows, what "
    "it "
    "does not, and its file, which can be saved, changed and given to --rules or --aid."
    "\vRules that do not know a value they need (marked '?') show themselves and refuse to run.";

typedef struct call {
    const char *verb;
    const char *name;
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
            argp_error(state, "found 'show' alone, expected the name of rules or aid, or a file");
        if (strcmp(c->verb, "list") == 0 && c->name)
            argp_error(state, "found '%s' after 'list', expected nothing more", c->name);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* Rules or aid, whichever it is. */
typedef struct either {
    aploc_rules *rules;
    aploc_aid *aid;
} either;

static void free_either(either *e)
{
    aploc_rules_free(e->rules);
    aploc_aid_free(e->aid);
}

static const aploc_method_gap *gap_of(const either *e, int32_t k)
{
    return e->rules ? aploc_rules_get_gap(e->rules, k) : aploc_aid_get_gap(e->aid, k);
}

static aploc_status find(const char *name, either *e, aploc_error *err)
{
    if (!is_method_file(name))
        return strncmp(name, "aid-", 4) == 0 ? aploc_aid_builtin(name, &e->aid, err)
                                             : aploc_rules_builtin(name, &e->rules, err);
    /* A file of aid is none of rules; what is wrong with it as rules is said where it is neither. */
    aploc_status status = aploc_rules_read(name, &e->rules, err);
    return status && aploc_aid_read(name, &e->aid, NULL) == APLOC_OK ? APLOC_OK : status;
}

static int print_row(const char *name)
{
    either e = {0};
    aploc_error err;
    if (find(name, &e, &err))
        return report_error(&err);
    printf("%-22s %s", name,
           e.rules ? aploc_rules_get_text(e.rules, APLOC_RULES_TITLE)
                   : aploc_aid_get_text(e.aid, APLOC_AID_TITLE));
    const aploc_method_gap *gap;
    for (int32_t g = 0; (gap = gap_of(&e, g)) != NULL; g++)
        printf("%s [%s] %s", g ? "," : "; not known:", gap->section, gap->key);
    putchar('\n');
    free_either(&e);
    return EXIT_DONE;
}

static int list(void)
{
    int status = EXIT_DONE;
    for (int32_t k = 0; aploc_rules_builtin_name(k) && !status; k++)
        status = print_row(aploc_rules_builtin_name(k));
    for (int32_t k = 0; aploc_aid_builtin_name(k) && !status; k++)
        status = print_row(aploc_aid_builtin_name(k));
    return status;
}

static void print_texts(const either *e)
{
    static const struct {
        int32_t rules, aid; /* -1: none */
        const char *label;
    } texts[] = {{APLOC_RULES_NAME, APLOC_AID_NAME, "name"},
                 {APLOC_RULES_TITLE, APLOC_AID_TITLE, "title"},
                 {APLOC_RULES_PROFESSION, -1, "profession"},
                 {APLOC_RULES_UNIT, -1, "unit"},
                 {APLOC_RULES_SOURCE, APLOC_AID_SOURCE, "source"},
                 {APLOC_RULES_MESH, -1, "mesh"},
                 {-1, APLOC_AID_FROM, "from"},
                 {-1, APLOC_AID_TO, "to"}};
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        int32_t which = e->rules ? texts[k].rules : texts[k].aid;
        const char *text = which < 0  ? ""
                           : e->rules ? aploc_rules_get_text(e->rules, which)
                                      : aploc_aid_get_text(e->aid, which);
        if (*text)
            printf("# %-12s%s\n", texts[k].label, text);
    }
}

static int show(const char *name)
{
    either e = {0};
    aploc_error err;
    const aploc_method_gap *gap;
    if (find(name, &e, &err))
        return report_error(&err);
    /* As comments, so that what is shown can be saved and given to --rules or --aid. */
    print_texts(&e);
    for (int32_t k = 0; (gap = gap_of(&e, k)) != NULL; k++)
        printf("# %-12s[%s] %s%s%s\n", "not known", gap->section, gap->key,
               *gap->hint ? "; who publishes it: " : "", gap->hint);
    const char *text = e.rules ? aploc_rules_get_text(e.rules, APLOC_RULES_FILE)
                               : aploc_aid_get_text(e.aid, APLOC_AID_FILE);
    printf("\n%s", text);
    if (*text && text[strlen(text) - 1] != '\n')
        putchar('\n');
    free_either(&e);
    return EXIT_DONE;
}

int run_zonings(int argc, char **argv)
{
    const struct argp argp = {.parser = parse, .args_doc = "list\nshow NAME|FILE.ini", .doc = doc};
    call c = {0};
    call_parse(&argp, argc, argv, &c);
    return finish_output(strcmp(c.verb, "list") == 0 ? list() : show(c.name));
}
