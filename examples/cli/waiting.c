/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How threads of the command wait for each other. OpenMP has them turn in circles, which on a processor that
 * has other work takes longer than the work itself, and on a free one wins nothing here; asleep they leave
 * it to others. It reads what is wished when it is loaded, before main: so this runs before the libraries do.
 * Who wishes otherwise sets OMP_WAIT_POLICY. A library has no say in it: its host does. */
#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WATCHED
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define WATCHED
#endif

/* Nothing runs before what a sanitizer needs. */
#ifndef WATCHED
static void wait_asleep(void)
{
    static char policy[] = "OMP_WAIT_POLICY=passive";
    if (!getenv("OMP_WAIT_POLICY") && !getenv("GOMP_SPINCOUNT"))
        (void)putenv(policy);
}

__attribute__((section(".preinit_array"),
               used)) static void (*const before_libraries)(void) = wait_asleep;
#endif
