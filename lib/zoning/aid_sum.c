/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What installations come to, by the aid that their class opens. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <aploc/number.h>

#include "base/memory.h"
#include "tables/changes.h"
#include "tables/texts.h"
#include "zoning/aid.h"
#include "zoning/rules.h"

enum { WORDS_SIZE = 320 };

typedef struct line {
    aploc_aid_line shown;
    double count;
    char words[WORDS_SIZE];
} line;

struct aploc_aid_sum {
    aploc_aid *aid;
    line *lines;
    int32_t n;
    apl_texts areas;
};

/* What one installation is summed with. */
typedef struct work {
    const aploc_aid *aid;
    const aploc_listed *list;
    apl_texts codes; /* of the list, numbered as its rows */
    const char *path;
} work;

static apl_place place_of(const work *w, const aploc_installation *i)
{
    return (apl_place){.file = w->path, .line = i->line, .code = i->code};
}

static aploc_status index_list(work *w, int32_t n, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int32_t k = 0; k < n && !status; k++) {
        int32_t number;
        const char *code = w->list[k].code;
        if (!code || !w->list[k].zone)
            return apl_fail(err, APLOC_ERR_ARGUMENT,
                            "found row %d of the list without code or class, expected both",
                            (int)k + 1);
        status = apl_texts_add(&w->codes, code, (int64_t)strlen(code), &number, err);
        if (!status && number < k)
            return apl_fail_at(err, APLOC_ERR_CODE_REPEATED, (apl_place){.code = code},
                               "found the code '%s' again in row %d of the list, expected each "
                               "code once",
                               code, (int)k + 1);
    }
    return status;
}

/* "ZIP, ZAC, HZ". */
static void name_all(const aploc_aid *aid, int kinds, char *text, size_t size)
{
    int32_t n = kinds ? aid->n_kinds : aid->n_classes;
    text[0] = '\0';
    for (int32_t k = 0; k < n; k++)
        snprintf(text + strlen(text), size - strlen(text), "%s%s", k ? ", " : "",
                 kinds ? aid->kinds[k].shown.name : aid->classes[k]);
}

/* The kind and the class of an installation. */
static aploc_status find(const work *w, const aploc_installation *i, aploc_aid_line *to,
                         aploc_error *err)
{
    char names[512];
    const char *name = w->aid->texts[APLOC_AID_NAME];
    if (!i->code || !i->kind)
        return apl_fail_at(err, APLOC_ERR_ARGUMENT, place_of(w, i),
                           "found an installation without code or kind, expected both");
    to->kind = aploc_aid_find_kind(w->aid, i->kind);
    if (to->kind < 0) {
        name_all(w->aid, 1, names, sizeof names);
        return apl_fail_at(err, APLOC_ERR_RANGE, place_of(w, i),
                           "found the kind '%s', expected one of aid '%s': %s", i->kind, name,
                           names);
    }
    int32_t number = apl_texts_find(&w->codes, i->code, (int64_t)strlen(i->code));
    if (number < 0)
        return apl_fail_at(err, APLOC_ERR_CODE_UNKNOWN, place_of(w, i),
                           "found the code '%s', expected one of the zoning", i->code);
    const char *zone = w->list[number].zone;
    to->zone = aploc_aid_find_class(w->aid, zone);
    if (to->zone < 0) {
        name_all(w->aid, 0, names, sizeof names);
        return apl_fail_at(err, APLOC_ERR_UNIT, place_of(w, i),
                           "found the class '%s' of '%s', expected one of aid '%s': %s", zone,
                           i->code, name, names);
    }
    return APLOC_OK;
}

/* What the row says against what its kind asks for. */
static aploc_status check(const work *w, const aploc_installation *i, const aploc_aid_kind *kind,
                          aploc_error *err)
{
    char date[APL_DATE_SIZE];
    const char *const *texts = w->aid->texts;
    if (!isnan(i->count) && !(i->count >= 0.0 && i->count <= 1e9 && floor(i->count) == i->count))
        return apl_fail_at(err, APLOC_ERR_RANGE, place_of(w, i),
                           "found a wrong count of '%s', expected a whole number of at least 0",
                           i->kind);
    if (!isnan(i->fees) && !(i->fees >= 0.0 && i->fees <= 1e12))
        return apl_fail_at(err, APLOC_ERR_RANGE, place_of(w, i),
                           "found wrong fees of '%s', expected a number of at least 0", i->kind);
    if (!isnan(i->fees) && !kind->fees)
        return apl_fail_at(err, APLOC_ERR_RANGE, place_of(w, i),
                           "found fees of '%s', which does not go by fees, expected none", i->kind);
    if (i->years < 0 || (i->years > 0 && !kind->yearly))
        return apl_fail_at(err, APLOC_ERR_RANGE, place_of(w, i),
                           "found %d years of '%s', which is paid per %s, expected none",
                           (int)i->years, i->kind, kind->per);
    if (i->years > (kind->years ? kind->years : 100))
        return apl_fail_at(err, APLOC_ERR_RANGE, place_of(w, i),
                           "found %d years of '%s', expected at most %d", (int)i->years, i->kind,
                           kind->years ? (int)kind->years : 100);
    if (i->date &&
        ((w->aid->from && i->date < w->aid->from) || (w->aid->to && i->date > w->aid->to)))
        return apl_fail_at(err, APLOC_ERR_RANGE, place_of(w, i),
                           "found an installation of %s, expected the time of aid '%s': %s%s%s%s",
                           apl_date_text(i->date, date), texts[APLOC_AID_NAME],
                           w->aid->from ? "from " : "", w->aid->from ? texts[APLOC_AID_FROM] : "",
                           w->aid->to ? w->aid->from ? " to " : "to " : "",
                           w->aid->to ? texts[APLOC_AID_TO] : "");
    return APLOC_OK;
}

/* "3 years of 25 % of 240000, at most 50000". */
static void say(const aploc_aid_kind *kind, const char *zone, const aploc_installation *i,
                double count, double opens, line *to)
{
    char times[32], amount[32], fees[32], cap[32], years[48] = "", over[48] = "";
    int32_t n_years = i->years ? i->years : 1;
    if (opens == 0.0) {
        snprintf(to->words, sizeof to->words, "%.48s opens nothing", zone);
        return;
    }
    aploc_number_write(count, times);
    aploc_number_write(kind->fees ? round(opens * 1e8) / 1e6 : opens, amount);
    if (kind->yearly)
        snprintf(years, sizeof years, "%d year%s of ", (int)n_years, n_years > 1 ? "s" : "");
    if (kind->over)
        snprintf(over, sizeof over, " over %d years", (int)kind->over);
    if (kind->fees) {
        aploc_number_write(i->fees, fees);
        aploc_number_write(isnan(kind->cap) ? 0.0 : kind->cap, cap);
        snprintf(to->words, sizeof to->words, "%s × %s%s %% of %s%s%s%s", times, years, amount,
                 fees, isnan(kind->cap) ? "" : ", at most ", isnan(kind->cap) ? "" : cap,
                 isnan(kind->cap) ? "" : " a year");
        return;
    }
    snprintf(to->words, sizeof to->words, "%s × %s%s%s%s", times, years,
             kind->most ? "at most " : "", amount, over);
}

/* Whole hundred-millionths of a millionth: a share of fees, or a cap, loses nothing. */
__extension__ typedef unsigned __int128 wide;

static wide millionths(double value)
{
    return (wide)llround(value * 1e6);
}

/* The hundredths that `times` installations come to, halves up, once the whole is known. */
static double amount_of(const aploc_aid_kind *kind, double opens, double fees, double times)
{
    const wide fine = 100000000, cent = fine * 10000;
    wide one = millionths(opens) * fine;
    if (kind->fees && opens > 0.0) {
        one = (wide)apl_share_units(opens) * millionths(fees);
        if (!isnan(kind->cap) && one > millionths(kind->cap) * fine)
            one = millionths(kind->cap) * fine;
    }
    return (double)(((wide)times * one + cent / 2) / cent) / 100.0;
}

static aploc_status take_line(const work *w, const aploc_installation *i, line *to,
                              aploc_error *err)
{
    aploc_status status = find(w, i, &to->shown, err);
    if (status)
        return status;
    const aploc_aid_kind *kind = &w->aid->kinds[to->shown.kind].shown;
    double opens = 0.0;
    status = check(w, i, kind, err);
    if (!status)
        status = aploc_aid_opens(w->aid, to->shown.kind, to->shown.zone, &opens, err);
    if (status)
        return status;
    if (kind->fees && opens > 0.0 && isnan(i->fees))
        return apl_fail_at(err, APLOC_ERR_NO_VALUE, place_of(w, i),
                           "found no fees of '%s', expected those of a year", i->kind);
    to->count = isnan(i->count) ? 1.0 : i->count;
    to->shown.size = sizeof to->shown;
    to->shown.amount = amount_of(kind, opens, i->fees, to->count * (i->years ? i->years : 1));
    to->shown.most = kind->most && opens > 0.0;
    say(kind, w->aid->classes[to->shown.zone], i, to->count, opens, to);
    return APLOC_OK;
}

aploc_status aploc_aid_sum_create(const aploc_aid *aid, const aploc_listed *list, int32_t n_list,
                                  const aploc_installation *installations, int32_t n,
                                  const char *path, aploc_aid_sum **sum, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_aid_sum *made = NULL;
    work w = {.aid = aid, .list = list, .path = path};
    if (!aid || !sum || n_list < 0 || n < 0 || (n_list > 0 && !list) || (n > 0 && !installations))
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found no aid, list or installations, or nowhere to put the sum");
    APL_TRY(APL_ZEROED(made, 1, err));
    made->aid = APL_HELD(aploc_aid, aid);
    apl_hold(&made->aid->holders);
    APL_TRY(APL_ZEROED(made->lines, n, err));
    APL_TRY(index_list(&w, n_list, err));
    for (int32_t k = 0; k < n; k++) {
        const char *area = installations[k].area ? installations[k].area : "";
        APL_TRY(take_line(&w, &installations[k], &made->lines[k], err));
        APL_TRY(apl_texts_add(&made->areas, area, (int64_t)strlen(area), &made->lines[k].shown.area,
                              err));
    }
    made->n = n;
    *sum = made;
    made = NULL;
out:
    apl_texts_free(&w.codes);
    aploc_aid_sum_free(made);
    return status;
}

void aploc_aid_sum_free(aploc_aid_sum *sum)
{
    if (!sum)
        return;
    aploc_aid_free(sum->aid);
    apl_texts_free(&sum->areas);
    free(sum->lines);
    free(sum);
}

aploc_status aploc_aid_sum_get(const aploc_aid_sum *sum, int32_t k, aploc_aid_line *to,
                               aploc_error *err)
{
    if (!sum || !to)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no sum or nowhere to put a line");
    if (to->size != sizeof *to)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found a line of %zu bytes, expected %zu", to->size,
                        sizeof *to);
    if (k < 0 || k >= sum->n)
        return apl_fail(err, APLOC_ERR_INDEX, "found line %d, expected 0 to %d", (int)k,
                        (int)sum->n - 1);
    *to = sum->lines[k].shown;
    to->words = sum->lines[k].words;
    return APLOC_OK;
}

int32_t aploc_aid_sum_area_count(const aploc_aid_sum *sum)
{
    return sum ? sum->areas.count : 0;
}

const char *aploc_aid_sum_area(const aploc_aid_sum *sum, int32_t a)
{
    return a >= 0 && a < sum->areas.count ? apl_texts_get(&sum->areas, a) : NULL;
}

double aploc_aid_sum_total(const aploc_aid_sum *sum, int32_t a, int32_t zone, double *count)
{
    double amount = 0.0, n = 0.0;
    if (!sum || a < -1 || a >= sum->areas.count || zone < -1 || zone >= sum->aid->n_classes)
        return (double)NAN;
    for (int32_t k = 0; k < sum->n; k++) {
        const line *row = &sum->lines[k];
        if ((a >= 0 && row->shown.area != a) || (zone >= 0 && row->shown.zone != zone))
            continue;
        amount += round(row->shown.amount * 100.0);
        n += row->count;
    }
    if (count)
        *count = n;
    return amount / 100.0;
}
