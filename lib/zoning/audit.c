/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An audit: the list, what it says of each place, and the findings. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "tables/texts.h"
#include "zoning/audit.h"

const char *aploc_audit_check_name(int32_t check)
{
    static const char *const names[] = {
        "code",         "repeated", "class",    "missing", "threshold", "addition", "substitution",
        "disagreement", "quarter",  "exchange", "share",   "ceiling",   "overlay",  "order"};
    return check >= 0 && check < APLOC_AUDIT_CHECK_COUNT ? names[check] : NULL;
}

const char *aploc_audit_verdict_name(int32_t verdict)
{
    static const char *const names[] = {"kept", "margin", "broken", "unknown"};
    return verdict >= 0 && verdict < APLOC_AUDIT_VERDICT_COUNT ? names[verdict] : NULL;
}

void apl_codes_add(apl_codes *codes, const char *code, double people)
{
    size_t used = strlen(codes->text);
    codes->people += people;
    codes->n++;
    /* Room is kept for " …", which ends a list that is cut. */
    if (used + strlen(code) + 8 < sizeof codes->text)
        snprintf(codes->text + used, sizeof codes->text - used, "%s%s", used ? ", " : "", code);
    else if (used < 4 || strcmp(codes->text + used - 3, "…") != 0)
        snprintf(codes->text + used, sizeof codes->text - used, ", …");
}

aploc_audit_finding apl_finding_on(int32_t check, int32_t verdict, const char *code, double people,
                                   int32_t zone)
{
    return (aploc_audit_finding){.size = sizeof(aploc_audit_finding),
                                 .area = "",
                                 .code = code,
                                 .people = people,
                                 .limit = (double)NAN,
                                 .margin = (double)NAN,
                                 .check = check,
                                 .verdict = verdict,
                                 .zone = zone};
}

aploc_status apl_audit_add(aploc_audit *audit, aploc_audit_finding finding, aploc_error *err,
                           const char *format, ...)
{
    va_list args;
    char words[2 * APL_WORDS_SIZE];
    aploc_status status = APL_GROW(audit->findings, &audit->room, audit->n_findings + 1, err);
    if (status)
        return status;
    apl_audit_finding *added = &audit->findings[audit->n_findings++];
    added->shown = finding;
    apl_copy_text(added->code, sizeof added->code, finding.code);
    va_start(args, format);
    vsnprintf(words, sizeof words, format, args);
    va_end(args);
    apl_copy_text(added->words, sizeof added->words, words);
    return APLOC_OK;
}

const char *apl_class_name(const aploc_audit *audit, int32_t zone)
{
    return zone < 0 ? "no class" : audit->z->rules->classes[zone].name;
}

/* The codes of the list, each with the row where it stands first. */
typedef struct rows_of {
    apl_texts codes;
    int32_t *first; /* by code */
} rows_of;

static aploc_status index_list(const aploc_listed *list, int32_t n, rows_of *rows, aploc_error *err)
{
    aploc_status status = APL_ZEROED(rows->first, n, err);
    for (int32_t k = 0; k < n && !status; k++) {
        int32_t number, before = rows->codes.count;
        if (!list[k].code || !list[k].zone)
            return apl_fail(err, APLOC_ERR_ARGUMENT,
                            "found row %d of the list without code or class, expected both",
                            (int)k + 1);
        status =
            apl_texts_add(&rows->codes, list[k].code, (int64_t)strlen(list[k].code), &number, err);
        if (!status && rows->codes.count > before)
            rows->first[number] = k;
    }
    return status;
}

static int32_t row_of(const rows_of *rows, const char *code)
{
    int32_t number = apl_texts_find(&rows->codes, code, (int64_t)strlen(code));
    return number < 0 ? -1 : rows->first[number];
}

/* Units and people of the places; of the quarters, those that stand in the list. */
static aploc_status take_places(aploc_audit *audit, const aploc_rules *rules,
                                const aploc_communes *communes, const rows_of *rows,
                                aploc_error *err)
{
    aploc_status status = APLOC_OK;
    double *none = NULL;
    int32_t n = 0, n_communes = aploc_communes_count(communes);
    aploc_zoning_options o = audit->options;
    APL_TRY(APL_ZEROED(audit->quarters, o.n_qpvs > 0 ? o.n_qpvs : 0, err));
    for (int32_t k = 0; k < o.n_qpvs && o.qpvs; k++)
        if (o.qpvs[k].code && row_of(rows, o.qpvs[k].code) >= 0) {
            audit->quarters[n] = o.qpvs[k];
            audit->quarters[n++].decision = NULL;
        }
    o.qpvs = audit->quarters;
    o.n_qpvs = n;
    APL_TRY(apl_audit_know_overlays(audit, rules, err));
    o.underneath = audit->options.underneath;
    audit->options = o;
    o.assign = APLOC_ASSIGN_LIST;
    if (!audit->apl) {
        APL_TRY(APL_NEW(none, n_communes, err));
        for (int32_t i = 0; i < n_communes; i++)
            none[i] = (double)NAN;
        o.missing = APLOC_SKIP;
    }
    APL_TRY(aploc_zoning_create(rules, communes, none ? none : audit->apl, &o, &audit->z, err));
out:
    free(none);
    return status;
}

/* One row: its class goes to its place, unless something is wrong with it. */
static aploc_status take_row(aploc_audit *audit, const aploc_listed *row, int32_t k,
                             const rows_of *rows, int32_t *bases, aploc_error *err)
{
    const aploc_zoning *z = audit->z;
    int32_t place = apl_zoning_place(z, row->code), first = row_of(rows, row->code);
    int32_t zone = apl_rules_class(z->rules, row->zone, strlen(row->zone));
    double people = place < 0 ? 0.0 : z->people[place];
    if (place < 0)
        return apl_audit_add(
            audit, apl_finding_on(APLOC_AUDIT_CHECK_CODE, APLOC_AUDIT_BROKEN, row->code, 0.0, zone),
            err, "'%s' is in the list, and is no commune or quarter", row->code);
    if (first != k)
        return apl_audit_add(
            audit,
            apl_finding_on(APLOC_AUDIT_CHECK_REPEATED, APLOC_AUDIT_BROKEN, row->code, people, zone),
            err, "'%s' stands in row %d as '%s', and before in row %d; one row counts", row->code,
            (int)k + 1, row->zone, (int)first + 1);
    audit->on_top[place] = zone;
    if (row->base && *row->base) {
        bases[place] = apl_rules_class(z->rules, row->base, strlen(row->base));
        if (bases[place] < 0)
            zone = -1;
    }
    if (!*row->zone) {
        int unknown = audit->apl && isnan(z->apl[z->units[place]]);
        return apl_audit_add(audit,
                             apl_finding_on(APLOC_AUDIT_CHECK_CLASS,
                                            unknown ? APLOC_AUDIT_UNKNOWN : APLOC_AUDIT_BROKEN,
                                            row->code, people, -1),
                             err, "'%s' has no class%s", row->code,
                             unknown ? ", and its unit no APL" : "");
    }
    if (zone < 0)
        return apl_audit_add(
            audit,
            apl_finding_on(APLOC_AUDIT_CHECK_CLASS, APLOC_AUDIT_BROKEN, row->code, people, -1), err,
            "'%s' has the class '%s', which rules '%s' do not have", row->code, row->zone,
            z->rules->texts[APLOC_RULES_NAME]);
    return APLOC_OK;
}

/* Where quarters are in an overlay, each has its own row. */
static aploc_status hold_missing_quarters(aploc_audit *audit, const aploc_zoning_options *called,
                                          const rows_of *rows, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    if (audit->options.underneath || !apl_rules_lift_quarters(audit->z->rules))
        return APLOC_OK;
    for (int32_t k = 0; k < called->n_qpvs && !status; k++) {
        const aploc_qpv *qpv = &called->qpvs[k];
        if (qpv->code && row_of(rows, qpv->code) < 0)
            status = apl_audit_add(
                audit,
                apl_finding_on(APLOC_AUDIT_CHECK_MISSING, APLOC_AUDIT_BROKEN, qpv->code,
                               qpv->people, -1),
                err, "quarter '%s', which is in an overlay, has no row in the list", qpv->code);
    }
    return status;
}

static aploc_status take_list(aploc_audit *audit, const aploc_listed *list, int32_t n,
                              const rows_of *rows, aploc_error *err)
{
    const aploc_zoning *z = audit->z;
    aploc_status status = APLOC_OK;
    int32_t *bases = NULL;
    APL_TRY(APL_NEW(audit->zones, z->n_places, err));
    APL_TRY(APL_NEW(audit->on_top, z->n_places, err));
    APL_TRY(APL_NEW(bases, z->n_places, err));
    for (int32_t p = 0; p < z->n_places; p++)
        bases[p] = audit->on_top[p] = -1;
    for (int32_t k = 0; k < n; k++)
        APL_TRY(take_row(audit, &list[k], k, rows, bases, err));
    for (int32_t i = 0; i < z->n_communes; i++) {
        const char *code = aploc_communes_code(z->communes, i);
        if (row_of(rows, code) < 0)
            APL_TRY(apl_audit_add(audit,
                                  apl_finding_on(APLOC_AUDIT_CHECK_MISSING, APLOC_AUDIT_BROKEN,
                                                 code, z->people[i], -1),
                                  err, "commune '%s' has no row in the list", code));
    }
    APL_TRY(apl_audit_lift(audit, bases, err));
    apl_zoning_recount(audit->z, audit->zones, audit->on_top, audit->overlays);
out:
    free(bases);
    return status;
}

aploc_status aploc_audit_create(const aploc_rules *rules, const aploc_communes *communes,
                                const double *apl, const aploc_listed *list, int32_t n_list,
                                const aploc_zoning_options *options, aploc_audit **audit,
                                aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_audit *a = NULL;
    rows_of rows = {0};
    if (!rules || !communes || !options || !audit || n_list < 0 || (n_list > 0 && !list))
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found no rules, communes, list or options, or nowhere to put the audit");
    if (options->size != sizeof *options || options->n_decisions != 0)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found options of %zu bytes and %d decisions, expected %zu and none",
                        options->size, (int)options->n_decisions, sizeof *options);
    if (options->assign < 0 || options->assign > APLOC_ASSIGN_LIST)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found assign %d, expected 0 to %d",
                        (int)options->assign, APLOC_ASSIGN_LIST);
    APL_TRY(apl_check_reserved("aploc_zoning_options", options->reserved, err));
    APL_TRY(APL_ZEROED(a, 1, err));
    a->options = *options;
    a->apl = apl;
    APL_TRY(index_list(list, n_list, &rows, err));
    APL_TRY(take_places(a, rules, communes, &rows, err));
    a->assign = options->assign ? options->assign : rules->values.assign;
    a->scope = options->scope ? options->scope : rules->values.scope;
    APL_TRY(take_list(a, list, n_list, &rows, err));
    APL_TRY(hold_missing_quarters(a, options, &rows, err));
    a->held[APLOC_AUDIT_CHECK_CODE] = a->held[APLOC_AUDIT_CHECK_REPEATED] = n_list;
    a->held[APLOC_AUDIT_CHECK_CLASS] = n_list;
    a->held[APLOC_AUDIT_CHECK_MISSING] = aploc_communes_count(communes);
    APL_TRY(apl_audit_units(a, err));
    APL_TRY(apl_audit_shares(a, err));
    APL_TRY(apl_audit_ceilings(a, err));
    APL_TRY(apl_audit_overlays(a, err));
    /* What was borrowed for the call. */
    free(a->quarters);
    a->quarters = NULL;
    a->apl = NULL;
    memset(&a->options, 0, sizeof a->options);
    *audit = a;
    a = NULL;
out:
    apl_texts_free(&rows.codes);
    free(rows.first);
    aploc_audit_free(a);
    return status;
}

void aploc_audit_free(aploc_audit *audit)
{
    if (!audit)
        return;
    aploc_zoning_free(audit->z);
    free(audit->quarters);
    free(audit->zones);
    free(audit->on_top);
    free(audit->overlays);
    free(audit->unsaid);
    free(audit->findings);
    free(audit);
}

int32_t aploc_audit_count(const aploc_audit *audit)
{
    return audit ? (int32_t)audit->n_findings : 0;
}

int32_t aploc_audit_held(const aploc_audit *audit, int32_t check)
{
    return audit && check >= 0 && check < APLOC_AUDIT_CHECK_COUNT ? audit->held[check] : 0;
}

int32_t aploc_audit_count_of(const aploc_audit *audit, int32_t verdict)
{
    int32_t n = 0;
    for (int32_t k = 0; k < aploc_audit_count(audit); k++)
        n += audit->findings[k].shown.verdict == verdict;
    return n;
}

aploc_status aploc_audit_get(const aploc_audit *audit, int32_t k, aploc_audit_finding *finding,
                             aploc_error *err)
{
    if (!audit || !finding)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no audit or nowhere to put a finding");
    if (finding->size != sizeof *finding)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found a finding of %zu bytes, expected %zu",
                        finding->size, sizeof *finding);
    if (k < 0 || k >= aploc_audit_count(audit))
        return apl_fail(err, APLOC_ERR_INDEX, "found finding %d, expected 0 to %d", (int)k,
                        (int)aploc_audit_count(audit) - 1);
    *finding = audit->findings[k].shown;
    finding->code = audit->findings[k].code;
    finding->words = audit->findings[k].words;
    return APLOC_OK;
}

int32_t aploc_audit_area_count(const aploc_audit *audit, int32_t scope)
{
    return audit ? aploc_zoning_area_count(audit->z, scope) : 0;
}

const char *aploc_audit_area(const aploc_audit *audit, int32_t scope, int32_t a)
{
    return audit ? aploc_zoning_area(audit->z, scope, a) : NULL;
}

double aploc_audit_people_of(const aploc_audit *audit, int32_t scope, int32_t a, int32_t zone)
{
    return aploc_zoning_people_of(audit ? audit->z : NULL, scope, a, zone);
}

double aploc_audit_covered(const aploc_audit *audit, int32_t scope, int32_t a, int32_t zone)
{
    return aploc_zoning_covered(audit ? audit->z : NULL, scope, a, zone);
}

double aploc_audit_lifted(const aploc_audit *audit, int32_t scope, int32_t a, int32_t k)
{
    return aploc_zoning_lifted(audit ? audit->z : NULL, scope, a, k);
}
