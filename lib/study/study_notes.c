/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a cell's tables had to have assumed of them: rows that were left out, age classes that were made
 * of others. A text of lines, so that it goes into a run file as it is (data/FORMATS.md). */
#include <stdio.h>
#include <string.h>

#include "study/run.h"
#include "study/study_run.h"

void apl_note_rows(char note[APL_ROWS_NOTE_SIZE], apl_study_file file, const aploc_read_report *r)
{
    const char *role = apl_study_file_keys[file];
    size_t used = 0;
    *note = '\0';
    if (r->n_unknown)
        used = (size_t)snprintf(note, APL_ROWS_NOTE_SIZE, "%s unknown %lld %lld %lld %s\n", role,
                                (long long)r->n_unknown, (long long)r->n_unknown_codes,
                                (long long)r->unknown[0].line, r->unknown[0].code);
    if (r->n_repeated && used < APL_ROWS_NOTE_SIZE)
        snprintf(note + used, APL_ROWS_NOTE_SIZE - used, "%s repeated %lld\n", role,
                 (long long)r->n_repeated);
}

void apl_job_notes(const apl_job *job, const apl_inputs *inputs, char notes[APL_NOTES_MAX + 1])
{
    const char *changes = inputs->demand->report.changes;
    const char *rows[APL_FILE_TIMES + 3] = {NULL};
    size_t used = 0;
    for (int k = 0; k <= APL_FILE_TIMES; k++)
        rows[k] = job->rows[k];
    rows[APL_FILE_TIMES + 1] = inputs->supply_rows;
    rows[APL_FILE_TIMES + 2] = inputs->ages_rows;
    *notes = '\0';
    for (int k = 0; k <= APL_FILE_TIMES + 2; k++)
        if (rows[k])
            used += (size_t)snprintf(notes + used, APL_NOTES_MAX + 1 - used, "%s", rows[k]);
    if (*changes)
        snprintf(notes + used, APL_NOTES_MAX + 1 - used, "demand classes %s\n", changes);
}
