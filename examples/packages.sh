# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by the scripts that set a machine up: which Debian packages, and how to have them.

packages_to_build="gcc libc6-dev meson ninja-build pkg-config libgsl-dev libinih-dev libcsv-dev libhdf5-dev nettle-dev zlib1g-dev"
packages_to_test="check clang clang-format doxygen g++ libomp-dev locales man-db mandoc python3 python3-h5py valgrind zsh"
packages_for_deep="abigail-tools gcovr libclang-rt-14-dev"
packages_to_package="debhelper doxygen dpkg-dev fakeroot lintian"
packages_to_bench="python3 python3-scipy r-base-core r-cran-data.table r-cran-matrix time"

# Install those of the packages named that are missing; says nothing when none is.
install_missing() {
  missing=""
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
      missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  if ! command -v apt-get >/dev/null; then
    echo "found no apt-get, expected Debian; install by hand:$missing" >&2
    return 1
  fi
  as_root=""
  [ "$(id -u)" = 0 ] || as_root=sudo
  echo "installing:$missing"
  $as_root apt-get update -qq >/dev/null
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends \
    $missing >/dev/null
}
