/* SPDX-License-Identifier: GPL-3.0-or-later */
/* aploc, phase by phase: engine FOLDER [--threads N] [--supply]. Takes one command a line on stdin and
 * answers each with one line of JSON; bench/README.md has the commands, which all tools share.
 * Public API only. --supply drops the columns without supply from the plan. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine.h"

double engine_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* The most memory that this process has held, in megabytes. */
static double peak_megabytes(void)
{
    char line[256];
    double kilobytes = 0;
    FILE *file = fopen("/proc/self/status", "r");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, "VmHWM:", 6) == 0)
            kilobytes = strtod(line + 6, NULL);
    if (file)
        fclose(file);
    return kilobytes / 1024;
}

static aploc_status read_csv(engine *e, aploc_error *err)
{
    return tables_read(e->folder, "times.csv", &e->tables, err);
}

static aploc_status read_h5(engine *e, aploc_error *err)
{
    return tables_read(e->folder, "times.h5", &e->tables, err);
}

static void drop_tables(engine *e)
{
    tables_free(&e->tables);
}

static aploc_status read_arrays(engine *e, aploc_error *err)
{
    (void)err;
    return arrays_read(e->folder, &e->arrays) ? APLOC_ERR_OPEN : APLOC_OK;
}

static void drop_arrays(engine *e)
{
    arrays_free(&e->arrays);
}

/* General practitioners: 1 under 10 minutes, 2/3 under 15, 1/3 under 20. */
static aploc_status make_plan(engine *e, aploc_error *err)
{
    static const double starts[] = {0, 10, 15, 20}, weights[] = {1, 2.0 / 3, 1.0 / 3, 0};
    aploc_decay decay = APLOC_DECAY_INIT;
    aploc_plan_options options = APLOC_PLAN_OPTIONS_INIT;
    decay.kind = APLOC_DECAY_STEPS;
    decay.n_points = 4;
    decay.minutes = starts;
    decay.values = weights;
    options.n_threads = e->n_threads;
    aploc_status status = engine_drop_columns(e, &options, err);
    return status ? status : aploc_plan_create(e->times, &decay, &options, &e->plan, err);
}

/* From arrays in memory to the plan: what others call weighing and conversion. */
static aploc_status prepare(engine *e, aploc_error *err)
{
    const arrays *a = &e->arrays;
    double start = engine_now();
    aploc_status status = aploc_times_from_pairs(a->n_demand, a->n_supply, a->n_pairs, a->from,
                                                 a->to, a->minutes, &e->times, err);
    e->table_seconds = engine_now() - start;
    return status ? status : make_plan(e, err);
}

static void drop_plan(engine *e)
{
    engine_whatif_free(e);
    aploc_plan_free(e->plan);
    aploc_times_free(e->times);
    e->plan = NULL;
    e->times = NULL;
}

static aploc_status one(engine *e, aploc_error *err)
{
    aploc_solve_options options = APLOC_SOLVE_OPTIONS_INIT;
    options.n_threads = e->n_threads;
    return aploc_solve(e->plan, e->arrays.demand, e->arrays.supply, e->apl, &options, err);
}

static aploc_status write_result(engine *e, aploc_error *err)
{
    char path[4096];
    aploc_writer *writer;
    snprintf(path, sizeof path, "%s/apl-engine.csv", e->folder);
    aploc_status status = aploc_writer_create(path, ',', &writer, err);
    if (status)
        return status;
    aploc_writer_text(writer, "code");
    aploc_writer_text(writer, "apl");
    aploc_writer_end_row(writer);
    for (int32_t i = 0; i < aploc_communes_count(e->tables.communes); i++) {
        aploc_writer_text(writer, aploc_communes_code(e->tables.communes, i));
        aploc_writer_number(writer, e->apl[i]);
        aploc_writer_end_row(writer);
    }
    return aploc_writer_commit(writer, err);
}

/* A phase: what is timed, and what is undone before it is done again. */
typedef struct phase {
    const char *name;
    aploc_status (*run)(engine *, aploc_error *);
    void (*undo)(engine *);
} phase;

static const phase phases[] = {{"read", read_csv, drop_tables},
                               {"read_h5", read_h5, drop_tables},
                               {"read_arrays", read_arrays, drop_arrays},
                               {"prepare", prepare, drop_plan},
                               {"one", one, NULL},
                               {"many", engine_solve_many, NULL},
                               {"whatif_supply", engine_whatif_supply, NULL},
                               {"whatif_demand", engine_whatif_demand, NULL},
                               {"write", write_result, NULL}};

/* What one, many and the changes need: room for the results, and the scenarios. */
static int make_room(engine *e, int n_scenarios)
{
    const arrays *a = &e->arrays;
    if (!e->apl)
        e->apl = calloc((size_t)a->n_demand + 1, sizeof *e->apl);
    if (!e->apl || n_scenarios <= e->n_scenarios)
        return !e->apl;
    free(e->supplies);
    free(e->apls);
    e->n_scenarios = n_scenarios;
    e->supplies = malloc((size_t)n_scenarios * a->n_supply * sizeof *e->supplies);
    e->apls = calloc((size_t)n_scenarios * a->n_demand, sizeof *e->apls);
    if (!e->supplies || !e->apls)
        return 1;
    for (int k = 0; k < n_scenarios; k++)
        for (int32_t j = 0; j < a->n_supply; j++)
            e->supplies[(int64_t)k * a->n_supply + j] =
                a->supply[j] * (1 + (j + 31 * k) % 101 / 100.0);
    return 0;
}

static void describe(const engine *e, const char *name)
{
    if (strcmp(name, "prepare") == 0)
        printf(", \"table_seconds\": %.9f, \"pairs\": %" PRId64 ", \"given\": %" PRId64
               ", \"plan_bytes\": %" PRId64,
               e->table_seconds, aploc_plan_pair_count(e->plan), e->arrays.n_pairs,
               engine_plan_bytes(e));
    if (strcmp(name, "many") == 0)
        printf(", \"scenarios\": %d, \"how\": \"%s\"", e->n_scenarios, engine_many_how);
}

/* Run a phase `n` times, and answer. */
static int measure(engine *e, const phase *p, int n)
{
    aploc_error err = {0};
    double seconds[1000];
    for (int k = 0; k < n; k++) {
        if (p->undo)
            p->undo(e);
        double start = engine_now();
        aploc_status status = p->run(e, &err);
        seconds[k] = engine_now() - start;
        if (status == APLOC_ERR_UNSUPPORTED) {
            printf("{\"phase\": \"%s\", \"skipped\": \"%s\"}\n", p->name, err.message);
            return 0;
        }
        if (status) {
            fprintf(stderr, "engine: %s: %s\n", p->name, err.message);
            return 1;
        }
        if (e->own_seconds > 0) /* a phase of many small steps times itself */
            seconds[k] = e->own_seconds;
        e->own_seconds = 0;
    }
    printf("{\"phase\": \"%s\", \"seconds\": [", p->name);
    for (int k = 0; k < n; k++)
        printf("%s%.9f", k ? ", " : "", seconds[k]);
    printf("], \"peak_mb\": %.1f", peak_megabytes());
    describe(e, p->name);
    printf("}\n");
    return 0;
}

/* "result FILE" and "results FILE": the last APL, or those of all scenarios, as doubles. */
static int dump(const engine *e, const char *what, const char *name)
{
    size_t n = (size_t)e->arrays.n_demand * sizeof(double);
    int all = strcmp(what, "results") == 0;
    int failed =
        file_write(e->folder, name, all ? e->apls : e->apl, all ? n * (size_t)e->n_scenarios : n);
    printf("{\"phase\": \"%s\"}\n", what);
    return failed;
}

static int obey(engine *e, const char *line)
{
    char word[32] = "", name[256] = "";
    int n = 1, scenarios = 100;
    sscanf(line, "%31s %255s", word, name);
    if (strcmp(word, "result") == 0 || strcmp(word, "results") == 0)
        return dump(e, word, name);
    if (strcmp(word, "arrays") == 0) {
        printf("{\"phase\": \"arrays\"}\n");
        return arrays_write(e->folder, &e->tables);
    }
    sscanf(line, "%*s %d %d", &n, &scenarios);
    n = n < 1 ? 1 : (n > 1000 ? 1000 : n);
    if (e->plan && make_room(e, strcmp(word, "many") == 0 ? scenarios : 0)) {
        fprintf(stderr, "engine: %s: out of memory\n", word);
        return 1;
    }
    for (size_t k = 0; k < sizeof phases / sizeof *phases; k++)
        if (strcmp(word, phases[k].name) == 0)
            return measure(e, &phases[k], n);
    fprintf(stderr, "engine: found the command '%s', expected one of bench/README.md\n", word);
    return 1;
}

static void forget(engine *e)
{
    drop_plan(e);
    drop_tables(e);
    drop_arrays(e);
    free(e->apl);
    free(e->supplies);
    free(e->apls);
}

int main(int argc, char **argv)
{
    char line[512];
    engine e = {.folder = argc > 1 ? argv[1] : "."};
    for (int k = 2; k < argc; k++) {
        if (strcmp(argv[k], "--supply") == 0)
            e.drops_columns = 1;
        if (strcmp(argv[k], "--threads") == 0 && k + 1 < argc)
            e.n_threads = atoi(argv[++k]);
    }
    int failed = 0;
    while (!failed && fgets(line, sizeof line, stdin) && strncmp(line, "quit", 4) != 0) {
        failed = obey(&e, line);
        fflush(stdout);
    }
    forget(&e);
    return failed;
}
