/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_TESTS_STUDIES_H
#define APLOC_TESTS_STUDIES_H

/* Tables, methods and a study of them that the tests of studies start from. */

#include <aploc/aploc.h>

#include "folder.h"
#include "support.h"

static const char communes_a[] = "code,population,standardised,supply,age_0_59,age_60_plus,zone\n"
                                 "A,100,111,500,80,20,x\n"
                                 "B,200,190,0,150,50,x\n"
                                 "C,50,64,900,20,30,y\n";
static const char communes_b[] = "code,population,standardised,supply,age_0_59,age_60_plus,zone\n"
                                 "A,90,101,450,70,20,x\n"
                                 "B,210,205,0,155,55,x\n"
                                 "C,60,71,800,25,35,y\n";
static const char times[] = "from,to,minutes\nA,B,8\nB,A,9\nB,C,12\nC,B,11\n";
static const char practices_a[] = "id,commune,profession,birth_year,acts\n"
                                  "1,A,gp,1950,4000\n2,A,gp,1990,5000\n3,C,gp,1955,2000\n"
                                  "4,B,nurse,1960,900\n5,C,nurse,1985,800\n";
static const char practices_b[] = "id,commune,profession,birth_year,acts\n"
                                  "1,A,gp,1950,4100\n2,A,gp,1990,5200\n"
                                  "4,B,nurse,1960,950\n5,C,nurse,1985,700\n";
static const char gp[] = "[method]\nname = gp\n[decay]\nsteps = 0:1 10:1/2 15:0\n"
                         "[ages]\n0-59 = 0.75\n60+ = 2\n"
                         "[supply]\nfloor = 3000\ncap = 4500\nmax_age = 65\n";
static const char other[] = "[method]\nname = other\nper = 1000\n[decay]\nsteps = 0:1 10:0\n"
                            "[ages]\n0-59 = 0.5\n60+ = 3\n[family]\nvariant = m2sfca\n";
static const char unknown[] = "[method]\nname = unknown\n[decay]\nsteps = ? somebody\n";

#define STUDY                                                                                      \
    "[study]\nname = s\nvintages = 2020 2021\nprofessions = gp nurse\nmax_ages = none 65 method\n"
#define TABLES                                                                                     \
    "[vintage]\ncommunes = c-{vintage}.csv\ntimes = t.csv\npractitioners = p-{vintage}.csv\n"
#define METHODS                                                                                    \
    "[profession gp]\nmethods = gp.ini other.ini\nvariants = method nearest\npractitioners = gp\n" \
    "[profession nurse]\nmethods = other.ini\npractitioners = nurse\ndemand = ages\n"              \
    "supply_scale = 1/2\nbelow = 3\n"

static inline void write_tables(void)
{
    file_of("c-2020.csv", communes_a);
    file_of("c-2021.csv", communes_b);
    file_of("t.csv", times);
    file_of("p-2020.csv", practices_a);
    file_of("p-2021.csv", practices_b);
    file_of("gp.ini", gp);
    file_of("other.ini", other);
    file_of("unknown.ini", unknown);
}

static inline aploc_study *read_study(const char *text)
{
    aploc_error err = {0};
    aploc_study *study = NULL;
    ck_assert_ok(aploc_study_read(file_of("s.ini", text), &study, &err), err);
    return study;
}

static inline aploc_run *run_study(const aploc_study *study, const aploc_run *before, int n_threads,
                                   aploc_study_report *report)
{
    aploc_error err = {0};
    aploc_run *run = NULL;
    aploc_study_options options = APLOC_STUDY_OPTIONS_INIT;
    options.before = before;
    options.n_threads = n_threads;
    ck_assert_ok(aploc_study_run(study, &options, &run, report, &err), err);
    return run;
}

static inline aploc_cell cell_of(const aploc_run *run, int32_t k)
{
    aploc_error err = {0};
    aploc_cell cell = APLOC_CELL_INIT;
    ck_assert_ok(aploc_run_get_cell(run, k, &cell, &err), err);
    return cell;
}

static inline aploc_cell cell_named(const aploc_run *run, const char *name)
{
    int32_t k = aploc_run_find(run, name);
    ck_assert_msg(k >= 0, "no cell %s", name);
    return cell_of(run, k);
}

#endif
