/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_SYNTH_CARE_H
#define APL_SYNTH_CARE_H

/* Practitioners of a year, made commune by commune in the order of the file, and the supply they add
 * up to. */

#include <stdint.h>

#include <aploc/synth.h>

#include "synth/territory.h"

enum { APL_YEAR = APLOC_SYNTH_YEAR, APL_MOST_VINTAGES = APLOC_SYNTH_MAX_VINTAGES };

typedef enum apl_profession { APL_GP = 0, APL_NURSE = 1 } apl_profession;
typedef enum apl_rank { APL_MAIN = 0, APL_SECONDARY = 1 } apl_rank;
typedef enum apl_standing { APL_LIBERAL = 0, APL_SALARIED = 1, APL_LOCUM = 2 } apl_standing;

/* A row of practitioners.csv: a practitioner at one place of work. */
typedef struct apl_practice {
    int32_t id; /* from 1, among those of one last year; a secondary practice has its doctor's */
    int32_t commune;
    int32_t acts;
    int32_t replaces; /* id, or 0; the last year is the same */
    int16_t last_year;
    int16_t birth_year;
    int8_t months, profession, rank, status;
} apl_practice;

typedef struct apl_care apl_care;

/* Needs people, types and groups; the supply of other years is forgotten. Freed by apl_care_free. */
aploc_status apl_care_create(apl_territory *territory, int32_t year, apl_care **care,
                             aploc_error *err);
void apl_care_free(apl_care *care);

/* Make the practitioners who live in a commune, and add their supply where they work. The rows are
 * the care's own, until the next call. */
aploc_status apl_care_commune(apl_care *care, int32_t commune, const apl_practice **rows,
                              int32_t *n_rows, aploc_error *err);

/* Keep, of rows as they were in their last year, those at work in an earlier one, with what they did
 * then; return how many. `always` keeps all. Rows of that last year stay as they are. past.c */
int32_t apl_past_look(uint64_t key, int32_t year, int always, apl_practice *rows, int32_t n_rows);

#endif
