/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_CLI_WHATIF_H
#define APLOC_CLI_WHATIF_H

/* What 'aploc what-if' works with: a scene, the changes made to it, and what they did. */

#include "describe.h"
#include "measure.h"
#include "sides.h"

/* Where the changes are made: of the inputs, or of a cell of a run file. Everything is borrowed. */
typedef struct scene {
    const aploc_method *method;
    const aploc_communes *communes, *sites; /* sites NULL: care is in the communes */
    const aploc_times *times;
    const double *demand, *supply;
    aploc_decay decay;
    int32_t variant;
    double per; /* what values are multiplied by */
} scene;

/* A change as an option asks for it: places by their codes. */
typedef struct asked_change {
    int32_t kind; /* aploc_edit_kind */
    const char *option;
    const char *code, *to; /* of the argument, ended by zeros; `to` NULL but for a time */
    double amount;
    int32_t in_fte;
} asked_change;

/* A change that was made, for people. */
typedef struct made_change {
    const char *what;
    const char *code, *to; /* `to` NULL but for a time */
    int32_t place, of_supply, is_gone;
    double before, after; /* NaN where there is none */
} made_change;

/* What a step did. */
typedef struct step_effect {
    int32_t n_made; /* changes so far */
    double mean;
    double people_gaining, people_losing;
    double below[BELOW_MAX]; /* people under each threshold, by the end of the step */
} step_effect;

typedef struct changing {
    const scene *scene;
    aploc_whatif *session;
    const char *path;           /* of --changes */
    char sources[SOURCES_SIZE]; /* where the numbers come from */
    aploc_edits *edits;         /* NULL without */
    const char **new_codes[2];  /* of the places that appeared: of demand, of supply */
    int32_t n_new[2];
    made_change *made;
    int32_t n_made, room;
} changing;

/* Take the argument of an option for a change: "CODE:AMOUNT", "CODE=AMOUNT", "FROM,TO=MINUTES", "CODE".
 * Leaves through argp when it is none. The text is cut into its parts. */
asked_change change_parse(int32_t kind, const char *option, char *arg, struct argp_state *state);

/* Queue a change of an option, or the k-th one of the file. */
aploc_status change_ask(changing *c, const asked_change *asked, aploc_error *err);
aploc_status change_edit(changing *c, int32_t k, aploc_error *err);

/* Queue the supply that is left when practitioners above an age stop; how many they are. */
aploc_status change_retire(changing *c, const inputs *in, double age, aploc_error *err);

void changing_free(changing *c);

/* What the engine says of a session, with codes in the place of numbers (numbered.h). */
aploc_status changing_fault(aploc_status status, const changing *c, aploc_error *err);

/* The code and the name of a place of a side (0: demand, 1: supply), one that appeared included. */
const char *changing_code(const changing *c, int of_supply, int32_t place);
const char *changing_name(const changing *c, int of_supply, int32_t place);

/* The number of a place by its code; -1 when there is none. */
int32_t changing_find(const changing *c, int of_supply, const char *code);

/* A call of the command: its options, what was read, and what became of it. */
typedef struct whatif_call {
    inputs in;
    const char *cell, *by, *output, *explain, *users, *parts;
    asked_change *asked;
    int n_asked;
    double retire_over; /* 0: nobody */
    double below[BELOW_MAX];
    int n_below;
    int32_t top;
    bool steps, markdown;
    bool has_source; /* --demand said what the demand is made of */

    side run; /* of --run */
    scene scene;
    aploc_plan *plan;
    changing changing;
    aploc_solve_report before, after;
    double *people;
    const char *people_name;
    step_effect *effects;
    int32_t n_effects;
} whatif_call;

/* Read everything, and solve the start. */
aploc_status whatif_start(whatif_call *c, aploc_error *err);

/* The people of a place of the communes, at the start: their population, else their demand. */
double whatif_people_before(const scene *s, int32_t i);

/* Make all changes, in one step or (--steps) one by one. */
aploc_status whatif_change(whatif_call *c, aploc_error *err);

/* What is shown, and how. */
typedef struct whatif_view {
    const changing *changing;
    const aploc_difference *difference;
    const aploc_solve_report *before, *after;
    const double *people; /* one a place of demand */
    const char *people_name;
    const double *below;
    int n_below;
    const char *by; /* NULL: no groups */
    const step_effect *steps;
    int32_t n_steps; /* 0: all at once */
    int32_t top;
    bool markdown;
} whatif_view;

/* Write the summary. */
aploc_status whatif_show(const whatif_view *v, aploc_writer *to, aploc_error *err);

/* Add the table of an explanation: of the APL of a place (of_supply 0), or of the supply of one. */
aploc_status whatif_show_parts(const whatif_view *v, const aploc_explanation *e, int of_supply,
                               int32_t place, aploc_writer *to, aploc_error *err);

/* Write every commune that changed, and every part, as CSV. */
extern const char *const changed_header[];
extern const char *const parts_header[2][10];
enum { CHANGED_COLUMNS = 6 };
void whatif_write_changed(const whatif_view *v, aploc_writer *to);
aploc_status whatif_write_parts(const whatif_view *v, const aploc_explanation *e, int of_supply,
                                aploc_writer *to, aploc_error *err);
int parts_columns(int of_supply);

#endif
