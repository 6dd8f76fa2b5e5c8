/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_APLOC_H
#define APLOC_APLOC_H

/** @file
 *  aploc: the localised potential accessibility of care (accessibilité potentielle localisée, APL).
 *
 *  This header includes all the others, in the order in which data flows:
 *
 *      status.h         what a call returns, what an error says
 *      progress.h       the callback of long work
 *      version.h        the version and the facts of the build
 *      number.h         numbers as text, whatever the locale
 *      csv.h            how tables are read (dialects, roles of columns) and written (whole or not)
 *      communes.h       places: codes, names, populations, ages, groups
 *      changes.h        communes that merge, split, change codes; tables carried to another date
 *      ages.h           residents by age and sex; from one set of age classes to another
 *      practitioners.h  who practises where, and how much
 *      times.h          travel times between places
 *      edits.h          changes to be tried, as a table
 *      decay.h          the weight of a travel time
 *      method.h         method files: decay, age weights, supply rules; the standardised demand
 *      supply.h         the supply rules of a method, from practitioners to places
 *      plan.h           the plan of a computation, and the APL itself
 *      family.h         other measures of accessibility from the same plan
 *      scenarios.h      many supplies and demands over one plan
 *      whatif.h         changes one by one: who gains, who loses, where an APL comes from
 *      stream.h         the same from a file of times that does not fit into memory
 *      measure.h        what a method asks for, in its unit
 *      run.h            results with everything they were computed from
 *      compare.h        two results: what changed, for whom, and why
 *      runfile.h        the same in one file, and held against itself
 *      study.h          many runs from one file
 *      quality.h        what to know of the inputs before trusting a result
 *      statistics.h     means, quantiles, inequality, what a difference is made of
 *      weights.h        age weights from consumption, or from published standardised populations
 *      zoning.h         rules of zoning, and the class of each commune by them
 *      audit.h          a list of classes held against the rules
 *      zoning_diff.h    what changed between two lists
 *      zoning_solve.h   ceilings filled by substitution, quarters and exchange
 *      aid.h            what each class opens, and what installations come to
 *      synth.h          synthetic territories
 *
 *  Rules that hold everywhere, unless a function says otherwise:
 *
 *  - A function that can fail returns an aploc_status, 0 on success, and takes an aploc_error as
 *    its last argument, which may be NULL and is written only on failure. Outputs are set on
 *    success only.
 *  - Objects are opaque, immutable once built, and safe to use from many threads at once. Each has
 *    a _free function that accepts NULL.
 *  - Arrays are (pointer, count), borrowed for the call and never kept. A pointer to an array may
 *    be NULL only when its count is 0, or where the function says so. Indices are int32_t and start
 *    at 0, offsets and sizes are int64_t, all else is double.
 *  - Option structs open with their own size and have an initialiser, XXX_INIT; NULL stands for it.
 *  - A pointer may be NULL only where that is said. A function that says nothing of threads may be
 *    called from any, with objects that no other thread is freeing.
 *  - Nothing aborts, exits, prints, reads the environment, or depends on or changes the locale. One
 *    thing is beyond our hand: the OpenMP runtime reads its own variables (OMP_…) when it is loaded,
 *    and ends the process when the system refuses it a thread. It starts none with n_threads = 1.
 *  - Text is UTF-8. Times are minutes. */

#include <aploc/export.h>
#include <aploc/status.h>
#include <aploc/progress.h>
#include <aploc/version.h>
#include <aploc/number.h>
#include <aploc/csv.h>
#include <aploc/communes.h>
#include <aploc/changes.h>
#include <aploc/ages.h>
#include <aploc/practitioners.h>
#include <aploc/times.h>
#include <aploc/edits.h>
#include <aploc/decay.h>
#include <aploc/method.h>
#include <aploc/supply.h>
#include <aploc/plan.h>
#include <aploc/family.h>
#include <aploc/scenarios.h>
#include <aploc/whatif.h>
#include <aploc/stream.h>
#include <aploc/measure.h>
#include <aploc/run.h>
#include <aploc/compare.h>
#include <aploc/runfile.h>
#include <aploc/study.h>
#include <aploc/quality.h>
#include <aploc/statistics.h>
#include <aploc/weights.h>
#include <aploc/zoning.h>
#include <aploc/audit.h>
#include <aploc/zoning_diff.h>
#include <aploc/zoning_solve.h>
#include <aploc/aid.h>
#include <aploc/synth.h>

#endif
