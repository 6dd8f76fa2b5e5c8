/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables by one signature: places, supply, ages, consumption, scenarios, lists. */
#include "tables.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "tables_more.h"

/* What an output points to before a call, and after one that fails. */
static char nothing;

void csv_text(FILE *text, const char *field)
{
    fputc('"', text);
    for (; *field; field++) {
        if (*field == '"')
            fputc('"', text);
        fputc(*field, text);
    }
    fputc('"', text);
}

void csv_number(FILE *text, double value)
{
    char number[APLOC_NUMBER_SIZE];
    if (isnan(value))
        return;
    aploc_number_write(value, number);
    fputs(number, text);
}

static void check_untouched(aploc_status status, const void *output)
{
    fuzz_law((status != APLOC_OK) == (output == (const void *)&nothing),
             "status %d and an output that was %s", (int)status, status ? "touched" : "not set");
}

static void class_name(FILE *text, aploc_age_class c)
{
    if (c.to == APLOC_AGE_OPEN)
        fprintf(text, "age_%d_plus", (int)c.from);
    else
        fprintf(text, "age_%d_%d", (int)c.from, (int)c.to);
}

/* ---- places ---- */

static const char *const role_names[APLOC_ROLE_COUNT] = {"population", "standardised", "supply",
                                                         "lon",        "lat",          "apl"};

static int has_names(const aploc_communes *c)
{
    for (int32_t i = 0; i < aploc_communes_count(c); i++)
        if (*aploc_communes_name(c, i))
            return 1;
    return 0;
}

static void write_places(const aploc_communes *c, FILE *text)
{
    int32_t n_ages = 0, names = has_names(c), n_groups = aploc_communes_group_count(c);
    const aploc_age_class *ages = aploc_communes_ages(c, &n_ages);
    fputs(names ? "code,name" : "code", text);
    for (int role = 0; role < APLOC_ROLE_COUNT; role++)
        if (aploc_communes_column(c, role))
            fprintf(text, ",%s", role_names[role]);
    for (int32_t a = 0; a < n_ages; a++) {
        fputc(',', text);
        class_name(text, ages[a]);
    }
    for (int32_t g = 0; g < n_groups; g++) {
        fputc(',', text);
        csv_text(text, aploc_communes_group_name(c, g));
    }
    fputc('\n', text);
    for (int32_t i = 0; i < aploc_communes_count(c); i++) {
        csv_text(text, aploc_communes_code(c, i));
        if (names) {
            fputc(',', text);
            csv_text(text, aploc_communes_name(c, i));
        }
        for (int role = 0; role < APLOC_ROLE_COUNT; role++)
            if (aploc_communes_column(c, role)) {
                fputc(',', text);
                csv_number(text, aploc_communes_column(c, role)[i]);
            }
        for (int32_t a = 0; a < n_ages; a++) {
            fputc(',', text);
            csv_number(text, aploc_communes_age_table(c)[(int64_t)i * n_ages + a]);
        }
        for (int32_t g = 0; g < n_groups; g++) {
            fputc(',', text);
            csv_text(text,
                     aploc_communes_group_text(c, g, aploc_communes_group_levels(c, g, NULL)[i]));
        }
        fputc('\n', text);
    }
}

/* The library's own writer must say the same. */
static void write_and_read(const aploc_communes *c, FILE *text)
{
    aploc_error err = {0};
    aploc_writer *writer = NULL;
    aploc_communes *again = NULL;
    char *said[2] = {NULL, NULL};
    size_t sizes[2];
    write_places(c, text);
    const char *path = fuzz_path("out.csv");
    fuzz_law(aploc_writer_create(path, ';', &writer, &err) == APLOC_OK, "%s", err.message);
    fuzz_law(aploc_communes_write(c, writer, &err) == APLOC_OK, "%s", err.message);
    fuzz_law(aploc_writer_commit(writer, &err) == APLOC_OK, "%s", err.message);
    aploc_read_options options = APLOC_READ_OPTIONS_INIT;
    options.separator = ';';
    options.decimal = '.';
    fuzz_law(aploc_communes_read_csv(path, &options, &again, NULL, &err) == APLOC_OK,
             "what was written is refused: %s", err.message);
    for (int k = 0; k < 2; k++) {
        FILE *to = open_memstream(&said[k], &sizes[k]);
        write_places(k ? again : c, to);
        fclose(to);
    }
    fuzz_law(sizes[0] == sizes[1] && memcmp(said[0], said[1], sizes[0]) == 0,
             "written and read again:\n%s\nbefore:\n%s", said[1], said[0]);
    free(said[0]);
    free(said[1]);
    aploc_communes_free(again);
}

static aploc_status read_communes(const char *path, const aploc_read_options *options, FILE *text,
                                  aploc_read_report *report, aploc_error *err)
{
    aploc_communes *c = (void *)&nothing;
    aploc_status status = aploc_communes_read_csv(path, options, &c, report, err);
    check_untouched(status, c);
    if (status)
        return status;
    write_and_read(c, text);
    aploc_communes_free(c);
    return status;
}

static aploc_status read_supply(const char *path, const aploc_read_options *options, FILE *text,
                                aploc_read_report *report, aploc_error *err)
{
    double supply[16];
    const aploc_communes *places = fuzz_places();
    int32_t n = aploc_communes_count(places);
    for (int32_t i = 0; i < n; i++)
        supply[i] = -7.0;
    aploc_status status = aploc_supply_read_csv(path, places, options, supply, report, err);
    for (int32_t i = 0; status && i < n; i++)
        fuzz_law(supply[i] == -7.0, "a supply that was touched");
    if (status)
        return status;
    fputs("code,supply\n", text);
    for (int32_t i = 0; i < n; i++) {
        csv_text(text, aploc_communes_code(places, i));
        fputc(',', text);
        csv_number(text, supply[i]);
        fputc('\n', text);
    }
    return status;
}

static aploc_status read_times(const char *path, const aploc_read_options *options, FILE *text,
                               aploc_read_report *report, aploc_error *err)
{
    aploc_times *times = (void *)&nothing;
    const aploc_communes *places = fuzz_places();
    aploc_status status = aploc_times_read_csv(path, places, NULL, options, &times, report, err);
    check_untouched(status, times);
    if (status)
        return status;
    fputs("from,to,minutes\n", text);
    for (int32_t i = 0; i < aploc_times_demand_count(times); i++) {
        const int32_t *to = NULL;
        const double *minutes = NULL;
        int64_t n = aploc_times_row(times, i, &to, &minutes);
        for (int64_t k = 0; k < n; k++) {
            csv_text(text, aploc_communes_code(places, i));
            fputc(',', text);
            csv_text(text, aploc_communes_code(places, to[k]));
            fputc(',', text);
            csv_number(text, minutes[k]);
            fputc('\n', text);
        }
    }
    aploc_times_free(times);
    return status;
}

/* ---- ages ---- */

static aploc_status read_ages(const char *path, const aploc_read_options *options, FILE *text,
                              aploc_read_report *report, aploc_error *err)
{
    static const char sexes[] = "TFM";
    aploc_ages *ages = (void *)&nothing;
    int32_t n_classes = 0;
    aploc_status status = aploc_ages_read_csv(path, fuzz_places(), options, &ages, report, err);
    check_untouched(status, ages);
    if (status)
        return status;
    const aploc_age_class *classes = aploc_ages_classes(ages, &n_classes);
    fputs("code,sex", text);
    for (int32_t a = 0; a < n_classes; a++) {
        fputc(',', text);
        class_name(text, classes[a]);
    }
    fputc('\n', text);
    for (int32_t sex = 0; sex < APLOC_SEX_COUNT; sex++) {
        const double *table = aploc_ages_table(ages, sex);
        for (int32_t i = 0; table && i < aploc_ages_count(ages); i++) {
            csv_text(text, aploc_communes_code(fuzz_places(), i));
            fprintf(text, ",%c", sexes[sex]);
            for (int32_t a = 0; a < n_classes; a++) {
                fputc(',', text);
                csv_number(text, table[(int64_t)i * n_classes + a]);
            }
            fputc('\n', text);
        }
    }
    aploc_ages_free(ages);
    return status;
}

static aploc_status read_consumption(const char *path, const aploc_read_options *options,
                                     FILE *text, aploc_read_report *report, aploc_error *err)
{
    aploc_age_class classes[APLOC_CLASSES_MAX];
    double consumption[APLOC_CLASSES_MAX], population[APLOC_CLASSES_MAX];
    int32_t n = -7;
    consumption[0] = population[0] = -7.0;
    aploc_status status = aploc_consumption_read_csv(path, options, classes, consumption,
                                                     population, &n, report, err);
    fuzz_law(!status || (n == -7 && consumption[0] == -7.0 && population[0] == -7.0),
             "outputs that were touched");
    if (status)
        return status;
    fputs("age_from,age_to,consumption,population\n", text);
    for (int32_t a = 0; a < n; a++) {
        fprintf(text, "%d,", (int)classes[a].from);
        if (classes[a].to != APLOC_AGE_OPEN)
            fprintf(text, "%d", (int)classes[a].to);
        fputc(',', text);
        csv_number(text, consumption[a]);
        fputc(',', text);
        csv_number(text, population[a]);
        fputc('\n', text);
    }
    return status;
}

/* ---- scenarios ---- */

static aploc_status read_scenarios(const char *path, const aploc_read_options *options, FILE *text,
                                   aploc_read_report *report, aploc_error *err)
{
    const aploc_communes *places = fuzz_places();
    const double *given = aploc_communes_column(places, APLOC_SUPPLY);
    aploc_scenarios *scenarios = (void *)&nothing;
    aploc_status status =
        aploc_scenarios_read_csv(path, places, 0, NULL, options, &scenarios, report, err);
    check_untouched(status, scenarios);
    if (status)
        return status;
    fputs("scenario,code,supply\n", text);
    for (int32_t s = 0; !status && s < aploc_scenarios_count(scenarios); s++) {
        double supply[16] = {-7.0};
        status = aploc_scenarios_supply(scenarios, s, given, 1.0, supply, err);
        fuzz_law(!status || supply[0] == -7.0, "a supply that was touched");
        for (int32_t i = 0; !status && i < aploc_communes_count(places); i++) {
            csv_text(text, aploc_scenarios_name(scenarios, s));
            fputc(',', text);
            csv_text(text, aploc_communes_code(places, i));
            fputc(',', text);
            csv_number(text, supply[i]);
            fputc('\n', text);
        }
    }
    aploc_scenarios_free(scenarios);
    return status;
}

/* ---- lists ---- */

static aploc_status read_listing(const char *path, const aploc_read_options *options, FILE *text,
                                 aploc_read_report *report, aploc_error *err)
{
    aploc_listing *listing = (void *)&nothing;
    int32_t n = 0;
    (void)report;
    aploc_status status = aploc_listing_read_csv(path, "class", options, &listing, err);
    check_untouched(status, listing);
    if (status)
        return status;
    const aploc_listed *rows = aploc_listing_rows(listing, &n);
    fputs("code,class,base\n", text);
    for (int32_t k = 0; k < n; k++) {
        csv_text(text, rows[k].code);
        fputc(',', text);
        csv_text(text, rows[k].zone);
        fputc(',', text);
        csv_text(text, rows[k].base ? rows[k].base : "");
        fputc('\n', text);
    }
    aploc_listing_free(listing);
    return status;
}

static aploc_status read_installations(const char *path, const aploc_read_options *options,
                                       FILE *text, aploc_read_report *report, aploc_error *err)
{
    aploc_installations *list = (void *)&nothing;
    int32_t n = 0;
    (void)report;
    aploc_status status = aploc_installations_read_csv(path, options, &list, err);
    check_untouched(status, list);
    if (status)
        return status;
    const aploc_installation *rows = aploc_installations_rows(list, &n);
    fputs("code,kind,count,fees,years,date\n", text);
    for (int32_t k = 0; k < n; k++) {
        csv_text(text, rows[k].code);
        fputc(',', text);
        csv_text(text, rows[k].kind);
        fputc(',', text);
        csv_number(text, rows[k].count);
        fputc(',', text);
        csv_number(text, rows[k].fees);
        if (rows[k].years)
            fprintf(text, ",%d,", (int)rows[k].years);
        else
            fputs(",,", text);
        if (rows[k].date)
            fprintf(text, "%04d-%02d-%02d", (int)(rows[k].date / 10000),
                    (int)(rows[k].date / 100 % 100), (int)(rows[k].date % 100));
        fputc('\n', text);
    }
    aploc_installations_free(list);
    return status;
}

const csv_table csv_tables[] = {{"communes", read_communes, 1, 1},
                                {"supply", read_supply, 1, 1},
                                {"times", read_times, 1, 1},
                                {"ages", read_ages, 1, 1},
                                {"consumption", read_consumption, 1, 1},
                                {"scenarios", read_scenarios, 1, 1},
                                {"listing", read_listing, 0, 1},
                                {"installations", read_installations, 0, 1},
                                {"practitioners", csv_read_practitioners, 1, 1},
                                {"edits", csv_read_edits, 1, 1},
                                {"changes", csv_read_changes, 1, 0},
                                {NULL, NULL, 0, 0}};
