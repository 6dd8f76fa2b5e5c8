/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_METHOD_H
#define APLOC_METHOD_H

/** @file
 *  Methods: what a computation needs to know besides the data, as a file that can be read, cited and
 *  changed. The format (INI) is described in data/methods/README.md.
 *
 *  A value that nobody has published stands as "?" in its file, followed by who could tell. Such a
 *  method loads and describes itself; a call that needs the value fails with
 *  APLOC_ERR_METHOD_UNKNOWN and a message that names it. */

#include <stddef.h>
#include <stdint.h>

#include <aploc/ages.h>
#include <aploc/communes.h>
#include <aploc/csv.h>
#include <aploc/decay.h>
#include <aploc/export.h>
#include <aploc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A method, read and checked. */
typedef struct aploc_method aploc_method;

/** Read a method from a file.
 *
 *  @param[in]  path    not NULL
 *  @param[out] method  set on success only; freed by aploc_method_free
 *  @param[out] err     filled on failure, with file and line; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT; APLOC_ERR_OPEN, APLOC_ERR_READ, APLOC_ERR_MEMORY;
 *          APLOC_ERR_EMPTY, APLOC_ERR_ENCODING; APLOC_ERR_LINE for a line that is too long;
 *          APLOC_ERR_METHOD_SYNTAX, also for more than 64 KiB; APLOC_ERR_METHOD_KEY,
 *          APLOC_ERR_METHOD_VALUE, APLOC_ERR_NUMBER.
 *  Threads: any. Complexity: O(bytes). Since 0.1. */
APLOC_API aploc_status aploc_method_read(const char *path, aploc_method **method, aploc_error *err);

/** Read a method from a text in memory; `source` stands for the file in messages.
 *
 *  @param[in]  text    UTF-8, not NULL; copied
 *  @param[in]  length  its bytes
 *  @param[in]  source  not NULL; copied
 *  @param[out] method  set on success only; freed by aploc_method_free
 *  @param[out] err     filled on failure; may be NULL
 *  @return as aploc_method_read. Threads: any. Complexity: O(length). Since 0.1. */
APLOC_API aploc_status aploc_method_parse(const char *text, size_t length, const char *source,
                                          aploc_method **method, aploc_error *err);

/** Read a method that comes with the library (a file of data/methods, kept inside it).
 *
 *  @param[in]  name    "mg-2015" and the like, not NULL
 *  @param[out] method  set on success only; freed by aploc_method_free
 *  @param[out] err     filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT; APLOC_ERR_METHOD_NAME, the message lists the names that
 *          there are; APLOC_ERR_MEMORY. Threads: any. Since 0.1. */
APLOC_API aploc_status aploc_method_builtin(const char *name, aploc_method **method,
                                            aploc_error *err);

/** Return the name of the k-th method that comes with the library, in alphabetical order; NULL when
 *  there is none. Static. O(1). Since 0.1. */
APLOC_API const char *aploc_method_builtin_name(int32_t k);

/** Free a method. @param[in] method  may be NULL. */
APLOC_API void aploc_method_free(aploc_method *method);

/** The texts of a method. */
typedef enum aploc_method_text {
    APLOC_METHOD_NAME = 0,       /**< short name, for files and tables */
    APLOC_METHOD_TITLE = 1,      /**< one line for people */
    APLOC_METHOD_PROFESSION = 2, /**< whose care */
    APLOC_METHOD_UNIT = 3,       /**< unit of the APL */
    APLOC_METHOD_SOURCE = 4,     /**< where it was published */
    APLOC_METHOD_FILE = 5,       /**< the whole text it was read from, comments included */
    APLOC_METHOD_TEXT_COUNT = 6
} aploc_method_text;

/** Return a text of a method; "" where the file has none, NULL when `which` is not one. Borrowed.
 *  @param[in] method  not NULL
 *  @param[in] which   an aploc_method_text. O(1). Since 0.1. */
APLOC_API const char *aploc_method_get_text(const aploc_method *method, int32_t which);

/** Return how many inhabitants the unit of a method counts by: 100 000 in "full-time equivalents per
 *  100 000 inhabitants"; 1 where the file says nothing. aploc_solve gives the APL by inhabitant:
 *  multiply it by this to have it in the method's unit.
 *  @param[in] method  not NULL. O(1). Since 0.1. */
APLOC_API double aploc_method_get_per(const aploc_method *method);

/** Give the decay of a method.
 *
 *  @param[in]  method  not NULL
 *  @param[out] decay   set on success only, but for `size`, which the caller sets (APLOC_DECAY_INIT);
 *                      its arrays are borrowed from the method
 *  @param[out] err     filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT; APLOC_ERR_OPTIONS for a size that is not known;
 *          APLOC_ERR_METHOD_UNKNOWN when a value stands as "?".
 *  Threads: any. Complexity: O(1). Since 0.1. */
APLOC_API aploc_status aploc_method_get_decay(const aploc_method *method, aploc_decay *decay,
                                              aploc_error *err);

/** What a demand by age adds up to. */
typedef enum aploc_normalise {
    APLOC_NORMALISE_NONE = 0, /**< what the weights say */
    APLOC_NORMALISE_MEAN =
        1 /**< the residents: the weights are scaled to a mean of 1 over the data,
                                   sum_a w[a] P[a] = sum_a P[a] */
} aploc_normalise;

/** The age weights of a method: section [ages]. */
typedef struct aploc_method_ages {
    size_t size;                    /**< set by the caller to sizeof(aploc_method_ages) */
    const aploc_age_class *classes; /**< n_classes, borrowed; NULL when the method has no [ages] */
    const double *weights;          /**< relative consumption of care, one a class; of women where
                                         `weights_men` is not NULL; borrowed */
    const double *weights_men;      /**< those of men where the two differ, else NULL; borrowed */
    int32_t n_classes;              /**< 0 when the method has no [ages] */
    int32_t sex;                    /**< aploc_sex: whose care it is; the others are no demand */
    int32_t normalise;              /**< aploc_normalise */
    int32_t reserved;               /**< 0 */
} aploc_method_ages;

/** Initialiser of aploc_method_ages. */
#define APLOC_METHOD_AGES_INIT                                                                     \
    {                                                                                              \
        sizeof(aploc_method_ages), NULL, NULL, NULL, 0, 0, 0, 0                                    \
    }

/** Give the age classes of a method and the weight of each.
 *
 *  @param[in]  method  not NULL
 *  @param[out] ages    set on success only, but for `size`, which the caller sets; its arrays are
 *                      borrowed from the method
 *  @param[out] err     filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT; APLOC_ERR_OPTIONS for a size that is not known;
 *          APLOC_ERR_METHOD_UNKNOWN when weights stand as "?".
 *  Threads: any. Complexity: O(1). Since 0.1. */
APLOC_API aploc_status aploc_method_get_ages(const aploc_method *method, aploc_method_ages *ages,
                                             aploc_error *err);

/** Return whose care a method is for, an aploc_sex, also when its weights stand as "?".
 *  @param[in] method  not NULL. Threads: any. O(1). Since 0.1. */
APLOC_API int32_t aploc_method_get_sex(const aploc_method *method);

/** What a supply is counted in. */
typedef enum aploc_supply_unit {
    APLOC_SUPPLY_ACTS = 0, /**< activity as practitioners give it: acts a year, or fees */
    APLOC_SUPPLY_FTE = 1   /**< full-time equivalents */
} aploc_supply_unit;

/** What a practice counts for in the year in which it opens. */
typedef enum aploc_first_year {
    APLOC_FIRST_YEAR_AS_IS = 0,
    APLOC_FIRST_YEAR_FULL = 1 /**< one full-time equivalent, whatever its activity */
} aploc_first_year;

/** What activity of less than 12 months counts for. */
typedef enum aploc_part_year {
    APLOC_PART_YEAR_AS_IS = 0,  /**< what it is; the floor holds */
    APLOC_PART_YEAR_SCALED = 1, /**< as much as in 12 months at the same pace; the floor holds */
    APLOC_PART_YEAR_KEEP = 2    /**< what it is; no floor */
} aploc_part_year;

/** What becomes of the activity of locums. */
typedef enum aploc_locums {
    APLOC_LOCUMS_KEEP = 0, /**< it counts where it was done */
    APLOC_LOCUMS_MOVE = 1  /**< it counts as that of the practitioner replaced */
} aploc_locums;

/** Whether the floor holds for a kind of practice. */
typedef enum aploc_volume {
    APLOC_VOLUME_FLOOR = 0, /**< the floor holds */
    APLOC_VOLUME_KEEP = 1   /**< its real volume counts, without the floor */
} aploc_volume;

/** The supply rules of a method: section [supply]. Numbers are NaN, and words 0, where the file has
 *  none or says "?". The unit of floor, cap and fte is that of the practitioners' activity: acts a
 *  year, or fees. What each rule does, and in which order, stands in supply.h. */
typedef struct aploc_method_supply {
    size_t size;             /**< set by the caller to sizeof(aploc_method_supply) */
    double floor;            /**< the least activity a practitioner counts for */
    double cap;              /**< the most activity a practice counts for */
    double max_age;          /**< practitioners above this age are left out, in years */
    double fte;              /**< the activity of one full-time equivalent */
    const double *step_acts; /**< where each FTE step starts, the first at 0; borrowed from the
                                  method; NULL without fte_steps */
    const double *step_fte;  /**< the FTE of a practice from there on; borrowed */
    int32_t n_steps;         /**< of both; 0 without fte_steps */
    int32_t unit;            /**< aploc_supply_unit: what the result is counted in */
    int32_t first_year;      /**< aploc_first_year */
    int32_t part_year;       /**< aploc_part_year */
    int32_t locums;          /**< aploc_locums */
    int32_t salaried;        /**< aploc_volume, of salaried practices */
    int32_t secondary;       /**< aploc_volume, of secondary practices */
    int32_t reserved;        /**< 0 */
} aploc_method_supply;

/** Initialiser of aploc_method_supply. */
#define APLOC_METHOD_SUPPLY_INIT                                                                   \
    {                                                                                              \
        sizeof(aploc_method_supply), 0, 0, 0, 0, NULL, NULL, 0, 0, 0, 0, 0, 0, 0, 0                \
    }

/** Give the supply rules of a method, as its section [supply] states them.
 *
 *  @param[in]  method  not NULL
 *  @param[out] supply  set on success only, but for `size`, which the caller sets; its arrays are
 *                      borrowed from the method
 *  @param[out] err     filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT; APLOC_ERR_OPTIONS for a size that is not known.
 *  Threads: any. Complexity: O(1). Since 0.1. */
APLOC_API aploc_status aploc_method_get_supply(const aploc_method *method,
                                               aploc_method_supply *supply, aploc_error *err);

/** Return the measure that a method asks for, an aploc_variant (family.h): its [family] variant, or
 *  APLOC_VARIANT_E2SFCA when it has none.
 *  @param[in] method  not NULL. Threads: any. O(1). Since 0.1. */
APLOC_API int32_t aploc_method_get_variant(const aploc_method *method);

/** A value that a method needs and does not know. */
typedef struct aploc_method_gap {
    const char *section; /**< "decay" */
    const char *key;     /**< "steps" */
    const char *hint;    /**< who publishes it, as the file says; "" when it does not */
    int64_t line;        /**< in the method's file, from 1 */
} aploc_method_gap;

/** Return the k-th value that stands as "?" in a method, in the order of the file; NULL when there
 *  are no more. Borrowed. O(1). Since 0.1. */
APLOC_API const aploc_method_gap *aploc_method_get_gap(const aploc_method *method, int32_t k);

/** Where a demand came from. */
typedef enum aploc_demand_source {
    APLOC_DEMAND_STANDARDISED = 1, /**< the standardised column */
    APLOC_DEMAND_AGES = 2,         /**< residents by age times the method's weights */
    APLOC_DEMAND_POPULATION = 3    /**< residents: nothing was standardised */
} aploc_demand_source;

/** What aploc_demand_standardise did. */
typedef struct aploc_demand_report {
    size_t size;       /**< set by the caller to sizeof(aploc_demand_report) */
    int32_t source;    /**< aploc_demand_source */
    int32_t n_filled;  /**< places whose standardised population, or residents by age, are missing
                          and that were filled in */
    double fill_ratio; /**< standardised people a resident, in the places that have both; used to
                          fill; 0 when nothing was filled in */
    double filled;     /**< the demand that was filled in, in all */
    double total;      /**< the demand of all places */
    double scale;      /**< what the weights were multiplied by to normalise them; 1 where they were
                          not */
    int32_t n_merged;  /**< age classes: see aploc_refit_report; all 0 where they agree */
    int32_t n_split;   /**< likewise */
    int32_t oldest;    /**< likewise */
    int32_t reserved;  /**< 0 */
    double moved;      /**< residents placed by an assumption: those of classes that were split */
    char changes[512]; /**< which classes were merged and split, for people; "" where they agree */
} aploc_demand_report;

/** Initialiser of aploc_demand_report. */
#define APLOC_DEMAND_REPORT_INIT                                                                   \
    {                                                                                              \
        sizeof(aploc_demand_report), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ""                           \
    }

/** What to do where the age classes of the data are not those of the method. */
typedef enum aploc_age_fit {
    APLOC_AGES_MATCH = 0, /**< an error that shows both lists */
    APLOC_AGES_REFIT = 1  /**< merge and split those of the data: aploc_ages_refit */
} aploc_age_fit;

/** How to compute a demand. All zero but `size` means: from the table of places, refusing what is
 *  missing and age classes that do not match. */
typedef struct aploc_demand_options {
    size_t size;            /**< sizeof(aploc_demand_options) */
    const aploc_ages *ages; /**< residents by age to use, read for these places; NULL: what the
                                 table of places has */
    int32_t missing;        /**< aploc_policy for places that lack their number: see below */
    int32_t fit;            /**< aploc_age_fit */
    int32_t oldest;         /**< the age at which an open class ends where it is split; 0:
                                 APLOC_OLDEST_AGE */
    int32_t source;         /**< aploc_demand_source that is wanted; 0: the first that there is */
} aploc_demand_options;

/** Initialiser of aploc_demand_options. */
#define APLOC_DEMAND_OPTIONS_INIT                                                                  \
    {                                                                                              \
        sizeof(aploc_demand_options), NULL, 0, 0, 0, 0                                             \
    }

/** Compute the demand D of each place, in standardised people.
 *
 *  Of the wanted source, or the first that there is of: (1) the residents by age of the options;
 *  (2) the standardised column; (3) the age classes of the places, when the method has [ages];
 *  (4) the population as it is.
 *  In (1) and (3) D[i] = sum_a w[a] P[i][a] (IRDES, Document de travail 70, 2016, section 2.2), over
 *  the residents of the sex whose care the method is for; with weights by sex the sum of both; times
 *  one factor where the method normalises (that of the places that have all their numbers).
 *  Where (1) or (2) lack the value of some places, `missing` decides: APLOC_REFUSE fails;
 *  APLOC_SKIP fills in the residents of the place times the ratio of standardised people to
 *  residents over the places that have both.
 *  @param[in]  communes  not NULL
 *  @param[in]  method    not NULL; its ages are needed for (1) and (3) only
 *  @param[in]  options   NULL for the defaults
 *  @param[out] demand    aploc_communes_count(communes) numbers; untouched on failure
 *  @param[out] report    may be NULL
 *  @param[out] err       filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, also for residents by age of another number of places;
 *          APLOC_ERR_MEMORY; APLOC_ERR_OPTIONS for sizes and fields out of their domain;
 *          APLOC_ERR_COLUMN_MISSING when the places have none of the four, not the wanted one, or
 *          nobody of the sex that the method needs (population alone will not do for one that is for
 *          women);
 *          APLOC_ERR_NO_VALUE for a missing value that cannot be filled in;
 *          APLOC_ERR_METHOD_UNKNOWN; APLOC_ERR_METHOD_AGES, whose message shows both lists of
 *          classes, and for (1) with a method without [ages]; APLOC_ERR_NO_DEMAND when the demand is
 *          0 everywhere; APLOC_ERR_OVERFLOW.
 *  Threads: any. Complexity: O(places * classes). Since 0.1. */
APLOC_API aploc_status aploc_demand_standardise(const aploc_communes *communes,
                                                const aploc_method *method,
                                                const aploc_demand_options *options, double *demand,
                                                aploc_demand_report *report, aploc_error *err);

#ifdef __cplusplus
}
#endif

#endif
