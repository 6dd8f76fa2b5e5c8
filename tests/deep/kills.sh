#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# aploc rerun killed at each call that changes a file, and 200 times at random moments (KILLS=N for
# another number).
set -eu
cd "$(dirname "$0")/../.."
build=build-deep-kills
[ -f $build/build.ninja ] || meson setup $build >$build.log 2>&1 || { cat $build.log; exit 1; }
nice -n 19 ninja -C $build -j2 tests/faulty_io.so examples/cli/aploc >$build.log 2>&1 ||
  { tail -n 40 $build.log; exit 1; }
export APLOC_SOURCE="$PWD" APLOC_SHARED="$PWD/../shared/data" PYTHONDONTWRITEBYTECODE=1
export APLOC_COMMAND="$PWD/$build/examples/cli/aploc" APLOC_FAULTY_IO="$PWD/$build/tests/faulty_io.so"
status=0
nice -n 19 python3 tests/kills.py deep "${KILLS:-200}" >$build/kills.txt 2>&1 || status=1
grep -A 5 '^not ok' $build/kills.txt || true
echo "kills: $(sed -n 's/^ok [0-9]* - \(.*[0-9][0-9]* .*\)/\1/p' $build/kills.txt | paste -sd ';' |
  sed 's/;/; /g'); $(grep -c '^not ok' $build/kills.txt || true) that lost something"
exit $status
