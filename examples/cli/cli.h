/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_CLI_H
#define APLOC_CLI_H

/* What the commands share. The command sees the public headers only. */

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <aploc/aploc.h>

/* Exit statuses, fixed so that scripts can rely on them. */
enum {
    EXIT_DONE = 0,
    EXIT_DATA = 1,   /* the data or the method are wrong */
    EXIT_CALL = 2,   /* the call is wrong */
    EXIT_MACHINE = 3 /* the machine failed: disk, memory */
};

/* A command: `argv[0]` is its full name, "aploc compute". */
typedef struct command {
    const char *name;
    const char *summary;
    int (*run)(int argc, char **argv);
} command;

int run_compute(int argc, char **argv);
int run_convert(int argc, char **argv);
int run_check(int argc, char **argv);
int run_compare(int argc, char **argv);
int run_rerun(int argc, char **argv);
int run_summary(int argc, char **argv);
int run_carry(int argc, char **argv);
int run_weights(int argc, char **argv);
int run_what_if(int argc, char **argv);
int run_zone(int argc, char **argv);
int run_audit(int argc, char **argv);
int run_diff(int argc, char **argv);
int run_aid(int argc, char **argv);
int run_zonings(int argc, char **argv);
int run_synth(int argc, char **argv);
int run_verify(int argc, char **argv);
int run_methods(int argc, char **argv);

/* Of an option: it may be given again. A flag of this command's own, which argp passes over. */
enum { OPTION_MAY_REPEAT = 0x10000 };

struct argp;

/* Take a call by its options, or end the program: an option with a value that is given again without
 * OPTION_MAY_REPEAT is refused, since which value is meant cannot be known; so is any word that is no option,
 * of a command that does not say what such words are (call.c). */
void call_parse(const struct argp *argp, int argc, char **argv, void *input);

/* Print "aploc: MESSAGE" on stderr and return the exit status that goes with the error. */
int report_error(const aploc_error *err);

/* Print a line "aploc: warning: …" on stderr. */
void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Flush stdout; an exit status of 3 and one line when what was printed did not arrive. */
int finish_output(int exit_status);

/* Have memory in large pages from here on, where the system has them, and keep it; but give back what is free
 * now, for someone who counts, or needs much at once. */
void use_large_pages(void);
void give_pages_back(void);

/* A number for people: rounded to `decimals`, its thousands apart. The text lives in a small ring
 * of buffers, long enough for the arguments of one printf. */
const char *readable(double value, int decimals);

/* A number and what it counts, "1 row" or "12 345 rows", in a ring of its own. */
const char *counted(double n, const char *one, const char *many);

/* Ctrl-C and its like, while a file is being written: hold them; whether one came; forget it, since all
 * was written before it could be heeded; let them act. */
void interrupt_hold(void);
bool interrupt_came(void);
void interrupt_forget(void);
void interrupt_release(void);

/* Before the work starts: refuse an output that would replace one of `n` inputs (NULL: none), or
 * whose folder is not there or closed to writing. */
aploc_status output_check(const char *const *inputs, int n, const char *output, aploc_error *err);

/* Refuse two outputs that are one file, however they are spelled (NULL: not asked for). */
aploc_status outputs_apart(const char *one, const char *other, aploc_error *err);

/* Start a table with `n` column names (none: no header row), holding interrupts. */
aploc_status output_create(const char *output, const char *const *header, size_t n,
                           aploc_writer **writer, aploc_error *err);

/* End it: the table appears, unless `status` says that its rows failed, or an interrupt came, which
 * acts now. */
aploc_status output_commit(aploc_writer *writer, aploc_status status, aploc_error *err);

/* A text as it may stand in a line: control characters are blanks. Lives in a small ring of buffers,
 * as that of readable; a long text is cut. */
const char *one_line(const char *text);

/* A number as it is, "12.5", in the ring of readable. */
const char *exactly(double value);

/* Fill an error of the command's own; `status` is returned. */
aploc_status fail(aploc_error *err, aploc_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The progress bar on stderr: appears after a second, when stderr is a terminal. */
typedef struct progress_bar {
    bool enabled;
    bool shown;
    double started; /* seconds; 0 before the first call */
    int percent;
    char what[256];
} progress_bar;

void progress_start(progress_bar *bar, bool quiet);
/* An aploc_progress_fn; says to stop once an interrupt came. */
int progress_show(void *bar, const char *what, double done);
void progress_end(progress_bar *bar);

#endif
