#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The library as others get it: built and installed into a folder of its own, then used from outside.
# Environment: APLOC_SOURCE, APLOC_CC.
set -u
count=0
bad=0
check() { # check STATUS NAME
  count=$((count + 1))
  if [ "$1" = 0 ]; then echo "ok $count - $2"; else
    echo "not ok $count - $2"
    bad=1
  fi
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
prefix=$work/prefix
unset PKG_CONFIG_PATH LD_LIBRARY_PATH LD_PRELOAD

consumer=$APLOC_SOURCE/tests/consumer/consumer.c
build_c() { # shellcheck disable=SC2046
  gcc -std=c11 -Wall -Wextra -Wpedantic -Werror "$consumer" -o "$work/in-c" $(pkg-config --cflags --libs aploc) \
    >"$work/log" 2>&1
}
build_cpp() { # shellcheck disable=SC2046
  g++ -std=c++17 -Wall -Wextra -Wpedantic -Werror -x c++ "$consumer" -x none -o "$work/in-cpp" \
    $(pkg-config --cflags --libs aploc) >"$work/log" 2>&1
}

# A folder that knows no aploc, whatever this machine has installed.
export PKG_CONFIG_LIBDIR="$work/none"
build_c 2>/dev/null
check $((!$?)) "without the library the C program does not build"
build_cpp 2>/dev/null
check $((!$?)) "without the library the C++ program does not build"
unset PKG_CONFIG_LIBDIR

CC=$APLOC_CC meson setup "$work/build" "$APLOC_SOURCE" --prefix="$prefix" --libdir=lib \
  -Dtests=false -Doptimization=0 >"$work/log" 2>&1 && meson install -C "$work/build" >>"$work/log" 2>&1
status=$?
[ $status = 0 ] || sed 's/^/# /' "$work/log"
check $status "builds and installs into a folder"

export PKG_CONFIG_PATH="$prefix/lib/pkgconfig" LD_LIBRARY_PATH="$prefix/lib"
version=$(pkg-config --modversion aploc)
build_c
check $? "a C program builds through pkg-config"
[ "$("$work/in-c")" = "$version 4.050 2.700 5400" ]
check $? "and computes"
build_cpp
check $? "a C++ program builds through pkg-config"
[ "$("$work/in-cpp")" = "$version 4.050 2.700 5400" ]
check $? "and computes"

[ -f "$prefix/lib/libaploc.so.0" ]
check $? "has a soname"
readelf -d "$prefix/lib/libaploc.so" | grep -q NODELETE
check $? "cannot be unloaded under its threads"
for file in bin/aploc share/man/man1/aploc.1 share/man/man1/aploc-what-if.1 \
  share/bash-completion/completions/aploc share/zsh/site-functions/_aploc share/aploc/methods/mg-2015.ini \
  share/aploc/zonings/doctors-2025.ini share/aploc/zonings/README.md include/aploc/aploc.h; do
  [ -f "$prefix/$file" ]
  check $? "installs $file"
done
(unset LD_LIBRARY_PATH && "$prefix/bin/aploc" --version | grep -q "^aploc $version$")
check $? "the installed command finds its library"

# The zoning tool: a project of its own, from a clean tree, with the installed library only.
tool=$APLOC_SOURCE/examples/zoning_tool
mkdir "$work/tool" "$work/out" && cp "$tool/meson.build" "$tool/zoning_tool.c" "$work/tool"
meson setup "$work/tool-build" "$work/tool" >"$work/log" 2>&1 &&
  ninja -C "$work/tool-build" >>"$work/log" 2>&1
status=$?
[ $status = 0 ] || sed 's/^/# /' "$work/log"
check $status "the zoning tool builds as a project of its own"
# shellcheck disable=SC2046
g++ -std=c++17 -Wall -Wextra -Werror -x c++ "$tool/zoning_tool.c" -x none -o "$work/tool-cpp" \
  $(pkg-config --cflags --libs aploc) >"$work/log" 2>&1
check $? "and as C++"
demo=$APLOC_SOURCE/data/demo
rules=$prefix/share/aploc/zonings/doctors-2025.ini
if "$prefix/bin/aploc" compute --communes "$demo/communes.csv" --times "$demo/times.csv" --method mg-2015 \
  --output "$work/apl.csv" --run "$work/run.h5" --quiet 2>"$work/log"; then
  "$prefix/bin/aploc" zone --rules "$rules" --communes "$demo/communes.csv" --run "$work/run.h5" --mesh tvs \
    --region region --department department --output "$work/list.csv" --table "$work/table.csv" --quiet
  for tool in "$work/tool-build/zoning_tool" "$work/tool-cpp"; do
    rm -f "$work"/out/*
    said=$("$tool" "$work/run.h5" "$rules" "$work/out" tvs region department)
    [ "$said" = "300 communes, 4 findings, 0 broken" ] || echo "# $said"
    [ "$said" = "300 communes, 4 findings, 0 broken" ] && cmp "$work/list.csv" "$work/out/list.csv"
    check $? "it classes communes as the command does"
    grep -v '^all,' "$work/table.csv" | cmp - "$work/out/departments.csv"
    check $? "and makes the table of départements"
  done
  sed '2s/,ZAC,/,ZIP,/; 3d' "$work/list.csv" >"$work/agency.csv"
  "$tool" "$work/run.h5" "$rules" "$work/out" tvs region department "$work/agency.csv" >/dev/null
  [ $? = 1 ] && grep -q "^broken,missing,,00002," "$work/out/audit.csv" &&
    grep -q "^kept,substitution,R0" "$work/out/audit.csv"
  check $? "and audits the list of an agency"
else
  grep -q "HDF5" "$work/log"
  check $? "the zoning tool has no run file # SKIP built without HDF5"
fi
echo "1..$count"
exit $bad
