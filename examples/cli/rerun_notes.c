/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was assumed: rows that were left out, people who were filled in, age classes that were made of
 * others. Said on standard error, and published: notes.csv, and a part of report.md. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "rerun.h"
#include "table.h"

/* In the words of notes.csv. */
static const char left_out[] = "rows left out: unknown code";
static const char repeated[] = "rows left out: pair given before";
static const char filled[] = "places filled in";
static const char plain[] = "plain population as demand";
static const char split[] = "age classes split";
static const char merged[] = "age classes merged";
static const char homeless[] = "practices left out: no known place";
static const char unopened[] = "opening of practices not known";

/* Add an assumption, unless it is there already. */
static aploc_status add(rerun *r, const note *made, aploc_error *err)
{
    for (int32_t k = 0; k < r->n_notes; k++)
        if (r->notes[k].what == made->what && strcmp(r->notes[k].of, made->of) == 0 &&
            strcmp(r->notes[k].file, made->file) == 0)
            return APLOC_OK;
    note *grown = realloc(r->notes, ((size_t)r->n_notes + 1) * sizeof *grown);
    if (!grown)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the notes");
    r->notes = grown;
    grown[r->n_notes++] = *made;
    return APLOC_OK;
}

/* The file of a role of a cell, as the study names it. */
static const char *file_of(const rerun *r, const result *one, const char *role, size_t length)
{
    const char *path, *found;
    for (int32_t k = 0;
         (path = aploc_study_get_file(r->study, (int32_t)(one - r->results), k, &found)); k++)
        if (strlen(found) == length && strncmp(found, role, length) == 0)
            return path;
    return "";
}

/* Rows that were left out of a file: a line of the cell's notes. */
static aploc_status add_rows(rerun *r, const result *one, const char *line, aploc_error *err)
{
    note made = {.of = one->asked.vintage, .amount = NAN};
    long long rows = 0, codes = 0, at = 0;
    char code[48] = "";
    size_t role = strcspn(line, " ");
    made.file = file_of(r, one, line, role);
    if (sscanf(line + role, " unknown %lld %lld %lld %47[^\n]", &rows, &codes, &at, code) == 4) {
        made.what = left_out;
        if (at)
            snprintf(made.detail, sizeof made.detail, "%s (the first: %s, line %lld)",
                     counted((double)codes, "unknown code", "unknown codes"), code, at);
        else
            snprintf(made.detail, sizeof made.detail, "%s (the first: %s)",
                     counted((double)codes, "unknown code", "unknown codes"), code);
    } else if (sscanf(line + role, " repeated %lld", &rows) == 1) {
        made.what = repeated;
        snprintf(made.detail, sizeof made.detail, "the first of each pair was kept");
    }
    made.count = (double)rows;
    return made.what ? add(r, &made, err) : APLOC_OK;
}

static aploc_status add_classes(rerun *r, const result *one, const char *text, aploc_error *err)
{
    const aploc_demand_report *d = one->cell.demand_report;
    note made = {.of = one->cell.people, .file = "", .what = split, .amount = NAN};
    if (!d)
        return APLOC_OK;
    if (d->n_split)
        made.amount = d->moved;
    else
        made.what = merged;
    made.count = d->n_split ? d->n_split : d->n_merged;
    if (d->oldest)
        snprintf(made.detail, sizeof made.detail, "%.*s; open ones up to %d years",
                 (int)strcspn(text, "\n"), text, (int)d->oldest - 1);
    else
        snprintf(made.detail, sizeof made.detail, "%.*s", (int)strcspn(text, "\n"), text);
    return add(r, &made, err);
}

/* What was assumed of the demand. */
static aploc_status add_demand(rerun *r, const result *one, aploc_error *err)
{
    const aploc_demand_report *d = one->cell.demand_report;
    char ratio[APLOC_NUMBER_SIZE];
    note made = {.of = one->cell.people, .file = "", .amount = NAN};
    aploc_status status = APLOC_OK;
    if (d && d->source == APLOC_DEMAND_POPULATION) {
        made.what = plain;
        made.count = NAN;
        made.amount = d->total;
        status = add(r, &made, err);
    }
    if (!status && d && d->n_filled) {
        made.what = filled;
        made.count = d->n_filled;
        made.amount = d->filled;
        aploc_number_write(d->fill_ratio, ratio);
        snprintf(made.detail, sizeof made.detail, "no %s: residents times %s",
                 d->source == APLOC_DEMAND_AGES ? "residents by age" : "standardised population",
                 ratio);
        status = add(r, &made, err);
    }
    return status;
}

static aploc_status add_supply(rerun *r, const result *one, aploc_error *err)
{
    const aploc_supply_report *s = one->cell.supply_report;
    const char *file = file_of(r, one, "practitioners", strlen("practitioners"));
    aploc_status status = APLOC_OK;
    if (s && s->n_unknown) {
        const note made = {one->cell.name, file, homeless, s->n_unknown, s->unknown, ""};
        status = add(r, &made, err);
    }
    if (!status && s && s->opened_unknown) {
        const note made = {one->asked.vintage,
                           file,
                           unopened,
                           NAN,
                           NAN,
                           "no column 'opened': no practice counts as opened in the year"};
        status = add(r, &made, err);
    }
    return status;
}

aploc_status rerun_take_notes(rerun *r, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (const result *one = r->results; one < r->results + r->n_results; one++) {
        const char *line = one->cell.status ? "" : one->cell.notes;
        for (; !status && *line; line += strcspn(line, "\n"), line += *line == '\n')
            status = strncmp(line, "demand classes ", 15) == 0 ? add_classes(r, one, line + 15, err)
                                                               : add_rows(r, one, line, err);
        if (!status && !one->cell.status)
            status = add_demand(r, one, err);
        if (!status && !one->cell.status)
            status = add_supply(r, one, err);
    }
    return status;
}

/* Whether a note says of a file what one before it said: vintages may share it. */
static bool is_said(const rerun *r, const note *n)
{
    for (const note *before = r->notes; before < n; before++)
        if (*n->file && before->what == n->what && before->count == n->count &&
            strcmp(before->file, n->file) == 0 && strcmp(before->detail, n->detail) == 0)
            return true;
    return false;
}

/* What compute would say, each thing once; practices without a place are among the rows of their file. */
void rerun_warn(const rerun *r)
{
    for (const note *n = r->notes; n < r->notes + r->n_notes; n++) {
        if (is_said(r, n))
            continue;
        if (n->what == left_out)
            warn("%s of %s left out, for %s", counted(n->count, "row", "rows"), one_line(n->file),
                 one_line(n->detail));
        else if (n->what == repeated)
            warn("%s of %s left out, for a pair given before", counted(n->count, "row", "rows"),
                 one_line(n->file));
        else if (n->what == filled)
            warn("%s: %s %s, as in the other communes; in all %s people (missing = "
                 "error to stop instead)",
                 n->of, counted(n->count, "commune has", "communes have"), n->detail,
                 readable(n->amount, 0));
        else if (n->what == plain)
            warn("%s: demand is the plain population, nothing was standardised", n->of);
        else if (n->what == split)
            warn("%s: %s people are in age classes that were split evenly over their years: %s",
                 n->of, readable(n->amount, 0), one_line(n->detail));
        else if (n->what == unopened)
            warn("%s: no column 'opened' in %s: no practice counts as opened in the year, though "
                 "the method has first_year = full",
                 n->of, one_line(n->file));
    }
}

aploc_status rerun_write_notes(rerun *r, aploc_error *err)
{
    static const char *const header[] = {"of", "file", "what", "count", "amount", "detail"};
    aploc_writer *to = NULL;
    aploc_status status =
        rerun_create(r, "notes", ".csv", header, sizeof header / sizeof *header, &to, err);
    if (status)
        return status;
    for (const note *n = r->notes; n < r->notes + r->n_notes; n++) {
        aploc_writer_text(to, n->of);
        aploc_writer_text(to, n->file);
        aploc_writer_text(to, n->what);
        aploc_writer_number(to, n->count);
        aploc_writer_number(to, n->amount);
        aploc_writer_text(to, n->detail);
        aploc_writer_end_row(to);
    }
    return rerun_commit(r, to, APLOC_OK, err);
}

aploc_status rerun_put_notes(const rerun *r, aploc_writer *to, aploc_error *err)
{
    static const char *const header[] = {"of", "what", "count", "amount", "file", "detail"};
    aploc_writer_line(to, "## Assumptions\n");
    if (!r->n_notes) {
        aploc_writer_line(to, "None: nothing was left out, filled in or made of other classes.\n");
        return APLOC_OK;
    }
    table t = table_create(sizeof header / sizeof *header);
    for (size_t k = 0; k < sizeof header / sizeof *header; k++)
        table_add(&t, header[k]);
    for (const note *n = r->notes; n < r->notes + r->n_notes; n++) {
        table_add(&t, n->of);
        table_add(&t, n->what);
        table_add(&t, isnan(n->count) ? "-" : shown(n->count, 0));
        table_add(&t, isnan(n->amount) ? "-" : shown(n->amount, 0));
        table_add(&t, *n->file ? n->file : "-");
        table_add(&t, *n->detail ? n->detail : "-");
    }
    aploc_status status = table_write(&t, TABLE_MARKDOWN, to, err);
    aploc_writer_line(to, "");
    return status;
}
