/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How threads of the command wait for each other: in circles for less than it takes to be woken, then asleep.
 * OpenMP of gcc would have them turn a hundred times longer, which takes a processor away from whoever else
 * has work, our other thread included: twice the time when one of two processors is busy. Asleep at once they
 * are woken too often. It reads what is wished when it is loaded, before main: so this runs before the
 * libraries do, and before the C library, which will take the environment from the list that the process was
 * given. That list has no room for more: a variable that nobody asks for so early lends its place until they
 * are loaded. Who wishes otherwise sets GOMP_SPINCOUNT or OMP_WAIT_POLICY. A library has no say in it: its
 * host does. */
#include <stddef.h>
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
    if (!place)
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
