/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_SYNTH_PEOPLE_H
#define APL_SYNTH_PEOPLE_H

/* Age pyramids, made commune by commune in the order of the file. */

#include "synth/random.h"
#include "synth/territory.h"

/* Draw the residents by five-year class (APL_AGE_COUNT of them; they add up to the population), and
 * set what they weigh: `standardised`, summed from the youngest class on. */
void apl_people_ages(apl_commune *commune, apl_random *random, int32_t *residents);

#endif
