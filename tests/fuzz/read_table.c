/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Read tables for a program that asks: each line of the input is "TABLE PATH"; the answer is
 *
 *     ok 0 0 LENGTH                 and LENGTH bytes: what was read, as a table of a plain form
 *     failed STATUS LINE LENGTH     and LENGTH bytes: the message
 *
 * One process reads thousands of files, so that what one leaves behind would show in the next. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "tables.h"

static const csv_table *find_table(const char *name)
{
    const csv_table *table = csv_tables;
    while (table->name && strcmp(table->name, name) != 0)
        table++;
    return table->name ? table : NULL;
}

int main(void)
{
    char line[1000];
    while (fgets(line, sizeof line, stdin)) {
        char *path = strchr(line, ' '), *text = NULL;
        size_t length = 0;
        aploc_error err = {0};
        line[strcspn(line, "\n")] = '\0';
        if (!path)
            return 2;
        *path++ = '\0';
        const csv_table *table = find_table(line);
        if (!table)
            return 2;
        FILE *said = open_memstream(&text, &length);
        aploc_status status = table->read(path, NULL, said, NULL, &err);
        fclose(said);
        if (status) {
            fuzz_good_error(path, status, &err);
            printf("failed %d %lld %zu\n%s", (int)status, (long long)err.line, strlen(err.message),
                   err.message);
        } else {
            printf("ok 0 0 %zu\n", length);
            fwrite(text, 1, length, stdout);
        }
        fflush(stdout);
        free(text);
    }
    return 0;
}
