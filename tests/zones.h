/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_TESTS_ZONES_H
#define APLOC_TESTS_ZONES_H

/* Zonings of communes that stand in a text: a line each, "code unit region department people apl". */

#include <math.h>

#include <aploc/aploc.h>

#include "support.h"

enum { ZONES_MAX = 400 };

/* Communes as a text says them; women are half of the people, the standardised population twice. */
typedef struct zones_table {
    int32_t n;
    char codes[ZONES_MAX][48], units[ZONES_MAX][48], regions[ZONES_MAX][48],
        departments[ZONES_MAX][48], women[ZONES_MAX][32];
    double people[ZONES_MAX], standardised[ZONES_MAX], apl[ZONES_MAX];
    aploc_communes *communes;
} zones_table;

static inline void zones_build(zones_table *t)
{
    static const char *codes[ZONES_MAX], *groups[4][ZONES_MAX];
    static const char *const names[] = {"unit", "region", "department", "women"};
    const char *const *texts[] = {groups[0], groups[1], groups[2], groups[3]};
    aploc_places places = APLOC_PLACES_INIT;
    aploc_error err = {0};
    for (int32_t i = 0; i < t->n; i++) {
        codes[i] = t->codes[i];
        groups[0][i] = t->units[i];
        groups[1][i] = t->regions[i];
        groups[2][i] = t->departments[i];
        groups[3][i] = t->women[i];
    }
    places.path = "test.csv";
    places.codes = codes;
    places.columns[APLOC_POPULATION] = t->people;
    places.columns[APLOC_STANDARDISED] = t->standardised;
    places.group_names = names;
    places.group_texts = texts;
    places.n_groups = 4;
    places.count = t->n;
    ck_assert_ok(aploc_communes_from_arrays(&places, &t->communes, &err), err);
}

/* "-" stands for an empty text, "none" for no APL. */
static inline void zones_parse(zones_table *t, const char *text)
{
    char apl[32];
    memset(t, 0, sizeof *t);
    for (const char *line = text; *line; line = strchr(line, '\n') + 1) {
        int32_t i = t->n++;
        ck_assert_int_eq(sscanf(line, "%47s %47s %47s %47s %lf %31s", t->codes[i], t->units[i],
                                t->regions[i], t->departments[i], &t->people[i], apl),
                         6);
        if (strcmp(t->units[i], "-") == 0)
            t->units[i][0] = '\0';
        if (strcmp(t->regions[i], "-") == 0)
            t->regions[i][0] = '\0';
        t->apl[i] = strcmp(apl, "none") == 0 ? (double)NAN : atof(apl);
        t->standardised[i] = 2.0 * t->people[i];
        snprintf(t->women[i], sizeof t->women[i], "%g", t->people[i] / 2.0);
    }
    zones_build(t);
}

static inline aploc_rules *rules_of(const char *text)
{
    aploc_rules *rules = NULL;
    aploc_error err = {0};
    ck_assert_ok(aploc_rules_parse(text, strlen(text), "r.ini", &rules, &err), err);
    return rules;
}

static inline aploc_rules *rules_named(const char *name)
{
    aploc_rules *rules = NULL;
    aploc_error err = {0};
    ck_assert_ok(aploc_rules_builtin(name, &rules, &err), err);
    return rules;
}

static inline aploc_zoning_options zones_options(void)
{
    aploc_zoning_options o = APLOC_ZONING_OPTIONS_INIT;
    o.mesh = "unit";
    o.region = "region";
    o.department = "department";
    return o;
}

static inline aploc_zoning *zones_make(const aploc_rules *rules, const zones_table *t,
                                       const aploc_zoning_options *o)
{
    aploc_zoning *z = NULL;
    aploc_error err = {0};
    ck_assert_ok(aploc_zoning_create(rules, t->communes, t->apl, o, &z, &err), err);
    return z;
}

static inline aploc_zone_part zones_part(const aploc_zoning *z, int32_t k)
{
    aploc_zone_part part = APLOC_ZONE_PART_INIT;
    aploc_error err = {0};
    ck_assert_ok(aploc_zoning_get_part(z, k, &part, &err), err);
    return part;
}

/* The parts in a text: "UNIT:CLASS" of each, by area and in order; "-" for no class. */
static inline const char *zones_text(const aploc_rules *rules, const aploc_zoning *z)
{
    static char text[20000];
    text[0] = '\0';
    for (int32_t k = 0; k < aploc_zoning_part_count(z); k++) {
        aploc_zone_part part = zones_part(z, k);
        aploc_zone_class zone = APLOC_ZONE_CLASS_INIT;
        if (part.zone >= 0)
            ck_assert_int_eq(aploc_rules_get_class(rules, part.zone, &zone, NULL), APLOC_OK);
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s%s%s:%s", k ? " " : "",
                 part.area, *part.area ? "/" : "", part.unit, part.zone < 0 ? "-" : zone.name);
    }
    return text;
}

/* Class the communes of a text and compare with what was done by hand. */
static inline void zones_expect(const char *rules_text, const char *communes,
                                const aploc_zoning_options *o, const char *expected)
{
    static zones_table t;
    aploc_rules *rules = rules_of(rules_text);
    zones_parse(&t, communes);
    aploc_zoning *z = zones_make(rules, &t, o);
    ck_assert_str_eq(zones_text(rules, z), expected);
    aploc_zoning_free(z);
    aploc_communes_free(t.communes);
    aploc_rules_free(rules);
}

#endif
