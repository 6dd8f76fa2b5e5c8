#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Hosts with threads of their own, under ThreadSanitizer: clang, its OpenMP and archer, which tells the
# sanitizer what OpenMP's barriers order.
set -eu
cd "$(dirname "$0")/../.."
build=build-deep-hosts
[ -f $build/build.ninja ] ||
  CC=clang CXX=clang++ meson setup $build -Db_sanitize=thread -Db_lundef=false -Dbuildtype=debug \
    -Doptimization=1 >$build.log 2>&1 || { cat $build.log; exit 1; }
programs="hosts bits scenarios"
targets=""
for program in $programs; do targets="$targets tests/test-$program"; done
# shellcheck disable=SC2086
nice -n 19 ninja -C $build -j2 $targets >$build.log 2>&1 || { tail -n 40 $build.log; exit 1; }
archer=$(find /usr/lib/llvm-*/lib /usr/lib -maxdepth 2 -name 'libarcher.so' 2>/dev/null | head -n 1)
[ -n "$archer" ] || { echo "found no libarcher.so, expected one (package libomp-dev)"; exit 1; }
export OMP_TOOL_LIBRARIES="$archer" APLOC_NO_FORK=1 APLOC_DEEP=1 APLOC_SOURCE="$PWD"
export TSAN_OPTIONS="ignore_noninstrumented_modules=1 halt_on_error=0 exitcode=66"
export CK_DEFAULT_TIMEOUT=3000 CK_VERBOSITY=silent CK_TAP_LOG_FILE_NAME=- CK_FORK=no
races=0 failed=0 tests=0
for program in $programs; do
  log=$build/$program.tsan
  nice -n 19 "$build/tests/test-$program" >"$log" 2>&1 || failed=$((failed + 1))
  races=$((races + $(grep -c 'WARNING: ThreadSanitizer' "$log" || true)))
  tests=$((tests + $(grep -c '^ok' "$log" || true)))
  grep -h '^not ok\|WARNING: ThreadSanitizer' "$log" || true
done
echo "hosts: $tests tests under ThreadSanitizer with archer, $races races, $failed programs that failed"
[ "$races" = 0 ] && [ "$failed" = 0 ]
