/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Age weights as a section of a method file. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "weights.h"

const char *class_text(aploc_age_class age)
{
    static char ring[4][32];
    static unsigned next;
    char *text = ring[next++ % 4];
    if (age.to == APLOC_AGE_OPEN)
        snprintf(text, sizeof ring[0], "%d+", (int)age.from);
    else
        snprintf(text, sizeof ring[0], "%d-%d", (int)age.from, (int)age.to);
    return text;
}

/* `rest` are lines of the old section that stay: they end in a newline, or are empty. */
static void put_section(FILE *to, const found_weights *w, const char *rest)
{
    static const char *const sexes[] = {"", "sex = women\n", "sex = men\n"};
    fprintf(to, "[ages]\n# %s\n", w->source);
    if (*w->fit)
        fprintf(to, "# %s\n", w->fit);
    fprintf(to, "%s%s", sexes[w->sex], rest);
    for (int32_t a = 0; a < w->n; a++) {
        /* Six decimals are more than any source has. */
        fprintf(to, "%s = %s", class_text(w->classes[a]),
                exactly(round(w->weights[a] * 1e6) / 1e6));
        if (w->errors && isnan(w->errors[a]))
            fputs(" ; held at 0", to);
        else if (w->errors)
            fprintf(to, " ; standard error %.2g", w->errors[a]);
        fputc('\n', to);
    }
}

/* The start of the next line; the end of the text after the last. */
static const char *next_line(const char *line)
{
    const char *end = strchr(line, '\n');
    return end ? end + 1 : line + strlen(line);
}

static int is_header(const char *line)
{
    return line[strspn(line, " \t")] == '[';
}

static int is_key(const char *line, const char *key)
{
    line += strspn(line, " \t");
    size_t length = strlen(key);
    return strncmp(line, key, length) == 0 && strchr(" \t=:", line[length]) && line[length];
}

/* The text of a method with its [ages] replaced: its keys, and the comments among them, go; what
 * follows the last key belongs to the next section. */
static void put_method(FILE *to, const found_weights *w, const char *text)
{
    const char *line = text, *old = NULL, *end;
    char rest[400] = "";
    for (; *line && !old; line = next_line(line))
        if (is_header(line) && strncmp(line + strspn(line, " \t"), "[ages]", 6) == 0)
            old = line;
    fwrite(text, 1, old ? (size_t)(old - text) : strlen(text), to);
    if (!old && *text && text[strlen(text) - 1] != '\n')
        fputc('\n', to);
    if (!old)
        fputc('\n', to);
    for (end = line; *line && !is_header(line); line = next_line(line)) {
        const char *first = line + strspn(line, " \t");
        if (*first && !strchr("#;\r\n", *first))
            end = next_line(line);
        if (is_key(line, "normalise"))
            snprintf(rest, sizeof rest, "%.*s\n", (int)strcspn(line, "\r\n"), line);
    }
    put_section(to, w, rest);
    fputs(end, to);
}

/* Lines of a text into a table writer, which makes them appear whole or not at all. */
static aploc_status write_lines(char *text, const char *output, aploc_error *err)
{
    aploc_writer *writer;
    aploc_status status = output_create(output, NULL, 0, &writer, err);
    if (status)
        return status;
    for (char *line = text; *line;) {
        char *next = line + strcspn(line, "\n");
        int more = *next != '\0';
        *next = '\0';
        line[strcspn(line, "\r")] = '\0';
        aploc_writer_line(writer, line);
        line = next + more;
    }
    return output_commit(writer, APLOC_OK, err);
}

aploc_status weights_write(const found_weights *w, const aploc_method *method, const char *output,
                           aploc_error *err)
{
    char *text = NULL;
    size_t length = 0;
    aploc_method *check = NULL;
    aploc_status status = APLOC_OK;
    FILE *to = open_memstream(&text, &length);
    if (!to)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the weights");
    if (method)
        put_method(to, w, aploc_method_get_text(method, APLOC_METHOD_FILE));
    else
        put_section(to, w, "");
    if (fclose(to) != 0)
        status = fail(err, APLOC_ERR_MEMORY, "not enough memory for the weights");
    /* What is written must be a method. */
    if (!status && method)
        status = aploc_method_parse(text, length, output, &check, err);
    aploc_method_free(check);
    if (!status)
        status = write_lines(text, output, err);
    free(text);
    return status;
}
