/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_SCENARIOS_H
#define APLOC_SCENARIOS_H

/** @file
 *  Many scenarios of one territory: other supplies, other demands, over the same times.
 *
 *  Tables of scenarios say what the supply of each is, in one of two forms (csv.h):
 *
 *      scenario,code,supply          long: a row for each place where a scenario differs from the
 *      merge,01004,+2                supply as given; the role `scenario` has the usual names scenario,
 *      merge,01007,0                 scenarios, variante, hypothese, option, projet
 *
 *      code,name,today,in_2030       wide: each column besides the code and the name is a scenario,
 *      01004,Bage,1,3                named by its header; an empty field is the supply as given
 *
 *  A column of a wide table whose name is usual for another role (population, standardised, lon, lat,
 *  age classes) is refused, since it could be meant either way: a scenario needs another name, and what
 *  is none is bound to its role by the caller (`age:0-4` and the like), and passed over.
 *
 *  A number with a sign (+2, -0.5) is added to the supply as given, one without takes its place. A
 *  table with a column `scenario` is long. */

#include <stddef.h>
#include <stdint.h>

#include <aploc/communes.h>
#include <aploc/csv.h>
#include <aploc/export.h>
#include <aploc/plan.h>
#include <aploc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A table of scenarios: what each changes of the supply; immutable, usable from many threads. */
typedef struct aploc_scenarios aploc_scenarios;

/** Read a table of scenarios.
 *
 *  @param[in]  path       CSV, long or wide
 *  @param[in]  places     those of the supply; not needed afterwards
 *  @param[in]  n_names    0: the header says which scenarios there are; else the table is wide and
 *                         these columns are the scenarios, all others are passed over
 *  @param[in]  names      n_names columns of the header, exactly, each once; NULL when n_names is 0
 *  @param[in]  options    NULL for the defaults; of its roles code, name, scenario and supply, and
 *                         those of columns of a wide table that are no scenarios
 *  @param[out] scenarios  in the order in which their names come first; set on success only; freed
 *                         by aploc_scenarios_free
 *  @param[out] report     may be NULL
 *  @param[out] err        filled on failure, with file, line and code; may be NULL
 *  @return APLOC_OK; as aploc_communes_read_csv, but for the following: APLOC_ERR_CODE_UNKNOWN for a
 *          place, as options->unknown says; APLOC_ERR_CODE_REPEATED for a place that a scenario has
 *          twice; APLOC_ERR_COLUMN_REPEATED also for a column that could be meant either way;
 *          APLOC_ERR_COLUMN_MISSING also for one of `names`.
 *  Threads: any. Complexity: O(bytes + scenarios x places). Since 0.1. */
APLOC_API aploc_status aploc_scenarios_read_csv(const char *path, const aploc_communes *places,
                                                int32_t n_names, const char *const *names,
                                                const aploc_read_options *options,
                                                aploc_scenarios **scenarios,
                                                aploc_read_report *report, aploc_error *err);

/** Free scenarios. @param[in] scenarios  may be NULL. */
APLOC_API void aploc_scenarios_free(aploc_scenarios *scenarios);

/** Return the number of scenarios, at least 1; 0 for NULL. O(1). */
APLOC_API int32_t aploc_scenarios_count(const aploc_scenarios *scenarios);

/** Return the name of a scenario, in 0 … count - 1; NULL out of range. Borrowed. O(1). */
APLOC_API const char *aploc_scenarios_name(const aploc_scenarios *scenarios, int32_t scenario);

/** Make the supply of a scenario: the supply as given, with its changes.
 *
 *  @param[in]  scenarios  not NULL
 *  @param[in]  scenario   in 0 … count - 1
 *  @param[in]  given      the supply as given, a number a place of those the table was read with,
 *                         finite, not negative
 *  @param[in]  scale      what a number of the table is multiplied by, finite, above 0: 1, or acts a head
 *                         where the table counts heads
 *  @param[out] supply     as many numbers; may be the same array as `given`; untouched on failure
 *  @param[out] err        filled on failure, with file, line and code; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT; APLOC_ERR_NOT_FINITE, APLOC_ERR_NEGATIVE for a number of
 *          `given`; APLOC_ERR_NEGATIVE also where more is taken than there is; APLOC_ERR_OVERFLOW.
 *  Threads: any. Complexity: O(places). Since 0.1. */
APLOC_API aploc_status aploc_scenarios_supply(const aploc_scenarios *scenarios, int32_t scenario,
                                              const double *given, double scale, double *supply,
                                              aploc_error *err);

/** How to solve many scenarios, and what to give besides the APL of each. */
typedef struct aploc_solve_many_options {
    size_t size;       /**< sizeof(aploc_solve_many_options) */
    int32_t n_threads; /**< at most so many; 0: as many as the machine has and the work is worth */
    int32_t variant;   /**< aploc_variant (family.h), as in aploc_solve_options; 0: the APL */
    double *ratios;    /**< where to put R, scenario after scenario; may be NULL */
    aploc_solve_report *reports; /**< one a scenario, each with its size set; may be NULL */
} aploc_solve_many_options;

/** Initialiser of aploc_solve_many_options. */
#define APLOC_SOLVE_MANY_OPTIONS_INIT                                                              \
    {                                                                                              \
        sizeof(aploc_solve_many_options), 0, 0, NULL, NULL                                         \
    }

/** Compute the APL of every place of demand in every scenario: what aploc_solve gives for each, to
 *  the bit, but the pairs of the plan are read once for many of them.
 *
 *  Arrays are scenario after scenario: supply[k * n_supply + j], apl[k * n_demand + i], with the
 *  counts of the plan. Where all have one demand, the demand in reach of each supply is computed
 *  once. The variants e2sfca and kd2sfca read the pairs once for many scenarios; the others solve one
 *  after the other.
 *  @param[in]  plan         not NULL
 *  @param[in]  n_scenarios  at least 1
 *  @param[in]  n_demands    1, a demand for all; or n_scenarios
 *  @param[in]  demand       n_demands x n_demand numbers, finite, not negative
 *  @param[in]  n_supplies   1, a supply for all; or n_scenarios
 *  @param[in]  supply       n_supplies x n_supply numbers, finite, not negative
 *  @param[out] apl          n_scenarios x n_demand numbers; overlaps no other array
 *  @param[in]  options      NULL for the defaults
 *  @param[out] err          filled on failure; the message names the scenario and the place by
 *                           number, from 0 (no scenario where it is the one demand or supply of
 *                           all); may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, also for a count out of its domain or a supply that the plan
 *          does not take (aploc_solve); APLOC_ERR_OPTIONS, APLOC_ERR_NEGATIVE,
 *          APLOC_ERR_NOT_FINITE, APLOC_ERR_OVERFLOW as aploc_solve; APLOC_ERR_MEMORY,
 *          APLOC_ERR_TOO_LARGE. After an APLOC_ERR_OVERFLOW, the only one that
 *          comes of the computation, what stands of the scenarios before the first that it befalls
 *          is right, in all outputs, and of the others undefined; so it is after an
 *          APLOC_ERR_MEMORY with variants that are solved one after the other. Otherwise nothing is
 *          written.
 *  Threads: any number of calls on one plan at once; the same bits for any number of threads and of
 *  scenarios. Memory: beside the outputs, room for the places of 8 scenarios, or of as many more as
 *  16 MB hold, which the plan keeps (aploc_plan_bytes). Complexity: O(scenarios x pairs). Since 0.1. */
APLOC_API aploc_status aploc_solve_many(const aploc_plan *plan, int32_t n_scenarios,
                                        int32_t n_demands, const double *demand, int32_t n_supplies,
                                        const double *supply, double *apl,
                                        const aploc_solve_many_options *options, aploc_error *err);

#ifdef __cplusplus
}
#endif

#endif
