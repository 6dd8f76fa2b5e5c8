/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_SYNTH_PEOPLE_H
#define APL_SYNTH_PEOPLE_H

/* Age pyramids, made commune by commune in the order of the file. */

#include "synth/random.h"
#include "synth/territory.h"

/* Draw the residents by five-year class (APL_AGE_COUNT of them; they add up to the population), and
 * set what they weigh: `standardised`, summed from the youngest class on. */
void apl_people_ages(apl_commune *commune, apl_random *random, int32_t *residents);

/* Turn these residents into those of so many years before, and set `standardised` to what they weigh;
 * return how many they are (`population` stays that of the latest year). Looked up by place and year,
 * not drawn in order. */
int32_t apl_people_before(const apl_territory *territory, int32_t commune, int32_t years,
                          int32_t *residents);

#endif
