# SPDX-License-Identifier: GPL-3.0-or-later
"""aploc diff: random zonings against counts made here, a case by hand, quarters, what it refuses."""

import csv
import io
import os
import random
import tempfile

from tap import SOURCE, Tap, run

tap = Tap()
COMMUNES = os.path.join(SOURCE, "data", "demo", "communes.csv")
HAND = """class    communes     %  in  out  after      %  people     %  in  out  after     %  change %
ZIP             1  33.3   1    0      2   66.7      50  50.0  30    0     80  80.0     +60.0
ZAC             1  33.3   1    1      1   33.3      30  30.0  20   30     20  20.0     -33.3
HZ              1  33.3   0    1      0    0.0      20  20.0   0   20      0   0.0    -100.0
covered         2  66.7   1    0      3  100.0      80  80.0  20    0    100 100.0     +25.0

from and to  communes  people
ZAC to ZIP          1      30
HZ to ZAC           1      20
"""


def write(folder, name, rows):
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def rows_of(done):
    return list(csv.DictReader(io.StringIO(done.stdout)))


def by_hand(folder):
    write(folder, "c.csv", [("code", "population"), ("a", 50), ("b", 30), ("c", 20)])
    write(folder, "1.csv", [("code", "class"), ("a", "ZIP"), ("b", "ZAC"), ("c", "HZ")])
    write(folder, "2.csv", [("code", "class"), ("c", "ZAC"), ("b", "ZIP"), ("a", "ZIP")])
    call = ["diff", "--before", "1.csv", "--after", "2.csv", "--communes", "c.csv"]
    done = run(call + ["--rules", "doctors-2025"], folder)
    tap.equal([line.split() for line in done.stdout.splitlines()],
              [line.split() for line in HAND.splitlines()], "by hand")
    again = run(call + ["--covered", "ZIP,ZAC"], folder)
    tap.equal(again.stdout, done.stdout, "the same with --covered")
    tap.check("covered" not in run(call, folder).stdout, "nothing is covered unless said")
    done = run(call + ["--rules", "doctors-2025", "--format", "markdown", "--output", "d.md"], folder)
    text = open(os.path.join(folder, "d.md"), encoding="utf-8").read()
    tap.check(done.stdout == "" and text.startswith("| class ") and "| ZAC to ZIP " in text, "Markdown",
              text)
    # A quarter with 8 of the 30 people of b, in one of the lists.
    write(folder, "q.csv", [("code", "commune", "people"), ("q", "b", 8)])
    write(folder, "3.csv", [("code", "class"), ("a", "ZIP"), ("b", "ZAC"), ("c", "HZ"), ("q", "ZIP")])
    rows = rows_of(run(["diff", "--before", "1.csv", "--after", "3.csv", "--communes", "c.csv", "--qpv",
                        "q.csv", "--format", "csv"], folder))
    tap.equal([(row["from"], row["class"], row["communes_in"], row["people_in"], row["people_after"])
               for row in rows], [("", "ZIP", "0", "8", "58"), ("", "ZAC", "0", "0", "22"),
                                  ("", "HZ", "0", "0", "20"), ("ZAC", "ZIP", "0", "8", "0")],
              "a quarter is people, and no commune")
    # A commune that a list lacks is of no class.
    write(folder, "4.csv", [("code", "class"), ("a", "ZIP"), ("b", "ZAC")])
    rows = rows_of(run(["diff", "--before", "1.csv", "--after", "4.csv", "--communes", "c.csv",
                        "--format", "csv"], folder))
    tap.equal([(row["from"], row["class"], row["people_in"]) for row in rows if row["from"] or
               row["class"] == "-"], [("", "-", "20"), ("HZ", "-", "20")], "a commune without a row")


def at_random(folder):
    """All numbers of the CSV, by département and in all."""
    communes = list(csv.DictReader(open(COMMUNES, encoding="utf-8", newline="")))
    draw, wrong, n = random.Random(4), [], 0
    names = ["ZIP", "ZAC", "HZ"]
    sides = [{row["code"]: draw.choice(names) for row in communes} for _ in range(2)]
    for name, side in zip(("1.csv", "2.csv"), sides):
        write(folder, name, [("code", "class"), *draw.sample(sorted(side.items()), len(side))])
    done = run(["diff", "--before", "1.csv", "--after", "2.csv", "--communes", COMMUNES, "--rules",
                "doctors-2025", "--by", "department", "--by", "region", "--format", "csv"], folder)
    for row in rows_of(done):
        here = [c for c in communes if not row["by"] or c[row["by"]] == row["group"]]
        set_ = names[:2] if row["class"] == "covered" else [row["class"]]
        was = [c for c in here if sides[0][c["code"]] in set_]
        now = [c for c in here if sides[1][c["code"]] in set_]
        came = [c for c in now if c not in was]
        if row["from"]:
            came = [c for c in now if sides[0][c["code"]] == row["from"]]
            was = now = []
        gone = [c for c in was if c not in now]
        n += 1
        for what, of in (("before", was), ("in", came), ("out", gone), ("after", now)):
            if int(row["communes_" + what]) != len(of) or \
                    int(row["people_" + what]) != sum(int(c["population"]) for c in of):
                wrong.append((row, what))
    tap.check(not wrong and n == 4 + 6 + 2 * 4 + 2 * 4, "every number, at random", (n, wrong[:2]))


def calls(folder):
    call = ["diff", "--before", "1.csv", "--communes", "c.csv"]
    write(folder, "1.csv", [("code", "class"), ("a", "ZIP")])
    write(folder, "2.csv", [("code", "class"), ("x", "ZIP")])
    write(folder, "n.csv", [("code", "zone"), ("a", "ZIP")])
    for options, status, words in (
            ([*call, "--after", "2.csv"], 1, "aploc: 2.csv:2: found the code 'x', expected a code of c.csv\n"),
            ([*call, "--after", "n.csv"], 1, "aploc: n.csv: found no column 'class', expected one with "
             "the class of each commune\n"),
            ([*call, "--after", "1.csv", "--covered", "ZAC"], 2,
             "aploc: found the covered class 'ZAC', expected one of the lists\n"),
            ([*call, "--after", "1.csv", "--by", "x"], 1, "aploc: c.csv: found no column 'x' to group by, "
             "expected one without another role\n")):
        done = run(options, folder)
        tap.equal((done.returncode, done.stderr), (status, words), " ".join(options))
    for options, words in ((["diff"], "found no --before, expected a list"),
                           ([*call, "--after", "2.csv", "--format", "x"],
                            "found --format 'x', expected 'text', 'markdown' or 'csv'")):
        done = run(options, folder)
        tap.check(done.returncode == 2 and words in done.stderr, " ".join(options), done.stderr)


with tempfile.TemporaryDirectory() as work:
    by_hand(work)
    at_random(work)
    calls(work)
tap.done()
