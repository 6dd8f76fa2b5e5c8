#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Install what the tests need, build, and run all of them; or some stages only:
#
#     tests/run.sh [format] [gcc] [kernels] [clang] [sanitize]
#
# gcc and clang build with warnings as errors. gcc runs everything, new memory filled with noise; the
# others run what they alone can see, with fewer random trials: kernels the tests of the engine with
# each kind of kernels but the best of most machines, clang the C programs, sanitize the C programs and
# the words of the command under ASan and UBSan. tests/deep.sh runs all of it everywhere. The last line
# counts the tests of all stages.
set -eu
cd "$(dirname "$0")/.."
. examples/packages.sh
stages=${*:-format gcc kernels clang sanitize}
failed_stages=""
few=30 # per cent of the random trials, where a stage repeats what another did

# configure BUILD [OPTION...]: set a build folder up, or leave it as it is.
configure() {
  build=$1
  shift
  [ -f "$build/build.ninja" ] && return 0
  meson setup "$build" -Dwerror=true "$@" >"$build.log" 2>&1 ||
    { cat "$build.log"; return 1; }
}

# suite BUILD [OPTION...]: compile and test; the results stay in BUILD/meson-logs/testlog.json.
suite() {
  build=$1
  shift
  rm -f "$build/meson-logs/testlog.json"
  ninja -C "$build" >"$build.log" 2>&1 || { tail -n 60 "$build.log"; return 1; }
  meson test -C "$build" --no-rebuild --print-errorlogs "$@"
}

stage_format() {
  find include lib examples tests bench -name '*.[ch]' -exec clang-format --dry-run --Werror {} +
}

stage_gcc() {
  CC=gcc CXX=g++ configure build-gcc && suite build-gcc
}

stage_kernels() {
  CC=gcc CXX=g++ configure build-gcc && ninja -C build-gcc >build-gcc.log 2>&1 || return 1
  mkdir -p build-kernels/meson-logs
  : >build-kernels/meson-logs/testlog.json
  kernels_failed=0
  for kind in portable avx2; do
    APLOC_TEST_KERNEL=$kind MALLOC_PERTURB_=0 APLOC_TEST_TRIALS=$few meson test -C build-gcc --no-rebuild --print-errorlogs --suite engine \
      --logbase "testlog-$kind" || kernels_failed=1
    cat "build-gcc/meson-logs/testlog-$kind.json" >>build-kernels/meson-logs/testlog.json
  done
  return $kernels_failed
}

stage_clang() {
  CC=clang CXX=clang++ configure build-clang &&
    MALLOC_PERTURB_=0 APLOC_TEST_TRIALS=$few suite build-clang --suite c --suite headers
}

stage_sanitize() {
  CC=gcc CXX=g++ configure build-sanitize -Db_sanitize=address,undefined -Dbuildtype=debug \
    -Doptimization=1 &&
    LSAN_OPTIONS=suppressions=$PWD/tests/leaks.txt:print_suppressions=0 \
    ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1 \
    UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 \
    APLOC_TEST_TRIALS=$few suite build-sanitize --suite c --suite command --no-suite faults
}

# shellcheck disable=SC2086
install_missing $packages_to_build $packages_to_test
logs=""
for stage in $stages; do
  began=$(date +%s)
  echo "== $stage"
  "stage_$stage" || failed_stages="$failed_stages $stage"
  echo "== $stage took $(($(date +%s) - began)) s"
  [ "$stage" = format ] || logs="$logs build-$stage/meson-logs/testlog.json"
done
# shellcheck disable=SC2086
python3 tests/count.py "$failed_stages" $logs
