/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/h5_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/h5_signature.h"
#include "base/system.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_int has_failed;    /* over a file of ours */
static H5E_auto2_t own_printing; /* HDF5's own way to say its errors */

/* HDF5 1.10 loses memory over damaged metadata, and when it gets none, notices that when the process ends, and says so on
 * stderr ("infinite loop closing library") unless its errors are off. They are switched off where HDF5 would print them
 * itself; the function of a host stays, which may listen until the very end. */
static void end_quietly(void)
{
    unsigned is_new = 0;
    H5E_auto2_t handler = NULL;
    void *data = NULL;
    if (atomic_load(&has_failed) && H5Eauto_is_v2(H5E_DEFAULT, &is_new) >= 0 && is_new &&
        H5Eget_auto2(H5E_DEFAULT, &handler, &data) >= 0 && handler == own_printing)
        (void)H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}

static void be_quiet_at_end(void)
{
    atomic_store(&has_failed, 1);
}

/* Once, when HDF5 has just begun, whose handler at the end is then older than ours and runs after it; or a host began it.
 * A new stack of errors has the way to say them that HDF5 begins with. */
static void prepare_end(void)
{
    void *data = NULL;
    hid_t stack = H5Ecreate_stack();
    if (stack < 0)
        return;
    (void)H5Eget_auto2(stack, &own_printing, &data);
    (void)H5Eclose_stack(stack);
    if (own_printing)
        (void)atexit(end_quietly);
}

/* What H5E_BEGIN_TRY does, as functions: the host's handler may be of the old or the new kind. */
void apl_h5_enter(apl_h5_guard *guard)
{
    pthread_mutex_lock(&lock);
    *guard = (apl_h5_guard){0};
    (void)H5Eauto_is_v2(H5E_DEFAULT, &guard->is_new);
    if (guard->is_new) {
        (void)H5Eget_auto2(H5E_DEFAULT, &guard->new_handler, &guard->data);
        (void)H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    } else {
        (void)H5Eget_auto1(&guard->old_handler, &guard->data);
        (void)H5Eset_auto1(NULL, NULL);
    }
    if (!own_printing)
        prepare_end();
}

void apl_h5_leave(const apl_h5_guard *guard)
{
    if (guard->is_new)
        (void)H5Eset_auto2(H5E_DEFAULT, guard->new_handler, guard->data);
    else
        (void)H5Eset_auto1(guard->old_handler, guard->data);
    pthread_mutex_unlock(&lock);
}

hid_t apl_h5_stored(apl_h5_type type)
{
    switch (type) {
    case APL_H5_U8:
        return H5T_STD_U8LE;
    case APL_H5_U16:
        return H5T_STD_U16LE;
    case APL_H5_U32:
        return H5T_STD_U32LE;
    case APL_H5_I32:
        return H5T_STD_I32LE;
    case APL_H5_I64:
        return H5T_STD_I64LE;
    case APL_H5_F32:
        return H5T_IEEE_F32LE;
    case APL_H5_F64:
        return H5T_IEEE_F64LE;
    case APL_H5_TEXT:
        break;
    }
    return H5I_INVALID_HID;
}

hid_t apl_h5_native(apl_h5_type type)
{
    switch (type) {
    case APL_H5_U8:
        return H5T_NATIVE_UINT8;
    case APL_H5_U16:
        return H5T_NATIVE_UINT16;
    case APL_H5_U32:
        return H5T_NATIVE_UINT32;
    case APL_H5_I32:
        return H5T_NATIVE_INT32;
    case APL_H5_I64:
        return H5T_NATIVE_INT64;
    case APL_H5_F32:
        return H5T_NATIVE_FLOAT;
    case APL_H5_F64:
        return H5T_NATIVE_DOUBLE;
    case APL_H5_TEXT:
        break;
    }
    return H5I_INVALID_HID;
}

aploc_status apl_h5_fail(const apl_h5 *h5, aploc_error *err, const char *format, ...)
{
    char text[900];
    va_list args;
    be_quiet_at_end();
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return apl_fail_at(err, APLOC_ERR_FORMAT, (apl_place){.file = h5->path}, "%s", text);
}

const char *apl_h5_path(const apl_h5 *h5)
{
    return h5->path;
}

/* ---- the file that is written: HDF5 keeps it in memory that is ours, so that a full disk never
 * meets HDF5, and the file goes the way of every other output ---- */

static void *image_malloc(size_t size, H5FD_file_image_op_t op, void *data)
{
    (void)op;
    (void)data;
    return malloc(size);
}

static void *image_copy(void *to, const void *from, size_t size, H5FD_file_image_op_t op,
                        void *data)
{
    (void)op;
    (void)data;
    return memcpy(to, from, size);
}

static void *image_grow(void *block, size_t size, H5FD_file_image_op_t op, void *data)
{
    (void)op;
    apl_h5 *h5 = data;
    size_t before = block ? h5->image_size : 0;
    char *grown = realloc(block, size);
    if (!grown) {
        be_quiet_at_end();
        return NULL;
    }
    if (size > before) /* what HDF5 leaves unwritten is zero, always */
        memset(grown + before, 0, size - before);
    h5->image = grown;
    h5->image_size = size;
    return grown;
}

/* The file's memory stays when HDF5 closes the file: only then is it complete. */
static herr_t image_free(void *block, H5FD_file_image_op_t op, void *data)
{
    (void)op;
    const apl_h5 *h5 = data;
    if (block != h5->image)
        free(block);
    return 0;
}

static void *same_data(void *data)
{
    return data;
}

static herr_t keep_data(void *data)
{
    (void)data;
    return 0;
}

/* The newest form of 1.10: its metadata carry checksums. */
static hid_t create_in_memory(apl_h5 *h5)
{
    static atomic_uint count;
    char name[64]; /* HDF5 tells files in memory apart by names; this one can be no file */
    snprintf(name, sizeof name, "/dev/null/aploc-%u", atomic_fetch_add(&count, 1));
    H5FD_file_image_callbacks_t own = {image_malloc, image_copy, image_grow, image_free,
                                       same_data,    keep_data,  h5};
    hid_t file = H5I_INVALID_HID;
    hid_t made = H5Pcreate(H5P_FILE_CREATE), access = H5Pcreate(H5P_FILE_ACCESS);
    if (made >= 0 && access >= 0 && H5Pset_fapl_core(access, 1 << 20, 0) >= 0 &&
        H5Pset_file_image_callbacks(access, &own) >= 0 &&
        H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110) >= 0 &&
        H5Pset_obj_track_times(made, 0) >= 0)
        file = H5Fcreate(name, H5F_ACC_TRUNC, made, access);
    if (made >= 0)
        H5Pclose(made);
    if (access >= 0)
        H5Pclose(access);
    return file;
}

/* The same form, in a file that is there. */
static hid_t create_in_file(const char *name)
{
    hid_t file = H5I_INVALID_HID;
    hid_t made = H5Pcreate(H5P_FILE_CREATE), access = H5Pcreate(H5P_FILE_ACCESS);
    if (made >= 0 && access >= 0 && H5Pset_fapl_sec2(access) >= 0 &&
        H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110) >= 0 &&
        H5Pset_file_locking(access, 0, 1) >= 0 && H5Pset_obj_track_times(made, 0) >= 0)
        file = H5Fcreate(name, H5F_ACC_TRUNC, made, access);
    if (made >= 0)
        H5Pclose(made);
    if (access >= 0)
        H5Pclose(access);
    return file;
}

static aploc_status new_handle(const char *path, apl_h5 **h5, aploc_error *err)
{
    aploc_status status = APL_ZEROED(*h5, 1, err);
    if (status)
        return status;
    (*h5)->file = H5I_INVALID_HID;
    (*h5)->fd = -1;
    status = apl_text_copy(path, &(*h5)->path, err);
    if (status)
        free(*h5);
    return status;
}

aploc_status apl_h5_create(const char *path, apl_h5 **h5, aploc_error *err)
{
    apl_h5 *own = NULL;
    aploc_status status = new_handle(path, &own, err);
    if (status)
        return status;
    own->writes = 1;
    APL_TRY(apl_output_open(&own->output, path, err));
    apl_h5_guard guard;
    apl_h5_enter(&guard);
    own->file = create_in_memory(own);
    apl_h5_leave(&guard);
    if (own->file < 0) {
        status = apl_fail(err, APLOC_ERR_MEMORY, "not enough memory for an HDF5 file");
        goto out;
    }
    *h5 = own;
    own = NULL;
out:
    apl_h5_close(own);
    return status;
}

aploc_status apl_h5_create_on_disk(const char *path, apl_h5 **h5, aploc_error *err)
{
    apl_h5 *own = NULL;
    aploc_status status = new_handle(path, &own, err);
    if (status)
        return status;
    own->writes = own->is_on_disk = 1;
    APL_TRY(apl_output_open(&own->output, path, err));
    if (!own->output.temporary) {
        status = apl_fail_at(err, APLOC_ERR_OPEN, (apl_place){.file = path},
                             "found a device or a pipe, expected a file");
        goto out;
    }
    apl_h5_guard guard;
    apl_h5_enter(&guard);
    own->file = create_in_file(own->output.temporary);
    apl_h5_leave(&guard);
    if (own->file < 0) {
        status = apl_output_failure(&own->output, EIO, err);
        goto out;
    }
    *h5 = own;
    own = NULL;
out:
    apl_h5_close(own);
    return status;
}

static herr_t close_file(apl_h5 *h5)
{
    if (h5->file < 0)
        return 0;
    apl_h5_guard guard;
    apl_h5_enter(&guard);
    herr_t failed = H5Fclose(h5->file);
    apl_h5_leave(&guard);
    h5->file = H5I_INVALID_HID;
    return failed;
}

aploc_status apl_h5_commit(apl_h5 *h5, aploc_error *err)
{
    if (h5->is_on_disk)
        return close_file(h5) < 0 ? apl_output_failure(&h5->output, EIO, err)
                                  : apl_output_commit(&h5->output, err);
    if (close_file(h5) < 0 || !h5->image)
        return apl_fail(err, APLOC_ERR_MEMORY, "not enough memory for an HDF5 file");
    apl_h5_signature signature;
    if (!apl_h5_signature_read(h5->image, h5->image_size, &signature) ||
        signature.end > (int64_t)h5->image_size)
        return apl_fail(err, APLOC_ERR_MEMORY, "not enough memory for an HDF5 file");
    int code = apl_output_write(&h5->output, h5->image, (size_t)signature.end);
    if (code)
        return apl_output_failure(&h5->output, code, err);
    return apl_output_commit(&h5->output, err);
}

/* ---- the file that is read ---- */

/* Look at a file before HDF5 does, to say plainly what is wrong. */
static aploc_status look_at(apl_h5 *h5, int fd, aploc_error *err)
{
    char head[APL_H5_HEAD];
    apl_h5_signature signature;
    apl_place place = {.file = h5->path};
    struct stat facts;
    if (!*h5->path)
        return apl_fail(err, APLOC_ERR_OPEN, "found an empty path, expected an HDF5 file");
    if (fd < 0 || fstat(fd, &facts) != 0)
        return apl_fail_at(err, APLOC_ERR_OPEN, place,
                           "found that it cannot be opened (%s), expected a readable file",
                           apl_words_of(errno));
    if (!S_ISREG(facts.st_mode))
        return apl_fail_at(err, APLOC_ERR_OPEN, place, "found %s, expected an HDF5 file",
                           S_ISDIR(facts.st_mode) ? "a folder" : "a device or a pipe");
    /* HDF5 holds the file that it writes with the same kind of lock. */
    if (flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        return apl_fail_at(err, APLOC_ERR_OPEN, place,
                           "found that another program is writing it, expected a file that is "
                           "complete");
    h5->bytes = facts.st_size;
    ssize_t n = apl_read_at(fd, head, sizeof head, 0);
    if (n < 0)
        return apl_fail_at(err, APLOC_ERR_READ, place,
                           "found that reading failed (%s), expected a sound file",
                           apl_words_of(errno));
    if (!apl_h5_signature_read(head, (size_t)n, &signature))
        return apl_h5_fail(h5, err, "found no HDF5 file, expected one");
    if (signature.is_open)
        return apl_h5_fail(h5, err,
                           "found that the program that wrote it did not close it, expected a file "
                           "that is complete");
    if (signature.end > h5->bytes)
        return apl_h5_fail(h5, err, "found %lld bytes, expected %lld: the file was cut",
                           (long long)h5->bytes, (long long)signature.end);
    return APLOC_OK;
}

static hid_t open_read_only(const char *path)
{
    hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    if (access < 0)
        return access;
    hid_t file = H5I_INVALID_HID;
    /* Where the disk knows no locks, go on without. */
    if (H5Pset_file_locking(access, 1, 1) >= 0)
        file = H5Fopen(path, H5F_ACC_RDONLY, access);
    H5Pclose(access);
    return file;
}

aploc_status apl_h5_open(const char *path, apl_h5 **h5, aploc_error *err)
{
    apl_h5 *own = NULL;
    aploc_status status = new_handle(path, &own, err);
    if (status)
        return status;
    own->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    APL_TRY(look_at(own, own->fd, err));
    apl_file_look(own->fd, &own->state);
    apl_h5_guard guard;
    apl_h5_enter(&guard);
    own->file = open_read_only(path);
    apl_h5_leave(&guard);
    if (own->file < 0) {
        status =
            apl_h5_fail(own, err, "found an HDF5 file that cannot be opened, expected a sound one");
        goto out;
    }
    *h5 = own;
    own = NULL;
out:
    apl_h5_close(own);
    return status;
}

aploc_status apl_h5_check_file(const apl_h5 *h5, aploc_error *err)
{
    return apl_file_check(h5->fd, h5->path, &h5->state, err);
}

void apl_h5_close(apl_h5 *h5)
{
    if (!h5)
        return;
    (void)close_file(h5);
    if (h5->fd >= 0)
        close(h5->fd);
    if (h5->writes)
        apl_output_close(&h5->output);
    free(h5->image);
    free(h5->path);
    free(h5);
}
