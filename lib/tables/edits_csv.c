/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of changes to be tried. */
#include <aploc/edits.h>

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "tables/communes.h"
#include "tables/dialect.h"
#include "tables/encoding.h"
#include "tables/field.h"
#include "tables/roles.h"
#include "tables/unknown.h"

#define NEEDED                                                                                     \
    (APL_ROLE_BIT(APL_ROLE_EDIT_CHANGE) | APL_ROLE_BIT(APL_ROLE_CODE) |                            \
     APL_ROLE_BIT(APL_ROLE_EDIT_AMOUNT))
#define WANTED (NEEDED | APL_ROLE_BIT(APL_ROLE_TO))

enum { SHOWN = 64 };

/* The codes of a side that are not those of its table: what appeared, and what went. */
typedef struct side {
    const aploc_communes *places;
    apl_texts appeared, gone;
} side;

struct aploc_edits {
    aploc_edit *edits; /* their texts are numbers in `codes` until the end */
    int32_t *codes_of; /* two an edit: numbers in `codes` */
    int64_t n, room, codes_room;
    apl_texts codes;
};

typedef struct work {
    apl_reader reader;
    apl_roles roles;
    side sides[2]; /* of demand; of supply, where it stands apart */
    int has_sites;
    aploc_edits *edits;
} work;

typedef enum amount_rule {
    AMOUNT_NONE,
    AMOUNT_SUPPLY,
    AMOUNT_CHANGE,
    AMOUNT_DEMAND,
    AMOUNT_TIME,
    AMOUNT_OR_0
} amount_rule;

/* A word, folded, and what it takes. */
typedef struct word {
    const char *texts[2];
    aploc_edit_kind kind;
    amount_rule amount;
    int of_supply; /* the place is one of supply */
    int of_sites;  /* needs sites that stand apart */
} word;

static const word words[] = {
    {{"supply", "offre"}, APLOC_EDIT_SUPPLY, AMOUNT_SUPPLY, 1, 0},
    {{"add", "ajout"}, APLOC_EDIT_ADD, AMOUNT_CHANGE, 1, 0},
    {{"close", "fermeture"}, APLOC_EDIT_CLOSE, AMOUNT_NONE, 1, 0},
    {{"demand", "demande"}, APLOC_EDIT_DEMAND, AMOUNT_DEMAND, 0, 0},
    {{"time", "temps"}, APLOC_EDIT_TIME, AMOUNT_TIME, 0, 0},
    {{"appears", "apparait"}, APLOC_EDIT_APPEARS, AMOUNT_OR_0, 0, 0},
    {{"goes", "disparait"}, APLOC_EDIT_GOES, AMOUNT_NONE, 0, 0},
    {{"siteappears", "siteapparait"}, APLOC_EDIT_SITE_APPEARS, AMOUNT_NONE, 1, 1},
    {{"sitegoes", "sitedisparait"}, APLOC_EDIT_SITE_GOES, AMOUNT_NONE, 1, 1},
};

static aploc_status find_word(work *w, const word **found, aploc_error *err)
{
    char folded[SHOWN], shown[SHOWN];
    int64_t length;
    int32_t column = w->roles.column[APL_ROLE_EDIT_CHANGE];
    const char *text = apl_reader_text(&w->reader, column, &length);
    apl_fold(text, 0, folded, sizeof folded);
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        for (int t = 0; t < 2; t++)
            if (strcmp(folded, words[k].texts[t]) == 0 && (w->has_sites || !words[k].of_sites)) {
                *found = &words[k];
                return APLOC_OK;
            }
    return apl_fail_at(
        err, APLOC_ERR_RANGE, apl_reader_place(&w->reader, column, NULL),
        "found the change '%s', expected supply, add, close, demand, time, appears%s",
        apl_shown(text, shown, sizeof shown),
        w->has_sites ? ", goes, site_appears or site_goes" : " or goes");
}

/* The place of a code on a side: one of its table, or one that appeared; not one that went. */
static aploc_status find_place(work *w, int of_supply, int32_t column, int32_t *place,
                               const char **code, aploc_error *err)
{
    aploc_status status;
    int64_t length = 0;
    const side *s = &w->sides[of_supply && w->has_sites];
    APL_TRY(apl_field_code(&w->reader, column, code, &length, err));
    if (apl_texts_find(&s->gone, *code, length) >= 0)
        return apl_fail_at(err, APLOC_ERR_CODE_UNKNOWN, apl_reader_place(&w->reader, column, *code),
                           "found the code '%s', which went further up, expected a place that is "
                           "there",
                           *code);
    *place = apl_texts_find(&s->places->codes, *code, length);
    if (*place < 0) {
        *place = apl_texts_find(&s->appeared, *code, length);
        if (*place < 0)
            return apl_unknown_refuse(&w->reader, column, *code, s->places, err);
        *place += s->places->count;
    }
out:
    return status;
}

/* A place that appears has a code of its own. */
static aploc_status new_place(work *w, int of_supply, int32_t column, int32_t *place,
                              const char **code, aploc_error *err)
{
    aploc_status status;
    int64_t length = 0;
    side *s = &w->sides[of_supply];
    APL_TRY(apl_field_code(&w->reader, column, code, &length, err));
    int32_t before = s->appeared.count;
    APL_TRY(apl_texts_add(&s->appeared, *code, length, place, err));
    if (apl_texts_find(&s->places->codes, *code, length) >= 0 || s->appeared.count == before)
        return apl_fail_at(err, APLOC_ERR_CODE_REPEATED,
                           apl_reader_place(&w->reader, column, *code),
                           "found the code '%s' of a place that appears, expected one that no "
                           "place has",
                           *code);
    *place += s->places->count;
out:
    return status;
}

/* Cut "fte" or "etp" from the end of the amount; whether it was there. */
static int cut_fte(apl_reader *reader, int32_t column)
{
    static const char *const units[] = {"fte", "etp"};
    int64_t length;
    char *text = apl_reader_text(reader, column, &length);
    while (length > 0 && text[length - 1] == ' ')
        length--;
    for (int u = 0; u < 2; u++) {
        int k = 0;
        while (k < 3 && length > 3 && (text[length - 3 + k] | 0x20) == units[u][k])
            k++;
        if (k == 3) {
            text[length - 3] = '\0';
            reader->fields[column].length = length - 3;
            return 1;
        }
    }
    return 0;
}

static aploc_status read_amount(work *w, const word *what, const char *code, aploc_edit *edit,
                                aploc_error *err)
{
    int32_t column = w->roles.column[APL_ROLE_EDIT_AMOUNT];
    char folded[SHOWN], shown[SHOWN], shown_word[SHOWN];
    int64_t length;
    const char *text = apl_reader_text(&w->reader, column, &length);
    apl_fold(text, 0, folded, sizeof folded);
    edit->amount = 0.0;
    if (what->amount == AMOUNT_NONE && *folded) {
        const char *written =
            apl_reader_text(&w->reader, w->roles.column[APL_ROLE_EDIT_CHANGE], &length);
        return apl_fail_at(err, APLOC_ERR_NUMBER, apl_reader_place(&w->reader, column, code),
                           "found the amount '%s', expected none for '%s'",
                           apl_shown(text, shown, sizeof shown),
                           apl_shown(written, shown_word, sizeof shown_word));
    }
    if (what->amount == AMOUNT_NONE || (what->amount == AMOUNT_OR_0 && !*folded))
        return APLOC_OK;
    if (what->amount == AMOUNT_TIME &&
        (strcmp(folded, "none") == 0 || strcmp(folded, "aucun") == 0)) {
        edit->amount = INFINITY;
        return APLOC_OK;
    }
    if (what->amount != AMOUNT_CHANGE && text[strspn(text, " ")] == '+')
        return apl_fail_at(
            err, APLOC_ERR_NUMBER, apl_reader_place(&w->reader, column, code),
            "found the amount '%s', expected one without a sign: '%s' sets, 'add' adds",
            apl_shown(text, shown, sizeof shown), what->texts[0]);
    if (what->amount == AMOUNT_SUPPLY || what->amount == AMOUNT_CHANGE)
        edit->in_fte = cut_fte(&w->reader, column);
    return apl_field_number(&w->reader, column,
                            what->amount == AMOUNT_CHANGE ? APL_MAY_BE_NEGATIVE : 0, code,
                            &edit->amount, err);
}

/* The other end of a time; a field that says something where there is none is refused. */
static aploc_status read_to(work *w, const word *what, aploc_edit *edit, const char **to_code,
                            aploc_error *err)
{
    aploc_status status;
    int32_t column = w->roles.column[APL_ROLE_TO];
    char shown[SHOWN];
    int64_t length = 0;
    const char *text = column < 0 ? "" : apl_reader_text(&w->reader, column, &length);
    *to_code = "";
    if (what->kind != APLOC_EDIT_TIME) {
        if (*text)
            return apl_fail_at(err, APLOC_ERR_RANGE, apl_reader_place(&w->reader, column, NULL),
                               "found '%s' in column 'to', expected nothing for '%s'",
                               apl_shown(text, shown, sizeof shown), what->texts[0]);
        return APLOC_OK;
    }
    if (column < 0)
        return apl_fail_at(err, APLOC_ERR_COLUMN_MISSING,
                           (apl_place){.file = w->reader.source.path, .line = w->reader.row_line},
                           "found a time and no column 'to', expected one: where it goes to");
    APL_TRY(find_place(w, 1, column, &edit->to, to_code, err));
    if (!w->has_sites && edit->to == edit->place)
        return apl_fail_at(err, APLOC_ERR_RANGE, apl_reader_place(&w->reader, column, *to_code),
                           "found a time from '%s' to itself, expected none: it is 0 minutes",
                           *to_code);
out:
    return status;
}

/* Take the present row. */
static aploc_status add_edit(work *w, aploc_error *err)
{
    aploc_status status;
    const word *what = NULL;
    const char *code = NULL, *to_code = "";
    aploc_edits *t = w->edits;
    aploc_edit edit = APLOC_EDIT_INIT;
    int32_t column = w->roles.column[APL_ROLE_CODE];
    int64_t pairs = 2 * (t->n + 1);
    APL_TRY(find_word(w, &what, err));
    edit.kind = (int32_t)what->kind;
    edit.line = w->reader.row_line;
    if (what->kind == APLOC_EDIT_APPEARS || what->kind == APLOC_EDIT_SITE_APPEARS)
        APL_TRY(new_place(w, what->of_supply, column, &edit.place, &code, err));
    else
        APL_TRY(find_place(w, what->of_supply, column, &edit.place, &code, err));
    APL_TRY(read_to(w, what, &edit, &to_code, err));
    APL_TRY(read_amount(w, what, code, &edit, err));
    if (what->kind == APLOC_EDIT_GOES || what->kind == APLOC_EDIT_SITE_GOES) {
        int32_t number;
        APL_TRY(apl_texts_add(&w->sides[what->of_supply].gone, code, (int64_t)strlen(code), &number,
                              err));
    }
    APL_TRY(APL_GROW(t->edits, &t->room, t->n + 1, err));
    APL_TRY(APL_GROW(t->codes_of, &t->codes_room, pairs, err));
    APL_TRY(apl_texts_add(&t->codes, code, (int64_t)strlen(code), &t->codes_of[pairs - 2], err));
    APL_TRY(
        apl_texts_add(&t->codes, to_code, (int64_t)strlen(to_code), &t->codes_of[pairs - 1], err));
    t->edits[t->n++] = edit;
out:
    return status;
}

static aploc_status read_rows(work *w, aploc_error *err)
{
    aploc_status status;
    for (;;) {
        int more = 0;
        APL_TRY(apl_reader_next(&w->reader, &more, err));
        if (!more)
            return APLOC_OK;
        if (w->edits->n == INT32_MAX)
            return apl_fail(err, APLOC_ERR_TOO_LARGE, "found more than %d changes, expected fewer",
                            INT32_MAX);
        APL_TRY(add_edit(w, err));
    }
out:
    return status;
}

static void put_texts(aploc_edits *t)
{
    for (int64_t k = 0; k < t->n; k++) {
        t->edits[k].code = apl_texts_get(&t->codes, t->codes_of[2 * k]);
        t->edits[k].to_code = apl_texts_get(&t->codes, t->codes_of[2 * k + 1]);
    }
}

aploc_status aploc_edits_read_csv(const char *path, const aploc_communes *communes,
                                  const aploc_communes *sites, const aploc_read_options *options,
                                  aploc_edits **edits, aploc_read_report *report, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    work w = {.sides = {{.places = communes}, {.places = sites}}, .has_sites = sites != NULL};
    if (!path || !communes || !edits)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected one",
                        !path       ? "path"
                        : !communes ? "table of communes"
                                    : "place for the changes");
    APL_TRY(apl_options_check(&options, report, err));
    APL_TRY(APL_ZEROED(w.edits, 1, err));
    APL_TRY(apl_reader_open(&w.reader, path, options, err));
    APL_TRY(apl_roles_bind(&w.reader, options, WANTED, NEEDED, &w.roles, err));
    APL_TRY(read_rows(&w, err));
    put_texts(w.edits);
    if (report) {
        *report = (aploc_read_report)APLOC_READ_REPORT_INIT;
        apl_reader_report(&w.reader, report);
        report->n_kept = w.edits->n;
        apl_roles_describe(&w.reader, &w.roles, report->used, sizeof report->used);
    }
    *edits = w.edits;
    w.edits = NULL;
out:
    for (int k = 0; k < 2; k++) {
        apl_texts_free(&w.sides[k].appeared);
        apl_texts_free(&w.sides[k].gone);
    }
    aploc_edits_free(w.edits);
    apl_roles_free(&w.roles);
    apl_reader_close(&w.reader);
    return status;
}

void aploc_edits_free(aploc_edits *edits)
{
    if (!edits)
        return;
    free(edits->edits);
    free(edits->codes_of);
    apl_texts_free(&edits->codes);
    free(edits);
}

int32_t aploc_edits_count(const aploc_edits *edits)
{
    return edits ? (int32_t)edits->n : 0;
}

aploc_status aploc_edits_get(const aploc_edits *edits, int32_t k, aploc_edit *edit,
                             aploc_error *err)
{
    if (!edits || !edit)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected one",
                        edits ? "place for the change" : "table of changes");
    if (edit->size != sizeof *edit)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found aploc_edit of %zu bytes, expected %zu",
                        edit->size, sizeof *edit);
    if (k < 0 || k >= edits->n)
        return apl_fail(err, APLOC_ERR_INDEX, "found change %d, expected one from 0 to %d", k,
                        (int)edits->n - 1);
    *edit = edits->edits[k];
    return APLOC_OK;
}
