/* SPDX-License-Identifier: GPL-3.0-or-later */
/* aploc what-if: changes tried on a territory; who gains and who loses. */
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "whatif.h"

static const char doc[] =
    "Try changes of supply, demand, times and places, and say who gains and who loses: on the "
    "inputs "
    "of 'aploc compute', or on the result in a run file. Nothing is changed but what is asked."
    "\vChanges are made in this order: --retire-over; the rows of --changes; the other options as "
    "they stand. The results are, to the bit, those of a full run of the changed territory. "
    "Amounts of supply are in the unit of the supply as it is used, or in full-time equivalents: "
    "1fte is [supply] fte of the method. The variants e2sfca, kd2sfca, 2sfca and m2sfca can be "
    "asked.\n\n"
    "Exit status: 0 done; 1 the data, the changes or the method are wrong; 2 the call is wrong; 3 "
    "the machine failed. Nothing is written unless all succeeds.";

enum {
    OPT_RUN = 512,
    OPT_CELL,
    OPT_CHANGES,
    OPT_ADD,
    OPT_SET,
    OPT_CLOSE,
    OPT_DEMAND,
    OPT_TIME,
    OPT_REMOVE,
    OPT_RETIRE,
    OPT_STEPS,
    OPT_EXPLAIN,
    OPT_USERS,
    OPT_PARTS,
    OPT_BY,
    OPT_BELOW,
    OPT_TOP,
    OPT_FORMAT,
    OPT_OUTPUT,
    OPT_THREADS
};

static const struct argp_option options[] = {
    {"run", OPT_RUN, "RUN.h5", 0, "A run file, in the place of --communes, --times, --method …", 1},
    {"cell", OPT_CELL, "NAME", 0, "The cell of the run file, where it has several", 1},
    {"changes", OPT_CHANGES, "FILE", 0,
     "Changes, a row each: change, code, to, amount (--column changes:ROLE=NAME); change is "
     "supply, "
     "add, close, demand, time, appears or goes",
     4},
    {"add", OPT_ADD, "CODE:AMOUNT", OPTION_MAY_REPEAT,
     "Add to the supply of a place: +1fte, -2700; as all changes it may be repeated", 4},
    {"set", OPT_SET, "CODE=AMOUNT", OPTION_MAY_REPEAT, "Let its supply be that", 4},
    {"close", OPT_CLOSE, "CODE", OPTION_MAY_REPEAT, "Let its supply go", 4},
    {"demand", OPT_DEMAND, "CODE=AMOUNT", OPTION_MAY_REPEAT, "Let its demand be that", 4},
    {"time", OPT_TIME, "FROM,TO=MINUTES", OPTION_MAY_REPEAT,
     "Let it take so many minutes from one to the other, this way; none: out of reach", 4},
    {"remove", OPT_REMOVE, "CODE", OPTION_MAY_REPEAT,
     "Let a commune go, with its people, supply and times", 4},
    {"retire-over", OPT_RETIRE, "AGE", 0,
     "Let practitioners older than that stop (with --practitioners)", 4},
    {"steps", OPT_STEPS, 0, 0, "Show what each change does by itself, one after the other", 5},
    {"explain", OPT_EXPLAIN, "CODE", 0,
     "Show where the APL of a commune comes from, after the changes", 5},
    {"users", OPT_USERS, "CODE", 0, "Show where the supply of a place goes, after the changes", 5},
    {"parts", OPT_PARTS, "FILE", 0, "Write all parts of --explain or --users, as CSV", 5},
    {"by", OPT_BY, "COLUMN", 0, "A row for each group of this column of the communes", 5},
    {"below", OPT_BELOW, "X", OPTION_MAY_REPEAT,
     "A threshold that communes cross (default: 2.5 where the unit is by inhabitant); may be "
     "repeated",
     5},
    {"top", OPT_TOP, "N", 0, "So many gains, losses, parts and changes (default: 5)", 5},
    {"format", OPT_FORMAT, "text|markdown", 0, "How to show it (default: text)", 5},
    {"output", OPT_OUTPUT, "CHANGED.csv", 0,
     "Write each commune whose APL changed: code, name, before, after, change, people (of one that "
     "went: whom it had)",
     5},
    {"threads", OPT_THREADS, "N", 0, "At most N threads", 5},
    {0}};

enum { TOP_DEFAULT = 5, TOP_MAX = 1000000 };

static void add_asked(whatif_call *c, int32_t kind, const char *option, char *arg,
                      struct argp_state *state)
{
    asked_change asked = change_parse(kind, option, arg, state);
    asked_change *more = realloc(c->asked, ((size_t)c->n_asked + 1) * sizeof *more);
    if (!more)
        argp_failure(state, EXIT_MACHINE, 0, "not enough memory for the options");
    else {
        more[c->n_asked++] = asked;
        c->asked = more;
    }
}

/* Whether changes were asked for, be it that none came of them. */
static bool was_changed(const whatif_call *c)
{
    return c->n_asked || c->in.changes_path || c->retire_over > 0.0;
}

static void end_of_call(const whatif_call *c, struct argp_state *state)
{
    if (c->cell && !c->in.run_path)
        argp_error(state, "found --cell without --run, expected a run file");
    if (c->retire_over > 0.0 && c->in.run_path)
        argp_error(state,
                   "found --retire-over with --run, expected the inputs: a run file keeps no "
                   "practitioners");
    if (c->retire_over > 0.0 && !c->in.practitioners_path)
        argp_error(state, "found --retire-over without --practitioners, expected both");
    if (c->parts && !c->explain == !c->users)
        argp_error(state, "found --parts %s, expected it with one of them",
                   c->explain ? "with --explain and --users" : "without --explain or --users");
    if (!was_changed(c) && !c->explain && !c->users)
        argp_error(state, "found no change, expected --add, --set, --close, --demand, --time, "
                          "--remove, --retire-over or --changes; or --explain or --users");
}

static error_t parse_change(int key, char *arg, struct argp_state *state)
{
    static const struct {
        int key;
        int32_t kind;
        const char *option;
    } kinds[] = {{OPT_ADD, APLOC_EDIT_ADD, "add"},       {OPT_SET, APLOC_EDIT_SUPPLY, "set"},
                 {OPT_CLOSE, APLOC_EDIT_CLOSE, "close"}, {OPT_DEMAND, APLOC_EDIT_DEMAND, "demand"},
                 {OPT_TIME, APLOC_EDIT_TIME, "time"},    {OPT_REMOVE, APLOC_EDIT_GOES, "remove"}};
    /* The option of this name that compute has: what the demand is made of. */
    whatif_call *c = state->input;
    if (key == OPT_DEMAND && ages_choose_source(&c->in.by_age, arg)) {
        if (c->has_source)
            argp_error(state, "found --demand %s again, expected it once", arg);
        c->has_source = true;
        return 0;
    }
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        if (kinds[k].key == key) {
            add_asked(c, kinds[k].kind, kinds[k].option, arg, state);
            return 0;
        }
    return ARGP_ERR_UNKNOWN;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    whatif_call *c = state->input;
    const option_text texts[] = {{OPT_RUN, &c->in.run_path},
                                 {OPT_CELL, &c->cell},
                                 {OPT_CHANGES, &c->in.changes_path},
                                 {OPT_EXPLAIN, &c->explain},
                                 {OPT_USERS, &c->users},
                                 {OPT_PARTS, &c->parts},
                                 {OPT_BY, &c->by}};
    if (option_take_text(texts, sizeof texts / sizeof *texts, key, arg))
        return 0;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &c->in;
        return 0;
    case OPT_RETIRE:
        c->retire_over = inputs_whole_number("retire-over", arg, 1, 120, state);
        return 0;
    case OPT_STEPS:
        c->steps = true;
        return 0;
    case OPT_BELOW:
        option_below(c->below, &c->n_below, arg, state);
        return 0;
    case OPT_TOP:
        c->top = inputs_whole_number("top", arg, 0, TOP_MAX, state);
        return 0;
    case OPT_FORMAT:
        c->markdown = inputs_choose("format", arg, "text", "markdown", state);
        return 0;
    case OPT_OUTPUT:
        c->output = option_output(arg);
        return 0;
    case OPT_THREADS:
        c->in.n_threads = inputs_whole_number("threads", arg, 1, 4096, state);
        return 0;
    case ARGP_KEY_END:
        end_of_call(c, state);
        return 0;
    default:
        return parse_change(key, arg, state);
    }
}

/* No output may replace an input, and each its own file. */
static aploc_status check_outputs(const whatif_call *c, aploc_error *err)
{
    const char *const outputs[] = {c->output, c->parts};
    const char *const read[] = {c->in.run_path, c->in.changes_path};
    aploc_status status = outputs_apart(c->output, c->parts, err);
    for (int k = 0; !status && k < 2; k++) {
        if (!outputs[k])
            continue;
        status = output_check(read, 2, outputs[k], err);
        if (!status && !c->in.run_path)
            status = inputs_spare(&c->in, outputs[k], err);
    }
    return status;
}

/* The explanation of --explain (0) or --users (1). */
static aploc_status explain(const whatif_call *c, int of_supply, int32_t *place,
                            aploc_explanation **e, aploc_error *err)
{
    const char *code = of_supply ? c->users : c->explain;
    const aploc_whatif *w = c->changing.session;
    *place = changing_find(&c->changing, of_supply, code);
    if (*place < 0)
        return fail(err, APLOC_ERR_ARGUMENT,
                    "found --%s of the code '%s', expected a code of the %s",
                    of_supply ? "users" : "explain", code,
                    of_supply && c->scene.sites ? "sites" : "communes");
    return changing_fault(of_supply ? aploc_whatif_explain_supply(w, *place, e, err)
                                    : aploc_whatif_explain(w, *place, e, err),
                          &c->changing, err);
}

static aploc_status show_explanations(const whatif_call *c, const whatif_view *v, aploc_writer *to,
                                      aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int of_supply = 0; !status && of_supply < 2; of_supply++) {
        aploc_explanation *e = NULL;
        int32_t place = -1;
        if (!(of_supply ? c->users : c->explain))
            continue;
        status = explain(c, of_supply, &place, &e, err);
        if (!status && ((was_changed(c) && !c->in.quiet) || (of_supply && c->explain)))
            aploc_writer_line(to, "");
        if (!status)
            status = whatif_show_parts(v, e, of_supply, place, to, err);
        aploc_explanation_free(e);
    }
    return status;
}

static aploc_status write_files(const whatif_call *c, const whatif_view *v, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_writer *to;
    if (c->parts) {
        int of_supply = c->users != NULL;
        int32_t place;
        aploc_explanation *e = NULL;
        status = explain(c, of_supply, &place, &e, err);
        if (!status)
            status = output_create(c->parts, parts_header[of_supply],
                                   (size_t)parts_columns(of_supply), &to, err);
        if (!status) {
            status = whatif_write_parts(v, e, of_supply, to, err);
            status = output_commit(to, status, err);
        }
        aploc_explanation_free(e);
    }
    if (!status && c->output) {
        status = output_create(c->output, changed_header, CHANGED_COLUMNS, &to, err);
        if (status)
            return status;
        whatif_write_changed(v, to);
        status = output_commit(to, APLOC_OK, err);
    }
    return status;
}

/* The summary, and what was asked to be explained: on standard output, unless a table goes there. An
 * explanation is a result: --quiet leaves out what was not asked for, and what --parts writes. */
static aploc_status write_summary(const whatif_call *c, const whatif_view *v, aploc_error *err)
{
    bool is_taken = (c->output && strcmp(c->output, "/dev/stdout") == 0) ||
                    (c->parts && strcmp(c->parts, "/dev/stdout") == 0);
    bool explains = (c->explain || c->users) && !(c->in.quiet && c->parts);
    aploc_writer *to;
    if (c->in.quiet && !explains)
        return APLOC_OK;
    aploc_status status =
        output_create(is_taken ? "/dev/stderr" : "/dev/stdout", NULL, 0, &to, err);
    if (status)
        return status;
    if (was_changed(c) && !c->in.quiet)
        status = whatif_show(v, to, err);
    if (!status && explains)
        status = show_explanations(c, v, to, err);
    return output_commit(to, status, err);
}

static aploc_status what_if(whatif_call *c, aploc_error *err)
{
    aploc_difference *d = NULL;
    int32_t place;
    aploc_explanation *e = NULL;
    aploc_status status = check_outputs(c, err);
    if (!status)
        status = whatif_start(c, err);
    if (!status)
        status = whatif_change(c, err);
    /* What is wrong with the codes is said before anything is written. */
    for (int k = 0; !status && k < 2; k++)
        if (k ? c->users : c->explain) {
            status = explain(c, k, &place, &e, err);
            aploc_explanation_free(e);
            e = NULL;
        }
    if (!status)
        status = aploc_whatif_compare(c->changing.session, 0, &d, err);
    const whatif_view v = {.changing = &c->changing,
                           .difference = d,
                           .before = &c->before,
                           .after = &c->after,
                           .people = c->people,
                           .people_name = c->people_name,
                           .below = c->below,
                           .n_below = c->n_below,
                           .by = c->by,
                           .steps = c->effects,
                           .n_steps =
                               c->steps ? (int32_t)aploc_whatif_step_count(c->changing.session) : 0,
                           .top = c->top,
                           .markdown = c->markdown};
    if (!status)
        status = write_files(c, &v, err);
    if (!status)
        status = write_summary(c, &v, err);
    aploc_difference_free(d);
    return status;
}

int run_what_if(int argc, char **argv)
{
    const struct argp_child children[] = {{&inputs_argp, 0, NULL, 0}, {0}};
    const struct argp argp = {
        .options = options, .parser = parse, .doc = doc, .children = children};
    whatif_call c = {.in = INPUTS_INIT,
                     .top = TOP_DEFAULT,
                     .before = APLOC_SOLVE_REPORT_INIT,
                     .after = APLOC_SOLVE_REPORT_INIT};
    aploc_error err = {0};
    call_parse(&argp, argc, argv, &c);
    aploc_status status = what_if(&c, &err);
    changing_free(&c.changing);
    aploc_plan_free(c.plan);
    inputs_free(&c.in);
    side_free(&c.run);
    free(c.people);
    free(c.effects);
    free(c.asked);
    return status ? report_error(&err) : EXIT_DONE;
}
