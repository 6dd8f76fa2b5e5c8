/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups: who belongs to what, codes, and the order of the files. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "synth/grid.h"
#include "synth/random.h"

/* Give each commune in [0, n) the nearest of the first `n_seats`, through `put`. */
static aploc_status assign(apl_territory *territory, int32_t n, int32_t n_seats,
                           void (*put)(apl_commune *, int32_t), aploc_error *err)
{
    aploc_status status;
    apl_grid grid = {0};
    double side = sqrt(territory->land.area / (double)n_seats);
    APL_TRY(apl_grid_start(&grid, territory, side, n_seats, err));
    for (int32_t k = 0; k < n_seats; k++)
        apl_grid_add(&grid, k);
    for (int32_t i = 0; i < n; i++)
        put(&territory->communes[i],
            apl_grid_nearest(&grid, territory->communes[i].x, territory->communes[i].y));
out:
    apl_grid_end(&grid);
    return status;
}

static void put_tvs(apl_commune *c, int32_t seat)
{
    c->tvs = seat;
}

static void put_epci(apl_commune *c, int32_t seat)
{
    c->epci = seat;
}

static void put_department(apl_commune *c, int32_t seat)
{
    c->department = seat;
}

static void put_region(apl_commune *c, int32_t seat)
{
    c->region = seat;
}

/* EPCI, département and région nest: a seat takes its people along. The TVS is by distance alone,
 * and so crosses the others, as in France. */
static aploc_status make_groups(apl_territory *territory, aploc_error *err)
{
    aploc_status status;
    apl_commune *communes = territory->communes;
    APL_TRY(assign(territory, territory->n, territory->n_poles, put_tvs, err));
    APL_TRY(assign(territory, territory->n, territory->n_epci, put_epci, err));
    APL_TRY(assign(territory, territory->n_epci, territory->n_departments, put_department, err));
    APL_TRY(assign(territory, territory->n_departments, territory->n_regions, put_region, err));
    /* Seats come first, and each is its own seat: they are final before anybody copies them. */
    for (int32_t i = 0; i < territory->n; i++) {
        communes[i].department = communes[communes[i].epci].department;
        communes[i].region = communes[communes[i].department].region;
    }
out:
    return status;
}

static apl_type type_of(const apl_territory *territory, int32_t i)
{
    const apl_commune *c = &territory->communes[i];
    if (i >= territory->n_poles && c->suburban >= 0.055)
        return APL_SUBURB;
    if (c->population >= 10000)
        return APL_CENTRE;
    return i < territory->n_poles || c->population >= 2500 ? APL_SMALL_TOWN : APL_COUNTRY;
}

void apl_department_code(int32_t department, char *text)
{
    /* 00, A0 ... A9, B0 ... Z9, AA ... ZZ, then three letters: none is a real one. */
    int32_t k = department - 1;
    if (department == 0)
        snprintf(text, APL_CODE_SIZE, "00");
    else if (k < 260)
        snprintf(text, APL_CODE_SIZE, "%c%c", 'A' + k / 10, '0' + k % 10);
    else if ((k -= 260) < 676)
        snprintf(text, APL_CODE_SIZE, "%c%c", 'A' + k / 26, 'A' + k % 26);
    else
        snprintf(text, APL_CODE_SIZE, "%c%c%c", 'A' + (k - 676) / 676, 'A' + (k - 676) / 26 % 26,
                 'A' + (k - 676) % 26);
}

/* A row of the files in the making. */
typedef struct row_key {
    int32_t department;
    uint32_t mixed;
    int32_t commune;
} row_key;

/* A total order, so that no two sorts can differ. */
static int compare_rows(const void *a, const void *b)
{
    const row_key *p = a, *q = b;
    if (p->department != q->department)
        return p->department < q->department ? -1 : 1;
    if (p->mixed != q->mixed)
        return p->mixed < q->mixed ? -1 : 1;
    return (p->commune > q->commune) - (p->commune < q->commune);
}

/* By department, then mixed, so that towns do not all come first; numbered from 1 in each. */
static aploc_status make_codes(apl_territory *territory, aploc_error *err)
{
    aploc_status status;
    row_key *rows = NULL;
    uint64_t key = apl_hash_key(territory->seed, APL_STREAM_ORDER);
    APL_TRY(APL_NEW(rows, territory->n, err));
    for (int32_t i = 0; i < territory->n; i++)
        rows[i] =
            (row_key){territory->communes[i].department, (uint32_t)(apl_hash(key, i, 0) >> 32), i};
    qsort(rows, (size_t)territory->n, sizeof *rows, compare_rows);
    int32_t number = 0;
    for (int32_t r = 0; r < territory->n; r++) {
        apl_commune *c = &territory->communes[rows[r].commune];
        number = r > 0 && rows[r].department == rows[r - 1].department ? number + 1 : 1;
        territory->order[r] = rows[r].commune;
        territory->row[rows[r].commune] = r;
        char department[APL_CODE_SIZE];
        apl_department_code(c->department, department);
        size_t length = strlen(department);
        memcpy(c->code, department, length);
        /* At most 9999: a department of ten times the usual size does not come up. */
        snprintf(c->code + length, APL_CODE_SIZE - length, "%03u", (unsigned)number % 10000U);
    }
out:
    free(rows);
    return status;
}

/* The highest of the communes that are neither pole nor odd yet. */
static int32_t highest(const apl_territory *territory)
{
    int32_t best = territory->n_poles;
    for (int32_t i = best; i < territory->n; i++) {
        const apl_commune *c = &territory->communes[i], *b = &territory->communes[best];
        if (c->oddity == APL_ORDINARY && (b->oddity != APL_ORDINARY || c->altitude > b->altitude))
            best = i;
    }
    return best;
}

aploc_status apl_groups_make(apl_territory *territory, aploc_error *err)
{
    aploc_status status;
    APL_TRY(make_groups(territory, err));
    APL_TRY(make_codes(territory, err));
    if (territory->n >= 100) {
        territory->communes[highest(territory)].oddity = APL_ISOLATED;
        territory->communes[highest(territory)].oddity = APL_NO_PAIR;
    }
    APL_TRY(apl_people_make(territory, err));
    for (int32_t i = 0; i < territory->n; i++)
        territory->communes[i].type = type_of(territory, i);
out:
    return status;
}
