/* SPDX-License-Identifier: GPL-3.0-or-later */
/* aploc convert: travel times from CSV to HDF5, and back. */
#include <argp.h>
#include <string.h>

#include "inputs.h"

static const char doc[] = "Convert a file of travel times. IN is CSV (plain or gzip) and OUT ends "
                          "in .h5 or .hdf5, or IN is "
                          "HDF5 and OUT ends in .csv or .csv.gz."
                          "\vThe order of the rows and the form of the text go along, so that the "
                          "way back gives the same "
                          "bytes; a warning says when it does not, or (of a pipe) when that cannot "
                          "be checked.";

enum { OPT_COLUMN = 512, OPT_REPEATED };

static const struct argp_option options[] = {
    {"column", OPT_COLUMN, "ROLE=NAME", OPTION_MAY_REPEAT,
     "The column of the CSV that plays a role: from, to, minutes (default: usual names); may be "
     "repeated",
     1},
    {"repeated", OPT_REPEATED, "error|skip", 0,
     "What to do with a pair given twice: stop (default), or keep the first", 1},
    {"quiet", 'q', 0, 0, "No warnings, summary or progress on stderr", 2},
    {0}};

typedef struct call {
    const char *in, *out;
    aploc_column columns[COLUMNS_MAX];
    aploc_read_options options;
    bool quiet;
} call;

static bool ends_in(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);
    return length > tail && strcmp(text + length - tail, end) == 0;
}

static bool is_h5_name(const char *name)
{
    return ends_in(name, ".h5") || ends_in(name, ".hdf5");
}

static bool is_csv_name(const char *name)
{
    return ends_in(name, ".csv") || ends_in(name, ".csv.gz") || strcmp(name, "/dev/stdout") == 0;
}

static void add_path(call *c, char *arg, struct argp_state *state)
{
    if (c->out)
        argp_error(state, "found a third file '%s', expected IN and OUT", arg);
    *(c->in ? &c->out : &c->in) = arg;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    call *c = state->input;
    switch (key) {
    case OPT_COLUMN:
        columns_add(c->columns, &c->options.n_columns, arg, state);
        return 0;
    case OPT_REPEATED:
        c->options.repeated =
            inputs_choose("repeated", arg, "error", "skip", state) ? APLOC_SKIP : APLOC_REFUSE;
        return 0;
    case 'q':
        c->quiet = true;
        return 0;
    case ARGP_KEY_ARG:
        add_path(c, arg, state);
        return 0;
    case ARGP_KEY_END:
        if (!c->out)
            argp_error(state, "found no %s, expected IN and OUT", c->in ? "OUT" : "IN");
        if (!is_h5_name(c->out) && !is_csv_name(c->out))
            argp_error(state,
                       "found OUT '%s', expected a name that ends in .h5, .hdf5, .csv or "
                       ".csv.gz",
                       c->out);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void tell(const call *c, const aploc_convert_report *r)
{
    if (c->quiet)
        return;
    if (r->n_repeated)
        warn("%s of %s left out, for a pair given before",
             counted((double)r->n_repeated, "row", "rows"), one_line(c->in));
    if (r->to_h5 && r->same_text < 0)
        warn("%s: the numbers are the same; the text cannot be checked, since a pipe is read once: "
             "it may come back in another form",
             one_line(c->in));
    if (r->to_h5 && r->same_text == 0)
        warn("%s:%lld: the numbers are the same, the text is not: what comes back in place of '%s' "
             "is '%s'",
             one_line(c->in), (long long)r->line, r->was, r->becomes);
    if (!r->to_h5 && r->same_text == 0)
        warn("%s: the text is not the one that %s was made from", one_line(c->out),
             one_line(c->in));
    fprintf(stderr, "%s: %s times from %s places to %s", one_line(c->out),
            readable((double)r->pair_count, 0), readable(r->from_count, 0),
            readable(r->to_count, 0));
    if (r->to_h5 && r->scale > 1)
        fprintf(stderr, ", kept as %s over %lld", r->minutes, (long long)r->scale);
    else if (r->to_h5)
        fprintf(stderr, ", kept as %s", r->minutes);
    fputs(r->same_text == 1 ? "; the text comes back byte for byte\n" : "\n", stderr);
}

int run_convert(int argc, char **argv)
{
    const struct argp argp = {
        .options = options, .parser = parse, .args_doc = "IN OUT", .doc = doc};
    call c = {.options = APLOC_READ_OPTIONS_INIT};
    aploc_convert_report report = APLOC_CONVERT_REPORT_INIT;
    aploc_error err = {0};
    progress_bar bar;
    call_parse(&argp, argc, argv, &c);
    progress_start(&bar, c.quiet);
    c.options.columns = c.columns;
    c.options.progress = progress_show;
    c.options.progress_data = &bar;
    aploc_status status = output_check(&c.in, 1, c.out, &err);
    if (!status) {
        interrupt_hold();
        status =
            inputs_hint(aploc_times_convert(c.in, c.out, &c.options, &report, &err), true, &err);
        interrupt_release();
    }
    progress_end(&bar);
    if (status)
        return report_error(&err);
    tell(&c, &report);
    return EXIT_DONE;
}
