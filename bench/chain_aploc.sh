#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The chain by aploc: chain_aploc.sh INPUTS OUTPUTS, run by chain.sh, which sets APLOC_COMMAND.
set -eu
inputs=$1 outputs=$2
method=$(dirname "$0")/mg-2009-weights.ini

for limit in none 65 62 60; do
  "$APLOC_COMMAND" compute --quiet --threads 2 --communes "$inputs/communes.csv" \
    --times "$inputs/times.csv" --practitioners "$inputs/practitioners.csv" --profession gp \
    --year 2023 --max-age "$limit" --method "$method" --output "$outputs/apl-$limit.csv"
  for by in department type epci; do
    "$APLOC_COMMAND" summary --quiet --apl "$outputs/apl-$limit.csv" \
      --communes "$inputs/communes.csv" --by "$by" --format csv --output "$outputs/$by-$limit.csv"
  done
done
