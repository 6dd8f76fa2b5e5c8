/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_CSV_H
#define APLOC_CSV_H

/** @file
 *  How tables are read, and how they are written.
 *
 *  Reading. A table is a text file with one header line, plain or compressed by gzip (told by its
 *  content, not its name). Detected: the separator (";", ",", tab or "|", the most frequent in the
 *  header, whose names may go over lines), the decimal mark, a UTF-8 byte order mark, CRLF, and
 *  Windows-1252 / Latin-1 text, which becomes UTF-8. Blanks (U+0020, U+00A0, U+2009, U+202F) may
 *  separate groups of three digits. The decimal mark is the first one met in the file; a comma only
 *  counts as one when the separator is not a comma. Numbers with the other mark are an error from
 *  there on. Empty lines are skipped. A first line "sep=;", as Excel writes it, says the separator.
 *  A regular file that is written to while it is read is refused (APLOC_ERR_READ): half of a table
 *  would pass for a table. Its size and its time of last change tell; who writes as many bytes and
 *  puts that time back is not found out.
 *  A field is a number or it is not: "12 34", "1.234,5", "nan", "0x10" are errors.
 *
 *  Columns have roles. A role is bound to a column by the caller (aploc_column), else by the usual
 *  names of that column, without regard to case, accents, blanks, "_", "-" and ".":
 *
 *      code          code, codgeo, depcom, insee, code_insee, insee_com, code_commune, codecom,
 *                    id
 *      name          name, nom, libgeo, libelle, nom_commune, nom_com, libcom, commune
 *      population    population, pop, population_totale, pop_totale, ptot,
 *                    population_municipale, pmun
 *      standardised  standardised, standardized, population_standardisee, pop_standardisee,
 *                    popstd
 *      supply        supply, offre, etp, fte
 *      lon, lat      lon, longitude, long; lat, latitude
 *      apl           apl
 *      from          from, orig, origin, origine, from_id, id_from, idsrc, depart
 *      to            to, dest, destination, to_id, id_to, iddst, arrivee
 *      minutes       minutes, min, duree, time, temps, duration, travel_time, duree_min
 *      age:LO-HI     age:0-4, age_0_4, 0-4, 0_4, 0à4ans …  (whole years, both included)
 *      age:LO+       age:90+, age_90_plus, 90+, 90_et_plus, 90ansetplus …
 *
 *  and in a table of residents by age (ages.h), besides code, population and the age columns above
 *
 *      sex           sex, sexe, genre, gender
 *      age_class     age_class, age, ages, classe_age, classe_d_age, tranche_age, tranche_d_age,
 *                    class, classe, age_group
 *      age_from      age_from, from_age, age_min, lower
 *      age_to        age_to, to_age, age_max, upper
 *      consumption   consumption, consommation, consumed, depense, depenses, spending (in a table
 *                    of consumption by class: weights.h)
 *
 *  and in a table of scenarios (scenarios.h), besides code, name and supply
 *
 *      scenario      scenario, scenarios, variante, hypothese, option, projet
 *
 *  and in a table of practices (practitioners.h), where these alone are looked for
 *
 *      practice:id           id, practitioner, practitioner_id, doctor, doctor_id, numero, num,
 *                            identifiant, rpps, numero_rpps, praticien, id_praticien
 *      practice:commune      codgeo, depcom, insee, code_insee, insee_com, code_commune,
 *                            codecom, commune, code
 *      practice:profession   profession, specialite, specialty
 *      practice:birth_year   birth_year, year_of_birth, annee_naissance, annee_de_naissance,
 *                            annais, naissance
 *      practice:age          age
 *      practice:acts         acts, fees, activity, actes, nb_actes, nombre_actes, honoraires,
 *                            activite
 *      practice:months       months, active_months, months_active, mois, nb_mois, mois_actifs,
 *                            mois_activite
 *      practice:rank         rank, practice_rank, rang, rang_cabinet
 *      practice:status       status, statut, mode_exercice
 *      practice:replaces     replaces, replaced, remplace, id_remplace
 *      practice:opened       opened, year_opened, opening_year, annee_ouverture,
 *                            annee_installation, ouverture, installation
 *
 *  The roles of a table of changes, change:date and so on, stand in changes.h, and are looked for
 *  there alone; those of a table of changes to be tried, edit:change and edit:amount, in edits.h.
 *
 *  When several columns have a usual name of one role, the name that stands first in this list is
 *  used; but two for population, standardised, supply or minutes are an error, since one of them is
 *  likely to be of another year or kind: the caller binds the one that is meant. Two columns with
 *  the same name are an error when that name is used. A column that the
 *  caller binds is not taken for anything else; a role that a table has no use for is passed over,
 *  so that the same bindings can serve several files.
 *
 *  The encoding is that of the first line that is not ASCII; a file of UTF-8 with other bytes
 *  further on is refused. No line, and no quoted field over several lines, is longer than 1 MiB. */

#include <stddef.h>
#include <stdint.h>

#include <aploc/export.h>
#include <aploc/progress.h>
#include <aploc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Binds a role to a column of the file. */
typedef struct aploc_column {
    const char *role; /**< one of the roles above, "age:0-4" and the like included */
    const char *name; /**< the column's name in the header, exactly, accents and case included */
} aploc_column;

/** Keeps the rows of a table that have a certain text in a column, and leaves the others out as if
 *  they were not there. */
typedef struct aploc_keep {
    const char *column; /**< the column's name in the header, exactly */
    const char *value;  /**< the text of its field, blanks around it aside; "" for an empty one */
} aploc_keep;

/** What to do with something that is in a file and should not be. */
typedef enum aploc_policy {
    APLOC_REFUSE = 0, /**< an error that names file, line and code */
    APLOC_SKIP = 1    /**< leave the row out, count it and report it */
} aploc_policy;

/** How to read a table. All zero but `size` means: detect, refuse what is wrong. */
typedef struct aploc_read_options {
    size_t size;                 /**< sizeof(aploc_read_options) */
    const aploc_column *columns; /**< n_columns bindings, borrowed for the call; NULL when none */
    int32_t n_columns;           /**< of `columns` */
    int32_t unknown;  /**< aploc_policy for a code that is not in the communes or sites */
    int32_t repeated; /**< aploc_policy for a pair given twice: APLOC_SKIP keeps the first */
    char separator;   /**< `;` `,` `\t` or `|`; 0 to detect */
    char decimal;     /**< '.' or ','; 0 to detect */
    aploc_progress_fn progress; /**< may be NULL */
    void *progress_data;        /**< handed to `progress` */
    const aploc_keep *keep; /**< n_keep conditions, all of which a row must meet; borrowed for the
                                 call; NULL when none */
    int32_t n_keep;         /**< of `keep` */
    int32_t
        n_threads; /**< at most so many; 0: as many as the machine has and the work is worth. For
                            times and tables of places */
} aploc_read_options;

/** Initialiser of aploc_read_options. */
#define APLOC_READ_OPTIONS_INIT                                                                    \
    {                                                                                              \
        sizeof(aploc_read_options), NULL, 0, 0, 0, 0, 0, NULL, NULL, NULL, 0, 0                    \
    }

/** How the text of a file was encoded. */
typedef enum aploc_encoding {
    APLOC_ASCII = 0,
    APLOC_UTF8 = 1,
    APLOC_WINDOWS_1252 = 2 /**< includes Latin-1 */
} aploc_encoding;

/** Something left out of a table, with its place. */
typedef struct aploc_left_out {
    int64_t line;   /**< of the file, from 1 */
    char code[48];  /**< the code that is not known, or where the repeated pair starts */
    char other[48]; /**< where the repeated pair ends; empty otherwise */
} aploc_left_out;

/** How many aploc_left_out a report holds at most; the counts are always complete. */
#define APLOC_LEFT_OUT_MAX 10

/** What was found in a file. Filled by the readers of communes.h, ages.h, times.h and
 *  practitioners.h. */
typedef struct aploc_read_report {
    size_t size;    /**< set by the caller to sizeof(aploc_read_report) */
    int64_t n_rows; /**< data rows in the file; with `keep`, those that were kept */
    int64_t n_kept; /**< rows that went into the object */
    int64_t n_own;  /**< times only: rows from a place to itself (0 minutes, whatever they say) */
    int64_t n_own_not_zero;  /**< times only: of those, rows that say anything but 0 */
    int64_t n_unknown;       /**< rows left out for an unknown code */
    int64_t n_unknown_codes; /**< distinct codes among them */
    int64_t n_repeated;      /**< rows left out for a pair given before */
    aploc_left_out unknown[APLOC_LEFT_OUT_MAX];  /**< the first of each distinct unknown code */
    aploc_left_out repeated[APLOC_LEFT_OUT_MAX]; /**< the first repeated pairs */
    int32_t encoding;                            /**< aploc_encoding */
    char separator;                              /**< `,` `;` `\t` or `|` */
    char decimal;                                /**< '.' or ','; 0 when no number had a mark */
    char bom;       /**< 1 when the file opens with a byte order mark */
    char crlf;      /**< 1 when a line ends in CRLF */
    char gzip;      /**< 1 when the file is compressed */
    char used[512]; /**< the columns used: "code=codgeo, population=ptot", for people */
} aploc_read_report;

/** Initialiser of aploc_read_report. */
#define APLOC_READ_REPORT_INIT                                                                     \
    {                                                                                              \
        sizeof(aploc_read_report), 0, 0, 0, 0, 0, 0, 0, {{0, "", ""}}, {{0, "", ""}}, 0, 0, 0, 0,  \
            0, 0, ""                                                                               \
    }

/** A table being written. It appears under its name whole, or not at all. */
typedef struct aploc_writer aploc_writer;

/** Start a table.
 *
 *  The rows go to a temporary file beside `path`, which replaces `path` on commit. A `path` ending
 *  in ".gz" is compressed; equal tables give equal bytes. "/dev/stdout" and other things that are
 *  not regular files are written as they are, without a temporary file; a pipe that has lost its reader
 *  raises SIGPIPE, and is APLOC_ERR_WRITE in a host that ignores that signal.
 *  @param[in]  path       where the table shall appear; copied
 *  @param[in]  separator  `,` or `;` or `\t`
 *  @param[out] writer     set on success only; ended by aploc_writer_commit or aploc_writer_free
 *  @param[out] err        filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT; APLOC_ERR_OPEN when the folder is missing or closed to
 *          writing, or `path` is a folder; APLOC_ERR_WRITE; APLOC_ERR_MEMORY.
 *  Threads: a writer belongs to one thread at a time. Since 0.1. */
APLOC_API aploc_status aploc_writer_create(const char *path, char separator, aploc_writer **writer,
                                           aploc_error *err);

/** Add a text field to the row, quoted where needed. Failures are kept and returned by commit.
 *  @param[in,out] writer  not NULL
 *  @param[in]     text    UTF-8; NULL writes an empty field
 *  Complexity: O(length). Since 0.1. */
APLOC_API void aploc_writer_text(aploc_writer *writer, const char *text);

/** Add a number to the row as aploc_number_write does: it reads back to the same bits; NaN writes an empty
 *  field (a missing value). Failures are kept and returned by commit.
 *  @param[in,out] writer  not NULL
 *  @param[in]     value   any
 *  Complexity: O(1). Since 0.1. */
APLOC_API void aploc_writer_number(aploc_writer *writer, double value);

/** End the row. @param[in,out] writer  not NULL. Complexity: O(1). Since 0.1. */
APLOC_API void aploc_writer_end_row(aploc_writer *writer);

/** A column of many rows: numbers, or texts. With neither its fields are empty. */
typedef struct aploc_write_column {
    const double *numbers; /**< one a row; NULL: texts */
    /** Gives the text of a row, which must stay as it is until the rows are written; called by several
     *  threads at once. */
    const char *(*text)(const void *data, int32_t row);
    const void *data; /**< for `text` */
} aploc_write_column;

/** Add many rows, column k of each from columns[k]: the bytes that aploc_writer_text, aploc_writer_number and
 *  aploc_writer_end_row would write row after row, sooner. Not within a row. Failures are kept and
 *  returned by commit.
 *  @param[in,out] writer     not NULL
 *  @param[in]     n_rows     at least 0
 *  @param[in]     n_columns  at least 1
 *  @param[in]     columns    n_columns of them, each with n_rows rows
 *  @param[in]     n_threads  at most so many; 0: as many as the machine has and the work is worth
 *  Threads: as told. Complexity: O(fields); memory: some 2 MB a thread. Since 0.1. */
APLOC_API void aploc_writer_rows(aploc_writer *writer, int32_t n_rows, int32_t n_columns,
                                 const aploc_write_column *columns, int32_t n_threads);

/** Add a line of text as it is, without separators or quotes: for reports that are not CSV and shall
 *  appear whole as well. Not within a row.
 *  @param[in,out] writer  not NULL
 *  @param[in]     text    UTF-8, without its newline; NULL writes an empty line
 *  Complexity: O(length). Since 0.1. */
APLOC_API void aploc_writer_line(aploc_writer *writer, const char *text);

/** Write what is pending, sync, and let the table appear under its name; frees the writer always.
 *
 *  @param[in]  writer  not NULL; not to be used again, whatever is returned
 *  @param[out] err     filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_WRITE or APLOC_ERR_MEMORY when anything failed since the start: then
 *          no file is left, and one that stood under that name before still does.
 *  Since 0.1. */
APLOC_API aploc_status aploc_writer_commit(aploc_writer *writer, aploc_error *err);

/** Give the table up: nothing appears, the temporary file goes. @param[in] writer  may be NULL. */
APLOC_API void aploc_writer_free(aploc_writer *writer);

#ifdef __cplusplus
}
#endif

#endif
