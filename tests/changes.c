/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Communes that change: each kind of event by hand, and what is refused. */
#include "carried.h"

#include <math.h>

#define INSEE "MOD,DATE_EFF,TYPECOM_AV,COM_AV,LIBELLE_AV,TYPECOM_AP,COM_AP,LIBELLE_AP\n"

static const char four[] = "code,name,dep,population,supply,0-19,20+,lon,lat\n"
                           "A,Alpha,1,100,10,40,60,1,41\n"
                           "B,Beta,1,30,0,10,20,2,42\n"
                           "C,Gamma,2,7,5,3,4,3,43\n"
                           "D,Delta,2,500,1,200,300,4,44\n";

START_TEST(a_merger_keeps_a_code)
{
    aploc_carry_report r =
        carries((carriage){.old = four,
                           .changes = INSEE "32,2019-01-01,COM,A,Alpha,COM,B,Beta-sur-Alpha\n"
                                            "32,2019-01-01,COM,A,Alpha,COMD,A,Alpha\n"
                                            "32,2019-01-01,COM,B,Beta,COM,B,Beta-sur-Alpha\n"
                                            "32,2019-01-01,COM,B,Beta,COMD,B,Beta\n"
                                            "32,2019-01-01,COM,C,Gamma,COM,B,Beta-sur-Alpha\n",
                           .from = 20180101,
                           .to = 20190101},
                "code,name,dep,population,supply,0-19,20+,lon,lat\n"
                "B,Beta-sur-Alpha,1,137,15,53,84,2,42\n"
                "D,Delta,2,500,1,200,300,4,44\n");
    ck_assert(r.n_before == 4 && r.n_after == 2 && r.n_made == 1);
    ck_assert_int_eq(r.kinds[APLOC_CHANGE_MERGED], 3);
    ck_assert_int_eq(r.kinds[APLOC_CHANGE_NONE], 1);
    ck_assert(r.before[APLOC_POPULATION] == 637 && r.after[APLOC_POPULATION] == 637);
    ck_assert(r.before[APLOC_SUPPLY] == 16 && r.after[APLOC_SUPPLY] == 16);
    ck_assert(r.ages_before == 637 && r.ages_after == 637);
    ck_assert_int_eq(r.n_conflicts, 1);
    ck_assert_str_eq(r.conflicts[0].code, "B");
    ck_assert_str_eq(r.conflicts[0].other, "C");
    ck_assert_str_eq(r.conflicts[0].column, "dep");
}
END_TEST

/* The communes of a date are those after the changes of that day. */
START_TEST(the_day_itself_counts)
{
    static const char changes[] = "date,from,to\n2019-01-01,A,B\n2019-01-01,B,B\n";
    static const char small[] = "code,population\nA,1\nB,2\n";
    carriage c = {.old = small, .changes = changes};
    static const struct {
        int32_t from, to;
        const char *expected;
    } spans[] = {{20180101, 20190101, "code,population\nB,3\n"},
                 {20181231, 20190101, "code,population\nB,3\n"},
                 {20181231, 20300101, "code,population\nB,3\n"},
                 {20180101, 20181231, small},
                 {20190101, 20200101, small},
                 {20190101, 20190101, small}};
    for (size_t k = 0; k < sizeof spans / sizeof *spans; k++) {
        c.from = spans[k].from;
        c.to = spans[k].to;
        aploc_carry_report r = carries(c, spans[k].expected);
        /* In a table of 2019 the code A is not to be. */
        ck_assert_int_eq(r.n_stray, spans[k].from >= 20190101);
    }
}
END_TEST

START_TEST(chains_over_years_and_within_a_day)
{
    /* B changes its code and goes into A, all on one day (Freigné, 49144, 44225, 44180, in 2018);
     * A goes into D two years later. */
    static const char changes[] = INSEE "41,2018-01-01,COM,B,Beta,COM,X,Beta\n"
                                        "32,2018-01-01,COM,A,Alpha,COM,A,Alphabet\n"
                                        "32,2018-01-01,COM,X,Beta,COM,A,Alphabet\n"
                                        "33,2020-02-01,COM,A,Alphabet,COM,D,Delta\n"
                                        "33,2020-02-01,COM,D,Delta,COM,D,Delta\n";
    carriage c = {.old = "code,name,population\nA,Alpha,1\nB,Beta,2\nD,Delta,4\n",
                  .changes = changes,
                  .from = 20170101,
                  .to = 20190101};
    carries(c, "code,name,population\nA,Alphabet,3\nD,Delta,4\n");
    c.to = 20210101;
    carries(c, "code,name,population\nD,Delta,7\n");
    /* Who lacks B lacks it in D; X was for an instant. */
    c.old = "code,name,population\nA,Alpha,1\nD,Delta,4\n";
    aploc_carry_report r = carries(c, "code,name,population\nD,Delta,5\n");
    ck_assert_int_eq(r.n_absent, 1);
    ck_assert_str_eq(r.absent[0].other, "B");
    ck_assert_str_eq(r.absent[0].code, "D");
}
END_TEST

/* A commune that the table lacks is missing in those that it goes into, and nowhere else. */
START_TEST(what_the_table_lacks)
{
    static const char changes[] = "date,from,to\n2018-06-01,Y,A\n2023-06-01,Z,A\n"
                                  "2023-06-01,A,A\n2023-06-01,P,Q\n2024-06-01,A,E\n"
                                  "2024-06-01,E,E\n";
    carriage c = {
        .old = "code,population\nA,1\n", .changes = changes, .from = 20210101, .to = 20230601};
    aploc_carry_report r = carries(c, "code,population\nA,1\n");
    ck_assert_int_eq(r.n_absent, 1);
    ck_assert_str_eq(r.absent[0].other, "Z");
    ck_assert_str_eq(r.absent[0].code, "A");
    c.to = 20230531; /* not yet */
    ck_assert_int_eq(carries(c, "code,population\nA,1\n").n_absent, 0);
    c.from = 20230601; /* not any more; E is missing a year later */
    c.to = 20250101;
    r = carries(c, "code,population\nE,1\n");
    ck_assert_int_eq(r.n_absent, 1);
    ck_assert_str_eq(r.absent[0].other, "E");
    c.old = "code,population\nA,1\nZ,2\nE,3\n";
    c.from = 20210101;
    ck_assert_int_eq(carries(c, "code,population\nE,6\n").n_absent, 0);
    /* A became X, which became Y: nothing says that X was there before, and nobody lacks it. */
    static const char chain[] = "date,from,to\n2022-01-01,A,X\n2023-01-01,X,Y\n";
    carriage then = {
        .old = "code,population\nA,1\n", .changes = chain, .from = 20210101, .to = 20240101};
    r = carries(then, "code,population\nY,1\n");
    ck_assert_int_eq(r.n_absent + r.n_stray, 0);
    then.old = "code,population\nA,1\nX,2\n";
    ck_assert_int_eq(carries(then, "code,population\nY,3\n").n_stray, 0);
}
END_TEST

START_TEST(new_names_and_new_codes)
{
    aploc_carry_report r =
        carries((carriage){.old = four,
                           .changes = INSEE "10,2019-05-01,COM,D,Le Delta,COM,D,Grand Delta\n"
                                            "10,2019-03-01,COM,A,Alpha,COM,A,Alpha-les-Bains\n"
                                            "41,2019-04-01,COM,C,Gamma,COM,C2,Gamma\n"
                                            "32,2019-05-01,COM,B,Beta,COM,D,Le Delta\n"
                                            "32,2019-05-01,COM,D,Delta,COM,D,Le Delta\n",
                           .from = 20190101,
                           .to = 20200101},
                "code,name,dep,population,supply,0-19,20+,lon,lat\n"
                "A,Alpha-les-Bains,1,100,10,40,60,1,41\n"
                "D,Grand Delta,2,530,1,210,320,4,44\n"
                "C2,Gamma,2,7,5,3,4,3,43\n");
    ck_assert_int_eq(r.kinds[APLOC_CHANGE_RENAMED], 1);
    ck_assert_int_eq(r.kinds[APLOC_CHANGE_RECODED], 1);
    ck_assert_int_eq(r.kinds[APLOC_CHANGE_MERGED], 2);
}
END_TEST

static const char split[] = INSEE "21,2020-01-01,COM,A,Alpha,COM,A,Alpha\n"
                                  "21,2020-01-01,COM,A,Alpha,COM,N,Neuve\n"
                                  "21,2020-01-01,COMD,N,Neuve,COM,N,Neuve\n";

START_TEST(a_split_needs_shares)
{
    static const char onto[] = "code,name,population,lon,lat\nN,Neuve,25,9,49\nA,Alpha,75,,\n"
                               "Z,Zeta,3,5,45\n";
    carriage c = {.old = four, .changes = split, .from = 20190101, .to = 20210101};
    refuses(c, APLOC_ERR_CHANGE, 2,
            "found that 'A' splits on 2020-01-01, so that 'A' ends in A, N");
    c.splits = APLOC_SPLIT_LEAVE_OUT;
    aploc_carry_report r = carries(c, "code,name,dep,population,supply,0-19,20+,lon,lat\n"
                                      "B,Beta,1,30,0,10,20,2,42\n"
                                      "C,Gamma,2,7,5,3,4,3,43\n"
                                      "D,Delta,2,500,1,200,300,4,44\n");
    ck_assert_int_eq(r.kinds[APLOC_CHANGE_LEFT_OUT], 1);
    ck_assert_str_eq(r.left[0].code, "A");
    ck_assert_str_eq(r.left[0].other, "N");
    ck_assert(r.left_out[APLOC_POPULATION] == 100 && r.after[APLOC_POPULATION] == 537);
    ck_assert(r.ages_left_out == 100);
    c.splits = APLOC_SPLIT_SHARE;
    c.onto = onto;
    r = carries(c, "code,name,dep,population,supply,0-19,20+,lon,lat\n"
                   "N,Neuve,1,25,2.5,10,15,9,49\n"
                   "A,Alpha,1,75,7.5,30,45,1,41\n"
                   "B,Beta,1,30,0,10,20,2,42\n"
                   "C,Gamma,2,7,5,3,4,3,43\n"
                   "D,Delta,2,500,1,200,300,4,44\n");
    ck_assert(r.after[APLOC_POPULATION] == 637 && r.after[APLOC_SUPPLY] == 16);
    ck_assert_int_eq(r.kinds[APLOC_CHANGE_SPLIT], 1);
    ck_assert(r.n_beyond == 3 && r.n_unreached == 1);
    ck_assert_str_eq(r.beyond[0].code, "B");
    ck_assert_str_eq(r.unreached[0].code, "Z");
    c.onto = "code,population\nN,25\nB,30\n";
    refuses(c, APLOC_ERR_NO_VALUE, 0,
            "onto.csv: found no number for 'A', expected one to share 'A'");
    c.onto = "code,population\nN,0\nA,0\n";
    refuses(c, APLOC_ERR_NO_VALUE, 0, "found nothing but zeros for the parts of 'A'");
    c.onto = "code,name\nN,x\nA,y\n";
    refuses(c, APLOC_ERR_OPTIONS, 0, "found no number to share splits by");
}
END_TEST

START_TEST(shares_of_the_file)
{
    carriage c = {.old = "code,population,apl,lon\nA,10,2,5\n",
                  .changes = "date,from,to,share\n1/2/2020,A,N,0.3\n01/02/2020,A,M,0.7\n"
                             "2021-01-01,M,A,1\n",
                  .from = 20200131,
                  .to = 20200201};
    carries(c, "code,population,apl,lon\nN,3,2,\nM,7,2,\n");
    c.to = 20220101;
    carries(c, "code,population,apl,lon\nN,3,2,\nA,7,2,5\n");
    c.changes = "date,from,to,share\n2020,A,N,0.25\n2020,A,M,0.5\n";
    c.from = 20190101;
    refuses(c, APLOC_ERR_CHANGE, 2, "shares of 'A' on 2020-01-01 that add up to 0.75, expected 1");
    c.changes = "date,from,to,share\n2020,A,N,0.3\n2020,A,M,\n";
    refuses(c, APLOC_ERR_CHANGE, 2, "add up to 0.3, with parts that have none");
    c.changes = "date,from,to,share\n2020,A,N,0.3\n";
    refuses(c, APLOC_ERR_CHANGE, 2, "add up to 0.3, expected 1");
    c.from = 20200101;
    carries(c, "code,population,apl,lon\nA,10,2,5\n"); /* not of the span */
}
END_TEST

/* What splits by shares, then again without, into communes that hold the first parts. */
START_TEST(split_twice)
{
    carriage c = {.old = "code,population\nA,10\nP,1\nR,2\n",
                  .changes = "date,from,to,share\n2020,A,P,0.25\n2020,A,R,0.25\n2020,A,Q,0.5\n"
                             "2020,P,P,\n2020,R,R,\n2021,Q,P,\n2021,Q,R,\n",
                  .from = 20190101,
                  .to = 20200101};
    carries(c, "code,population\nP,3.5\nR,4.5\nQ,5\n");
    c.to = 20210101;
    refuses(c, APLOC_ERR_CHANGE, 7,
            "found that 'Q' splits on 2021-01-01, so that 'A' ends in P, R");
    c.splits = APLOC_SPLIT_SHARE;
    c.onto = "code,population\nR,6\nP,2\n";
    carries(c, "code,population\nR,9.5\nP,3.5\n");
    c.onto = NULL;
    c.splits = APLOC_SPLIT_REFUSE;
    c.changes = "date,from,to,share\n2020,A,P,0.25\n2020,A,R,0.25\n2020,A,Q,0.5\n2021,Q,P,\n";
    carries(c, "code,population\nP,8.5\nR,4.5\n"); /* two parts of A meet again */
}
END_TEST

/* A merger that is undone gives the codes back, and needs no shares. */
START_TEST(reestablished)
{
    static const char changes[] = INSEE "32,2016-01-01,COM,A,Alpha,COM,B,Beta\n"
                                        "32,2016-01-01,COM,B,Beta,COM,B,Beta\n"
                                        "32,2016-01-01,COM,C,Gamma,COM,B,Beta\n"
                                        "21,2019-01-01,COM,B,Beta,COM,B,Beta\n"
                                        "21,2019-01-01,COM,B,Beta,COM,A,Alpha\n"
                                        "21,2019-01-01,COM,B,Beta,COM,C,Gamma\n";
    carriage c = {.old = four, .changes = changes, .from = 20150101, .to = 20200101};
    aploc_carry_report r = carries(c, four);
    ck_assert_int_eq(r.kinds[APLOC_CHANGE_NONE], 4);
    c.from = 20170101; /* the merged table does not know its parts */
    refuses(c, APLOC_ERR_CHANGE, 5, "found that 'B' splits on 2019-01-01");
    /* C comes back, what A was does not. */
    c.from = 20150101;
    c.changes = INSEE "31,2016-01-01,COM,A,Alpha,COM,B,Beta\n"
                      "31,2016-01-01,COM,B,Beta,COM,B,Beta\n"
                      "31,2016-01-01,COM,C,Gamma,COM,B,Beta\n"
                      "21,2019-01-01,COM,B,Beta,COM,B,Beta\n"
                      "21,2019-01-01,COM,B,Beta,COM,C,Gamma\n";
    carries(c, "code,name,dep,population,supply,0-19,20+,lon,lat\n"
               "B,Beta,1,130,10,50,80,2,42\n"
               "C,Gamma,2,7,5,3,4,3,43\n"
               "D,Delta,2,500,1,200,300,4,44\n");
}
END_TEST

/* Split first, then merge: what is left of A and the new N go different ways. */
START_TEST(split_and_merger_of_one_day)
{
    carries((carriage){.old = "code,population\nA,10\nB,1\nC,2\n",
                       .changes = "date,from,to,share\n2020,A,A,0.5\n2020,A,N,0.5\n"
                                  "2020,N,B,\n2020,B,B,\n2020,C,A,\n",
                       .from = 20190101,
                       .to = 20200101},
            "code,population\nA,7\nB,6\n");
}
END_TEST

START_TEST(backwards)
{
    static const char changes[] = INSEE "41,2018-01-01,COM,B,Beta,COM,X,Beta\n"
                                        "32,2018-01-01,COM,A,Alpha,COM,A,Alphabet\n"
                                        "32,2018-01-01,COM,X,Beta,COM,A,Alphabet\n"
                                        "21,2019-01-01,COM,D,Delta,COM,D,Delta\n"
                                        "21,2019-01-01,COM,D,Delta,COM,E,Epsilon\n"
                                        "41,2019-01-01,COM,C,Gamma,COM,C2,Gamma\n";
    carriage c = {.old =
                      "code,name,population\nA,Alphabet,12\nD,Delta,5\nE,Epsilon,6\nC2,Gamma,7\n",
                  .changes = changes,
                  .from = 20200101,
                  .to = 20180101};
    carries(c, "code,name,population\nA,Alphabet,12\nD,Delta,11\nC,Gamma,7\n");
    c.to = 20170101;
    refuses(c, APLOC_ERR_CHANGE, 2, "'A' ends in B, A");
    c.splits = APLOC_SPLIT_SHARE;
    c.onto = "code,population\nA,2\nB,1\nC,7\nD,9\n";
    carries(c, "code,name,population\nA,Alpha,8\nB,Beta,4\nC,Gamma,7\nD,Delta,11\n");
}
END_TEST

START_TEST(arrondissements_are_left_alone)
{
    static const char paris[] = "code,population\n75101,10\n75104,20\n69385,30\n";
    carriage c = {.old = paris,
                  .changes = INSEE "32,2019-01-01,COM,75056,Paris,COM,75056,Paris\n"
                                   "21,1964-08-12,ARM,69385,Lyon 5e,ARM,69385,Lyon 5e\n"
                                   "21,1964-08-12,ARM,69385,Lyon 5e,ARM,69389,Lyon 9e\n"
                                   "31,2019-01-01,ARM,75101,P 1,COM,75056,Paris\n",
                  .from = 20180101,
                  .to = 20200101};
    carries(c, paris);
    c.from = 19600101;
    refuses(c, APLOC_ERR_CHANGE, 3, "'69385' splits on 1964-08-12");
}
END_TEST

/* The poles P and Q of two groups merge: one group, also for U, which did not change. R keeps its
 * pole, whose code changes. S loses its pole to a commune of R. */
START_TEST(poles)
{
    carriage c = {.old = "code,tvs,epci,population\n"
                         "P,P,e1,100\nQ,Q,e2,50\nU,Q,e2,3\nV,P,e1,4\nR,R,e3,60\nW,R,e3,5\n"
                         "S,S,e4,70\nT,S,e4,6\n",
                  .changes = "date,from,to\n2020,P,Q\n2020,Q,Q\n2021,R,R2\n2022,S,W\n2022,W,W\n",
                  .from = 20190101,
                  .to = 20230101,
                  .pole = "tvs"};
    aploc_carry_report r = carries(c, "code,tvs,epci,population\n"
                                      "Q,Q,e2,150\nU,Q,e2,3\nV,Q,e1,4\nR2,R2,e3,60\nW,R2,e3,75\n"
                                      "T,S,e4,6\n");
    ck_assert_int_eq(r.n_joined, 1);
    ck_assert_str_eq(r.joined[0].code, "Q");
    ck_assert_str_eq(r.joined[0].other, "P");
    ck_assert_str_eq(r.joined[0].column, "tvs");
    ck_assert_int_eq(r.n_conflicts, 3); /* P and S in epci, S in tvs */
    c.pole = NULL;
    carries(c, "code,tvs,epci,population\n"
               "Q,Q,e2,150\nU,Q,e2,3\nV,P,e1,4\nR2,R,e3,60\nW,R,e3,75\nT,S,e4,6\n");
    /* Both poles go into a commune of a third group: theirs is one, under the larger pole. */
    c.pole = "tvs";
    c.changes = "date,from,to\n2020,P,W\n2020,S,W\n2020,W,W\n";
    r = carries(c, "code,tvs,epci,population\n"
                   "W,R,e3,175\nQ,Q,e2,50\nU,Q,e2,3\nV,P,e1,4\nR,R,e3,60\nT,P,e4,6\n");
    ck_assert_str_eq(r.joined[0].other, "S");
    c.pole = "none";
    refuses(c, APLOC_ERR_COLUMN_MISSING, 0, "found no group column 'none'");
    c.pole = "epci";
    refuses(c, APLOC_ERR_CODE_UNKNOWN, 0, "found no code of a commune in the column 'epci'");
}
END_TEST

START_TEST(what_is_no_sum)
{
    aploc_carry_report r =
        carries((carriage){.old = "code,apl,population,standardised,lon,lat\nA,2,30,10,1,41\n"
                                  "B,4,10,30,2,42\nC,1,,5,3,43\nD,,1,1,4,44\nE,3,2,2,5,45\n",
                           .changes = "date,from,to\n2020,A,N\n2020,B,N\n2020,C,M\n2020,E,M\n",
                           .from = 20190101,
                           .to = 20200101},
                /* N is new: of its parts A has more people. The APL: (2 * 10 + 4 * 30) / 40. */
                "code,apl,population,standardised,lon,lat\nN,3.5,40,40,1,41\n"
                "M,1.5714285714285714,,7,5,45\nD,,1,1,4,44\n");
    ck_assert(r.before[APLOC_POPULATION] == 43 && r.after[APLOC_POPULATION] == 41);
    ck_assert(r.unknown[APLOC_POPULATION] == 2);
    /* Without a standardised population the people weigh; what is too large is missing. */
    carries((carriage){.old = "code,apl,population\nA,2,30\nB,4,10\nC,1e308,3\nD,1e308,4\nE,1,0\n"
                              "F,2,0\n",
                       .changes = "date,from,to\n2020,A,B\n2020,C,D\n2020,E,F\n",
                       .from = 20190101,
                       .to = 20200101},
            "code,apl,population\nB,2.5,40\nD,,7\nF,,0\n");
}
END_TEST

START_TEST(events_that_do_not_go_together)
{
    carriage c = {.old = four, .from = 20190101, .to = 20200101};
    c.changes = "date,from,to\n2020,A,B\n2020,B,C\n2020,C,A\n";
    refuses(c, APLOC_ERR_CHANGE, 2, "'A' goes round to itself on 2020-01-01");
    c.changes = INSEE "32,2020-01-01,COM,A,Alpha,COM,B,x\n31,2020-01-01,COM,A,Alpha,COM,C,x\n";
    refuses(c, APLOC_ERR_CHANGE, 3, "'A' goes to 'C' on 2020-01-01, after line 2 sent it to 'B'");
    c.changes = INSEE "32,2020-01-01,COM,A,Alpha,COM,A,x\n32,2020-01-01,COM,A,Alpha,COM,C,x\n";
    refuses(c, APLOC_ERR_CHANGE, 3, "'A' goes to 'C' on 2020-01-01, after line 2 kept it");
    c.to = 20191231;
    carries(c, four);
    /* Rows that stand twice count once; a new name and a merger of one day go together. */
    c.to = 20200101;
    c.changes = INSEE "32,2020-01-01,COM,C,Gamma,COM,D,D1\n32,2020-01-01,COM,C,Gamma,COM,D,D1\n"
                      "10,2020-01-01,COM,C,Gam,COM,C,Gamma\n32,2020-01-01,COM,D,Delta,COM,D,D1\n";
    carries(c, "code,name,dep,population,supply,0-19,20+,lon,lat\n"
               "A,Alpha,1,100,10,40,60,1,41\nB,Beta,1,30,0,10,20,2,42\n"
               "D,D1,2,507,6,203,304,4,44\n");
}
END_TEST

START_TEST(days_that_are)
{
    static const struct {
        const char *text;
        int32_t date; /* 0: refused */
    } cases[] = {{"2000-02-29", 20000229}, {"1900-02-29", 0},        {"2024-02-29", 20240229},
                 {"2023-02-29", 0},        {"28/02/1900", 19000228}, {"2023-04-31", 0},
                 {"2023-12-31", 20231231}, {"2023-13-01", 0},        {"2023-00-01", 0},
                 {"2023-01-00", 0},        {"2023", 20230101},       {"0999-01-01", 0}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        int32_t date = 0;
        aploc_status status = aploc_date_read(cases[k].text, &date, NULL);
        ck_assert_int_eq(status, cases[k].date ? APLOC_OK : APLOC_ERR_RANGE);
        ck_assert_int_eq(date, cases[k].date);
    }
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, a_merger_keeps_a_code);
    tcase_add_test(tests, days_that_are);
    tcase_add_test(tests, the_day_itself_counts);
    tcase_add_test(tests, chains_over_years_and_within_a_day);
    tcase_add_test(tests, what_the_table_lacks);
    tcase_add_test(tests, new_names_and_new_codes);
    tcase_add_test(tests, a_split_needs_shares);
    tcase_add_test(tests, shares_of_the_file);
    tcase_add_test(tests, split_twice);
    tcase_add_test(tests, reestablished);
    tcase_add_test(tests, split_and_merger_of_one_day);
    tcase_add_test(tests, backwards);
    tcase_add_test(tests, arrondissements_are_left_alone);
    tcase_add_test(tests, poles);
    tcase_add_test(tests, what_is_no_sum);
    tcase_add_test(tests, events_that_do_not_go_together);
}

int main(void)
{
    return run_tests("changes", add);
}
