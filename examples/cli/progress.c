/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bar on stderr for whatever takes longer than a second. */
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli.h"

enum { BAR_WIDTH = 30 };

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void progress_start(progress_bar *bar, bool quiet)
{
    *bar = (progress_bar){
        .enabled = !quiet && isatty(STDERR_FILENO) == 1, .started = seconds_now(), .percent = -1};
}

int progress_show(void *data, const char *what, double done)
{
    progress_bar *bar = data;
    int percent = (int)(100.0 * done);
    if (!bar->enabled || (percent == bar->percent && strcmp(what, bar->what) == 0) ||
        seconds_now() - bar->started < 1.0)
        return interrupt_came();
    snprintf(bar->what, sizeof bar->what, "%s", what);
    bar->percent = percent;
    bar->shown = true;
    int filled = BAR_WIDTH * percent / 100;
    fprintf(stderr, "\r\033[K[%.*s%*s] %3d %%  %s", filled, "##############################",
            BAR_WIDTH - filled, "", percent, what);
    fflush(stderr);
    return interrupt_came();
}

void progress_end(progress_bar *bar)
{
    if (bar->shown)
        fputs("\r\033[K", stderr);
    bar->shown = false;
}
