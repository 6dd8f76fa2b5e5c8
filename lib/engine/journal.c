/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The journal of a session: what each thing was before it changed. */
#include "base/memory.h"
#include "engine/whatif.h"

apl_side apl_kept_side(apl_kept what)
{
    return what < APL_KEPT_SUPPLY ? APL_SIDE_DEMAND : APL_SIDE_SUPPLY;
}

aploc_status apl_journal_reserve(aploc_whatif *w, int64_t n, aploc_error *err)
{
    return APL_GROW(w->journal, &w->journal_room, w->n_journal + n, err);
}

void apl_journal_number(aploc_whatif *w, apl_kept what, int32_t place, double number)
{
    double *kept = &w->kept[what][place];
    w->journal[w->n_journal++] =
        (apl_was){.what = (int32_t)what, .place = place, .old.number = *kept};
    *kept = number;
}

void apl_journal_row(aploc_whatif *w, apl_side side, int32_t r, apl_own_row *row)
{
    w->journal[w->n_journal++] =
        (apl_was){.what = APL_WAS_ROW + (int32_t)side, .place = r, .old.row = w->rows[side].own[r]};
    w->rows[side].own[r] = row;
}

void apl_journal_count(aploc_whatif *w, apl_side side)
{
    int32_t *n = &w->rows[side].n;
    w->journal[w->n_journal++] = (apl_was){.what = APL_WAS_COUNT + (int32_t)side, .place = *n};
    ++*n;
}

void apl_journal_undo(aploc_whatif *w, int64_t to)
{
    while (w->n_journal > to) {
        const apl_was *was = &w->journal[--w->n_journal];
        if (was->what >= APL_WAS_COUNT) {
            w->rows[was->what - APL_WAS_COUNT].n = was->place;
        } else if (was->what >= APL_WAS_ROW) {
            apl_own_row **own = &w->rows[was->what - APL_WAS_ROW].own[was->place];
            apl_own_row_free(*own);
            *own = was->old.row;
        } else {
            w->kept[was->what][was->place] = was->old.number;
        }
    }
}

void apl_wait(aploc_whatif *w, apl_side side, int32_t place, int flags)
{
    apl_waiting *waiting = &w->waiting[side];
    if (!waiting->flags[place])
        waiting->places[waiting->n++] = place;
    waiting->flags[place] = (uint8_t)(waiting->flags[place] | APL_WAITS | flags);
}

void apl_stop_waiting(aploc_whatif *w)
{
    for (int side = 0; side < 2; side++) {
        apl_waiting *waiting = &w->waiting[side];
        while (waiting->n > 0)
            waiting->flags[waiting->places[--waiting->n]] = 0;
    }
    w->queued = 0;
}

int64_t aploc_whatif_step_count(const aploc_whatif *session)
{
    return session ? session->n_steps : 0;
}

static int64_t end_of_step(const aploc_whatif *w, int64_t step)
{
    return step > 0 ? w->steps[step - 1] : 0;
}

aploc_status aploc_whatif_undo(aploc_whatif *session, int64_t step, aploc_error *err)
{
    if (!session)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no session, expected one");
    if (step < 0 || step > session->n_steps)
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found step %lld to go back to, expected one from 0 to %lld",
                        (long long)step, (long long)session->n_steps);
    apl_stop_waiting(session);
    apl_journal_undo(session, end_of_step(session, step));
    session->n_steps = step;
    session->generation++;
    return APLOC_OK;
}

aploc_status aploc_whatif_commit(aploc_whatif *session, aploc_error *err)
{
    aploc_status status = apl_check_settled(session, err);
    if (status)
        return status;
    for (int64_t k = 0; k < session->n_journal; k++)
        if (session->journal[k].what >= APL_WAS_ROW && session->journal[k].what < APL_WAS_COUNT)
            apl_own_row_free(session->journal[k].old.row);
    free(session->journal);
    session->journal = NULL;
    session->n_journal = session->journal_room = 0;
    session->n_steps = 0;
    session->generation++;
    return APLOC_OK;
}

aploc_status apl_check_settled(const aploc_whatif *w, aploc_error *err)
{
    if (!w)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no session, expected one");
    if (w->queued)
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found changes that are queued, expected aploc_whatif_apply or "
                        "aploc_whatif_undo before");
    return APLOC_OK;
}

aploc_status apl_check_place(const aploc_whatif *w, apl_side side, int32_t place, aploc_error *err)
{
    static const char *const names[] = {"demand", "supply"};
    int kept = side == APL_SIDE_DEMAND ? APL_KEPT_DEMAND_IS_THERE : APL_KEPT_SUPPLY_IS_THERE;
    if (place < 0 || place >= w->rows[side].n)
        return apl_fail(err, APLOC_ERR_INDEX, "found place %d of %s, expected one from 0 to %d",
                        place, names[side], w->rows[side].n - 1);
    if (w->kept[kept][place] == 0.0)
        return apl_fail(err, APLOC_ERR_INDEX,
                        "found place %d of %s, which went, expected one that is there", place,
                        names[side]);
    return APLOC_OK;
}
