#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# One interface, whatever was built and whenever: builds without OpenMP, without HDF5 and without both pass
# their tests and have the types and symbols of the whole one; nothing that the last tagged version had is
# gone or different. Releases from 1.0 on must be compatible; before, one with another soname may differ.
set -eu
cd "$(dirname "$0")/../.."
root=$PWD
failed=""
logs=""

# library SOURCE BUILD [OPTION...]: build; debug information tells abidiff the types.
library() {
  source=$1
  build=$2
  shift 2
  [ -f "$build/build.ninja" ] || CC=gcc CXX=g++ meson setup "$build" "$source" "$@"
  ninja -C "$build"
}

# same OLD NEW: print what differs; succeeds when nothing does. Only what headers show counts.
same() {
  abidiff --headers-dir1 "$3/include" --headers-dir2 include "$1/lib/libaploc.so" "$2/lib/libaploc.so"
}

library . build-deep-abi -Dwerror=true
for without in openmp hdf5 both; do
  case $without in
  both) options="-Dopenmp=disabled -Dhdf5=disabled" ;;
  *) options="-D$without=disabled" ;;
  esac
  build=build-deep-abi-no-$without
  # shellcheck disable=SC2086
  library . $build -Dwerror=true $options
  meson test -C "$build" --no-rebuild --print-errorlogs || true
  logs="$logs $build/meson-logs/testlog.json"
  echo "== the whole build and the one without $without"
  same build-deep-abi "$build" . || failed="$failed no-$without"
done
# shellcheck disable=SC2086
counted=$(python3 tests/count.py "" $logs) || failed="$failed tests"
echo "$counted"

tag=$(git describe --tags --abbrev=0 --match 'v[0-9]*' 2>/dev/null || true)
if [ -n "$tag" ]; then
  release=$root/build-deep-abi-release
  if [ ! -d "$release/source" ]; then
    mkdir -p "$release/source"
    git archive "$tag" | tar -x -C "$release/source"
  fi
  library "$release/source" "$release/build" -Dtests=false
  echo "== $tag and now"
  # 4: something changed; 8: so that programs break. What is new is neither.
  status=0
  abidiff --no-added-syms --headers-dir1 "$release/source/include" --headers-dir2 include \
    "$release/build/lib/libaploc.so" build-deep-abi/lib/libaploc.so || status=$?
  soname() { readelf -dW "$1" | sed -n 's/.*soname: \[\(.*\)\].*/\1/p'; }
  old=$(soname "$release/build/lib/libaploc.so")
  new=$(soname build-deep-abi/lib/libaploc.so)
  if [ "$status" = 0 ]; then
    against="nothing of $tag is gone or different"
  elif [ "$old" != "$new" ]; then
    against="another interface than $tag, and another soname ($old, $new)"
  else
    against="NOT what $tag was, under the same soname $new"
    failed="$failed $tag"
  fi
else
  against="no tagged version to compare with yet"
fi
[ -z "$failed" ] || echo "failed:$failed"
echo "abi: builds without OpenMP, HDF5 and both: $(echo "$counted" | tail -n 1), the same symbols and types; $against"
[ -z "$failed" ]
