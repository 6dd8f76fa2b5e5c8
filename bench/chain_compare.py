# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare what both chains have written: chain_compare.py OURS THEIRS. Exit 1 unless every number
agrees to 1e-9, relatively."""

import csv
import os
import sys

TOLERANCE = 1e-9
LIMITS = {"none": "apl_all", "65": "apl_65", "62": "apl_62", "60": "apl_60"}


class Comparison:
    """Counts what was compared, and keeps the largest difference."""

    def __init__(self):
        self.count = 0
        self.largest = 0.0
        self.failed = 0

    def numbers(self, what, ours, theirs):
        ours, theirs = float(ours), float(theirs)
        size = max(abs(ours), abs(theirs))
        difference = abs(ours - theirs) / size if size else 0.0
        self.count += 1
        if not difference <= TOLERANCE:
            self.fault(f"{what}: {ours!r} by aploc, {theirs!r} by R")
        self.largest = max(self.largest, difference)

    def fault(self, text):
        self.failed += 1
        if self.failed <= 10:
            print(f"chain: {text}", file=sys.stderr)


def read(folder, name, key):
    """The rows of a table, by a column."""
    with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
        return {row[key]: row for row in csv.DictReader(file)}


def same_keys(comparison, what, ours, theirs):
    if list(ours) != list(theirs):
        comparison.fault(f"{what}: {len(ours)} rows by aploc, {len(theirs)} by R, or another order")
    return [key for key in ours if key in theirs]


def compare(ours_folder, theirs_folder):
    comparison = Comparison()
    apl, workbook = (read(theirs_folder, name, "code") for name in ("apl.csv", "workbook.csv"))
    france = read(theirs_folder, "france.csv", "limit")
    for limit, column in LIMITS.items():
        ours = read(ours_folder, f"apl-{limit}.csv", "code")
        for code in same_keys(comparison, column, ours, apl):
            comparison.numbers(f"{column} of {code}", ours[code]["apl"], apl[code][column])
            rounded = float(workbook[code][column])
            comparison.count += 1
            if not abs(float(ours[code]["apl"]) - rounded) <= 0.0005 + TOLERANCE:
                comparison.fault(f"{column} of {code} in the workbook: {rounded}")
        for by in ("department", "type", "epci"):
            groups = read(ours_folder, f"{by}-{limit}.csv", by)
            theirs = read(theirs_folder, f"{by}.csv", by)
            whole = groups.pop("")
            for group in same_keys(comparison, by, groups, theirs):
                comparison.numbers(f"mean of {column} in {by} {group}", groups[group]["mean"],
                                   theirs[group][column])
        for figure, value in france[column].items():
            if figure != "limit":
                comparison.numbers(f"{figure} of {column}", whole[figure], value)
    return comparison


if __name__ == "__main__":
    found = compare(sys.argv[1], sys.argv[2])
    if found.failed or not found.count:
        print(f"chain: {found.failed} disagreements among {found.count} numbers", file=sys.stderr)
        sys.exit(1)
    print(f"agreement        {found.count} numbers to 1e-9 (largest relative difference "
          f"{found.largest:.1g})")
