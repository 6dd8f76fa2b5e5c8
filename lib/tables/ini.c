/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/ini.h"

#include <ini.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"

/* A walk over a text: inih asks for a line, then hands back its parts. */
typedef struct walk {
    const char *at, *end;
    int64_t line;
    apl_ini ini;
    char *strings_at; /* free room in ini.strings */
    const char *section;
    const apl_ini_form *form;
    aploc_status status;
    aploc_error fault;
} walk;

static int is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* The length of the UTF-8 character at `c`, or 0 when it is none (RFC 3629). */
static size_t character(const unsigned char *c, size_t left)
{
    size_t length = c[0] < 0x80 ? 1 : c[0] < 0xC2 ? 0 : c[0] < 0xE0 ? 2 : c[0] < 0xF0 ? 3 : 4;
    if (length == 0 || length > left || c[0] > 0xF4)
        return 0;
    for (size_t k = 1; k < length; k++)
        if ((c[k] & 0xC0) != 0x80)
            return 0;
    if ((c[0] == 0xE0 && c[1] < 0xA0) || (c[0] == 0xED && c[1] > 0x9F) ||
        (c[0] == 0xF0 && c[1] < 0x90) || (c[0] == 0xF4 && c[1] > 0x8F))
        return 0;
    return length;
}

/* Text is UTF-8 without control characters other than tabs and ends of lines. */
static aploc_status check_text(const char *text, size_t length, const char *file, aploc_error *err)
{
    int64_t line = 1;
    for (size_t at = 0; at < length;) {
        const unsigned char *c = (const unsigned char *)text + at;
        size_t size = character(c, length - at);
        int control = (*c < 0x20 && *c != '\t' && *c != '\n' && *c != '\r') || *c == 0x7F ||
                      (*c == '\r' && at + 1 < length && c[1] != '\n');
        if (size == 0 || control)
            return apl_fail_at(err, APLOC_ERR_ENCODING, (apl_place){.file = file, .line = line},
                               "found byte 0x%02X, expected text in UTF-8", *c);
        line += *c == '\n';
        at += size;
    }
    return APLOC_OK;
}

/* Copy a piece of a line. The pieces of a line and their ending zeros never take more room than the
 * line and its end, so the room made at the start is enough. */
static const char *keep(walk *w, const char *text, size_t length)
{
    char *copy = w->strings_at;
    memcpy(copy, text, length);
    copy[length] = '\0';
    w->strings_at += length + 1;
    return copy;
}

static apl_place here(const walk *w)
{
    return (apl_place){.file = w->ini.file, .line = w->line};
}

/* Whether a name is the known one of `length` bytes, or one of its words when that ends in "*". */
static int is_known(const char *known, size_t length, const char *name)
{
    if (length == 0 || known[length - 1] != '*')
        return length > 0 && strlen(name) == length && memcmp(known, name, length) == 0;
    const char *word = name + length;
    return strncmp(known, name, length - 1) == 0 && name[length - 1] == ' ' && *word &&
           !is_blank(*word);
}

static const apl_ini_section *known_section(const walk *w, const char *name)
{
    for (size_t k = 0; k < w->form->n_sections; k++) {
        const apl_ini_section *section = &w->form->sections[k];
        if (is_known(section->name, strlen(section->name), name))
            return section;
    }
    return NULL;
}

/* Whether a word stands in a list separated by blanks. */
static int has_word(const char *list, const char *word)
{
    for (const char *at = list; *at; at += strspn(at, " ")) {
        size_t next = strcspn(at, " ");
        if (is_known(at, next, word))
            return 1;
        at += next;
    }
    return 0;
}

/* What is known, for people: "vintage*" is shown as "vintage …". */
static void show_known(const char *known, const char *open, const char *close, char *list,
                       size_t size)
{
    size_t used = strlen(list);
    if (used + strlen(known) + 16 > size)
        return;
    if (used)
        list[used++] = ' ';
    used += strlen(strcpy(list + used, open));
    for (; *known; known++)
        used += *known == '*' ? strlen(strcpy(list + used, " …")) : (list[used] = *known, 1);
    strcpy(list + used, close);
}

static aploc_status check_entry(walk *w, const apl_ini_entry *entry)
{
    const apl_ini_section *known = known_section(w, entry->section);
    char list[512] = "";
    if (!known) {
        for (size_t k = 0; k < w->form->n_sections; k++)
            show_known(w->form->sections[k].name, "[", "]", list, sizeof list);
        return apl_fail_at(&w->fault, w->form->key, here(w),
                           "found section [%s], expected one of %s", entry->section, list);
    }
    if (entry->key && known->keys && !has_word(known->keys, entry->key)) {
        show_known(known->keys, "", "", list, sizeof list);
        return apl_fail_at(&w->fault, w->form->key, here(w),
                           "found key '%s' in [%s], expected one of %s", entry->key, entry->section,
                           list);
    }
    const apl_ini_entry *before = apl_ini_find(&w->ini, entry->section, entry->key);
    if (before && entry->key)
        return apl_fail_at(&w->fault, w->form->key, here(w),
                           "found key '%s' in [%s] again, expected it once (line %lld)", entry->key,
                           entry->section, (long long)before->line);
    if (before)
        return apl_fail_at(&w->fault, w->form->key, here(w),
                           "found section [%s] again, expected it once (line %lld)", entry->section,
                           (long long)before->line);
    if (entry->value && !*entry->value)
        return apl_fail_at(&w->fault, w->form->value, here(w),
                           "found key '%s' without a value, expected one", entry->key);
    return APLOC_OK;
}

static aploc_status add(walk *w, const char *key, const char *value)
{
    apl_ini_entry entry = {w->section, key, value, w->line};
    aploc_status status = check_entry(w, &entry);
    if (!status)
        status = APL_GROW(w->ini.entries, &w->ini.capacity, w->ini.n + 1, &w->fault);
    if (!status)
        w->ini.entries[w->ini.n++] = entry;
    return status;
}

/* "[name]", then nothing but blanks or a comment. inih tells of a section only with its first key,
 * and takes anything after the bracket; a bracket that is not closed is left to it. */
static aploc_status take_section(walk *w, const char *line, size_t length)
{
    const char *close = memchr(line, ']', length);
    if (!close)
        return APLOC_OK;
    const char *rest = close + 1;
    while (rest < line + length && is_blank(*rest))
        rest++;
    if (rest < line + length && *rest != ';' && *rest != '#')
        return apl_fail_at(&w->fault, w->form->syntax, here(w),
                           "found '%.*s' after a section, expected the end of the line",
                           (int)(line + length - rest), rest);
    w->section = keep(w, line + 1, (size_t)(close - line - 1));
    return add(w, NULL, NULL);
}

/* inih's reader, like fgets: the next line, without blanks at its ends (inih would take a line that
 * starts with one for a continuation) and without comments. */
static char *next_line(char *buffer, int size, void *stream)
{
    walk *w = stream;
    if (w->status || w->at == w->end)
        return NULL;
    const char *line = w->at;
    const char *end = memchr(line, '\n', (size_t)(w->end - line));
    w->at = end ? end + 1 : w->end;
    w->line++;
    if (!end)
        end = w->end;
    while (line < end && is_blank(*line))
        line++;
    while (end > line && is_blank(end[-1]))
        end--;
    if (line < end && (*line == '#' || *line == ';'))
        end = line;
    size_t length = (size_t)(end - line);
    if (size < 2 || length > (size_t)size - 2) {
        w->status = apl_fail_at(&w->fault, APLOC_ERR_LINE, here(w),
                                "found a line of %zu bytes, expected at most %d", length, size - 2);
        return NULL;
    }
    if (length && *line == '[')
        w->status = take_section(w, line, length);
    memcpy(buffer, line, length);
    buffer[length] = '\n';
    buffer[length + 1] = '\0';
    return w->status ? NULL : buffer;
}

/* inih's handler: returns 0 to note an error at this line. */
static int take_key(void *user, const char *section, const char *key, const char *value)
{
    walk *w = user;
    (void)section;
    if (w->status || !value)
        return 0;
    if (!w->section) {
        w->status = apl_fail_at(&w->fault, w->form->syntax, here(w),
                                "found key '%s' before any section, expected [%s]", key,
                                w->form->sections[0].name);
        return 0;
    }
    const char *kept = keep(w, key, strlen(key));
    w->status = add(w, kept, keep(w, value, strlen(value)));
    return w->status == APLOC_OK;
}

static aploc_status not_a_line(const char *text, size_t length, const apl_ini_form *form,
                               apl_place place, aploc_error *err)
{
    const char *line = text, *end = text + length;
    for (int64_t k = 1; k < place.line; k++)
        line = (const char *)memchr(line, '\n', (size_t)(end - line)) + 1;
    const char *stop = memchr(line, '\n', (size_t)(end - line));
    size_t shown = stop ? (size_t)(stop - line) : (size_t)(end - line);
    while (shown && is_blank(*line))
        line++, shown--;
    while (shown && is_blank(line[shown - 1]))
        shown--;
    return apl_fail_at(err, form->syntax, place,
                       "found '%.*s', expected [section], key = value or a comment", (int)shown,
                       line);
}

aploc_status apl_ini_read(const char *text, size_t length, const char *file,
                          const apl_ini_form *form, apl_ini *ini, aploc_error *err)
{
    static const char bom[] = "\xEF\xBB\xBF";
    apl_place place = {.file = file};
    if (length == 0)
        return apl_fail_at(err, APLOC_ERR_EMPTY, place, "found nothing, expected a %s", form->what);
    if (length > APL_INI_LARGEST)
        return apl_fail_at(err, form->syntax, place, "found more than %d bytes, expected a %s",
                           (int)APL_INI_LARGEST, form->what);
    if (length >= 3 && memcmp(text, bom, 3) == 0) {
        text += 3;
        length -= 3;
    }
    walk w = {.at = text, .end = text + length, .form = form};
    aploc_status status = APLOC_OK;
    w.ini.file = file;
    APL_TRY(check_text(text, length, file, err));
    APL_TRY(APL_NEW(w.ini.strings, (int64_t)length + 2, err));
    w.strings_at = w.ini.strings;
    int first = ini_parse_stream(next_line, &w, take_key, &w);
    /* inih goes on after a line that it cannot read and returns the first of them. */
    if (first > 0 && (!w.status || first < w.line))
        status = not_a_line(text, length, form, (apl_place){.file = file, .line = first}, err);
    else if (w.status) {
        status = w.status;
        if (err)
            *err = w.fault;
    } else if (first < 0)
        status = apl_fail(err, APLOC_ERR_MEMORY, "not enough memory to read %s", file);
    else if (w.ini.n == 0)
        status = apl_fail_at(err, APLOC_ERR_EMPTY, (apl_place){.file = file},
                             "found no section, expected [%s]", form->sections[0].name);
    if (status)
        goto out;
    *ini = w.ini;
    w.ini = (apl_ini){0};
out:
    apl_ini_free(&w.ini);
    return status;
}

void apl_ini_free(apl_ini *ini)
{
    free(ini->entries);
    free(ini->strings);
    *ini = (apl_ini){0};
}

const apl_ini_entry *apl_ini_find(const apl_ini *ini, const char *section, const char *key)
{
    for (int64_t k = 0; k < ini->n; k++) {
        const apl_ini_entry *entry = &ini->entries[k];
        if (strcmp(entry->section, section) != 0 || !key != !entry->key)
            continue;
        if (!key || strcmp(entry->key, key) == 0)
            return entry;
    }
    return NULL;
}
