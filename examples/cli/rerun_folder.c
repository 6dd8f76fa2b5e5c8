/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The output folder of a study is that of one run. Files are written into a folder of their own within
 * it and moved to their places when all are there; until then nothing of it changes. What shall be
 * moved is written down first (rerun_moves.c): a run that is killed between two moves is finished by
 * the next. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rerun.h"

static const char prefix[] = ".rerun-";

char *rerun_join(const char *folder, const char *start, const char *name)
{
    char *path = NULL;
    return asprintf(&path, "%s/%s%s", folder, start, name) < 0 ? NULL : path;
}

aploc_status rerun_no_memory(aploc_error *err)
{
    return fail(err, APLOC_ERR_MEMORY, "not enough memory for the names of the tables");
}

/* Remove a folder of this kind with the files in it. */
static void remove_stage(const char *stage)
{
    DIR *all = opendir(stage);
    const struct dirent *one;
    while (all && (one = readdir(all)))
        (void)unlinkat(dirfd(all), one->d_name, 0);
    if (all)
        closedir(all);
    (void)rmdir(stage);
}

/* Open a folder of this kind and lock it: -1 when a run that is alive has it. */
static int lock_stage(const char *stage)
{
    struct stat opened, found;
    int fd = open(stage, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &opened) == 0 &&
        stat(stage, &found) == 0 && opened.st_ino == found.st_ino && opened.st_dev == found.st_dev)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

/* What runs that were killed left behind: moves that were written down are finished, all else goes. */
static aploc_status end_dead(rerun *r, aploc_error *err)
{
    DIR *all = opendir(r->output);
    const struct dirent *one;
    aploc_status status = APLOC_OK;
    while (all && !status && (one = readdir(all))) {
        char *stage = strncmp(one->d_name, prefix, sizeof prefix - 1) == 0 &&
                              strlen(one->d_name) == sizeof prefix - 1 + 6
                          ? rerun_join(r->output, "", one->d_name)
                          : NULL;
        int lock = stage ? lock_stage(stage) : -1;
        if (lock >= 0) {
            status = rerun_finish_moves(r, stage, err);
            if (!status)
                remove_stage(stage);
            close(lock);
        }
        free(stage);
    }
    if (all)
        closedir(all);
    return status;
}

/* Two runs into one folder: one after the other. Let go of by close; -1: it cannot be locked. */
static int lock_folder(const rerun *r)
{
    int folder = open(r->output, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    while (folder >= 0 && flock(folder, LOCK_EX) != 0 && errno == EINTR && !interrupt_came())
        ;
    return folder;
}

aploc_status rerun_recover_folder(rerun *r, aploc_error *err)
{
    int folder = lock_folder(r);
    aploc_status status = end_dead(r, err);
    if (folder >= 0)
        close(folder);
    return status;
}

static aploc_status make_folder(rerun *r, aploc_error *err)
{
    struct stat found;
    if (mkdir(r->output, 0777) == 0) {
        r->made_folder = true;
        return APLOC_OK;
    }
    int reason = errno;
    if (reason == EEXIST && stat(r->output, &found) == 0 && S_ISDIR(found.st_mode))
        return APLOC_OK;
    return fail(err, APLOC_ERR_OPEN,
                "%s: found that no folder can be made (%s), expected one, or a "
                "name in a folder that is there",
                r->output, strerror(reason));
}

aploc_status rerun_open_folder(rerun *r, aploc_error *err)
{
    aploc_status status = make_folder(r, err);
    if (status)
        return status;
    /* One that is taken for dead between its making and its lock is made again. */
    for (int tries = 0; tries < 10 && r->lock < 0; tries++) {
        free(r->stage);
        r->stage = rerun_join(r->output, prefix, "XXXXXX");
        if (!r->stage)
            return rerun_no_memory(err);
        if (!mkdtemp(r->stage))
            break;
        r->lock = lock_stage(r->stage);
    }
    if (r->lock >= 0)
        return APLOC_OK;
    status = fail(err, APLOC_ERR_OPEN,
                  "%s: found that it cannot be written (%s), expected a folder open to writing",
                  r->output, strerror(errno));
    free(r->stage);
    r->stage = NULL;
    return status;
}

void rerun_close_folder(rerun *r, aploc_error *err)
{
    char *at = r->stage ? strstr(err->message, r->stage + strlen(r->output)) : NULL;
    if (at) { /* the file is meant, not where it is made */
        size_t length = strlen(r->stage) - strlen(r->output);
        memmove(at, at + length, strlen(at + length) + 1);
    }
    if (r->stage)
        remove_stage(r->stage);
    if (r->lock >= 0)
        close(r->lock);
    if (err->status && r->made_folder)
        (void)rmdir(r->output);
    free(r->stage);
    r->stage = NULL;
    r->lock = -1;
}

/* ---- what the folder has ---- */

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The files that were written, by name, run.h5 last. */
static aploc_status list_files(const rerun *r, char ***names, int *n, aploc_error *err)
{
    DIR *all = opendir(r->stage);
    const struct dirent *one;
    aploc_status status = all ? APLOC_OK : rerun_no_memory(err);
    while (!status && (one = readdir(all))) {
        char **grown =
            *one->d_name == '.' ? *names : realloc(*names, ((size_t)*n + 1) * sizeof **names);
        if (*one->d_name == '.')
            continue;
        if (grown)
            *names = grown;
        if (!grown || !(grown[*n] = strdup(one->d_name)))
            status = rerun_no_memory(err);
        else
            ++*n;
    }
    if (all)
        closedir(all);
    if (status || *n == 0)
        return status;
    qsort(*names, (size_t)*n, sizeof **names, compare_names);
    for (int k = 0; k + 1 < *n; k++)
        if (strcmp((*names)[k], "run.h5") == 0) {
            char *run = (*names)[k];
            memmove(*names + k, *names + k + 1, (size_t)(*n - k - 1) * sizeof **names);
            (*names)[*n - 1] = run;
            break;
        }
    return APLOC_OK;
}

/* The digest of a file, of the one input of a run without cells. */
aploc_status rerun_digest(const char *path, aploc_run **scratch, const aploc_input **facts,
                          aploc_error *err)
{
    aploc_status status = aploc_run_create(scratch, err);
    if (!status)
        status = aploc_run_add_input(*scratch, "file", path, NULL, err);
    if (!status)
        *facts = aploc_run_get_input(*scratch, 0);
    return status;
}

/* Write files.csv: what this run wrote. */
static aploc_status write_list(rerun *r, char *const *names, int n, aploc_error *err)
{
    static const char *const header[] = {"name", "bytes", "sha256"};
    aploc_writer *to = NULL;
    aploc_status status = rerun_create(r, "files", ".csv", header, 3, &to, err);
    if (status)
        return status;
    for (int k = 0; !status && k < n; k++) {
        const aploc_input *facts = NULL;
        aploc_run *scratch = NULL;
        char *path = rerun_join(r->stage, "", names[k]);
        status = path ? rerun_digest(path, &scratch, &facts, err) : rerun_no_memory(err);
        if (!status) {
            aploc_writer_text(to, names[k]);
            aploc_writer_number(to, (double)facts->bytes);
            aploc_writer_text(to, facts->sha256);
            aploc_writer_end_row(to);
        }
        aploc_run_free(scratch);
        free(path);
    }
    return rerun_commit(r, to, status, err);
}

aploc_status rerun_commit_folder(rerun *r, aploc_error *err)
{
    char **names = NULL;
    int n = 0;
    aploc_status status = list_files(r, &names, &n, err);
    if (!status)
        status = write_list(r, names, n, err);
    for (int k = 0; k < n; k++)
        free(names[k]);
    n = 0;
    if (!status)
        status = list_files(r, &names, &n, err);
    int folder = status ? -1 : lock_folder(r);
    if (!status)
        status = end_dead(r, err); /* before ours: their tables are older */
    if (!status && interrupt_came())
        status = APLOC_ERR_CANCELLED;
    if (!status)
        status = rerun_move_files(r, names, n, err);
    r->n_files = n;
    if (folder >= 0)
        close(folder);
    for (int k = 0; k < n; k++)
        free(names[k]);
    free(names);
    return status;
}
