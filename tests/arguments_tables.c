/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of places, changes of codes, ages, checks and weights. */
#include <float.h>

#include "arguments.h"

static aploc_error err;

/* ---- places from arrays ---- */

/* Two places with a column, two age classes and a group; the test changes one thing. */
typedef struct two {
    aploc_places p;
    const char *codes[2], *texts[2], *names[1];
    const char *const *groups[1];
    double population[2], lon[2], lat[2], table[4];
    aploc_age_class classes[2];
} two;

static two *fresh(void)
{
    static two t;
    t = (two){.p = APLOC_PLACES_INIT,
              .codes = {"A", "B"},
              .texts = {"x", "y"},
              .names = {"zone"},
              .population = {10, NAN},
              .lon = {-180, 180},
              .lat = {-90, NAN},
              .table = {1, 2, 3, 0},
              .classes = {{0, 19}, {20, APLOC_AGE_OPEN}}};
    t.groups[0] = t.texts;
    t.p.codes = t.codes;
    t.p.columns[APLOC_POPULATION] = t.population;
    t.p.columns[APLOC_LON] = t.lon;
    t.p.columns[APLOC_LAT] = t.lat;
    t.p.ages = t.classes;
    t.p.n_ages = 2;
    t.p.age_table = t.table;
    t.p.group_names = t.names;
    t.p.group_texts = t.groups;
    t.p.n_groups = 1;
    t.p.count = 2;
    return &t;
}

START_TEST(places)
{
    static char longest[100];
    aploc_communes *c = NULL;
    two *t = fresh();
    memset(longest, 'x', sizeof longest - 1);
    t->texts[1] = NULL; /* an empty text */
    ck_assert_ok(aploc_communes_from_arrays(&t->p, &c, &err), err);
    ck_assert_str_eq(aploc_communes_group_text(c, 0, aploc_communes_group_levels(c, 0, NULL)[1]),
                     "");
    ck_assert(isnan(aploc_communes_column(c, APLOC_POPULATION)[1]));
    aploc_communes_free(c);
    c = NULL;
#define WRONG(change, expected, words)                                                             \
    do {                                                                                           \
        t = fresh();                                                                               \
        change;                                                                                    \
        REFUSED(aploc_communes_from_arrays(&t->p, &c, &err), expected, words);                     \
    } while (0)
#define ABSENT "found places without codes, or columns announced and not there"
    WRONG(t->codes[1] = NULL, APLOC_ERR_NO_VALUE, "place 1: found a code of 0 bytes");
    WRONG(t->codes[0] = "", APLOC_ERR_NO_VALUE, "place 0: found a code of 0 bytes");
    WRONG(t->codes[1] = longest, APLOC_ERR_NO_VALUE, "found a code of 99 bytes, expected 1 to 47");
    WRONG(t->codes[1] = "A", APLOC_ERR_CODE_REPEATED, "place 1: found the code 'A' again");
    ck_assert_str_eq(err.code, "A");
    WRONG(t->codes[1] = "\xe9", APLOC_ERR_ENCODING, "place 1: found a text that is not UTF-8");
    WRONG(t->texts[1] = "\xe9", APLOC_ERR_ENCODING, "place 1: found a text that is not UTF-8");
    WRONG(t->names[0] = "\xe9", APLOC_ERR_ENCODING, "found a text that is not UTF-8");
    WRONG(t->population[1] = -1, APLOC_ERR_RANGE, "found -1 as the population of place 'B'");
    WRONG(t->population[1] = INFINITY, APLOC_ERR_NOT_FINITE, "as the population of place 'B'");
    WRONG(t->lon[0] = -180.5, APLOC_ERR_RANGE, "found -180.5 as the longitude of place 'A'");
    WRONG(t->lat[0] = 90.5, APLOC_ERR_RANGE, "found 90.5 as the latitude of place 'A'");
    WRONG((t->population[0] = NAN, t->p.columns[APLOC_SUPPLY] = t->population),
          APLOC_ERR_NOT_FINITE, "found no value as the supply of place 'A'");
    WRONG(t->classes[0].from = -1, APLOC_ERR_RANGE, "age class 0: found one that does not come");
    WRONG(t->classes[1].to = 19, APLOC_ERR_RANGE, "age class 1: found one that does not come");
    WRONG(t->classes[1].from = 19, APLOC_ERR_RANGE, "age class 1: found one that does not come");
    WRONG(t->table[2] = -3, APLOC_ERR_RANGE, "found -3 as the residents by age of place 'B'");
    WRONG(t->table[1] = NAN, APLOC_ERR_NOT_FINITE, "found no value as the residents by age");
    WRONG(t->table[1] = INFINITY, APLOC_ERR_NOT_FINITE, "as the residents by age of place 'A'");
    WRONG(t->p.size--, APLOC_ERR_OPTIONS, "found aploc_places of");
    WRONG(t->p.reserved = 1, APLOC_ERR_OPTIONS, "found aploc_places with reserved = 1, expected 0");
    /* A table without a name has none in its messages. */
    WRONG((t->codes[1] = "A", t->p.path = NULL), APLOC_ERR_CODE_REPEATED,
          "place 1: found the code");
    ck_assert_int_eq(strncmp(err.message, "place 1", 7), 0);
    WRONG((t->codes[1] = "A", t->p.path = ""), APLOC_ERR_CODE_REPEATED, "place 1: found the code");
    ck_assert_int_eq(strncmp(err.message, "place 1", 7), 0);
    WRONG(t->p.count = 0, APLOC_ERR_ARGUMENT, ABSENT);
    WRONG(t->p.codes = NULL, APLOC_ERR_ARGUMENT, ABSENT);
    WRONG(t->p.n_ages = -1, APLOC_ERR_ARGUMENT, ABSENT);
    WRONG(t->p.ages = NULL, APLOC_ERR_ARGUMENT, ABSENT);
    WRONG(t->p.age_table = NULL, APLOC_ERR_ARGUMENT, ABSENT);
    WRONG(t->p.n_groups = -1, APLOC_ERR_ARGUMENT, ABSENT);
    WRONG(t->p.group_names = NULL, APLOC_ERR_ARGUMENT, ABSENT);
    WRONG(t->p.group_texts = NULL, APLOC_ERR_ARGUMENT, ABSENT);
    WRONG(t->names[0] = NULL, APLOC_ERR_ARGUMENT, ABSENT);
    WRONG(t->groups[0] = NULL, APLOC_ERR_ARGUMENT, ABSENT);
    REFUSED(aploc_communes_from_arrays(NULL, &c, &err), APLOC_ERR_ARGUMENT, "found no places");
    REFUSED(aploc_communes_from_arrays(&t->p, NULL, &err), APLOC_ERR_ARGUMENT,
            "found no place for the table");
    ck_assert_ptr_null(c);
}
END_TEST

START_TEST(asking_of_no_table)
{
    int32_t n = 7;
    aploc_communes *c = NULL;
    ck_assert_ok(aploc_communes_from_arrays(&fresh()->p, &c, &err), err);
    ck_assert(!aploc_communes_path(NULL) && !aploc_communes_code(NULL, 0));
    ck_assert(!aploc_communes_code(c, -1) && !aploc_communes_code(c, 2));
    ck_assert(!aploc_communes_ages(NULL, &n) && n == 0 && !aploc_communes_age_table(NULL));
    ck_assert(aploc_communes_line(NULL, 0) == 0 && !aploc_communes_name(NULL, 0));
    ck_assert(!aploc_communes_column(NULL, 0) && aploc_communes_find(NULL, "A") == -1);
    ck_assert(!aploc_method_get_gap(NULL, 0) && !aploc_rules_get_gap(NULL, 0));
    ck_assert(!aploc_aid_get_gap(NULL, 0) && aploc_listing_line(NULL, 0) == 0);
    ck_assert(!aploc_communes_group_name(NULL, 0) && !aploc_communes_group_name(c, -1));
    ck_assert(!aploc_communes_group_text(c, 0, -1) && !aploc_communes_group_text(c, 0, 2));
    ck_assert_int_eq(aploc_communes_group_find(c, NULL), -1);
    ck_assert_int_eq(aploc_communes_find(c, NULL), -1);
    REFUSED(aploc_communes_write(NULL, NULL, &err), APLOC_ERR_ARGUMENT,
            "found NULL as the table of places");
    REFUSED(aploc_communes_write(c, NULL, &err), APLOC_ERR_ARGUMENT, "found NULL as the writer");
    double supply[2];
    aploc_places nameless = fresh()->p;
    aploc_communes *unnamed = NULL;
    nameless.path = NULL;
    ck_assert_ok(aploc_communes_from_arrays(&nameless, &unnamed, &err), err);
    REFUSED(aploc_supply_read_csv(file_of("s.csv", "code,supply\nZ,1\n"), unnamed, NULL, supply,
                                  NULL, &err),
            APLOC_ERR_CODE_UNKNOWN, "expected one of the 2 codes of the table");
    aploc_communes_free(unnamed);
    n = 7;
    ck_assert(aploc_ages_count(NULL) == 0 && !aploc_ages_classes(NULL, &n) && n == 0);
    ck_assert(!aploc_ages_table(NULL, 0) && !aploc_ages_path(NULL));
    aploc_ages *ages = NULL;
    ck_assert_ok(aploc_ages_read_csv(file_of("a.csv", "code,0-19,20+\nA,1,2\nB,3,4\n"), c, NULL,
                                     &ages, NULL, &err),
                 err);
    ck_assert(aploc_ages_classes(ages, NULL) && aploc_ages_table(ages, 0));
    ck_assert(!aploc_ages_table(ages, -1) && !aploc_ages_table(ages, APLOC_SEX_COUNT));
    aploc_ages_free(ages);
    aploc_communes_free(c);
}
END_TEST

/* ---- changes of codes ---- */

static const char events[] = "date,from,to,share\n2024-06-01,A,B,\n2024-06-01,B,B,\n"
                             "2024-07-01,C,C,\n2024-07-01,C,D,\n";

static aploc_communes *communes_of(const char *text)
{
    aploc_communes *c = NULL;
    ck_assert_ok(aploc_communes_read_csv(file_of("c.csv", text), NULL, &c, NULL, &err), err);
    return c;
}

START_TEST(maps)
{
    enum { FROM = 20240101, TO = 20250101 };
    static const int32_t no_dates[] = {0, 20240230, 20241301, 20240100, 9990101, 100000101, -1};
    aploc_communes *c = communes_of("code,population\nA,1\nB,2\nC,3\n");
    aploc_changes *changes = NULL;
    aploc_carry_map *map = NULL;
    aploc_carry_options o = APLOC_CARRY_OPTIONS_INIT;
    REFUSED(aploc_changes_read_csv(NULL, NULL, &changes, NULL, &err), APLOC_ERR_ARGUMENT,
            "found NULL as the path");
    REFUSED(aploc_changes_read_csv(file_path("no"), NULL, NULL, NULL, &err), APLOC_ERR_ARGUMENT,
            "found NULL as the place of the changes");
    ck_assert_ok(aploc_changes_read_csv(file_of("e.csv", events), NULL, &changes, NULL, &err), err);
    ck_assert(aploc_changes_count(NULL) == 0 && aploc_changes_day(NULL, 1) == 0);
    REFUSED(aploc_carry_map_create(NULL, c, FROM, TO, &o, &map, &err), APLOC_ERR_ARGUMENT,
            "found NULL as the changes");
    REFUSED(aploc_carry_map_create(changes, NULL, FROM, TO, &o, &map, &err), APLOC_ERR_ARGUMENT,
            "found NULL as the table of places");
    REFUSED(aploc_carry_map_create(changes, c, FROM, TO, &o, NULL, &err), APLOC_ERR_ARGUMENT,
            "found NULL as the place of the map");
    for (size_t k = 0; k < sizeof no_dates / sizeof *no_dates; k++) {
        REFUSED(aploc_carry_map_create(changes, c, no_dates[k], TO, &o, &map, &err),
                APLOC_ERR_ARGUMENT, "expected YYYYMMDD");
        REFUSED(aploc_carry_map_create(changes, c, FROM, no_dates[k], &o, &map, &err),
                APLOC_ERR_ARGUMENT, "expected YYYYMMDD");
    }
    o.splits = -1;
    REFUSED(aploc_carry_map_create(changes, c, FROM, TO, &o, &map, &err), APLOC_ERR_OPTIONS,
            "found -1 as what to do with splits");
    o.splits = APLOC_SPLIT_SHARE + 1;
    REFUSED(aploc_carry_map_create(changes, c, FROM, TO, &o, &map, &err), APLOC_ERR_OPTIONS,
            "as what to do with splits");
    o.splits = APLOC_SPLIT_SHARE;
    REFUSED(aploc_carry_map_create(changes, c, FROM, TO, &o, &map, &err), APLOC_ERR_OPTIONS,
            "found no number to share splits by");
    ck_assert_ptr_eq(strstr(err.message, "found"), err.message);
    o.onto = c;
    o.role = APLOC_SUPPLY;
    REFUSED(aploc_carry_map_create(changes, c, FROM, TO, &o, &map, &err), APLOC_ERR_OPTIONS,
            "c.csv: found no number to share splits by");
    o.size--;
    REFUSED(aploc_carry_map_create(changes, c, FROM, TO, &o, &map, &err), APLOC_ERR_OPTIONS,
            "found carry options of");
    ck_assert_ptr_null(map);
    aploc_changes_free(changes);
    aploc_communes_free(c);
}
END_TEST

START_TEST(tables_carried)
{
    enum { FROM = 20240101, TO = 20250101 };
    static const char *const poles[] = {"pole", NULL}, *const absent[] = {"zone"};
    const double huge[] = {DBL_MAX, DBL_MAX, 1}, infinite[] = {1, -INFINITY, 1};
    aploc_communes *c = communes_of("code,population,pole\nA,1,A\nB,2,A\nC,3,C\n");
    aploc_communes *all_split = NULL, *made = NULL;
    aploc_changes *changes = NULL;
    aploc_carry_map *map = NULL, *empty = NULL;
    aploc_carry_report report = APLOC_CARRY_REPORT_INIT;
    aploc_carry_options o = APLOC_CARRY_OPTIONS_INIT;
    double carried[] = {7, 7, 7};
    int32_t n = 0;
    o.splits = APLOC_SPLIT_LEAVE_OUT;
    ck_assert_ok(aploc_communes_read_csv(file_of("s.csv", "code,population\nC,3\n"), NULL,
                                         &all_split, NULL, &err),
                 err);
    ck_assert_ok(aploc_changes_read_csv(file_of("e.csv", events), NULL, &changes, NULL, &err), err);
    ck_assert_ok(aploc_carry_map_create(changes, c, FROM, TO, &o, &map, &err), err);
    ck_assert_ok(aploc_carry_map_create(changes, all_split, FROM, TO, &o, &empty, &err), err);
    REFUSED(aploc_carry_map_apply(NULL, huge, carried, &err), APLOC_ERR_ARGUMENT,
            "found NULL as the map");
    REFUSED(aploc_carry_map_apply(map, NULL, carried, &err), APLOC_ERR_ARGUMENT,
            "found NULL as the array of values");
    REFUSED(aploc_carry_map_apply(map, huge, NULL, &err), APLOC_ERR_ARGUMENT,
            "found NULL as the array to fill");
    REFUSED(aploc_carry_map_apply(map, infinite, carried, &err), APLOC_ERR_NOT_FINITE,
            "found an infinite value for 'B'");
    REFUSED(aploc_carry_map_apply(map, huge, carried, &err), APLOC_ERR_OVERFLOW,
            "found a sum too large for a number at 'B'");
    REFUSED(aploc_communes_carry(NULL, NULL, 0, &made, &report, &err), APLOC_ERR_ARGUMENT,
            "found NULL as the map, expected one");
    REFUSED(aploc_communes_carry(map, NULL, 0, NULL, &report, &err), APLOC_ERR_ARGUMENT,
            "found NULL as the place of the table, expected somewhere to put it");
    REFUSED(aploc_communes_carry(map, poles, -1, &made, &report, &err), APLOC_ERR_ARGUMENT,
            "found no names of pole columns");
    REFUSED(aploc_communes_carry(map, NULL, 1, &made, &report, &err), APLOC_ERR_ARGUMENT,
            "expected n_poles of them, at least 0");
    REFUSED(aploc_communes_carry(map, poles, 2, &made, &report, &err), APLOC_ERR_ARGUMENT,
            "found NULL as a pole column");
    REFUSED(aploc_communes_carry(map, absent, 1, &made, &report, &err), APLOC_ERR_COLUMN_MISSING,
            "found no group column 'zone'");
    REFUSED(aploc_communes_carry(empty, NULL, 0, &made, &report, &err), APLOC_ERR_NO_VALUE,
            "found nothing to carry: every commune splits and is left out");
    report.size--;
    REFUSED(aploc_communes_carry(map, poles, 1, &made, &report, &err), APLOC_ERR_OPTIONS,
            "found a carry report of");
    ck_assert(!made && carried[0] == 7 && carried[1] == 7);
    ck_assert(aploc_carry_map_count(NULL) == 0 && !aploc_carry_map_code(NULL, 0));
    ck_assert(!aploc_carry_map_code(map, -1) &&
              !aploc_carry_map_code(map, aploc_carry_map_count(map)));
    ck_assert(!aploc_carry_map_targets(NULL, 0, &n, NULL) && n == 0);
    ck_assert(!aploc_carry_map_targets(map, 3, NULL, NULL) &&
              aploc_carry_map_find(NULL, "A") == -1);
    ck_assert(aploc_carry_map_kind(map, -1) == -1 && aploc_carry_map_kind(NULL, 0) == -1);
    ck_assert(!aploc_carry_map_is_stray(map, 3) && !aploc_carry_map_is_stray(NULL, 0));
    aploc_carry_map_free(map);
    aploc_carry_map_free(empty);
    aploc_changes_free(changes);
    aploc_communes_free(c);
    aploc_communes_free(all_split);
}
END_TEST

/* ---- checks and weights ---- */

START_TEST(checks_of_the_inputs)
{
    const double minutes[] = {0, 4, 5, 0}, more[] = {0, 1, 2, 3, 0, 4, 5, 6, 0}, twos[] = {2, 3};
    aploc_decay decay = APLOC_DECAY_INIT;
    aploc_communes *c = communes_of("code\nA\nB\n");
    aploc_times *times = NULL, *other = NULL, *tall = NULL;
    aploc_quality *made = NULL;
    aploc_quality_numbers numbers = APLOC_QUALITY_NUMBERS_INIT;
    int32_t n = 7;
    decay.kind = APLOC_DECAY_LINEAR;
    decay.cut = 20;
    ck_assert_ok(aploc_times_from_matrix(2, 2, minutes, &times, &err), err);
    ck_assert_ok(aploc_times_from_matrix(3, 3, more, &other, &err), err);
    ck_assert_ok(aploc_times_from_matrix(2, 1, minutes, &tall, &err), err);
    REFUSED(aploc_quality_check(NULL, NULL, times, &decay, twos, twos, &made, &err),
            APLOC_ERR_ARGUMENT, "found no communes");
    REFUSED(aploc_quality_check(c, NULL, NULL, &decay, twos, twos, &made, &err), APLOC_ERR_ARGUMENT,
            "found no times");
    REFUSED(aploc_quality_check(c, NULL, times, NULL, twos, twos, &made, &err), APLOC_ERR_ARGUMENT,
            "found no decay");
    REFUSED(aploc_quality_check(c, NULL, times, &decay, NULL, twos, &made, &err),
            APLOC_ERR_ARGUMENT, "found no demand");
    REFUSED(aploc_quality_check(c, NULL, times, &decay, twos, NULL, &made, &err),
            APLOC_ERR_ARGUMENT, "found no supply");
    REFUSED(aploc_quality_check(c, NULL, times, &decay, twos, twos, NULL, &err), APLOC_ERR_ARGUMENT,
            "found no place for the result");
    REFUSED(aploc_quality_check(c, NULL, other, &decay, twos, twos, &made, &err),
            APLOC_ERR_ARGUMENT, "found times of 3 x 3 places, expected 2 x 2");
    REFUSED(aploc_quality_check(c, c, tall, &decay, twos, twos, &made, &err), APLOC_ERR_ARGUMENT,
            "found times of 2 x 1 places, expected 2 x 2");
    REFUSED(aploc_quality_check(c, NULL, times, &decay, (const double[]){1, -1}, twos, &made, &err),
            APLOC_ERR_NEGATIVE, "");
    decay.cut = -1;
    ck_assert_int_ne(aploc_quality_check(c, NULL, times, &decay, twos, twos, &made, &err),
                     APLOC_OK);
    decay.cut = 20;
    ck_assert_ptr_null(made);
    ck_assert_ok(aploc_quality_check(c, NULL, times, &decay, twos, twos, &made, &err), err);
    REFUSED(aploc_quality_get_numbers(NULL, &numbers, &err), APLOC_ERR_ARGUMENT, "found no check");
    REFUSED(aploc_quality_get_numbers(made, NULL, &err), APLOC_ERR_ARGUMENT,
            "found no place for the numbers");
    ck_assert(!aploc_quality_get_places(NULL, 0, &n) && n == 0);
    ck_assert(!aploc_quality_get_places(made, -1, NULL));
    ck_assert(!aploc_quality_get_places(made, APLOC_FINDING_COUNT, NULL));
    aploc_quality_free(made);
    aploc_times_free(times);
    aploc_times_free(other);
    aploc_times_free(tall);
    aploc_communes_free(c);
}
END_TEST

START_TEST(weights_and_statistics)
{
    aploc_age_class classes[APLOC_CLASSES_MAX];
    double room[APLOC_CLASSES_MAX], more[APLOC_CLASSES_MAX], result = 7;
    const double ones[] = {1, 1}, zeros[] = {0, 0}, tiny[] = {5e-324, 5e-324};
    int32_t n = 7;
    int64_t n_points = 7;
    const char *no = file_path("no");
    aploc_group_parts parts = APLOC_GROUP_PARTS_INIT;
    REFUSED(aploc_consumption_read_csv(NULL, NULL, classes, room, more, &n, NULL, &err),
            APLOC_ERR_ARGUMENT, "found no path");
    REFUSED(aploc_consumption_read_csv(no, NULL, NULL, room, more, &n, NULL, &err),
            APLOC_ERR_ARGUMENT, "found no room for the consumption by class");
    REFUSED(aploc_consumption_read_csv(no, NULL, classes, NULL, more, &n, NULL, &err),
            APLOC_ERR_ARGUMENT, "found no room");
    REFUSED(aploc_consumption_read_csv(no, NULL, classes, room, NULL, &n, NULL, &err),
            APLOC_ERR_ARGUMENT, "found no room");
    REFUSED(aploc_consumption_read_csv(no, NULL, classes, room, more, NULL, NULL, &err),
            APLOC_ERR_ARGUMENT, "found no room");
    REFUSED(aploc_weights_from_consumption(0, ones, ones, room, &err), APLOC_ERR_ARGUMENT, "found");
    REFUSED(aploc_weights_from_consumption(2, NULL, ones, room, &err), APLOC_ERR_ARGUMENT, "found");
    REFUSED(aploc_weights_from_consumption(2, ones, NULL, room, &err), APLOC_ERR_ARGUMENT, "found");
    REFUSED(aploc_weights_from_consumption(2, ones, ones, NULL, &err), APLOC_ERR_ARGUMENT, "found");
    REFUSED(aploc_weights_from_consumption(2, ones, (const double[]){1, -1}, room, &err),
            APLOC_ERR_NEGATIVE, "population");
    ck_assert_int_ne(aploc_weights_from_consumption(2, zeros, ones, room, &err), APLOC_OK);
    ck_assert_int_ne(
        aploc_weights_from_consumption(2, (const double[]){DBL_MAX, DBL_MAX}, tiny, room, &err),
        APLOC_OK);
    REFUSED(aploc_stat_concentration(2, ones, ones, NULL, &result, &err), APLOC_ERR_ARGUMENT,
            "found no ranks");
    REFUSED(aploc_stat_curve(2, ones, ones, NULL, NULL, room, &n_points, &err), APLOC_ERR_ARGUMENT,
            "found no place for the points");
    REFUSED(aploc_stat_curve(2, ones, ones, NULL, room, NULL, &n_points, &err), APLOC_ERR_ARGUMENT,
            "found no place for the points");
    REFUSED(aploc_stat_atkinson(2, ones, ones, NAN, &result, &err), APLOC_ERR_RANGE,
            "found an epsilon outside 0 to 1000");
    REFUSED(aploc_stat_atkinson(2, ones, ones, 1000.5, &result, &err), APLOC_ERR_RANGE,
            "found an epsilon outside 0 to 1000");
    REFUSED(aploc_stat_mean_by_group(2, ones, ones, NULL, 1, room, NULL, &err), APLOC_ERR_ARGUMENT,
            "found no levels");
    REFUSED(aploc_stat_mean_by_group(2, ones, ones, (const int32_t[]){0, 0}, -1, room, NULL, &err),
            APLOC_ERR_ARGUMENT, "found -1 levels");
    REFUSED(aploc_stat_variance_by_group(2, ones, ones, NULL, 1, &parts, &err), APLOC_ERR_ARGUMENT,
            "found no levels");
    ck_assert(result == 7 && n == 7 && n_points == 7);
}
END_TEST

START_TEST(lists_of_supply)
{
    aploc_communes *c = communes_of("code\nA\nB\n");
    aploc_scenarios *made = NULL;
    aploc_read_options o = APLOC_READ_OPTIONS_INIT;
    double supply[] = {7, 7};
    const double given[] = {1, 2};
    const char *no = file_path("no");
    REFUSED(aploc_supply_read_csv(NULL, c, NULL, supply, NULL, &err), APLOC_ERR_ARGUMENT,
            "found NULL as");
    REFUSED(aploc_supply_read_csv(no, NULL, NULL, supply, NULL, &err), APLOC_ERR_ARGUMENT,
            "found NULL as");
    REFUSED(aploc_supply_read_csv(no, c, NULL, NULL, NULL, &err), APLOC_ERR_ARGUMENT,
            "expected an array of numbers");
    o.n_threads = -1;
    REFUSED(aploc_supply_read_csv(no, c, &o, supply, NULL, &err), APLOC_ERR_OPTIONS,
            "found n_threads = -1");
    ck_assert_ok(aploc_scenarios_read_csv(file_of("s.csv", "scenario,code,supply\nx,A,3\n"), c, 0,
                                          NULL, NULL, &made, NULL, &err),
                 err);
    REFUSED(aploc_scenarios_supply(NULL, 0, given, 1, supply, &err), APLOC_ERR_ARGUMENT,
            "found no");
    REFUSED(aploc_scenarios_supply(made, 0, NULL, 1, supply, &err), APLOC_ERR_ARGUMENT, "found no");
    REFUSED(aploc_scenarios_supply(made, 0, given, 1, NULL, &err), APLOC_ERR_ARGUMENT,
            "found no room for the supply");
    REFUSED(aploc_scenarios_supply(made, -1, given, 1, supply, &err), APLOC_ERR_ARGUMENT,
            "found scenario -1, expected one of 0 to 0");
    REFUSED(aploc_scenarios_supply(made, 1, given, 1, supply, &err), APLOC_ERR_ARGUMENT,
            "found scenario 1");
    REFUSED(aploc_scenarios_supply(made, 0, given, 0, supply, &err), APLOC_ERR_ARGUMENT,
            "found a scale that is not above 0");
    REFUSED(aploc_scenarios_supply(made, 0, given, INFINITY, supply, &err), APLOC_ERR_ARGUMENT,
            "found a scale that is not above 0");
    ck_assert(aploc_scenarios_count(NULL) == 0 && !aploc_scenarios_name(made, -1));
    ck_assert(supply[0] == 7 && supply[1] == 7);
    aploc_scenarios_free(made);
    aploc_communes_free(c);
}
END_TEST

void add_tables(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove); /* of this file */
    tcase_add_test(tests, places);
    tcase_add_test(tests, asking_of_no_table);
    tcase_add_test(tests, maps);
    tcase_add_test(tests, tables_carried);
    tcase_add_test(tests, checks_of_the_inputs);
    tcase_add_test(tests, weights_and_statistics);
    tcase_add_test(tests, lists_of_supply);
}
