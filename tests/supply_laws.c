/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds for any practitioners and any rules, and what supply is refused for. */
#include "supply_cases.h"

#define HEAD "[method]\nname = m\n[decay]\nsteps = 0:1 20:0\n[supply]\n"

enum { TRIALS = 120, PEOPLE_MOST = 12, TABLE = 8000 };

static const char header[] =
    "id,commune,profession,birth_year,acts,months,rank,status,replaces,opened\n";
static const char places[] = "A B C D";

/* A practitioner of a random table, and the acts of each of their practices. */
typedef struct person {
    int birth_year, n;
    int acts[3], months[3], place[3], status[3], opened[3];
    int replaced; /* a number, or -1 */
} person;

static int random_people(uint64_t *seed, person *people)
{
    int n = 1 + random_below(seed, PEOPLE_MOST);
    for (int k = 0; k < n; k++) {
        person *p = &people[k];
        p->birth_year = 1950 + random_below(seed, 45);
        p->replaced = k > 0 && random_below(seed, 4) == 0 ? 0 : -1;
        p->n = p->replaced >= 0 ? 1 : 1 + random_below(seed, 3);
        for (int j = 0; j < p->n; j++) {
            p->acts[j] = random_below(seed, 9000);
            p->months[j] = random_below(seed, 3) ? 12 : random_below(seed, 13);
            p->place[j] = random_below(seed, 5); /* the fifth is no place */
            p->status[j] = random_below(seed, 4) == 0;
            p->opened[j] = random_below(seed, 5) ? 2010 : 2023;
        }
    }
    return n;
}

/* The table, every number of acts times `factor`; the rows begin at `shift`. */
static void write_people(const person *people, int n, int factor, int shift, char text[TABLE])
{
    static const char *const statuses[] = {"liberal", "salaried", "locum"};
    int at = snprintf(text, TABLE, "%s", header);
    for (int m = 0; m < n; m++) {
        int k = (m + shift) % n;
        const person *p = &people[k];
        int locum = p->replaced >= 0;
        for (int j = 0; j < p->n; j++)
            at += snprintf(text + at, (size_t)(TABLE - at), "P%d,%c,gp,%d,%d,%d,%s,%s,%s,%d\n", k,
                           'A' + p->place[j], p->birth_year, factor * p->acts[j], p->months[j],
                           j ? "secondary" : "main", statuses[locum ? 2 : p->status[j]],
                           locum ? "P0" : "", p->opened[j]);
    }
}

/* Rules in some combination; `factor` multiplies those that count acts. */
static void random_rules(uint64_t seed, int factor, char text[1000])
{
    uint64_t bits = random_bits(&seed);
    int at = snprintf(text, 1000, HEAD), steps = bits & 1 << 8 && bits & 1 << 9;
    if (bits & 1)
        at += snprintf(text + at, 200, "floor = %d\n", 3600 * factor);
    if (bits & 2)
        at += snprintf(text + at, 200, "cap = %d\n", 6000 * factor);
    if (bits & 4)
        at += snprintf(text + at, 200, "max_age = 60\n");
    if (bits & 8)
        at += snprintf(text + at, 200, "part_year = %s\n", bits & 16 ? "scaled" : "keep");
    if (bits & 32)
        at += snprintf(text + at, 200, "locums = move\n");
    if (bits & 64)
        at += snprintf(text + at, 200, "salaried = keep\n");
    if (bits & 128)
        at += snprintf(text + at, 200, "secondary = keep\n");
    if (steps)
        at +=
            snprintf(text + at, 200, "fte_steps = 0:0 %d:0.2 %d:1\n", 273 * factor, 4252 * factor);
    else if (bits & 1 << 8)
        at += snprintf(text + at, 200, "fte = %d\nunit = %s\n", 5400 * factor,
                       bits & 1 << 10 ? "fte" : "acts");
    if (bits & 1 << 8 && bits & 1 << 11)
        snprintf(text + at, 200, "first_year = full\n");
}

static supply_result runs(const char *table, const char *method, double max_age)
{
    supply_result result;
    aploc_error err = {0};
    supply_inputs in = {places, table, method, APLOC_SUPPLY_OPTIONS_INIT};
    in.options.year = 2023;
    in.options.max_age = max_age;
    ck_assert_ok(run_supply(&in, &result, &err), err);
    return result;
}

/* Every run of run_supply holds the report against the places (supply_cases.h). */
START_TEST(order_of_rows_does_not_matter)
{
    uint64_t seed = 1;
    for (int trial = 0; trial < trials(TRIALS); trial++) {
        person people[PEOPLE_MOST];
        char one[TABLE], other[TABLE], rules[1000];
        int n = random_people(&seed, people);
        random_rules(seed, 1, rules);
        write_people(people, n, 1, 0, one);
        write_people(people, n, 1, random_below(&seed, n), other);
        supply_result a = runs(one, rules, 0), b = runs(other, rules, 0);
        for (int i = 0; i < a.n; i++)
            ck_assert_double_eq_tol(a.supply[i], b.supply[i], 1e-8);
        ck_assert_int_eq(a.report.n_excluded, b.report.n_excluded);
        ck_assert_int_eq(a.report.n_floored, b.report.n_floored);
        ck_assert_int_eq(a.report.n_practitioners, n);
    }
}
END_TEST

/* Acts, and the rules that count acts, in another unit: a power of two, so that bits stay. */
START_TEST(the_unit_of_acts_does_not_matter)
{
    uint64_t seed = 2;
    for (int trial = 0; trial < trials(TRIALS); trial++) {
        person people[PEOPLE_MOST];
        char one[TABLE], other[TABLE], rules[1000], scaled[1000];
        int n = random_people(&seed, people);
        random_rules(seed, 1, rules);
        random_rules(seed, 4, scaled);
        write_people(people, n, 1, 0, one);
        write_people(people, n, 4, 0, other);
        supply_result a = runs(one, rules, 0), b = runs(other, scaled, 0);
        double factor = a.report.unit == APLOC_SUPPLY_FTE ? 1.0 : 4.0;
        for (int i = 0; i < a.n; i++)
            ck_assert_bits(factor * a.supply[i], b.supply[i]);
        ck_assert_bits(4.0 * a.report.after, b.report.after);
    }
}
END_TEST

START_TEST(a_lower_age_limit_never_adds)
{
    uint64_t seed = 3;
    static const double limits[] = {APLOC_NO_MAX_AGE, 65, 62, 60, 1};
    for (int trial = 0; trial < trials(TRIALS); trial++) {
        person people[PEOPLE_MOST];
        char table[TABLE], rules[1000];
        int n = random_people(&seed, people);
        random_rules(seed, 1, rules);
        write_people(people, n, 1, 0, table);
        supply_result before = runs(table, rules, limits[0]);
        ck_assert_int_eq(before.report.n_excluded, 0);
        for (int k = 1; k < 5; k++) {
            supply_result now = runs(table, rules, limits[k]);
            ck_assert_bits(now.report.max_age, limits[k]);
            for (int i = 0; i < now.n; i++)
                ck_assert_double_le(now.supply[i], before.supply[i] + 1e-9);
            before = now;
        }
        ck_assert_bits(before.report.supply, 0);
    }
}
END_TEST

/* With rules that look at a practitioner as a whole, a practice may as well be two rows. */
START_TEST(a_practice_in_two_rows_of_one_place)
{
    uint64_t seed = 4;
    static const char rules[] = HEAD "floor = 3600\nmax_age = 60\nlocums = move\n";
    for (int trial = 0; trial < trials(TRIALS); trial++) {
        int acts = random_below(&seed, 6000), part = random_below(&seed, acts + 1);
        int born = 1950 + random_below(&seed, 40);
        char whole[TABLE], parts[TABLE];
        snprintf(whole, TABLE, "id,commune,birth_year,acts,rank\nP,A,%d,%d,main\n", born, acts);
        snprintf(parts, TABLE,
                 "id,commune,birth_year,acts,rank\nP,A,%d,%d,secondary\nP,A,%d,%d,main\n", born,
                 part, born, acts - part);
        ck_assert_bits(runs(whole, rules, 0).supply[0], runs(parts, rules, 0).supply[0]);
    }
}
END_TEST

/* Fail with this message; supply and report stay (run_supply sees to it). */
static void refuses(const char *table, const char *rules, const char *profession, int32_t year,
                    double max_age, aploc_status expected, const char *words)
{
    supply_result result;
    aploc_error err = {0};
    char method[1000], message[1100];
    snprintf(method, sizeof method, HEAD "%s", rules);
    supply_inputs in = {places, table, method, APLOC_SUPPLY_OPTIONS_INIT};
    in.options.profession = profession;
    in.options.year = year;
    in.options.max_age = max_age;
    ck_assert_fails(run_supply(&in, &result, &err), expected);
    /* "FILE" stands for the path, which is another each time. */
    snprintf(message, sizeof message, "%s%s", strncmp(words, "FILE", 4) ? "" : file_path("p.csv"),
             words + (strncmp(words, "FILE", 4) ? 0 : 4));
    ck_assert_str_eq(err.message, message);
}

START_TEST(unknown_values_are_refused_when_needed)
{
    static const char table[] = "id,commune,acts,age\nP,A,10,40\n";
    static const char *const keys[] = {"floor",    "cap",        "max_age",   "fte_steps",
                                       "unit",     "first_year", "part_year", "locums",
                                       "salaried", "secondary"};
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        char rules[100], words[300];
        snprintf(rules, sizeof rules, "%s = ? DREES\n", keys[k]);
        snprintf(words, sizeof words,
                 "method 'm' does not know [supply] %s (m.ini:6); who publishes it: DREES; fill it "
                 "in a copy of the file",
                 keys[k]);
        refuses(table, rules, NULL, 0, 0, APLOC_ERR_METHOD_UNKNOWN, words);
    }
    static const char fte[] = "method 'm' does not know [supply] fte (m.ini:6); fill it in a copy "
                              "of the file";
    refuses(table, "fte = ?\nunit = fte\n", NULL, 0, 0, APLOC_ERR_METHOD_UNKNOWN, fte);
    refuses(table, "fte = ?\nfirst_year = full\n", NULL, 0, 0, APLOC_ERR_METHOD_UNKNOWN, fte);
    /* Not needed: an equivalent where acts are counted, a limit where another one is given. */
    ck_assert_bits(runs(table, HEAD "fte = ?\n", 0).supply[0], 10);
    ck_assert_bits(runs(table, HEAD "max_age = ?\n", 39).supply[0], 0);
    ck_assert_bits(runs(table, HEAD "max_age = ?\n", APLOC_NO_MAX_AGE).supply[0], 10);
    refuses(table, "max_age = ?\ncap = ?\n", NULL, 0, 39, APLOC_ERR_METHOD_UNKNOWN,
            "method 'm' does not know [supply] cap (m.ini:7); fill it in a copy of the file");
}
END_TEST

START_TEST(professions_and_years)
{
    static const char two[] = "id,commune,acts,profession\nP,A,10,Généraliste\nQ,A,4,nurse\n"
                              "R,A,2,generaliste\n";
    refuses(two, "", NULL, 0, 0, APLOC_ERR_ARGUMENT,
            "FILE: found the professions 'Généraliste', 'nurse', expected --profession "
            "to name one");
    refuses(two, "", "dentist", 0, 0, APLOC_ERR_ARGUMENT,
            "FILE: found no profession 'dentist', expected one of 'Généraliste', 'nurse'");
    refuses("id,commune,acts\nP,A,10\n", "", "gp", 0, 0, APLOC_ERR_ARGUMENT,
            "FILE: found no column for 'practice:profession', expected one, since 'gp' is asked "
            "for");
    supply_inputs in = {places, two, HEAD, APLOC_SUPPLY_OPTIONS_INIT};
    supply_result result;
    aploc_error err = {0};
    in.options.profession = "GENERALISTE";
    ck_assert_ok(run_supply(&in, &result, &err), err);
    ck_assert_bits(result.supply[0], 12);

    static const char born[] = "id,commune,acts,birth_year\nP,A,10,1960\n";
    refuses(born, "max_age = 65\n", NULL, 0, 0, APLOC_ERR_ARGUMENT,
            "FILE:2: found the birth year of 'P' and no year to tell the age in, expected the year "
            "of the activity "
            "(--year)");
    refuses(born, "max_age = 65\n", NULL, 1959, 0, APLOC_ERR_RANGE,
            "FILE:2: found 'P' born in 1960, expected a year not after that of the activity, 1959");
    refuses("id,commune,acts,age\nQ,A,1,30\nP,A,10,\n", "", NULL, 2023, 62.5, APLOC_ERR_NO_VALUE,
            "FILE:3: found neither birth year nor age of 'P', expected one, since those above 62.5 "
            "are left out");
    refuses("id,commune,acts,opened\nP,A,10,2023\n", "fte = 5400\nfirst_year = full\n", NULL, 0, 0,
            APLOC_ERR_ARGUMENT,
            "found first_year = full in method 'm' and no year, expected the year of the activity "
            "(--year)");
    refuses("id,commune,acts\nP,A,1e308\nQ,A,1e308\n", "", NULL, 0, 0, APLOC_ERR_OVERFLOW,
            "FILE: found activity whose sum exceeds what a number can hold, expected activity of "
            "usual sizes");
}
END_TEST

START_TEST(arguments_are_checked)
{
    aploc_communes *where = places_of("A B"), *others = places_of("A B C");
    aploc_practitioners *table = practices_of("id,commune,acts\nP,A,10\n", where);
    aploc_method *method = NULL;
    double supply[3] = {42, 42, 42};
    aploc_error err = {0};
    ck_assert_ok(aploc_method_parse(HEAD, strlen(HEAD), "m.ini", &method, &err), err);
#define CALL(p, t, m, o, s, r) aploc_supply_from_practitioners(p, t, m, o, s, r, &err)
    ck_assert_fails(CALL(NULL, table, method, NULL, supply, NULL), APLOC_ERR_ARGUMENT);
    ck_assert_fails(CALL(where, NULL, method, NULL, supply, NULL), APLOC_ERR_ARGUMENT);
    ck_assert_fails(CALL(where, table, NULL, NULL, supply, NULL), APLOC_ERR_ARGUMENT);
    ck_assert_fails(CALL(where, table, method, NULL, NULL, NULL), APLOC_ERR_ARGUMENT);
    ck_assert_fails(CALL(others, table, method, NULL, supply, NULL), APLOC_ERR_ARGUMENT);
    ck_assert_str_eq(err.message,
                     "found 3 places, expected the 2 that the practitioners were read with");
    aploc_supply_report report = {.size = 1};
    ck_assert_fails(CALL(where, table, method, NULL, supply, &report), APLOC_ERR_OPTIONS);
    static const aploc_supply_options bad[] = {
        {.size = 1},
        {.size = sizeof bad[0], .reserved = 1},
        {.size = sizeof bad[0], .year = 1899},
        {.size = sizeof bad[0], .year = 2101},
        {.size = sizeof bad[0], .max_age = -2},
        {.size = sizeof bad[0], .max_age = (double)NAN},
        {.size = sizeof bad[0], .max_age = (double)INFINITY},
    };
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
        ck_assert_fails(CALL(where, table, method, &bad[k], supply, NULL), APLOC_ERR_OPTIONS);
    ck_assert_bits(supply[0], 42);
    ck_assert_ok(CALL(where, table, method, NULL, supply, NULL), err);
    ck_assert_bits(supply[0], 10);
    ck_assert_bits(supply[1], 0);
    ck_assert_bits(supply[2], 42);
    aploc_method_free(method);
    aploc_practitioners_free(table);
    aploc_communes_free(where);
    aploc_communes_free(others);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, order_of_rows_does_not_matter);
    tcase_add_test(tests, the_unit_of_acts_does_not_matter);
    tcase_add_test(tests, a_lower_age_limit_never_adds);
    tcase_add_test(tests, a_practice_in_two_rows_of_one_place);
    tcase_add_test(tests, unknown_values_are_refused_when_needed);
    tcase_add_test(tests, professions_and_years);
    tcase_add_test(tests, arguments_are_checked);
}

int main(void)
{
    return run_tests("supply_laws", add);
}
