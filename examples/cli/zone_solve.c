/* SPDX-License-Identifier: GPL-3.0-or-later */
/* aploc zone --solve: ceilings filled by moves. */
#include "zone_solve.h"

#include <string.h>

#include "inputs.h"

enum { OPT_SOLVE = 768, OPT_CLOSE, OPT_MOVES, OPT_KINDS, OPT_NEAR, OPT_UP, OPT_WORK };

static const struct argp_option options[] = {
    {"solve", OPT_SOLVE, 0, 0,
     "Fill the ceilings by the fewest moves: communes in the place of their unit, quarters, "
     "exchanges in the bands",
     4},
    {"close", OPT_CLOSE, "PEOPLE", 0,
     "So many people left under a ceiling are few enough (default: 0)", 4},
    {"moves", OPT_MOVES, "N", 0, "So many moves in an area at most", 4},
    {"kinds", OPT_KINDS, "LIST", 0,
     "Some of substitution,quarter,exchange (default: all that the rules allow)", 4},
    {"near", OPT_NEAR, "N", 0, "Move from so many units on each side of a cut only", 4},
    {"up", OPT_UP, 0, 0, "Communes and quarters go up only, to the class of the less endowed", 4},
    {"work", OPT_WORK, "MILLIONS", 0, "Steps of the search in an area, at most (default: 100)", 4},
    {0}};

static int32_t read_kinds(const char *arg, struct argp_state *state)
{
    static const char *const names[] = {"substitution", "quarter", "exchange"};
    int32_t kinds = 0;
    for (const char *word = arg; word; word = strchr(word, ',') ? strchr(word, ',') + 1 : NULL) {
        size_t length = strcspn(word, ",");
        int32_t kind = 0;
        for (int32_t k = 0; k < 3; k++)
            if (strlen(names[k]) == length && strncmp(names[k], word, length) == 0)
                kind = 1 << k;
        if (!kind)
            argp_error(state,
                       "found --kinds '%s', expected some of 'substitution', 'quarter', "
                       "'exchange', with commas between",
                       arg);
        kinds |= kind;
    }
    return kinds;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    zone_solving *s = state->input;
    switch (key) {
    case OPT_SOLVE:
        s->wanted = true;
        return 0;
    case OPT_CLOSE:
        if (aploc_number_read(arg, strlen(arg), &s->options.close, NULL) || s->options.close < 0.0)
            argp_error(state, "found --close '%s', expected a number of people", arg);
        s->given = "close";
        return 0;
    case OPT_MOVES:
        s->options.moves = inputs_whole_number("moves", arg, 1, 1000000, state);
        s->given = "moves";
        return 0;
    case OPT_KINDS:
        s->options.kinds = read_kinds(arg, state);
        s->given = "kinds";
        return 0;
    case OPT_NEAR:
        s->options.near = inputs_whole_number("near", arg, 1, 1000000, state);
        s->given = "near";
        return 0;
    case OPT_UP:
        s->options.up = 1;
        s->given = "up";
        return 0;
    case OPT_WORK:
        s->options.work =
            (int64_t)inputs_whole_number("work", arg, 1, 1000000, state) * INT64_C(1000000);
        s->given = "work";
        return 0;
    case ARGP_KEY_END:
        if (s->given && !s->wanted)
            argp_error(state, "found --%s without --solve, expected both", s->given);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp zone_solve_argp = {.options = options, .parser = parse};

static void add_header(table *cells, const char *const *header, size_t n)
{
    for (size_t k = 0; k < n; k++)
        table_add(cells, header[k]);
}

static const char *name_of(const zone_tables *t, int32_t k)
{
    aploc_zone_class zone = APLOC_ZONE_CLASS_INIT;
    aploc_rules_get_class(t->rules, k, &zone, NULL);
    return zone.name;
}

static aploc_status print_list(const zone_tables *t, aploc_error *err)
{
    static const char *const header[] = {"moved", "unit", "people", "from", "to", "how"};
    static const char *const kinds[] = {"", "substitution", "quarter", "", "exchange"};
    table cells = table_create(sizeof header / sizeof *header);
    add_header(&cells, header, sizeof header / sizeof *header);
    for (int32_t k = 0; k < aploc_zoning_move_count(t->zoning); k++) {
        aploc_zone_move move = APLOC_ZONE_MOVE_INIT;
        aploc_zoning_get_move(t->zoning, k, &move, NULL);
        table_add(&cells, move.code);
        table_add(&cells, move.unit);
        table_add(&cells, readable(move.people, 0));
        table_add(&cells, name_of(t, move.from));
        table_add(&cells, name_of(t, move.to));
        table_add(&cells, kinds[move.kind]);
    }
    return table_print(&cells, stderr, err);
}

/* What is known of this assignment. */
static const char *proof_of(const aploc_zone_fill *fill, char *text, size_t size)
{
    if (fill->proved)
        return "best";
    if (fill->close)
        snprintf(text, size, "%s at least", counted(fill->least, "move", "moves"));
    else
        snprintf(text, size, "%s left at least", readable(fill->bound, 0));
    return text;
}

aploc_status zone_print_moves(const zone_tables *t, aploc_error *err)
{
    static const char *const header[] = {"area",  "moves",  "people", "substituted",
                                         "limit", "before", "left",   "proved"};
    table cells = table_create(sizeof header / sizeof *header);
    aploc_zone_fill fill = APLOC_ZONE_FILL_INIT;
    aploc_status status = APLOC_OK;
    for (int32_t a = 0; aploc_zoning_get_fill(t->zoning, a, &fill, NULL) == APLOC_OK; a++) {
        char proof[64];
        if (a == 0)
            add_header(&cells, header, sizeof header / sizeof *header);
        table_add(&cells, *fill.area ? fill.area : "all");
        table_add(&cells, readable(fill.moves, 0));
        table_add(&cells, readable(fill.moved, 0));
        table_add(&cells, readable(fill.substituted, 0));
        table_add(&cells, readable(fill.limit, 0));
        table_add(&cells, readable(fill.before, 0));
        table_add(&cells, readable(fill.gap, 0));
        table_add(&cells, proof_of(&fill, proof, sizeof proof));
    }
    if (cells.n_cells > 0)
        fputc('\n', stderr);
    status = table_print(&cells, stderr, err);
    if (status || aploc_zoning_move_count(t->zoning) == 0)
        return status;
    fputc('\n', stderr);
    return print_list(t, err);
}
