/* SPDX-License-Identifier: GPL-3.0-or-later */
/* aploc verify: a run file, computed again and held against itself. */
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "inputs.h"

static const char doc[] =
    "Compute every cell of a run file again, and compare bit by bit; check the digest of each "
    "dataset, and the seal over all of the file."
    "\vWhat is equal is said on standard output, a line a cell; what is not, on stderr: the "
    "dataset "
    "that is damaged, or the first commune whose value is another one, and by how much.\n\n"
    "Exit status: 0 equal; 1 a difference or a damage; 2 the call is wrong; 3 the machine failed.";

enum { OPT_INPUTS = 512, OPT_THREADS };

static const struct argp_option options[] = {
    {"inputs", OPT_INPUTS, "FOLDER", 0,
     "Hold the files that the run was made from, where they are found in FOLDER, against their "
     "digests: each under its path as it was noted, or under its name alone when no other has the "
     "same. Times that the run keeps by digest are looked for there, too",
     1},
    {"threads", OPT_THREADS, "N", 0, "At most N threads (default: as many as the work is worth)",
     1},
    {"quiet", 'q', 0, 0, "Say only what is not equal, and which inputs were not found", 1},
    {0}};

typedef struct call {
    const char *path;
    const char *inputs;
    int32_t n_threads;
    bool quiet;
    progress_bar bar;
    int32_t n_inputs, n_absent;
} call;

static error_t parse(int key, char *arg, struct argp_state *state)
{
    call *c = state->input;
    switch (key) {
    case OPT_INPUTS:
        c->inputs = arg;
        return 0;
    case OPT_THREADS:
        c->n_threads = inputs_whole_number("threads", arg, 1, 4096, state);
        return 0;
    case 'q':
        c->quiet = true;
        return 0;
    case ARGP_KEY_ARG:
        if (c->path)
            argp_error(state, "found '%s' after '%s', expected one run file", arg, c->path);
        c->path = arg;
        return 0;
    case ARGP_KEY_END:
        if (!c->path)
            argp_error(state, "found no run file, expected one");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static int show(void *data, const aploc_verdict *v)
{
    call *c = data;
    progress_end(&c->bar);
    c->n_inputs += v->kind == APLOC_VERDICT_INPUT || v->kind == APLOC_VERDICT_NO_INPUT ||
                   v->kind == APLOC_VERDICT_OTHER_INPUT;
    c->n_absent += v->kind == APLOC_VERDICT_NO_INPUT;
    if (v->kind >= APLOC_VERDICT_DAMAGED)
        fprintf(stderr, "aploc: %s: %s\n", one_line(c->path), v->message);
    else if (v->kind == APLOC_VERDICT_NO_INPUT)
        warn("%s: %s", one_line(c->path), v->message);
    else if (!c->quiet)
        printf("%s\n", v->message);
    return interrupt_came();
}

static void summarise(const call *c, const aploc_verify_report *r)
{
    printf("%s looked at, %s of %s cells equal", counted(r->n_datasets, "dataset", "datasets"),
           readable(r->n_equal, 0), readable(r->n_cells, 0));
    if (r->n_without)
        printf(", %s without values", readable(r->n_without, 0));
    if (c->n_absent)
        printf(", %s of %s inputs not found", readable(c->n_absent, 0), readable(c->n_inputs, 0));
    if (r->n_faults)
        printf(", %s\n", counted(r->n_faults, "fault", "faults"));
    else
        printf(": the run stands\n");
}

int run_verify(int argc, char **argv)
{
    const struct argp argp = {
        .options = options, .parser = parse, .args_doc = "RUN.h5", .doc = doc};
    call c = {0};
    aploc_error err = {0};
    aploc_verify_options how = APLOC_VERIFY_OPTIONS_INIT;
    aploc_verify_report report = APLOC_VERIFY_REPORT_INIT;
    call_parse(&argp, argc, argv, &c);
    progress_start(&c.bar, c.quiet);
    how.inputs_folder = c.inputs;
    how.n_threads = c.n_threads;
    how.verdict = show;
    how.verdict_data = &c;
    how.progress = progress_show;
    how.progress_data = &c.bar;
    aploc_status status = aploc_verify_h5(c.path, &how, &report, &err);
    progress_end(&c.bar);
    if (status)
        return finish_output(report_error(&err));
    if (c.inputs && c.n_inputs == 0)
        warn("%s: the run notes no inputs that could be held against %s", one_line(c.path),
             one_line(c.inputs));
    if (!c.quiet)
        summarise(&c, &report);
    return finish_output(report.n_faults ? EXIT_DATA : EXIT_DONE);
}
