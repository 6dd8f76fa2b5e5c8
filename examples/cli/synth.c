/* SPDX-License-Identifier: GPL-3.0-or-later */
/* aploc synth: a synthetic territory. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "inputs.h"

static const char doc[] = "Write a synthetic territory into FOLDER: communes.csv, times.csv, "
                          "practitioners.csv; and, with "
                          "--vintages, communes-YEAR.csv and practitioners-YEAR.csv of earlier "
                          "years. The same seed gives "
                          "the same bytes on any machine."
                          "\vNothing in it says anything about a real place.";

enum {
    OPT_COMMUNES = 512,
    OPT_SEED,
    OPT_MINUTES,
    OPT_VINTAGES,
    OPT_FORCE,
    OPT_FORMAT,
    OPT_GRID,
    OPT_THREADS
};

/* Limits, which the checks and the help both name. */
#define LEAST_COUNT 2 /* of communes, and of squares */
#define MOST_COUNT 5000000
#define LEAST_MINUTES 5
#define MOST_MINUTES 120
#define MOST_THREADS 4096
#define WORD(number) #number
#define FROM_TO(least, most) "from " WORD(least) " to " WORD(most)
#define COUNTS FROM_TO(LEAST_COUNT, MOST_COUNT)
#define MINUTES FROM_TO(LEAST_MINUTES, MOST_MINUTES)
#define YEARS FROM_TO(1, APLOC_SYNTH_MAX_VINTAGES)
#define THREADS FROM_TO(1, MOST_THREADS)

static const struct argp_option options[] = {
    {"communes", OPT_COMMUNES, "N", 0, "How many communes, " COUNTS " (default: 300)", 1},
    {"seed", OPT_SEED, "N", 0, "Any whole number (default: 1)", 1},
    {"max-minutes", OPT_MINUTES, "X", 0,
     "Write the pairs up to X minutes, " MINUTES " (default: 60)", 1},
    {"vintages", OPT_VINTAGES, "N", 0, "Years in all, " YEARS ", the last one 2023 (default: 1)",
     1},
    {"format", OPT_FORMAT, "csv|h5", 0,
     "How the times are written: times.csv (default), or times.h5, faster and smaller", 1},
    {"grid", OPT_GRID, "N", 0,
     "People live in N squares of 200 metres, " COUNTS
     ": cells.csv, sites.csv (the communes with supply), and "
     "times.h5 from cells to sites. Without --communes, a commune for every 65",
     1},
    {"threads", OPT_THREADS, "N", 0,
     "At most N threads, " THREADS ", for times in HDF5 (default: all)", 2},
    {"force", OPT_FORCE, 0, 0, "Replace files of these names that are there", 2},
    {"quiet", 'q', 0, 0, "No summary or progress on stderr", 2},
    {0}};

typedef struct call {
    const char *folder;
    aploc_synth_options options;
    bool quiet;
    bool force;
    bool has_communes;
    bool is_csv; /* said so */
} call;

static unsigned long long whole_number(const char *option, const char *arg,
                                       unsigned long long least, unsigned long long most,
                                       struct argp_state *state)
{
    char *end;
    errno = 0;
    unsigned long long n = strtoull(arg, &end, 10);
    if (*arg < '0' || *arg > '9' || *end || errno || n < least || n > most)
        argp_error(state, "found --%s '%s', expected a whole number from %llu to %llu", option, arg,
                   least, most);
    return n;
}

/* What a grid brings along. */
static void end_call(call *c, struct argp_state *state)
{
    if (!c->options.n_cells)
        return;
    if (c->is_csv)
        argp_error(state, "found --grid with --format csv, expected h5");
    c->options.times_format = APLOC_SYNTH_H5;
    if (!c->has_communes)
        c->options.n_communes = c->options.n_cells < 130 ? 2 : c->options.n_cells / 65;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    call *c = state->input;
    switch (key) {
    case OPT_COMMUNES:
        c->options.n_communes =
            (int32_t)whole_number("communes", arg, LEAST_COUNT, MOST_COUNT, state);
        c->has_communes = true;
        return 0;
    case OPT_FORMAT:
        c->is_csv = inputs_choose("format", arg, "csv", "h5", state) == 0;
        c->options.times_format = c->is_csv ? APLOC_SYNTH_CSV : APLOC_SYNTH_H5;
        return 0;
    case OPT_GRID:
        c->options.n_cells = (int32_t)whole_number("grid", arg, LEAST_COUNT, MOST_COUNT, state);
        return 0;
    case OPT_THREADS:
        c->options.n_threads = (int32_t)whole_number("threads", arg, 1, MOST_THREADS, state);
        return 0;
    case OPT_SEED:
        c->options.seed = whole_number("seed", arg, 0, UINT64_MAX, state);
        return 0;
    case OPT_VINTAGES:
        c->options.n_vintages =
            (int32_t)whole_number("vintages", arg, 1, APLOC_SYNTH_MAX_VINTAGES, state);
        return 0;
    case OPT_MINUTES:
        if (aploc_number_read(arg, strlen(arg), &c->options.max_minutes, NULL) ||
            !(c->options.max_minutes >= LEAST_MINUTES && c->options.max_minutes <= MOST_MINUTES))
            argp_error(state, "found --max-minutes '%s', expected a number " MINUTES, arg);
        return 0;
    case OPT_FORCE:
        c->force = true;
        return 0;
    case 'q':
        c->quiet = true;
        return 0;
    case ARGP_KEY_ARG:
        if (c->folder)
            argp_error(state, "found a second folder '%s', expected one", arg);
        c->folder = arg;
        return 0;
    case ARGP_KEY_END:
        if (!c->folder)
            argp_error(state, "found no folder, expected one");
        end_call(c, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static aploc_status spare_file(const char *folder, const char *name, aploc_error *err)
{
    char path[4096];
    int length = snprintf(path, sizeof path, "%s/%s", folder, name);
    if (length > 0 && length < (int)sizeof path && access(path, F_OK) == 0)
        return fail(err, APLOC_ERR_ARGUMENT,
                    "%s: found a file of that name, expected none (--force replaces it)", path);
    return APLOC_OK;
}

/* What is there may be real: it is not replaced without being told to. */
static aploc_status spare(const char *folder, const aploc_synth_options *what, aploc_error *err)
{
    int32_t n_vintages = what->n_vintages;
    static const char *const tables[] = {"communes", "practitioners"};
    aploc_status status = APLOC_OK;
    for (int32_t k = 0; !status && k < 2 * n_vintages; k++) {
        char name[40], vintage[16] = "";
        if (k >= 2)
            snprintf(vintage, sizeof vintage, "-%d", (int)(APLOC_SYNTH_YEAR - k / 2));
        snprintf(name, sizeof name, "%s%s.csv", tables[k % 2], vintage);
        status = spare_file(folder, name, err);
    }
    if (!status && what->n_cells)
        status = spare_file(folder, "cells.csv", err);
    if (!status && what->n_cells)
        status = spare_file(folder, "sites.csv", err);
    int is_h5 = what->times_format == APLOC_SYNTH_H5;
    return status ? status : spare_file(folder, is_h5 ? "times.h5" : "times.csv", err);
}

int run_synth(int argc, char **argv)
{
    const struct argp argp = {
        .options = options, .parser = parse, .args_doc = "FOLDER", .doc = doc};
    call c = {.options = APLOC_SYNTH_OPTIONS_INIT};
    aploc_synth_report report = APLOC_SYNTH_REPORT_INIT;
    aploc_error err = {0};
    progress_bar bar;
    call_parse(&argp, argc, argv, &c);
    progress_start(&bar, c.quiet);
    c.options.progress = progress_show;
    c.options.progress_data = &bar;
    aploc_status status = c.force ? APLOC_OK : spare(c.folder, &c.options, &err);
    if (!status) {
        interrupt_hold();
        status = aploc_synth_write(c.folder, &c.options, &report, &err);
        interrupt_release();
    }
    progress_end(&bar);
    if (status)
        return report_error(&err);
    char prefix[600];
    snprintf(prefix, sizeof prefix, "%s: ", one_line(c.folder));
    if (!c.quiet && c.options.n_cells)
        fprintf(stderr, "%s: %s cells, %s sites, ", one_line(c.folder), readable(report.n_cells, 0),
                readable(report.n_sites, 0));
    if (!c.quiet)
        fprintf(stderr, "%s%s communes, %s people, %s practitioners, %s times (seed %llu)\n",
                c.options.n_cells ? "" : prefix, readable(report.n_communes, 0),
                readable(report.population, 0), readable(report.n_practitioners, 0),
                readable((double)report.n_pairs, 0), (unsigned long long)c.options.seed);
    return EXIT_DONE;
}
