/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sizes that cannot be: refused before anything is allocated or read, in a process that has next to no
 * memory left. */
#include <sys/resource.h>

#include <aploc/aploc.h>
#ifdef HAVE_HDF5
#include <hdf5.h>
#endif

#include "folder.h"
#include "support.h"
#ifdef HAVE_HDF5
#include "tables/times_h5.h"
#endif

enum { SPARE = 64 << 20 };

/* Leave the process a little more memory than it has now. */
static void limit_memory(void)
{
    long pages = 0;
    FILE *facts = fopen("/proc/self/statm", "r");
    ck_assert(facts && fscanf(facts, "%ld", &pages) == 1);
    fclose(facts);
    struct rlimit limit;
    ck_assert_int_eq(getrlimit(RLIMIT_AS, &limit), 0);
    limit.rlim_cur = (rlim_t)pages * 4096 + SPARE;
#if !defined(__SANITIZE_ADDRESS__) /* which has reserved more than any limit */
    ck_assert_int_eq(setrlimit(RLIMIT_AS, &limit), 0);
#endif
}

START_TEST(arrays)
{
    aploc_error err = {0};
    aploc_times *times = NULL;
    aploc_communes *communes = NULL;
    aploc_places places = APLOC_PLACES_INIT;
    aploc_synth_options synth = APLOC_SYNTH_OPTIONS_INIT;
    int32_t from[] = {0}, to[] = {0};
    double minutes[] = {0};
    limit_memory();
    ck_assert_fails(aploc_times_from_pairs(1, 1, INT64_MAX, from, to, minutes, &times, &err),
                    APLOC_ERR_TOO_LARGE);
    ck_assert_fails(aploc_times_from_pairs(1, 1, (int64_t)1 << 62, from, to, minutes, &times, &err),
                    APLOC_ERR_TOO_LARGE);
    ck_assert_fails(aploc_times_from_pairs(1, 1, -1, from, to, minutes, &times, &err),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_times_from_pairs(-1, 1, 1, from, to, minutes, &times, &err),
                    APLOC_ERR_ARGUMENT);
    ck_assert_ptr_null(times);
    places.count = -1;
    ck_assert_fails(aploc_communes_from_arrays(&places, &communes, &err), APLOC_ERR_ARGUMENT);
    synth.n_communes = INT32_MAX;
    ck_assert_fails(aploc_synth_write(file_path("made"), &synth, NULL, &err), APLOC_ERR_OPTIONS);
    ck_assert_int_eq(folder_count(0), 0);
}
END_TEST

#ifdef HAVE_HDF5
/* A file of travel times that says it has so many pairs; of `claimed` rows of values, none is kept,
 * where they are chunked. */
static const char *claiming(hsize_t pairs, hsize_t claimed, int is_chunked)
{
    static const char *const codes[] = {"A", "B"};
    const int64_t offsets[] = {0, 1, (int64_t)pairs};
    aploc_error err = {0};
    apl_h5 *h5 = NULL;
    const char *path = file_path("claim.h5");
    ck_assert_ok(apl_h5_create(path, &h5, &err), err);
    ck_assert_ok(apl_h5_write_format(h5, "aploc times", 1, &err), err);
    ck_assert_ok(apl_h5_set_integer(h5, "/", "from_count", 2, &err), err);
    ck_assert_ok(apl_h5_set_integer(h5, "/", "to_count", 2, &err), err);
    ck_assert_ok(apl_h5_set_integer(h5, "/", "pair_count", (int64_t)pairs, &err), err);
    ck_assert_ok(apl_h5_set_integer(h5, "/", "same_places", 1, &err), err);
    ck_assert_ok(apl_h5_write_texts(h5, "/from", 2, codes, &err), err);
    ck_assert_ok(apl_h5_write(h5, "/offsets", APL_H5_I64, 3, 0, offsets, &err), err);
    ck_assert_ok(apl_h5_commit(h5, &err), err);
    apl_h5_close(h5);
    hid_t file = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT);
    hsize_t chunk = 1000, most = H5S_UNLIMITED;
    hid_t space = H5Screate_simple(1, &claimed, is_chunked ? &most : NULL);
    hid_t made = H5Pcreate(H5P_DATASET_CREATE);
    if (is_chunked)
        H5Pset_chunk(made, 1, &chunk);
    static const char *const names[] = {"index", "minutes"};
    for (int k = 0; k < 2; k++) {
        hid_t set = H5Dcreate2(file, names[k], k ? H5T_IEEE_F64LE : H5T_STD_U32LE, space,
                               H5P_DEFAULT, made, H5P_DEFAULT);
        ck_assert_int_ge(set, 0);
        H5Dclose(set);
    }
    H5Pclose(made);
    H5Sclose(space);
    ck_assert_int_ge(H5Fclose(file), 0);
    return path;
}

START_TEST(claims_of_files)
{
    static const struct {
        hsize_t pairs, rows;
        int is_chunked;
    } cases[] = {{(hsize_t)1 << 62, (hsize_t)1 << 62, 1},
                 {(hsize_t)1 << 62, (hsize_t)1 << 59, 1},
                 {(hsize_t)1 << 62, 4, 0},
                 {(hsize_t)1 << 40, (hsize_t)1 << 40, 1},
                 {(hsize_t)1 << 32, (hsize_t)1 << 32, 0},
                 {(hsize_t)1 << 31, (hsize_t)1 << 31, 1},
                 {(hsize_t)INT64_MAX, (hsize_t)1 << 61, 1}};
    aploc_communes *communes = NULL;
    aploc_error err = {0};
    aploc_decay decay = APLOC_DECAY_INIT;
    double one[] = {1, 1}, apl[] = {7, 7};
    decay.kind = APLOC_DECAY_LINEAR;
    decay.cut = 30;
    ck_assert_ok(
        aploc_communes_read_csv(file_of("c.csv", "code\nA\nB\n"), NULL, &communes, NULL, &err),
        err);
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        aploc_times *times = NULL;
        aploc_plan *plan = NULL;
        aploc_times_facts facts = APLOC_TIMES_FACTS_INIT;
        const char *path = claiming(cases[k].pairs, cases[k].rows, cases[k].is_chunked);
        limit_memory();
        aploc_status status = aploc_times_read_h5(path, communes, NULL, NULL, &times, NULL, &err);
        ck_assert_msg(status == APLOC_ERR_FORMAT || status == APLOC_ERR_TOO_LARGE, "%zu: %d, %s", k,
                      (int)status, err.message);
        status = aploc_solve_file(path, communes, NULL, &decay, one, one, apl, NULL, &err);
        ck_assert_msg(status == APLOC_ERR_FORMAT || status == APLOC_ERR_TOO_LARGE, "%zu: %d, %s", k,
                      (int)status, err.message);
        status = aploc_plan_create_from_file(path, communes, NULL, &decay, NULL, NULL, &plan, NULL,
                                             &err);
        ck_assert_msg(status == APLOC_ERR_FORMAT || status == APLOC_ERR_TOO_LARGE, "%zu: %d, %s", k,
                      (int)status, err.message);
        (void)aploc_times_look_h5(path, &facts, &err);
        ck_assert(!times && !plan);
        ck_assert_bits(apl[0], 7.0);
        struct rlimit limit;
        ck_assert_int_eq(getrlimit(RLIMIT_AS, &limit), 0);
        limit.rlim_cur = limit.rlim_max;
        ck_assert_int_eq(setrlimit(RLIMIT_AS, &limit), 0);
    }
    aploc_communes_free(communes);
}
END_TEST
#endif

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, arrays);
#ifdef HAVE_HDF5
    tcase_add_test(tests, claims_of_files);
#endif
}

int main(void)
{
    return run_tests("limits", add);
}
