/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files outside the run file: inputs where they lie, and among them times of a known digest. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "study/run_h5_read.h"

/* `length` bytes of a folder, a slash, a path; kept in `*found` when it can be read. */
static aploc_status try_path(const char *folder, size_t length, const char *path, char **found,
                             aploc_error *err)
{
    size_t size = length + strlen(path) + 2;
    char *tried = NULL;
    struct stat facts;
    if (*found)
        return APLOC_OK;
    aploc_status status = apl_array_new(&tried, (int64_t)size, 1, err);
    if (status)
        return status;
    snprintf(tried, size, "%.*s%s%s", (int)length, folder, length ? "/" : "", path);
    /* Anything else than a file, such as a pipe, could keep its reader waiting for ever. */
    if (stat(tried, &facts) == 0 && S_ISREG(facts.st_mode) && access(tried, R_OK) == 0)
        *found = tried;
    else
        free(tried);
    return APLOC_OK;
}

/* The last part of a path. */
static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

int apl_run_shares_name(const aploc_run *run, const char *path)
{
    const aploc_input *input;
    for (int32_t k = 0; (input = aploc_run_get_input(run, k)) != NULL; k++)
        if (strcmp(input->path, path) != 0 && strcmp(name_of(input->path), name_of(path)) == 0)
            return 1;
    return 0;
}

aploc_status apl_run_find_input(const apl_run_reader *r, const char *path, char **found,
                                aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const char *run_file = apl_h5_path(r->h5), *folder = r->folder;
    const char *end = strrchr(run_file, '/');
    size_t length = folder ? strlen(folder) : end ? (size_t)(end - run_file) : 0;
    const char *where = folder ? folder : run_file;
    char *own = NULL;
    if (*path != '/' && (length || !end))
        APL_TRY(try_path(where, length, path, &own, err));
    if (!apl_run_shares_name(r->run, path))
        APL_TRY(try_path(where, length, name_of(path), &own, err));
    if (!folder)
        APL_TRY(try_path("", 0, path, &own, err));
    *found = own;
    own = NULL;
out:
    free(own);
    return status;
}

/* Read a file of times, and keep them when they have the digest. */
static aploc_status try_times(const apl_run_reader *r, const char *file, const char *digest,
                              const aploc_communes *communes, const aploc_communes *sites,
                              aploc_times **times, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_read_options options = APLOC_READ_OPTIONS_INIT;
    aploc_times *read = NULL;
    char hex[APL_DIGEST_SIZE];
    if (r->times)
        options = *r->times;
    /* What was left out then is left out again; the digest says whether it is the same. */
    options.unknown = options.repeated = APLOC_SKIP;
    APL_TRY(aploc_times_read(file, communes, sites, &options, &read, NULL, err));
    APL_TRY(apl_times_digest(read, hex, err));
    if (strcmp(hex, digest) == 0) {
        *times = read;
        read = NULL;
    }
out:
    aploc_times_free(read);
    return status;
}

static aploc_status not_found(const apl_run_reader *r, const char *path, const char *digest,
                              aploc_error *err)
{
    char names[400] = "";
    size_t used = 0;
    const aploc_input *input;
    for (int32_t k = 0; (input = aploc_run_get_input(r->run, k)) != NULL; k++)
        if (strcmp(input->role, "times") == 0 && used < sizeof names - 1)
            used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", used ? ", " : "",
                                     input->path);
    return apl_fail_at(err, APLOC_ERR_OPEN, (apl_place){.file = apl_h5_path(r->h5)},
                       "found no file with the times of %s, of digest %s, expected %s %s%s", path,
                       digest, *names ? names : "the file they came from",
                       r->folder ? "in " : "beside the run file, or its folder to be named",
                       r->folder ? r->folder : "");
}

aploc_status apl_run_find_times(const apl_run_reader *r, const char *path,
                                const aploc_communes *communes, const aploc_communes *sites,
                                aploc_times **times, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    char *digest = NULL, *file = NULL;
    aploc_times *found = NULL;
    const aploc_input *input;
    APL_TRY(apl_h5_get_text(r->h5, path, "digest", &digest, err));
    for (int32_t k = 0; !found && (input = aploc_run_get_input(r->run, k)) != NULL; k++) {
        if (strcmp(input->role, "times") != 0)
            continue;
        free(file);
        file = NULL;
        APL_TRY(apl_run_find_input(r, input->path, &file, err));
        /* A file of this name that is no table of these times is not the one that is looked for. */
        status = file ? try_times(r, file, digest, communes, sites, &found, err) : APLOC_OK;
        if (status == APLOC_ERR_MEMORY || status == APLOC_ERR_CANCELLED)
            goto out;
        status = APLOC_OK;
    }
    if (!found) {
        status = not_found(r, path, digest, err);
        goto out;
    }
    *times = found;
out:
    free(digest);
    free(file);
    return status;
}
