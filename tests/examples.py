# SPDX-License-Identifier: GPL-3.0-or-later
"""The example programs: each runs and prints what is expected of it."""

import csv
import math
import os
import subprocess
import sys
import tempfile

from tap import SOURCE, Tap, run

tap = Tap()
arrays, files, scenarios, whatif = map(os.path.abspath, sys.argv[1:5])
demo = os.path.join(SOURCE, "data", "demo")


def program(*call, folder=None):
    return subprocess.run(call, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


tap.equal(program(arrays).stdout, "4.050 2.700\n", "01_arrays: from three arrays to an APL")
with open(os.path.join(SOURCE, "examples", "01_arrays.c"), encoding="utf-8") as source:
    tap.check(len(source.readlines()) < 40, "01_arrays is under 40 lines")

with tempfile.TemporaryDirectory() as folder:
    done = program(files, demo + "/communes.csv", demo + "/times.csv", "mg-2015", "apl.csv",
                   folder=folder)
    run(["compute", "--communes", demo + "/communes.csv", "--times", demo + "/times.csv",
         "--method", "mg-2015", "--output", "out.csv"], folder)
    tables = [[(row["code"], row["apl"]) for row in
               csv.DictReader(open(os.path.join(folder, name), encoding="utf-8"))]
              for name in ("apl.csv", "out.csv")]
    tap.check(done.returncode == 0 and tables[0] == tables[1],
              "02_files gives what the command gives", done.stderr)
    done = program(files, "none.csv", demo + "/times.csv", "mg-2015", "no.csv", folder=folder)
    tap.check(done.returncode == 1 and "none.csv" in done.stderr
              and not os.path.exists(os.path.join(folder, "no.csv")), "02_files says what is wrong")

lines = program(scenarios).stdout.splitlines()
tap.check(len(lines) == 5 and lines[0].startswith("one doctor in") and lines[4].startswith("Last"),
          "03_scenarios: a line a village", lines)
rows = [line.split() for line in lines[1:]]
own = [float(row[2 + k]) for k, row in enumerate(rows)]
tap.check(all(own[k] == max(float(row[2 + k]) for row in rows) for k in range(4)),
          "each village is best off with a doctor of its own", lines)

# Demand that reaches each supply, by hand: f = exp(-0.12 t).
lines = program(whatif).stdout.splitlines()
f = {t: math.exp(-0.12 * t) for t in (6, 7, 8, 12, 14)}
town, third = 4000 + 900 * f[8], 500 + 700 * math.exp(-0.12 * 11) + 300 * f[14]
mended = third + 300 * (f[6] - f[14])
expected = {"Town": (16200 / town, 10800 / town), "Last": (5400 / third * f[14],
                                                           5400 / mended * f[6])}
tap.check(f"    Town    {expected['Town'][0]:6.2f} -> {expected['Town'][1]:.2f}" in lines
          and f"    Last    {expected['Last'][0]:6.2f} -> {expected['Last'][1]:.2f}" in lines
          and lines[-1].startswith("    Third"), "04_whatif: who gains, who loses, and back", lines)
parts = [int(line.split()[0]) for line in lines if " % from " in line]
tap.check(len(parts) == 2 and abs(sum(parts) - 100) <= 1, "04_whatif: an explanation", lines)
tap.done()
