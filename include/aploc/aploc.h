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
 *    So do structs that a call fills: the caller sets their size. Another size than that of this
 *    version is APLOC_ERR_OPTIONS, and nothing is written. A member `reserved` is 0: in what a call
 *    takes another value is APLOC_ERR_OPTIONS, in what it fills it is set to 0.
 *  - A pointer may be NULL only where that is said. A function that returns a value and no status
 *    gives for an object that is NULL what it gives for an empty one or out of range: 0, NULL, -1 or
 *    NaN; but where its object is said to be "not NULL", it must not be.
 *  - A function that says nothing of threads may be called from any, with objects that no other
 *    thread is freeing.
 *  - Nothing aborts, exits, prints, reads the environment, or depends on or changes the locale; a
 *    want of memory is APLOC_ERR_MEMORY. That holds for what this library does and has done by GSL,
 *    libcsv, inih, zlib and nettle. Beyond our hand are two: the OpenMP runtime reads its own
 *    variables (OMP_…) when it is loaded, and ends the process when the system refuses it a thread
 *    (it starts none with n_threads = 1) or, with any number, the memory that it needs itself; HDF5
 *    may end the process, or recurse until it ends, when it is refused memory within.
 *  - What reads or writes HDF5 (times.h, stream.h, runfile.h, study.h, plan.h, synth.h) calls that
 *    library under one lock of ours. A host that uses HDF5 itself, from another thread and built
 *    without its own lock, keeps its calls apart from these. A process that forks while another of
 *    its threads is inside leaves the child with that lock taken: call none of these there.
 *  - A path that is written to may be a pipe. Writing into a pipe without a reader raises SIGPIPE, as
 *    any write does: a host that writes into pipes ignores that signal, and gets APLOC_ERR_WRITE.
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
