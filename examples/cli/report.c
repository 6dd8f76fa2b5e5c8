/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors, warnings and numbers, as the command shows them. */
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "cli.h"

enum { NUMBER_SIZE = 64 };

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

/* Roles of the library that have other names in --column. */
static void rename_roles(char *message, size_t size)
{
    static const char *const roles[][2] = {{"edit:change", "changes:change"},
                                           {"edit:amount", "changes:amount"}};
    for (size_t k = 0; k < sizeof roles / sizeof *roles; k++) {
        char text[sizeof((aploc_error *)NULL)->message], *at = strstr(message, roles[k][0]);
        if (!at)
            continue;
        int before = (int)(at - message);
        snprintf(text, sizeof text, "%.*s%s%s", before, message, roles[k][1],
                 at + strlen(roles[k][0]));
        snprintf(message, size, "%s", text);
    }
}

int report_error(const aploc_error *err)
{
    aploc_error shown = *err;
    if (err->status == APLOC_ERR_COLUMN_MISSING || err->status == APLOC_ERR_OPTIONS)
        rename_roles(shown.message, sizeof shown.message);
    fprintf(stderr, "aploc: %s\n", shown.message);
    return exit_status_of(err->status);
}

/* File names may hold anything: one line stays one line. */
static void clean(char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7F)
            *text = ' ';
}

aploc_status fail(aploc_error *err, aploc_status status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    *err = (aploc_error){.status = status};
    vsnprintf(err->message, sizeof err->message, format, args);
    clean(err->message);
    va_end(args);
    return status;
}

void warn(const char *format, ...)
{
    char message[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    clean(message);
    fprintf(stderr, "aploc: warning: %s\n", message);
    va_end(args);
}

const char *one_line(const char *text)
{
    static char ring[4][512];
    static unsigned next;
    char *copy = ring[next++ % 4];
    snprintf(copy, sizeof ring[0], "%s", text);
    clean(copy);
    return copy;
}

int finish_output(int exit_status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return exit_status;
    fprintf(stderr, "aploc: standard output: %s\n", strerror(errno));
    return EXIT_MACHINE;
}

/* Long enough a ring for the arguments of one printf. */
static char *next_buffer(void)
{
    static char ring[16][NUMBER_SIZE];
    static unsigned next;
    return ring[next++ % 16];
}

const char *exactly(double value)
{
    char *text = next_buffer();
    aploc_number_write(value, text);
    return text;
}

const char *readable(double value, int decimals)
{
    char plain[48];
    char *text = next_buffer();
    int length = snprintf(plain, sizeof plain, "%.*f", decimals, value);
    if (length < 0 || length >= (int)sizeof plain) {
        snprintf(text, NUMBER_SIZE, "%.6g", value);
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

const char *counted(double n, const char *one, const char *many)
{
    static char ring[8][NUMBER_SIZE * 2];
    static unsigned next;
    char *text = ring[next++ % 8];
    snprintf(text, sizeof ring[0], "%s %s", readable(n, 0), n == 1.0 ? one : many);
    return text;
}
