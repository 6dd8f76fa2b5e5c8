# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the figures of gcovr against the target, and against coverage.txt where a file is below it."""

import json
import os
import sys

LINES, BRANCHES = 95.0, 85.0


def read_reasons(path):
    """By file: the lines and branches that it has at least, per cent, and why not more."""
    reasons = {}
    with open(path, encoding="utf-8") as file:
        for line in filter(lambda text: text.strip() and text[0] != "#", file):
            name, lines, branches, why = line.strip().split(" ", 3)
            reasons[name] = (float(lines), float(branches), why)
    return reasons


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        found = json.load(file)
    reasons = read_reasons(os.path.join(os.path.dirname(os.path.abspath(__file__)), "coverage.txt"))
    below, wrong = [], []
    for file in found["files"]:
        name = file["filename"]
        lines = file["line_percent"]
        branches = file["branch_percent"] if file["branch_total"] else 100.0
        print(f"{lines:6.1f} {branches:6.1f}  {name}")
        least = reasons.pop(name, (LINES, BRANCHES, ""))
        if lines < least[0] or branches < least[1]:
            wrong.append(f"{name} has {lines} {branches}, expected {least[0]} {least[1]}")
        elif lines < LINES or branches < BRANCHES:
            below.append(name)
        elif least[2]:
            wrong.append(f"{name} reaches the target, expected no reason in coverage.txt why it does not")
    wrong += [f"{name} is in coverage.txt, and not in lib" for name in reasons]
    lines, branches = found["line_percent"], found["branch_percent"]
    if lines < LINES or branches < BRANCHES:
        wrong.append(f"lib has {lines} {branches}, expected {LINES} {BRANCHES}")
    print("\n".join(wrong))
    print(f"coverage: {lines} % of {found['line_total']} lines and {branches} % of "
          f"{found['branch_total']} branches of lib in {len(found['files'])} files, of which "
          f"{len(below)} below {LINES:.0f} or {BRANCHES:.0f} % with a reason, {len(wrong)} wrong")
    sys.exit(1 if wrong else 0)


main()
