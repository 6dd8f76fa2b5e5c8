/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The changes of a what-if: as options and rows ask for them, and as they were made. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "numbered.h"
#include "whatif.h"

/* The number of a text, with or without "fte" behind it. */
static bool read_amount(char *text, bool may_be_fte, double *amount, int32_t *in_fte)
{
    size_t length = strlen(text);
    *in_fte = 0;
    if (may_be_fte && length > 3 &&
        (strcasecmp(text + length - 3, "fte") == 0 || strcasecmp(text + length - 3, "etp") == 0)) {
        *in_fte = 1;
        length -= 3;
    }
    return aploc_number_read(text, length, amount, NULL) == APLOC_OK;
}

asked_change change_parse(int32_t kind, const char *option, char *arg, struct argp_state *state)
{
    asked_change c = {.kind = kind, .option = option, .code = arg};
    char mark = kind == APLOC_EDIT_ADD ? ':' : '=';
    bool has_amount = kind != APLOC_EDIT_CLOSE && kind != APLOC_EDIT_GOES;
    char *amount = has_amount ? strrchr(arg, mark) : NULL;
    const char *form = kind == APLOC_EDIT_TIME  ? "FROM,TO=MINUTES"
                       : kind == APLOC_EDIT_ADD ? "CODE:AMOUNT, such as 38185:+1fte"
                                                : "CODE=AMOUNT";
    if (!*arg || (has_amount && (!amount || amount == arg)))
        argp_error(state, "found --%s '%s', expected %s", option, arg, has_amount ? form : "CODE");
    if (!has_amount)
        return c;
    char *to = kind == APLOC_EDIT_TIME ? strchr(arg, ',') : NULL;
    if (kind == APLOC_EDIT_TIME && (!to || to > amount))
        argp_error(state, "found --%s '%s', expected %s", option, arg, form);
    bool may_be_fte = kind == APLOC_EDIT_ADD || kind == APLOC_EDIT_SUPPLY;
    if (kind == APLOC_EDIT_TIME && strcmp(amount + 1, "none") == 0)
        c.amount = INFINITY;
    else if (!read_amount(amount + 1, may_be_fte, &c.amount, &c.in_fte) ||
             (kind != APLOC_EDIT_ADD && (c.amount < 0.0 || amount[1] == '+')))
        argp_error(state, "found --%s '%s', expected %s%s", option, arg, form,
                   kind == APLOC_EDIT_TIME  ? ", a number that is not negative, or none"
                   : kind == APLOC_EDIT_ADD ? ""
                                            : ", a number without a sign: --add adds");
    *amount = '\0';
    if (to) {
        *to = '\0';
        c.to = to + 1;
    }
    return c;
}

static const aploc_communes *table_of_side(const changing *c, int of_supply)
{
    return of_supply && c->scene->sites ? c->scene->sites : c->scene->communes;
}

const char *changing_code(const changing *c, int of_supply, int32_t place)
{
    const aploc_communes *table = table_of_side(c, of_supply);
    int32_t n = aploc_communes_count(table);
    return place < n ? aploc_communes_code(table, place) : c->new_codes[of_supply][place - n];
}

const char *changing_name(const changing *c, int of_supply, int32_t place)
{
    const aploc_communes *table = table_of_side(c, of_supply);
    return place < aploc_communes_count(table) ? aploc_communes_name(table, place) : "";
}

int32_t changing_find(const changing *c, int of_supply, const char *code)
{
    const aploc_communes *table = table_of_side(c, of_supply);
    int32_t place = aploc_communes_find(table, code);
    for (int32_t k = 0; place < 0 && k < c->n_new[of_supply]; k++)
        if (strcmp(c->new_codes[of_supply][k], code) == 0)
            place = aploc_communes_count(table) + k;
    return place;
}

/* Keep the code of a place that appears, on one side. */
static aploc_status keep_code(changing *c, int of_supply, const char *code, aploc_error *err)
{
    int32_t n = c->n_new[of_supply];
    const char **more = realloc(c->new_codes[of_supply], ((size_t)n + 1) * sizeof *more);
    if (!more)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the changes");
    more[n] = code;
    c->new_codes[of_supply] = more;
    c->n_new[of_supply] = n + 1;
    return APLOC_OK;
}

static aploc_status keep_change(changing *c, made_change made, aploc_error *err)
{
    if (c->n_made == c->room) {
        int32_t room = c->room * 2 + 16;
        made_change *more = realloc(c->made, (size_t)room * sizeof *more);
        if (!more)
            return fail(err, APLOC_ERR_MEMORY, "not enough memory for the changes");
        c->made = more;
        c->room = room;
    }
    c->made[c->n_made++] = made;
    return APLOC_OK;
}

/* The supply of one full-time equivalent, in the unit of the method. */
static aploc_status fte_of(const changing *c, double *fte, aploc_error *err)
{
    aploc_method_supply rules = APLOC_METHOD_SUPPLY_INIT;
    aploc_status status = aploc_method_get_supply(c->scene->method, &rules, err);
    if (status)
        return status;
    *fte = rules.unit == APLOC_SUPPLY_FTE ? 1.0 : rules.fte;
    if (isnan(*fte))
        return fail(
            err, APLOC_ERR_METHOD_UNKNOWN,
            "found an amount in fte, and method '%s' does not know [supply] fte, expected an "
            "amount in the unit of the supply",
            aploc_method_get_text(c->scene->method, APLOC_METHOD_NAME));
    return APLOC_OK;
}

static aploc_status change_supply(changing *c, const aploc_edit *e, aploc_error *err)
{
    double before = aploc_whatif_get_supply(c->session)[e->place], fte = 1.0;
    aploc_status status = e->in_fte ? fte_of(c, &fte, err) : APLOC_OK;
    double after = e->amount * fte;
    if (e->kind == APLOC_EDIT_ADD)
        after += before;
    if (e->kind == APLOC_EDIT_CLOSE)
        after = 0.0;
    if (!status && after < 0.0)
        return fail(err, APLOC_ERR_NEGATIVE,
                    "found %s to be added to the supply of %s, which is %s, expected no more taken "
                    "than there is",
                    exactly(e->amount * fte), e->code, exactly(before));
    if (!status)
        status = aploc_whatif_set_supply(c->session, e->place, after, err);
    return status ? status
                  : keep_change(c,
                                (made_change){.what = "supply",
                                              .code = e->code,
                                              .place = e->place,
                                              .of_supply = 1,
                                              .before = before,
                                              .after = after},
                                err);
}

static aploc_status change_demand(changing *c, const aploc_edit *e, aploc_error *err)
{
    double before = aploc_whatif_get_demand(c->session)[e->place];
    aploc_status status = aploc_whatif_set_demand(c->session, e->place, e->amount, err);
    return status ? status
                  : keep_change(c,
                                (made_change){.what = "demand",
                                              .code = e->code,
                                              .place = e->place,
                                              .before = before,
                                              .after = e->amount},
                                err);
}

/* The minutes of a pair by the table of times and the changes so far; NaN: out of reach. */
static double minutes_before(const changing *c, const aploc_edit *e)
{
    const int32_t *to;
    const double *minutes;
    for (int32_t k = c->n_made - 1; k >= 0; k--)
        if (c->made[k].to && strcmp(c->made[k].code, e->code) == 0 &&
            strcmp(c->made[k].to, e->to_code) == 0)
            return c->made[k].after;
    int64_t n = aploc_times_row(c->scene->times, e->place, &to, &minutes);
    for (int64_t k = 0; k < n; k++)
        if (to[k] == e->to)
            return minutes[k];
    return NAN;
}

static aploc_status change_time(changing *c, const aploc_edit *e, aploc_error *err)
{
    double before = minutes_before(c, e);
    if (!c->scene->sites && e->place == e->to)
        return fail(err, APLOC_ERR_ARGUMENT,
                    "found a time from '%s' to itself, expected none: it is 0 minutes", e->code);
    aploc_status status = aploc_whatif_set_time(c->session, e->place, e->to, e->amount, err);
    return status ? status
                  : keep_change(c,
                                (made_change){.what = "time",
                                              .code = e->code,
                                              .to = e->to_code,
                                              .place = e->place,
                                              .before = before,
                                              .after = isinf(e->amount) ? NAN : e->amount},
                                err);
}

static aploc_status change_appears(changing *c, const aploc_edit *e, aploc_error *err)
{
    aploc_whatif_place p = APLOC_WHATIF_PLACE_INIT;
    int is_site = e->kind == APLOC_EDIT_SITE_APPEARS;
    p.has_demand = !is_site;
    p.has_supply = is_site || !c->scene->sites;
    p.demand = is_site ? 0.0 : e->amount;
    aploc_status status = aploc_whatif_add_place(c->session, &p, err);
    if (!status && p.has_demand)
        status = keep_code(c, 0, e->code, err);
    if (!status && p.has_supply)
        status = keep_code(c, 1, e->code, err);
    return status ? status
                  : keep_change(c,
                                (made_change){.what = "appears",
                                              .code = e->code,
                                              .place = e->place,
                                              .of_supply = is_site,
                                              .before = NAN,
                                              .after = is_site ? NAN : p.demand},
                                err);
}

static aploc_status change_goes(changing *c, const aploc_edit *e, aploc_error *err)
{
    int is_site = e->kind == APLOC_EDIT_SITE_GOES;
    double demand = is_site ? NAN : aploc_whatif_get_demand(c->session)[e->place];
    aploc_status status = aploc_whatif_remove_place(
        c->session, is_site ? -1 : e->place, is_site || !c->scene->sites ? e->place : -1, err);
    return status ? status
                  : keep_change(c,
                                (made_change){.what = "goes",
                                              .code = e->code,
                                              .place = e->place,
                                              .of_supply = is_site,
                                              .is_gone = !is_site,
                                              .before = demand,
                                              .after = NAN},
                                err);
}

static aploc_status make_change(changing *c, const aploc_edit *e, aploc_error *err)
{
    switch (e->kind) {
    case APLOC_EDIT_DEMAND:
        return change_demand(c, e, err);
    case APLOC_EDIT_TIME:
        return change_time(c, e, err);
    case APLOC_EDIT_APPEARS:
    case APLOC_EDIT_SITE_APPEARS:
        return change_appears(c, e, err);
    case APLOC_EDIT_GOES:
    case APLOC_EDIT_SITE_GOES:
        return change_goes(c, e, err);
    default:
        return change_supply(c, e, err);
    }
}

/* Whether a place went before, on that side. */
static bool has_gone(const changing *c, int of_supply, int32_t place)
{
    for (int32_t k = 0; k < c->n_made; k++) {
        const made_change *m = &c->made[k];
        if (strcmp(m->what, "goes") == 0 && m->place == place &&
            (!c->scene->sites || m->of_supply == of_supply))
            return true;
    }
    return false;
}

/* The place that an option names. */
static aploc_status find_asked(const changing *c, const asked_change *asked, const char *code,
                               int of_supply, int32_t *place, aploc_error *err)
{
    *place = changing_find(c, of_supply, code);
    if (*place < 0)
        return fail(err, APLOC_ERR_ARGUMENT, "found --%s of the code '%s', expected a code of %s",
                    asked->option, code, aploc_communes_path(table_of_side(c, of_supply)));
    if (has_gone(c, of_supply, *place))
        return fail(err, APLOC_ERR_ARGUMENT,
                    "found --%s of the code '%s', which went, expected a place that is there",
                    asked->option, code);
    return APLOC_OK;
}

static const char *code_of_change(const void *data, int of_supply, int32_t place)
{
    const changing *c = data;
    int32_t n = aploc_communes_count(table_of_side(c, of_supply)) + c->n_new[of_supply];
    return place < n ? changing_code(c, of_supply, place) : NULL;
}

aploc_status changing_fault(aploc_status status, const changing *c, aploc_error *err)
{
    return name_places(status, code_of_change, c, c->sources, err);
}

/* What the library says of a change, with the option or the line that asked for it before it. */
static aploc_status place_error(const changing *c, aploc_status status, const char *where,
                                aploc_error *err)
{
    char message[sizeof err->message];
    changing_fault(status, c, err);
    memcpy(message, err->message, sizeof message);
    return fail(err, status, "%.300s: %.700s", where, message);
}

aploc_status change_ask(changing *c, const asked_change *asked, aploc_error *err)
{
    aploc_edit e = APLOC_EDIT_INIT;
    int of_supply = asked->kind == APLOC_EDIT_SUPPLY || asked->kind == APLOC_EDIT_ADD ||
                    asked->kind == APLOC_EDIT_CLOSE;
    char where[128];
    e.kind = asked->kind;
    e.code = asked->code;
    e.to_code = asked->to;
    e.amount = asked->amount;
    e.in_fte = asked->in_fte;
    aploc_status status = find_asked(c, asked, asked->code, of_supply, &e.place, err);
    if (!status && asked->to)
        status = find_asked(c, asked, asked->to, 1, &e.to, err);
    if (status)
        return status;
    snprintf(where, sizeof where, "--%s of %.60s", asked->option, asked->code);
    status = make_change(c, &e, err);
    return status ? place_error(c, status, where, err) : APLOC_OK;
}

aploc_status change_edit(changing *c, int32_t k, aploc_error *err)
{
    aploc_edit e = APLOC_EDIT_INIT;
    char where[400];
    aploc_status status = aploc_edits_get(c->edits, k, &e, err);
    if (status)
        return status;
    snprintf(where, sizeof where, "%.280s:%lld", c->path, (long long)e.line);
    status = make_change(c, &e, err);
    return status ? place_error(c, status, where, err) : APLOC_OK;
}

aploc_status change_retire(changing *c, const inputs *in, double age, aploc_error *err)
{
    int32_t n = aploc_whatif_supply_count(c->session);
    double limit = in->supply_report.max_age;
    /* An age above the limit that holds would bring practitioners back. */
    if (limit > 0.0 && limit <= age) {
        if (!in->quiet)
            warn("nobody retires: practitioners above %s are left out already", exactly(limit));
        return APLOC_OK;
    }
    int32_t n_before = c->n_made;
    double *supply = calloc((size_t)n, sizeof *supply);
    if (!supply)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the supply");
    aploc_status status = practitioners_supply(in, age, supply, NULL, err);
    for (int32_t j = 0; !status && j < n; j++) {
        aploc_edit e = APLOC_EDIT_INIT;
        if (supply[j] == aploc_whatif_get_supply(c->session)[j])
            continue;
        e.kind = APLOC_EDIT_SUPPLY;
        e.code = changing_code(c, 1, j);
        e.place = j;
        e.amount = supply[j];
        status = make_change(c, &e, err);
    }
    if (!status && c->n_made == n_before && !in->quiet)
        warn("nobody retires: the supply is the same without practitioners above %s", exactly(age));
    free(supply);
    return status;
}

void changing_free(changing *c)
{
    aploc_whatif_free(c->session);
    aploc_edits_free(c->edits);
    free(c->new_codes[0]);
    free(c->new_codes[1]);
    free(c->made);
}
