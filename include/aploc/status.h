/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_STATUS_H
#define APLOC_STATUS_H

/** @file
 *  What a call returns, and what an error says. */

#include <stdint.h>

#include <aploc/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The outcome of a call: 0 is success, all else is one of the codes below. */
typedef int32_t aploc_status;

/** Status codes, grouped by theme. A number, once released, keeps its meaning for ever. */
enum {
    APLOC_OK = 0,

    /* 1xx: the call */
    APLOC_ERR_ARGUMENT = 101,    /**< an argument is NULL, negative or out of its domain */
    APLOC_ERR_OPTIONS = 102,     /**< an option struct has an unknown size or an invalid field */
    APLOC_ERR_CANCELLED = 103,   /**< the progress callback asked to stop */
    APLOC_ERR_UNSUPPORTED = 104, /**< something that was left out of this build */

    /* 2xx: the machine */
    APLOC_ERR_MEMORY = 201,    /**< memory could not be had */
    APLOC_ERR_TOO_LARGE = 202, /**< a size exceeds what the machine or an index can address */
    APLOC_ERR_OPEN = 203,      /**< a file or folder named by the caller cannot be opened */
    APLOC_ERR_READ = 204, /**< reading failed midway (disk), or the file was written to meanwhile */
    APLOC_ERR_WRITE = 205, /**< writing failed; nothing was left behind */

    /* 3xx: the form of a file */
    APLOC_ERR_EMPTY = 301, /**< an empty file, or a header without rows */
    APLOC_ERR_ENCODING =
        302,              /**< not text: a NUL byte, UTF-16, a workbook or another binary file */
    APLOC_ERR_LINE = 303, /**< a line without end, or a quote that is not closed or stray */
    APLOC_ERR_ROW_LENGTH = 304,      /**< a row with fewer or more fields than the header */
    APLOC_ERR_COLUMN_MISSING = 305,  /**< a column that is needed is not in the file */
    APLOC_ERR_COLUMN_REPEATED = 306, /**< a column that is used stands twice in the file */
    APLOC_ERR_FORMAT =
        307, /**< an HDF5 file that is not of this form or version; it, or gzip data, damaged */
    APLOC_ERR_DIGEST = 308, /**< data that do not have the digest that stands with them */

    /* 4xx: values */
    APLOC_ERR_NUMBER = 401,     /**< not a number */
    APLOC_ERR_NEGATIVE = 402,   /**< a negative number where none may be */
    APLOC_ERR_NOT_FINITE = 403, /**< NaN or infinite */
    APLOC_ERR_NO_VALUE = 404,   /**< nothing, where a value is needed */
    APLOC_ERR_RANGE = 405,      /**< outside the stated domain */

    /* 5xx: codes and indices */
    APLOC_ERR_CODE_UNKNOWN =
        501, /**< a code that the communes (or sites) do not have; an id that no
                                    practitioner has */
    APLOC_ERR_CODE_REPEATED = 502, /**< a code given twice */
    APLOC_ERR_PAIR_REPEATED = 503, /**< a pair of places given twice */
    APLOC_ERR_INDEX = 504,         /**< an index outside its table */
    APLOC_ERR_CHANGE =
        505, /**< a change of codes that cannot be carried: a split without shares, a circle */

    /* 6xx: methods */
    APLOC_ERR_METHOD_SYNTAX = 601,  /**< a method file that cannot be parsed */
    APLOC_ERR_METHOD_KEY = 602,     /**< a section or key that is unknown, repeated or missing */
    APLOC_ERR_METHOD_VALUE = 603,   /**< a value outside its domain */
    APLOC_ERR_METHOD_UNKNOWN = 604, /**< a value that the method needs and does not know ("?") */
    APLOC_ERR_METHOD_NAME = 605,    /**< no built-in method, or rules, of that name */
    APLOC_ERR_METHOD_AGES = 606,    /**< the age classes of the data are not those of the method */

    /* 7xx: results */
    APLOC_ERR_OVERFLOW = 701,  /**< a result, or what it is made of, too large for a double */
    APLOC_ERR_NO_DEMAND = 702, /**< nothing to use as demand, or a demand of zero everywhere */

    /* 8xx: studies and runs */
    APLOC_ERR_STUDY = 801, /**< a study file that says something that cannot be, or not all */
    APLOC_ERR_CELL =
        802, /**< a cell whose name, or a table whose name, stands for something else in
                              the run */

    /* 9xx: zoning */
    APLOC_ERR_RULES = 901,         /**< zoning rules that say what cannot be, or not all */
    APLOC_ERR_RULES_UNKNOWN = 902, /**< a value that the rules need and do not know ("?") */
    APLOC_ERR_UNIT = 903 /**< a unit, an area or a quarter that cannot be, or a class that is not
                              one of the rules */
};

/** What went wrong and where. The caller owns it; a call writes it on failure only.
 *
 *  `message` is one line without a final newline, complete by itself: it opens with the file and
 *  the line where there is one ("FILE:LINE: found …, expected …"). The fields repeat the position
 *  for programs. Texts that do not fit are cut at a character and end in "…". */
typedef struct aploc_error {
    aploc_status status; /**< as returned by the call */
    int32_t column;      /**< field number in the row, from 1; 0 where there is none */
    int64_t line;        /**< physical line in the file, from 1; 0 where there is none */
    char code[48];       /**< commune code; empty where there is none */
    char file[512];      /**< as the caller named it; empty where there is none */
    char message[1024];  /**< for people; see above */
} aploc_error;

/** Return the name of a status, "APLOC_ERR_…", or "unknown status".
 *  @return a static string, never NULL. Threads: any. Complexity: O(1). Since 0.1. */
APLOC_API const char *aploc_status_name(aploc_status status);

/** Return one English sentence on a status, without a position, for logs that lack an aploc_error.
 *  @return a static string, never NULL. Threads: any. Complexity: O(1). Since 0.1. */
APLOC_API const char *aploc_status_text(aploc_status status);

#ifdef __cplusplus
}
#endif

#endif
