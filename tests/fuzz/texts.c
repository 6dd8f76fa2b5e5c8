/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Methods, rules, aid and studies of any bytes: refused with one good line, or read so that the text they
 * keep says the same when it is read again. Decays keep to their laws. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static char nothing;

static void say(FILE *facts, const char *text)
{
    fprintf(facts, "%s\n", text ? text : "(none)");
}

static void say_gap(FILE *facts, const aploc_method_gap *gap)
{
    fprintf(facts, "? [%s] %s %s %lld\n", gap->section, gap->key, gap->hint, (long long)gap->line);
}

/* ---- methods ---- */

/* A decay that a method gives is sound, falls, and is 0 from its threshold on. */
static void check_decay(const aploc_decay *decay)
{
    aploc_error err = {0};
    double minutes[64], weights[64], least = INFINITY;
    fuzz_law(aploc_decay_check(decay, &err) == APLOC_OK, "%s", err.message);
    double end = aploc_decay_threshold(decay);
    fuzz_law(end > 0.0, "a threshold of %g", end);
    for (int k = 0; k < 64; k++)
        minutes[k] = isfinite(end * 1.1) ? end * 1.1 * k / 63 : k;
    fuzz_law(aploc_decay_weights(decay, 64, minutes, weights, &err) == APLOC_OK, "%s", err.message);
    for (int k = 0; k < 64; k++) {
        fuzz_law(weights[k] >= 0.0 && weights[k] <= least, "f(%g) = %g after %g", minutes[k],
                 weights[k], least);
        fuzz_law(minutes[k] < end || weights[k] == 0.0, "f(%g) = %g", minutes[k], weights[k]);
        least = weights[k];
    }
}

static void say_method(const aploc_method *m, FILE *facts)
{
    aploc_decay decay = APLOC_DECAY_INIT;
    aploc_method_ages ages = APLOC_METHOD_AGES_INIT;
    aploc_method_supply supply = APLOC_METHOD_SUPPLY_INIT;
    for (int32_t k = 0; k < APLOC_METHOD_FILE; k++)
        say(facts, aploc_method_get_text(m, k));
    fprintf(facts, "%a %d %d\n", aploc_method_get_per(m), (int)aploc_method_get_variant(m),
            (int)aploc_method_get_sex(m));
    if (!aploc_method_get_decay(m, &decay, NULL)) {
        fprintf(facts, "%d %a %a %a %a\n", (int)decay.kind, decay.cut, decay.rate, decay.scale,
                decay.exponent);
        for (int32_t k = 0; k < decay.n_points; k++)
            fprintf(facts, "%a:%a ", decay.minutes[k], decay.values[k]);
        check_decay(&decay);
    }
    if (!aploc_method_get_ages(m, &ages, NULL))
        for (int32_t a = 0; a < ages.n_classes; a++) {
            fuzz_law(ages.classes[a].from <= ages.classes[a].to, "a class of ages");
            fprintf(facts, "%d-%d %a %a ", (int)ages.classes[a].from, (int)ages.classes[a].to,
                    ages.weights[a], ages.weights_men ? ages.weights_men[a] : 0.0);
        }
    fuzz_law(aploc_method_get_supply(m, &supply, NULL) == APLOC_OK, "no supply");
    fprintf(facts, "%a %a %a %a %d %d %d %d %d %d\n", supply.floor, supply.cap, supply.max_age,
            supply.fte, (int)supply.unit, (int)supply.first_year, (int)supply.part_year,
            (int)supply.locums, (int)supply.salaried, (int)supply.secondary);
    for (int32_t k = 0; k < supply.n_steps; k++)
        fprintf(facts, "%a:%a ", supply.step_acts[k], supply.step_fte[k]);
    for (int32_t k = 0; aploc_method_get_gap(m, k); k++)
        say_gap(facts, aploc_method_get_gap(m, k));
}

/* ---- rules ---- */

static void say_rules(const aploc_rules *r, FILE *facts)
{
    aploc_rules_values v = APLOC_RULES_VALUES_INIT;
    for (int32_t k = 0; k < APLOC_RULES_FILE; k++)
        say(facts, aploc_rules_get_text(r, k));
    fuzz_law(aploc_rules_get_values(r, &v, NULL) == APLOC_OK, "no values");
    fprintf(facts, "%a %a %s %s %a %a %d %d %d %d %d %d\n", v.substitution, v.addition, v.of,
            v.quarters, v.low_band, v.high_band, (int)v.assign, (int)v.scope, (int)v.straddle,
            (int)v.ties, (int)v.regions, (int)v.disagreement);
    fuzz_law(aploc_rules_class_count(r) <= APLOC_ZONE_CLASSES_MAX, "classes");
    for (int32_t k = 0; k < aploc_rules_class_count(r); k++) {
        aploc_zone_class c = APLOC_ZONE_CLASS_INIT;
        double ceiling = 0.0;
        fuzz_law(aploc_rules_get_class(r, k, &c, NULL) == APLOC_OK, "no class");
        fprintf(facts, "%s|%s|%s %a %a %d %d\n", c.name, c.title, c.colour, c.max, c.share,
                (int)c.strict, (int)c.picked);
        for (int32_t scope = APLOC_SCOPE_NATION; scope <= APLOC_SCOPE_DEPARTMENT; scope++)
            if (!aploc_rules_get_ceiling(r, scope, "11", k, 1e6, &ceiling, NULL, NULL))
                fprintf(facts, "%a ", ceiling);
    }
    for (int32_t k = 0; k < aploc_rules_overlay_count(r); k++) {
        aploc_zone_overlay o = APLOC_ZONE_OVERLAY_INIT;
        fuzz_law(aploc_rules_get_overlay(r, k, &o, NULL) == APLOC_OK, "no overlay");
        fprintf(facts, "%s|%s|%s %d %d\n", o.name, o.title, o.departments, (int)o.zone,
                (int)o.quarters);
    }
    for (int32_t k = 0; aploc_rules_get_gap(r, k); k++)
        say_gap(facts, aploc_rules_get_gap(r, k));
}

/* ---- aid ---- */

static void say_aid(const aploc_aid *a, FILE *facts)
{
    for (int32_t k = 0; k < APLOC_AID_FILE; k++)
        say(facts, aploc_aid_get_text(a, k));
    fuzz_law(aploc_aid_class_count(a) <= APLOC_AID_CLASSES_MAX &&
                 aploc_aid_kind_count(a) <= APLOC_AID_KINDS_MAX,
             "too many");
    for (int32_t k = 0; k < aploc_aid_kind_count(a); k++) {
        aploc_aid_kind kind = APLOC_AID_KIND_INIT;
        fuzz_law(aploc_aid_get_kind(a, k, &kind, NULL) == APLOC_OK, "no kind");
        fuzz_law(aploc_aid_find_kind(a, kind.name) == k, "kind '%s'", kind.name);
        fprintf(facts, "%s|%s|%s %a %d %d %d %d %d\n", kind.name, kind.title, kind.per, kind.cap,
                (int)kind.years, (int)kind.over, (int)kind.most, (int)kind.yearly, (int)kind.fees);
        for (int32_t c = 0; c < aploc_aid_class_count(a); c++) {
            double amount = 0.0;
            if (!aploc_aid_opens(a, k, c, &amount, NULL)) {
                fuzz_law(amount >= 0.0 && isfinite(amount), "an amount of %g", amount);
                fprintf(facts, "%s %a ", aploc_aid_class(a, c), amount);
            }
        }
    }
    for (int32_t k = 0; aploc_aid_get_gap(a, k); k++)
        say_gap(facts, aploc_aid_get_gap(a, k));
}

/* ---- studies ---- */

static void say_study(const aploc_study *s, FILE *facts)
{
    for (int32_t k = 0; k < APLOC_STUDY_FILE; k++)
        say(facts, aploc_study_get_text(s, k));
    for (int32_t k = 0; aploc_study_get_group(s, k); k++)
        say(facts, aploc_study_get_group(s, k));
    for (int32_t k = 0; aploc_study_get_table(s, k); k++)
        say(facts, aploc_study_get_table(s, k));
    for (int32_t c = 0; c < aploc_study_cell_count(s); c++) {
        aploc_study_cell cell = APLOC_STUDY_CELL_INIT;
        const char *role = NULL, *file = NULL;
        fuzz_law(aploc_study_get_cell(s, c, &cell, NULL) == APLOC_OK, "no cell");
        fprintf(facts, "%s|%s|%s|%s|%s %a %a %d\n", cell.name, cell.series, cell.vintage,
                cell.profession, cell.method, cell.below, cell.max_age, (int)cell.variant);
        for (int32_t k = 0; (file = aploc_study_get_file(s, c, k, &role)) != NULL; k++)
            fprintf(facts, "%s=%s\n", role, file);
    }
}

/* ---- any of them ---- */

enum { METHOD, RULES, AID, STUDY };

/* Read a file of one of the kinds; on success its facts and the text it keeps. */
static aploc_status read_text(int kind, const char *path, FILE *facts, FILE *kept, aploc_error *err)
{
    void *out = &nothing;
    aploc_status status = kind == METHOD  ? aploc_method_read(path, (aploc_method **)&out, err)
                          : kind == RULES ? aploc_rules_read(path, (aploc_rules **)&out, err)
                          : kind == AID   ? aploc_aid_read(path, (aploc_aid **)&out, err)
                                          : aploc_study_read(path, (aploc_study **)&out, err);
    fuzz_law((status != APLOC_OK) == (out == &nothing), "an output that was touched");
    if (status) {
        fuzz_good_error(path, status, err);
        return status;
    }
    switch (kind) {
    case METHOD:
        say_method(out, facts);
        fputs(aploc_method_get_text(out, APLOC_METHOD_FILE), kept);
        aploc_method_free(out);
        break;
    case RULES:
        say_rules(out, facts);
        fputs(aploc_rules_get_text(out, APLOC_RULES_FILE), kept);
        aploc_rules_free(out);
        break;
    case AID:
        say_aid(out, facts);
        fputs(aploc_aid_get_text(out, APLOC_AID_FILE), kept);
        aploc_aid_free(out);
        break;
    default:
        say_study(out, facts);
        fputs(aploc_study_get_text(out, APLOC_STUDY_FILE), kept);
        aploc_study_free(out);
        break;
    }
    return status;
}

static void run(int kind, const uint8_t *data, size_t size)
{
    char *facts[2] = {NULL, NULL}, *kept[2] = {NULL, NULL};
    size_t lengths[2], kept_lengths[2];
    aploc_status first = APLOC_OK;
    for (int k = 0; k < 2 && !first; k++) {
        aploc_error err = {0};
        const char *path =
            k == 0 ? fuzz_file("t.ini", data, size) : fuzz_file("t.ini", kept[0], kept_lengths[0]);
        FILE *said = open_memstream(&facts[k], &lengths[k]);
        FILE *file = open_memstream(&kept[k], &kept_lengths[k]);
        aploc_status status = read_text(kind, path, said, file, &err);
        fclose(said);
        fclose(file);
        fuzz_law(k == 0 || status == APLOC_OK, "its own text is refused: %s", err.message);
        first = status;
    }
    if (!first) {
        fuzz_law(kept_lengths[0] == size && memcmp(kept[0], data, size) == 0, "another text");
        fuzz_law(lengths[0] == lengths[1] && memcmp(facts[0], facts[1], lengths[0]) == 0,
                 "read again:\n%s\nbefore:\n%s", facts[1], facts[0]);
    }
    for (int k = 0; k < 2; k++) {
        free(facts[k]);
        free(kept[k]);
    }
}

/* The bytes are what stands in [decay]. */
static void run_decay(int kind, const uint8_t *data, size_t size)
{
    static const char head[] = "[method]\nname = x\n[decay]\n";
    char *text = malloc(sizeof head + size);
    fuzz_law(text != NULL, "no memory");
    memcpy(text, head, sizeof head - 1);
    memcpy(text + sizeof head - 1, data, size);
    run(kind, (const uint8_t *)text, sizeof head - 1 + size);
    free(text);
}

const fuzz_target fuzz_texts[] = {{"method", run, METHOD}, {"decay", run_decay, METHOD},
                                  {"rules", run, RULES},   {"aid", run, AID},
                                  {"study", run, STUDY},   {NULL, NULL, 0}};
