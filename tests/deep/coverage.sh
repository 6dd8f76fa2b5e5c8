#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the tests reach of lib/: 95 % of the lines and 85 % of the branches in all, and of each file but
# those of coverage.txt, which says what they have and why. Every kind of kernels that the machine has runs.
set -eu
cd "$(dirname "$0")/../.."
build="build-deep-coverage"
[ -f $build/build.ninja ] ||
  CC=gcc CXX=g++ meson setup $build -Db_coverage=true -Dbuildtype=debug \
    -Dc_args=-fprofile-update=atomic # threads count as well
ninja -C $build
find $build -name '*.gcda' -delete
meson test -C $build --no-rebuild --print-errorlogs --no-suite headers --timeout-multiplier 3 "$@"
# Each file of kernels includes the same lines; tests of kernels run all of them.
for kind in portable avx2; do
  APLOC_TEST_KERNEL=$kind meson test -C $build --no-rebuild --suite engine --timeout-multiplier 3
done
gcovr --root . --filter lib/ --exclude-unreachable-branches --gcov-ignore-parse-errors \
  --json-summary $build/coverage.json --html-details $build/coverage.html $build >/dev/null
exec python3 tests/deep/coverage.py $build/coverage.json
