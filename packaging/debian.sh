#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Build the Debian packages of the last commit, and check them with lintian:
#
#     packaging/debian.sh [FOLDER]        (default: build-debian)
#
# Into FOLDER come the source package, made of what `meson dist` makes and of packaging/debian, and
# libaploc0, libaploc-dev, aploc and aploc-doc. The files of Debian do not lie in the root of the tree, so that
# whoever packages aploc for a distribution brings his own. DEB_BUILD_OPTIONS=nocheck leaves the tests out.
set -eu
cd "$(dirname "$0")/.."
. examples/packages.sh
# shellcheck disable=SC2086
install_missing $packages_to_build $packages_to_package
case " ${DEB_BUILD_OPTIONS:-} " in
*" nocheck "*) ;;
*) install_missing check g++ ;;
esac

folder=${1:-build-debian}
if [ -d "$folder" ] && [ ! -e "$folder/.packages-of-aploc" ] && [ "$(ls -A "$folder")" ]; then
  echo "found other files in $folder, expected a folder that is empty or of an earlier call" >&2
  exit 2
fi
rm -rf "$folder"
mkdir -p "$folder"
touch "$folder/.packages-of-aploc"
folder=$(cd "$folder" && pwd)

make_tarball() {
  meson setup "$folder/dist" -Dtests=false && meson dist -C "$folder/dist" --no-tests --formats xztar
}
make_tarball >"$folder/dist.log" 2>&1 || { cat "$folder/dist.log"; exit 1; }
tarball=$(echo "$folder"/dist/meson-dist/*.tar.xz)
name=$(basename "$tarball" .tar.xz)
version=${name#aploc-}
cp "$tarball" "$folder/aploc_$version.orig.tar.xz"
tar -C "$folder" -xf "$tarball"
cp -r packaging/debian "$folder/$name/debian"
# One entry, of the day of the commit, so that equal commits make equal packages. "-0aploc1" is before any
# package of Debian's own.
printf 'aploc (%s-0aploc1) UNRELEASED; urgency=medium\n\n  * Changes are in CHANGELOG.md.\n\n -- %s  %s\n' "$version" \
  "$(sed -n 's/^Maintainer: //p' packaging/debian/control)" "$(git log -1 --format=%cD)" \
  >"$folder/$name/debian/changelog"

cd "$folder/$name"
dpkg-buildpackage --no-sign >"$folder/build.log" 2>&1 || { tail -n 60 "$folder/build.log"; exit 1; }
cd ..
lintian --fail-on error --info "aploc_$version-0aploc1_$(dpkg --print-architecture).changes" >lintian.log 2>&1 ||
  { cat lintian.log; exit 1; }
ls ./*.deb
