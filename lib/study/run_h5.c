/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names within a run file, and the digest of times. */
#include "study/run_h5.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "tables/times.h"

const char *apl_run_path(char path[APL_RUN_PATH_SIZE], const char *group, const char *name)
{
    if (snprintf(path, APL_RUN_PATH_SIZE, "%s/%s", group, name) >= APL_RUN_PATH_SIZE)
        *path = '\0';
    return path;
}

aploc_status apl_run_method_path(const aploc_method *method, char path[APL_RUN_PATH_SIZE],
                                 aploc_error *err)
{
    const char *name = aploc_method_get_text(method, APLOC_METHOD_NAME);
    size_t used = (size_t)snprintf(path, APL_RUN_PATH_SIZE, "/method/"), begin = used;
    for (const char *c = name; *c; c++) {
        char letter[2] = {*c, '\0'};
        int is_plain = apl_run_is_name(letter) || (*c == '.' && c > name);
        if (used + 4 > APL_RUN_PATH_SIZE)
            return apl_fail(err, APLOC_ERR_ARGUMENT,
                            "found the method '%.100s…' of %zu bytes, expected a shorter name",
                            name, strlen(name));
        used += (size_t)snprintf(path + used, 4, is_plain ? "%c" : "%%%02X", (unsigned char)*c);
    }
    /* A method may have no name; no letter of a name is alone. */
    if (used == begin)
        snprintf(path + used, 2, "%%");
    return APLOC_OK;
}

aploc_status apl_times_digest(const aploc_times *times, char hex[APL_DIGEST_SIZE], aploc_error *err)
{
    enum { PIECE = 512 };
    apl_digest *digest = NULL;
    unsigned char bytes[8 * PIECE];
    int64_t n = times->offsets[times->n_demand];
    char line[96];
    aploc_status status = apl_digest_new(&digest, err);
    if (status)
        return status;
    apl_digest_add(digest, line,
                   (size_t)snprintf(line, sizeof line, "times %d %d %lld %d\n",
                                    (int)times->n_demand, (int)times->n_supply, (long long)n,
                                    (int)times->same_places));
    /* Little-endian on any machine: offsets, columns, minutes. */
    const int64_t counts[] = {(int64_t)times->n_demand + 1, n, n};
    for (int which = 0; which < 3; which++) {
        for (int64_t first = 0; first < counts[which]; first += PIECE) {
            size_t used = 0;
            for (int64_t k = first; k < counts[which] && k < first + PIECE; k++) {
                uint64_t bits = 0;
                if (which == 2)
                    memcpy(&bits, &times->minutes[k], sizeof bits);
                else
                    bits = (uint64_t)(which ? times->to[k] : times->offsets[k]);
                for (int b = 0; b < 8; b++)
                    bytes[used++] = (unsigned char)(bits >> (8 * b));
            }
            apl_digest_add(digest, bytes, used);
        }
    }
    apl_digest_end(digest, hex);
    apl_digest_free(digest);
    return APLOC_OK;
}
