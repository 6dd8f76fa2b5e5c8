/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_VERSION_H
#define APLOC_VERSION_H

/** @file
 *  The version, and how the library in use was built. The build system reads the numbers below, so
 *  that the soname, the pkg-config file and this header cannot drift apart. */

#include <aploc/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Changes with the interface, from 1 on. */
#define APLOC_VERSION_MAJOR 0
/** Changes with what is added; until 1.0 also with the interface. */
#define APLOC_VERSION_MINOR 1
/** Changes with mends. */
#define APLOC_VERSION_PATCH 0

/** Return the version of the library that runs, as "MAJOR.MINOR.PATCH".
 *
 *  It can differ from the macros above, which are those the caller was compiled with.
 *  @return a static string, never NULL.
 *  Threads: any. Complexity: O(1). Since 0.1. */
APLOC_API const char *aploc_version(void);

/** Return how the library was built: compiler, libraries and their versions, thread support.
 *
 *  Lines of the form "key: value", separated and ended by a newline; for people, not for parsing.
 *  @return a static string, never NULL.
 *  Threads: any. Complexity: O(1). Since 0.1. */
APLOC_API const char *aploc_build_facts(void);

#ifdef __cplusplus
}
#endif

#endif
