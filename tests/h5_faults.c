/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HDF5 files that are cut, damaged or not of our kind: an error that says so, and no harm. */
#include <fcntl.h>
#include <hdf5.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "base/h5_column.h"
#include "h5_sample.h"

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
    for (size_t k = 0; k < 500 + (size_t)trials(1000); k++) {
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

/* A dataset of two names would be digested twice; one of a thousand names, a thousand times. */
static void two_names(hid_t file)
{
    make_in(file, H5T_STD_U8LE, H5P_DEFAULT, 1, 0);
    H5Lcreate_hard(file, "d", file, "e", H5P_DEFAULT, H5P_DEFAULT);
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
        {soft_link, "found at /d a link, another thing or damage"},
        {external_link, "found at /d a link, another thing or damage"},
        {circle, "found another name of / in the file"},
        {two_names, "found another name of /d in the file"},
        {committed_type, "found at /d a link, another thing or damage"},
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

/* Filters in another order, and others than ours: HDF5 undoes them, and the values are the same. */
START_TEST(columns_of_any_filters)
{
    enum { ROWS = 25 };
    uint16_t values[ROWS];
    const hsize_t rows = ROWS, chunk = 10;
    for (int k = 0; k < ROWS; k++)
        values[k] = (uint16_t)(k * 999);
    for (int kind = 0; kind < 5; kind++) {
        hid_t file = H5Fcreate(file_path("f.h5"), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
        hid_t made = H5Pcreate(H5P_DATASET_CREATE), space = H5Screate_simple(1, &rows, NULL);
        if (kind > 0)
            H5Pset_chunk(made, 1, &chunk);
        if (kind == 1 || kind == 2)
            H5Pset_deflate(made, 1);
        if (kind == 1 || kind == 3)
            H5Pset_shuffle(made);
        if (kind == 4)
            H5Pset_fletcher32(made);
        hid_t d = H5Dcreate2(file, "d", H5T_STD_U16LE, space, H5P_DEFAULT, made, H5P_DEFAULT);
        ck_assert_int_ge(H5Dwrite(d, H5T_NATIVE_UINT16, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), 0);
        H5Dclose(d);
        H5Sclose(space);
        H5Pclose(made);
        H5Fclose(file);
        aploc_error err = {0};
        apl_h5 *h5 = NULL;
        apl_h5_column *column = NULL;
        apl_h5_room *room = NULL;
        int64_t at = 0;
        ck_assert_ok(apl_h5_open(file_path("f.h5"), &h5, &err), err);
        ck_assert_ok(apl_h5_column_open(h5, "/d", &column, &err), err);
        ck_assert_ok(apl_h5_room_new(column, &room, &err), err);
        for (int64_t k = 0; k < apl_h5_column_pieces(column); k++) {
            const unsigned char *bytes = NULL;
            int64_t n = 0;
            ck_assert_ok(apl_h5_column_read(column, k, room, &bytes, &n, &err), err);
            ck_assert(at + n <= ROWS);
            ck_assert_mem_eq(bytes, values + at, (size_t)n * sizeof *values);
            at += n;
        }
        ck_assert_int_eq(at, ROWS);
        apl_h5_room_free(room);
        apl_h5_column_close(column);
        apl_h5_close(h5);
    }
}
END_TEST

START_TEST(columns_are_numbers_of_one_dimension)
{
    aploc_error err = {0};
    apl_h5 *h5 = NULL;
    apl_h5_column *column = NULL;
    write_sample(file_path("a.h5"), 1);
    ck_assert_ok(apl_h5_open(file_path("a.h5"), &h5, &err), err);
    ck_assert_fails(apl_h5_column_open(h5, "/a/i32", &column, &err), APLOC_ERR_FORMAT);
    ck_assert_ptr_nonnull(strstr(err.message, "found int32 of 2 dimensions in /a/i32"));
    ck_assert_fails(apl_h5_column_open(h5, "/names", &column, &err), APLOC_ERR_FORMAT);
    ck_assert_ptr_nonnull(strstr(err.message, "found text of 1 dimensions in /names"));
    ck_assert_fails(apl_h5_column_open(h5, "/none", &column, &err), APLOC_ERR_FORMAT);
    ck_assert_ptr_null(column);
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
    /* A regular file, as far as can be seen, whose first byte cannot be read. */
    ck_assert_fails(apl_h5_open("/proc/self/mem", &h5, &err), APLOC_ERR_READ);
    ck_assert_ptr_nonnull(strstr(err.message, "found that reading failed (Input/output error)"));
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

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, cut_files_are_refused);
    tcase_add_test(tests, a_flipped_bit_is_an_error_or_other_data);
    tcase_add_test(tests, odd_files_are_refused);
    tcase_add_test(tests, wrong_requests_are_refused);
    tcase_add_test(tests, columns_of_any_filters);
    tcase_add_test(tests, columns_are_numbers_of_one_dimension);
    tcase_add_test(tests, says_what_cannot_be_opened);
}

int main(void)
{
    return run_tests("h5_faults", add);
}
