#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# More than 2^31 travel times, read as they are computed with, within a limit of memory.
set -eu
cd "$(dirname "$0")/../.."
build=build-deep-limits
[ -f $build/build.ninja ] || meson setup $build -Dtests=false >$build.log 2>&1 ||
  { cat $build.log; exit 1; }
nice -n 19 ninja -C $build -j2 >$build.log 2>&1 || { tail -n 40 $build.log; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# The packages of the system have h5py; another python3 of the user's may not.
said=$(nice -n 19 /usr/bin/python3 tests/deep/many_pairs.py "$PWD/$build/examples/cli/aploc" "$folder")
echo "limits: $said"
