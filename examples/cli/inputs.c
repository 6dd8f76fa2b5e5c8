/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inputs of a run, read and prepared; what is said of them. */
#include "inputs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

bool is_method_file(const char *name)
{
    size_t length = strlen(name);
    return strchr(name, '/') || (length > 4 && strcmp(name + length - 4, ".ini") == 0);
}

aploc_status find_method(const char *name, aploc_method **method, aploc_error *err)
{
    return is_method_file(name) ? aploc_method_read(name, method, err)
                                : aploc_method_builtin(name, method, err);
}

const aploc_communes *inputs_places_of_supply(const inputs *in)
{
    return in->sites ? in->sites : in->communes;
}

void inputs_tell(const inputs *in, const char *path, const aploc_read_report *r)
{
    static const char *const encodings[] = {"ASCII", "UTF-8", "Windows-1252"};
    if (!in->verbose || in->quiet)
        return;
    if (!r->separator) {
        fprintf(stderr, "aploc: %s: %s pairs; HDF5; columns %s\n", one_line(path),
                readable((double)r->n_rows, 0), r->used);
        return;
    }
    char separator[] = {'\'', r->separator, '\'', '\0'};
    fprintf(stderr, "aploc: %s: %s rows; %s%s%s%s, separated by %s%s%s; columns %s\n",
            one_line(path), readable((double)r->n_rows, 0), encodings[r->encoding],
            r->bom ? " with a byte order mark" : "", r->crlf ? ", CRLF" : "",
            r->gzip ? ", gzip" : "", r->separator == '\t' ? "tabs" : separator,
            r->decimal ? ", decimal mark " : "",
            r->decimal == ',' ? "','" : (r->decimal == '.' ? "'.'" : ""), r->used);
}

static aploc_status no_supply(const aploc_communes *places, aploc_error *err)
{
    char others[512] = "";
    size_t used = 0;
    for (int32_t g = 0; g < aploc_communes_group_count(places); g++) {
        const char *name = aploc_communes_group_name(places, g);
        if (used + strlen(name) + 8 > sizeof others) {
            strcpy(others + used, ", …");
            break;
        }
        used += (size_t)sprintf(others + used, "%s'%s'", g ? ", " : "", name);
    }
    return fail(err, APLOC_ERR_COLUMN_MISSING,
                "%s: found no supply column%s%s, expected one of the usual names, --column "
                "supply=NAME, --supply FILE or --practitioners FILE",
                aploc_communes_path(places), *others ? " among " : "", others);
}

aploc_status inputs_scale(const inputs *in, double *supply, aploc_error *err)
{
    const aploc_communes *places = inputs_places_of_supply(in);
    for (int32_t j = 0; j < aploc_communes_count(places); j++) {
        supply[j] *= in->supply_scale;
        if (!isfinite(supply[j]))
            return fail(err, APLOC_ERR_OVERFLOW,
                        "%s: found a supply too large for a number at %s, expected a smaller "
                        "--supply-scale",
                        in->practitioners_path ? in->practitioners_path
                        : in->supply_path      ? in->supply_path
                                               : aploc_communes_path(places),
                        aploc_communes_code(places, j));
    }
    return APLOC_OK;
}

static aploc_status read_supply(inputs *in, aploc_error *err)
{
    const aploc_communes *places = inputs_places_of_supply(in);
    int32_t n = aploc_communes_count(places);
    in->supply = calloc((size_t)n, sizeof *in->supply);
    if (!in->supply)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the supply");
    if (in->practitioners_path) {
        double max_age = in->n_limits == 1 ? in->limits[0] : 0.0;
        aploc_status status = practitioners_read(in, err);
        if (!status)
            status = practitioners_supply(in, max_age, in->supply, &in->supply_report, err);
        return status;
    } else if (in->supply_path) {
        aploc_column columns[COLUMNS_MAX];
        aploc_read_options o = inputs_options(in, TABLE_SUPPLY, columns);
        aploc_status status =
            aploc_supply_read_csv(in->supply_path, places, &o, in->supply, &in->supply_rows, err);
        if (status)
            return status;
        inputs_tell(in, in->supply_path, &in->supply_rows);
    } else {
        const double *column = aploc_communes_column(places, APLOC_SUPPLY);
        if (!column)
            return no_supply(places, err);
        memcpy(in->supply, column, (size_t)n * sizeof *column);
    }
    return inputs_scale(in, in->supply, err);
}

static void warn_of_unknown(const char *path, const aploc_read_report *r)
{
    if (r->n_unknown && !r->separator)
        warn("%s of %s left out, for %s (the first: %s)",
             counted((double)r->n_unknown, "pair", "pairs"), path,
             counted((double)r->n_unknown_codes, "unknown code", "unknown codes"),
             r->unknown[0].code);
    else if (r->n_unknown)
        warn("%s of %s left out, for %s (the first: %s, line %lld)",
             counted((double)r->n_unknown, "row", "rows"), path,
             counted((double)r->n_unknown_codes, "unknown code", "unknown codes"),
             r->unknown[0].code, (long long)r->unknown[0].line);
}

void inputs_warn_of_unknown(const inputs *in, const char *path, const aploc_read_report *report)
{
    if (!in->quiet)
        warn_of_unknown(path, report);
}

static void warn_of_repeated(const char *path, const aploc_read_report *r)
{
    if (r->n_repeated)
        warn("%s of %s left out, for pairs given before (the first: from %s to %s, line %lld)",
             counted((double)r->n_repeated, "row", "rows"), path, r->repeated[0].code,
             r->repeated[0].other, (long long)r->repeated[0].line);
}

/* Residents come whole: "1.234" is more likely to be meant as 1234. */
static void warn_of_fractions(const inputs *in)
{
    const double *people = aploc_communes_column(in->communes, APLOC_POPULATION);
    int32_t n = 0, first = -1;
    for (int32_t i = 0; people && i < aploc_communes_count(in->communes); i++)
        if (!isnan(people[i]) && people[i] != floor(people[i]) && n++ == 0)
            first = i;
    if (n)
        warn("%s (the first: %s, %.10g): a point or comma was read "
             "as the decimal mark",
             counted(n, "population is no whole number", "populations are no whole numbers"),
             aploc_communes_code(in->communes, first), people[first]);
}

static void warn_of_inputs(const inputs *in)
{
    const aploc_demand_report *d = &in->demand_report;
    if (in->quiet)
        return;
    if (d->source == APLOC_DEMAND_POPULATION && in->by_age.source != APLOC_DEMAND_POPULATION)
        warn("no standardised population and no age classes: demand is the plain population, "
             "nothing was standardised");
    if (d->n_filled)
        warn("%s no %s; %s stand in for it, the "
             "residents times %.4f as in the other communes (--missing error to stop instead)",
             counted(d->n_filled, "commune has", "communes have"),
             d->source == APLOC_DEMAND_AGES ? "residents by age" : "standardised population",
             counted(d->filled, "person", "people"), d->fill_ratio);
    ages_warn(in);
    if (!in->counts_left_out) {
        warn_of_unknown(in->times_path, &in->times_report);
        warn_of_repeated(in->times_path, &in->times_report);
        warn_of_unknown(in->by_age.path, &in->ages_rows);
        warn_of_unknown(in->supply_path ? in->supply_path : in->practitioners_path,
                        &in->supply_rows);
    }
    warn_of_fractions(in);
    if (in->supply_report.opened_unknown)
        warn("no column 'opened' in %s: no practice counts as opened in the year, though the "
             "method has first_year = full",
             in->practitioners_path);
}

void inputs_tell_times(const inputs *in)
{
    inputs_tell(in, in->times_path, &in->times_report);
    warn_of_inputs(in);
}

aploc_status inputs_hint(aploc_status status, bool may_skip_repeated, aploc_error *err)
{
    const char *hint = "";
    size_t length = strlen(err->message);
    /* Where the library has a reason, all codes are likely to be unknown: there is nothing to skip. */
    if (status == APLOC_ERR_CODE_UNKNOWN && strstr(err->message, "found the code ") &&
        !strchr(err->message, ';'))
        hint = " (--unknown skip leaves such rows out)";
    if (status == APLOC_ERR_PAIR_REPEATED && may_skip_repeated)
        hint = " (--repeated skip keeps the first)";
    if (length + strlen(hint) < sizeof err->message)
        memcpy(err->message + length, hint, strlen(hint) + 1);
    return status;
}

aploc_status inputs_read_tables(inputs *in, aploc_error *err)
{
    aploc_column columns[COLUMNS_MAX];
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    aploc_read_options o;
    aploc_status status;

    progress_start(&in->bar, in->quiet);
    /* The method first: it is quick, and a run that cannot be is refused before anything is read.
     */
    status = find_method(in->method_name, &in->method, err);
    in->decay = (aploc_decay)APLOC_DECAY_INIT;
    if (!status)
        status = aploc_method_get_decay(in->method, &in->decay, err);
    if (!status) {
        o = inputs_options(in, TABLE_COMMUNES, columns);
        status = aploc_communes_read_csv(in->communes_path, &o, &in->communes, &report, err);
    }
    if (!status)
        inputs_tell(in, in->communes_path, &report);
    if (!status && in->sites_path) {
        o = inputs_options(in, TABLE_SITES, columns);
        status = aploc_communes_read_csv(in->sites_path, &o, &in->sites, &report, err);
        if (!status)
            inputs_tell(in, in->sites_path, &report);
    }
    if (!status)
        status = read_supply(in, err);
    if (!status)
        status = ages_read_demand(in, err);
    progress_end(&in->bar);
    return status;
}

aploc_status inputs_read_times(inputs *in, aploc_error *err)
{
    aploc_column columns[COLUMNS_MAX];
    aploc_status status = APLOC_OK;
    in->plans_only &= aploc_method_get_variant(in->method) != APLOC_VARIANT_NEAREST;
    if (in->memory)
        status = memory_choose(in, err);
    else if (!memory_is_h5(in->times_path))
        give_pages_back(); /* text takes the most of all */
    if (status || in->streamed || in->plans_only)
        return status;
    aploc_read_options o = inputs_options(in, TABLE_TIMES, columns);
    progress_start(&in->bar, in->quiet);
    status = aploc_times_read(in->times_path, in->communes, in->sites, &o, &in->times,
                              &in->times_report, err);
    progress_end(&in->bar);
    if (!status)
        inputs_tell_times(in);
    return status;
}

aploc_status inputs_read(inputs *in, aploc_error *err)
{
    aploc_status status = inputs_read_tables(in, err);
    return status ? status : inputs_read_times(in, err);
}

aploc_status inputs_spare(const inputs *in, const char *output, aploc_error *err)
{
    const char *const paths[] = {
        in->communes_path,      in->times_path,
        in->sites_path,         in->supply_path,
        in->practitioners_path, in->scenarios_path,
        in->by_age.path,        is_method_file(in->method_name) ? in->method_name : NULL};
    return output_check(paths, sizeof paths / sizeof *paths, output, err);
}

void inputs_free(inputs *in)
{
    aploc_method_free(in->method);
    aploc_communes_free(in->communes);
    aploc_communes_free(in->sites);
    aploc_times_free(in->times);
    aploc_practitioners_free(in->practitioners);
    aploc_ages_free(in->ages);
    free(in->demand);
    free(in->supply);
}
