/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HDF5 files: what is written is read back, equal files are equal bytes. */
#include <fcntl.h>
#include <hdf5.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/h5_growing.h"
#include "h5_sample.h"

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
        ck_assert_str_eq(texts[k], sample_names[k]);
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
    file_of("bad.h5", "\211HDF\r\n\032\n and then nothing of use, at all, whatever");
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

static herr_t handle_as_before(void *data)
{
    handled += *(const int *)data;
    return 0;
}

/* A host may have given HDF5 a function of its older kind. */
START_TEST(the_hosts_older_handler_stays)
{
    static int one = 1;
    aploc_error err = {0};
    apl_h5 *h5 = NULL;
    H5E_auto1_t found = NULL;
    void *data = NULL;
    handled = 0;
    H5Eset_auto1(handle_as_before, &one);
    write_sample(file_path("a.h5"), 1);
    file_of("bad.h5", "\211HDF\r\n\032\n and then nothing of use, at all, whatever");
    ck_assert_fails(apl_h5_open(file_path("bad.h5"), &h5, &err), APLOC_ERR_FORMAT);
    ck_assert_int_eq(handled, 0);
    H5Eget_auto1(&found, &data);
    ck_assert(found == handle_as_before && data == &one);
    ck_assert_int_lt(H5Dopen2(-1, "x", H5P_DEFAULT), 0);
    ck_assert_int_gt(handled, 0);
}
END_TEST

/* A table that grows in a file on disk, packed or as it is. */
START_TEST(tables_that_grow)
{
    enum { ROWS = APL_H5_CHUNK + 5 };
    aploc_error err = {0};
    uint16_t *values = malloc(ROWS * sizeof *values), *read = malloc(ROWS * sizeof *read);
    unsigned char *packed = malloc(apl_h5_packed_most(sizeof *values));
    ck_assert(values && read && packed);
    for (int32_t k = 0; k < ROWS; k++)
        values[k] = (uint16_t)(k * 7 % 1000);
    ck_assert_fails(apl_h5_create_on_disk("/dev/null", &(apl_h5 *){NULL}, &err), APLOC_ERR_OPEN);
    ck_assert_ptr_nonnull(strstr(err.message, "/dev/null: found a device or a pipe"));
    for (int32_t level = 0; level < 9; level += 4) {
        apl_h5 *h5 = NULL;
        apl_h5_growing *growing = NULL;
        ck_assert_ok(apl_h5_create_on_disk(file_path("g.h5"), &h5, &err), err);
        ck_assert_ok(apl_h5_growing_make(h5, "/g", APL_H5_U16, level, &growing, &err), err);
        for (int64_t k = 0; k < ROWS; k += APL_H5_CHUNK) {
            int64_t n = ROWS - k < APL_H5_CHUNK ? ROWS - k : APL_H5_CHUNK;
            size_t length = 0;
            ck_assert(apl_h5_pack(values + k, n, sizeof *values, level, packed, &length));
            ck_assert_uint_le(length, apl_h5_packed_most(sizeof *values));
            ck_assert((length == APL_H5_CHUNK * sizeof *values) == (level == 0));
            ck_assert_ok(apl_h5_growing_put(growing, packed, length, n, &err), err);
        }
        ck_assert_ok(apl_h5_growing_end(growing, &err), err);
        apl_h5_growing_free(growing);
        ck_assert_ok(apl_h5_commit(h5, &err), err);
        apl_h5_close(h5);
        ck_assert_ok(apl_h5_open(file_path("g.h5"), &h5, &err), err);
        memset(read, 0, ROWS * sizeof *read);
        ck_assert_ok(apl_h5_read(h5, "/g", APL_H5_U16, 0, ROWS, read, &err), err);
        ck_assert_mem_eq(read, values, ROWS * sizeof *values);
        apl_h5_close(h5);
    }
    free(values);
    free(read);
    free(packed);
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

/* HDF5 gives zeros for what a file lost while it was open: whoever reads asks at the end. */
START_TEST(a_file_that_is_written_to_while_it_is_open)
{
    const char *path = file_path("lost.h5");
    double numbers[4000], back[4000];
    for (int k = 0; k < 4000; k++)
        numbers[k] = k + 0.5;
    for (int how = 0; how < 3; how++) {
        aploc_error err = {0};
        apl_h5 *h5 = NULL;
        ck_assert_ok(apl_h5_create(path, &h5, &err), err);
        ck_assert_ok(apl_h5_write(h5, "/x", APL_H5_F64, 4000, 0, numbers, &err), err);
        ck_assert_ok(apl_h5_commit(h5, &err), err);
        apl_h5_close(h5);
        ck_assert_ok(apl_h5_open(path, &h5, &err), err);
        struct stat facts;
        ck_assert_int_eq(stat(path, &facts), 0);
        if (how == 1)
            ck_assert_int_eq(truncate(path, facts.st_size / 2), 0);
        if (how == 2) {
            FILE *file = fopen(path, "r+b");
            ck_assert(file && fputc(0x89, file) == 0x89 && fclose(file) == 0);
        }
        (void)apl_h5_read(h5, "/x", APL_H5_F64, 0, 4000, back, NULL);
        ck_assert_int_eq(apl_h5_check_file(h5, &err), how ? APLOC_ERR_READ : APLOC_OK);
        ck_assert(!how || strstr(err.message, "lost.h5: found that it was written to"));
        apl_h5_close(h5);
    }
}
END_TEST

/* Whether a pipe is HDF5 is not asked of it: its writer, who waits for a reader, goes on waiting. */
START_TEST(a_pipe_is_not_opened)
{
    const char *path = file_path("pipe");
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    pid_t writer = fork();
    ck_assert_int_ge(writer, 0);
    if (writer == 0)
        _exit(open(path, O_WRONLY) >= 0 ? 0 : 1);
    for (int k = 0; k < 20; k++) {
        ck_assert_int_eq(apl_h5_is(path), 0);
        (void)usleep(5000);
        ck_assert_int_eq(waitpid(writer, NULL, WNOHANG), 0);
    }
    ck_assert_int_eq(kill(writer, SIGKILL), 0);
    ck_assert_int_eq(waitpid(writer, NULL, 0), writer);
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
    tcase_add_test(tests, the_hosts_handler_stays);
    tcase_add_test(tests, the_hosts_older_handler_stays);
    tcase_add_test(tests, tables_that_grow);
    tcase_add_test(tests, no_id_stays_open);
    tcase_add_test(tests, a_file_that_is_written_to_while_it_is_open);
    tcase_add_test(tests, a_pipe_is_not_opened);
    tcase_add_test(tests, digests_are_those_of_the_standard);
}

int main(void)
{
    return run_tests("h5", add);
}
