/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From practitioners to places: what is asked for, then rule by rule, then place by place. */
#include "method/supply.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "method/method.h"
#include "tables/encoding.h"

enum { FIRST_YEAR = 1900, LAST_YEAR = 2100 };

static aploc_status check_options(const aploc_supply_options *o, const aploc_supply_report *report,
                                  aploc_error *err)
{
    if (report && report->size != sizeof *report)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found a supply report of %zu bytes, expected %zu",
                        report->size, sizeof *report);
    if (o->size != sizeof *o)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found supply options of %zu bytes, expected %zu",
                        o->size, sizeof *o);
    if (o->year != 0 && (o->year < FIRST_YEAR || o->year > LAST_YEAR))
        return apl_fail(err, APLOC_ERR_OPTIONS, "found the year %d, expected %d to %d, or 0",
                        (int)o->year, FIRST_YEAR, LAST_YEAR);
    if (!(o->max_age >= 0.0 && isfinite(o->max_age)) && o->max_age != APLOC_NO_MAX_AGE)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found a max_age that is no age, expected years, 0 for the method's, or "
                        "APLOC_NO_MAX_AGE");
    return apl_check_reserved("aploc_supply_options", o->reserved, err);
}

/* The number of the profession that is asked for. */
static aploc_status find_profession(const aploc_practitioners *table, const char *wanted,
                                    int32_t *number, aploc_error *err)
{
    char folded[APL_PROFESSION_SIZE], list[400] = "", shown[64];
    apl_place place = {.file = table->path};
    size_t used = 0;
    *number = 0;
    if (!wanted && table->professions.count <= 1)
        return APLOC_OK;
    if (wanted && table->professions.count == 0)
        return apl_fail_at(err, APLOC_ERR_ARGUMENT, place,
                           "found no column for 'practice:profession', expected one, since '%s' "
                           "is asked for",
                           apl_shown(wanted, shown, sizeof shown));
    if (wanted) {
        apl_fold(wanted, 0, folded, sizeof folded);
        *number = apl_texts_find(&table->professions, folded, (int64_t)strlen(folded));
        if (*number >= 0)
            return APLOC_OK;
    }
    for (int32_t k = 0; k < table->spellings.count; k++) {
        char one[64];
        apl_shown(apl_texts_get(&table->spellings, k), one, sizeof one);
        if (used + strlen(one) + 12 > sizeof list) {
            strcpy(list + used, ", …");
            break;
        }
        used += (size_t)sprintf(list + used, "%s'%s'", k ? ", " : "", one);
    }
    if (!wanted)
        return apl_fail_at(err, APLOC_ERR_ARGUMENT, place,
                           "found the professions %s, expected --profession to name one", list);
    return apl_fail_at(err, APLOC_ERR_ARGUMENT, place,
                       "found no profession '%s', expected one of %s",
                       apl_shown(wanted, shown, sizeof shown), list);
}

/* Refuse unknown values, but for those that nothing here needs. */
static aploc_status check_known(const aploc_method *method, double max_age, aploc_error *err)
{
    const char *unneeded[3] = {NULL};
    const aploc_method_supply *rules = &method->supply;
    int n = 0;
    if (max_age != 0.0)
        unneeded[n++] = "max_age";
    if (rules->unit == APLOC_SUPPLY_ACTS && rules->first_year == APLOC_FIRST_YEAR_AS_IS)
        unneeded[n] = "fte";
    return apl_method_refuse_gaps(method, "supply", unneeded, err);
}

/* Take the practices of a profession, and list those of each id. */
static aploc_status start(apl_supply_work *w, int32_t profession, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const aploc_practitioners *t = w->table;
    APL_TRY(APL_NEW(w->acts, t->count, err));
    APL_TRY(APL_NEW(w->months, t->count, err));
    APL_TRY(APL_ZEROED(w->lot, t->count, err));
    APL_TRY(APL_ZEROED(w->left_out, t->ids.count, err));
    APL_TRY(APL_NEW(w->next, t->count, err));
    APL_TRY(APL_NEW(w->first, t->ids.count, err));
    for (int32_t who = 0; who < t->ids.count; who++)
        w->first[who] = -1;
    for (int32_t k = t->count - 1; k >= 0; k--) {
        const apl_practice *row = &t->rows[k];
        const apl_practitioner *person = &t->people[row->who];
        w->acts[k] = row->acts;
        w->months[k] = row->months;
        w->next[k] = -1;
        if (row->status != APLOC_PRACTICE_LOCUM) {
            w->next[k] = w->first[row->who];
            w->first[row->who] = k;
        }
        if (person->profession != profession)
            continue;
        w->lot[k] = APL_LOT_COUNTS;
        w->report.n_practices++;
        w->report.n_practitioners += person->any_row == k;
        w->report.before += row->acts;
    }
out:
    return status;
}

/* Add the practices up, place by place, in the method's unit. */
static void add_up(apl_supply_work *w, double *supply)
{
    aploc_supply_report *r = &w->report;
    const aploc_method_supply *rules = w->rules;
    for (int32_t k = 0; k < w->table->count; k++) {
        int32_t place = w->table->rows[k].place;
        if (w->lot[k] != APL_LOT_COUNTS)
            continue;
        if (place < 0) {
            r->n_unknown++;
            r->unknown += w->acts[k];
            continue;
        }
        double value = apl_supply_value(rules, w->acts[k]);
        if (apl_supply_is_full(w, k)) {
            double full = rules->unit == APLOC_SUPPLY_FTE ? 1.0 : rules->fte;
            r->n_first_year++;
            r->first_year += full - value;
            value = full;
        }
        supply[place] += value;
        r->supply += value;
    }
    r->after = r->before - r->excluded + r->scaled + r->floored - r->capped - r->unknown;
}

aploc_status aploc_supply_from_practitioners(const aploc_communes *places,
                                             const aploc_practitioners *practitioners,
                                             const aploc_method *method,
                                             const aploc_supply_options *options, double *supply,
                                             aploc_supply_report *report, aploc_error *err)
{
    static const aploc_supply_options defaults = APLOC_SUPPLY_OPTIONS_INIT;
    aploc_status status = APLOC_OK;
    apl_supply_work w = {.table = practitioners, .report = APLOC_SUPPLY_REPORT_INIT};
    double *computed = NULL;
    int32_t profession = 0, n = aploc_communes_count(places);
    if (!places || !practitioners || !method || !supply)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected one",
                        !places          ? "table of places"
                        : !practitioners ? "table of practitioners"
                        : !method        ? "method"
                                         : "room for the supply");
    if (!options)
        options = &defaults;
    APL_TRY(check_options(options, report, err));
    if (n != practitioners->n_places) {
        status = apl_fail(err, APLOC_ERR_ARGUMENT,
                          "found %d places, expected the %d that the practitioners were read with",
                          (int)n, (int)practitioners->n_places);
        goto out;
    }
    APL_TRY(check_known(method, options->max_age, err));
    APL_TRY(find_profession(practitioners, options->profession, &profession, err));
    w.rules = &method->supply;
    w.year = options->year;
    double limit = options->max_age != 0.0 ? options->max_age : w.rules->max_age;
    w.max_age = limit > 0.0 ? limit : (double)INFINITY;
    w.report.max_age = limit > 0.0 ? limit : 0.0;
    w.report.unit = w.rules->unit;
    if (w.rules->first_year == APLOC_FIRST_YEAR_FULL) {
        w.report.opened_unknown = !practitioners->knows_opened;
        if (practitioners->knows_opened && w.year == 0) {
            status = apl_fail(err, APLOC_ERR_ARGUMENT,
                              "found first_year = full in method '%s' and no year, expected the "
                              "year of the activity (--year)",
                              method->texts[APLOC_METHOD_NAME]);
            goto out;
        }
    }
    APL_TRY(APL_ZEROED(computed, n, err));
    APL_TRY(start(&w, profession, err));
    apl_supply_move(&w);
    APL_TRY(apl_supply_exclude(&w, err));
    apl_supply_scale(&w);
    apl_supply_floor(&w);
    apl_supply_cap(&w);
    add_up(&w, computed);
    if (!isfinite(w.report.before) || !isfinite(w.report.after) || !isfinite(w.report.supply)) {
        status = apl_fail_at(err, APLOC_ERR_OVERFLOW, (apl_place){.file = practitioners->path},
                             "found activity whose sum exceeds what a number can hold, expected "
                             "activity of usual sizes");
        goto out;
    }
    memcpy(supply, computed, (size_t)n * sizeof *supply);
    if (report)
        *report = w.report;
out:
    free(computed);
    free(w.acts);
    free(w.months);
    free(w.lot);
    free(w.left_out);
    free(w.first);
    free(w.next);
    return status;
}
