/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules, zonings, audits and aid without memory. */
#include "starved.h"
#include "zones.h"

static const char rules_text[] =
    "[zoning]\nname = o\n[units]\nweight = population\n[assignment]\nby = ceilings\n"
    "scope = region\n[class ZIP]\n[class ZAC]\n[class ZAR]\n[class HZ]\n"
    "[overlay mountain]\nclass = ZAR\n"
    "[region R01]\nZIP = 30 %\nZAC = 30 %\nZAR = 0\n[region R02]\nZIP = 30 %\nZAC = 30 %\nZAR = "
    "0\n";

START_TEST(rules)
{
    aploc_error err = {0};
    aploc_rules *made = NULL;
    aploc_rules_values values = APLOC_RULES_VALUES_INIT;
    aploc_zone_class zone = APLOC_ZONE_CLASS_INIT;
    aploc_zone_overlay overlay = APLOC_ZONE_OVERLAY_INIT;
    double ceiling = 7, margin = 7;
    const char *path = file_of("r.ini", rules_text);
    SWEEP(aploc_rules_read(path, &made, &err), aploc_rules_free(made), OUT(made));
    SWEEP(aploc_rules_builtin("doctors-2025", &made, &err), aploc_rules_free(made), OUT(made));
    SWEEP(aploc_rules_parse(rules_text, strlen(rules_text), "r.ini", &made, &err),
          aploc_rules_free(made), OUT(made));
    ck_assert_ok(aploc_rules_read(path, &made, &err), err);
    NEEDS_NONE(*aploc_rules_builtin_name(0) && *aploc_rules_get_text(made, 0));
    NEEDS_NONE(aploc_rules_class_count(made) == 4 && aploc_rules_overlay_count(made) == 1);
    NEEDS_NONE(!aploc_rules_get_gap(made, 0));
    SWEEP(aploc_rules_get_values(made, &values, &err), (void)0, OUT(values));
    SWEEP(aploc_rules_get_class(made, 0, &zone, &err), (void)0, OUT(zone));
    SWEEP(aploc_rules_get_overlay(made, 0, &overlay, &err), (void)0, OUT(overlay));
    SWEEP(aploc_rules_get_ceiling(made, APLOC_SCOPE_REGION, "R01", 0, 100, &ceiling, &margin, &err),
          (void)0, OUT(ceiling), OUT(margin));
    aploc_rules_free(made);
}
END_TEST

static const char shares_text[] =
    "[zoning]\nname = s\n[units]\nweight = population\n[assignment]\nby = shares\nlow_band = 60 %\n"
    "[class ZIP]\nshare = 30 %\n[class ZAC]\nshare = 30 %\n[class HZ]\n";

/* A list in which some are elsewhere than the cut by shares gives. */
START_TEST(audits_of_shares)
{
    demo d = demo_make();
    aploc_error err = {0};
    aploc_rules *s = rules_of(shares_text);
    aploc_audit *audit = NULL;
    aploc_zoning_options options = APLOC_ZONING_OPTIONS_INIT;
    aploc_listed *list = calloc((size_t)d.n, sizeof *list);
    ck_assert_ptr_nonnull(list);
    options.mesh = "tvs";
    options.region = "region";
    for (int32_t i = 0; i < d.n; i++) {
        list[i].code = aploc_communes_code(d.communes, i);
        list[i].zone = d.apl[i] < 2 ? "ZIP" : d.apl[i] < 3.5 ? "ZAC" : "HZ";
    }
    SWEEP(aploc_audit_create(s, d.communes, d.apl, list, d.n, &options, &audit, &err),
          aploc_audit_free(audit), OUT(audit));
    free(list);
    aploc_rules_free(s);
    demo_free(&d);
}
END_TEST

START_TEST(zonings)
{
    demo d = demo_make();
    aploc_error err = {0};
    aploc_rules *o = rules_of(rules_text);
    aploc_zoning *made = NULL, *solved = NULL;
    aploc_audit *audit = NULL;
    aploc_zoning_diff *diff = NULL;
    aploc_zone_part part = APLOC_ZONE_PART_INIT;
    aploc_zone_move move = APLOC_ZONE_MOVE_INIT;
    aploc_zone_fill fill = APLOC_ZONE_FILL_INIT;
    aploc_audit_finding finding = APLOC_AUDIT_FINDING_INIT;
    aploc_diff_row row = APLOC_DIFF_ROW_INIT;
    static const char *const high[] = {"00003", "00017"};
    static const aploc_overlay_places places[] = {{"mountain", high, 2}};
    aploc_zoning_options options = APLOC_ZONING_OPTIONS_INIT;
    aploc_zoning_solve_options fully = APLOC_ZONING_SOLVE_OPTIONS_INIT;
    fully.close = 5;
    options.mesh = "tvs";
    options.region = "region";
    options.department = "department";
    options.overlays = places;
    options.n_overlays = 1;
    SWEEP(aploc_zoning_create(o, d.communes, d.apl, &options, &made, &err), aploc_zoning_free(made),
          OUT(made));
    ck_assert_ok(aploc_zoning_create(o, d.communes, d.apl, &options, &made, &err), err);
    SWEEP(aploc_zoning_solve(made, &fully, &solved, &err), aploc_zoning_free(solved), OUT(solved));
    ck_assert_ok(aploc_zoning_solve(made, &fully, &solved, &err), err);
    NEEDS_NONE(aploc_zoning_scope(made) == APLOC_SCOPE_REGION &&
               aploc_zoning_area_count(made, APLOC_SCOPE_REGION) == 2 &&
               *aploc_zoning_area(made, APLOC_SCOPE_REGION, 0));
    NEEDS_NONE(aploc_zoning_classes(made) && aploc_zoning_overlays(made) &&
               aploc_zoning_parts(made) && aploc_zoning_people(made));
    NEEDS_NONE(aploc_zoning_part_count(made) > 0 &&
               aploc_zoning_people_of(made, APLOC_SCOPE_REGION, 0, 0) >= 0 &&
               aploc_zoning_covered(made, APLOC_SCOPE_REGION, 0, 0) >= 0 &&
               aploc_zoning_lifted(made, APLOC_SCOPE_REGION, 0, 0) >= 0 &&
               aploc_zoning_ceiling(made, 0, 0) > 0);
    NEEDS_NONE(aploc_zoning_move_count(solved) >= 0);
    SWEEP(aploc_zoning_get_part(made, 0, &part, &err), (void)0, OUT(part));
    SWEEP(aploc_zoning_get_fill(solved, 0, &fill, &err), (void)0, OUT(fill));
    if (aploc_zoning_move_count(solved) > 0)
        SWEEP(aploc_zoning_get_move(solved, 0, &move, &err), (void)0, OUT(move));
    else
        NEEDS_NONE(aploc_zoning_get_move(solved, 0, &move, &err) == APLOC_ERR_INDEX);

    aploc_listed *list = calloc((size_t)d.n, sizeof *list);
    ck_assert_ptr_nonnull(list);
    for (int32_t i = 0; i < d.n; i++) {
        aploc_zone_class zone = APLOC_ZONE_CLASS_INIT;
        ck_assert_ok(aploc_rules_get_class(o, aploc_zoning_classes(made)[i], &zone, &err), err);
        list[i].code = aploc_communes_code(d.communes, i);
        list[i].zone = i % 17 ? zone.name : "ZIP";
    }
    SWEEP(aploc_audit_create(o, d.communes, d.apl, list, d.n, &options, &audit, &err),
          aploc_audit_free(audit), OUT(audit));
    ck_assert_ok(aploc_audit_create(o, d.communes, d.apl, list, d.n, &options, &audit, &err), err);
    NEEDS_NONE(aploc_audit_count(audit) > 0 && aploc_audit_count_of(audit, 0) >= 0 &&
               *aploc_audit_check_name(0) && *aploc_audit_verdict_name(0));
    NEEDS_NONE(
        (aploc_audit_held(audit, 0), aploc_audit_area_count(audit, APLOC_SCOPE_REGION) == 2) &&
        *aploc_audit_area(audit, APLOC_SCOPE_REGION, 0));
    NEEDS_NONE(aploc_audit_people_of(audit, APLOC_SCOPE_REGION, 0, 0) > 0 &&
               aploc_audit_covered(audit, APLOC_SCOPE_REGION, 0, 0) >= 0 &&
               aploc_audit_lifted(audit, APLOC_SCOPE_REGION, 0, 0) >= 0);
    SWEEP(aploc_audit_get(audit, 0, &finding, &err), (void)0, OUT(finding));
    SWEEP(aploc_zoning_diff_create(d.communes, list, d.n, list + 1, d.n - 1, NULL, &diff, &err),
          aploc_zoning_diff_free(diff), OUT(diff));
    ck_assert_ok(
        aploc_zoning_diff_create(d.communes, list, d.n, list + 1, d.n - 1, NULL, &diff, &err), err);
    NEEDS_NONE(aploc_zoning_diff_count(diff) > 0);
    SWEEP(aploc_zoning_diff_get(diff, 0, &row, &err), (void)0, OUT(row));
    free(list);
    aploc_zoning_diff_free(diff);
    aploc_audit_free(audit);
    aploc_zoning_free(solved);
    aploc_zoning_free(made);
    aploc_rules_free(o);
    demo_free(&d);
}
END_TEST

START_TEST(aid_and_lists)
{
    aploc_error err = {0};
    aploc_aid *aid = NULL;
    aploc_aid_sum *sum = NULL;
    aploc_listing *listing = NULL;
    aploc_installations *settled = NULL;
    aploc_aid_kind kind = APLOC_AID_KIND_INIT;
    aploc_aid_line line = APLOC_AID_LINE_INIT;
    double amount = 7, count = 0;
    int32_t n_list = 0, n = 0;
    char path[500];
    snprintf(path, sizeof path, "%s/data/aid/aid-2026.ini", getenv("APLOC_SOURCE"));
    FILE *file = fopen(path, "r");
    static char text[65536];
    ck_assert_ptr_nonnull(file);
    size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    SWEEP(aploc_aid_read(path, &aid, &err), aploc_aid_free(aid), OUT(aid));
    SWEEP(aploc_aid_builtin("aid-2026", &aid, &err), aploc_aid_free(aid), OUT(aid));
    SWEEP(aploc_aid_parse(text, length, "a.ini", &aid, &err), aploc_aid_free(aid), OUT(aid));
    ck_assert_ok(aploc_aid_builtin("aid-2026", &aid, &err), err);
    NEEDS_NONE(*aploc_aid_builtin_name(0) && *aploc_aid_get_text(aid, 0));
    NEEDS_NONE(aploc_aid_class_count(aid) > 0 && *aploc_aid_class(aid, 0) &&
               aploc_aid_find_class(aid, "ZIP") >= 0);
    NEEDS_NONE(aploc_aid_kind_count(aid) > 0 &&
               aploc_aid_find_kind(aid, "first installation") >= 0);
    NEEDS_NONE((aploc_aid_get_gap(aid, 0), 1));
    SWEEP(aploc_aid_get_kind(aid, 0, &kind, &err), (void)0, OUT(kind));
    SWEEP(aploc_aid_opens(aid, 0, 0, &amount, &err), (void)0, OUT(amount));
    const char *zoning = file_of("z.csv", "code,class\nA,ZIP\nB,ZAC\n");
    SWEEP(aploc_listing_read_csv(zoning, "class", NULL, &listing, &err),
          aploc_listing_free(listing), OUT(listing));
    const char *who = file_of("i.csv", "code,kind,count\nA,first installation,1\n");
    SWEEP(aploc_installations_read_csv(who, NULL, &settled, &err),
          aploc_installations_free(settled), OUT(settled));
    ck_assert_ok(aploc_listing_read_csv(zoning, "class", NULL, &listing, &err), err);
    ck_assert_ok(aploc_installations_read_csv(who, NULL, &settled, &err), err);
    NEEDS_NONE(aploc_listing_rows(listing, &n_list) && n_list == 2 &&
               aploc_installations_rows(settled, &n) && n == 1);
    NEEDS_NONE(aploc_listing_line(listing, 1) == 3);
    const aploc_listed *rows = aploc_listing_rows(listing, &n_list);
    const aploc_installation *all = aploc_installations_rows(settled, &n);
    SWEEP(aploc_aid_sum_create(aid, rows, n_list, all, n, "i.csv", &sum, &err),
          aploc_aid_sum_free(sum), OUT(sum));
    ck_assert_ok(aploc_aid_sum_create(aid, rows, n_list, all, n, "i.csv", &sum, &err), err);
    NEEDS_NONE(aploc_aid_sum_area_count(sum) >= 0 &&
               (aploc_aid_sum_area(sum, 0), aploc_aid_sum_total(sum, 0, 0, &count) >= 0));
    SWEEP(aploc_aid_sum_get(sum, 0, &line, &err), (void)0, OUT(line));
    aploc_aid_sum_free(sum);
    aploc_installations_free(settled);
    aploc_listing_free(listing);
    aploc_aid_free(aid);
}
END_TEST

void add_zonings(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove); /* of this file */
    tcase_add_test(tests, rules);
    tcase_add_test(tests, zonings);
    tcase_add_test(tests, audits_of_shares);
    tcase_add_test(tests, aid_and_lists);
}
