/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/stretch.h"

#include "base/memory.h"

enum { ROWS = 4096 }; /* of a stretch of a table in memory */

typedef struct table_source {
    apl_stretches base;
    const aploc_times *times;
    int32_t next;
} table_source;

static aploc_status begin_table(apl_stretches *stretches, aploc_error *err)
{
    (void)err;
    table_source *s = (table_source *)stretches;
    s->next = 0;
    return APLOC_OK;
}

/* Offsets are those of the table: `to` and `minutes` are its whole arrays. */
static aploc_status next_table(apl_stretches *stretches, apl_stretch *stretch, aploc_error *err)
{
    (void)err;
    table_source *s = (table_source *)stretches;
    int32_t rest = s->base.n_demand - s->next;
    *stretch = (apl_stretch){.first = s->next,
                             .n_rows = rest < ROWS ? rest : ROWS,
                             .offsets = s->times->offsets + s->next,
                             .to = s->times->to,
                             .minutes = s->times->minutes};
    s->next += stretch->n_rows;
    return APLOC_OK;
}

static void report_table(const apl_stretches *stretches, aploc_read_report *report)
{
    *report = (aploc_read_report)APLOC_READ_REPORT_INIT;
    report->n_rows = report->n_kept = stretches->n_pairs;
}

static void close_table(apl_stretches *stretches)
{
    free(stretches);
}

aploc_status apl_stretches_of(const aploc_times *times, apl_stretches **stretches, aploc_error *err)
{
    table_source *s = NULL;
    aploc_status status = APL_ZEROED(s, 1, err);
    if (status)
        return status;
    s->times = times;
    s->base = (apl_stretches){.n_demand = times->n_demand,
                              .n_supply = times->n_supply,
                              .same_places = times->same_places,
                              .n_pairs = times->offsets[times->n_demand],
                              .bytes = sizeof *s,
                              .begin = begin_table,
                              .next = next_table,
                              .report = report_table,
                              .close = close_table};
    *stretches = &s->base;
    return APLOC_OK;
}

void apl_stretches_close(apl_stretches *stretches)
{
    if (stretches)
        stretches->close(stretches);
}

int32_t apl_stretches_supply_count(const apl_stretches *stretches)
{
    return stretches->n_supply;
}

int64_t apl_stretches_pair_count(const apl_stretches *stretches)
{
    return stretches->n_pairs;
}

int64_t apl_stretches_scale(const apl_stretches *stretches)
{
    return stretches->scale;
}

int64_t apl_stretches_bytes(const apl_stretches *stretches)
{
    return stretches->bytes;
}

aploc_status apl_stretches_begin(apl_stretches *stretches, aploc_error *err)
{
    return stretches->begin(stretches, err);
}

aploc_status apl_stretches_next(apl_stretches *stretches, apl_stretch *stretch, aploc_error *err)
{
    return stretches->next(stretches, stretch, err);
}

void apl_stretches_report(const apl_stretches *stretches, aploc_read_report *report)
{
    stretches->report(stretches, report);
}
