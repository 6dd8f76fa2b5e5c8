/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_TESTS_FUZZ_H
#define APLOC_TESTS_FUZZ_H

/* Fuzz targets: what a reader, or a computation, must keep to whatever the bytes are. A law that is
 * broken ends the program. With clang they become libFuzzer's (tests/deep/fuzz.sh); every test run
 * replays a corpus (replay.c). */

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <aploc/aploc.h>

/* A target: `run` gets its own `which`, so that one function can serve many tables. */
typedef struct fuzz_target {
    const char *name;
    void (*run)(int which, const uint8_t *data, size_t size);
    int which;
} fuzz_target;

/* The families, each ended by a target without a name. */
extern const fuzz_target fuzz_tables[], fuzz_times[], fuzz_texts[], fuzz_numbers[], fuzz_problems[],
    fuzz_h5[];

/* The target of that name; NULL when there is none. Numbered, NULL after the last. */
const fuzz_target *fuzz_find(const char *name);
const fuzz_target *fuzz_get(int k);

/* End the program, with words, unless the law holds. */
void fuzz_law(int holds, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A file of these bytes: always the same path for the same name, in a folder that goes at the end. */
const char *fuzz_path(const char *name);
const char *fuzz_file(const char *name, const void *bytes, size_t size);
const char *fuzz_gzip_file(const char *name, const void *bytes, size_t size);

/* What every failure must say: one line, with the file and the line, what was found and expected. */
void fuzz_good_error(const char *path, aploc_status status, const aploc_error *err);

/* The places of tables with codes; of sites that stand apart. */
const aploc_communes *fuzz_places(void);
const aploc_communes *fuzz_sites(void);

#endif
