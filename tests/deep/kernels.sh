#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every C program under each kind of kernels; and in a build that has the portable ones only, everything.
set -eu
cd "$(dirname "$0")/../.."
build="build-deep-kernels"
logs=""
[ -f $build/build.ninja ] || CC=gcc CXX=g++ meson setup $build -Dwerror=true
ninja -C $build
for kind in portable avx2 avx512; do
  APLOC_TEST_KERNEL=$kind meson test -C $build --no-rebuild --print-errorlogs --suite c --logbase "testlog-$kind" || true
  logs="$logs $build/meson-logs/testlog-$kind.json"
done
[ -f $build-portable/build.ninja ] ||
  CC=gcc CXX=g++ meson setup $build-portable -Dwerror=true -Dkernels=portable
ninja -C $build-portable
meson test -C $build-portable --no-rebuild --print-errorlogs || true
# shellcheck disable=SC2086
counted=$(python3 tests/count.py "" $logs $build-portable/meson-logs/testlog.json) || status=$?
echo "$counted"
echo "kernels: all C programs under portable, avx2 and avx512, everything in a portable build: $(echo "$counted" | tail -n 1)"
exit "${status:-0}"
