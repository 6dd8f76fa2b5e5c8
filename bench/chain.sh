#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The full chain, from raw CSV to tables, by aploc and by R with data.table, side by side:
#
#     bench/chain.sh [-n COMMUNES] [-r RUNS] [-d FOLDER]
#
# Makes a synthetic territory of COMMUNES (35000), runs each side RUNS times (5) in turn, and says the
# median wall time, the most memory, and the ratios. Files go to FOLDER, which stays, or to a temporary
# one. APLOC_COMMAND names the command; the one of build/ when it is not set.
# Exit: 0 done; 1 the two sides disagree; 2 a wrong call; 77 something that this needs is missing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
APLOC_COMMAND=${APLOC_COMMAND:-$here/../build/examples/cli/aploc}
export APLOC_COMMAND
communes=35000 runs=5 folder=""

while getopts n:r:d: option; do
  case $option in
    n) communes=$OPTARG ;;
    r) runs=$OPTARG ;;
    d) folder=$OPTARG ;;
    *) echo "chain: expected [-n COMMUNES] [-r RUNS] [-d FOLDER]" >&2; exit 2 ;;
  esac
done
case $runs in
  "" | *[!0-9]* | 0) echo "chain: found -r '$runs', expected a number of runs" >&2; exit 2 ;;
esac

missing() {
  echo "chain: found no $1, expected it (sh -c '. examples/packages.sh; install_missing" \
    "\$packages_to_build \$packages_to_bench'; examples/quickstart.sh builds the command)"
  exit 77
}
[ -x "$APLOC_COMMAND" ] || missing "command $APLOC_COMMAND"
[ -x /usr/bin/time ] || missing /usr/bin/time
command -v python3 >/dev/null || missing python3
command -v Rscript >/dev/null || missing Rscript
Rscript -e 'library(data.table)' >/dev/null 2>&1 || missing "data.table for R"

if [ "$folder" ]; then
  mkdir -p "$folder"
else
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  trap 'exit 130' INT TERM
fi
mkdir -p "$folder/inputs" "$folder/aploc" "$folder/R"

# A territory whose communes have no standardised population: residents by age are what counts.
make_inputs() {
  "$APLOC_COMMAND" synth "$folder/inputs" --communes "$communes" --seed 2023 --max-minutes 30 \
    --force --quiet
  awk -F, '
    NR == 1 { for (k = 1; k <= NF; k++) drop[k] = $k == "standardised" || $k == "supply" }
    { row = $1; for (k = 2; k <= NF; k++) if (!drop[k]) row = row "," $k; print row }' \
    "$folder/inputs/communes.csv" >"$folder/inputs/ages.csv"
  mv "$folder/inputs/ages.csv" "$folder/inputs/communes.csv"
}

# What each side runs, with the folders of its inputs and outputs. Seconds and kilobytes go to SIDE.runs.
measure() {
  side=$1
  case $side in
    aploc) set -- sh "$here/chain_aploc.sh" ;;
    R) set -- Rscript "$here/chain.R" ;;
  esac
  /usr/bin/time -a -o "$folder/$side.runs" -f '%e %M' "$@" "$folder/inputs" "$folder/$side"
}

# Seconds, the middle of the runs; megabytes, the most of any.
median() {
  sort -n "$folder/$1.runs" | awk '{ t[NR] = $1 }
    END { printf "%.2f", (t[int((NR + 1) / 2)] + t[int(NR / 2) + 1]) / 2 }'
}
memory() { awk '$2 > most { most = $2 } END { printf "%.0f", most / 1024 }' "$folder/$1.runs"; }

# rows FILE [WORD]: those that have the word, without the header.
rows() { tail -n +2 "$folder/inputs/$1" | grep -c "${2:-}"; }

report() {
  echo "territory        $(rows communes.csv) communes, $(rows times.csv) times," \
    "$(rows practitioners.csv) practices ($(rows practitioners.csv ,gp,) of general practitioners)"
  echo "sides            $("$APLOC_COMMAND" --version | head -n 1); $(Rscript -e \
    'cat(R.version.string, "with data.table", format(packageVersion("data.table")))')"
  echo "runs             $runs each in turn, 2 threads, on $(nproc) cores"
  for side in aploc R; do
    printf '%-16s %s s median wall time, %s MB at most\n' \
      "$side" "$(median "$side")" "$(memory "$side")"
  done
  awk -v a="$(median aploc)" -v r="$(median R)" -v m="$(memory aploc)" -v n="$(memory R)" 'BEGIN {
    printf "R / aploc        %.1f in time, %.1f in memory\n", r / (a > 0 ? a : 0.01), n / m }'
}

make_inputs
rm -f "$folder/aploc.runs" "$folder/R.runs"
k=0
while [ "$k" -lt "$runs" ]; do
  measure aploc
  measure R
  k=$((k + 1))
done
report
python3 "$here/chain_compare.py" "$folder/aploc" "$folder/R"
