/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors, warnings and numbers, as the command shows them. */
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "cli.h"

static int exit_status_of(aploc_status status)
{
    switch (status) {
    case APLOC_OK:
        return EXIT_DONE;
    case APLOC_ERR_ARGUMENT:
    case APLOC_ERR_OPTIONS:
    case APLOC_ERR_OPEN:
    case APLOC_ERR_METHOD_NAME:
        return EXIT_CALL;
    case APLOC_ERR_CANCELLED:
    case APLOC_ERR_MEMORY:
    case APLOC_ERR_TOO_LARGE:
    case APLOC_ERR_READ:
    case APLOC_ERR_WRITE:
        return EXIT_MACHINE;
    default:
        return EXIT_DATA;
    }
}

int report_error(const aploc_error *err)
{
    if (err->status == APLOC_ERR_CANCELLED)
        interrupt_obey();
    fprintf(stderr, "aploc: %s\n", err->message);
    return exit_status_of(err->status);
}

aploc_status fail(aploc_error *err, aploc_status status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    *err = (aploc_error){.status = status};
    vsnprintf(err->message, sizeof err->message, format, args);
    va_end(args);
    return status;
}

void warn(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("aploc: warning: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
}

int finish_output(int exit_status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return exit_status;
    fprintf(stderr, "aploc: standard output: %s\n", strerror(errno));
    return EXIT_MACHINE;
}

const char *readable(double value, int decimals)
{
    static char ring[16][64];
    static unsigned next;
    char plain[48];
    char *text = ring[next++ % 16];
    int length = snprintf(plain, sizeof plain, "%.*f", decimals, value);
    if (length < 0 || length >= (int)sizeof plain) {
        snprintf(text, sizeof ring[0], "%.6g", value);
        return text;
    }
    size_t whole = strspn(plain, "-0123456789");
    size_t at = 0;
    for (size_t k = 0; k < (size_t)length; k++) {
        if (k > 0 && k < whole && (whole - k) % 3 == 0 && plain[k - 1] != '-')
            text[at++] = ' ';
        text[at++] = plain[k];
    }
    text[at] = '\0';
    return text;
}
