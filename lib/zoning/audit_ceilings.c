/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Audit: the people of each class under the ceilings of areas. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "zoning/audit.h"

static const char *const words_of[] = {"", "nation", "region", "department"};

static aploc_audit_finding finding_of(const aploc_audit *audit, int32_t scope, int32_t a,
                                      int32_t zone)
{
    aploc_audit_finding f = apl_finding_on(APLOC_AUDIT_CHECK_CEILING, APLOC_AUDIT_UNKNOWN, "",
                                           aploc_zoning_people_of(audit->z, scope, a, zone), zone);
    f.scope = scope;
    f.area = audit->z->areas[scope].texts[a];
    return f;
}

/* " (with the classes before it … )": what the ceilings up to this class come to together. */
static void say_together(const aploc_audit *audit, const aploc_audit_finding *f, int32_t a,
                         char *words, size_t size)
{
    double people = 0.0, ceilings = 0.0, all = aploc_zoning_people_of(audit->z, f->scope, a, -2);
    char held[32], of[32];
    words[0] = '\0';
    for (int32_t k = 0; k <= f->zone; k++) {
        double ceiling;
        if (aploc_rules_get_ceiling(audit->z->rules, f->scope, f->area, k, all, &ceiling, NULL,
                                    NULL) != APLOC_OK ||
            isnan(ceiling))
            return;
        people += aploc_zoning_people_of(audit->z, f->scope, a, k);
        ceilings += ceiling;
    }
    apl_people_text(people, held);
    apl_people_text(ceilings, of);
    if (f->zone > 0)
        snprintf(words, size, " (with the classes before it %s, under ceilings of %s together)",
                 held, of);
}

static aploc_status hold(aploc_audit *audit, aploc_audit_finding f, int32_t a, aploc_error *err)
{
    double over = f.people - f.limit;
    const char *name = apl_class_name(audit, f.zone);
    char held[32], limit[32], by[32], margin[32] = "", together[160];
    apl_people_text(f.people, held);
    apl_people_text(f.limit, limit);
    apl_people_text(fabs(over), by);
    if (!isnan(f.margin))
        apl_people_text(f.margin, margin);
    f.verdict = over <= 0.0        ? APLOC_AUDIT_KEPT
                : over <= f.margin ? APLOC_AUDIT_MARGIN
                                   : APLOC_AUDIT_BROKEN;
    double unsaid = apl_audit_unsaid(audit, f.scope, a, f.zone);
    if (over <= 0.0 && over + unsaid > 0.0) {
        f.verdict = APLOC_AUDIT_UNKNOWN;
        apl_people_text(unsaid, margin);
        return apl_audit_add(audit, f, err,
                             "%s holds %s people under its ceiling of %s, and %s more may be in it "
                             "underneath an overlay",
                             name, held, limit, margin);
    }
    if (over <= 0.0)
        return apl_audit_add(audit, f, err, "%s holds %s people, %s under its ceiling of %s", name,
                             held, by, limit);
    say_together(audit, &f, a, together, sizeof together);
    if (isnan(f.margin))
        return apl_audit_add(
            audit, f, err,
            "%s holds %s people, %s past its ceiling of %s; the rules state no margin for it%s",
            name, held, by, limit, together);
    return apl_audit_add(
        audit, f, err, "%s holds %s people, %s past its ceiling of %s, %s the margin of %s%s", name,
        held, by, limit, over <= f.margin ? "within" : "and past", margin, together);
}

/* One class in all areas of a scope; areas whose ceiling is not known make one finding. */
static aploc_status hold_class(aploc_audit *audit, int32_t scope, int32_t zone, aploc_error *err)
{
    const aploc_zoning *z = audit->z;
    aploc_error inner = {0}, last;
    aploc_status status = APLOC_OK;
    apl_codes unknown = {0};
    for (int32_t a = 0; a < z->areas[scope].count && !status; a++) {
        aploc_audit_finding f = finding_of(audit, scope, a, zone);
        aploc_status known = aploc_rules_get_ceiling(z->rules, scope, f.area, zone,
                                                     aploc_zoning_people_of(z, scope, a, -2),
                                                     &f.limit, &f.margin, &last);
        if (known) {
            apl_codes_add(&unknown, f.area, f.people);
            inner = last;
        } else if (!isnan(f.limit))
            status = hold(audit, f, a, err);
    }
    if (status || unknown.n == 0)
        return status;
    aploc_audit_finding f =
        apl_finding_on(APLOC_AUDIT_CHECK_CEILING, APLOC_AUDIT_UNKNOWN, "", unknown.people, zone);
    f.scope = scope;
    return apl_audit_add(audit, f, err, "%s in %s: %s", apl_class_name(audit, zone), unknown.text,
                         inner.message);
}

int apl_has_ceilings(const aploc_rules *rules, int32_t scope, int32_t zone)
{
    for (int64_t k = 0; k < rules->n_ceilings; k++)
        if (rules->ceilings[k].scope == scope && rules->ceilings[k].entry &&
            (zone < 0 || rules->ceilings[k].zone == zone))
            return 1;
    return 0;
}

static aploc_status hold_scope(aploc_audit *audit, int32_t scope, aploc_error *err)
{
    const aploc_rules *rules = audit->z->rules;
    const char *column = scope == APLOC_SCOPE_REGION       ? audit->options.region
                         : scope == APLOC_SCOPE_DEPARTMENT ? audit->options.department
                                                           : "";
    aploc_status status = APLOC_OK;
    if (!apl_has_ceilings(rules, scope, -1))
        return APLOC_OK;
    if (!column) {
        aploc_audit_finding f = apl_finding_on(APLOC_AUDIT_CHECK_CEILING, APLOC_AUDIT_UNKNOWN, "",
                                               aploc_zoning_people_of(audit->z, scope, 0, -2), -1);
        f.scope = scope;
        return apl_audit_add(audit, f, err,
                             "the rules have ceilings by %s, and no column of %ss "
                             "was given",
                             words_of[scope], words_of[scope]);
    }
    for (int32_t k = 0; k < rules->n_classes && !status; k++)
        if (apl_has_ceilings(rules, scope, k))
            status = hold_class(audit, scope, k, err);
    return status;
}

aploc_status apl_audit_ceilings(aploc_audit *audit, aploc_error *err)
{
    aploc_status status = hold_scope(audit, audit->scope, err);
    if (!status && audit->scope == APLOC_SCOPE_REGION)
        status = hold_scope(audit, APLOC_SCOPE_DEPARTMENT, err);
    return status;
}
