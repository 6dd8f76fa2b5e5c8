/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ctrl-C: the work stops at its next step, what was half written goes, and the process dies of the
 * signal, as whoever sent it expects. */
#include <signal.h>
#include <stddef.h>

#include "cli.h"

static volatile sig_atomic_t caught;

static void catch_signal(int number)
{
    caught = number;
}

void interrupt_watch(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) {
        struct sigaction old, action = {.sa_handler = catch_signal, .sa_flags = SA_RESTART};
        /* A signal that the caller said to ignore (nohup) stays ignored. */
        if (sigaction(numbers[k], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
            (void)sigaction(numbers[k], &action, NULL);
    }
}

bool interrupt_came(void)
{
    return caught != 0;
}

void interrupt_obey(void)
{
    if (caught) {
        (void)signal(caught, SIG_DFL);
        (void)raise(caught);
    }
}
