/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/h5_inside.h"

#include <stdio.h>
#include <string.h>

enum {
    DEEPEST = 16,       /* groups in groups */
    MOST_ITEMS = 65536, /* names in one group, objects in one walk */
    PIECE = 8 * APL_H5_CHUNK,
};

/* ---- the names of a group or of attributes ---- */

/* Names as they come, each ended by a zero. */
typedef struct roll {
    char *pool;
    int64_t used, room, count;
    aploc_status status;
    aploc_error *err;
} roll;

static herr_t add_name(roll *r, const char *name)
{
    int64_t size = (int64_t)strlen(name) + 1;
    if (++r->count > MOST_ITEMS)
        return -1;
    r->status = APL_GROW(r->pool, &r->room, r->used + size, r->err);
    if (r->status)
        return -1;
    memcpy(r->pool + r->used, name, (size_t)size);
    r->used += size;
    return 0;
}

static herr_t add_link(hid_t group, const char *name, const H5L_info_t *link, void *data)
{
    (void)group;
    (void)link;
    return add_name(data, name);
}

static herr_t add_attribute(hid_t object, const char *name, const H5A_info_t *attribute, void *data)
{
    (void)object;
    (void)attribute;
    return add_name(data, name);
}

static int compare_names(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;
    return strcmp(*x, *y);
}

/* Inside the guard: the names of a group or of attributes, sorted, as pointers and, after them, the
 * texts, in one block. In the order in which they lie: asked for by number, HDF5 (1.10) builds a table
 * of all names each time, and frees what it never set when a damaged one breaks off. */
static aploc_status list(apl_h5 *h5, const char *path, hid_t object, int of_attributes,
                         int64_t *count, char ***result, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    char **block = NULL;
    hsize_t first = 0;
    roll r = {.err = err};
    herr_t failed =
        of_attributes
            ? H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_NATIVE, &first, add_attribute, &r)
            : H5Literate(object, H5_INDEX_NAME, H5_ITER_NATIVE, &first, add_link, &r);
    APL_TRY(r.status);
    if (r.count > MOST_ITEMS) {
        status = apl_h5_fail(h5, err, "found more than %d names in %s, expected fewer",
                             (int)MOST_ITEMS, path);
        goto out;
    }
    if (failed < 0) {
        status = apl_h5_fail(h5, err,
                             "found a name that cannot be read in %s, expected a sound file", path);
        goto out;
    }
    APL_TRY(apl_array_new(&block, r.count * (int64_t)sizeof *block + r.used, 1, err));
    char *to = (char *)(block + r.count);
    if (r.used)
        memcpy(to, r.pool, (size_t)r.used);
    for (int64_t k = 0; k < r.count; k++, to += strlen(to) + 1)
        block[k] = to;
    qsort(block, (size_t)r.count, sizeof *block, compare_names);
    *count = r.count;
    *result = block;
out:
    free(r.pool);
    return status;
}

static aploc_status children(apl_h5 *h5, const char *path, int64_t *count, char ***result,
                             aploc_error *err)
{
    hid_t object = -1;
    aploc_status status = apl_h5_open_object(h5, path, &object, err);
    if (!status && H5Iget_type(object) != H5I_GROUP)
        status = apl_h5_fail(h5, err, "found the dataset %s, expected a group", path);
    if (!status)
        status = list(h5, path, object, 0, count, result, err);
    if (object >= 0)
        H5Oclose(object);
    return status;
}

aploc_status apl_h5_children(apl_h5 *h5, const char *path, int64_t *count, char ***names,
                             aploc_error *err)
{
    apl_h5_guard guard;
    apl_h5_enter(&guard);
    aploc_status status = children(h5, path, count, names, err);
    apl_h5_leave(&guard);
    return status;
}

/* ---- the walk: the visitor is called outside the guard, so that it may call back ---- */

typedef struct walk {
    apl_h5 *h5;
    apl_h5_visit *visit;
    void *data;
    int64_t n_objects;
    char *piece;
} walk;

/* The values of a dataset, by rows. */
static aploc_status visit_values(walk *w, const apl_h5_item *item, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_h5_shape *shape = &item->shape;
    size_t row = (size_t)shape->width * (size_t)shape->columns;
    int64_t rows = row && row < PIECE ? (int64_t)(PIECE / row) : 1;
    char *bytes = w->piece, *large = NULL;
    if (row > PIECE) {
        APL_TRY(apl_array_new(&large, 1, row, err));
        bytes = large;
    }
    for (int64_t first = 0; first < shape->rows && row; first += rows) {
        int64_t count = shape->rows - first < rows ? shape->rows - first : rows;
        hid_t dataset = -1, type = -1;
        apl_h5_shape again = {0};
        apl_h5_guard guard;
        apl_h5_enter(&guard);
        status = apl_h5_open_dataset(w->h5, item->path, &dataset, &again, err);
        if (!status) {
            type = apl_h5_same_type(dataset, shape);
            status =
                apl_h5_read_rows(w->h5, item->path, dataset, shape, first, count, type, bytes, err);
        }
        if (type >= 0)
            H5Tclose(type);
        if (dataset >= 0)
            H5Dclose(dataset);
        apl_h5_leave(&guard);
        if (!status)
            status = w->visit(w->data, item, bytes, (size_t)count * row, err);
        if (status)
            goto out;
    }
out:
    free(large);
    return status;
}

static aploc_status visit_attribute(walk *w, const char *path, const char *name, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_h5_item item = {.kind = APL_H5_ATTRIBUTE, .path = path, .attribute = name};
    hid_t object = -1, attribute = -1, type = -1;
    char *bytes = NULL;
    apl_h5_guard guard;
    apl_h5_enter(&guard);
    status = apl_h5_open_object(w->h5, path, &object, err);
    if (!status)
        status = apl_h5_open_attribute(w->h5, path, name, object, &attribute, &item.shape, err);
    if (!status)
        status = APL_NEW(bytes, item.shape.width, err);
    if (!status) {
        type = apl_h5_same_type(attribute, &item.shape);
        if (type < 0 || H5Aread(attribute, type, bytes) < 0)
            status = apl_h5_fail(w->h5, err,
                                 "found that the attribute %s of %s cannot be read, expected a "
                                 "sound file",
                                 name, path);
    }
    if (type >= 0)
        H5Tclose(type);
    if (attribute >= 0)
        H5Aclose(attribute);
    if (object >= 0)
        H5Oclose(object);
    apl_h5_leave(&guard);
    if (!status)
        status = w->visit(w->data, &item, NULL, 0, err);
    if (!status)
        status = w->visit(w->data, &item, bytes, (size_t)item.shape.width, err);
    free(bytes);
    return status;
}

static aploc_status visit_attributes(walk *w, const char *path, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    hid_t object = -1;
    int64_t count = 0;
    char **found = NULL;
    apl_h5_guard guard;
    apl_h5_enter(&guard);
    status = apl_h5_open_object(w->h5, path, &object, err);
    if (!status)
        status = list(w->h5, path, object, 1, &count, &found, err);
    if (object >= 0)
        H5Oclose(object);
    apl_h5_leave(&guard);
    for (int64_t k = 0; k < count && !status; k++)
        status = visit_attribute(w, path, found[k], err);
    free(found);
    return status;
}

static aploc_status visit_object(walk *w, const char *path, int depth, aploc_error *err);

static aploc_status visit_children(walk *w, const char *path, int depth, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int64_t count = 0;
    char **found = NULL, *child = NULL;
    APL_TRY(apl_h5_children(w->h5, path, &count, &found, err));
    for (int64_t k = 0; k < count; k++) {
        size_t size = strlen(path) + strlen(found[k]) + 2;
        free(child);
        child = NULL;
        APL_TRY(apl_array_new(&child, (int64_t)size, 1, err));
        snprintf(child, size, "%s/%s", path[1] ? path : "", found[k]);
        APL_TRY(visit_object(w, child, depth + 1, err));
    }
out:
    free(child);
    free(found);
    return status;
}

/* Refuse an object of several names: a small file could hold a large dataset a thousand times, or
 * groups that hold each other. */
static aploc_status check_name(walk *w, const char *path, aploc_error *err)
{
    hid_t object = -1;
    H5O_info_t facts = {.rc = 0};
    apl_h5_guard guard;
    apl_h5_enter(&guard);
    aploc_status status = apl_h5_open_object(w->h5, path, &object, err);
    if (!status && (H5Oget_info2(object, &facts, H5O_INFO_BASIC) < 0 || facts.rc > 1))
        status = apl_h5_fail(w->h5, err,
                             "found another name of %s in the file, expected one name of each "
                             "object",
                             path);
    if (object >= 0)
        H5Oclose(object);
    apl_h5_leave(&guard);
    return status;
}

static aploc_status visit_object(walk *w, const char *path, int depth, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_h5_item item = {.kind = apl_h5_find(w->h5, path), .path = path};
    if (item.kind == APL_H5_NONE || item.kind == APL_H5_OTHER)
        return apl_h5_other(w->h5, path, err);
    APL_TRY(check_name(w, path, err));
    if (depth > DEEPEST || ++w->n_objects > MOST_ITEMS)
        return apl_h5_fail(w->h5, err,
                           "found no end of groups at %s, expected at most %d in each "
                           "other and %d objects",
                           path, (int)DEEPEST, (int)MOST_ITEMS);
    if (item.kind == APL_H5_DATASET)
        APL_TRY(apl_h5_look(w->h5, path, &item.shape, err));
    APL_TRY(w->visit(w->data, &item, NULL, 0, err));
    if (item.kind == APL_H5_DATASET)
        APL_TRY(visit_values(w, &item, err));
    APL_TRY(visit_attributes(w, path, err));
    if (item.kind == APL_H5_GROUP)
        APL_TRY(visit_children(w, path, depth, err));
out:
    return status;
}

aploc_status apl_h5_walk(apl_h5 *h5, const char *path, apl_h5_visit *visit, void *data,
                         aploc_error *err)
{
    walk w = {.h5 = h5, .visit = visit, .data = data};
    aploc_status status = APL_NEW(w.piece, PIECE, err);
    if (!status)
        status = visit_object(&w, path, 0, err);
    free(w.piece);
    return status;
}

aploc_status apl_h5_walk_attributes(apl_h5 *h5, const char *path, apl_h5_visit *visit, void *data,
                                    aploc_error *err)
{
    aploc_status status = APLOC_OK;
    walk w = {.h5 = h5, .visit = visit, .data = data};
    apl_h5_item item = {.kind = apl_h5_find(h5, path), .path = path};
    if (item.kind == APL_H5_NONE || item.kind == APL_H5_OTHER)
        return apl_h5_other(h5, path, err);
    if (item.kind == APL_H5_DATASET)
        APL_TRY(apl_h5_look(h5, path, &item.shape, err));
    APL_TRY(visit(data, &item, NULL, 0, err));
    APL_TRY(visit_attributes(&w, path, err));
out:
    return status;
}
