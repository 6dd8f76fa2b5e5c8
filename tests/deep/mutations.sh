#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A hundred thousand damaged tables through the library, and a part of them through the command, under
# AddressSanitizer and UndefinedBehaviorSanitizer; then every odd HDF5 file there is a change for:
#
#     tests/deep/mutations.sh [FILES [OF_THEM_BY_COMMAND [SEED]]]
#
# What goes wrong is kept in build-deep-mutations/found.
set -eu
cd "$(dirname "$0")/../.."
. examples/packages.sh
files=${1:-100000}
commands=${2:-2000}
seed=${3:-$(date +%j)}
# shellcheck disable=SC2086
install_missing $packages_to_build $packages_to_test
build=build-deep-mutations
[ -f "$build/build.ninja" ] ||
  CC=gcc CXX=g++ meson setup "$build" -Db_sanitize=address,undefined -Dbuildtype=debug -Doptimization=1 \
    >"$build.log" 2>&1 || { cat "$build.log"; exit 1; }
ninja -C "$build" tests/fuzz/read-table examples/cli/aploc >"$build.log" 2>&1 ||
  { tail -n 60 "$build.log"; exit 1; }
mkdir -p "$build/found"
export APLOC_SOURCE="$PWD" APLOC_SHARED="$PWD/../shared/data" APLOC_COMMAND="$PWD/$build/examples/cli/aploc"
export APLOC_KEEP="$PWD/$build/found" PYTHONDONTWRITEBYTECODE=1
export LSAN_OPTIONS=suppressions=$PWD/tests/leaks.txt:print_suppressions=0
export ASAN_OPTIONS=strict_string_checks=1 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
log=$build/mutations.log
passed=0
python3 tests/mutations.py "$build/tests/fuzz/read-table" "$files" "$commands" "$seed" >"$log" || passed=1
python3 tests/h5_odd.py --deep >"$log.h5" || passed=1
grep -h -A 12 '^not ok' "$log" "$log.h5" || :
echo "mutations: $(sed -n 's/^# \(.* damaged files.*\)/\1/p' "$log"); $(sed -n 's/^# \(.* odd runs.*\)/\1/p' "$log.h5")"
exit $passed
