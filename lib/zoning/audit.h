/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ZONING_AUDIT_H
#define APL_ZONING_AUDIT_H

/* An audit in memory, and its checks. */

#include <aploc/audit.h>

#include "zoning/assign.h"
#include "zoning/zones.h"

enum { APL_WORDS_SIZE = 512 };

typedef struct apl_audit_finding {
    aploc_audit_finding
        shown; /* its texts are those of communes, rules and zoning, or words below */
    char code[128], words[APL_WORDS_SIZE];
} apl_audit_finding;

struct aploc_audit {
    aploc_zoning *z;              /* units, places, areas; its people by class are the list's */
    aploc_zoning_options options; /* as called, quarters being those of the list */
    aploc_qpv *quarters;          /* of the options that stand in the list */
    int32_t *zones;               /* the class of each place, without overlays; -1: none */
    int32_t *on_top;              /* with them: as the list says */
    int32_t *overlays;            /* what gave it; -1: none */
    int32_t *unsaid;   /* the first class that may be underneath, where the list does not say; -1 */
    const double *apl; /* of the communes; NULL without; for the time of the call */
    int32_t assign, scope;
    apl_audit_finding *findings;
    int64_t n_findings, room;
    int32_t held[APLOC_AUDIT_CHECK_COUNT]; /* how many things each check was about */
};

/* Codes that a finding is about, as many as fit. */
typedef struct apl_codes {
    double people;
    int32_t n;
    char text[256];
} apl_codes;

void apl_codes_add(apl_codes *codes, const char *code, double people);

/* Add a finding; its words are one line. */
aploc_status apl_audit_add(aploc_audit *audit, aploc_audit_finding finding, aploc_error *err,
                           const char *format, ...) __attribute__((format(printf, 4, 5)));

/* A finding without limit or margin, on a code. */
aploc_audit_finding apl_finding_on(int32_t check, int32_t verdict, const char *code, double people,
                                   int32_t zone);

const char *apl_class_name(const aploc_audit *audit, int32_t zone);

/* Units: thresholds, additions, communes apart, disagreements, quarters (audit_units.c). */
aploc_status apl_audit_units(aploc_audit *audit, aploc_error *err);

/* Overlays (audit_overlays.c): none is held where the rules do not know one; classes underneath, from those of the list and, by place, `bases` (-1
 * where it does not say one); and what is wrong with them. */
aploc_status apl_audit_know_overlays(aploc_audit *audit, const aploc_rules *rules,
                                     aploc_error *err);
aploc_status apl_audit_lift(aploc_audit *audit, const int32_t *bases, aploc_error *err);
aploc_status apl_audit_overlays(aploc_audit *audit, aploc_error *err);

/* People of an area whose class underneath the list does not say, and may be this one. */
double apl_audit_unsaid(const aploc_audit *audit, int32_t scope, int32_t a, int32_t zone);

/* Exchanges, shares (audit_shares.c). */
aploc_status apl_audit_shares(aploc_audit *audit, aploc_error *err);

/* Ceilings (audit_ceilings.c). Whether any area of a scope has one of a class (-1: of any). */
int apl_has_ceilings(const aploc_rules *rules, int32_t scope, int32_t zone);
aploc_status apl_audit_ceilings(aploc_audit *audit, aploc_error *err);

#endif
