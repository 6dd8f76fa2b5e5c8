# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo territory, as rows that a test may change; what compute gives, and what the definition does."""

import csv
import math
import os

from tap import SOURCE, rows_of, run

DEMO = os.path.join(SOURCE, "data", "demo")
STEPS = [(0, 1.0), (10, 2 / 3), (15, 1 / 3), (20, 0.0)]


def write_rows(folder, name, rows):
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def inputs_of(communes, times="times.csv"):
    return ["--communes", communes, "--times", times, "--method", "mg-2015"]


DEMO_INPUTS = inputs_of(DEMO + "/communes.csv", DEMO + "/times.csv")


def compute(folder, inputs, name="out.csv"):
    """The APL of every code, by compute, as text."""
    done = run(["compute", *inputs, "--output", name, "--quiet"], folder)
    assert done.returncode == 0, done.stderr
    return {r["code"]: r["apl"] for r in rows_of(os.path.join(folder, name))}


def weight(minutes, steps=STEPS):
    return [w for start, w in steps if minutes >= start][-1]


def solve(supply, demand, times, steps=STEPS):
    """The APL of every code from its definition, and R of every supplier."""
    pairs = {(i, j): weight(t, steps) for (i, j), t in times.items() if i != j}
    pairs.update(((i, i), 1.0) for i in demand)
    reaching = {}
    for (i, j), f in pairs.items():
        reaching.setdefault(j, []).append(f * demand[i])
    ratio = {j: supply[j] / math.fsum(d) for j, d in reaching.items() if math.fsum(d) > 0}
    terms = {i: [] for i in demand}
    for (i, j), f in pairs.items():
        terms[i].append(f * ratio.get(j, 0.0))
    return {i: math.fsum(t) for i, t in terms.items()}, ratio


def territory(folder):
    """The demo, without names, as rows that a test may change."""
    communes, times = rows_of(DEMO + "/communes.csv"), rows_of(DEMO + "/times.csv")
    keep = ["code", "name", "type", "population", "standardised", "supply"]
    communes = [{k: c[k] for k in keep} for c in communes]
    write_rows(folder, "communes.csv", communes)
    write_rows(folder, "times.csv", times)
    return communes, times
