/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds for any history of communes. */
#include "carried.h"

enum { TRIALS = 60, PLACES = 24, YEARS = 8, FIRST = 2001, TABLE = 1 << 15 };

/* A history, and where each place is, kept while it is made up. */
typedef struct history {
    char changes[TABLE];
    char old[TABLE];
    char codes[PLACES][8]; /* where each place is now */
    int people[PLACES];
    int n_new; /* codes made up so far */
} history;

static int line(history *h, int used, const char *mod, int year, const char *from, const char *to)
{
    return used + snprintf(h->changes + used, (size_t)(TABLE - used), "%s,%d-0%d-01,%s,%s\n", mod,
                           year, 1 + year % 9, from, to);
}

/* All places that are at one code go to another. */
static void follow(history *h, const char *from, const char *to)
{
    char old[8], new[8];
    strcpy(old, from);
    strcpy(new, to);
    for (int k = 0; k < PLACES; k++)
        if (strcmp(h->codes[k], old) == 0)
            strcpy(h->codes[k], new);
}

/* One event: a new code, a merger of two, or both on one day, for communes that nothing happened to
 * this year. */
static int event(history *h, uint64_t *seed, int used, int year, char busy[PLACES])
{
    int a = random_below(seed, PLACES), b = random_below(seed, PLACES);
    char one[8], other[8], fresh[8];
    strcpy(one, h->codes[a]);
    strcpy(other, h->codes[b]);
    for (int k = 0; k < PLACES; k++)
        if (busy[k] && (strcmp(h->codes[k], one) == 0 || strcmp(h->codes[k], other) == 0))
            return used;
    for (int k = 0; k < PLACES; k++)
        busy[k] |= strcmp(h->codes[k], one) == 0 || strcmp(h->codes[k], other) == 0;
    int kind = random_below(seed, 3);
    if (kind != 0) {
        snprintf(fresh, sizeof fresh, "N%d", h->n_new++);
        used = line(h, used, "41", year, one, fresh);
        follow(h, one, fresh);
        strcpy(one, fresh);
    }
    if (kind != 1 && strcmp(h->codes[a], h->codes[b]) != 0) {
        used = line(h, used, "32", year, one, other);
        used = line(h, used, "32", year, other, other);
        follow(h, one, other);
    }
    return used;
}

static void make_history(history *h, uint64_t *seed)
{
    int used = snprintf(h->changes, TABLE, "mod,date_eff,com_av,com_ap\n");
    int told = snprintf(h->old, TABLE, "code,name,population,supply,lon,lat,tvs\n");
    h->n_new = 0;
    for (int k = 0; k < PLACES; k++) {
        snprintf(h->codes[k], sizeof h->codes[k], "P%u", (unsigned)k % 1000U);
        h->people[k] = 1 + k + 100 * random_below(seed, 50);
        told += snprintf(h->old + told, (size_t)(TABLE - told), "P%d,Name %d,%d,%d,%d,%d,P%d\n", k,
                         k, h->people[k], random_below(seed, 9000), k, k, k / 4 * 4);
    }
    for (int year = FIRST; year < FIRST + YEARS; year++) {
        char busy[PLACES] = {0};
        for (int n = random_below(seed, 5); n > 0; n--)
            used = event(h, seed, used, year, busy);
    }
    line(h, used, "10", FIRST + YEARS + 1, "P0", "P0");
}

static aploc_carry_report carried(const char *old, const history *h, int from, int to, char **text)
{
    aploc_carry_report report = APLOC_CARRY_REPORT_INIT;
    aploc_error err = {0};
    carriage c = {old, h->changes, from * 10000 + 101, to * 10000 + 101, 0, NULL, NULL};
    ck_assert_ok(carry_texts(&c, text, &report, &err), err);
    return report;
}

/* Any way through the years is the straight way, totals stay, and nothing is nothing. */
START_TEST(ways_through_the_years)
{
    uint64_t seed = 11;
    static history h;
    for (int trial = 0; trial < trials(TRIALS); trial++) {
        char *whole = NULL, *half = NULL, *both = NULL, *none = NULL;
        make_history(&h, &seed);
        int middle = FIRST + random_below(&seed, YEARS);
        aploc_carry_report r = carried(h.old, &h, FIRST, FIRST + YEARS, &whole);
        carried(h.old, &h, FIRST, middle, &half);
        carried(half, &h, middle, FIRST + YEARS, &both);
        ck_assert_str_eq(both, whole);
        carried(whole, &h, FIRST + YEARS, FIRST + YEARS, &none);
        ck_assert_str_eq(none, whole);
        ck_assert_bits(r.before[APLOC_POPULATION], r.after[APLOC_POPULATION]);
        ck_assert_bits(r.before[APLOC_SUPPLY], r.after[APLOC_SUPPLY]);
        ck_assert_int_eq(r.n_stray, 0);
        free(whole);
        free(half);
        free(both);
        free(none);
    }
}
END_TEST

/* The people of each commune, summed here by where the history says they are. */
START_TEST(people_are_where_the_history_says)
{
    uint64_t seed = 12;
    static history h;
    for (int trial = 0; trial < trials(TRIALS); trial++) {
        aploc_error err = {0};
        aploc_communes *c = NULL;
        char *text = NULL;
        make_history(&h, &seed);
        aploc_carry_report r = carried(h.old, &h, FIRST - 1, FIRST + YEARS, &text);
        ck_assert_ok(aploc_communes_read_csv(file_of("new.csv", text), NULL, &c, NULL, &err), err);
        for (int32_t k = 0; k < aploc_communes_count(c); k++) {
            long people = 0;
            for (int p = 0; p < PLACES; p++)
                people += strcmp(h.codes[p], aploc_communes_code(c, k)) == 0 ? h.people[p] : 0;
            ck_assert(aploc_communes_column(c, APLOC_POPULATION)[k] == (double)people &&
                      people > 0);
        }
        ck_assert_int_eq(r.n_after, aploc_communes_count(c));
        aploc_communes_free(c);
        free(text);
    }
}
END_TEST

/* A split by shares adds up again, to the last bit where the numbers allow it: back by the old table. */
START_TEST(back_by_the_old_table)
{
    uint64_t seed = 13;
    static history h;
    for (int trial = 0; trial < trials(TRIALS); trial++) {
        char *new = NULL, *back = NULL;
        aploc_error err = {0};
        aploc_carry_report report = APLOC_CARRY_REPORT_INIT;
        aploc_communes *old = NULL, *again = NULL;
        make_history(&h, &seed);
        carried(h.old, &h, FIRST - 1, FIRST + YEARS, &new);
        carriage c = {new,
                      h.changes,
                      (FIRST + YEARS) * 10000 + 101,
                      (FIRST - 1) * 10000 + 101,
                      APLOC_SPLIT_SHARE,
                      h.old,
                      NULL};
        ck_assert_ok(carry_texts(&c, &back, &report, &err), err);
        ck_assert_ok(aploc_communes_read_csv(file_of("o.csv", h.old), NULL, &old, NULL, &err), err);
        ck_assert_ok(aploc_communes_read_csv(file_of("b.csv", back), NULL, &again, NULL, &err),
                     err);
        ck_assert_int_eq(aploc_communes_count(again), PLACES);
        for (int32_t k = 0; k < PLACES; k++) {
            double was = aploc_communes_column(old, APLOC_POPULATION)[k];
            double is = aploc_communes_column(again, APLOC_POPULATION)[k];
            ck_assert_str_eq(aploc_communes_code(again, k), aploc_communes_code(old, k));
            ck_assert_msg(is > was * (1 - 1e-12) && is < was * (1 + 1e-12), "%.17g, was %.17g", is,
                          was);
        }
        ck_assert_bits(report.before[APLOC_POPULATION], report.after[APLOC_POPULATION]);
        ck_assert_bits(report.before[APLOC_SUPPLY], report.after[APLOC_SUPPLY]);
        aploc_communes_free(old);
        aploc_communes_free(again);
        free(new);
        free(back);
    }
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, ways_through_the_years);
    tcase_add_test(tests, people_are_where_the_history_says);
    tcase_add_test(tests, back_by_the_old_table);
}

int main(void)
{
    return run_tests("changes_laws", add);
}
