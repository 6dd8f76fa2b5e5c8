# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables of results: whole_agree.py FIRST OTHER... Exit 1 unless each has the codes of the first, in its
order, and the same `apl` to 1e-12, relatively."""

import csv
import sys

TOLERANCE = 1e-12


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return [(row["code"], float(row["apl"])) for row in csv.DictReader(file)]


def main():
    first = read(sys.argv[1])
    for path in sys.argv[2:]:
        other = read(path)
        same = [code for code, _ in first] == [code for code, _ in other]
        largest = max((abs(a - b) / max(a, b) for (_, a), (_, b) in zip(first, other) if a != b), default=0.0)
        if not same or not largest <= TOLERANCE:
            sys.exit(f"bench: {path} disagrees: other codes, or a relative difference of {largest:.3g}")


main()
