#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# From a clean clone on Debian 12 to the APL of the demo territory: installs what is missing, builds
# into build/, computes, and shows the result.
set -eu
cd "$(dirname "$0")/.."
. examples/packages.sh

# shellcheck disable=SC2086
install_missing $packages_to_build
[ -f build/build.ninja ] || meson setup build --buildtype=release -Dtests=false -Dstatic_command=true \
  >build.log 2>&1 ||
  { cat build.log; exit 1; }
ninja -C build >build.log 2>&1 || { cat build.log; exit 1; }
rm -f build.log

echo '+ aploc compute --communes data/demo/communes.csv --times data/demo/times.csv --method mg-2015 --output apl.csv'
build/examples/cli/aploc compute --communes data/demo/communes.csv --times data/demo/times.csv \
  --method mg-2015 --output apl.csv 2>&1
echo '+ head -6 apl.csv'
head -6 apl.csv
