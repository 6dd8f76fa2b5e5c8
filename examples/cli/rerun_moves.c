/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The moves that end a rerun, all or none of them, whatever ends the process. Once all files are in
 * the folder of the run, and on the disk, a journal in it says what shall move where and what shall
 * go. From then on the new tables count: a run that is killed is finished by the next, each step being
 * one that can be done again. A move that fails takes the others back, and the journal says so first. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rerun.h"

static const char forth[] = ".moves", back[] = ".moves-back"; /* the journal, by what is going on */
static const char kept_prefix[] =
    ".kept-"; /* what a file replaces, until all are in their places */

/* A step of the journal. Names are as those of cells: none leads out of the folder. */
typedef struct step {
    char what; /* 'r': replace what is there, 'n': a new file, 'd': delete */
    char name[201];
    char sha256[65]; /* of what is deleted */
} step;

typedef struct journal {
    const char *output, *stage;
    step *steps;
    int n;
} journal;

static aploc_status add_step(journal *j, char what, const char *name, const char *sha256,
                             aploc_error *err)
{
    step *grown = realloc(j->steps, ((size_t)j->n + 1) * sizeof *grown);
    if (!grown)
        return rerun_no_memory(err);
    j->steps = grown;
    grown[j->n] = (step){.what = what};
    snprintf(grown[j->n].name, sizeof grown->name, "%s", name);
    snprintf(grown[j->n].sha256, sizeof grown->sha256, "%s", sha256);
    j->n++;
    return APLOC_OK;
}

/* A row of a list of files, "name,bytes,sha256"; false when it is none. */
static bool read_row(const char *line, char name[201], char sha256[65])
{
    return sscanf(line, "%200[-_.+0-9A-Za-z],%*[0-9],%64[0-9a-f]", name, sha256) == 2 &&
           *name != '.';
}

bool rerun_has_written(const rerun *r, const char *name)
{
    char line[512], one[201], sha256[65], *path = rerun_join(r->output, "", "files.csv");
    FILE *list = path ? fopen(path, "r") : NULL;
    bool found = list && fgets(line, sizeof line, list) && strcmp(line, "name,bytes,sha256\n") == 0;
    bool sought = found && strcmp(name, "files.csv") == 0;
    while (found && !sought && fgets(line, sizeof line, list))
        sought = read_row(line, one, sha256) && strcmp(one, name) == 0;
    if (list)
        fclose(list);
    free(path);
    return sought;
}

/* ---- the journal ---- */

/* Whether a file that an earlier run listed is as it was then, and can go. */
static bool is_as_it_was(const char *path, const char *sha256)
{
    aploc_error inner;
    aploc_run *scratch = NULL;
    const aploc_input *facts = NULL;
    struct stat found;
    bool same = lstat(path, &found) == 0 && S_ISREG(found.st_mode) &&
                rerun_digest(path, &scratch, &facts, &inner) == APLOC_OK &&
                strcmp(facts->sha256, sha256) == 0;
    aploc_run_free(scratch);
    return same;
}

/* What files.csv of the run before lists, and this one did not write, and is no input. */
static aploc_status plan_deletions(const rerun *r, journal *j, aploc_error *err)
{
    char line[512], name[201], sha256[65], *path = rerun_join(r->output, "", "files.csv");
    FILE *list = path ? fopen(path, "r") : NULL;
    const int n_moves = j->n;
    aploc_status status = APLOC_OK;
    while (!status && list && fgets(line, sizeof line, list)) {
        aploc_error inner;
        bool written = false;
        if (!read_row(line, name, sha256))
            continue;
        for (int k = 0; k < n_moves; k++)
            written |= strcmp(j->steps[k].name, name) == 0;
        char *old = written ? NULL : rerun_join(r->output, "", name);
        if (old && output_check((const char *const *)r->inputs, r->n_inputs, old, &inner) == 0 &&
            is_as_it_was(old, sha256))
            status = add_step(j, 'd', name, sha256, err);
        free(old);
    }
    if (list)
        fclose(list);
    free(path);
    return status;
}

static aploc_status plan_moves(const rerun *r, journal *j, char *const *names, int n,
                               aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int k = 0; !status && k < n; k++) {
        struct stat found;
        char *path = rerun_join(j->output, "", names[k]);
        if (!path)
            status = rerun_no_memory(err);
        else if (lstat(path, &found) == 0 && S_ISDIR(found.st_mode))
            status =
                fail(err, APLOC_ERR_WRITE, "%s: found a folder, expected a file or nothing", path);
        else
            status = add_step(j, lstat(path, &found) == 0 ? 'r' : 'n', names[k], "", err);
        free(path);
    }
    return status ? status : plan_deletions(r, j, err);
}

/* Let the journal appear, on the disk. */
static aploc_status write_journal(const journal *j, aploc_error *err)
{
    aploc_writer *to = NULL;
    char *path = rerun_join(j->stage, "", forth), what[2] = "";
    aploc_status status = path ? aploc_writer_create(path, ',', &to, err) : rerun_no_memory(err);
    for (int k = 0; !status && k < j->n; k++) {
        what[0] = j->steps[k].what;
        aploc_writer_text(to, what);
        aploc_writer_text(to, j->steps[k].name);
        aploc_writer_text(to, j->steps[k].sha256);
        aploc_writer_end_row(to);
    }
    free(path);
    return status ? status : aploc_writer_commit(to, err);
}

/* Read the journal of this name; false when there is none. */
static bool read_journal(journal *j, const char *name, aploc_status *status, aploc_error *err)
{
    char line[512], *path = rerun_join(j->stage, "", name);
    FILE *list = path ? fopen(path, "r") : NULL;
    while (list && !*status && fgets(line, sizeof line, list)) {
        step one = {.what = 0};
        if (sscanf(line, "%c,%200[-_.+0-9A-Za-z],%64[0-9a-f]", &one.what, one.name, one.sha256) >=
                2 &&
            *one.name != '.')
            *status = add_step(j, one.what, one.name, one.sha256, err);
    }
    if (list)
        fclose(list);
    free(path);
    return list != NULL;
}

/* ---- forth ---- */

/* Keep what stands in a place in the folder of the run, so that it can come back. */
static bool set_aside(const journal *j, const char *name)
{
    char *from = rerun_join(j->output, "", name), *to = rerun_join(j->stage, kept_prefix, name);
    bool kept = from && to && (link(from, to) == 0 || errno == EEXIST || rename(from, to) == 0);
    free(from);
    free(to);
    return kept;
}

/* Move a file to its place, where it takes the mode of the one it replaces. One that is not there any
 * more has been moved before. */
static aploc_status move(const journal *j, const step *one, aploc_error *err)
{
    struct stat replaced, moved;
    aploc_status status = APLOC_OK;
    char *from = rerun_join(j->stage, "", one->name), *to = rerun_join(j->output, "", one->name);
    if (!from || !to) {
        status = rerun_no_memory(err);
    } else if (lstat(from, &moved) == 0) {
        const bool replaces = lstat(to, &replaced) == 0;
        if (replaces && S_ISREG(replaced.st_mode))
            (void)chmod(from, replaced.st_mode & 0777);
        if (replaces && S_ISDIR(replaced.st_mode))
            errno = EISDIR;
        if ((replaces && (S_ISDIR(replaced.st_mode) || !set_aside(j, one->name))) ||
            rename(from, to) != 0)
            status = fail(err, APLOC_ERR_WRITE,
                          "%s: found that it cannot be replaced (%s), expected a file of your own",
                          to, strerror(errno));
    }
    free(from);
    free(to);
    return status;
}

static void sync_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        close(fd);
    }
}

/* The journal is of the past. */
static void strike(const journal *j, const char *name)
{
    char *path = rerun_join(j->stage, "", name);
    sync_folder(j->output);
    if (path)
        (void)unlink(path);
    sync_folder(j->stage);
    free(path);
}

static aploc_status go_forth(rerun *r, const journal *j, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int k = 0; !status && k < j->n; k++)
        if (j->steps[k].what != 'd')
            status = move(j, &j->steps[k], err);
    if (status)
        return status;
    for (int k = 0; k < j->n; k++) {
        char *old = rerun_join(j->output, "", j->steps[k].name);
        if (old && j->steps[k].what == 'd' && is_as_it_was(old, j->steps[k].sha256))
            r->n_removed += unlink(old) == 0;
        free(old);
    }
    strike(j, forth);
    return APLOC_OK;
}

/* ---- back ---- */

static void bring_back(const journal *j, const step *one)
{
    struct stat found;
    char *kept = rerun_join(j->stage, kept_prefix, one->name);
    char *to = rerun_join(j->output, "", one->name), *from = rerun_join(j->stage, "", one->name);
    if (kept && to && from && one->what != 'd' && rename(kept, to) != 0 && one->what == 'n' &&
        lstat(from, &found) != 0)
        (void)rename(to, from);
    free(kept);
    free(to);
    free(from);
}

static void go_back(const journal *j)
{
    char *from = rerun_join(j->stage, "", forth), *to = rerun_join(j->stage, "", back);
    if (from && to)
        (void)rename(from, to);
    sync_folder(j->stage);
    for (int k = j->n; k-- > 0;)
        bring_back(j, &j->steps[k]);
    strike(j, back);
    free(from);
    free(to);
}

/* ---- calls ---- */

aploc_status rerun_move_files(rerun *r, char *const *names, int n, aploc_error *err)
{
    journal j = {.output = r->output, .stage = r->stage};
    aploc_status status = plan_moves(r, &j, names, n, err);
    if (!status && interrupt_came())
        status = APLOC_ERR_CANCELLED;
    if (!status)
        status = write_journal(&j, err);
    if (!status && (status = go_forth(r, &j, err)) != APLOC_OK)
        go_back(&j);
    free(j.steps);
    return status;
}

aploc_status rerun_finish_moves(rerun *r, const char *stage, aploc_error *err)
{
    journal j = {.output = r->output, .stage = stage};
    aploc_status status = APLOC_OK;
    const int n_removed = r->n_removed;
    if (read_journal(&j, back, &status, err)) {
        if (!status)
            go_back(&j);
    } else if (read_journal(&j, forth, &status, err)) {
        if (!status)
            status = go_forth(r, &j, err);
        if (!status && !r->quiet)
            warn("%s: the run before was ended while it moved its tables; the rest of them are "
                 "moved now",
                 r->output);
    }
    r->n_removed = n_removed; /* by the run before, not by this one */
    free(j.steps);
    return status;
}
