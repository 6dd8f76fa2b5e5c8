/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How threads of the command wait for each other. OpenMP of gcc has them turn in circles for some milliseconds:
 * the best there is while processors are free, and twice the time of a run where another process wants the one
 * that they turn on. So where others are at work they turn a hundredth of that, then sleep. The runtime reads what
 * is wished when it is loaded, before main: so this runs before the libraries do, and before the C library,
 * which will take the environment from the list that the process was given. That list has no room for more: a
 * variable that nobody asks for so early lends its place until they are loaded. Who wishes otherwise sets
 * GOMP_SPINCOUNT or OMP_WAIT_POLICY. A library has no say in it: its host does. */
#include <fcntl.h>
#include <sched.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WATCHED
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define WATCHED
#endif

/* Nothing runs before what a sanitizer needs. */
#if defined(__GLIBC__) && !defined(WATCHED)
static char circles[] = "GOMP_SPINCOUNT=3000";
static char *lent; /* the variable whose place was taken */

/* Whether a variable, "NAME=value", has one of the names. */
static int is_one_of(const char *variable, const char *const *names)
{
    size_t length = strcspn(variable, "=");
    for (; *names; names++)
        if (strlen(*names) == length && strncmp(variable, *names, length) == 0)
            return 1;
    return 0;
}

/* Whether other processes want more than a quarter of the processors at this moment. */
static int is_busy(void)
{
    char text[128] = "";
    cpu_set_t ours;
    int fd = open("/proc/loadavg", O_RDONLY | O_CLOEXEC);
    ssize_t length = fd >= 0 ? read(fd, text, sizeof text - 1) : 0;
    if (fd >= 0)
        close(fd);
    if (length <= 0 || sched_getaffinity(0, sizeof ours, &ours))
        return 0;
    /* Three means, then the processes that run, this one among them: "0.52 0.61 0.43 2/117 29422" */
    const char *at = text;
    for (int k = 0; k < 3; k++)
        at += strcspn(at, " ") + 1;
    return 4 * (strtol(at, NULL, 10) - 1) > CPU_COUNT(&ours);
}

static void wait_shortly(int argc, char **argv, char **variables)
{
    static const char *const wishes[] = {"OMP_WAIT_POLICY", "GOMP_SPINCOUNT", NULL};
    static const char *const lenders[] = {"_", "OLDPWD", "PWD", "SHLVL", "LOGNAME", "HOME", NULL};
    char **place = NULL;
    (void)argc;
    (void)argv;
    for (; *variables; variables++) {
        if (is_one_of(*variables, wishes))
            return;
        if (is_one_of(*variables, lenders))
            place = variables;
    }
    if (!place || !is_busy())
        return;
    lent = *place;
    *place = circles;
}

__attribute__((section(".preinit_array"),
               used)) static void (*const before_libraries)(int argc, char **argv,
                                                            char **variables) = wait_shortly;

__attribute__((constructor)) static void give_back(void)
{
    for (char **variable = environ; lent && *variable; variable++)
        if (*variable == circles)
            *variable = lent;
}
#endif
