/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/ages.h"

#include <stdio.h>
#include <string.h>

#include "tables/encoding.h"

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Read an age of at most three digits; NULL when there is none. */
static const char *read_age(const char *text, int32_t *age)
{
    int32_t value = 0;
    int digits = 0;
    for (; is_digit(*text); text++, digits++)
        if (digits < 3)
            value = value * 10 + (*text - '0');
    if (digits < 1 || digits > 3 || value > APL_AGES_OLDEST)
        return NULL;
    *age = value;
    return text;
}

/* Copy what stands before the next digit, blanks left out; `blanks` tells whether there were any.
 * NULL when it is longer than any word known here. */
static const char *read_word(const char *text, char word[16], int *blanks)
{
    int used = 0;
    *blanks = 0;
    for (; *text && !is_digit(*text); text++) {
        if (*text == ' ') {
            *blanks = 1;
        } else {
            if (used == 15)
                return NULL;
            word[used++] = *text;
        }
    }
    word[used] = '\0';
    return text;
}

static int is_one_of(const char *word, const char *const *words)
{
    for (; *words; words++)
        if (strcmp(word, *words) == 0)
            return 1;
    return 0;
}

int apl_ages_of_column(const char *name, aploc_age_class *ages)
{
    static const char *const openings[] = {"", "age", "ages", "de", "agede", NULL};
    static const char *const betweens[] = {"", "a", "to", NULL};
    static const char *const endings[] = {"", "an", "ans", "years", NULL};
    static const char *const pluses[] = {
        "+",      "et+",       "ans+",         "plus",      "etplus",
        "ouplus", "ansetplus", "ansouplus",    "anset+",    "years+",
        "over",   "andover",   "yearsandover", "yearsplus", NULL};
    char folded[64], word[16];
    int blanks = 0;
    aploc_age_class found = {0, 0};
    apl_fold(name, ' ', folded, sizeof folded);
    const char *at = read_word(folded, word, &blanks);
    if (!at || !is_one_of(word, openings))
        return 0;
    at = read_age(at, &found.from);
    if (!at)
        return 0;
    at = read_word(at, word, &blanks);
    if (!at)
        return 0;
    if (!*at) {
        if (!is_one_of(word, pluses))
            return 0;
        found.to = APLOC_AGE_OPEN;
    } else {
        if (!is_one_of(word, betweens) || (!*word && !blanks))
            return 0;
        at = read_age(at, &found.to);
        if (!at)
            return 0;
        at = read_word(at, word, &blanks);
        if (!at || *at || !is_one_of(word, endings) || found.to < found.from)
            return 0;
    }
    *ages = found;
    return 1;
}

int apl_ages_of_role(const char *text, aploc_age_class *ages)
{
    aploc_age_class found = {0, 0};
    const char *at = read_age(text, &found.from);
    if (!at)
        return 0;
    if (strcmp(at, "+") == 0) {
        found.to = APLOC_AGE_OPEN;
    } else {
        if (*at != '-')
            return 0;
        at = read_age(at + 1, &found.to);
        if (!at || *at || found.to < found.from)
            return 0;
    }
    *ages = found;
    return 1;
}

const char *apl_ages_text(aploc_age_class ages, char *text)
{
    if (ages.to == APLOC_AGE_OPEN)
        snprintf(text, APL_AGES_SIZE, "%d+", (int)ages.from);
    else
        snprintf(text, APL_AGES_SIZE, "%d-%d", (int)ages.from, (int)ages.to);
    return text;
}
