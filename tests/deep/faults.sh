#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every allocation of every public call fails, those within HDF5, zlib and the others too; most calls of HDF5
# that the library makes; disks full at every byte, and each call that changes a file failing once, for every subcommand.
set -eu
cd "$(dirname "$0")/../.."
build=build-deep-faults
[ -f $build/build.ninja ] || meson setup $build >$build.log 2>&1 || { cat $build.log; exit 1; }
nice -n 19 ninja -C $build -j2 tests/test-starved tests/test-h5_refused tests/starved-whole tests/faulty_io.so \
  examples/cli/aploc >$build.log 2>&1 || { tail -n 40 $build.log; exit 1; }
export APLOC_SOURCE="$PWD" APLOC_SHARED="$PWD/../shared/data" APLOC_DEEP=1
export APLOC_COMMAND="$PWD/$build/examples/cli/aploc" APLOC_FAULTY_IO="$PWD/$build/tests/faulty_io.so"
export CK_DEFAULT_TIMEOUT=6000 CK_VERBOSITY=silent CK_TAP_LOG_FILE_NAME=- PYTHONDONTWRITEBYTECODE=1
failed=0
nice -n 19 $build/tests/test-starved >$build/starved.log 2>&1 || failed=$((failed + 1))
nice -n 19 $build/tests/starved-whole >$build/whole.log 2>&1 || failed=$((failed + 1))
nice -n 19 $build/tests/test-h5_refused >$build/refused.log 2>&1 || failed=$((failed + 1))
nice -n 19 python3 tests/faulty_disk.py deep >$build/disk.log 2>&1 || failed=$((failed + 1))
grep -h '^not ok' -A 5 $build/starved.log $build/whole.log $build/refused.log $build/disk.log || true
own=$(sed -n 's/^# \([0-9]*\) allocations refused.*/\1/p' $build/starved.log)
whole=$(sed -n 's/^# \([0-9]*\) allocations refused.*/\1/p' $build/whole.log)
calls=$(awk -F', ' '/^# .* calls of HDF5/ { n += $2 } END { print n + 0 }' $build/refused.log)
disk=$(sed -n 's/^# \([0-9]* calls of every.*\)/\1/p' $build/disk.log)
echo "faults: ${own:-no} allocations of the library refused and ${whole:-no} of the whole process," \
  "$calls calls of HDF5, ${disk:-no disks}, $failed parts that failed"
[ "$failed" = 0 ]
