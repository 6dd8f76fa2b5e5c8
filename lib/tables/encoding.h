/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_ENCODING_H
#define APL_TABLES_ENCODING_H

/* Encodings of text: UTF-8, Windows-1252, and names without accents. */

#include <stddef.h>
#include <stdint.h>

/* Whether every byte is ASCII. */
int apl_is_ascii(const char *text, int64_t length);

/* Whether the text is well-formed UTF-8 (no overlong forms, no surrogates). */
int apl_is_utf8(const char *text, int64_t length);

/* Whether the text is well-formed UTF-8 of characters that Windows-1252 has, too: what a text of that code
 * page looks like in UTF-8. */
int apl_is_utf8_of_1252(const char *text, int64_t length);

/* Bytes of UTF-8 that a byte of Windows-1252 can become. */
enum { APL_BYTES_OF_1252 = 3 };

/* Write Windows-1252 as UTF-8 into room for APL_BYTES_OF_1252 bytes each; returns the length. The
 * five bytes that the code page leaves free become control characters, as in browsers. */
int64_t apl_utf8_from_1252(const char *text, int64_t length, char *utf8);

/* Write a name in lower case and without accents. Blanks, "_", "-", ".", ":" and dashes are left
 * out, or become `separator` when it is not 0. Ended by a zero; cut when `size` is too small. */
void apl_fold(const char *text, char separator, char *folded, size_t size);

/* Copy at most `size` - 1 bytes, for a message: cut at a character and ended in "…". */
const char *apl_shown(const char *text, char *shown, size_t size);

/* Bytes for people, in UTF-8, cut when they are too long: what is no character to be shown is \n, \r, \t
 * or \xHH. `size` is at least 8. */
void apl_show_bytes(char *to, size_t size, const char *text, size_t length);

#endif
