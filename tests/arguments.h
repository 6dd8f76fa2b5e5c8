/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_TESTS_ARGUMENTS_H
#define APLOC_TESTS_ARGUMENTS_H

/* Calls of the library with what they cannot take (arguments.c). */

#include <math.h>

#include <aploc/aploc.h>

#include "folder.h"
#include "support.h"

/* A call is refused with this status and these words; `err` is in scope. */
#define REFUSED(call, expected, words)                                                             \
    do {                                                                                           \
        err = (aploc_error){0};                                                                    \
        aploc_status status_ = (call);                                                             \
        ck_assert_msg(status_ == (expected) && err.status == status_, "%s: %s, expected %s; %s",   \
                      #call, aploc_status_name(status_), #expected, err.message);                  \
        ck_assert_msg(strstr(err.message, words) != NULL, "%s: '%s' lacks '%s'", #call,            \
                      err.message, words);                                                         \
    } while (0)

/* The tests of a room each. */
void add_tables(TCase *tests);
void add_studies(TCase *tests);
void add_zonings(TCase *tests);

#endif
