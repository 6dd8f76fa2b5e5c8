/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a session of what-if is told of its plan: the same, or nothing; and what is no session. */
#include "whatif_stage.h"

/* A session weighs new times as its plan does: a decay that differs anywhere is another one. */
START_TEST(another_decay_than_the_plan)
{
    const double later[] = {0, starts[1] + 1, starts[2]}, less[] = {weights[0], 0.25, weights[2]};
    const aploc_decay its = the_decay();
    aploc_decay others[] = {its, its, its, its};
    aploc_whatif *other = NULL;
    aploc_whatif_options o = APLOC_WHATIF_OPTIONS_INIT;
    others[0].minutes = later;
    others[1].values = less;
    others[2].n_points = 2;
    others[2].cut = starts[2];
    others[3].cut = starts[2] + 5;
    for (size_t k = 0; k < sizeof others / sizeof *others; k++) {
        o.decay = &others[k];
        ck_assert_fails(aploc_whatif_create(plan, demand, supply, &o, &other, &err),
                        APLOC_ERR_OPTIONS);
        ck_assert_ptr_nonnull(strstr(err.message, "another decay"));
    }
    /* Linear ones of another reach weigh 1 at 0 minutes, all of them. */
    aploc_plan *linear = NULL;
    aploc_times *three = NULL;
    aploc_decay decay = APLOC_DECAY_INIT;
    decay.kind = APLOC_DECAY_LINEAR;
    decay.cut = 20;
    ck_assert_ok(aploc_times_from_pairs(3, 3, 6, from, to, minutes, &three, &err), err);
    ck_assert_ok(aploc_plan_create(three, &decay, NULL, &linear, &err), err);
    o.decay = &decay;
    decay.cut = 19;
    ck_assert_fails(aploc_whatif_create(linear, demand, supply, &o, &other, &err),
                    APLOC_ERR_OPTIONS);
    ck_assert_ptr_null(other);
    aploc_plan_free(linear);
    aploc_times_free(three);
}
END_TEST

/* What nobody says is as the plan was made. */
START_TEST(sessions_know_what_the_plan_knows)
{
    aploc_decay decay = the_decay();
    aploc_times *three = NULL;
    ck_assert_ok(aploc_times_from_pairs(3, 3, 6, from, to, minutes, &three, &err), err);
    for (int32_t own = APLOC_OWN_ZERO; own <= APLOC_OWN_AS_GIVEN; own++) {
        aploc_plan *made = NULL;
        aploc_whatif *told = NULL, *untold = NULL;
        aploc_plan_options how = APLOC_PLAN_OPTIONS_INIT;
        aploc_whatif_options o = APLOC_WHATIF_OPTIONS_INIT;
        how.own = own;
        ck_assert_ok(aploc_plan_create(three, &decay, &how, &made, &err), err);
        o.own = APLOC_OWN_ZERO + APLOC_OWN_AS_GIVEN - own;
        ck_assert_fails(aploc_whatif_create(made, demand, supply, &o, &told, &err),
                        APLOC_ERR_OPTIONS);
        o.own = own;
        o.decay = &decay;
        ck_assert_ok(aploc_whatif_create(made, demand, supply, &o, &told, &err), err);
        ck_assert_ok(aploc_whatif_create(made, demand, supply, NULL, &untold, &err), err);
        aploc_whatif *both[] = {told, untold};
        for (int k = 0; k < 2; k++) {
            ck_assert_ok(aploc_whatif_set_time(both[k], 0, 1, 3, &err), err);
            ck_assert_int_eq(aploc_whatif_set_time(both[k], 0, 0, 3, &err),
                             own == APLOC_OWN_ZERO ? APLOC_ERR_ARGUMENT : APLOC_OK);
            ck_assert_ok(aploc_whatif_apply(both[k], &err), err);
        }
        for (int i = 0; i < 3; i++)
            ck_assert_bits(aploc_whatif_get_apl(told)[i], aploc_whatif_get_apl(untold)[i]);
        ck_assert(aploc_whatif_get_apl(told)[0] > 0.0);
        aploc_whatif_free(told);
        aploc_whatif_free(untold);
        aploc_plan_free(made);
    }
    aploc_times_free(three);
}
END_TEST

START_TEST(wrong_sessions)
{
    aploc_whatif *other = NULL;
    aploc_whatif_options o = APLOC_WHATIF_OPTIONS_INIT;
    aploc_decay decay = the_decay();
    const double negative[] = {1, -2, 3};
    ck_assert_fails(aploc_whatif_create(NULL, demand, supply, NULL, &other, &err),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_whatif_create(plan, NULL, supply, NULL, &other, &err),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_whatif_create(plan, demand, supply, NULL, NULL, &err),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_whatif_create(plan, negative, supply, NULL, &other, &err),
                    APLOC_ERR_NEGATIVE);
    o.variant = APLOC_VARIANT_3SFCA;
    ck_assert_fails(aploc_whatif_create(plan, demand, supply, &o, &other, &err), APLOC_ERR_OPTIONS);
    ck_assert_ptr_nonnull(strstr(err.message, "3sfca"));
    o.variant = APLOC_VARIANT_KD2SFCA; /* with steps */
    ck_assert_fails(aploc_whatif_create(plan, demand, supply, &o, &other, &err), APLOC_ERR_OPTIONS);
    o.variant = 99;
    ck_assert_fails(aploc_whatif_create(plan, demand, supply, &o, &other, &err), APLOC_ERR_OPTIONS);
    o.variant = 0;
    o.own = 7;
    ck_assert_fails(aploc_whatif_create(plan, demand, supply, &o, &other, &err), APLOC_ERR_OPTIONS);
    o.own = 0;
    decay.n_points = 0;
    o.decay = &decay;
    ck_assert_fails(aploc_whatif_create(plan, demand, supply, &o, &other, &err), APLOC_ERR_OPTIONS);
    decay = (aploc_decay)APLOC_DECAY_INIT;
    decay.kind = APLOC_DECAY_LINEAR;
    decay.cut = 20;
    ck_assert_fails(aploc_whatif_create(plan, demand, supply, &o, &other, &err), APLOC_ERR_OPTIONS);
    o.size = 0;
    ck_assert_fails(aploc_whatif_create(plan, demand, supply, &o, &other, &err), APLOC_ERR_OPTIONS);
    ck_assert_ptr_null(other);
    aploc_whatif_free(NULL);
    aploc_difference_free(NULL);
    aploc_explanation_free(NULL);
    ck_assert_int_eq(aploc_whatif_demand_count(NULL), 0);
    ck_assert_ptr_null(aploc_whatif_get_apl(NULL));
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, another_decay_than_the_plan);
    tcase_add_test(tests, sessions_know_what_the_plan_knows);
    tcase_add_test(tests, wrong_sessions);
}

int main(void)
{
    return run_tests("whatif_sessions", add);
}
