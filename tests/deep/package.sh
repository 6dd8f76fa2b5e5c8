#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The library as a distribution gets it: `meson dist` of a clean clone, its tarball built and tested; Debian
# packages of it, lintian, their installation, a program compiled against them, the command run; and their
# removal, after which nothing of them is left. Installs on this machine, so it must be root, and there must be
# no aploc on it.
set -eu
cd "$(dirname "$0")/../.."
source=$PWD
work=$PWD/build-deep-package
. examples/packages.sh
# shellcheck disable=SC2086
install_missing $packages_to_build $packages_to_package check man-db g++
packages="libaploc0 libaploc-dev aploc aploc-doc"

stop() { echo "package: found $1, expected $2"; exit 1; }
quietly() { "$@" >"$work/log" 2>&1 || { tail -n 40 "$work/log"; stop "a failure of: $*" "it to pass"; }; }
# What has the name of a package, wherever packages put things.
traces() {
  find /usr /etc /var/lib /var/cache -xdev -name '*aploc*' 2>/dev/null | sort
  ldconfig -p | grep aploc || true
  # shellcheck disable=SC2086
  dpkg-query -W -f '${Package} ${db:Status-Abbrev}\n' $packages 2>/dev/null | grep -v ' un' || true
}

[ "$(id -u)" = 0 ] || stop "no root" "root, to install packages"
[ -z "$(traces)" ] || stop "an aploc on this machine: $(traces | head -n 1)" "none"
unset PKG_CONFIG_PATH LD_LIBRARY_PATH LD_PRELOAD
rm -rf "$work"
mkdir "$work"

# The last commit, from a clean clone, which knows nothing of this folder.
quietly git clone --no-local "$source" "$work/clone"
quietly meson setup "$work/dist" "$work/clone" -Dtests=false
quietly meson dist -C "$work/dist" --no-tests --formats xztar
tarball=$(echo "$work"/dist/meson-dist/*.tar.xz)
(cd "$(dirname "$tarball")" && sha256sum --check --status ./*.sha256sum) || stop "another digest" "that of the tarball"
mkdir "$work/unpacked"
tar -C "$work/unpacked" -xf "$tarball"
tree=$(echo "$work"/unpacked/aploc-*)
quietly meson setup "$work/build" "$tree" -Dwerror=true
quietly ninja -C "$work/build"
quietly meson test -C "$work/build" --no-rebuild --suite engine --suite headers
tests=$(sed -n 's/^Ok: *\([0-9]*\).*/\1/p' "$work/log")
quietly meson test -C "$work/build" --no-rebuild command choices manual_pages reference

# The packages, twice, with their tests and without: equal commits make equal packages.
quietly "$work/clone/packaging/debian.sh" "$work/debian"
mkdir "$work/first"
cp "$work"/debian/*.deb "$work/first"
quietly env DEB_BUILD_OPTIONS=nocheck "$work/clone/packaging/debian.sh" "$work/debian"
count=0
for package in $packages; do
  file=$(echo "$work"/debian/"$package"_*.deb)
  [ -f "$file" ] || stop "no package $package" "one"
  cmp -s "$file" "$work/first/$(basename "$file")" || stop "another $package from the same commit" "the same bytes"
  count=$((count + 1))
done
errors=$(grep -c '^E:' "$work/debian/lintian.log" || true)
warnings=$(grep -c '^W:' "$work/debian/lintian.log" || true)
[ "$errors" = 0 ] || stop "$errors errors of lintian" "none"

# Installed, used, removed.
remove() {
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get purge -y -qq $packages >"$work/purge.log" 2>&1 || cat "$work/purge.log"
}
trap remove EXIT
export DEBIAN_FRONTEND=noninteractive
quietly apt-get install -y -qq --no-install-recommends "$work"/debian/*.deb
mkdir "$work/use"
cd "$work/use"
# pkgconf asks for private modules as well, even for --exists: libaploc-dev depends on the package of each.
needed=$(dpkg-query -W -f '${Depends}' libaploc-dev | tr ',' '\n' | sed 's/^ *//; s/[ :].*//')
for module in $(pkg-config --print-requires-private --print-requires aploc | cut -d ' ' -f 1); do
  owner=$(dpkg-query -S "$(readlink -f "$(pkg-config --variable=pcfiledir "$module")/$module.pc")" | cut -d : -f 1)
  echo "$needed" | grep -qx "$owner" || stop "libaploc-dev without $owner, which has $module.pc" "it among what it depends on"
done
version=$(pkg-config --modversion aploc)
flags=$(pkg-config --cflags --libs aploc)
# shellcheck disable=SC2086
quietly gcc -std=c11 -Wall -Wextra -Wpedantic -Werror "$source/tests/consumer/consumer.c" -o in-c $flags
# shellcheck disable=SC2086
quietly g++ -std=c++17 -Wall -Wextra -Wpedantic -Werror -x c++ "$source/tests/consumer/consumer.c" -x none -o in-cpp $flags
for program in in-c in-cpp; do
  [ "$(./$program)" = "$version 4.050 2.700 5400" ] || stop "'$(./$program)' of the consumer" "its answer"
done
examples=/usr/share/doc/libaploc-dev/examples
# shellcheck disable=SC2086
quietly gcc -std=c11 "$examples/01_arrays.c" -o arrays $flags
[ "$(./arrays)" = "4.050 2.700" ] || stop "another answer of 01_arrays" "4.050 2.700"
quietly meson setup tool "$examples/zoning_tool"
quietly ninja -C tool
demo=/usr/share/doc/aploc/examples/demo
table() { echo "$demo/$1"*; }
quietly aploc compute --communes "$(table communes.csv)" --times "$(table times.csv)" --method mg-2015 \
  --output apl.csv --run run.h5
quietly aploc verify run.h5
"$work/build/examples/cli/aploc" compute --communes "$source/data/demo/communes.csv" \
  --times "$source/data/demo/times.csv" --method mg-2015 --output here.csv --quiet
cmp apl.csv here.csv || stop "another result of the package" "that of the build"
for word in "" $(aploc --help | sed -n 's/^  aploc \([a-z][a-z-]*\)  *[a-z].*/-\1/p'); do
  man -w "aploc$word" >/dev/null || stop "no page aploc$word" "one"
done
bash -c '. /usr/share/bash-completion/completions/aploc && complete -p aploc' >/dev/null
[ -f /usr/share/doc/aploc-doc/html/index.html ] || stop "no manual" "one"
cd "$source"
remove
trap - EXIT
[ -z "$(traces)" ] || stop "left behind: $(traces | tr '\n' ' ')" "nothing"
echo "package: the tarball of a clean clone builds and passes $tests tests of numbers and headers;" \
  "$count Debian packages, the same bytes twice, $errors errors and $warnings warnings of lintian;" \
  "installed, linked against from C and C++, run, removed, nothing left"
