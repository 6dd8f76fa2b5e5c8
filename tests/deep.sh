#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The tests that take long: every script of tests/deep, or those named, one after the other.
#
#     tests/deep.sh [NAME...]
#
# Each builds what it needs in build-deep-NAME, prints what it does into build-deep/NAME.log, and ends
# with one line of figures; the table of those lines comes last. Exit status 1 when one has failed.
set -eu
cd "$(dirname "$0")/.."
. examples/packages.sh
names=${*:-$(cd tests/deep && for script in *.sh; do echo "${script%.sh}"; done)}
mkdir -p build-deep
table=build-deep/table.txt
: >"$table"
failed=0

# shellcheck disable=SC2086
install_missing $packages_to_build $packages_to_test $packages_for_deep
for name in $names; do
  if [ ! -f "tests/deep/$name.sh" ]; then
    echo "found no tests/deep/$name.sh, expected one of: $(cd tests/deep && echo ./*.sh)" >&2
    exit 2
  fi
  echo "== $name, $(date +%H:%M)"
  began=$(date +%s)
  status=0
  sh "tests/deep/$name.sh" >"build-deep/$name.log" 2>&1 || status=$?
  took=$((($(date +%s) - began + 59) / 60))
  last=$(tail -n 1 "build-deep/$name.log")
  case $last in "$name: "*) ;; *) [ "$status" != 0 ] || status="0 but no figures" ;; esac
  if [ "$status" = 0 ]; then
    echo "passed  $last ($took min)" >>"$table"
  else
    failed=1
    tail -n 40 "build-deep/$name.log"
    echo "FAILED  $name, status $status: $last ($took min)" >>"$table"
  fi
done
echo "== all"
cat "$table"
exit $failed
