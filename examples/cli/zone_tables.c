/* SPDX-License-Identifier: GPL-3.0-or-later */
/* aploc zone: the list, the table of people by area and class, the summary. */
#include <math.h>
#include <string.h>

#include "zone.h"

zone_tables zone_tables_of(const zone_inputs *in)
{
    return (zone_tables){.rules = in->rules,
                         .communes = in->communes,
                         .quarters = in->quarters,
                         .mesh = in->options.mesh,
                         .region = in->options.region,
                         .department = in->options.department,
                         .underneath = in->options.underneath};
}

static aploc_zone_class class_of(const zone_tables *t, int32_t k)
{
    aploc_zone_class zone = APLOC_ZONE_CLASS_INIT;
    aploc_rules_get_class(t->rules, k, &zone, NULL);
    return zone;
}

static aploc_zone_part part_of(const zone_tables *t, int32_t k)
{
    aploc_zone_part part = APLOC_ZONE_PART_INIT;
    aploc_zoning_get_part(t->zoning, k, &part, NULL);
    return part;
}

static aploc_zone_overlay overlay_of(const zone_tables *t, int32_t k)
{
    aploc_zone_overlay overlay = APLOC_ZONE_OVERLAY_INIT;
    aploc_rules_get_overlay(t->rules, k, &overlay, NULL);
    return overlay;
}

/* How many overlays were put on: none where the rules do not know one. */
static int32_t overlay_count(const zone_tables *t)
{
    int32_t n = t->underneath ? 0 : aploc_rules_overlay_count(t->rules);
    for (int32_t k = 0; k < n; k++) {
        aploc_zone_overlay overlay = overlay_of(t, k);
        if (overlay.zone < 0 || *overlay.departments == '?')
            return 0;
    }
    return n;
}

static void write_row(const zone_tables *t, const char *code, const char *name, int32_t place,
                      aploc_writer *to)
{
    aploc_zone_part part = part_of(t, aploc_zoning_parts(t->zoning)[place]);
    int32_t zone = aploc_zoning_classes(t->zoning)[place];
    int32_t overlay = aploc_zoning_overlays(t->zoning)[place];
    aploc_writer_text(to, code);
    aploc_writer_text(to, name);
    aploc_writer_text(to, part.unit);
    aploc_writer_number(to, part.apl);
    aploc_writer_text(to, zone < 0 ? "" : class_of(t, zone).name);
    aploc_writer_number(to, aploc_zoning_people(t->zoning)[place]);
    if (overlay_count(t)) {
        aploc_writer_text(to, part.zone < 0 ? "" : class_of(t, part.zone).name);
        aploc_writer_text(to, overlay < 0 ? "" : overlay_of(t, overlay).name);
    }
    aploc_writer_text(to, part.reason);
    aploc_writer_end_row(to);
}

aploc_status zone_write_list(const zone_tables *t, const char *output, aploc_error *err)
{
    static const char *const plain[] = {"code", "name", "unit", "apl", "class", "people", "reason"};
    static const char *const lifted[] = {"code",   "name", "unit",    "apl",   "class",
                                         "people", "base", "overlay", "reason"};
    int32_t n = aploc_communes_count(t->communes);
    aploc_writer *to;
    aploc_status status =
        overlay_count(t) ? output_create(output, lifted, sizeof lifted / sizeof *lifted, &to, err)
                         : output_create(output, plain, sizeof plain / sizeof *plain, &to, err);
    if (status)
        return status;
    for (int32_t i = 0; i < n; i++)
        write_row(t, aploc_communes_code(t->communes, i), aploc_communes_name(t->communes, i), i,
                  to);
    for (int32_t k = 0; k < aploc_communes_count(t->quarters); k++) {
        char name[128];
        snprintf(name, sizeof name, "QPV in %s", aploc_communes_name(t->quarters, k));
        write_row(t, aploc_communes_code(t->quarters, k), name, n + k, to);
    }
    return output_commit(to, APLOC_OK, err);
}

/* A share of people in per cent, as it is published: to one decimal. */
static double percent(double part, double all)
{
    return all > 0.0 ? round(part / all * 1000.0) / 10.0 : 0.0;
}

/* Cells go to a CSV, or to a table for people. */
typedef struct sheet {
    aploc_writer *to;
    table *cells;
} sheet;

static void put_text(const sheet *s, const char *text)
{
    if (s->cells)
        table_add(s->cells, text);
    else
        aploc_writer_text(s->to, text);
}

/* The name of an area: two fields of a CSV, one cell for people. */
static void put_name(const sheet *s, const char *level, const char *area)
{
    char name[256];
    snprintf(name, sizeof name, "%s%s%s", level, *area ? " " : "", area);
    put_text(s, s->cells ? name : level);
    if (!s->cells)
        put_text(s, area);
}

static void put_number(const sheet *s, double value, int decimals)
{
    if (s->cells)
        table_add(s->cells, readable(value, decimals));
    else
        aploc_writer_number(s->to, value);
}

static void end_row(const sheet *s)
{
    if (!s->cells)
        aploc_writer_end_row(s->to);
}

/* What the table shows, of a zoning or of an audit. */
static double people_of(const zone_tables *t, int32_t scope, int32_t a, int32_t zone)
{
    return t->audit ? aploc_audit_covered(t->audit, scope, a, zone)
                    : aploc_zoning_covered(t->zoning, scope, a, zone);
}

static double lifted_by(const zone_tables *t, int32_t scope, int32_t a, int32_t k)
{
    return t->audit ? aploc_audit_lifted(t->audit, scope, a, k)
                    : aploc_zoning_lifted(t->zoning, scope, a, k);
}

static int32_t area_count(const zone_tables *t, int32_t scope)
{
    return t->audit ? aploc_audit_area_count(t->audit, scope)
                    : aploc_zoning_area_count(t->zoning, scope);
}

static const char *area_of(const zone_tables *t, int32_t scope, int32_t a)
{
    return t->audit ? aploc_audit_area(t->audit, scope, a) : aploc_zoning_area(t->zoning, scope, a);
}

/* Whether some people are in no class: then a column for them. */
static bool has_none(const zone_tables *t)
{
    return people_of(t, APLOC_SCOPE_NATION, 0, -1) > 0.0;
}

static void put_area(const zone_tables *t, const sheet *s, const char *level, int32_t scope,
                     int32_t a)
{
    double all = people_of(t, scope, a, -2);
    put_name(s, level, area_of(t, scope, a));
    put_number(s, all, 0);
    for (int32_t k = 0; k < aploc_rules_class_count(t->rules) + has_none(t); k++) {
        int32_t zone = k < aploc_rules_class_count(t->rules) ? k : -1;
        double people = people_of(t, scope, a, zone);
        put_number(s, people, 0);
        put_number(s, percent(people, all), 1);
    }
    for (int32_t k = 0; k < overlay_count(t); k++) {
        double people = lifted_by(t, scope, a, k);
        put_number(s, people, 0);
        put_number(s, percent(people, all), 1);
    }
    end_row(s);
}

static void put_table(const zone_tables *t, const sheet *s)
{
    if (s->cells)
        put_text(s, "area");
    else
        put_name(s, "level", "area");
    put_text(s, "people");
    for (int32_t k = 0; k < aploc_rules_class_count(t->rules) + has_none(t); k++) {
        char share[128];
        const char *name = k < aploc_rules_class_count(t->rules) ? class_of(t, k).name : "no class";
        snprintf(share, sizeof share, "%s %%", name);
        put_text(s, name);
        put_text(s, share);
    }
    for (int32_t k = 0; k < overlay_count(t); k++) {
        aploc_zone_overlay overlay = overlay_of(t, k);
        char name[160], share[192];
        snprintf(name, sizeof name, "of %s: %s", class_of(t, overlay.zone).name, overlay.name);
        snprintf(share, sizeof share, "%s %%", name);
        put_text(s, name);
        put_text(s, share);
    }
    end_row(s);
    for (int32_t a = 0; t->department && a < area_count(t, APLOC_SCOPE_DEPARTMENT); a++)
        put_area(t, s, "department", APLOC_SCOPE_DEPARTMENT, a);
    for (int32_t a = 0; t->region && a < area_count(t, APLOC_SCOPE_REGION); a++)
        put_area(t, s, "region", APLOC_SCOPE_REGION, a);
    put_area(t, s, "all", APLOC_SCOPE_NATION, 0);
}

aploc_status zone_write_table(const zone_tables *t, const char *output, aploc_error *err)
{
    size_t length = strlen(output);
    bool markdown = length > 3 && strcmp(output + length - 3, ".md") == 0;
    table cells =
        table_create(2 + 2 * (aploc_rules_class_count(t->rules) + has_none(t) + overlay_count(t)));
    aploc_writer *to;
    aploc_status status = output_create(output, NULL, 0, &to, err);
    if (status)
        return status;
    const sheet s = {.to = to, .cells = markdown ? &cells : NULL};
    put_table(t, &s);
    if (markdown)
        status = table_write(&cells, TABLE_MARKDOWN, to, err);
    return output_commit(to, status, err);
}

/* A class, as the summary shows it. */
typedef struct zone_figures {
    int32_t n_units, n_communes;
    double people, low, high;
} zone_figures;

static void put_class(const zone_figures *f, const char *name, double all, table *cells)
{
    char range[96] = "";
    if (f->low <= f->high)
        snprintf(range, sizeof range, "%s to %s", readable(f->low, 3), readable(f->high, 3));
    table_add(cells, name);
    table_add(cells, readable(f->n_units, 0));
    table_add(cells, readable(f->n_communes, 0));
    table_add(cells, readable(f->people, 0));
    table_add(cells, readable(percent(f->people, all), 1));
    table_add(cells, range);
}

/* Whether a part is a commune in the place of its unit. */
static bool is_substitute(const zone_tables *t, int32_t part)
{
    for (int32_t k = 0; k < aploc_zoning_move_count(t->zoning); k++) {
        aploc_zone_move move = APLOC_ZONE_MOVE_INIT;
        aploc_zoning_get_move(t->zoning, k, &move, NULL);
        if (move.kind == APLOC_ZONE_MOVE_SUBSTITUTION &&
            aploc_zoning_parts(t->zoning)[move.place] == part)
            return true;
    }
    return false;
}

static void print_units(const zone_tables *t)
{
    static const char *const words[] = {"", "", "region", "department"};
    int32_t n_units = 0, n_parts = 0, scope = aploc_zoning_scope(t->zoning);
    for (int32_t k = 0; k < aploc_zoning_part_count(t->zoning); k++)
        n_parts += !part_of(t, k).quarter && !is_substitute(t, k);
    aploc_communes_group_levels(t->communes, aploc_communes_group_find(t->communes, t->mesh),
                                &n_units);
    fprintf(stderr, "units     %s of column %s", readable(n_units, 0), one_line(t->mesh));
    if (n_parts != n_units && *words[scope])
        fprintf(stderr, ", %s with their parts by %s", readable(n_parts, 0), words[scope]);
    fputc('\n', stderr);
}

/* One ceiling: how full it is. */
static void put_ceiling(const zone_tables *t, int32_t a, int32_t k, table *cells)
{
    int32_t scope = aploc_zoning_scope(t->zoning);
    const char *area = aploc_zoning_area(t->zoning, scope, a);
    double ceiling = aploc_zoning_ceiling(t->zoning, a, k);
    double people = aploc_zoning_people_of(t->zoning, scope, a, k);
    table_add(cells, *area ? area : "all");
    table_add(cells, class_of(t, k).name);
    table_add(cells, readable(people, 0));
    table_add(cells, readable(ceiling, 0));
    table_add(cells, readable(ceiling - people, 0));
}

static aploc_status print_ceilings(const zone_tables *t, aploc_error *err)
{
    static const char *const header[] = {"area", "class", "people", "ceiling", "left"};
    int32_t n = aploc_zoning_area_count(t->zoning, aploc_zoning_scope(t->zoning));
    table cells = table_create(sizeof header / sizeof *header);
    for (int32_t a = 0; a < n; a++)
        for (int32_t k = 0; k < aploc_rules_class_count(t->rules); k++) {
            if (isnan(aploc_zoning_ceiling(t->zoning, a, k)))
                continue;
            if (cells.n_cells == 0)
                for (size_t c = 0; c < sizeof header / sizeof *header; c++)
                    table_add(&cells, header[c]);
            put_ceiling(t, a, k, &cells);
        }
    if (cells.n_cells > 0)
        fputc('\n', stderr);
    return table_print(&cells, stderr, err);
}

/* What each overlay put on top, and how many people have each class with it. */
static aploc_status print_overlays(const zone_tables *t, aploc_error *err)
{
    static const char *const header[] = {"overlay", "class", "places",
                                         "people",  "%",     "in the class"};
    table cells = table_create(sizeof header / sizeof *header);
    double all = aploc_zoning_covered(t->zoning, APLOC_SCOPE_NATION, 0, -2);
    int32_t n = aploc_communes_count(t->communes) + aploc_communes_count(t->quarters);
    if (!overlay_count(t))
        return APLOC_OK;
    for (size_t k = 0; k < sizeof header / sizeof *header; k++)
        table_add(&cells, header[k]);
    for (int32_t k = 0; k < overlay_count(t); k++) {
        aploc_zone_overlay overlay = overlay_of(t, k);
        double people = aploc_zoning_lifted(t->zoning, APLOC_SCOPE_NATION, 0, k);
        int32_t places = 0;
        for (int32_t p = 0; p < n; p++)
            places += aploc_zoning_overlays(t->zoning)[p] == k;
        table_add(&cells, overlay.name);
        table_add(&cells, class_of(t, overlay.zone).name);
        table_add(&cells, readable(places, 0));
        table_add(&cells, readable(people, 0));
        table_add(&cells, readable(percent(people, all), 1));
        table_add(
            &cells,
            readable(aploc_zoning_covered(t->zoning, APLOC_SCOPE_NATION, 0, overlay.zone), 0));
    }
    fputc('\n', stderr);
    return table_print(&cells, stderr, err);
}

aploc_status zone_print(const zone_tables *t, aploc_error *err)
{
    static const char *const header[] = {"class",  "units", "communes",
                                         "people", "%",     "APL of units"};
    zone_figures figures[APLOC_ZONE_CLASSES_MAX + 1] = {0};
    int32_t n = aploc_rules_class_count(t->rules);
    double all = aploc_zoning_people_of(t->zoning, APLOC_SCOPE_NATION, 0, -2);
    table cells = table_create(sizeof header / sizeof *header);
    for (int32_t k = 0; k <= n; k++)
        figures[k] = (zone_figures){.low = INFINITY, .high = -INFINITY};
    for (int32_t k = 0; k < aploc_zoning_part_count(t->zoning); k++) {
        aploc_zone_part part = part_of(t, k);
        zone_figures *f = &figures[part.zone < 0 ? n : part.zone];
        f->n_communes += part.n_communes;
        f->people += part.people;
        if (is_substitute(t, k))
            continue;
        f->n_units++;
        f->low = fmin(f->low, part.apl);
        f->high = fmax(f->high, part.apl);
    }
    fprintf(stderr, "rules     %s: %s\n",
            one_line(aploc_rules_get_text(t->rules, APLOC_RULES_NAME)),
            one_line(aploc_rules_get_text(t->rules, APLOC_RULES_TITLE)));
    fprintf(stderr, "communes  %s, %s people\n", readable(aploc_communes_count(t->communes), 0),
            readable(all, 0));
    if (t->quarters)
        fprintf(stderr, "quarters  %s\n", readable(aploc_communes_count(t->quarters), 0));
    print_units(t);
    for (size_t k = 0; k < sizeof header / sizeof *header; k++)
        table_add(&cells, header[k]);
    for (int32_t k = 0; k <= n; k++)
        if (k < n || figures[k].n_units)
            put_class(&figures[k], k < n ? class_of(t, k).name : "(none)", all, &cells);
    fputc('\n', stderr);
    aploc_status status = table_print(&cells, stderr, err);
    if (!status)
        status = print_ceilings(t, err);
    return status ? status : print_overlays(t, err);
}
