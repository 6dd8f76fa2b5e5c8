#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Everything under ASan and UBSan, with all random trials and more; and with clang, all trials.
set -eu
cd "$(dirname "$0")/../.."
build="build-deep-sanitize"
[ -f $build/build.ninja ] ||
  CC=gcc CXX=g++ meson setup $build -Dwerror=true -Db_sanitize=address,undefined -Dbuildtype=debug \
    -Doptimization=1
ninja -C $build
LSAN_OPTIONS=suppressions=$PWD/tests/leaks.txt:print_suppressions=0 \
  ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1 \
  UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 APLOC_TEST_TRIALS=200 CK_TIMEOUT_MULTIPLIER=10 \
  meson test -C $build --no-rebuild --print-errorlogs --timeout-multiplier 10 || true
[ -f $build-clang/build.ninja ] || CC=clang CXX=clang++ meson setup $build-clang -Dwerror=true
ninja -C $build-clang
APLOC_TEST_TRIALS=1000 CK_TIMEOUT_MULTIPLIER=10 \
  meson test -C $build-clang --no-rebuild --print-errorlogs --timeout-multiplier 10 || true
counted=$(python3 tests/count.py "" $build/meson-logs/testlog.json $build-clang/meson-logs/testlog.json) ||
  status=$?
echo "$counted"
echo "sanitize: everything under ASan and UBSan with twice the random trials, by clang with ten times: $(echo "$counted" | tail -n 1)"
exit "${status:-0}"
