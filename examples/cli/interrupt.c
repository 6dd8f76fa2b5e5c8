/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ctrl-C and its like. Most of the time there is nothing to tidy up, and the process dies at once, as
 * whoever sent the signal expects. Only while a file is being written is the signal held: the writing
 * stops at its next step, what was half written goes, and then the process dies of the signal. */
#include <signal.h>
#include <stddef.h>

#include "cli.h"

static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
enum { N_NUMBERS = sizeof numbers / sizeof *numbers };

static struct sigaction before[N_NUMBERS];
static volatile sig_atomic_t caught;
static int depth; /* of those who hold it */

static void catch_signal(int number)
{
    caught = number;
}

void interrupt_hold(void)
{
    if (depth++ > 0)
        return;
    /* The second of a kind is not held: whatever blocks, the process can be ended. */
    const struct sigaction action = {.sa_handler = catch_signal, .sa_flags = (int)SA_RESETHAND};
    for (size_t k = 0; k < N_NUMBERS; k++) {
        /* A signal that the caller said to ignore (nohup) stays ignored. */
        if (sigaction(numbers[k], NULL, &before[k]) == 0 && before[k].sa_handler != SIG_IGN)
            (void)sigaction(numbers[k], &action, NULL);
    }
}

bool interrupt_came(void)
{
    return caught != 0;
}

void interrupt_forget(void)
{
    caught = 0;
}

void interrupt_release(void)
{
    if (depth > 1) {
        depth--;
        return;
    }
    for (size_t k = 0; k < N_NUMBERS && depth; k++)
        (void)sigaction(numbers[k], &before[k], NULL);
    depth = 0;
    if (caught)
        (void)raise(caught);
}
