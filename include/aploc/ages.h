/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_AGES_H
#define APLOC_AGES_H

/** @file
 *  Residents by age class, and by sex, from a table of their own; and from one set of classes to
 *  another.
 *
 *  The table is wide, a row a place (and a sex), the classes in columns:
 *
 *      code;sex;0-4;5-9;...;90+             usual names of age columns: csv.h
 *
 *  or long, a row a place, a class (and a sex), the class as a text or as its first and last year:
 *
 *      code;sex;age_class;population        0-4, 0 à 4 ans, 17, 90+, 90 ans et plus …
 *      code;sex;age_from;age_to;population  an empty age_to: and over
 *
 *  A row of the sex "T", "total", "ensemble", "both", "tous" or "all", or any row of a table
 *  without a column for the sex, is of both sexes; "F", "femme", "woman", "female" and the like, or
 *  "2", of women; "H", "M", "homme", "man", "male" and the like, or "1", of men. Case, accents and
 *  "_" do not matter. Where both sexes are asked for they are taken as given; women and men are
 *  added up only in a place whose own rows of both are missing: nobody is counted twice. Rows of
 *  all ages in a long table ("total" and the like) are left out.
 *
 *  A place without a row, and an empty field or "NA", is a missing value (NaN): what uses the table
 *  says what becomes of it. */

#include <stddef.h>
#include <stdint.h>

#include <aploc/communes.h>
#include <aploc/csv.h>
#include <aploc/export.h>
#include <aploc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Whose residents. */
typedef enum aploc_sex {
    APLOC_BOTH_SEXES = 0,
    APLOC_WOMEN = 1,
    APLOC_MEN = 2,
    APLOC_SEX_COUNT = 3
} aploc_sex;

/** Residents by place, age class and sex. */
typedef struct aploc_ages aploc_ages;

/** Read a table of residents by age.
 *
 *  Classes come out youngest first, whatever their order in the file.
 *  @param[in]  path     not NULL; plain or gzip
 *  @param[in]  places   the places that the codes stand for, not NULL; not kept
 *  @param[in]  options  NULL for the defaults; `unknown` says what to do with other codes; `keep`
 *                       takes one year out of a table of several
 *  @param[out] ages     set on success only; freed by aploc_ages_free
 *  @param[out] report   what was found; n_unknown counts rows; may be NULL
 *  @param[out] err      filled on failure, with file and line; may be NULL
 *  @return APLOC_OK; as aploc_communes_read_csv, and APLOC_ERR_CODE_UNKNOWN; APLOC_ERR_CODE_REPEATED
 *          for a place, class and sex given twice; APLOC_ERR_RANGE for a text that is no age class
 *          or no sex; APLOC_ERR_COLUMN_MISSING for a table that is neither wide nor long;
 *          APLOC_ERR_COLUMN_REPEATED for classes that overlap.
 *  Threads: any. Complexity: O(bytes + places * classes); 24 bytes a number while it is read. Since
 *  0.1. */
APLOC_API aploc_status aploc_ages_read_csv(const char *path, const aploc_communes *places,
                                           const aploc_read_options *options, aploc_ages **ages,
                                           aploc_read_report *report, aploc_error *err);

/** Free a table. @param[in] ages  may be NULL. */
APLOC_API void aploc_ages_free(aploc_ages *ages);

/** Return the number of places, those of the table it was read with; 0 for NULL. O(1). Since 0.1. */
APLOC_API int32_t aploc_ages_count(const aploc_ages *ages);

/** Return the file the table was read from, as it was named then; NULL for NULL. Borrowed. O(1).
 *  Since 0.1. */
APLOC_API const char *aploc_ages_path(const aploc_ages *ages);

/** Return the age classes, youngest first, and their number in `n_classes`; they do not overlap.
 *  NULL for NULL. Borrowed. O(1). Since 0.1.
 *  @param[in]  ages       may be NULL
 *  @param[out] n_classes  may be NULL */
APLOC_API const aploc_age_class *aploc_ages_classes(const aploc_ages *ages, int32_t *n_classes);

/** Return the residents of a sex: class `a` of place `i` stands at [i * n_classes + a], NaN where
 *  missing; NULL when the table has nobody of that sex anywhere, or `sex` is not one. Both sexes
 *  are there whenever women and men are. Borrowed. O(1). Since 0.1.
 *  @param[in] ages  not NULL
 *  @param[in] sex   an aploc_sex */
APLOC_API const double *aploc_ages_table(const aploc_ages *ages, int32_t sex);

/** The age at which an open class such as 90+ ends (not included) where it has to be split. */
#define APLOC_OLDEST_AGE 100

/** What aploc_ages_refit did. */
typedef struct aploc_refit_report {
    size_t size;       /**< set by the caller to sizeof(aploc_refit_report) */
    int32_t n_merged;  /**< classes asked for that are made of several whole ones */
    int32_t n_split;   /**< classes of the data that were split */
    int32_t oldest;    /**< the age at which an open class was taken to end; 0: none was split */
    int32_t reserved;  /**< 0 */
    double people;     /**< residents, missing ones aside */
    double moved;      /**< of these, in classes that were split: placed by the assumption that a
                            class has as many people of each age */
    char changes[512]; /**< "85-89 90+ into 85+; 0-19 split into 0-9 10-19", for people */
} aploc_refit_report;

/** Initialiser of aploc_refit_report. */
#define APLOC_REFIT_REPORT_INIT                                                                    \
    {                                                                                              \
        sizeof(aploc_refit_report), 0, 0, 0, 0, 0, 0, ""                                           \
    }

/** Put residents by age into other classes.
 *
 *  Classes that lie within one that is asked for are added up, exactly (whole people). A class that
 *  lies over several is split evenly over its years: of 0-19, a quarter goes to 0-4. An open class
 *  has no width: split, it is taken to end before the age `oldest`, so that with 100 a third of 85+
 *  goes to 85-89 and two thirds to 90+. That is an assumption (the old are not spread evenly), and
 *  the report says how many people it placed. Their number is kept but for rounding.
 *  @param[in]  n_places   0 or more
 *  @param[in]  n_from     how many classes there are, at least 1
 *  @param[in]  from       the classes there are: ascending, not overlapping
 *  @param[in]  residents  n_places * n_from numbers, place by place; not negative; NaN: missing
 *  @param[in]  n_to       how many classes are asked for, at least 1
 *  @param[in]  to         the classes asked for: ascending, not overlapping; all ages of `from`, and
 *                         no others (a closed class may stand for an open one from `oldest` on)
 *  @param[in]  oldest     2 to 150, or 0 for APLOC_OLDEST_AGE
 *  @param[out] refitted   n_places * n_to numbers, NaN where a class that is needed is missing; not
 *                         one of the inputs; untouched on failure
 *  @param[out] report     may be NULL
 *  @param[out] err        filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT; APLOC_ERR_OPTIONS for the size of `report` or an `oldest`
 *          out of its domain, as from aploc_demand_standardise; APLOC_ERR_NEGATIVE,
 *          APLOC_ERR_NOT_FINITE; APLOC_ERR_OVERFLOW for residents that add up to 1e300 or more;
 *          APLOC_ERR_METHOD_AGES when one of the two has an age that the other lacks, or `oldest` is
 *          too young for an open class that has to be split; APLOC_ERR_MEMORY.
 *  Threads: any. Complexity: O(places * classes). Since 0.1. */
APLOC_API aploc_status aploc_ages_refit(int32_t n_places, int32_t n_from,
                                        const aploc_age_class *from, const double *residents,
                                        int32_t n_to, const aploc_age_class *to, int32_t oldest,
                                        double *refitted, aploc_refit_report *report,
                                        aploc_error *err);

#ifdef __cplusplus
}
#endif

#endif
