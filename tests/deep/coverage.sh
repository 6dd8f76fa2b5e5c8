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
export OMP_WAIT_POLICY=passive
meson test -C $build --no-rebuild --print-errorlogs --no-suite headers --no-suite faults --timeout-multiplier 3 "$@"
# Each file of kernels includes the same lines; tests of kernels run all of them.
for kind in portable avx2; do
  APLOC_TEST_KERNEL=$kind meson test -C $build --no-rebuild --suite engine --timeout-multiplier 3
done
# Every allocation and most calls of HDF5 fail, not some of them.
for program in h5_refused starved; do
  APLOC_DEEP=1 APLOC_SOURCE="$PWD" CK_DEFAULT_TIMEOUT=6000 CK_VERBOSITY=minimal $build/tests/test-$program
done
# A program writes its counts as it ends, by calls that these make fail as well: their verdicts count in other builds.
GCOV_ERROR_FILE=/dev/null meson test -C $build --no-rebuild --suite faults --timeout-multiplier 9 >/dev/null || true
gcovr --root . --filter lib/ --exclude-unreachable-branches --gcov-ignore-parse-errors \
  --json-summary $build/coverage.json --html-details $build/coverage.html $build >/dev/null
exec python3 tests/deep/coverage.py $build/coverage.json
