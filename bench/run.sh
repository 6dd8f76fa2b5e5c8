#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# aploc and other tools side by side, phase by phase, on the same synthetic territories:
#
#     bench/run.sh [--install] [OPTION...]
#
# --install has npm put DuckDB and Polars into build-bench/ first; the other options are those of run.py
# (bench/run.sh --help). APLOC_BUILD names the build folder with the programs (build).
# Exit: 0 done; 1 results disagree, or a tool failed; 2 a wrong call; 77 something that this needs is missing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${APLOC_BUILD:-$here/../build}
modules=${APLOC_MODULES:-$here/../build-bench}

missing() {
  echo "bench: found no $1, expected it (bench/README.md says how to have it)"
  exit 77
}

if [ "${1:-}" = --install ]; then
  shift
  command -v npm >/dev/null || missing npm
  mkdir -p "$modules"
  cp "$here/package.json" "$modules"
  (cd "$modules" && npm install --no-audit --no-fund --no-package-lock)
fi
for program in examples/cli/aploc bench/engine bench/bandwidth bench/agree; do
  [ -x "$build/$program" ] || missing "program $build/$program"
done

# The first Python that has scipy, else any.
python=""
for candidate in python3 /usr/bin/python3; do
  command -v "$candidate" >/dev/null || continue
  python=${python:-$candidate}
  if "$candidate" -c 'import scipy.sparse' 2>/dev/null; then
    python=$candidate
    break
  fi
done
[ "$python" ] || missing python3
PYTHONDONTWRITEBYTECODE=1 exec "$python" "$here/run.py" --build "$build" --modules "$modules" "$@"
