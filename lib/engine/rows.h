/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ENGINE_ROWS_H
#define APL_ENGINE_ROWS_H

/* The rows of a plan in one of its two orientations, in the form that steps read.
 *
 * Rows that share columns are put together in a band. The columns of a band are listed once, and its
 * entries name them by their place in the list, so that 16 bits do for any number of columns, and
 * what a band needs of x stays in the first cache. Where a band has more columns than a list holds,
 * it is cut into tiles, by ascending columns; most bands are one tile.
 *
 * In a tile the rows, longest first, stand in slots, 8 slots to a slice, and the k-th entries of
 * the 8 rows stand side by side: a kernel adds as many rows at a time as it has lanes, and each row
 * is still summed one entry after the other, by ascending column of the caller. So all kernels, and
 * any other way of keeping this order of sums, give the same bits. Rows shorter than their slice
 * are filled up with entries that add 0.0, which changes no bit: nothing is negative. */

#include <stdint.h>

#include "base/error.h"

enum {
    APL_LANES = 8,            /* slots of a slice */
    APL_MOST_SLOTS = 8192,    /* of a tile whose rows follow each other: times APL_LANES, 16 bits */
    APL_MOST_CLASSES = 32,    /* weights that an entry of 16 bits can tell beside its column */
    APL_MOST_CODES = 65534,   /* weights that have a code */
    APL_MOST_COLUMNS = 4096,  /* of a list, where entries are columns */
    APL_PRODUCTS = 8192,      /* of weights and x, 64 kB, where they are both */
    APL_LEAST_COLUMNS = 1024, /* of a list all the same */
};

/* What an entry is. */
typedef enum apl_form {
    APL_FORM_CLASSES = 1, /* entry = column + n_columns of the tile * weight, plus 1; 0 fills up */
    APL_FORM_CODES = 2,   /* entry = column, and the code of its weight; code 0 fills up */
    APL_FORM_WEIGHTS = 3  /* entry = column, and its weight; weight 0 fills up */
} apl_form;

typedef struct apl_tile {
    int64_t entry;     /* its first */
    int64_t column;    /* its first in the lists */
    int64_t slice;     /* its first in `slices`, which has one more than the tile has slices */
    int32_t slot;      /* its first */
    int32_t n_slots;   /* of 8 a slice; -1 stands for no row */
    int32_t n_columns; /* of its list */
    int32_t goes_on;   /* its sums continue those of the tile before */
    /* Where all is said of its rows in it, and they follow each other for the caller too: which. */
    int32_t first_row;
    int32_t
        n_rows; /* 0: not so, or too many for sums of the widest kernel to be named by 16 bits */
    /* Of n_columns, times 2^31, rounded up: the class of an entry is its product with it, which is
     * exact for what 16 bits hold. So wide that the struct has no gap. */
    uint64_t reciprocal;
} apl_tile;

typedef struct apl_rows {
    int32_t n_rows;
    int32_t n_x;       /* what the columns are of: the rows of the other orientation */
    int32_t form;      /* apl_form */
    int32_t n_weights; /* of classes and codes */
    int32_t n_bands;   /* no row is in two of them */
    int32_t n_tiles;
    int32_t n_slots;
    int64_t n_columns;   /* in the lists, in all */
    int64_t n_slices;    /* in `slices` */
    int64_t n_entries;   /* with those that fill up */
    const double *table; /* borrowed: n_weights + 1 weights by code, that of code 0 is 0 */
    int32_t *bands;      /* n_bands + 1: the first tile of each */
    int64_t *work;       /* n_bands + 1: the entries before each */
    apl_tile *tiles;
    int32_t *columns; /* the caller's numbers, ascending in a list */
    int32_t *slots;   /* the caller's number of the row in each slot */
    uint32_t *slices; /* entries before a slice in its tile, by 8 */
    uint16_t *entries;
    uint16_t *codes; /* APL_FORM_CODES only */
    double *weights; /* APL_FORM_WEIGHTS only */
    int32_t *where;  /* n_rows: the first slot of each row */
    int32_t *next;   /* n_slots: where the row goes on, -1: nowhere; NULL: no band has two tiles */
} apl_rows;

void apl_rows_free(apl_rows *rows);

/* The memory that rows take, in bytes. */
int64_t apl_rows_bytes(const apl_rows *rows);

/* What a tile needs to work in at most: numbers of x (products of classes, or columns) and sums. */
int64_t apl_rows_room(const apl_rows *rows);

/* The first `capacity` entries of row `r`, by ascending index; either array may be NULL. Returns how
 * many the row has. O(entries). */
int64_t apl_row_get(const apl_rows *rows, int32_t r, int64_t capacity, int32_t *index,
                    double *weights);

/* How many entries row `r` has, or some more: as many as its slices have places. O(tiles of it). */
int64_t apl_row_room(const apl_rows *rows, int32_t r);

/* Whether row `r` has an entry whose x is above 0; `names` are the places of its columns in x, NULL:
 * as they are. O(entries). */
int apl_row_any(const apl_rows *rows, int32_t r, const int32_t *names, const double *x);

/* The sum of weight times x over row `r`, added by ascending index: to the bit what a step gives. */
double apl_row_sum(const apl_rows *rows, int32_t r, const double *x);

#endif
