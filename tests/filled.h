/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_TESTS_FILLED_H
#define APLOC_TESTS_FILLED_H

/* Zonings whose ceilings are filled. */

#include "zones.h"

#define HEAD "[zoning]\nname = x\n[units]\nweight = population\n"

static inline aploc_zoning *fill(const aploc_zoning *plain, const aploc_zoning_solve_options *o)
{
    aploc_zoning *z = NULL;
    aploc_error err = {0};
    ck_assert_ok(aploc_zoning_solve(plain, o, &z, &err), err);
    return z;
}

static inline aploc_zone_fill fill_of(const aploc_zoning *z, int32_t a)
{
    aploc_zone_fill f = APLOC_ZONE_FILL_INIT;
    aploc_error err = {0};
    ck_assert_ok(aploc_zoning_get_fill(z, a, &f, &err), err);
    return f;
}

static inline aploc_zone_move move_of(const aploc_zoning *z, int32_t k)
{
    aploc_zone_move m = APLOC_ZONE_MOVE_INIT;
    aploc_error err = {0};
    ck_assert_ok(aploc_zoning_get_move(z, k, &m, &err), err);
    return m;
}

/* "CODE:FROM>TO" of each move. */
static inline const char *moves_text(const aploc_zoning *z)
{
    static char text[4000];
    text[0] = '\0';
    for (int32_t k = 0; k < aploc_zoning_move_count(z); k++) {
        aploc_zone_move m = move_of(z, k);
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s:%d>%d", k ? " " : "",
                 m.code, (int)m.from, (int)m.to);
    }
    return text;
}

static uint32_t seed;

static inline int32_t draw(int32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (int32_t)((seed >> 8) % (uint32_t)below);
}

/* Many communes of one region, in either order. */
enum { WIDE = 1757 };

typedef struct wide {
    double people[WIDE], apl[WIDE];
    char codes[WIDE][16], units[WIDE][16];
    aploc_communes *communes;
} wide;

static inline void wide_build(wide *w, int32_t n, int reversed)
{
    static const char *codes[WIDE], *groups[2][WIDE];
    static const char *const names[] = {"unit", "region"};
    static double people[WIDE], apl[WIDE];
    const char *const *texts[] = {groups[0], groups[1]};
    aploc_places places = APLOC_PLACES_INIT;
    aploc_error err = {0};
    for (int32_t i = 0; i < n; i++) {
        int32_t at = reversed ? n - 1 - i : i;
        codes[at] = w->codes[i];
        groups[0][at] = w->units[i];
        groups[1][at] = "R";
        people[at] = w->people[i];
        apl[at] = w->apl[i];
    }
    memcpy(w->apl, apl, sizeof apl);
    places.path = "wide.csv";
    places.codes = codes;
    places.columns[APLOC_POPULATION] = people;
    places.columns[APLOC_STANDARDISED] = people;
    places.group_names = names;
    places.group_texts = texts;
    places.n_groups = 2;
    places.count = n;
    ck_assert_ok(aploc_communes_from_arrays(&places, &w->communes, &err), err);
}

static inline aploc_zoning *wide_solve(wide *w, const aploc_rules *rules, int32_t n, int reversed,
                                       const aploc_zoning_solve_options *s, aploc_zoning **plain)
{
    aploc_error err = {0};
    aploc_zoning_options o = zones_options();
    o.department = NULL;
    wide_build(w, n, reversed);
    ck_assert_ok(aploc_zoning_create(rules, w->communes, w->apl, &o, plain, &err), err);
    aploc_communes_free(w->communes);
    return fill(*plain, s);
}

#endif
