/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/h5_inside.h"

#include <string.h>

/* Reading attributes: each is one value, so its size is that of its type, which HDF5 has at hand. */

aploc_status apl_h5_open_attribute(apl_h5 *h5, const char *path, const char *name, hid_t object,
                                   hid_t *attribute, apl_h5_shape *shape, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    hid_t type = -1, space = -1;
    hid_t own = H5Aopen(object, name, H5P_DEFAULT);
    if (own < 0)
        return apl_h5_fail(h5, err, "found no attribute %s of %s, expected one", name, path);
    type = H5Aget_type(own);
    space = H5Aget_space(own);
    if (type < 0 || space < 0 || H5Sget_simple_extent_type(space) != H5S_SCALAR) {
        status = apl_h5_fail(h5, err,
                             "found another thing than one value in the attribute %s of %s, "
                             "expected one",
                             name, path);
        goto out;
    }
    *shape = (apl_h5_shape){.rows = 1, .columns = 1};
    if (apl_h5_type_of(h5, path, type, shape, NULL)) {
        status = apl_h5_fail(h5, err,
                             "found another type in the attribute %s of %s, expected a plain "
                             "number or a text of fixed width",
                             name, path);
        goto out;
    }
    *attribute = own;
    own = -1;
out:
    if (type >= 0)
        H5Tclose(type);
    if (space >= 0)
        H5Sclose(space);
    if (own >= 0)
        H5Aclose(own);
    return status;
}

/* Open an attribute and what it belongs to, inside the guard. */
static aploc_status open_both(apl_h5 *h5, const char *path, const char *name, hid_t *object,
                              hid_t *attribute, apl_h5_shape *shape, aploc_error *err)
{
    aploc_status status = apl_h5_open_object(h5, path, object, err);
    return status ? status : apl_h5_open_attribute(h5, path, name, *object, attribute, shape, err);
}

static void close_both(hid_t object, hid_t attribute)
{
    if (attribute >= 0)
        H5Aclose(attribute);
    if (object >= 0)
        H5Oclose(object);
}

int apl_h5_has(apl_h5 *h5, const char *path, const char *name)
{
    hid_t object = -1;
    apl_h5_guard guard;
    if (apl_h5_find(h5, path) == APL_H5_NONE)
        return 0;
    apl_h5_enter(&guard);
    aploc_status status = apl_h5_open_object(h5, path, &object, NULL);
    int has = status || H5Aexists(object, name) != 0;
    close_both(object, -1);
    apl_h5_leave(&guard);
    return has;
}

static aploc_status wrong_type(apl_h5 *h5, const char *path, const char *name,
                               const apl_h5_shape *shape, const char *expected, aploc_error *err)
{
    return apl_h5_fail(h5, err, "found %s in the attribute %s of %s, expected %s",
                       apl_h5_type_name(shape->type), name, path, expected);
}

static aploc_status unreadable(apl_h5 *h5, const char *path, const char *name, aploc_error *err)
{
    return apl_h5_fail(h5, err,
                       "found that the attribute %s of %s cannot be read, expected a sound file",
                       name, path);
}

aploc_status apl_h5_get_text(apl_h5 *h5, const char *path, const char *name, char **text,
                             aploc_error *err)
{
    aploc_status status = APLOC_OK;
    hid_t object = -1, attribute = -1, type = -1;
    apl_h5_shape shape = {0};
    char *own = NULL;
    apl_h5_guard guard;
    apl_h5_enter(&guard);
    APL_TRY(open_both(h5, path, name, &object, &attribute, &shape, err));
    if (shape.type != APL_H5_TEXT) {
        status = wrong_type(h5, path, name, &shape, "text", err);
        goto out;
    }
    APL_TRY(APL_ZEROED(own, shape.width + 1, err));
    type = apl_h5_same_type(attribute, &shape);
    if (type < 0 || H5Aread(attribute, type, own) < 0) {
        status = unreadable(h5, path, name, err);
        goto out;
    }
    *text = own;
    own = NULL;
out:
    if (type >= 0)
        H5Tclose(type);
    close_both(object, attribute);
    apl_h5_leave(&guard);
    free(own);
    return status;
}

/* Read a number into int64 or double. */
static aploc_status get(apl_h5 *h5, const char *path, const char *name, apl_h5_type as, void *value,
                        aploc_error *err)
{
    hid_t object = -1, attribute = -1;
    apl_h5_shape shape = {0};
    apl_h5_guard guard;
    apl_h5_enter(&guard);
    aploc_status status = open_both(h5, path, name, &object, &attribute, &shape, err);
    int fits = as == APL_H5_I64 ? shape.type <= APL_H5_I64
                                : shape.type == APL_H5_F32 || shape.type == APL_H5_F64;
    if (!status && !fits)
        status = wrong_type(h5, path, name, &shape, as == APL_H5_I64 ? "a whole number" : "float64",
                            err);
    if (!status && H5Aread(attribute, apl_h5_native(as), value) < 0)
        status = unreadable(h5, path, name, err);
    close_both(object, attribute);
    apl_h5_leave(&guard);
    return status;
}

aploc_status apl_h5_get_integer(apl_h5 *h5, const char *path, const char *name, int64_t *value,
                                aploc_error *err)
{
    return get(h5, path, name, APL_H5_I64, value, err);
}

aploc_status apl_h5_get_number(apl_h5 *h5, const char *path, const char *name, double *value,
                               aploc_error *err)
{
    return get(h5, path, name, APL_H5_F64, value, err);
}
