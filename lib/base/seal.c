/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/seal.h"

#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/memory.h"

enum { PARTS = 2 }; /* of an object: APL_SEAL_VALUES, APL_SEAL_ATTRIBUTES */

static const char *const names[PARTS] = {"sha256", "sha256_attributes"};

/* A group or dataset. */
typedef struct object {
    char *path; /* NULL: none */
    int is_dataset;
    int n_attributes; /* besides digests and seal */
    char found[PARTS][APL_DIGEST_SIZE], stated[PARTS][APL_DIGEST_SIZE];
    int is_stated[PARTS];
} object;

/* A walk over a file: the lines of its seal, and the digests at work. */
typedef struct sealing {
    apl_digest *digest, *of_attributes;
    char *pool; /* the lines, each ended by a zero */
    int64_t used, room;
    int64_t n_lines;
    char *item;            /* what the digest at work is of: the end of its line; NULL: nothing */
    const char *attribute; /* its name, in `item`; NULL: the values of a dataset */
    object object;         /* that is being visited */
    /* of writing */
    object *objects;
    int64_t n_objects, objects_room;
    /* of a check */
    apl_seal_broken *broken;
    apl_digest_step *step; /* NULL: none */
    void *data;
    char seal[APL_DIGEST_SIZE];
    int has_seal, names_attributes; /* the file has them, as those of an older library have not */
    int32_t n_datasets;
    int leaves_values; /* only attributes are looked at */
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

/* The line before the values: their type, width and extents. */
void apl_seal_begin(apl_digest *digest, const apl_h5_shape *shape)
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

/* Which of its digests an attribute is; PARTS: none. */
static int part_of(const char *attribute)
{
    int part = 0;
    while (part < PARTS && strcmp(attribute, names[part]) != 0)
        part++;
    return part;
}

/* End the digest at work, and write its line. */
static aploc_status end(sealing *s, aploc_error *err)
{
    char hex[APL_DIGEST_SIZE];
    if (!s->item)
        return APLOC_OK;
    apl_digest_end(s->digest, hex);
    aploc_status status = add_line(s, s->attribute ? "attribute" : "dataset", hex, s->item, err);
    if (!s->attribute) {
        memcpy(s->object.found[APL_SEAL_VALUES], hex, sizeof hex);
        s->n_datasets++;
    } else if (part_of(s->attribute) == PARTS) {
        s->object.n_attributes++;
        apl_digest_add(s->of_attributes, hex, sizeof hex - 1);
        apl_digest_add(s->of_attributes, " ", 1);
        apl_digest_add(s->of_attributes, s->attribute, strlen(s->attribute));
        apl_digest_add(s->of_attributes, "\n", 1);
    }
    free(s->item);
    s->item = NULL;
    return status;
}

/* Whether a part of an object is not what the object says of it. */
static int is_broken(const sealing *s, const object *o, int part)
{
    if (part == APL_SEAL_VALUES && (!o->is_dataset || s->leaves_values))
        return 0;
    if (o->is_stated[part])
        return strcmp(o->stated[part], o->found[part]) != 0;
    return part == APL_SEAL_VALUES || (o->n_attributes > 0 && s->names_attributes);
}

static aploc_status check_object(sealing *s, const object *o, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int part = 0; part < PARTS && !status; part++) {
        apl_seal_break what = {part, o->path, o->found[part],
                               o->is_stated[part] ? o->stated[part] : NULL};
        if (is_broken(s, o, part))
            status = s->broken(s->data, &what, err);
    }
    return status;
}

/* An object whose attributes have ended. */
static aploc_status end_object(sealing *s, aploc_error *err)
{
    object *o = &s->object;
    aploc_status status = APLOC_OK;
    if (!o->path)
        return APLOC_OK;
    apl_digest_end(s->of_attributes, o->found[APL_SEAL_ATTRIBUTES]);
    if (s->broken) {
        s->names_attributes |= strcmp(o->path, "/") == 0 && o->is_stated[APL_SEAL_ATTRIBUTES];
        status = check_object(s, o, err);
        free(o->path);
    } else {
        status = APL_GROW(s->objects, &s->objects_room, s->n_objects + 1, err);
        if (status)
            return status;
        s->objects[s->n_objects++] = *o;
    }
    *o = (object){0};
    return status;
}

static aploc_status begin_item(sealing *s, const apl_h5_item *item, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    APL_TRY(end(s, err));
    if (item->kind != APL_H5_ATTRIBUTE) {
        APL_TRY(end_object(s, err));
        APL_TRY(apl_text_copy(item->path, &s->object.path, err));
        s->object.is_dataset = item->kind == APL_H5_DATASET;
    }
    if (item->kind == APL_H5_GROUP)
        return add_line(s, "group", "", item->path, err);
    if (is_seal(item))
        goto out;
    size_t length = strlen(item->path);
    size_t size = length + (item->attribute ? strlen(item->attribute) + 1 : 0) + 1;
    APL_TRY(apl_array_new(&s->item, (int64_t)size, 1, err));
    snprintf(s->item, size, "%s%s%s", item->path, item->attribute ? " " : "",
             item->attribute ? item->attribute : "");
    s->attribute = item->attribute ? s->item + length + 1 : NULL;
    apl_seal_begin(s->digest, &item->shape);
out:
    return status;
}

/* The digest or seal that an attribute states; "no digest" when it is another thing. */
static void take_stated(const apl_h5_item *item, const void *bytes, size_t length,
                        char hex[APL_DIGEST_SIZE])
{
    snprintf(hex, APL_DIGEST_SIZE, "no digest");
    if (item->shape.type != APL_H5_TEXT || length != APL_DIGEST_SIZE - 1)
        return;
    memcpy(hex, bytes, length);
    hex[length] = '\0';
}

static aploc_status visit(void *data, const apl_h5_item *item, const void *bytes, size_t length,
                          aploc_error *err)
{
    sealing *s = data;
    if (!bytes)
        return begin_item(s, item, err);
    if (is_seal(item)) {
        take_stated(item, bytes, length, s->seal);
        s->has_seal = 1;
        return APLOC_OK;
    }
    apl_digest_add(s->digest, bytes, length);
    int part = item->attribute ? part_of(item->attribute) : PARTS;
    if (part < PARTS) {
        take_stated(item, bytes, length, s->object.stated[part]);
        s->object.is_stated[part] = 1;
    }
    return s->step ? s->step(s->data, (int64_t)length, err) : APLOC_OK;
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

static aploc_status walk(sealing *s, apl_h5 *h5, const char *path, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    APL_TRY(apl_digest_new(&s->digest, err));
    APL_TRY(apl_digest_new(&s->of_attributes, err));
    APL_TRY((s->leaves_values ? apl_h5_walk_attributes : apl_h5_walk)(h5, path, visit, s, err));
    APL_TRY(end(s, err));
    APL_TRY(end_object(s, err));
out:
    return status;
}

static void let_go(sealing *s)
{
    apl_digest_free(s->digest);
    apl_digest_free(s->of_attributes);
    free(s->pool);
    free(s->item);
    free(s->object.path);
    for (int64_t k = 0; k < s->n_objects; k++)
        free(s->objects[k].path);
    free(s->objects);
}

/* ---- writing ---- */

/* Let an object carry one of its digests, which is an attribute of the file, too. */
static aploc_status put_digest(sealing *s, apl_h5 *h5, const object *o, int part, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    static const apl_h5_shape shape = {.type = APL_H5_TEXT, .width = APL_DIGEST_SIZE - 1};
    char *rest = NULL, hex[APL_DIGEST_SIZE];
    size_t size = strlen(o->path) + strlen(names[part]) + 2;
    APL_TRY(apl_array_new(&rest, (int64_t)size, 1, err));
    snprintf(rest, size, "%s %s", o->path, names[part]);
    APL_TRY(apl_h5_set_text(h5, o->path, names[part], o->found[part], err));
    apl_seal_begin(s->digest, &shape);
    apl_digest_add(s->digest, o->found[part], APL_DIGEST_SIZE - 1);
    apl_digest_end(s->digest, hex);
    APL_TRY(add_line(s, "attribute", hex, rest, err));
out:
    free(rest);
    return status;
}

static aploc_status put_digests(sealing *s, apl_h5 *h5, int of_groups, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    APL_TRY(walk(s, h5, "/", err));
    for (int64_t k = 0; k < s->n_objects; k++) {
        const object *o = &s->objects[k];
        if (o->is_dataset)
            APL_TRY(put_digest(s, h5, o, APL_SEAL_VALUES, err));
        if (o->n_attributes > 0 && (o->is_dataset || of_groups))
            APL_TRY(put_digest(s, h5, o, APL_SEAL_ATTRIBUTES, err));
    }
out:
    return status;
}

aploc_status apl_seal_put_digests(apl_h5 *h5, aploc_error *err)
{
    sealing s = {0};
    aploc_status status = put_digests(&s, h5, 0, err);
    let_go(&s);
    return status;
}

aploc_status apl_seal_put(apl_h5 *h5, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    sealing s = {0};
    APL_TRY(put_digests(&s, h5, 1, err));
    APL_TRY(seal_of(&s, s.seal, err));
    APL_TRY(apl_h5_set_text(h5, "/", "seal", s.seal, err));
out:
    let_go(&s);
    return status;
}

/* ---- checking ---- */

void apl_seal_tell(const apl_seal_break *what, char *text, size_t size)
{
    const char *stated = what->stated ? what->stated : "no digest";
    if (what->part == APL_SEAL_WHOLE)
        snprintf(text, size,
                 "found the seal %s of names, attributes and datasets, expected %s, as stands in "
                 "the file",
                 what->found, what->stated ? what->stated : "no seal");
    else
        snprintf(text, size, "%s: found %s of digest %s, expected %s, as stands with them",
                 what->path, what->part == APL_SEAL_VALUES ? "values" : "attributes", what->found,
                 stated);
}

aploc_status apl_seal_check(apl_h5 *h5, apl_seal_broken *broken, apl_digest_step *step, void *data,
                            int32_t *n_datasets, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    char found[APL_DIGEST_SIZE];
    sealing s = {.broken = broken, .step = step, .data = data};
    APL_TRY(walk(&s, h5, "/", err));
    APL_TRY(seal_of(&s, found, err));
    apl_seal_break what = {APL_SEAL_WHOLE, "/", found, s.has_seal ? s.seal : NULL};
    if (strcmp(found, s.seal) != 0)
        status = broken(data, &what, err);
out:
    *n_datasets = s.n_datasets;
    let_go(&s);
    return status;
}

static aploc_status refuse_stated(void *data, const apl_seal_break *what, aploc_error *err)
{
    char text[sizeof err->message];
    if (!what->stated)
        return APLOC_OK;
    apl_seal_tell(what, text, sizeof text);
    return apl_fail_at(err, APLOC_ERR_DIGEST, (apl_place){.file = apl_h5_path(data)}, "%s", text);
}

static aploc_status check_one(apl_h5 *h5, const char *path, int leaves_values, aploc_error *err)
{
    sealing s = {.broken = refuse_stated, .data = h5, .leaves_values = leaves_values};
    apl_h5_kind kind = apl_h5_find(h5, path);
    /* Asked a second time, HDF5 (1.10) takes some damaged headers for good. */
    if (kind == APL_H5_OTHER)
        return apl_h5_fail(h5, err, "found at %s another thing or damage, expected a dataset",
                           path);
    if (kind != APL_H5_DATASET ||
        (!apl_h5_has(h5, path, names[0]) && !apl_h5_has(h5, path, names[1])))
        return APLOC_OK;
    aploc_status status = walk(&s, h5, path, err);
    let_go(&s);
    return status;
}

aploc_status apl_seal_check_dataset(apl_h5 *h5, const char *path, aploc_error *err)
{
    return check_one(h5, path, 0, err);
}

aploc_status apl_seal_check_attributes(apl_h5 *h5, const char *path, aploc_error *err)
{
    return check_one(h5, path, 1, err);
}

aploc_status apl_seal_stated(apl_h5 *h5, const char *path, char hex[APL_DIGEST_SIZE],
                             aploc_error *err)
{
    aploc_error inner = {0};
    char *text = NULL;
    *hex = '\0';
    if (!apl_h5_has(h5, path, names[0]))
        return APLOC_OK;
    aploc_status status = apl_h5_get_text(h5, path, names[0], &text, &inner);
    if (status == APLOC_ERR_MEMORY) {
        if (err)
            *err = inner;
        return status;
    }
    if (status || strlen(text) != APL_DIGEST_SIZE - 1)
        snprintf(hex, APL_DIGEST_SIZE, "no digest");
    else
        memcpy(hex, text, APL_DIGEST_SIZE);
    free(text);
    return APLOC_OK;
}
