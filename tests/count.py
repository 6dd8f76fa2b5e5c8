# SPDX-License-Identifier: GPL-3.0-or-later
"""Count the tests of several meson logs: count.py "FAILED STAGES" LOG...

The last line is "N passed, N failed, N skipped"; a stage that failed without a failed test (it did
not build, or a format is off) counts as one failure."""

import json
import re
import sys


def count(log):
    """(passed, failed, skipped) of one meson testlog.json: cases where a test prints them."""
    passed = failed = skipped = 0
    for line in open(log, encoding="utf-8"):
        test = json.loads(line)
        cases = re.findall(r"^(not ok|ok)\b(.*)$", test.get("stdout") or "", re.M)
        bad = sum(word == "not ok" for word, _ in cases)
        away = sum(word == "ok" and "# SKIP" in rest for word, rest in cases)
        if test["result"] == "SKIP":
            skipped += 1
        elif test["result"] == "OK":
            passed += len(cases) - away if cases else 1
            skipped += away
        else:
            failed += max(bad, 1)
            passed += len(cases) - bad - away
            print(f"failed: {test['name']} ({log})")
    return passed, failed, skipped


def main():
    stages, totals = sys.argv[1].split(), [0, 0, 0]
    for log in sys.argv[2:]:
        try:
            result = count(log)
        except FileNotFoundError:
            result = (0, 1, 0)
            print(f"failed: {log} was not written")
        totals = [a + b for a, b in zip(totals, result)]
    if stages:
        print("failed stages:", *stages)
        totals[1] = max(totals[1], 1)
    print(f"{totals[0]} passed, {totals[1]} failed, {totals[2]} skipped")
    sys.exit(1 if totals[1] else 0)


main()
