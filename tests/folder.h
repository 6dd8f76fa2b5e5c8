/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_TESTS_FOLDER_H
#define APLOC_TESTS_FOLDER_H

/* A folder for the files of a test program. Made and removed by the parent process
 * (tcase_add_unchecked_fixture), so that it goes whatever the tests do. */

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zlib.h>

static char test_folder[64];

static inline void folder_make(void)
{
    strcpy(test_folder, "/tmp/aploc-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(test_folder));
}

/* The path of a file of the folder; good for the next seven calls. */
static inline const char *file_path(const char *name)
{
    static char paths[8][400];
    static int next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", test_folder, name);
    return path;
}

static inline const char *file_of_bytes(const char *name, const char *bytes, size_t length)
{
    const char *path = file_path(name);
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
    ck_assert_int_eq(fclose(file), 0);
    return path;
}

static inline const char *file_of(const char *name, const char *text)
{
    return file_of_bytes(name, text, strlen(text));
}

static inline const char *gzip_file_of(const char *name, const char *text)
{
    const char *path = file_path(name);
    gzFile file = gzopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(gzputs(file, text), (int)strlen(text));
    ck_assert_int_eq(gzclose(file), Z_OK);
    return path;
}

/* The whole of a file, to be freed; NULL when it cannot be opened. */
static inline char *bytes_of_file(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    char *bytes = calloc(1, 1 << 20);
    ck_assert_ptr_nonnull(bytes);
    *length = fread(bytes, 1, (1 << 20) - 1, file);
    fclose(file);
    return bytes;
}

/* How many files the folder holds, hidden ones included; removes them when asked to. */
static inline int folder_count(int and_remove)
{
    int n = 0;
    DIR *folder = opendir(test_folder);
    if (!folder)
        return 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        n++;
        if (and_remove && unlink(file_path(entry->d_name)) != 0)
            rmdir(file_path(entry->d_name));
    }
    closedir(folder);
    return n;
}

static inline void folder_remove(void)
{
    folder_count(1);
    rmdir(test_folder);
}

#endif
