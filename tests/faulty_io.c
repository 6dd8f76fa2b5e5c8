/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef _FILE_OFFSET_BITS /* open is open here, and open64 another */
/* Loaded before the C library (LD_PRELOAD) into the command: disks that are full, calls that fail or
 * are interrupted, files that shrink, deaths at a certain call. What shall happen stands in the
 * environment:
 *
 *      FAULTY_BYTES=N     what is written beyond N bytes, of all files together, does not fit
 *      FAULTY_CALL=K      the K-th call that changes a file or folder, from 1, fails
 *      FAULTY_KILL=K      the process dies in its place
 *      FAULTY_SIGNAL=K    SIGINT comes just before it
 *      FAULTY_INTERRUPT=1 reads and writes are interrupted every other time, and then short
 *      FAULTY_SHRINK=K    the file of the K-th read is cut to half before it
 *      FAULTY_LOG=FILE    takes the name of the call, once one of them has happened */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static long bytes_left = -1, until_failure = -1, until_death = -1, until_signal = -1,
            until_cut = -1;
static int interrupts;
static const char *log_path;

static long number_of(const char *name)
{
    const char *text = getenv(name);
    return text ? atol(text) : -1;
}

__attribute__((constructor)) static void begin(void)
{
    bytes_left = number_of("FAULTY_BYTES");
    until_failure = number_of("FAULTY_CALL");
    until_death = number_of("FAULTY_KILL");
    until_signal = number_of("FAULTY_SIGNAL");
    until_cut = number_of("FAULTY_SHRINK");
    interrupts = number_of("FAULTY_INTERRUPT") > 0;
    log_path = getenv("FAULTY_LOG");
}

static void note(const char *call)
{
    long fd = log_path
                  ? syscall(SYS_openat, AT_FDCWD, log_path, O_WRONLY | O_CREAT | O_APPEND, 0666)
                  : -1;
    if (fd < 0)
        return;
    syscall(SYS_write, fd, call, strlen(call));
    syscall(SYS_write, fd, "\n", 1);
    syscall(SYS_close, fd);
}

/* Whether a call that changes something shall fail. */
static int fails(const char *call)
{
    if (until_death > 0 && --until_death == 0) {
        note(call);
        (void)raise(SIGKILL);
    }
    if (until_signal > 0 && --until_signal == 0) {
        note(call);
        (void)raise(SIGINT);
    }
    if (until_failure > 0 && --until_failure == 0) {
        note(call);
        errno = EIO;
        return 1;
    }
    return 0;
}

/* How much of a transfer takes place; -1: it is interrupted. */
static long part_of(size_t length)
{
    static __thread unsigned turn;
    if (!interrupts || length == 0)
        return (long)length;
    if (turn++ % 2 == 0) {
        errno = EINTR;
        return -1;
    }
    return (long)(length > 3 ? length / 2 : length);
}

static int is_counted(int fd)
{
    struct stat facts;
    return fd > 2 && fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode);
}

/* How much of what is written fits; -1: nothing. */
static long room_for(int fd, size_t length)
{
    if (bytes_left < 0 || !is_counted(fd))
        return (long)length;
    if (bytes_left == 0) {
        note("full");
        errno = ENOSPC;
        return -1;
    }
    long fits = (long)length < bytes_left ? (long)length : bytes_left;
    bytes_left -= fits;
    return fits;
}

ssize_t write(int fd, const void *bytes, size_t length)
{
    long part = part_of(length);
    if (part < 0 || (is_counted(fd) && fails("write")) || (part = room_for(fd, (size_t)part)) < 0)
        return -1;
    return syscall(SYS_write, fd, bytes, part);
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset)
{
    long part = part_of(length);
    if (part < 0 || fails("pwrite") || (part = room_for(fd, (size_t)part)) < 0)
        return -1;
    return syscall(SYS_pwrite64, fd, bytes, part, offset);
}

/* Cut the file that is about to be read. */
static void cut(int fd)
{
    char link[64] = "/proc/self/fd/", digits[16], path[4096];
    struct stat facts;
    size_t n = 0;
    if (until_cut <= 0 || !is_counted(fd) || --until_cut > 0)
        return;
    for (int k = fd; k > 0; k /= 10)
        digits[n++] = (char)('0' + k % 10);
    for (size_t at = strlen(link); n > 0;)
        link[at++] = digits[--n];
    long length = readlink(link, path, sizeof path - 1);
    if (length < 0 || fstat(fd, &facts) != 0)
        return;
    path[length] = '\0';
    note("cut");
    (void)!truncate(path, facts.st_size / 2);
}

ssize_t read(int fd, void *bytes, size_t length)
{
    long part = part_of(length);
    cut(fd);
    return part < 0 ? -1 : syscall(SYS_read, fd, bytes, part);
}

ssize_t pread(int fd, void *bytes, size_t length, off_t offset)
{
    long part = part_of(length);
    cut(fd);
    return part < 0 ? -1 : syscall(SYS_pread64, fd, bytes, part, offset);
}

int fsync(int fd)
{
    return fails("fsync") ? -1 : (int)syscall(SYS_fsync, fd);
}

int close(int fd)
{
    /* What is to be closed is closed, failure or not. */
    int bad = is_counted(fd) && (fcntl(fd, F_GETFL) & O_ACCMODE) != O_RDONLY && fails("close");
    int result = (int)syscall(SYS_close, fd);
    if (bad)
        errno = EIO;
    return bad ? -1 : result;
}

int rename(const char *from, const char *to)
{
    return fails("rename") ? -1 : (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
}

int link(const char *from, const char *to)
{
    return fails("link") ? -1 : (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int unlinkat(int folder, const char *path, int flags)
{
    return fails("unlink") ? -1 : (int)syscall(SYS_unlinkat, folder, path, flags);
}

int unlink(const char *path)
{
    return unlinkat(AT_FDCWD, path, 0);
}

int rmdir(const char *path)
{
    return unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
}

int mkdir(const char *path, mode_t mode)
{
    return fails("mkdir") ? -1 : (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}

int chmod(const char *path, mode_t mode)
{
    return fails("chmod") ? -1 : (int)syscall(SYS_fchmodat, AT_FDCWD, path, mode);
}

static int open_one(const char *path, int flags, mode_t mode)
{
    return flags & O_CREAT && fails("open") ? -1
                                            : (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

/* The mode follows only where a file may be made. */
#define TAKE_MODE(mode, flags)                                                                     \
    do {                                                                                           \
        va_list args;                                                                              \
        va_start(args, flags);                                                                     \
        (mode) = (flags)&O_CREAT ? (mode_t)va_arg(args, unsigned) : 0;                             \
        va_end(args);                                                                              \
    } while (0)

int open(const char *path, int flags, ...)
{
    mode_t mode;
    TAKE_MODE(mode, flags);
    return open_one(path, flags, mode);
}

/* The names of the same for programs with large files; LP64: the same types. */
int open64(const char *path, int flags, ...)
{
    mode_t mode;
    TAKE_MODE(mode, flags);
    return open_one(path, flags, mode);
}

ssize_t pread64(int fd, void *bytes, size_t length, off64_t offset)
{
    return pread(fd, bytes, length, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset)
{
    return pwrite(fd, bytes, length, offset);
}
