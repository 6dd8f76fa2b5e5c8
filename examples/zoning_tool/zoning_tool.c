/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A zoning from a run file: reads the APL of a run, applies the rules of a text, and writes into a
 * folder list.csv (the class of each commune, and why), audit.csv (the list held against the rules)
 * and departments.csv (people and shares by département and class).
 *
 *   zoning_tool RUN.h5 RULES.ini FOLDER MESH REGION DEPARTMENT [LIST.csv]
 *
 * MESH, REGION and DEPARTMENT are columns of the run's communes. With a LIST.csv (code, class) the
 * audit and the table are of this list, as an agency has decided it, in the place of the tool's own.
 * Exit status: 0 the rules are kept, 1 a rule is broken or something failed, 2 a wrong call. The
 * source is C and C++. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <aploc/aploc.h>

typedef struct tool {
    const char *folder;
    aploc_run *run;
    aploc_rules *rules;
    aploc_cell cell; /* of the run: its communes and their APL */
    aploc_zoning_options options;
    aploc_zoning *zoning;
    aploc_listing *listing; /* of LIST.csv; NULL without */
    aploc_listed *rows;     /* the tool's own list, where there is no other */
    aploc_audit *audit;
    aploc_error err;
} tool;

static const char *class_name(const tool *t, int32_t k)
{
    aploc_zone_class zone = APLOC_ZONE_CLASS_INIT;
    return aploc_rules_get_class(t->rules, k, &zone, NULL) == APLOC_OK ? zone.name : "";
}

/* The only cell of the run that has APLs of communes; the first, where there are several. */
static aploc_status read_run(tool *t, const char *path)
{
    aploc_status status = aploc_run_read_h5(path, NULL, &t->run, &t->err);
    for (int32_t k = 0; !status && k < aploc_run_cell_count(t->run); k++) {
        status = aploc_run_get_cell(t->run, k, &t->cell, &t->err);
        if (!status && t->cell.status == APLOC_OK && !aploc_variant_is_of_supply(t->cell.variant))
            return APLOC_OK;
    }
    if (!status) {
        snprintf(t->err.message, sizeof t->err.message,
                 "%s: found no cell with an APL of communes, expected one", path);
        status = APLOC_ERR_NO_VALUE;
    }
    return status;
}

static aploc_status open_table(tool *t, const char *name, const char *const *header, size_t n,
                               aploc_writer **to)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", t->folder, name);
    aploc_status status = aploc_writer_create(path, ',', to, &t->err);
    for (size_t k = 0; !status && k < n; k++)
        aploc_writer_text(*to, header[k]);
    if (!status && n)
        aploc_writer_end_row(*to);
    return status;
}

static aploc_zone_part part_of(const tool *t, int32_t place)
{
    aploc_zone_part part = APLOC_ZONE_PART_INIT;
    aploc_zoning_get_part(t->zoning, aploc_zoning_parts(t->zoning)[place], &part, NULL);
    return part;
}

static aploc_status write_list(tool *t)
{
    static const char *const header[] = {"code",  "name",   "unit",  "apl",
                                         "class", "people", "reason"};
    aploc_writer *to;
    aploc_status status = open_table(t, "list.csv", header, sizeof header / sizeof *header, &to);
    if (status)
        return status;
    for (int32_t i = 0; i < aploc_communes_count(t->cell.communes); i++) {
        aploc_zone_part part = part_of(t, i);
        aploc_writer_text(to, aploc_communes_code(t->cell.communes, i));
        aploc_writer_text(to, aploc_communes_name(t->cell.communes, i));
        aploc_writer_text(to, part.unit);
        aploc_writer_number(to, part.apl);
        aploc_writer_text(to, class_name(t, aploc_zoning_classes(t->zoning)[i]));
        aploc_writer_number(to, aploc_zoning_people(t->zoning)[i]);
        aploc_writer_text(to, part.reason);
        aploc_writer_end_row(to);
    }
    return aploc_writer_commit(to, &t->err);
}

/* Hold a list against the rules: the one that was given, or the tool's own. */
static aploc_status make_audit(tool *t, const char *path)
{
    const aploc_listed *rows;
    int32_t n = aploc_communes_count(t->cell.communes);
    if (path) {
        aploc_status status = aploc_listing_read_csv(path, "class", NULL, &t->listing, &t->err);
        if (status)
            return status;
        rows = aploc_listing_rows(t->listing, &n);
    } else {
        t->rows = (aploc_listed *)calloc((size_t)n + 1, sizeof *t->rows);
        for (int32_t i = 0; t->rows && i < n; i++) {
            t->rows[i].code = aploc_communes_code(t->cell.communes, i);
            t->rows[i].zone = class_name(t, aploc_zoning_classes(t->zoning)[i]);
            t->rows[i].base = class_name(t, part_of(t, i).zone);
        }
        rows = t->rows;
    }
    return aploc_audit_create(t->rules, t->cell.communes, t->cell.values, rows, n, &t->options,
                              &t->audit, &t->err);
}

static aploc_status write_audit(tool *t)
{
    static const char *const header[] = {"verdict", "check",  "area",  "code",
                                         "class",   "people", "limit", "words"};
    aploc_writer *to;
    aploc_status status = open_table(t, "audit.csv", header, sizeof header / sizeof *header, &to);
    if (status)
        return status;
    for (int32_t k = 0; k < aploc_audit_count(t->audit); k++) {
        aploc_audit_finding f = APLOC_AUDIT_FINDING_INIT;
        aploc_audit_get(t->audit, k, &f, NULL);
        aploc_writer_text(to, aploc_audit_verdict_name(f.verdict));
        aploc_writer_text(to, aploc_audit_check_name(f.check));
        aploc_writer_text(to, f.area);
        aploc_writer_text(to, f.code);
        aploc_writer_text(to, class_name(t, f.zone));
        aploc_writer_number(to, f.people);
        aploc_writer_number(to, f.limit);
        aploc_writer_text(to, f.words);
        aploc_writer_end_row(to);
    }
    return aploc_writer_commit(to, &t->err);
}

/* A row of the table: people of each class and their share, to 0.1 %. */
static void put_area(const tool *t, const char *level, int32_t scope, int32_t a, aploc_writer *to)
{
    double all = aploc_audit_covered(t->audit, scope, a, -2);
    aploc_writer_text(to, level);
    aploc_writer_text(to, aploc_audit_area(t->audit, scope, a));
    aploc_writer_number(to, all);
    for (int32_t k = 0; k < aploc_rules_class_count(t->rules); k++) {
        double people = aploc_audit_covered(t->audit, scope, a, k);
        aploc_writer_number(to, people);
        aploc_writer_number(to, all > 0.0 ? round(people / all * 1000.0) / 10.0 : 0.0);
    }
    aploc_writer_end_row(to);
}

static aploc_status write_table(tool *t)
{
    static const struct {
        const char *level;
        int32_t scope;
    } levels[] = {{"department", APLOC_SCOPE_DEPARTMENT}, {"region", APLOC_SCOPE_REGION}};
    static const char *const header[] = {"level", "area", "people"};
    aploc_writer *to;
    aploc_status status = open_table(t, "departments.csv", NULL, 0, &to);
    if (status)
        return status;
    for (size_t k = 0; k < sizeof header / sizeof *header; k++)
        aploc_writer_text(to, header[k]);
    for (int32_t k = 0; k < aploc_rules_class_count(t->rules); k++) {
        char share[256];
        snprintf(share, sizeof share, "%s %%", class_name(t, k));
        aploc_writer_text(to, class_name(t, k));
        aploc_writer_text(to, share);
    }
    aploc_writer_end_row(to);
    for (size_t l = 0; l < sizeof levels / sizeof *levels; l++)
        for (int32_t a = 0; a < aploc_audit_area_count(t->audit, levels[l].scope); a++)
            put_area(t, levels[l].level, levels[l].scope, a, to);
    return aploc_writer_commit(to, &t->err);
}

static aploc_status work(tool *t, char **argv)
{
    aploc_status status = read_run(t, argv[1]);
    if (!status)
        status = aploc_rules_read(argv[2], &t->rules, &t->err);
    if (!status)
        status = aploc_zoning_create(t->rules, t->cell.communes, t->cell.values, &t->options,
                                     &t->zoning, &t->err);
    if (!status)
        status = write_list(t);
    if (!status)
        status = make_audit(t, argv[7]);
    if (!status)
        status = write_audit(t);
    return status ? status : write_table(t);
}

int main(int argc, char **argv)
{
    tool t;
    aploc_cell cell = APLOC_CELL_INIT;
    aploc_zoning_options options = APLOC_ZONING_OPTIONS_INIT;
    if (argc < 7 || argc > 8) {
        fprintf(stderr, "usage: zoning_tool RUN.h5 RULES.ini FOLDER MESH REGION DEPARTMENT "
                        "[LIST.csv]\n");
        return 2;
    }
    memset(&t, 0, sizeof t);
    t.folder = argv[3];
    t.cell = cell;
    t.options = options;
    t.options.mesh = argv[4];
    t.options.region = argv[5];
    t.options.department = argv[6];
    aploc_status status = work(&t, argv);
    int32_t broken = aploc_audit_count_of(t.audit, APLOC_AUDIT_BROKEN);
    if (status)
        fprintf(stderr, "zoning_tool: %s\n", t.err.message);
    else
        printf("%d communes, %d findings, %d broken\n", (int)aploc_communes_count(t.cell.communes),
               (int)aploc_audit_count(t.audit), (int)broken);
    aploc_audit_free(t.audit);
    aploc_listing_free(t.listing);
    aploc_zoning_free(t.zoning);
    aploc_rules_free(t.rules);
    aploc_run_free(t.run);
    free(t.rows);
    return status || broken ? 1 : 0;
}
