/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sound HDF5 files that are odd: bytes say what is changed in a good file of times, or a run, through
 * HDF5 itself. Objects go, come back with other types, shapes and extents, point elsewhere; values and
 * attributes become others. (Damaged bytes of HDF5's own are HDF5's matter: SECURITY.md.) */
#include <hdf5.h>
#include <stdlib.h>

#include "fuzz.h"
#include "problem.h"

enum { OBJECTS = 64, NAME = 100, MOST_ODD = 6 };

static const hsize_t extents[] = {
    0, 1, 2, 3, 5, 6, 7, 8, 36, 1000, (hsize_t)1 << 40, (hsize_t)1 << 62};
enum { EXTENTS = sizeof extents / sizeof *extents };

/* A type: those of our files and others. To be closed. */
static hid_t some_type(int byte)
{
    const hid_t plain[] = {H5T_STD_U8LE,   H5T_STD_U16LE,  H5T_STD_U32LE,   H5T_STD_I32LE,
                           H5T_STD_I64LE,  H5T_IEEE_F32LE, H5T_IEEE_F64LE,  H5T_STD_I32BE,
                           H5T_STD_U64LE,  H5T_IEEE_F64BE, H5T_STD_REF_OBJ, H5T_STD_B16LE,
                           H5T_UNIX_D32LE, H5T_STD_I8LE};
    enum { PLAIN = sizeof plain / sizeof *plain };
    int kind = byte % (PLAIN + 6);
    hid_t type;
    if (kind < PLAIN)
        return H5Tcopy(plain[kind]);
    switch (kind - PLAIN) {
    case 0:
    case 1:
        type = H5Tcopy(H5T_C_S1);
        H5Tset_size(type, 1 + (size_t)byte % 7);
        H5Tset_cset(type, kind % 2 ? H5T_CSET_UTF8 : H5T_CSET_ASCII);
        return type;
    case 2:
        type = H5Tcopy(H5T_C_S1);
        H5Tset_size(type, H5T_VARIABLE);
        return type;
    case 3:
        type = H5Tcreate(H5T_COMPOUND, 16);
        H5Tinsert(type, "a", 0, H5T_NATIVE_DOUBLE);
        H5Tinsert(type, "b", 8, H5T_NATIVE_INT);
        return type;
    case 4: {
        const int32_t one = 1;
        type = H5Tenum_create(H5T_STD_I32LE);
        H5Tenum_insert(type, "one", &one);
        return type;
    }
    default: {
        const hsize_t three = 3;
        return H5Tarray_create2(H5T_STD_I32LE, 1, &three);
    }
    }
}

/* A space of rank 0 to 3, or none. To be closed. */
static hid_t some_space(byte_source *s, hsize_t *points)
{
    int rank = take(s) % 5;
    hsize_t extent[3] = {1, 1, 1};
    *points = 1;
    for (int k = 0; k < rank && k < 3; k++) {
        extent[k] = extents[take(s) % EXTENTS];
        *points = extent[k] > 1000000 || *points > 1000000 ? 1 << 30 : *points * extent[k];
    }
    if (rank == 0)
        return H5Screate(H5S_SCALAR);
    if (rank == 4)
        return *points = 0, H5Screate(H5S_NULL);
    return H5Screate_simple(rank, extent, NULL);
}

/* The names of everything in a file. */
typedef struct listing {
    char names[OBJECTS][NAME];
    int n;
} listing;

static herr_t note_name(hid_t group, const char *name, const H5L_info_t *info, void *data)
{
    listing *list = data;
    (void)group;
    (void)info;
    if (list->n < OBJECTS && strlen(name) < NAME - 1)
        strcpy(list->names[list->n++], name);
    return 0;
}

/* Values for a dataset or an attribute of a type: bytes, repeated. */
static void *some_values(byte_source *s, hsize_t points, hid_t type)
{
    size_t size = H5Tget_size(type) * (size_t)points + 1;
    uint8_t *values = malloc(size);
    fuzz_law(values != NULL, "no memory");
    int start = take(s), step = take(s) % 8;
    for (size_t k = 0; k < size; k++)
        values[k] = (uint8_t)(step == 7 ? 0xFF : start + (int)k * step);
    return values;
}

static int has_pointers(hid_t type)
{
    return H5Tis_variable_str(type) > 0 || H5Tget_class(type) == H5T_REFERENCE;
}

static void replace_dataset(hid_t file, byte_source *s, const char *name)
{
    hsize_t points = 0;
    hid_t type = some_type(take(s)), space = some_space(s, &points);
    hid_t how = H5Pcreate(H5P_DATASET_CREATE);
    int layout = take(s), rank = H5Sget_simple_extent_ndims(space);
    hsize_t chunk[3] = {1 + (hsize_t)layout % 7, 1 + (hsize_t)layout % 3, 2};
    H5Pset_fill_time(how, H5D_FILL_TIME_NEVER);
    if (points > 1000000 || (layout & 1 && rank > 0)) {
        H5Pset_chunk(how, rank, chunk);
        if (layout & 2)
            H5Pset_deflate(how, 1);
        if (layout & 4)
            H5Pset_shuffle(how);
        if (layout & 8)
            H5Pset_fletcher32(how);
    } else if (layout & 16) {
        H5Pset_external(how, "nowhere.bin", 0, H5F_UNLIMITED);
    }
    H5Ldelete(file, name, H5P_DEFAULT);
    hid_t set = H5Dcreate2(file, name, type, space, H5P_DEFAULT, how, H5P_DEFAULT);
    if (set >= 0 && points > 0 && points <= 4096 && !has_pointers(type) && !(layout & 16)) {
        void *values = some_values(s, points, type);
        H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
        free(values);
    }
    if (set >= 0)
        H5Dclose(set);
    H5Pclose(how);
    H5Sclose(space);
    H5Tclose(type);
}

/* Some bytes of the values of a dataset. */
static void change_values(hid_t file, byte_source *s, const char *name)
{
    hid_t set = H5Dopen2(file, name, H5P_DEFAULT);
    if (set < 0)
        return;
    hid_t type = H5Dget_type(set), space = H5Dget_space(set);
    hssize_t points = H5Sget_simple_extent_npoints(space);
    if (points > 0 && points < 4096 && !has_pointers(type)) {
        size_t size = H5Tget_size(type) * (size_t)points;
        uint8_t *values = calloc(1, size);
        fuzz_law(values != NULL, "no memory");
        if (H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0) {
            for (int k = 1 + take(s) % 4; k > 0; k--) {
                size_t at = ((size_t)take(s) << 8 | (size_t)take(s)) % size;
                values[at] = (uint8_t)take(s);
            }
            H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
        }
        free(values);
    }
    H5Sclose(space);
    H5Tclose(type);
    H5Dclose(set);
}

static void change_attribute(hid_t file, byte_source *s, const char *name)
{
    static const char *const usual[] = {"format",     "format_version", "scale",
                                        "unit",       "from_count",     "to_count",
                                        "pair_count", "same_places"};
    hid_t object = H5Oopen(file, name, H5P_DEFAULT);
    if (object < 0)
        return;
    char attribute[NAME];
    int byte = take(s), n = (int)H5Aget_num_attrs(object);
    snprintf(attribute, sizeof attribute, "%s", usual[byte & 7]);
    if (byte & 8 && n > 0)
        H5Aget_name_by_idx(object, ".", H5_INDEX_NAME, H5_ITER_INC,
                           (hsize_t)(byte >> 4) % (hsize_t)n, attribute, sizeof attribute,
                           H5P_DEFAULT);
    H5Adelete(object, attribute);
    int form = take(s);
    hsize_t points = 1;
    hid_t type = form & 1 ? H5Tcopy(H5T_STD_I64LE) : some_type(take(s));
    hid_t space = form & 2 ? H5Screate(H5S_SCALAR) : some_space(s, &points);
    if (!(form & 4) && points < 4096 && !has_pointers(type)) {
        hid_t a = H5Acreate2(object, attribute, type, space, H5P_DEFAULT, H5P_DEFAULT);
        int64_t small = (int8_t)take(s);
        void *values = form & 1 && points == 1 ? NULL : some_values(s, points, type);
        if (a >= 0) {
            H5Awrite(a, type, values ? values : &small);
            H5Aclose(a);
        }
        free(values);
    }
    H5Sclose(space);
    H5Tclose(type);
    H5Oclose(object);
}

/* Another kind of object, or a way to nowhere, or to itself. */
static void replace_link(hid_t file, byte_source *s, const char *name, const char *other)
{
    int kind = take(s) % 6;
    H5Ldelete(file, name, H5P_DEFAULT);
    if (kind == 0)
        H5Lcreate_soft(name, file, name, H5P_DEFAULT, H5P_DEFAULT);
    if (kind == 1)
        H5Lcreate_soft(other, file, name, H5P_DEFAULT, H5P_DEFAULT);
    if (kind == 2)
        H5Lcreate_external("/dev/zero", "/x", file, name, H5P_DEFAULT, H5P_DEFAULT);
    if (kind == 3)
        H5Lcreate_hard(file, other, file, name, H5P_DEFAULT, H5P_DEFAULT);
    if (kind == 4)
        H5Lcreate_hard(file, "/", file, name, H5P_DEFAULT, H5P_DEFAULT);
    if (kind == 5)
        H5Gclose(H5Gcreate2(file, name, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
}

static void drop_digests(hid_t file, const listing *list)
{
    for (int k = 0; k < list->n; k++) {
        hid_t object = H5Oopen(file, list->names[k], H5P_DEFAULT);
        H5Adelete(object, "sha256");
        H5Adelete(object, "sha256_attributes");
        H5Oclose(object);
    }
}

/* Copy the good file and change it as the bytes say. */
static const char *make_odd(byte_source *s, const char *good)
{
    const char *path = fuzz_path("t.h5");
    FILE *from = fopen(good, "rb"), *to = fopen(path, "wb");
    char block[4096];
    fuzz_law(from && to, "cannot copy %s", good);
    for (size_t n; (n = fread(block, 1, sizeof block, from)) > 0;)
        fuzz_law(fwrite(block, 1, n, to) == n, "cannot write %s", path);
    fclose(from);
    fclose(to);
    static listing list;
    list.n = 1;
    strcpy(list.names[0], "/");
    H5E_BEGIN_TRY
    {
        hid_t file = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT);
        fuzz_law(file >= 0, "cannot open %s", path);
        H5Lvisit(file, H5_INDEX_NAME, H5_ITER_INC, note_name, &list);
        if (take(s) & 1)
            drop_digests(file, &list);
        for (int k = 1 + take(s) % MOST_ODD; k > 0 && s->left > 0; k--) {
            int what = take(s) % 8;
            const char *name = list.names[take(s) % list.n];
            const char *other = list.names[take(s) % list.n];
            if (what < 3)
                change_values(file, s, name);
            else if (what < 5)
                change_attribute(file, s, name);
            else if (strcmp(name, "/") == 0)
                continue;
            else if (what == 5)
                H5Ldelete(file, name, H5P_DEFAULT);
            else if (what == 6)
                replace_dataset(file, s, name);
            else
                replace_link(file, s, name, other);
        }
        H5Fclose(file);
    }
    H5E_END_TRY
    return path;
}

/* ---- times ---- */

static const char *good_times(void)
{
    static const char text[] = "from,to,minutes\n01001,01002,12.5\n01002,01001,3\n01003,01003,1\n"
                               "2A004,01001,40\n97101,b,7.2\na,b,0\nb,a,1\n";
    const char *path = fuzz_path("good.h5");
    aploc_error err = {0};
    aploc_times *times = NULL;
    fuzz_law(!aploc_times_read_csv(fuzz_file("t.csv", text, sizeof text - 1), fuzz_places(), NULL,
                                   NULL, &times, NULL, &err),
             "%s", err.message);
    fuzz_law(!aploc_times_write_h5(path, times, fuzz_places(), NULL, &err), "%s", err.message);
    aploc_times_free(times);
    return path;
}

/* The three ways to the APL must agree: table and plan, plan alone, row after row. */
static void check_ways(const char *path, aploc_times *times, aploc_status status,
                       const aploc_error *expected)
{
    static const double points[] = {0, 5, 20}, values[] = {1, 0.5, 0};
    const aploc_communes *places = fuzz_places();
    const double *demand = aploc_communes_column(places, APLOC_STANDARDISED);
    const double *supply = aploc_communes_column(places, APLOC_SUPPLY);
    double apl[3][16] = {{0}};
    aploc_error err = {0};
    aploc_plan *plan = NULL;
    aploc_decay decay = APLOC_DECAY_INIT;
    decay.kind = APLOC_DECAY_STEPS;
    decay.n_points = 3;
    decay.minutes = points;
    decay.values = values;
    aploc_status by_plan =
        aploc_plan_create_from_file(path, places, NULL, &decay, NULL, NULL, &plan, NULL, &err);
    fuzz_law(by_plan == status && (!status || strcmp(err.message, expected->message) == 0),
             "by plan '%s', by table '%s'", err.message, expected->message);
    aploc_error stream_err = {0};
    aploc_status streamed =
        aploc_solve_file(path, places, NULL, &decay, demand, supply, apl[2], NULL, &stream_err);
    /* A file in another order cannot be streamed. */
    fuzz_law(!status || streamed, "refused by table '%s', streamed", expected->message);
    if (streamed)
        fuzz_good_error(path, streamed, &stream_err);
    if (status)
        return;
    fuzz_law(!aploc_solve(plan, demand, supply, apl[1], NULL, &err), "%s", err.message);
    aploc_plan_free(plan);
    fuzz_law(!aploc_plan_create(times, &decay, NULL, &plan, &err) &&
                 !aploc_solve(plan, demand, supply, apl[0], NULL, &err),
             "%s", err.message);
    aploc_plan_free(plan);
    fuzz_law(memcmp(apl[0], apl[1], sizeof apl[0]) == 0, "another APL by plan");
    fuzz_law(streamed || memcmp(apl[0], apl[2], sizeof apl[0]) == 0, "another APL, streamed");
}

static void run_times(int which, const uint8_t *data, size_t size)
{
    static char nothing;
    static const char *good;
    byte_source s = {data, size};
    aploc_error err = {0}, other = {0};
    aploc_times *times = (void *)&nothing;
    aploc_times_facts facts = APLOC_TIMES_FACTS_INIT;
    (void)which;
    if (!good)
        good = strdup(good_times());
    const char *path = make_odd(&s, good);
    aploc_status status = aploc_times_read_h5(path, fuzz_places(), NULL, NULL, &times, NULL, &err);
    if (status) {
        fuzz_law(times == (void *)&nothing, "times that were touched");
        fuzz_good_error(path, status, &err);
    }
    aploc_status looked = aploc_times_look_h5(path, &facts, &other);
    if (looked)
        fuzz_good_error(path, looked, &other);
    fuzz_law(status || (!looked && facts.pair_count == aploc_times_pair_count(times)),
             "read, and looked at as '%s'", other.message);
    check_ways(path, times, status, &err);
    if (!status)
        aploc_times_free(times);
    if (!aploc_times_convert(path, fuzz_path("out.csv"), NULL, NULL, &other))
        remove(fuzz_path("out.csv"));
}

/* ---- runs ---- */

static const char *good_run(void)
{
    static const char method[] = "[method]\nname = m\n[decay]\nsteps = 0:1 10:1/2 20:0\n";
    static const char text[] = "from,to,minutes\n01001,01002,12.5\n01002,01001,3\nb,a,1\n";
    const char *path = fuzz_path("run.h5");
    const aploc_communes *places = fuzz_places();
    aploc_error err = {0};
    aploc_run *run = NULL;
    aploc_cell cell = APLOC_CELL_INIT;
    aploc_times *times = NULL;
    aploc_method *m = NULL;
    aploc_plan *plan = NULL;
    aploc_decay decay = APLOC_DECAY_INIT;
    double apl[16];
    fuzz_law(!aploc_times_read_csv(fuzz_file("t.csv", text, sizeof text - 1), places, NULL, NULL,
                                   &times, NULL, &err) &&
                 !aploc_method_parse(method, sizeof method - 1, "m.ini", &m, &err) &&
                 !aploc_method_get_decay(m, &decay, &err) &&
                 !aploc_plan_create(times, &decay, NULL, &plan, &err),
             "%s", err.message);
    cell.name = "one";
    cell.method = m;
    cell.communes = places;
    cell.times = times;
    cell.demand = aploc_communes_column(places, APLOC_STANDARDISED);
    cell.supply = aploc_communes_column(places, APLOC_SUPPLY);
    cell.demand_origin = cell.supply_origin = APLOC_ORIGIN_COLUMN;
    cell.supply_scale = 1.0;
    cell.values = apl;
    fuzz_law(!aploc_solve(plan, cell.demand, cell.supply, apl, NULL, &err) &&
                 !aploc_run_create(&run, &err) && !aploc_run_add(run, &cell, &err) &&
                 !aploc_run_add_input(run, "times", fuzz_path("t.csv"), "t.csv", &err) &&
                 !aploc_run_write_h5(run, path, NULL, &err),
             "%s", err.message);
    aploc_run_free(run);
    aploc_plan_free(plan);
    aploc_times_free(times);
    aploc_method_free(m);
    return path;
}

/* Any change breaks the seal; to verify goes on as far as it can. */
static void run_runs(int which, const uint8_t *data, size_t size)
{
    static char nothing;
    static const char *good;
    byte_source s = {data, size};
    aploc_error err = {0};
    aploc_run *run = (void *)&nothing;
    aploc_verify_report report = APLOC_VERIFY_REPORT_INIT;
    (void)which;
    if (!good)
        good = strdup(good_run());
    const char *path = make_odd(&s, good);
    aploc_status status = aploc_run_read_h5(path, NULL, &run, &err);
    if (status) {
        fuzz_law(run == (void *)&nothing, "a run that was touched");
        fuzz_good_error(path, status, &err);
    } else {
        aploc_run_free(run);
    }
    aploc_error other = {0};
    aploc_status verified = aploc_verify_h5(path, NULL, &report, &other);
    if (verified)
        fuzz_good_error(path, verified, &other);
    fuzz_law(!status || verified || report.n_faults > 0, "refused as '%s', and verified",
             err.message);
}

const fuzz_target fuzz_h5[] = {
    {"times-h5", run_times, 0}, {"run-h5", run_runs, 0}, {NULL, NULL, 0}};
