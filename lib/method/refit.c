/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Residents by age from one set of classes to another. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <aploc/number.h>

#include "base/memory.h"
#include "method/method.h"

enum { OLDEST_MAX = 150 };

/* Residents below this, times any number of years, are numbers. */
static const double most_people = 1e300;

/* A part of a class of the data that goes to a class that is asked for: all of it, or the share
 * years / width. */
typedef struct part {
    int32_t from, to;
    int32_t years, width; /* years == width: all of it */
} part;

/* From one set of classes to another. */
typedef struct refit {
    const aploc_age_class *from, *to;
    int32_t n_from, n_to, oldest;
    part *parts; /* by class that is asked for, then by class of the data: at most n_from + n_to */
    int32_t n_parts;
} refit;

static int holds(const aploc_age_class *classes, int32_t n, int32_t age)
{
    for (int32_t k = 0; k < n; k++)
        if (classes[k].from <= age && age <= classes[k].to)
            return 1;
    return 0;
}

static aploc_status check_classes(const char *whose, const aploc_age_class *classes, int32_t n,
                                  aploc_error *err)
{
    if (!classes || n < 1)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no age class %s, expected some", whose);
    for (int32_t k = 0; k < n; k++)
        if (classes[k].from < 0 || classes[k].from > OLDEST_MAX ||
            classes[k].to < classes[k].from || (k && classes[k].from <= classes[k - 1].to))
            return apl_fail(err, APLOC_ERR_ARGUMENT,
                            "found the age class %d to %d %s, number %d, expected classes that "
                            "ascend and start at 150 at most",
                            (int)classes[k].from, (int)classes[k].to, whose, (int)k + 1);
    return APLOC_OK;
}

/* Residents are missing (NaN) or numbers that are not negative, and few enough to be added up. */
static aploc_status check_residents(int32_t n_places, int32_t n, const double *residents,
                                    aploc_error *err)
{
    double sum = 0.0;
    for (int64_t k = 0; k < (int64_t)n_places * n; k++) {
        char text[APLOC_NUMBER_SIZE];
        double people = residents[k];
        if (isnan(people))
            continue;
        if (!isfinite(people) || people < 0.0) {
            aploc_number_write(people, text);
            return apl_fail(err, isfinite(people) ? APLOC_ERR_NEGATIVE : APLOC_ERR_NOT_FINITE,
                            "found %s residents in class %d of place %lld, expected a number of 0 "
                            "or more",
                            text, (int)(k % n) + 1, (long long)(k / n) + 1);
        }
        sum += people;
    }
    return sum < most_people ? APLOC_OK
                             : apl_fail(err, APLOC_ERR_OVERFLOW,
                                        "found residents that add up to 1e300 or more, expected "
                                        "usual numbers");
}

/* Each age must be in both or in neither: else people would be lost, or be missing. An open class
 * goes as far as anything does. */
static aploc_status check_cover(const refit *r, aploc_error *err)
{
    int32_t top = r->oldest;
    const aploc_age_class *last[] = {&r->from[r->n_from - 1], &r->to[r->n_to - 1]};
    for (int k = 0; k < 2; k++) {
        int32_t end = last[k]->to == APLOC_AGE_OPEN ? last[k]->from : last[k]->to;
        if (end >= top && end <= OLDEST_MAX)
            top = end + 1;
    }
    for (int32_t age = 0; age < top; age++) {
        int found = holds(r->from, r->n_from, age), asked = holds(r->to, r->n_to, age);
        if (found && !asked)
            return apl_fail(err, APLOC_ERR_METHOD_AGES,
                            "found residents aged %d in the data, and no class for them in the "
                            "method, expected one (its weight may be 0)",
                            (int)age);
        if (!found && asked)
            return apl_fail(err, APLOC_ERR_METHOD_AGES,
                            "found no residents aged %d in the data, expected some, as in the "
                            "classes of the method",
                            (int)age);
    }
    return APLOC_OK;
}

static int is_within(aploc_age_class inner, aploc_age_class outer)
{
    return outer.from <= inner.from && inner.to <= outer.to;
}

/* How much of class `k` of the data goes to class `m`: 0 for none. */
static aploc_status find_part(const refit *r, int32_t k, int32_t m, part *found, aploc_error *err)
{
    aploc_age_class from = r->from[k], to = r->to[m];
    *found = (part){k, m, 0, 1};
    if (from.to < to.from || to.to < from.from)
        return APLOC_OK;
    /* A closed last class that reaches the oldest age holds an open one whole. */
    int reaches = from.to == APLOC_AGE_OPEN && m == r->n_to - 1 && to.from <= from.from;
    if (is_within(from, to) || reaches) {
        found->years = 1;
        return APLOC_OK;
    }
    char text[APL_AGE_TEXT_SIZE], other[APL_AGE_TEXT_SIZE];
    int32_t first = from.from > to.from ? from.from : to.from;
    int32_t last = from.to == APLOC_AGE_OPEN ? r->oldest - 1 : from.to;
    int32_t end = last < to.to ? last : to.to;
    if (from.to == APLOC_AGE_OPEN && end < first) {
        apl_age_text(from, text);
        apl_age_text(to, other);
        return apl_fail(
            err, APLOC_ERR_METHOD_AGES,
            "found the open age class %s to be split at %s, expected an oldest age (--oldest-age) "
            "above %d instead of %d",
            text, other, (int)first, (int)r->oldest);
    }
    found->width = last - from.from + 1;
    found->years = end - first + 1;
    return APLOC_OK;
}

static aploc_status find_parts(refit *r, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    APL_TRY(APL_NEW(r->parts, (int64_t)r->n_from + r->n_to, err));
    for (int32_t m = 0; m < r->n_to; m++)
        for (int32_t k = 0; k < r->n_from; k++) {
            part found;
            APL_TRY(find_part(r, k, m, &found, err));
            if (found.years > 0)
                r->parts[r->n_parts++] = found;
        }
out:
    return status;
}

/* Texts after each other, as many as there is room for. */
typedef struct list {
    char *text;
    size_t used, size;
    int full;
} list;

static void put(list *to, const char *before, aploc_age_class age)
{
    char text[APL_AGE_TEXT_SIZE];
    apl_age_text(age, text);
    if (to->full)
        return;
    to->full = to->used + strlen(before) + strlen(text) + 8 > to->size;
    to->used += (size_t)snprintf(to->text + to->used, to->size - to->used, "%s%s",
                                 to->full ? " " : before, to->full ? "\xE2\x80\xA6" : text);
}

/* "85-89 90+ into 85+": the classes that are made of several whole ones. */
static void tell_merged(const refit *r, aploc_refit_report *done, list *changes)
{
    for (int32_t p = 0, next; p < r->n_parts; p = next) {
        int32_t whole = 0;
        for (next = p; next < r->n_parts && r->parts[next].to == r->parts[p].to; next++)
            whole += r->parts[next].years == r->parts[next].width;
        if (whole < 2)
            continue;
        const char *before = changes->used ? "; " : "";
        for (int32_t k = p; k < next; k++)
            if (r->parts[k].years == r->parts[k].width) {
                put(changes, before, r->from[r->parts[k].from]);
                before = " ";
            }
        put(changes, " into ", r->to[r->parts[p].to]);
        done->n_merged++;
    }
}

/* "0-19 split into 0-4 5-9 10-14 15-19". */
static void tell_split(const refit *r, aploc_refit_report *done, list *changes)
{
    for (int32_t k = 0; k < r->n_from; k++) {
        int parts = 0;
        for (int32_t p = 0; p < r->n_parts; p++) {
            if (r->parts[p].from != k || r->parts[p].years == r->parts[p].width)
                continue;
            if (parts == 0) {
                put(changes, changes->used ? "; " : "", r->from[k]);
                done->n_split++;
                if (r->from[k].to == APLOC_AGE_OPEN)
                    done->oldest = r->oldest;
            }
            put(changes, parts++ ? " " : " split into ", r->to[r->parts[p].to]);
        }
    }
}

static void tell_people(const refit *r, int32_t n_places, const double *residents,
                        aploc_refit_report *done)
{
    for (int32_t k = 0; k < r->n_from; k++) {
        int split = 0;
        for (int32_t p = 0; p < r->n_parts; p++)
            split |= r->parts[p].from == k && r->parts[p].years != r->parts[p].width;
        for (int32_t i = 0; i < n_places; i++) {
            double people = residents[(int64_t)i * r->n_from + k];
            if (isnan(people))
                continue;
            done->people += people;
            if (split)
                done->moved += people;
        }
    }
}

aploc_status aploc_ages_refit(int32_t n_places, int32_t n_from, const aploc_age_class *from,
                              const double *residents, int32_t n_to, const aploc_age_class *to,
                              int32_t oldest, double *refitted, aploc_refit_report *report,
                              aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_refit_report done = APLOC_REFIT_REPORT_INIT;
    refit r = {from, to, n_from, n_to, oldest ? oldest : APLOC_OLDEST_AGE, NULL, 0};
    list changes = {done.changes, 0, sizeof done.changes, 0};
    if (n_places < 0 || (n_places > 0 && (!residents || !refitted)))
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found %d places, %s residents and %s room for others, expected all three",
                        (int)n_places, residents ? "some" : "no", refitted ? "some" : "no");
    if (oldest && (oldest < 2 || oldest > OLDEST_MAX))
        return apl_fail(err, APLOC_ERR_OPTIONS, "found %d as the oldest age, expected 2 to %d",
                        (int)oldest, (int)OLDEST_MAX);
    if (report && report->size != sizeof *report)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found a report of %zu bytes, expected %zu",
                        report->size, sizeof *report);
    APL_TRY(check_classes("of the data", from, n_from, err));
    APL_TRY(check_classes("of the method", to, n_to, err));
    APL_TRY(check_residents(n_places, n_from, residents, err));
    APL_TRY(check_cover(&r, err));
    APL_TRY(find_parts(&r, err));
    for (int32_t i = 0; i < n_places; i++) {
        const double *there = residents + (int64_t)i * n_from;
        double *here = refitted + (int64_t)i * n_to;
        for (int32_t m = 0; m < n_to; m++)
            here[m] = 0.0;
        for (int32_t p = 0; p < r.n_parts; p++) {
            const part *one = &r.parts[p];
            here[one->to] += one->years == one->width ? there[one->from]
                                                      : there[one->from] * one->years / one->width;
        }
    }
    tell_merged(&r, &done, &changes);
    tell_split(&r, &done, &changes);
    tell_people(&r, n_places, residents, &done);
    if (report)
        *report = done;
out:
    free(r.parts);
    return status;
}
