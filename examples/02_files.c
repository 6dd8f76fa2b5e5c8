/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From files to a file: communes.csv, times.csv and a method give apl.csv.
 *
 *     02_files communes.csv times.csv mg-2015 apl.csv */
#include <aploc/aploc.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct run {
    aploc_communes *communes;
    aploc_times *times;
    aploc_method *method;
    aploc_plan *plan;
    double *demand;
    double *apl;
} run;

static aploc_status compute(run *r, char **files, aploc_error *err)
{
    aploc_decay decay = APLOC_DECAY_INIT;
    aploc_status status;
    if ((status = aploc_communes_read_csv(files[0], NULL, &r->communes, NULL, err)) ||
        (status = aploc_times_read_csv(files[1], r->communes, NULL, NULL, &r->times, NULL, err)) ||
        (status = aploc_method_builtin(files[2], &r->method, err)) ||
        (status = aploc_method_get_decay(r->method, &decay, err)) ||
        (status = aploc_plan_create(r->times, &decay, NULL, &r->plan, err)))
        return status;

    size_t n = (size_t)aploc_communes_count(r->communes);
    const double *supply = aploc_communes_column(r->communes, APLOC_SUPPLY);
    if (!supply) {
        snprintf(err->message, sizeof err->message, "%s has no column for the supply", files[0]);
        return APLOC_ERR_COLUMN_MISSING;
    }
    r->demand = malloc(n * sizeof *r->demand);
    r->apl = malloc(n * sizeof *r->apl);
    if (!r->demand || !r->apl) {
        snprintf(err->message, sizeof err->message, "not enough memory");
        return APLOC_ERR_MEMORY;
    }
    if ((status = aploc_demand_standardise(r->communes, r->method, NULL, r->demand, NULL, err)))
        return status;
    return aploc_solve(r->plan, r->demand, supply, r->apl, NULL, err);
}

static aploc_status write(const run *r, const char *path, aploc_error *err)
{
    aploc_writer *writer;
    aploc_status status = aploc_writer_create(path, ',', &writer, err);
    if (status)
        return status;
    aploc_writer_text(writer, "code");
    aploc_writer_text(writer, "apl");
    aploc_writer_end_row(writer);
    for (int32_t i = 0; i < aploc_communes_count(r->communes); i++) {
        aploc_writer_text(writer, aploc_communes_code(r->communes, i));
        aploc_writer_number(writer, r->apl[i]);
        aploc_writer_end_row(writer);
    }
    return aploc_writer_commit(writer, err);
}

int main(int argc, char **argv)
{
    run r = {0};
    aploc_error err = {0};
    if (argc != 5) {
        fprintf(stderr, "usage: %s communes.csv times.csv method apl.csv\n", argv[0]);
        return 2;
    }
    int failed = compute(&r, argv + 1, &err) || write(&r, argv[4], &err);
    if (failed)
        fprintf(stderr, "%s\n", err.message);
    free(r.demand);
    free(r.apl);
    aploc_plan_free(r.plan);
    aploc_method_free(r.method);
    aploc_times_free(r.times);
    aploc_communes_free(r.communes);
    return failed;
}
