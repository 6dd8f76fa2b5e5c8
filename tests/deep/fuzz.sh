#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Fuzz every target, or those named, under AddressSanitizer and UndefinedBehaviorSanitizer:
#
#     tests/deep/fuzz.sh [--seconds N] [--jobs N] [TARGET]...
#
# Each runs N seconds (120) from the corpus that is checked in, and what it found before, which stays in
# build-deep-fuzz/corpus. An input that breaks a law, crashes, hangs or takes too much memory is kept in
# build-deep-fuzz/found: mend the cause, and add it to tests/fuzz/corpus.
set -eu
cd "$(dirname "$0")/../.."
. examples/packages.sh
seconds=120
jobs=1
while [ $# -gt 0 ]; do
  case $1 in
    --seconds) seconds=$2; shift 2 ;;
    --jobs) jobs=$2; shift 2 ;;
    -*) echo "fuzz.sh: found $1, expected --seconds N, --jobs N or targets" >&2; exit 2 ;;
    *) break ;;
  esac
done
# shellcheck disable=SC2086
install_missing $packages_to_build $packages_to_test $packages_for_deep
build=build-deep-fuzz
[ -f "$build/build.ninja" ] ||
  CC=clang CXX=clang++ meson setup "$build" -Dfuzz=true -Db_sanitize=address,undefined -Db_lundef=false \
    -Dbuildtype=debug -Doptimization=1 -Dc_args=-fsanitize=fuzzer-no-link >"$build.log" 2>&1 ||
  { cat "$build.log"; exit 1; }
ninja -C "$build" tests/fuzz/fuzz >"$build.log" 2>&1 || { tail -n 60 "$build.log"; exit 1; }
fuzz=$PWD/$build/tests/fuzz/fuzz
found=$PWD/$build/found
mkdir -p "$found" "$build/logs"
export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1:allocator_may_return_null=1
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
export OMP_WAIT_POLICY=passive # threads that wait leave the processors to the others
export LSAN_OPTIONS=suppressions=$PWD/tests/leaks.txt:print_suppressions=0
targets=${*:-$("$fuzz" 2>&1 | sed 1d)}

# fuzz_one TARGET: its figures go to build-deep-fuzz/logs/TARGET.
fuzz_one() {
  kept=$build/corpus/$1
  mkdir -p "$kept"
  "$fuzz" "--target=$1" "$kept" "tests/fuzz/corpus/$1" -max_total_time="$seconds" -timeout=60 -report_slow_units=60 \
    -rss_limit_mb=1500 -max_len=4096 -print_final_stats=1 -artifact_prefix="$found/$1-" \
    >"$build/logs/$1" 2>&1
}

failed=""
running=0
for target in $targets; do
  rm -f "$build/logs/$target.failed"
  (fuzz_one "$target" || : >"$build/logs/$target.failed") &
  running=$((running + 1))
  if [ "$running" -ge "$jobs" ]; then
    wait
    running=0
  fi
done
wait
runs=0
n=0
for target in $targets; do
  log=$build/logs/$target
  of_target=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  printf '%-16s %10s inputs\n' "$target" "${of_target:-?}"
  runs=$((runs + ${of_target:-0}))
  n=$((n + 1))
  if [ -f "$log.failed" ]; then
    failed="$failed $target"
    grep -v -E '^#[0-9]+[[:space:]]|^stat::' "$log" | tail -n 40
  fi
done
echo "fuzz: $n targets, $seconds s each, $runs inputs, $(echo "$failed" | wc -w) targets that failed$failed"
[ -z "$failed" ]
