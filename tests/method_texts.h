/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_TESTS_METHOD_TEXTS_H
#define APLOC_TESTS_METHOD_TEXTS_H

/* Method files that the tests of methods start from. */

#include "support.h"

#define HEAD "[method]\nname = x\n"
#define STEPS "[decay]\nsteps = 0:1 20:0\n"

static const char whole[] = "# a comment\n"
                            "; another\n"
                            "[method]\n"
                            "name = test\n"
                            "title = A title: with a colon, d'été\n"
                            "profession = nurses   \n"
                            "unit = FTE ; a note\n"
                            "source = a report; page 3\n"
                            "\n"
                            "  [decay] # cut\n"
                            "\tsteps = 0:1  10:2/3\t15:1/3 20:0.1\n"
                            "kind = steps\n"
                            "cut = 25.5\n"
                            "[ages]\n"
                            "0-19 = 0.5\n"
                            "20-89 = 1/2\n"
                            "90+ = 0\n"
                            "[supply]\n"
                            "floor = 3600\n"
                            "cap = 6000\n"
                            "max_age = 65\n"
                            "[family]\n"
                            "variant = e2sfca";

#endif
