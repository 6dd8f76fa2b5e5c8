/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names that sound French and are nobody's; several communes may share one, as in France. */
#include <stdio.h>

#include "synth/random.h"
#include "synth/territory.h"

static const char *const begins[] = {"Ab",    "Br", "Ch",  "Cour", "D", "Ép",   "Fl",   "Gren",
                                     "Harf",  "J",  "Lan", "Mar",  "M", "N",    "Orb",  "Pr",
                                     "Quint", "R",  "S",   "Tr",   "V", "Vern", "Vill", "Yv"};
static const char *const middles[] = {"a",  "e",  "o", "ou",   "i",    "é",
                                      "ai", "au", "u", "ante", "elle", "igne"};
static const char *const ends[] = {"bray",  "court", "doux", "gnac",  "jols",   "lans",
                                   "lieu",  "mont",  "nay",  "ny",    "pierre", "rac",
                                   "rens",  "rieu",  "ssac", "tigny", "val",    "vert",
                                   "ville", "zay",   "thès", "nêche", "çon",    "rôme"};
static const char *const saints[] = {"Aubrin", "Bénigne", "Clairan", "Éloin",  "Ferrol", "Gervin",
                                     "Hélian", "Jorand",  "Léodin",  "Maurin", "Oyen",   "Prival"};
static const char *const rivers[] = {"Vourne", "Sèvrette",     "Drouve", "Aube-Noire",
                                     "Ozanne", "Gironde-Vive", "Loise",  "Brévine"};
static const char *const things[] = {"Abîme", "Étang", "Orme", "Escale", "Hermitage", "Île"};
static const char *const fields[] = {"Combe", "Forêt", "Grange", "Roche", "Brosse", "Fontaine"};

#define PICK(list, bits) ((list)[(bits) % (sizeof(list) / sizeof *(list))])

void apl_name_write(const apl_territory *territory, int32_t commune, char *text)
{
    uint64_t key = apl_hash_key(territory->seed, APL_STREAM_NAMES);
    uint64_t shape = apl_hash(key, commune, 0) % 100, bits = apl_hash(key, commune, 1);
    char root[APL_NAME_SIZE / 2];
    snprintf(root, sizeof root, "%s%s%s", PICK(begins, bits), PICK(middles, bits >> 12),
             PICK(ends, bits >> 24));
    if (shape < 62)
        snprintf(text, APL_NAME_SIZE, "%s", root);
    else if (shape < 74)
        snprintf(text, APL_NAME_SIZE, "%s-sur-%s", root, PICK(rivers, bits >> 36));
    else if (shape < 80)
        snprintf(text, APL_NAME_SIZE, "%s-lès-%s%s%s", root, PICK(begins, bits >> 36),
                 PICK(middles, bits >> 44), PICK(ends, bits >> 52));
    else if (shape < 92)
        snprintf(text, APL_NAME_SIZE, "Saint-%s-en-%s", PICK(saints, bits >> 36), root);
    else if (shape < 96)
        snprintf(text, APL_NAME_SIZE, "L'%s-%s", PICK(things, bits >> 36), root);
    else
        snprintf(text, APL_NAME_SIZE, "La %s-%s", PICK(fields, bits >> 36), root);
}
