/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes. */
enum {
    AROUND = 16 << 20,  /* what HDF5, the program and the output take besides; */
    A_THREAD = 1 << 20, /* so many of them: more share what there is to do */
    THREADS_COUNTED = 8,
    BYTES_OF_TEXT = 8, /* in memory for a byte of text, whatever it says */
};

int64_t memory_size(const char *arg, struct argp_state *state)
{
    static const char units[] = "KMGT";
    size_t length = strlen(arg);
    const char *unit = length ? strchr(units, arg[length - 1]) : NULL;
    double size = 0.0;
    if (!length || aploc_number_read(arg, unit ? length - 1 : length, &size, NULL) || size <= 0.0)
        argp_error(state, "found --memory '%s', expected a size such as 512M or 1.5G", arg);
    for (const char *u = units; unit && u <= unit; u++)
        size *= 1024.0;
    if (size > 9e18)
        argp_error(state, "found --memory '%s', expected less than 8000000T", arg);
    return (int64_t)size;
}

/* Bytes that the process has in memory now; where that cannot be asked, the most it ever had. */
static double bytes_in_use(void)
{
    long pages = 0;
    struct rusage usage;
    FILE *file = fopen("/proc/self/statm", "r");
    int known = file && fscanf(file, "%*s %ld", &pages) == 1;
    if (file)
        fclose(file);
    if (known)
        return (double)pages * (double)sysconf(_SC_PAGESIZE);
    return getrusage(RUSAGE_SELF, &usage) == 0 ? (double)usage.ru_maxrss * 1024.0 : 0.0;
}

/* Not what getrusage says: that begins with the memory of the process that started this one. */
static double most_bytes_used(void)
{
    char line[128];
    long most = 0;
    FILE *file = fopen("/proc/self/status", "r");
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "VmHWM: %ld", &most) == 1)
            break;
    if (file)
        fclose(file);
    return most > 0 ? (double)most * 1024.0 : bytes_in_use();
}

static const char *megabytes(double bytes)
{
    return readable(ceil(bytes / 1048576.0), 0);
}

/* The megabytes to ask for: a process does not hold the same to the byte the next time. */
static long enough(double bytes)
{
    return (long)ceil(bytes / 1048576.0) + 1;
}

/* The first bytes tell a form. Those of a pipe are not looked at: they would be gone. */
static bool starts_with(const char *path, const char *bytes, size_t length)
{
    char head[8] = "";
    struct stat facts;
    FILE *file = stat(path, &facts) == 0 && S_ISREG(facts.st_mode) ? fopen(path, "rb") : NULL;
    bool is = file && fread(head, 1, length, file) == length && memcmp(head, bytes, length) == 0;
    if (file)
        fclose(file);
    return is;
}

bool memory_is_h5(const char *path)
{
    return starts_with(path, "\x89HDF\r\n\x1a\n", 8);
}

/* What a process takes on its way to the times, and with them; in bytes. */
typedef struct sizes {
    double limit;
    double used;  /* by the tables of places, and by what comes with any computation */
    double least; /* the same, or what was taken before, if that was more */
    double all;   /* the times read whole, and the plan */
} sizes;

static double total(const sizes *s)
{
    return s->used + s->all > s->least ? s->used + s->all : s->least;
}

/* What the times take at most, as far as that is seen without reading them. */
static aploc_status bytes_at_most(const inputs *in, bool is_h5, double *bytes, aploc_error *err)
{
    aploc_times_facts facts = APLOC_TIMES_FACTS_INIT;
    struct stat file;
    *bytes = HUGE_VAL;
    if (!is_h5) {
        if (stat(in->times_path, &file) == 0 && !starts_with(in->times_path, "\x1f\x8b", 2))
            *bytes = (double)file.st_size * BYTES_OF_TEXT;
        return APLOC_OK;
    }
    aploc_status status = aploc_times_look_h5(in->times_path, &facts, err);
    if (!status)
        *bytes = (double)facts.bytes_in_memory;
    return status;
}

/* What they take: they are read for it. */
static aploc_status bytes_needed(inputs *in, double *bytes, aploc_error *err)
{
    aploc_times_facts facts = APLOC_TIMES_FACTS_INIT;
    aploc_plan_options how = APLOC_PLAN_OPTIONS_INIT;
    aploc_column columns[COLUMNS_MAX];
    how.n_threads = in->n_threads;
    if (!in->other_supplies && !aploc_variant_is_of_supply(aploc_method_get_variant(in->method)))
        how.supply = in->supply;
    aploc_read_options o = inputs_options(in, TABLE_TIMES, columns);
    aploc_status status = aploc_plan_look_file(in->times_path, in->communes, in->sites, &in->decay,
                                               &how, &o, &facts, err);
    *bytes = (double)(in->plans_only ? facts.bytes_of_plan : facts.bytes_in_memory);
    return status;
}

/* What a computation from the file takes beside the inputs. */
static aploc_status bytes_streamed(inputs *in, double *bytes, aploc_error *err)
{
    aploc_solve_file_options options = APLOC_SOLVE_FILE_OPTIONS_INIT;
    aploc_solve_file_report work = APLOC_SOLVE_FILE_REPORT_INIT;
    double *values = calloc((size_t)aploc_communes_count(in->communes), sizeof *values);
    if (!values)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the APL");
    options.memory = 1; /* too little, always */
    options.variant = aploc_method_get_variant(in->method);
    options.unknown = in->unknown;
    options.work = &work;
    aploc_status status = aploc_solve_file(in->times_path, in->communes, in->sites, &in->decay,
                                           in->demand, in->supply, values, &options, err);
    free(values);
    *bytes = (double)work.bytes;
    return work.bytes ? APLOC_OK : status;
}

static aploc_status refuse_stretch(const inputs *in, double used, double bytes, aploc_error *err)
{
    return fail(
        err, APLOC_ERR_ARGUMENT,
        "%s: found --memory %s, expected at least %ldM: some %s MB for the tables of places, "
        "%s MB for a stretch of the times",
        in->times_path, in->memory_text, enough(used + bytes), megabytes(used), megabytes(bytes));
}

static aploc_status refuse_text(const inputs *in, const sizes *s, aploc_error *err)
{
    char also[128] = "";
    if (in->also > 0.0)
        snprintf(also, sizeof also, ", %s MB for %s", megabytes(in->also), in->also_what);
    return fail(err, APLOC_ERR_ARGUMENT,
                "%s: found --memory %s, expected at least %ldM: some %s MB for the times, %s MB "
                "for other tables%s; or times in HDF5, which 'aploc convert' makes of them",
                in->times_path, in->memory_text, enough(total(s)), megabytes(s->all),
                megabytes(s->used - in->also), also);
}

/* Tell how much is enough for all of it, after the reason why all of it is needed. */
static aploc_status refuse_order(const sizes *s, const aploc_error *reason, aploc_error *err)
{
    *err = *reason;
    size_t length = strlen(err->message);
    snprintf(err->message + length, sizeof err->message - length, " (--memory %ldM)",
             enough(total(s)));
    return err->status;
}

/* What asks for all of the times at once; NULL: nothing does. */
static const char *needs_all(const inputs *in)
{
    int32_t variant = aploc_method_get_variant(in->method);
    if (in->needs_all)
        return in->needs_all;
    return variant == APLOC_VARIANT_NEAREST  ? "variant nearest"
           : variant == APLOC_VARIANT_I2SFCA ? "variant i2sfca"
                                             : NULL;
}

static aploc_status refuse_pipe(const inputs *in, aploc_error *err)
{
    struct stat file;
    if (stat(in->times_path, &file) || S_ISREG(file.st_mode) || S_ISDIR(file.st_mode))
        return APLOC_OK;
    return fail(err, APLOC_ERR_ARGUMENT,
                "%s: found a %s, expected a file: with --memory the size of the times must be "
                "known before they are read",
                in->times_path, S_ISCHR(file.st_mode) || S_ISBLK(file.st_mode) ? "device" : "pipe");
}

static sizes sizes_now(const inputs *in)
{
    sizes s = {.limit = (double)in->memory};
    long threads = in->n_threads ? in->n_threads : sysconf(_SC_NPROCESSORS_ONLN);
    double places = (double)aploc_communes_count(in->communes) +
                    (double)aploc_communes_count(inputs_places_of_supply(in));
    give_pages_back();
    threads = threads < THREADS_COUNTED ? threads : THREADS_COUNTED;
    s.used = bytes_in_use() + AROUND + (double)threads * A_THREAD + 8.0 * places + in->also;
    s.least = s.used > most_bytes_used() ? s.used : most_bytes_used();
    return s;
}

/* A stretch at a time, where the file is in the order of the tables: else APLOC_ERR_ARGUMENT, and nothing is
 * decided. */
static aploc_status choose_stretch(inputs *in, const sizes *s, bool *is_chosen, aploc_error *err)
{
    double bytes = 0.0;
    aploc_status status = bytes_streamed(in, &bytes, err);
    *is_chosen = !status;
    if (status)
        return status;
    if (s->least > s->limit || s->used + bytes > s->limit)
        return refuse_stretch(in, s->least > s->limit ? s->least : s->used, bytes, err);
    in->streamed = (int64_t)(s->limit - s->used);
    return APLOC_OK;
}

aploc_status memory_choose(inputs *in, aploc_error *err)
{
    aploc_error reason = {0};
    bool is_h5 = memory_is_h5(in->times_path), is_chosen = false;
    aploc_status status = refuse_pipe(in, err);
    if (status)
        return status;
    sizes s = sizes_now(in);
    status = bytes_at_most(in, is_h5, &s.all, err);
    if (status || total(&s) <= s.limit)
        return status;
    if (is_h5 && !needs_all(in)) {
        status = choose_stretch(in, &s, &is_chosen, &reason);
        if (is_chosen || status != APLOC_ERR_ARGUMENT) {
            *err = reason;
            return status;
        }
    }
    status = bytes_needed(in, &s.all, err);
    if (status || total(&s) <= s.limit)
        return status;
    if (!is_h5)
        return refuse_text(in, &s, err);
    if (!needs_all(in))
        return refuse_order(&s, &reason, err);
    return fail(err, APLOC_ERR_ARGUMENT,
                "%s: found --memory %s, expected at least %ldM, or no %s, which needs all of the "
                "times",
                in->times_path, in->memory_text, enough(total(&s)), needs_all(in));
}

/* From supply for one inhabitant to the method's unit. */
static aploc_status scale(const inputs *in, measure *m, aploc_error *err)
{
    double per = aploc_method_get_per(in->method);
    for (int32_t i = 0; i < aploc_communes_count(in->communes); i++)
        if (!isfinite(m->values[i] *= per))
            return fail(err, APLOC_ERR_OVERFLOW,
                        "found a result too large for a number at place %d, expected demand and "
                        "supply of usual sizes",
                        (int)i);
    m->report.mean *= per;
    return APLOC_OK;
}

aploc_status memory_measure(inputs *in, measure *m, aploc_error *err)
{
    aploc_solve_file_options options = APLOC_SOLVE_FILE_OPTIONS_INIT;
    aploc_solve_file_report work = APLOC_SOLVE_FILE_REPORT_INIT;
    options.memory = in->streamed;
    options.n_threads = in->n_threads;
    options.variant = m->variant;
    options.unknown = in->unknown;
    options.report = &m->report;
    options.rows = &in->times_report;
    options.work = &work;
    options.progress = progress_show;
    options.progress_data = &in->bar;
    progress_start(&in->bar, in->quiet);
    aploc_status status = aploc_solve_file(in->times_path, in->communes, in->sites, &in->decay,
                                           in->demand, in->supply, m->values, &options, err);
    progress_end(&in->bar);
    if (status)
        return status;
    m->n_pairs = work.n_pairs;
    inputs_tell_times(in);
    if (in->verbose && !in->quiet)
        fprintf(stderr, "aploc: %s: read %s, a stretch at a time, holding %s MB of it\n",
                one_line(in->times_path), work.n_passes == 1 ? "once" : "twice",
                megabytes((double)work.bytes));
    return aploc_variant_is_per_head(m->variant) ? scale(in, m, err) : APLOC_OK;
}
