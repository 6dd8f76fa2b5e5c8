/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans, solutions, questions and statistics without memory. */
#include "starved.h"

START_TEST(plans_and_measures)
{
    demo d = demo_make();
    aploc_error err = {0};
    aploc_plan *made = NULL;
    aploc_solve_report report = APLOC_SOLVE_REPORT_INIT;
    aploc_solve_options options = APLOC_SOLVE_OPTIONS_INIT;
    aploc_solve_many_options many = APLOC_SOLVE_MANY_OPTIONS_INIT;
    aploc_crowding_options crowding = APLOC_CROWDING_OPTIONS_INIT;
    aploc_measure_options measure = APLOC_MEASURE_OPTIONS_INIT;
    int32_t *index = calloc((size_t)d.n, sizeof *index);
    ck_assert_ptr_nonnull(index);
    options.report = crowding.report = many.reports = measure.report = &report;
    SWEEP(aploc_plan_create(d.times, &d.decay, NULL, &made, &err), aploc_plan_free(made),
          OUT(made));
    NEEDS_NONE(aploc_plan_demand_count(d.plan) == 300 && aploc_plan_supply_count(d.plan) == 300);
    NEEDS_NONE(aploc_plan_pair_count(d.plan) > 1000 && aploc_plan_bytes(d.plan) > 1000);
    NEEDS_NONE(aploc_plan_reach(d.plan, 0, 0, NULL, NULL) > 0 &&
               aploc_plan_catchment(d.plan, 0, 0, NULL, NULL) > 0);
    demo_plan_free(&d);
    SWEEP_ON(demo_plan(&d), aploc_solve(d.plan, d.demand, d.supply, d.other, &options, &err),
             demo_plan_free(&d), OUTS(d.other, d.n), OUT(report));
    SWEEP_ON(demo_plan(&d),
             aploc_solve_many(d.plan, 1, 1, d.demand, 1, d.supply, d.other, &many, &err),
             demo_plan_free(&d), OUTS(d.other, d.n), OUT(report));
    SWEEP_ON(demo_plan(&d), aploc_crowding(d.plan, d.demand, d.supply, d.other, &crowding, &err),
             demo_plan_free(&d), OUTS(d.other, d.n), OUT(report));
    SWEEP(aploc_nearest(d.times, d.supply, d.other, index, NULL, &err), (void)0, OUTS(d.other, d.n),
          OUTS(index, d.n));
    SWEEP(aploc_measure(d.method, d.times, d.demand, d.supply, d.other, &measure, &err), (void)0,
          OUTS(d.other, d.n), OUT(report));
    free(index);
    demo_free(&d);
}
END_TEST

START_TEST(files_of_times)
{
    demo d = demo_make();
    aploc_error err = {0};
    aploc_plan *made = NULL;
    aploc_read_report rows = APLOC_READ_REPORT_INIT;
    aploc_solve_report report = APLOC_SOLVE_REPORT_INIT;
    aploc_solve_file_report work = APLOC_SOLVE_FILE_REPORT_INIT;
    aploc_solve_file_options options = APLOC_SOLVE_FILE_OPTIONS_INIT;
    char path[400];
    snprintf(path, sizeof path, "%s", file_path("t.h5"));
    options.report = &report;
    options.rows = &rows;
    options.work = &work;
    /* A build without HDF5 is to refuse what begins as its files do. */
    if (aploc_times_write_h5(path, d.times, d.communes, NULL, &err) == APLOC_ERR_UNSUPPORTED)
        (void)file_of("t.h5", "\x89HDF\r\n\x1a\n");
    for (options.n_threads = 1; options.n_threads <= 2; options.n_threads++) {
        aploc_plan_options of_plan = APLOC_PLAN_OPTIONS_INIT;
        of_plan.n_threads = options.n_threads;
        SWEEP(aploc_plan_create_from_file(path, d.communes, NULL, &d.decay, &of_plan, NULL, &made,
                                          &rows, &err),
              aploc_plan_free(made), OUT(made), OUT(rows));
        SWEEP(aploc_solve_file(path, d.communes, NULL, &d.decay, d.demand, d.supply, d.other,
                               &options, &err),
              (void)0, OUTS(d.other, d.n), OUT(report), OUT(rows), OUT(work));
    }
    /* Beside a table in another order, which lacks most of its places. */
    aploc_communes *few = NULL;
    const aploc_read_options skip = {.size = sizeof skip, .unknown = APLOC_SKIP};
    ck_assert_ok(aploc_communes_read_csv(file_of("few.csv", "code\n00005\n00002\n00009\n"), NULL,
                                         &few, NULL, &err),
                 err);
    SWEEP(aploc_plan_create_from_file(path, few, NULL, &d.decay, NULL, &skip, &made, &rows, &err),
          aploc_plan_free(made), OUT(made), OUT(rows));
    aploc_communes_free(few);
    demo_free(&d);
}
END_TEST

/* ---- what-if ---- */

static aploc_whatif *session_of(demo *d)
{
    aploc_whatif *session = NULL;
    aploc_whatif_options options = APLOC_WHATIF_OPTIONS_INIT;
    options.decay = &d->decay;
    demo_plan(d);
    must(aploc_whatif_create(d->plan, d->demand, d->supply, &options, &session, NULL) == 0);
    return session;
}

static void end_session(demo *d, aploc_whatif *session)
{
    aploc_whatif_free(session);
    demo_plan_free(d);
}

/* A session is as it was after a change that failed. */
static void is_as_before(const aploc_whatif *session, const demo *d, aploc_status status)
{
    const size_t size = (size_t)d->n * sizeof *d->apl;
    if (!status)
        return;
    must(aploc_whatif_demand_count(session) == d->n && aploc_whatif_step_count(session) == 0);
    must(memcmp(aploc_whatif_get_apl(session), d->apl, size) == 0);
    must(memcmp(aploc_whatif_get_supply(session), d->supply, size) == 0);
}

/* Make a change and apply it. */
static aploc_status change(aploc_whatif *session, const demo *d, int what, aploc_error *err)
{
    static const int32_t near[] = {0, 4};
    static const double minutes[] = {3, 5};
    aploc_whatif_place place = APLOC_WHATIF_PLACE_INIT;
    place.has_demand = place.has_supply = 1;
    place.demand = 500;
    place.supply = 5400;
    place.to = place.from = near;
    place.to_minutes = place.from_minutes = minutes;
    place.n_to = place.n_from = 2;
    aploc_status status = what == 0   ? NOTED(aploc_whatif_set_supply(session, 2, 9999, err))
                          : what == 1 ? NOTED(aploc_whatif_set_demand(session, 2, 9999, err))
                          : what == 2 ? NOTED(aploc_whatif_set_time(session, 2, 3, 4.5, err))
                          : what == 3 ? NOTED(aploc_whatif_add_place(session, &place, err))
                                      : NOTED(aploc_whatif_remove_place(session, 2, 2, err));
    if (!status)
        status = NOTED(aploc_whatif_apply(session, err));
    is_as_before(session, d, status);
    return status;
}

START_TEST(changes_one_by_one)
{
    demo d = demo_make();
    aploc_error err = {0};
    aploc_whatif *s = NULL;
    int spare = 0;
    demo_plan_free(&d);
    SWEEP_ON(demo_plan(&d), aploc_whatif_create(d.plan, d.demand, d.supply, NULL, &s, &err),
             end_session(&d, s), OUT(s));
    for (int what = 0; what < 5; what++) {
        SWEEP_ON(s = session_of(&d), change(s, &d, what, &err), end_session(&d, s), OUT(spare));
        SWEEP_ON((s = session_of(&d), must(change(s, &d, what, &err) == 0)),
                 aploc_whatif_undo(s, 0, &err), end_session(&d, s), OUT(spare));
        SWEEP_ON((s = session_of(&d), must(change(s, &d, what, &err) == 0)),
                 aploc_whatif_commit(s, &err), end_session(&d, s), OUT(spare));
    }
    NEEDS_NONE((aploc_whatif_free(NULL), 1));
    demo_free(&d);
}
END_TEST

START_TEST(questions)
{
    demo d = demo_make();
    aploc_error err = {0};
    demo_plan_free(&d);
    aploc_whatif *s = session_of(&d);
    aploc_difference *difference = NULL;
    aploc_explanation *why = NULL;
    aploc_part part = APLOC_PART_INIT;
    aploc_solve_report report = APLOC_SOLVE_REPORT_INIT;
    aploc_difference_group group = APLOC_DIFFERENCE_GROUP_INIT;
    static int32_t levels[300];
    must(change(s, &d, 0, &err) == 0);
    SWEEP(aploc_whatif_compare(s, 0, &difference, &err), aploc_difference_free(difference),
          OUT(difference));
    SWEEP(aploc_whatif_explain(s, 2, &why, &err), aploc_explanation_free(why), OUT(why));
    SWEEP(aploc_whatif_explain_supply(s, 2, &why, &err), aploc_explanation_free(why), OUT(why));
    SWEEP(aploc_whatif_get_report(s, &report, &err), (void)0, OUT(report));
    ck_assert_ok(aploc_whatif_compare(s, 0, &difference, &err), err);
    SWEEP(aploc_difference_groups(difference, d.population, 2.5, 1, levels, &group, &err), (void)0,
          OUT(group));
    NEEDS_NONE(aploc_difference_count(difference) > 0 && aploc_difference_places(difference) &&
               aploc_difference_before(difference) && aploc_difference_after(difference));
    ck_assert_ok(aploc_whatif_explain(s, 2, &why, &err), err);
    NEEDS_NONE(aploc_explanation_count(why) > 0 && aploc_explanation_whole(why) > 0);
    SWEEP(aploc_explanation_get(why, 0, &part, &err), (void)0, OUT(part));
    NEEDS_NONE(aploc_whatif_demand_count(s) == 300 && aploc_whatif_supply_count(s) == 300 &&
               aploc_whatif_step_count(s) == 1);
    NEEDS_NONE(aploc_whatif_get_apl(s) && aploc_whatif_get_ratios(s) &&
               aploc_whatif_get_demand(s) && aploc_whatif_get_supply(s));
    aploc_difference_free(difference);
    aploc_explanation_free(why);
    aploc_whatif_free(s);
    demo_free(&d);
}
END_TEST

/* ---- analysis ---- */

START_TEST(quality_and_statistics)
{
    demo d = demo_make();
    aploc_error err = {0};
    aploc_quality *quality = NULL;
    aploc_quality_numbers numbers = APLOC_QUALITY_NUMBERS_INIT;
    aploc_tenths tenths = APLOC_TENTHS_INIT;
    aploc_group_parts parts = APLOC_GROUP_PARTS_INIT;
    static const double shares[] = {0.1, 0.5}, game[] = {0, 1, 2, 4};
    static int32_t levels[300];
    double x = 7, two[2] = {7, 7}, twos[2] = {8, 8};
    double *curve = calloc(4 * (size_t)d.n, sizeof *curve);
    int64_t n_points = 7;
    int32_t n = 0;
    ck_assert_ptr_nonnull(curve);
    for (int i = 0; i < 300; i++)
        levels[i] = i % 2;
    const double *v = d.apl, *w = d.population;
    SWEEP(aploc_quality_check(d.communes, NULL, d.times, &d.decay, d.demand, d.supply, &quality,
                              &err),
          aploc_quality_free(quality), OUT(quality));
    ck_assert_ok(aploc_quality_check(d.communes, NULL, d.times, &d.decay, d.demand, d.supply,
                                     &quality, &err),
                 err);
    SWEEP(aploc_quality_get_numbers(quality, &numbers, &err), (void)0, OUT(numbers));
    NEEDS_NONE((aploc_quality_get_places(quality, 0, &n), n >= 0));
    aploc_quality_free(quality);
    SWEEP(aploc_stat_mean(300, v, w, &x, &err), (void)0, OUT(x));
    SWEEP(aploc_stat_mean_by_group(300, v, w, levels, 2, two, twos, &err), (void)0, OUT(two),
          OUT(twos));
    SWEEP(aploc_stat_quantiles(300, v, w, 2, shares, two, &err), (void)0, OUT(two));
    SWEEP(aploc_stat_share_below(300, v, w, 2.5, &x, &err), (void)0, OUT(x));
    SWEEP(aploc_stat_tenths(300, v, w, &tenths, &err), (void)0, OUT(tenths));
    SWEEP(aploc_stat_curve(300, v, w, NULL, curve, curve + 2 * d.n, &n_points, &err), (void)0,
          OUTS(curve, 4 * d.n), OUT(n_points));
    SWEEP(aploc_stat_gini(300, v, w, &x, &err), (void)0, OUT(x));
    SWEEP(aploc_stat_concentration(300, v, w, d.population, &x, &err), (void)0, OUT(x));
    SWEEP(aploc_stat_atkinson(300, w, w, 0.5, &x, &err), (void)0, OUT(x));
    SWEEP(aploc_stat_theil(300, v, w, &x, &err), (void)0, OUT(x));
    SWEEP(aploc_stat_theil_by_group(300, v, w, levels, 2, &parts, two, &err), (void)0, OUT(parts),
          OUT(two));
    SWEEP(aploc_stat_variance_by_group(300, v, w, levels, 2, &parts, &err), (void)0, OUT(parts));
    SWEEP(aploc_stat_shapley(2, game, two, &err), (void)0, OUT(two));
    free(curve);
    demo_free(&d);
}
END_TEST

START_TEST(weights_of_ages)
{
    demo d = demo_make();
    aploc_error err = {0};
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    aploc_recover_report recovered = APLOC_RECOVER_REPORT_INIT;
    aploc_age_class classes[APLOC_CLASSES_MAX];
    double consumption[APLOC_CLASSES_MAX], people[APLOC_CLASSES_MAX];
    double weights[APLOC_CLASSES_MAX], errors[APLOC_CLASSES_MAX];
    int32_t n = 7, n_classes = 0;
    memset(classes, 1, sizeof classes);
    for (int k = 0; k < APLOC_CLASSES_MAX; k++)
        consumption[k] = people[k] = weights[k] = errors[k] = 7;
    const char *path = file_of("use.csv", "age,consumption,population\n0-59,2,10\n60+,5,20\n");
    SWEEP(aploc_consumption_read_csv(path, NULL, classes, consumption, people, &n, &report, &err),
          (void)0, OUT(classes), OUT(consumption), OUT(people), OUT(n), OUT(report));
    SWEEP(aploc_weights_from_consumption(2, consumption, people, weights, &err), (void)0,
          OUT(weights));
    const aploc_age_class *ages = aploc_communes_ages(d.communes, &n_classes);
    SWEEP(aploc_weights_recover(d.n, n_classes, ages, aploc_communes_age_table(d.communes),
                                aploc_communes_column(d.communes, APLOC_STANDARDISED), NULL,
                                weights, errors, &recovered, &err),
          (void)0, OUT(weights), OUT(errors), OUT(recovered));
    demo_free(&d);
}
END_TEST

void add_engine(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove); /* of this file */
    tcase_add_test(tests, plans_and_measures);
    tcase_add_test(tests, files_of_times);
    tcase_add_test(tests, changes_one_by_one);
    tcase_add_test(tests, questions);
    tcase_add_test(tests, quality_and_statistics);
    tcase_add_test(tests, weights_of_ages);
}
