/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/roles.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "tables/ages.h"
#include "tables/encoding.h"

/* As in the public header and in its order; compared without the "_". */
static const struct {
    const char *role;
    const char *usual[16];
} known[APL_ROLE_COUNT] = {
    [APL_ROLE_CODE] = {"code",
                       {"code", "codgeo", "depcom", "insee", "code_insee", "insee_com",
                        "code_commune", "codecom", "id"}},
    [APL_ROLE_NAME] = {"name",
                       {"name", "nom", "libgeo", "libelle", "nom_commune", "nom_com", "libcom",
                        "commune"}},
    [APL_ROLE_POPULATION] = {"population",
                             {"population", "pop", "population_totale", "pop_totale", "ptot",
                              "population_municipale", "pmun"}},
    [APL_ROLE_STANDARDISED] = {"standardised",
                               {"standardised", "standardized", "population_standardisee",
                                "pop_standardisee", "popstd"}},
    [APL_ROLE_SUPPLY] = {"supply", {"supply", "offre", "etp", "fte"}},
    [APL_ROLE_LON] = {"lon", {"lon", "longitude", "long"}},
    [APL_ROLE_LAT] = {"lat", {"lat", "latitude"}},
    [APL_ROLE_APL] = {"apl", {"apl"}},
    [APL_ROLE_FROM] = {"from",
                       {"from", "orig", "origin", "origine", "from_id", "id_from", "idsrc",
                        "depart"}},
    [APL_ROLE_TO] = {"to", {"to", "dest", "destination", "to_id", "id_to", "iddst", "arrivee"}},
    [APL_ROLE_MINUTES] = {"minutes",
                          {"minutes", "min", "duree", "time", "temps", "duration", "travel_time",
                           "duree_min"}},
    [APL_ROLE_PRACTICE_ID] = {"practice:id",
                              {"id", "practitioner", "practitioner_id", "doctor", "doctor_id",
                               "numero", "num", "identifiant", "rpps", "numero_rpps", "praticien",
                               "id_praticien"}},
    [APL_ROLE_PRACTICE_COMMUNE] = {"practice:commune",
                                   {"codgeo", "depcom", "insee", "code_insee", "insee_com",
                                    "code_commune", "codecom", "commune", "code"}},
    [APL_ROLE_PRACTICE_PROFESSION] = {"practice:profession",
                                      {"profession", "specialite", "specialty"}},
    [APL_ROLE_PRACTICE_BIRTH_YEAR] = {"practice:birth_year",
                                      {"birth_year", "year_of_birth", "annee_naissance",
                                       "annee_de_naissance", "annais", "naissance"}},
    [APL_ROLE_PRACTICE_AGE] = {"practice:age", {"age"}},
    [APL_ROLE_PRACTICE_ACTS] = {"practice:acts",
                                {"acts", "fees", "activity", "actes", "nb_actes", "nombre_actes",
                                 "honoraires", "activite"}},
    [APL_ROLE_PRACTICE_MONTHS] = {"practice:months",
                                  {"months", "active_months", "months_active", "mois", "nb_mois",
                                   "mois_actifs", "mois_activite"}},
    [APL_ROLE_PRACTICE_RANK] = {"practice:rank", {"rank", "practice_rank", "rang", "rang_cabinet"}},
    [APL_ROLE_PRACTICE_STATUS] = {"practice:status", {"status", "statut", "mode_exercice"}},
    [APL_ROLE_PRACTICE_REPLACES] = {"practice:replaces",
                                    {"replaces", "replaced", "remplace", "id_remplace"}},
    [APL_ROLE_PRACTICE_OPENED] = {"practice:opened",
                                  {"opened", "year_opened", "opening_year", "annee_ouverture",
                                   "annee_installation", "ouverture", "installation"}},
    [APL_ROLE_CHANGE_DATE] = {"change:date", {"date_eff", "date_effet", "date"}},
    [APL_ROLE_CHANGE_MOD] = {"change:mod", {"mod"}},
    [APL_ROLE_CHANGE_FROM] = {"change:from",
                              {"com_av", "com_avant", "id_commune_avant", "from", "old", "ancien"}},
    [APL_ROLE_CHANGE_TO] = {"change:to",
                            {"com_ap", "com_apres", "id_commune_apres", "to", "new", "nouveau"}},
    [APL_ROLE_CHANGE_FROM_TYPE] = {"change:from_type", {"typecom_av", "type_commune_avant"}},
    [APL_ROLE_CHANGE_TO_TYPE] = {"change:to_type", {"typecom_ap", "type_commune_apres"}},
    [APL_ROLE_CHANGE_FROM_NAME] = {"change:from_name", {"libelle_av", "nccenr_av", "from_name"}},
    [APL_ROLE_CHANGE_TO_NAME] = {"change:to_name", {"libelle_ap", "nccenr_ap", "to_name", "name"}},
    [APL_ROLE_CHANGE_SHARE] = {"change:share", {"share", "part"}},
    [APL_ROLE_SEX] = {"sex", {"sex", "sexe", "genre", "gender"}},
    [APL_ROLE_AGE_CLASS] = {"age_class",
                            {"age_class", "age", "ages", "classe_age", "classe_d_age",
                             "tranche_age", "tranche_d_age", "class", "classe", "age_group"}},
    [APL_ROLE_AGE_FROM] = {"age_from", {"age_from", "from_age", "age_min", "lower"}},
    [APL_ROLE_AGE_TO] = {"age_to", {"age_to", "to_age", "age_max", "upper"}},
    [APL_ROLE_CONSUMPTION] = {"consumption",
                              {"consumption", "consommation", "consumed", "depense", "depenses",
                               "spending"}},
    [APL_ROLE_SCENARIO] = {"scenario",
                           {"scenario", "scenarios", "variante", "hypothese", "option", "projet"}},
    [APL_ROLE_EDIT_CHANGE] = {"edit:change", {"change", "what", "changement", "modification"}},
    [APL_ROLE_EDIT_AMOUNT] = {"edit:amount", {"amount", "value", "montant", "valeur", "quantite"}},
};

enum { SHOWN = 64, LISTED = 360 };
enum { BY_NAME = 1, BY_CALLER = 2 };

static apl_place header_place(const apl_reader *reader, int32_t column)
{
    return (apl_place){
        .file = reader->source.path, .line = reader->header_line, .column = column + 1};
}

/* The columns of the file, as many as a message can hold. */
static const char *list_columns(const apl_reader *reader, char text[LISTED])
{
    size_t used = 0;
    text[0] = '\0';
    for (int32_t k = 0; k < reader->n_columns; k++) {
        char shown[SHOWN];
        apl_shown(apl_reader_name(reader, k), shown, sizeof shown);
        if (used + strlen(shown) + 40 > LISTED) {
            snprintf(text + used, LISTED - used, ", \xE2\x80\xA6 (%d in all)",
                     (int)reader->n_columns);
            break;
        }
        used += (size_t)snprintf(text + used, LISTED - used, "%s'%s'", k ? ", " : "", shown);
    }
    return text;
}

static aploc_status found_twice(const apl_reader *reader, int32_t first, int32_t second,
                                aploc_error *err)
{
    char one[SHOWN], other[SHOWN];
    return apl_fail_at(err, APLOC_ERR_COLUMN_REPEATED, header_place(reader, second),
                       "found the column '%s' at field %d and '%s' at field %d, expected it once",
                       apl_shown(apl_reader_name(reader, first), one, sizeof one), (int)first + 1,
                       apl_shown(apl_reader_name(reader, second), other, sizeof other),
                       (int)second + 1);
}

/* The column that the caller named. */
static aploc_status find_named(const apl_reader *reader, const aploc_column *bound, int32_t *column,
                               aploc_error *err)
{
    int32_t found = -1;
    for (int32_t k = 0; k < reader->n_columns; k++) {
        if (strcmp(apl_reader_name(reader, k), bound->name) != 0)
            continue;
        if (found >= 0)
            return found_twice(reader, found, k, err);
        found = k;
    }
    if (found < 0) {
        char list[LISTED], name[SHOWN], role[SHOWN], is_for[SHOWN + 8] = "";
        if (strcmp(bound->name, bound->role) != 0)
            snprintf(is_for, sizeof is_for, " for '%s'", apl_shown(bound->role, role, sizeof role));
        return apl_fail_at(err, APLOC_ERR_COLUMN_MISSING, header_place(reader, -1),
                           "found the columns %s, expected '%s'%s", list_columns(reader, list),
                           apl_shown(bound->name, name, sizeof name), is_for);
    }
    *column = found;
    return APLOC_OK;
}

/* Age classes by the age at which they begin: two that begin alike overlap anyway. */
typedef struct ages_by_start {
    apl_age_column at[APL_AGES_OLDEST + 1];
    int taken[APL_AGES_OLDEST + 1];
} ages_by_start;

static aploc_status ages_overlap(const apl_reader *reader, const apl_age_column *one,
                                 const apl_age_column *other, aploc_error *err)
{
    char text[APL_AGES_SIZE], other_text[APL_AGES_SIZE], name[SHOWN], other_name[SHOWN];
    return apl_fail_at(
        err, APLOC_ERR_COLUMN_REPEATED, header_place(reader, other->column),
        "found the age classes %s (column '%s') and %s (column '%s'), expected "
        "classes that do not overlap",
        apl_ages_text(one->ages, text),
        apl_shown(apl_reader_name(reader, one->column), name, sizeof name),
        apl_ages_text(other->ages, other_text),
        apl_shown(apl_reader_name(reader, other->column), other_name, sizeof other_name));
}

static aploc_status add_ages(const apl_reader *reader, ages_by_start *table, apl_age_column column,
                             int by, aploc_error *err)
{
    int32_t from = column.ages.from;
    if (table->taken[from])
        return ages_overlap(reader, &table->at[from], &column, err);
    table->taken[from] = by;
    table->at[from] = column;
    return APLOC_OK;
}

/* The role that a text names; APL_ROLE_COUNT for an age class, -1 when it names none. */
static int role_of(const char *text, aploc_age_class *ages)
{
    for (int role = 0; role < APL_ROLE_COUNT; role++)
        if (strcmp(text, known[role].role) == 0)
            return role;
    if (strncmp(text, "age:", 4) == 0 && apl_ages_of_role(text + 4, ages))
        return APL_ROLE_COUNT;
    return -1;
}

int apl_is_role(const char *text)
{
    aploc_age_class ages;
    return role_of(text, &ages) >= 0;
}

/* Bind what the caller names. */
static aploc_status bind_named(const apl_reader *reader, const aploc_read_options *options,
                               uint64_t wanted, apl_roles *roles, ages_by_start *ages,
                               aploc_error *err)
{
    aploc_status status = APLOC_OK;
    uint64_t seen = 0;
    for (int32_t k = 0; k < options->n_columns; k++) {
        const aploc_column *bound = &options->columns[k];
        apl_age_column age = {{0, 0}, -1};
        if (!bound->role || !bound->name)
            return apl_fail(err, APLOC_ERR_OPTIONS,
                            "found NULL in the column binding %d, expected a role and a name",
                            (int)k);
        char shown[SHOWN];
        int role = role_of(bound->role, &age.ages);
        if (role < 0)
            return apl_fail(
                err, APLOC_ERR_OPTIONS,
                "found the role '%s', expected one of code, name, population, "
                "standardised, supply, lon, lat, apl, from, to, minutes, age:LO-HI, age:LO+, "
                "practice:id, practice:commune, practice:profession, "
                "practice:birth_year, practice:age, practice:acts, practice:months, "
                "practice:rank, practice:status, practice:replaces, practice:opened, change:date, "
                "change:mod, change:from, change:to, change:from_type, change:to_type, "
                "change:from_name, change:to_name, change:share, sex, "
                "age_class, age_from, age_to, consumption, scenario, edit:change, edit:amount",
                apl_shown(bound->role, shown, sizeof shown));
        if (role < APL_ROLE_COUNT && seen & APL_ROLE_BIT(role))
            return apl_fail(err, APLOC_ERR_OPTIONS,
                            "found the role '%s' bound twice, expected one column for it",
                            known[role].role);
        seen |= APL_ROLE_BIT(role);
        if (!(wanted & APL_ROLE_BIT(role)))
            continue;
        int32_t column = -1;
        APL_TRY(find_named(reader, bound, &column, err));
        roles->taken[column] = 1;
        age.column = column;
        if (role < APL_ROLE_COUNT)
            roles->column[role] = column;
        else
            APL_TRY(add_ages(reader, ages, age, BY_CALLER, err));
    }
out:
    return status;
}

/* Where a column's name stands among the usual names of a role, from 0; -1 when it does not. */
static int rank_of(const char *folded, int role)
{
    for (int k = 0; known[role].usual[k]; k++) {
        char usual[SHOWN];
        apl_fold(known[role].usual[k], 0, usual, sizeof usual);
        if (strcmp(folded, usual) == 0)
            return k;
    }
    return -1;
}

/* Of these a column more is likely to be another year or kind, and the result would tell nobody. */
enum {
    QUANTITIES = APL_ROLE_BIT(APL_ROLE_POPULATION) | APL_ROLE_BIT(APL_ROLE_STANDARDISED) |
                 APL_ROLE_BIT(APL_ROLE_SUPPLY) | APL_ROLE_BIT(APL_ROLE_MINUTES)
};

static aploc_status found_two(const apl_reader *reader, int role, int32_t one, int32_t other,
                              aploc_error *err)
{
    char name[SHOWN], other_name[SHOWN];
    return apl_fail_at(
        err, APLOC_ERR_COLUMN_REPEATED, header_place(reader, other),
        "found the columns '%s' and '%s', both usual names for '%s', expected one of "
        "them, or --column %s=NAME",
        apl_shown(apl_reader_name(reader, one), name, sizeof name),
        apl_shown(apl_reader_name(reader, other), other_name, sizeof other_name), known[role].role,
        known[role].role);
}

/* Bind by the usual names what the caller left free. */
static aploc_status bind_usual(const apl_reader *reader, uint64_t wanted, apl_roles *roles,
                               ages_by_start *ages, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int role = 0; role < APL_ROLE_COUNT; role++) {
        if (!(wanted & APL_ROLE_BIT(role)) || roles->column[role] >= 0)
            continue;
        int32_t best = -1, again = -1, first = -1, other = -1;
        int best_rank = -1;
        for (int32_t k = 0; k < reader->n_columns; k++) {
            char folded[SHOWN];
            if (roles->taken[k])
                continue;
            apl_fold(apl_reader_name(reader, k), 0, folded, sizeof folded);
            int rank = rank_of(folded, role);
            if (rank >= 0 && rank == best_rank && again < 0)
                again = k;
            if (rank >= 0 && best >= 0 && other < 0)
                other = k;
            if (rank >= 0 && (best < 0 || rank < best_rank)) {
                first = first < 0 ? k : first;
                best = k;
                best_rank = rank;
                again = -1;
            }
        }
        if (again >= 0)
            return found_twice(reader, best, again, err);
        if (other >= 0 && QUANTITIES & APL_ROLE_BIT(role))
            return found_two(reader, role, first, other, err);
        roles->column[role] = best;
        if (best >= 0)
            roles->taken[best] = 1;
    }
    for (int32_t k = 0; wanted & APL_ROLES_AGES && k < reader->n_columns; k++) {
        apl_age_column age = {{0, 0}, k};
        if (roles->taken[k] || !apl_ages_of_column(apl_reader_name(reader, k), &age.ages))
            continue;
        /* A class that the caller placed elsewhere leaves this column to the groups. */
        const apl_age_column *there = &ages->at[age.ages.from];
        if (ages->taken[age.ages.from] == BY_CALLER && there->ages.to == age.ages.to)
            continue;
        APL_TRY(add_ages(reader, ages, age, BY_NAME, err));
        roles->taken[k] = 1;
    }
out:
    return status;
}

/* Take the age classes out of their table, youngest first. */
static aploc_status keep_ages(const apl_reader *reader, const ages_by_start *table,
                              apl_roles *roles, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_age_column *before = NULL;
    for (int32_t from = 0; from <= APL_AGES_OLDEST; from++)
        roles->n_ages += table->taken[from] != 0;
    APL_TRY(APL_NEW(roles->ages, roles->n_ages, err));
    int32_t n = 0;
    for (int32_t from = 0; from <= APL_AGES_OLDEST; from++) {
        if (!table->taken[from])
            continue;
        if (before && before->ages.to >= from)
            return ages_overlap(reader, before, &table->at[from], err);
        before = &table->at[from];
        roles->ages[n++] = *before;
    }
out:
    return status;
}

static aploc_status check_needed(const apl_reader *reader, uint64_t needed, const apl_roles *roles,
                                 aploc_error *err)
{
    for (int role = 0; role < APL_ROLE_COUNT; role++) {
        if (!(needed & APL_ROLE_BIT(role)) || roles->column[role] >= 0)
            continue;
        char list[LISTED], usual[2 * LISTED] = "";
        size_t used = 0;
        for (int k = 0; known[role].usual[k]; k++)
            used +=
                (size_t)snprintf(usual + used, sizeof usual - used, "%s, ", known[role].usual[k]);
        return apl_fail_at(err, APLOC_ERR_COLUMN_MISSING, header_place(reader, -1),
                           "found the columns %s, expected one for '%s' (named %sor as --column "
                           "says)",
                           list_columns(reader, list), known[role].role, usual);
    }
    return APLOC_OK;
}

aploc_status apl_roles_bind(const apl_reader *reader, const aploc_read_options *options,
                            uint64_t wanted, uint64_t needed, apl_roles *roles, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    ages_by_start ages = {.taken = {0}};
    *roles = (apl_roles){0};
    for (int role = 0; role < APL_ROLE_COUNT; role++)
        roles->column[role] = -1;
    APL_TRY(APL_ZEROED(roles->taken, reader->n_columns, err));
    APL_TRY(bind_named(reader, options, wanted, roles, &ages, err));
    APL_TRY(bind_usual(reader, wanted, roles, &ages, err));
    APL_TRY(check_needed(reader, needed, roles, err));
    APL_TRY(keep_ages(reader, &ages, roles, err));
out:
    return status;
}

void apl_roles_free(apl_roles *roles)
{
    free(roles->ages);
    free(roles->taken);
    *roles = (apl_roles){0};
}

void apl_roles_describe(const apl_reader *reader, const apl_roles *roles, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    /* Names of at most SHOWN bytes can be too long together: the last ones are cut then. */
    for (int role = 0; role < APL_ROLE_COUNT && used < size; role++) {
        char shown[SHOWN];
        if (roles->column[role] < 0)
            continue;
        apl_shown(apl_reader_name(reader, roles->column[role]), shown, 40);
        used += (size_t)snprintf(text + used, size - used, "%s%s=%s", used ? ", " : "",
                                 known[role].role, shown);
    }
    if (roles->n_ages && used < size) {
        char first[APL_AGES_SIZE], last[APL_AGES_SIZE];
        snprintf(text + used, size - used, "%sages %s to %s (%d columns)", used ? ", " : "",
                 apl_ages_text(roles->ages[0].ages, first),
                 apl_ages_text(roles->ages[roles->n_ages - 1].ages, last), (int)roles->n_ages);
    }
}
