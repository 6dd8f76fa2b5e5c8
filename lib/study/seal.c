/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/seal.h"

#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/memory.h"

/* A walk over a file: the lines of its seal, and the digest at work. */
typedef struct sealing {
    apl_digest *digest;
    char *pool; /* the lines, each ended by a zero */
    int64_t used, room;
    int64_t n_lines;
    char *item; /* what the digest at work is of: the end of its line; NULL: nothing */
    int is_dataset;
    /* of a check */
    apl_seal_broken *broken;
    void *data;
    char *dataset; /* whose `sha256` has not come yet; NULL: none */
    char found[APL_DIGEST_SIZE], seal[APL_DIGEST_SIZE];
    int has_seal;
    int32_t n_datasets;
} sealing;

static int is_seal(const apl_h5_item *item)
{
    return item->kind == APL_H5_ATTRIBUTE && strcmp(item->path, "/") == 0 &&
           strcmp(item->attribute, "seal") == 0;
}

static aploc_status add_line(sealing *s, const char *kind, const char *digest, const char *rest,
                             aploc_error *err)
{
    int64_t size = (int64_t)(strlen(kind) + strlen(digest) + strlen(rest)) + 3;
    aploc_status status = APL_GROW(s->pool, &s->room, s->used + size, err);
    if (status)
        return status;
    s->used += 1 + snprintf(s->pool + s->used, (size_t)size, "%s%s%s %s", kind, *digest ? " " : "",
                            digest, rest);
    s->n_lines++;
    return APLOC_OK;
}

/* Begin the digest of values: their type, width and extents. */
static void begin(apl_digest *digest, const apl_h5_shape *shape)
{
    char line[128];
    int n = snprintf(line, sizeof line, "%s", apl_h5_type_name(shape->type));
    if (shape->type == APL_H5_TEXT)
        n += snprintf(line + n, sizeof line - (size_t)n, " %lld", (long long)shape->width);
    if (shape->rank > 0)
        n += snprintf(line + n, sizeof line - (size_t)n, " %lld", (long long)shape->rows);
    if (shape->rank > 1)
        n += snprintf(line + n, sizeof line - (size_t)n, " %lld", (long long)shape->columns);
    apl_digest_add(digest, line, (size_t)n);
    apl_digest_add(digest, "\n", 1);
}

/* End the digest at work, and write its line. */
static aploc_status end(sealing *s, aploc_error *err)
{
    char hex[APL_DIGEST_SIZE];
    if (!s->item)
        return APLOC_OK;
    apl_digest_end(s->digest, hex);
    aploc_status status = add_line(s, s->is_dataset ? "dataset" : "attribute", hex, s->item, err);
    if (s->is_dataset) {
        memcpy(s->found, hex, sizeof hex);
        s->n_datasets++;
        s->dataset = s->item;
    } else {
        free(s->item);
    }
    s->item = NULL;
    return status;
}

/* A dataset whose attributes ended without the digest. */
static aploc_status end_dataset(sealing *s, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    if (s->dataset && s->broken)
        status = s->broken(s->data, s->dataset, s->found, "no digest", err);
    free(s->dataset);
    s->dataset = NULL;
    return status;
}

static aploc_status begin_item(sealing *s, const apl_h5_item *item, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    APL_TRY(end(s, err));
    if (item->kind != APL_H5_ATTRIBUTE)
        APL_TRY(end_dataset(s, err));
    if (item->kind == APL_H5_GROUP)
        return add_line(s, "group", "", item->path, err);
    if (is_seal(item))
        goto out;
    size_t size = strlen(item->path) + (item->attribute ? strlen(item->attribute) + 1 : 0) + 1;
    APL_TRY(apl_array_new(&s->item, (int64_t)size, 1, err));
    snprintf(s->item, size, "%s%s%s", item->path, item->attribute ? " " : "",
             item->attribute ? item->attribute : "");
    s->is_dataset = item->kind == APL_H5_DATASET;
    begin(s->digest, &item->shape);
out:
    return status;
}

/* The digest or seal that an attribute states. */
static void take_stated(const apl_h5_item *item, const void *bytes, size_t length,
                        char hex[APL_DIGEST_SIZE])
{
    memset(hex, 0, APL_DIGEST_SIZE);
    if (item->shape.type == APL_H5_TEXT && length == APL_DIGEST_SIZE - 1)
        memcpy(hex, bytes, length);
}

static aploc_status visit(void *data, const apl_h5_item *item, const void *bytes, size_t length,
                          aploc_error *err)
{
    sealing *s = data;
    aploc_status status = APLOC_OK;
    char stated[APL_DIGEST_SIZE];
    if (!bytes)
        return begin_item(s, item, err);
    if (is_seal(item)) {
        take_stated(item, bytes, length, s->seal);
        s->has_seal = 1;
        return APLOC_OK;
    }
    apl_digest_add(s->digest, bytes, length);
    if (item->kind != APL_H5_ATTRIBUTE || !s->dataset || strcmp(item->attribute, "sha256") != 0)
        return APLOC_OK;
    take_stated(item, bytes, length, stated);
    if (s->broken && strcmp(stated, s->found) != 0)
        status = s->broken(s->data, s->dataset, s->found, *stated ? stated : "no digest", err);
    free(s->dataset);
    s->dataset = NULL;
    return status;
}

static int compare_lines(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;
    return strcmp(*x, *y);
}

/* The digest of the sorted lines. */
static aploc_status seal_of(sealing *s, char hex[APL_DIGEST_SIZE], aploc_error *err)
{
    const char **lines = NULL, *at = s->pool;
    aploc_status status = APL_NEW(lines, s->n_lines, err);
    if (status)
        return status;
    for (int64_t k = 0; k < s->n_lines; k++, at += strlen(at) + 1)
        lines[k] = at;
    qsort(lines, (size_t)s->n_lines, sizeof *lines, compare_lines);
    for (int64_t k = 0; k < s->n_lines; k++) {
        apl_digest_add(s->digest, lines[k], strlen(lines[k]));
        apl_digest_add(s->digest, "\n", 1);
    }
    apl_digest_end(s->digest, hex);
    free(lines);
    return APLOC_OK;
}

static aploc_status walk(sealing *s, apl_h5 *h5, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    APL_TRY(apl_digest_new(&s->digest, err));
    APL_TRY(apl_h5_walk(h5, visit, s, err));
    APL_TRY(end(s, err));
    APL_TRY(end_dataset(s, err));
out:
    return status;
}

static void let_go(sealing *s)
{
    apl_digest_free(s->digest);
    free(s->pool);
    free(s->item);
    free(s->dataset);
}

/* The attributes `sha256` of all datasets that have a line, and the lines of these attributes. */
static aploc_status put_digests(sealing *s, apl_h5 *h5, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    static const apl_h5_shape shape = {.type = APL_H5_TEXT, .width = APL_DIGEST_SIZE - 1};
    static const char kind[] = "dataset ";
    char *rest = NULL;
    int64_t n_lines = s->n_lines, at = 0;
    for (int64_t k = 0; k < n_lines; k++, at += (int64_t)strlen(s->pool + at) + 1) {
        char stated[APL_DIGEST_SIZE], of_attribute[APL_DIGEST_SIZE];
        if (strncmp(s->pool + at, kind, strlen(kind)) != 0)
            continue;
        const char *digest = s->pool + at + strlen(kind), *path = digest + APL_DIGEST_SIZE;
        memcpy(stated, digest, sizeof stated - 1);
        stated[sizeof stated - 1] = '\0';
        APL_TRY(apl_h5_set_text(h5, path, "sha256", stated, err));
        begin(s->digest, &shape);
        apl_digest_add(s->digest, stated, sizeof stated - 1);
        apl_digest_end(s->digest, of_attribute);
        size_t size = strlen(path) + sizeof " sha256";
        free(rest);
        rest = NULL;
        APL_TRY(apl_array_new(&rest, (int64_t)size, 1, err));
        snprintf(rest, size, "%s sha256", path);
        APL_TRY(add_line(s, "attribute", of_attribute, rest, err));
    }
out:
    free(rest);
    return status;
}

aploc_status apl_seal_put(apl_h5 *h5, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    sealing s = {0};
    APL_TRY(walk(&s, h5, err));
    APL_TRY(put_digests(&s, h5, err));
    APL_TRY(seal_of(&s, s.seal, err));
    APL_TRY(apl_h5_set_text(h5, "/", "seal", s.seal, err));
out:
    let_go(&s);
    return status;
}

aploc_status apl_seal_check(apl_h5 *h5, apl_seal_broken *broken, void *data, int32_t *n_datasets,
                            aploc_error *err)
{
    aploc_status status = APLOC_OK;
    char found[APL_DIGEST_SIZE];
    sealing s = {.broken = broken, .data = data};
    APL_TRY(walk(&s, h5, err));
    APL_TRY(seal_of(&s, found, err));
    if (strcmp(found, s.seal) != 0)
        status = broken(data, "/", found, s.has_seal && *s.seal ? s.seal : "no seal", err);
out:
    *n_datasets = s.n_datasets;
    let_go(&s);
    return status;
}
