/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_CLI_INPUTS_H
#define APLOC_CLI_INPUTS_H

/* The inputs of a run: the options that name them, and what was read from them. */

#include "options.h"
#include "workbook.h"

enum { KEEP_MAX = 8 };

/* How residents by age are asked for (ages.c). */
typedef struct ages_call {
    const char *path; /* NULL: those of the communes, if any */
    aploc_keep keep[KEEP_MAX];
    int32_t n_keep;
    int32_t fit;    /* aploc_age_fit */
    int32_t oldest; /* 0: not said */
    int32_t source; /* aploc_demand_source; 0: the first that there is */
} ages_call;

/* The options for it, as children of a command's own: which table, and how its classes fit. The
 * input of both is an ages_call. */
extern const struct argp ages_argp;
extern const struct argp ages_fit_argp;

/* What --demand says the demand is made of; false when the word is not one. */
bool ages_choose_source(ages_call *c, const char *word);

typedef struct inputs {
    /* as called */
    const char
        *run_path; /* of a command that takes a run file in the place of all inputs; or NULL */
    const char *communes_path;
    const char *times_path;
    const char *sites_path;
    const char *supply_path;
    const char *practitioners_path;
    const char *scenarios_path;
    const char *changes_path; /* of what-if */
    const char *profession;
    int32_t year;              /* 0: not said */
    double limits[LIMITS_MAX]; /* of --max-age; APLOC_NO_MAX_AGE: none */
    int n_limits;              /* 0: not said */
    bool takes_limits;         /* the command has a use for several */
    const char *method_name;
    ages_call by_age;
    aploc_column columns[COLUMNS_MAX];
    int32_t n_columns;
    double supply_scale;
    int32_t n_threads;
    int64_t memory;          /* bytes of --memory; 0: not said */
    const char *memory_text; /* as it was said */
    const char *needs_all; /* what the command is asked for that needs all times at once; or NULL */
    double also;           /* bytes that the command will take beside them, for what: */
    char also_what[64];
    bool other_supplies;  /* the plan shall take more supplies than the one that is given */
    int32_t unknown;      /* aploc_policy for codes */
    int32_t repeated;     /* aploc_policy for pairs */
    bool plans_only;      /* the command has a use for the times in a plan alone (measure_run) */
    bool counts_left_out; /* the command counts in its own report what was left out */
    int32_t missing;      /* aploc_policy for standardised populations and ages; -1: not said */
    bool quiet;
    bool verbose;

    /* as read */
    aploc_method *method;
    aploc_decay decay;
    aploc_communes *communes;
    aploc_communes *sites;              /* NULL when care is in the communes */
    aploc_times *times;                 /* NULL: measure_run reads them into a plan; or they do */
    int64_t streamed;                   /* not fit into --memory: the bytes left to do without */
    aploc_practitioners *practitioners; /* NULL without --practitioners */
    aploc_ages *ages;                   /* NULL without --ages */
    double *demand;
    double *supply; /* one a site, or one a commune */
    aploc_demand_report demand_report;
    aploc_read_report times_report;
    aploc_read_report ages_rows;
    aploc_read_report supply_rows;     /* of --supply or --practitioners */
    aploc_supply_report supply_report; /* with practitioners */
    progress_bar bar;
} inputs;

/* The options above, as a child of a command's own. Its input is an inputs with INPUTS_INIT. */
extern const struct argp inputs_argp;

#define INPUTS_INIT                                                                                \
    {                                                                                              \
        .supply_scale = 1.0, .missing = -1, .demand_report = APLOC_DEMAND_REPORT_INIT,             \
        .supply_rows = APLOC_READ_REPORT_INIT, .supply_report = APLOC_SUPPLY_REPORT_INIT,          \
        .times_report = APLOC_READ_REPORT_INIT, .ages_rows = APLOC_READ_REPORT_INIT                \
    }

/* A status, with the option behind the message that lets such rows pass: --unknown, and for a command
 * that has it --repeated. */
aploc_status inputs_hint(aploc_status status, bool may_skip_repeated, aploc_error *err);

/* Read and prepare everything: method, communes, sites, supply, demand; and the times, where those are not left
 * to measure_run. */
aploc_status inputs_read(inputs *in, aploc_error *err);

/* The same in steps: all but the times, then they. */
aploc_status inputs_read_tables(inputs *in, aploc_error *err);
aploc_status inputs_read_times(inputs *in, aploc_error *err);

/* Which of two words an option has: 0 or 1; or the end of the program. */
int32_t inputs_choose(const char *option, const char *arg, const char *first, const char *second,
                      struct argp_state *state);

/* The whole number of an option, or the end of the program with what was found and expected. */
int32_t inputs_whole_number(const char *option, const char *arg, long least, long most,
                            struct argp_state *state);

/* Refuse an output that would replace one of the inputs. */
aploc_status inputs_spare(const inputs *in, const char *output, aploc_error *err);

void inputs_free(inputs *in);

/* Where care is: the sites, or the communes. */
const aploc_communes *inputs_places_of_supply(const inputs *in);

/* Which table a role is looked for in. */
typedef enum inputs_table {
    TABLE_COMMUNES,
    TABLE_SITES,
    TABLE_SUPPLY,
    TABLE_PRACTITIONERS,
    TABLE_AGES,
    TABLE_TIMES,
    TABLE_SCENARIOS,
    TABLE_CHANGES
} inputs_table;

/* The options to read one table with: the bindings that are its own. `columns` is the caller's. */
aploc_read_options inputs_options(inputs *in, inputs_table which, aploc_column *columns);

/* Warn of rows that were left out for unknown codes, where there are any. */
void inputs_warn_of_unknown(const inputs *in, const char *path, const aploc_read_report *report);

/* With --verbose, say what was detected in a file. */
void inputs_tell(const inputs *in, const char *path, const aploc_read_report *report);

/* What the reading of the times found: what was detected, and warnings. */
void inputs_tell_times(const inputs *in);

/* Fill in->ages from --ages (ages.c). */
aploc_status ages_read(inputs *in, aploc_error *err);

/* Fill in->demand, and in->ages where --ages asks for it. */
aploc_status ages_read_demand(inputs *in, aploc_error *err);

/* Warn of people who were placed by an assumption; say what was done to the age classes: lines of
 * the summary. Nothing where they agree. */
void ages_warn(const inputs *in);
void ages_print(const inputs *in);

/* Read in->practitioners (practitioners.c). */
aploc_status practitioners_read(inputs *in, aploc_error *err);

/* Let the method's rules make a supply of them, times --supply-scale: up to `max_age` (0: as the
 * method says, APLOC_NO_MAX_AGE: all). */
aploc_status practitioners_supply(const inputs *in, double max_age, double *supply,
                                  aploc_supply_report *report, aploc_error *err);

/* Multiply a supply by --supply-scale. */
aploc_status inputs_scale(const inputs *in, double *supply, aploc_error *err);

/* Say on stderr what each rule did: lines of the summary. Nothing without practitioners. */
void practitioners_print(const inputs *in);

/* Whether a method is named by the path of a file: it has a "/" or ends in ".ini". */
bool is_method_file(const char *name);

/* A method by the name of a built-in one, or by the path of a file. */
aploc_status find_method(const char *name, aploc_method **method, aploc_error *err);

#endif
