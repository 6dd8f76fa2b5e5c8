/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_STUDY_STUDY_H
#define APL_STUDY_STUDY_H

/* A study in memory: what its file says, and the cells that this makes. */

#include <aploc/csv.h>
#include <aploc/study.h>

#include "base/error.h"
#include "tables/ini.h"

/* The files that a vintage names. */
typedef enum apl_study_file {
    APL_FILE_COMMUNES,
    APL_FILE_SITES,
    APL_FILE_TIMES,
    APL_FILE_SUPPLY,
    APL_FILE_PRACTITIONERS,
    APL_FILE_AGES,
    APL_FILE_COUNT
} apl_study_file;

/* Their keys, which are also their roles as inputs of a run. */
extern const char *const apl_study_file_keys[APL_FILE_COUNT];

/* Where a demand is to come from: the first that there is, or one of them. */
typedef enum apl_study_demand {
    APL_DEMAND_AUTO = 0,
    APL_DEMAND_STANDARDISED = APLOC_DEMAND_STANDARDISED,
    APL_DEMAND_AGES = APLOC_DEMAND_AGES,
    APL_DEMAND_POPULATION = APLOC_DEMAND_POPULATION
} apl_study_demand;

/* Words of the file; borrowed from the study. */
typedef struct apl_words {
    const char **at;
    int64_t room;
    int32_t n;
} apl_words;

typedef struct apl_bindings {
    aploc_column *at;
    int64_t room;
    int32_t n;
} apl_bindings;

typedef struct apl_vintage {
    const char *name;
    /* As the study writes them, {vintage} replaced; NULL where there is none. */
    const char *paths[APL_FILE_COUNT];
    apl_bindings columns[APL_FILE_COUNT];
    aploc_keep *keep; /* which rows of the ages are read */
    int64_t keep_room;
    int32_t n_keep;
    int32_t year, unknown, repeated;
    int32_t missing; /* aploc_policy; -1: not said */
} apl_vintage;

typedef struct apl_profession {
    const char *name;
    const char *word;          /* in the practitioners; NULL */
    const char *supply;        /* a file of its own; NULL */
    const char *supply_column; /* in that file, or the vintage's; NULL */
    apl_words methods, labels; /* as named, and what stands for each in the name of a cell */
    apl_words variants;        /* names, or "method" */
    apl_words limits;          /* ages, "none" or "method" */
    const apl_ini_entry *limits_entry;
    double supply_scale, below;
    int32_t demand;                  /* apl_study_demand */
    int32_t age_classes, oldest_age; /* aploc_age_fit; 0: not said */
} apl_profession;

typedef struct apl_study_cell {
    aploc_study_cell cell; /* as it is given out */
    const char *people;    /* the name of its demand */
    const char *supply;    /* the file of the supply, or of the practitioners; NULL: a column */
    int32_t vintage, profession;
    int32_t source; /* aploc_origin: _GIVEN is a file */
} apl_study_cell;

struct aploc_study {
    const char *texts[APLOC_STUDY_TEXT_COUNT];
    const char *folder; /* of the file, with its "/"; "" for the current one */
    apl_words groups, tables;
    apl_words vintage_names, profession_names;
    apl_vintage *vintages;
    apl_profession *professions;
    apl_study_cell *cells;
    char **kept; /* all its texts */
    int64_t kept_room, cells_room;
    int32_t n_kept, n_cells;
};

/* Keep a copy of a text as long as the study lives. */
aploc_status apl_study_keep(aploc_study *study, const char *text, size_t length, const char **copy,
                            aploc_error *err);

/* Fail with APLOC_ERR_STUDY at an entry; of the file for NULL. */
aploc_status apl_study_fault(const apl_ini *ini, const apl_ini_entry *entry, aploc_error *err,
                             const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Cut an entry into words, each once; none for NULL. */
aploc_status apl_study_words(aploc_study *study, const apl_ini *ini, const apl_ini_entry *entry,
                             const char *separators, apl_words *words, aploc_error *err);

/* A text with {vintage} and {profession} replaced; a NULL is left as it stands. Any other {word} is
 * refused. */
aploc_status apl_study_fill(aploc_study *study, const apl_ini *ini, const apl_ini_entry *entry,
                            const char *text, const char *vintage, const char *profession,
                            const char **filled, aploc_error *err);

/* The parts of the file, in this order. */
aploc_status apl_study_take_vintages(aploc_study *study, const apl_ini *ini, aploc_error *err);
aploc_status apl_study_take_professions(aploc_study *study, const apl_ini *ini, aploc_error *err);
aploc_status apl_study_take_cells(aploc_study *study, const apl_ini *ini, aploc_error *err);

/* Whether the demand of a cell comes from the vintage's residents by age; what it does where numbers
 * are missing. (study_demand.c) */
int apl_study_has_ages(const aploc_study *study, const apl_study_cell *cell);
int32_t apl_study_missing(const aploc_study *study, const apl_study_cell *cell);

/* Whether a method's name is that of a file: with a "/" in it, or ending in ".ini". */
int apl_study_is_file(const char *method);

/* The k-th file of a cell, as the study writes it, and its role; "" where the cell has none of that
 * role, NULL at the end. */
const char *apl_study_file_of(const aploc_study *study, const apl_study_cell *cell, int32_t k,
                              const char **role);

/* A path of the study as it is to be opened, to be freed. */
aploc_status apl_study_path(const aploc_study *study, const char *path, char **opened,
                            aploc_error *err);

#endif
