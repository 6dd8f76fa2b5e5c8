/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_EIGHT_H
#define APL_TABLES_EIGHT_H

/* Eight bytes of a text at once, as a number: the first of them lowest, whatever the machine's order. */

#include <endian.h>
#include <stdint.h>
#include <string.h>

enum { APL_EIGHT = 8 };

#define APL_EIGHT_ONES UINT64_C(0x0101010101010101)
#define APL_EIGHT_TOPS UINT64_C(0x8080808080808080)

static inline uint64_t apl_eight(const char *text)
{
    uint64_t eight;
    memcpy(&eight, text, sizeof eight);
    return le64toh(eight);
}

static inline void apl_eight_store(char *text, uint64_t eight)
{
    eight = htole64(eight);
    memcpy(text, &eight, sizeof eight);
}

/* The bytes that are `byte`, by their top bits. The lowest that is marked is one; those above it may be
 * none. */
static inline uint64_t apl_eight_equal(uint64_t eight, char byte)
{
    uint64_t differs = eight ^ APL_EIGHT_ONES * (unsigned char)byte;
    return (differs - APL_EIGHT_ONES) & ~differs & APL_EIGHT_TOPS;
}

/* The lowest bit that is set, alone; 0 of 0. */
static inline uint64_t apl_lowest_bit(uint64_t bits)
{
    return bits & (~bits + 1);
}

/* Eight bytes with '0' taken from each digit: those that were none, by their top bits. The lowest that is
 * marked is one; those above it may be digits. */
static inline uint64_t apl_eight_no_digits(uint64_t values)
{
    return ((values + APL_EIGHT_ONES * 0x76) | values) & APL_EIGHT_TOPS;
}

/* The number that digits are, their values in the upper bytes, the last in the uppermost, zeros below:
 * neighbours are added up. */
static inline uint64_t apl_eight_number(uint64_t values)
{
    values = (values * 10 + (values >> 8)) & UINT64_C(0x00FF00FF00FF00FF);
    values = (values * 100 + (values >> 16)) & UINT64_C(0x0000FFFF0000FFFF);
    return (values * 10000 + (values >> 32)) & UINT64_C(0xFFFFFFFF);
}

#endif
