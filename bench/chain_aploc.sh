#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The chain by aploc: chain_aploc.sh INPUTS OUTPUTS, run by chain.sh, which sets APLOC_COMMAND.
set -eu
inputs=$(cd "$1" && pwd) outputs=$2
method=$(cd "$(dirname "$0")" && pwd)/mg-2009-weights.ini

cat >"$outputs/study.ini" <<END
[study]
name = chain
output = .
vintages = 2023
professions = gp
max_ages = none 65 62 60
groups = department type epci
below = 2.5

[vintage]
communes = $inputs/communes.csv
times = $inputs/times.csv
practitioners = $inputs/practitioners.csv

[profession gp]
methods = $method
practitioners = gp
END
"$APLOC_COMMAND" rerun "$outputs/study.ini" --fresh --quiet --threads 2
