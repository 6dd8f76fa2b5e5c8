/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_TESTS_GOLDEN_FILES_H
#define APLOC_TESTS_GOLDEN_FILES_H

/* The files of data/golden: whatever is there is run. */

#include <dirent.h>

#include "support.h"

/* What must hold of a case `g`, whose file, line and name the message gives. */
#define ck_case(g, condition, ...)                                                                 \
    do {                                                                                           \
        char text_[1100];                                                                          \
        snprintf(text_, sizeof text_, __VA_ARGS__);                                                \
        ck_assert_msg(condition, "%s:%d: case '%s': %s", (g)->file, (g)->line, (g)->name, text_);  \
    } while (0)

/* Run every file of that ending, ".case"; `run` returns how many cases a file has. The sum, and the
 * number of files in `n_files`. */
static inline int run_golden_files(const char *ending, int (*run)(const char *path), int *n_files)
{
    char folder[4000];
    int n_cases = 0;
    *n_files = 0;
    snprintf(folder, sizeof folder, "%s/data/golden", getenv("APLOC_SOURCE"));
    DIR *dir = opendir(folder);
    ck_assert_msg(dir != NULL, "%s cannot be opened", folder);
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        char path[5000];
        size_t length = strlen(entry->d_name), tail = strlen(ending);
        if (length <= tail || strcmp(entry->d_name + length - tail, ending) != 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        n_cases += run(path);
        ++*n_files;
    }
    closedir(dir);
    return n_cases;
}

#endif
