/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Practitioners, changes to be tried, changes of codes. */
#include "tables_more.h"

#include <math.h>
#include <string.h>

#include "fuzz.h"

static char nothing;

static void write_practice(const aploc_practitioners *p, const aploc_practice *row, FILE *text)
{
    static const char *const statuses[] = {"liberal", "salaried", "locum"};
    const char *profession = aploc_practitioners_profession(p, row->profession);
    csv_text(text, row->id);
    fputc(',', text);
    csv_text(text, row->place < 0 ? "not there" : aploc_communes_code(fuzz_places(), row->place));
    fputc(',', text);
    if (profession) {
        csv_text(text, profession);
        fputc(',', text);
    }
    if (row->birth_year)
        fprintf(text, "%d", (int)row->birth_year);
    fputc(',', text);
    if (row->age >= 0)
        fprintf(text, "%d", (int)row->age);
    fputc(',', text);
    csv_number(text, row->acts);
    fputc(',', text);
    csv_number(text, row->months);
    fprintf(text, ",%s,%s,", row->rank ? "secondary" : "main", statuses[row->status]);
    csv_text(text, row->replaces ? row->replaces : "");
    fputc(',', text);
    if (row->opened)
        fprintf(text, "%d", (int)row->opened);
    fputc('\n', text);
}

aploc_status csv_read_practitioners(const char *path, const aploc_read_options *options, FILE *text,
                                    aploc_read_report *report, aploc_error *err)
{
    aploc_practitioners *p = (void *)&nothing;
    aploc_status status =
        aploc_practitioners_read_csv(path, fuzz_places(), options, &p, report, err);
    fuzz_law(!status || p == (void *)&nothing, "practitioners that were touched");
    if (status)
        return status;
    fprintf(text, "id,commune,%sbirth_year,age,acts,months,rank,status,replaces,opened\n",
            aploc_practitioners_profession(p, 0) ? "profession," : "");
    for (int32_t k = 0; k < aploc_practitioners_count(p); k++) {
        aploc_practice row = APLOC_PRACTICE_INIT;
        fuzz_law(aploc_practitioners_get(p, k, &row, NULL) == APLOC_OK, "no practice %d", (int)k);
        write_practice(p, &row, text);
    }
    aploc_practitioners_free(p);
    return status;
}

aploc_status csv_read_edits(const char *path, const aploc_read_options *options, FILE *text,
                            aploc_read_report *report, aploc_error *err)
{
    static const char *const words[] = {"supply",  "add",  "close",        "demand",   "time",
                                        "appears", "goes", "site_appears", "site_goes"};
    aploc_edits *edits = (void *)&nothing;
    aploc_status status =
        aploc_edits_read_csv(path, fuzz_places(), NULL, options, &edits, report, err);
    fuzz_law(!status || edits == (void *)&nothing, "edits that were touched");
    if (status)
        return status;
    fputs("change,code,to,amount\n", text);
    for (int32_t k = 0; k < aploc_edits_count(edits); k++) {
        aploc_edit e = APLOC_EDIT_INIT;
        fuzz_law(aploc_edits_get(edits, k, &e, NULL) == APLOC_OK, "no edit %d", (int)k);
        fprintf(text, "%s,", words[e.kind]);
        csv_text(text, e.code);
        fputc(',', text);
        csv_text(text, e.to_code);
        fputc(',', text);
        if (isinf(e.amount)) {
            fputs("none", text);
        } else if (e.kind <= APLOC_EDIT_ADD ||
                   (e.kind >= APLOC_EDIT_DEMAND && e.kind <= APLOC_EDIT_APPEARS)) {
            csv_number(text, e.amount);
            fputs(e.in_fte ? "fte" : "", text);
        }
        fputc('\n', text);
    }
    aploc_edits_free(edits);
    return status;
}

/* Where each of our places goes, over all the days of the table. */
aploc_status csv_read_changes(const char *path, const aploc_read_options *options, FILE *text,
                              aploc_read_report *report, aploc_error *err)
{
    aploc_changes *changes = (void *)&nothing;
    aploc_carry_map *map = (void *)&nothing;
    aploc_status status = aploc_changes_read_csv(path, options, &changes, report, err);
    fuzz_law(!status || changes == (void *)&nothing, "changes that were touched");
    if (status)
        return status;
    fprintf(text, "%lld rows from %d to %d\n", (long long)aploc_changes_count(changes),
            (int)aploc_changes_day(changes, 0), (int)aploc_changes_day(changes, 1));
    aploc_carry_options carry = APLOC_CARRY_OPTIONS_INIT;
    carry.splits = APLOC_SPLIT_LEAVE_OUT;
    status = aploc_carry_map_create(changes, fuzz_places(), 10000101, 99991231, &carry, &map, err);
    fuzz_law(!status || map == (void *)&nothing, "a map that was touched");
    for (int32_t i = 0; !status && i < aploc_communes_count(fuzz_places()); i++) {
        const double *shares = NULL;
        int32_t n = 0;
        const int32_t *to = aploc_carry_map_targets(map, i, &n, &shares);
        double sum = 0.0;
        csv_text(text, aploc_communes_code(fuzz_places(), i));
        for (int32_t k = 0; k < n; k++) {
            fputc(',', text);
            csv_text(text, aploc_carry_map_code(map, to[k]));
            fputc(' ', text);
            csv_number(text, shares[k]);
            sum += shares[k];
        }
        fuzz_law(n == 0 || fabs(sum - 1.0) < 1e-9, "shares that add up to %g", sum);
        fputc('\n', text);
    }
    if (!status)
        aploc_carry_map_free(map);
    aploc_changes_free(changes);
    return status;
}
