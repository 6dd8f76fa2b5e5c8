/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HDF5 files: what is written is read back, equal files are equal bytes, and nothing that stands in
 * a file does harm. */
#include "base/h5.h"

#include <hdf5.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <fcntl.h>

#include "base/digest.h"
#include "folder.h"
#include "support.h"

enum { MANY = 150001 };

static const char *const names[] = {"Is\xc3\xa8re", "", "2A004"};

/* A file with every kind of part. */
static void write_sample(const char *path, int32_t seed)
{
    aploc_error err = {0};
    apl_h5 *h5 = NULL;
    ck_assert_ok(apl_h5_create(path, &h5, &err), err);
    uint8_t u8[3] = {0, 7, 255};
    uint16_t u16[3] = {0, 7, 65535};
    uint32_t u32[3] = {0, 7, UINT32_MAX};
    int32_t i32[6] = {INT32_MIN, -1, 0, 1, INT32_MAX, seed};
    int64_t i64[2] = {INT64_MIN, INT64_MAX};
    float f32[2] = {0.1f, -0.0f};
    double f64[3] = {0.1, -0.0, 1e-310};
    ck_assert_ok(apl_h5_write(h5, "/a/u8", APL_H5_U8, 3, 0, u8, &err), err);
    ck_assert_ok(apl_h5_write(h5, "/a/u16", APL_H5_U16, 3, 0, u16, &err), err);
    ck_assert_ok(apl_h5_write(h5, "/a/u32", APL_H5_U32, 3, 0, u32, &err), err);
    ck_assert_ok(apl_h5_write(h5, "/a/i32", APL_H5_I32, 3, 2, i32, &err), err);
    ck_assert_ok(apl_h5_write(h5, "/b/c/i64", APL_H5_I64, 2, 0, i64, &err), err);
    ck_assert_ok(apl_h5_write(h5, "/b/c/f32", APL_H5_F32, 2, 0, f32, &err), err);
    ck_assert_ok(apl_h5_write(h5, "/b/c/f64", APL_H5_F64, 3, 0, f64, &err), err);
    ck_assert_ok(apl_h5_write(h5, "/nothing", APL_H5_F64, 0, 0, f64, &err), err);
    ck_assert_ok(apl_h5_write_texts(h5, "/names", 3, names, &err), err);
    ck_assert_ok(apl_h5_write_text(h5, "/text", "line\nline", &err), err);
    ck_assert_ok(apl_h5_make_group(h5, "/x/y", &err), err);
    ck_assert_ok(apl_h5_make_group(h5, "/x/y", &err), err);
    uint32_t *many = calloc(MANY, sizeof *many);
    for (uint32_t k = 0; k < MANY; k++)
        many[k] = k * 3 + k % 7;
    ck_assert_ok(apl_h5_make(h5, "/many", APL_H5_U32, MANY, 0, &err), err);
    for (int64_t k = 0; k < MANY; k += APL_H5_CHUNK)
        ck_assert_ok(apl_h5_put(h5, "/many", k, MANY - k < APL_H5_CHUNK ? MANY - k : APL_H5_CHUNK,
                                many + k, &err),
                     err);
    ck_assert_ok(apl_h5_write(h5, "/wide", APL_H5_U32, MANY / 100, 100, many, &err), err);
    free(many);
    ck_assert_ok(apl_h5_set_text(h5, "/", "format", "a sample", &err), err);
    ck_assert_ok(apl_h5_set_text(h5, "/", "empty", "", &err), err);
    ck_assert_ok(apl_h5_set_integer(h5, "/", "version", INT64_MIN, &err), err);
    ck_assert_ok(apl_h5_set_number(h5, "/a/u8", "scale", 0.1, &err), err);
    for (int k = 0; k < 12; k++) { /* more than HDF5 keeps beside the object */
        char name[8] = {'n', (char)('a' + k)};
        ck_assert_ok(apl_h5_set_integer(h5, "/x", name, k, &err), err);
    }
    ck_assert_ok(apl_h5_commit(h5, &err), err);
    apl_h5_close(h5);
}

START_TEST(round_trip)
{
    const char *path = file_path("a.h5");
    aploc_error err = {0};
    apl_h5 *h5 = NULL;
    write_sample(path, 5);
    ck_assert_int_eq(apl_h5_is(path), 1);
    ck_assert_ok(apl_h5_open(path, &h5, &err), err);
    uint8_t u8[3];
    ck_assert_ok(apl_h5_read(h5, "/a/u8", APL_H5_U8, 0, 3, u8, &err), err);
    ck_assert_int_eq(u8[2], 255);
    int64_t i64[3];
    ck_assert_ok(apl_h5_read(h5, "/a/u32", APL_H5_I64, 1, 2, i64, &err), err);
    ck_assert_int_eq(i64[1], UINT32_MAX);
    double f64[3];
    ck_assert_ok(apl_h5_read(h5, "/a/u16", APL_H5_F64, 0, 3, f64, &err), err);
    ck_assert_bits(f64[2], 65535.0);
    ck_assert_ok(apl_h5_read(h5, "/b/c/f64", APL_H5_F64, 0, 3, f64, &err), err);
    ck_assert_bits(f64[1], -0.0);
    ck_assert_bits(f64[2], 1e-310);
    ck_assert_ok(apl_h5_read(h5, "/b/c/f32", APL_H5_F64, 0, 2, f64, &err), err);
    ck_assert_bits(f64[0], (double)0.1f);
    int32_t i32[4];
    ck_assert_ok(apl_h5_read(h5, "/a/i32", APL_H5_I32, 1, 2, i32, &err), err);
    ck_assert_int_eq(i32[0], 0);
    ck_assert_int_eq(i32[3], 5);
    ck_assert_ok(apl_h5_read(h5, "/b/c/i64", APL_H5_I64, 0, 2, i64, &err), err);
    ck_assert(i64[0] == INT64_MIN && i64[1] == INT64_MAX);
    int64_t n = 0;
    char **texts = NULL, *text = NULL;
    ck_assert_ok(apl_h5_read_texts(h5, "/names", &n, &texts, &err), err);
    ck_assert_int_eq(n, 3);
    for (int k = 0; k < 3; k++)
        ck_assert_str_eq(texts[k], names[k]);
    free(texts);
    ck_assert_ok(apl_h5_read_text(h5, "/text", &text, &err), err);
    ck_assert_str_eq(text, "line\nline");
    free(text);
    uint32_t *many = calloc(MANY, sizeof *many);
    ck_assert_ok(apl_h5_read(h5, "/many", APL_H5_U32, 0, MANY, many, &err), err);
    for (uint32_t k = 0; k < MANY; k++)
        ck_assert_uint_eq(many[k], k * 3 + k % 7);
    memset(many, 0, MANY * sizeof *many);
    ck_assert_ok(apl_h5_read(h5, "/wide", APL_H5_U32, 700, 800, many, &err), err);
    for (uint32_t k = 0; k < 80000; k++)
        ck_assert_uint_eq(many[k], (k + 70000) * 3 + (k + 70000) % 7);
    free(many);
    ck_assert_ok(apl_h5_get_text(h5, "/", "format", &text, &err), err);
    ck_assert_str_eq(text, "a sample");
    free(text);
    ck_assert_ok(apl_h5_get_text(h5, "/", "empty", &text, &err), err);
    ck_assert_str_eq(text, "");
    free(text);
    ck_assert_ok(apl_h5_get_integer(h5, "/", "version", i64, &err), err);
    ck_assert(i64[0] == INT64_MIN);
    ck_assert_ok(apl_h5_get_number(h5, "/a/u8", "scale", f64, &err), err);
    ck_assert_bits(f64[0], 0.1);
    ck_assert_int_eq(apl_h5_has(h5, "/", "format"), 1);
    ck_assert_int_eq(apl_h5_has(h5, "/", "form"), 0);
    ck_assert_int_eq(apl_h5_has(h5, "/none", "form"), 0);
    apl_h5_shape shape;
    ck_assert_ok(apl_h5_expect(h5, "/a/i32", 2, 3, 2, &shape, &err), err);
    ck_assert_int_eq(shape.type, APL_H5_I32);
    ck_assert_ok(apl_h5_expect(h5, "/nothing", 1, 0, -1, NULL, &err), err);
    ck_assert_int_eq(apl_h5_find(h5, "/x/y"), APL_H5_GROUP);
    ck_assert_int_eq(apl_h5_find(h5, "/"), APL_H5_GROUP);
    ck_assert_int_eq(apl_h5_find(h5, "/names"), APL_H5_DATASET);
    ck_assert_int_eq(apl_h5_find(h5, "/x/z"), APL_H5_NONE);
    ck_assert_int_eq(apl_h5_find(h5, "/names/z"), APL_H5_NONE);
    ck_assert_ok(apl_h5_children(h5, "/a", &n, &texts, &err), err);
    ck_assert_int_eq(n, 4);
    ck_assert_str_eq(texts[0], "i32");
    ck_assert_str_eq(texts[3], "u8");
    free(texts);
    apl_h5_close(h5);
}
END_TEST

START_TEST(equal_files_are_equal_bytes)
{
    char one[APL_DIGEST_SIZE], two[APL_DIGEST_SIZE], three[APL_DIGEST_SIZE];
    aploc_error err = {0};
    write_sample(file_path("a.h5"), 5);
    /* Other times, other memory. */
    void *block = malloc(12345);
    memset(block, 0xA5, 12345);
    free(block);
    write_sample(file_path("b.h5"), 5);
    write_sample(file_path("c.h5"), 6);
    ck_assert_ok(apl_digest_file(file_path("a.h5"), one, NULL, &err), err);
    ck_assert_ok(apl_digest_file(file_path("b.h5"), two, NULL, &err), err);
    ck_assert_ok(apl_digest_file(file_path("c.h5"), three, NULL, &err), err);
    ck_assert_str_eq(one, two);
    ck_assert_str_ne(one, three);
}
END_TEST

START_TEST(appears_whole_or_not_at_all)
{
    aploc_error err = {0};
    apl_h5 *h5 = NULL;
    folder_count(1);
    const char *path = file_of("a.h5", "before");
    ck_assert_ok(apl_h5_create(path, &h5, &err), err);
    ck_assert_ok(apl_h5_make_group(h5, "/a", &err), err);
    ck_assert_fails(apl_h5_make(h5, "/a", APL_H5_U8, 1, 0, &err), APLOC_ERR_MEMORY);
    ck_assert_int_eq(folder_count(0), 2);
    apl_h5_close(h5);
    ck_assert_int_eq(folder_count(0), 1);
    ck_assert_int_eq(apl_h5_is(path), 0);
    write_sample(path, 1);
    ck_assert_int_eq(folder_count(0), 1);
    ck_assert_int_eq(apl_h5_is(path), 1);
    ck_assert_fails(apl_h5_create(file_path("none/a.h5"), &h5, &err), APLOC_ERR_OPEN);
}
END_TEST

/* ---- the walk, as a digest of all that it shows ---- */

static aploc_status add_item(void *data, const apl_h5_item *item, const void *bytes, size_t length,
                             aploc_error *err)
{
    (void)err;
    char line[400];
    if (!bytes) {
        snprintf(line, sizeof line, "%d %.200s %.100s %s %d %lld %lld", (int)item->kind, item->path,
                 item->attribute ? item->attribute : "", apl_h5_type_name(item->shape.type),
                 item->shape.rank, (long long)item->shape.rows, (long long)item->shape.columns);
        apl_digest_add(data, line, strlen(line));
    }
    apl_digest_add(data, bytes ? bytes : "", length);
    return APLOC_OK;
}

/* The digest of a whole file, or how reading it failed. */
static aploc_status digest_of(const char *path, char hex[APL_DIGEST_SIZE], aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_h5 *h5 = NULL;
    apl_digest *digest = NULL;
    APL_TRY(apl_h5_open(path, &h5, err));
    APL_TRY(apl_digest_new(&digest, err));
    APL_TRY(apl_h5_walk(h5, add_item, digest, err));
    apl_digest_end(digest, hex);
out:
    apl_digest_free(digest);
    apl_h5_close(h5);
    return status;
}

START_TEST(the_walk_sees_every_bit)
{
    char one[APL_DIGEST_SIZE], two[APL_DIGEST_SIZE], three[APL_DIGEST_SIZE];
    aploc_error err = {0};
    write_sample(file_path("a.h5"), 5);
    write_sample(file_path("b.h5"), 5);
    write_sample(file_path("c.h5"), 4);
    ck_assert_ok(digest_of(file_path("a.h5"), one, &err), err);
    ck_assert_ok(digest_of(file_path("b.h5"), two, &err), err);
    ck_assert_ok(digest_of(file_path("c.h5"), three, &err), err);
    ck_assert_str_eq(one, two);
    ck_assert_str_ne(one, three);
}
END_TEST

START_TEST(cut_files_are_refused)
{
    const char *path = file_path("a.h5");
    aploc_error err = {0};
    char hex[APL_DIGEST_SIZE];
    size_t length = 0;
    write_sample(path, 5);
    char *bytes = bytes_of_file(path, &length);
    for (size_t k = 0; k < 10; k++) {
        file_of_bytes("cut.h5", bytes, length * k / 10);
        ck_assert_fails(digest_of(file_path("cut.h5"), hex, &err), APLOC_ERR_FORMAT);
    }
    ck_assert_ptr_nonnull(strstr(err.message, "the file was cut"));
    free(bytes);
}
END_TEST

START_TEST(a_flipped_bit_is_an_error_or_other_data)
{
    const char *path = file_path("a.h5");
    aploc_error err = {0};
    char good[APL_DIGEST_SIZE], hex[APL_DIGEST_SIZE];
    size_t length = 0;
    uint64_t state = 3;
    int errors = 0, others = 0, same = 0;
    write_sample(path, 5);
    ck_assert_ok(digest_of(path, good, &err), err);
    char *bytes = bytes_of_file(path, &length);
    /* Each of the first bytes, and a thousand of the rest. */
    for (size_t k = 0; k < 1500; k++) {
        size_t at = k < 500 ? k : random_bits(&state) % length;
        char mask = (char)(1 << random_below(&state, 8));
        bytes[at] ^= mask;
        file_of_bytes("b.h5", bytes, length);
        if (digest_of(file_path("b.h5"), hex, &err))
            errors++;
        else if (strcmp(hex, good) != 0)
            others++;
        else
            same++; /* bytes that hold nothing */
        bytes[at] ^= mask;
    }
    ck_assert_int_gt(errors, 300);
    ck_assert_int_gt(errors + others, same);
    free(bytes);
}
END_TEST

static int handled;

static herr_t handle(hid_t stack, void *data)
{
    (void)stack;
    handled += *(const int *)data;
    return 0;
}

START_TEST(the_hosts_handler_stays)
{
    static int one = 1;
    aploc_error err = {0};
    apl_h5 *h5 = NULL;
    H5E_auto2_t found = NULL;
    void *data = NULL;
    H5Eset_auto2(H5E_DEFAULT, handle, &one);
    write_sample(file_path("a.h5"), 1);
    file_of_bytes("bad.h5", "\211HDF\r\n\032\n and then nothing of use, at all, whatever", 60);
    ck_assert_fails(apl_h5_open(file_path("bad.h5"), &h5, &err), APLOC_ERR_FORMAT);
    ck_assert_ok(apl_h5_open(file_path("a.h5"), &h5, &err), err);
    ck_assert_int_eq(apl_h5_find(h5, "/none/none"), APL_H5_NONE);
    apl_h5_close(h5);
    ck_assert_int_eq(handled, 0);
    H5Eget_auto2(H5E_DEFAULT, &found, &data);
    ck_assert(found == handle && data == &one);
    ck_assert_int_lt(H5Dopen2(-1, "x", H5P_DEFAULT), 0);
    ck_assert_int_gt(handled, 0);
}
END_TEST

START_TEST(no_id_stays_open)
{
    char hex[APL_DIGEST_SIZE];
    aploc_error err = {0};
    write_sample(file_path("a.h5"), 1);
    ck_assert_ok(digest_of(file_path("a.h5"), hex, &err), err);
    ck_assert_int_eq(H5Fget_obj_count((hid_t)H5F_OBJ_ALL, H5F_OBJ_ALL), 0);
}
END_TEST

/* ---- odd files, made with HDF5 itself ---- */

static const char *odd(const char *name, void (*fill)(hid_t file))
{
    const char *path = file_path(name);
    hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    ck_assert_int_ge(file, 0);
    fill(file);
    H5Fclose(file);
    return path;
}

static void make_in(hid_t file, hid_t type, hid_t made, int rank, hsize_t rows)
{
    hsize_t extents[3] = {rows, 1, 1};
    hid_t space = H5Screate_simple(rank, extents, NULL);
    hid_t dataset = H5Dcreate2(file, "d", type, space, H5P_DEFAULT, made, H5P_DEFAULT);
    ck_assert_int_ge(dataset, 0);
    H5Dclose(dataset);
    H5Sclose(space);
}

static hid_t chunked(hsize_t size)
{
    hid_t made = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_chunk(made, 1, &size);
    H5Pset_deflate(made, 1);
    return made;
}

static void huge_chunked(hid_t file)
{
    hid_t made = chunked(1000);
    make_in(file, H5T_STD_U8LE, made, 1, (hsize_t)1 << 40);
    H5Pclose(made);
}

static void huge_contiguous(hid_t file)
{
    make_in(file, H5T_IEEE_F64LE, H5P_DEFAULT, 1, (hsize_t)1 << 50);
}

static void large_chunk(hid_t file)
{
    hid_t made = chunked((hsize_t)1 << 31);
    make_in(file, H5T_STD_U8LE, made, 1, (hsize_t)1 << 32);
    H5Pclose(made);
}

static void deflated_twice(hid_t file)
{
    hid_t made = chunked(10);
    H5Pset_deflate(made, 1);
    make_in(file, H5T_STD_U8LE, made, 1, 10);
    H5Pclose(made);
}

static void scaled(hid_t file)
{
    hid_t made = chunked(10);
    H5Pset_scaleoffset(made, H5Z_SO_INT, 0);
    make_in(file, H5T_STD_U8LE, made, 1, 10);
    H5Pclose(made);
}

static void three_dimensions(hid_t file)
{
    make_in(file, H5T_STD_U8LE, H5P_DEFAULT, 3, 1);
}

static void big_endian(hid_t file)
{
    make_in(file, H5T_STD_U16BE, H5P_DEFAULT, 1, 1);
}

static void compound(hid_t file)
{
    hid_t type = H5Tcreate(H5T_COMPOUND, 8);
    H5Tinsert(type, "a", 0, H5T_NATIVE_DOUBLE);
    make_in(file, type, H5P_DEFAULT, 1, 1);
    H5Tclose(type);
}

static void variable_text(hid_t file)
{
    hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, H5T_VARIABLE);
    make_in(file, type, H5P_DEFAULT, 1, 1);
    H5Tclose(type);
}

static void external_data(hid_t file)
{
    hid_t made = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_external(made, "/etc/passwd", 0, 100);
    make_in(file, H5T_STD_U8LE, made, 1, 100);
    H5Pclose(made);
}

static void virtual_data(hid_t file)
{
    hsize_t rows = 10;
    hid_t made = H5Pcreate(H5P_DATASET_CREATE), space = H5Screate_simple(1, &rows, NULL);
    H5Pset_virtual(made, space, "a.h5", "/a/u8", space);
    make_in(file, H5T_STD_U8LE, made, 1, rows);
    H5Pclose(made);
    H5Sclose(space);
}

static void soft_link(hid_t file)
{
    H5Lcreate_soft("/", file, "d", H5P_DEFAULT, H5P_DEFAULT);
}

static void external_link(hid_t file)
{
    H5Lcreate_external("a.h5", "/", file, "d", H5P_DEFAULT, H5P_DEFAULT);
}

static void circle(hid_t file)
{
    H5Lcreate_hard(file, "/", file, "d", H5P_DEFAULT, H5P_DEFAULT);
}

static void committed_type(hid_t file)
{
    hid_t type = H5Tcopy(H5T_NATIVE_INT);
    H5Tcommit2(file, "d", type, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    H5Tclose(type);
}

static void attribute_of_two(hid_t file)
{
    hsize_t rows = 2;
    hid_t space = H5Screate_simple(1, &rows, NULL);
    H5Aclose(H5Acreate2(file, "two", H5T_STD_I64LE, space, H5P_DEFAULT, H5P_DEFAULT));
    H5Sclose(space);
}

static void variable_attribute(hid_t file)
{
    hid_t space = H5Screate(H5S_SCALAR), type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, H5T_VARIABLE);
    H5Aclose(H5Acreate2(file, "format", type, space, H5P_DEFAULT, H5P_DEFAULT));
    H5Tclose(type);
    H5Sclose(space);
}

START_TEST(odd_files_are_refused)
{
    static const struct {
        void (*fill)(hid_t);
        const char *message;
    } cases[] = {
        {huge_chunked, "found 1099511627776 x 1 values in /d and 0 bytes kept of them"},
        {huge_contiguous, "values in /d and 0 bytes kept"},
        {large_chunk, "found chunks of /d beyond"},
        {deflated_twice, "found other filters on /d"},
        {scaled, "found other filters on /d"},
        {three_dimensions, "found 3 dimensions in /d"},
        {big_endian, "found values of another type in /d"},
        {compound, "found values of another type in /d"},
        {variable_text, "found values of another type in /d"},
        {external_data, "found that /d lies in another file"},
        {virtual_data, "found a virtual dataset at /d"},
        {soft_link, "found at /d a link or another thing"},
        {external_link, "found at /d a link or another thing"},
        {circle, "found no end of groups"},
        {committed_type, "found at /d a link or another thing"},
        {attribute_of_two, "found another thing than one value in the attribute two of /"},
        {variable_attribute, "found another type in the attribute format of /"},
    };
    write_sample(file_path("a.h5"), 1);
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        aploc_error err = {0};
        char hex[APL_DIGEST_SIZE];
        const char *path = odd("odd.h5", cases[k].fill);
        ck_assert_fails(digest_of(path, hex, &err), APLOC_ERR_FORMAT);
        ck_assert_msg(strstr(err.message, cases[k].message), "%zu: %s", k, err.message);
        ck_assert_ptr_nonnull(strstr(err.message, "odd.h5: found"));
    }
}
END_TEST

START_TEST(wrong_requests_are_refused)
{
    aploc_error err = {0};
    apl_h5 *h5 = NULL;
    double values[4] = {0};
    char *text = NULL, **texts = NULL;
    int64_t n = 0;
    apl_h5_shape shape;
    write_sample(file_path("a.h5"), 1);
    ck_assert_ok(apl_h5_open(file_path("a.h5"), &h5, &err), err);
    ck_assert_fails(apl_h5_read(h5, "/a", APL_H5_F64, 0, 1, values, &err), APLOC_ERR_FORMAT);
    ck_assert_ptr_nonnull(strstr(err.message, "found the group /a, expected a dataset"));
    ck_assert_fails(apl_h5_read(h5, "/z", APL_H5_F64, 0, 1, values, &err), APLOC_ERR_FORMAT);
    ck_assert_ptr_nonnull(strstr(err.message, "found no /z, expected a dataset"));
    ck_assert_fails(apl_h5_read(h5, "/b/c/i64", APL_H5_F64, 0, 1, values, &err), APLOC_ERR_FORMAT);
    ck_assert_ptr_nonnull(strstr(err.message, "found int64 in /b/c/i64, expected what fits"));
    ck_assert_fails(apl_h5_read(h5, "/b/c/f64", APL_H5_F32, 0, 1, values, &err), APLOC_ERR_FORMAT);
    ck_assert_fails(apl_h5_read(h5, "/names", APL_H5_F64, 0, 1, values, &err), APLOC_ERR_FORMAT);
    ck_assert_fails(apl_h5_read(h5, "/b/c/f64", APL_H5_F64, 1, 3, values, &err), APLOC_ERR_FORMAT);
    ck_assert_fails(apl_h5_read(h5, "/b/c/f64", APL_H5_F64, -1, 1, values, &err), APLOC_ERR_FORMAT);
    ck_assert_fails(apl_h5_read_text(h5, "/names", &text, &err), APLOC_ERR_FORMAT);
    ck_assert_fails(apl_h5_read_texts(h5, "/a/u8", &n, &texts, &err), APLOC_ERR_FORMAT);
    ck_assert_fails(apl_h5_expect(h5, "/a/u8", 2, -1, -1, &shape, &err), APLOC_ERR_FORMAT);
    ck_assert_ptr_nonnull(strstr(err.message, "found 1 dimensions in /a/u8, expected 2"));
    ck_assert_fails(apl_h5_expect(h5, "/a/u8", 1, 4, -1, &shape, &err), APLOC_ERR_FORMAT);
    ck_assert_fails(apl_h5_get_text(h5, "/", "version", &text, &err), APLOC_ERR_FORMAT);
    ck_assert_fails(apl_h5_get_integer(h5, "/", "format", &n, &err), APLOC_ERR_FORMAT);
    ck_assert_fails(apl_h5_get_number(h5, "/", "version", values, &err), APLOC_ERR_FORMAT);
    ck_assert_fails(apl_h5_get_number(h5, "/", "none", values, &err), APLOC_ERR_FORMAT);
    ck_assert_ptr_nonnull(strstr(err.message, "found no attribute none of /"));
    ck_assert_fails(apl_h5_children(h5, "/names", &n, &texts, &err), APLOC_ERR_FORMAT);
    ck_assert(!text && !texts && n == 0);
    apl_h5_close(h5);
}
END_TEST

START_TEST(says_what_cannot_be_opened)
{
    aploc_error err = {0};
    apl_h5 *h5 = NULL;
    ck_assert_fails(apl_h5_open(file_path("none.h5"), &h5, &err), APLOC_ERR_OPEN);
    ck_assert_fails(apl_h5_open(test_folder, &h5, &err), APLOC_ERR_OPEN);
    ck_assert_ptr_nonnull(strstr(err.message, "found a folder"));
    file_of("text.h5", "from,to,minutes\n");
    ck_assert_fails(apl_h5_open(file_path("text.h5"), &h5, &err), APLOC_ERR_FORMAT);
    ck_assert_ptr_nonnull(strstr(err.message, "found no HDF5 file"));
    file_of("empty.h5", "");
    ck_assert_fails(apl_h5_open(file_path("empty.h5"), &h5, &err), APLOC_ERR_FORMAT);
    ck_assert_int_eq(mkfifo(file_path("pipe.h5"), 0600), 0);
    ck_assert_fails(apl_h5_open(file_path("pipe.h5"), &h5, &err), APLOC_ERR_OPEN);
    ck_assert_int_eq(apl_h5_is(file_path("pipe.h5")), 0);
    write_sample(file_path("a.h5"), 1);
    int fd = open(file_path("a.h5"), O_RDWR);
    ck_assert_int_eq(flock(fd, LOCK_EX), 0);
    ck_assert_fails(apl_h5_open(file_path("a.h5"), &h5, &err), APLOC_ERR_OPEN);
    ck_assert_ptr_nonnull(strstr(err.message, "found that another program is writing it"));
    close(fd);
    ck_assert_ok(apl_h5_open(file_path("a.h5"), &h5, &err), err);
    apl_h5_close(h5);
}
END_TEST

START_TEST(digests_are_those_of_the_standard)
{
    aploc_error err = {0};
    char hex[APL_DIGEST_SIZE];
    apl_digest *digest = NULL;
    int64_t bytes = 0;
    ck_assert_ok(apl_digest_file(file_of("abc", "abc"), hex, &bytes, &err), err);
    ck_assert_str_eq(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    ck_assert_int_eq(bytes, 3);
    ck_assert_ok(apl_digest_new(&digest, &err), err);
    apl_digest_add(digest, "a", 1);
    apl_digest_add(digest, "bc", 2);
    apl_digest_end(digest, hex);
    ck_assert_str_eq(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    apl_digest_end(digest, hex);
    ck_assert_str_eq(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    apl_digest_free(digest);
    ck_assert_fails(apl_digest_file(file_path("none"), hex, NULL, &err), APLOC_ERR_OPEN);
    ck_assert_fails(apl_digest_file(test_folder, hex, NULL, &err), APLOC_ERR_READ);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, round_trip);
    tcase_add_test(tests, equal_files_are_equal_bytes);
    tcase_add_test(tests, appears_whole_or_not_at_all);
    tcase_add_test(tests, the_walk_sees_every_bit);
    tcase_add_test(tests, cut_files_are_refused);
    tcase_add_test(tests, a_flipped_bit_is_an_error_or_other_data);
    tcase_add_test(tests, the_hosts_handler_stays);
    tcase_add_test(tests, no_id_stays_open);
    tcase_add_test(tests, odd_files_are_refused);
    tcase_add_test(tests, wrong_requests_are_refused);
    tcase_add_test(tests, says_what_cannot_be_opened);
    tcase_add_test(tests, digests_are_those_of_the_standard);
}

int main(void)
{
    return run_tests("h5", add);
}
