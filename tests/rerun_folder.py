# SPDX-License-Identifier: GPL-3.0-or-later
"""aploc rerun: what was assumed is said and published; the folder is that of one run, whatever happens;
the keys that compute has as options."""

import csv
import hashlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time

from tap import COMMAND, SOURCE, Tap, run

tap = Tap()


def write(folder, name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write(text)


def text_of(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


def rows_of(*path):
    with open(os.path.join(*path), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def bytes_of(folder):
    found = {}
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        with open(path, "rb") as file:
            found[name] = file.read()
    return found


def rerun(folder, study="s.ini", *options):
    return run(["rerun", study, *options], folder)


def warnings(done):
    return [line[len("aploc: warning: "):] for line in done.stderr.splitlines()
            if line.startswith("aploc: warning: ")]


METHOD = """[method]
name = {name}
[decay]
steps = 0:1 10:1/2 15:0
[ages]
0-59 = 0.75
60+ = 2
"""
STUDY = """[study]
name = s
output = out
vintages = 2020 2021
professions = gp
[vintage]
communes = c.csv
times = t.csv
unknown = skip
repeated = skip
[profession gp]
methods = ./gp.ini
supply = s.csv
"""


def make(parent, name):
    """A territory of three communes, with something to leave out of each table."""
    folder = os.path.join(parent, name)
    os.mkdir(folder)
    write(folder, "c.csv", "code,population,standardised,age_0_59,age_60_plus\n"
                           "A,100,111,80,20\nB,200,,150,50\nC,50,64,20,30\n")
    write(folder, "t.csv", "from,to,minutes\nA,B,8\nX,A,3\nB,A,9\nA,Y,4\nY,B,4\nA,B,11\n")
    write(folder, "s.csv", "code,supply\nA,5\nZ,3\nB,7\n")
    write(folder, "gp.ini", METHOD.format(name="gp"))
    write(folder, "s.ini", STUDY)
    return folder


def check_notes(parent):
    """Rows left out, people filled in: on stderr once a file, in notes.csv and report.md."""
    folder = make(parent, "notes")
    out = os.path.join(folder, "out")
    done = rerun(folder)
    ratio = (111 + 64) / (100 + 50)
    tap.equal((done.returncode, warnings(done)[0:3]), (0, [
        "3 rows of t.csv left out, for 2 unknown codes (the first: X, line 3)",
        "1 rows of t.csv left out, for a pair given before",
        "1 rows of s.csv left out, for 1 unknown codes (the first: Z, line 3)"]),
        "rows left out are said once a file")
    tap.equal(sum("left out" in line for line in warnings(done)), 3, "and no more often")
    tap.equal(sum("standardised population" in line for line in warnings(done)), 2,
              "people filled in are said for each demand")
    expected = []
    for vintage in ("2020", "2021"):
        expected += [
            [vintage, "t.csv", "rows left out: unknown code", "3", "",
             "2 unknown codes (the first: X, line 3)"],
            [vintage, "t.csv", "rows left out: pair given before", "1", "",
             "the first of each pair was kept"],
            [vintage, "s.csv", "rows left out: unknown code", "1", "",
             "1 unknown codes (the first: Z, line 3)"],
            [vintage + "-gp", "", "places filled in", "1"]]
    rows = rows_of(out, "notes.csv")
    tap.equal([list(row.values())[:len(e)] for row, e in zip(rows, expected)], expected,
              "notes.csv has each of them")
    tap.check(len(rows) == len(expected) and
              all(abs(float(row["amount"]) - 200 * ratio) < 1e-9 and
                  row["detail"].startswith("no standardised population: residents times 1.16")
                  for row in rows[3::4]), "and how many people were filled in", rows)
    report = text_of(out, "report.md")
    part = report[report.index("## Assumptions"):report.index("## Figures")]
    tap.check(all(row["what"] in part for row in rows) and "(the first: Z, line 3)" in part,
              "report.md has them", part)
    before = bytes_of(out)
    again = rerun(folder)
    tap.check(bytes_of(out) == before and warnings(again) == warnings(done),
              "a run that keeps every cell says and writes the same", again.stderr)
    if "run.h5" in before:
        tap.check("0 computed, 2 kept" in again.stderr, "it keeps every cell", again.stderr)
        os.rename(os.path.join(folder, "t.csv"), os.path.join(folder, "moved.csv"))
        write(folder, "s.ini", STUDY.replace("t.csv", "moved.csv"))
        again = rerun(folder)
        moved = rows_of(out, "notes.csv")
        tap.check("2 kept" in again.stderr and [row["file"] for row in moved[:2]] ==
                  ["moved.csv"] * 2, "a file that was moved is named as it is now", again.stderr)
        done = run(["verify", "out/run.h5"], folder)
        tap.check(done.returncode == 0, "verify finds the run equal", done.stdout + done.stderr)
    tap.equal(warnings(rerun(folder, "s.ini", "--quiet")), [], "--quiet says none of it")
    write(folder, "c.csv", "code,population,standardised\nA,100,111\nB,200,1\nC,50,64\n")
    write(folder, "s.csv", "code,supply\nA,5\n")
    write(folder, "t.csv", "from,to,minutes\nA,B,8\n")
    write(folder, "s.ini", STUDY)
    rerun(folder)
    tap.check(rows_of(out, "notes.csv") == [] and
              "None: nothing was left out" in text_of(out, "report.md"), "nothing was assumed")


def main():
    with tempfile.TemporaryDirectory() as parent:
        check_notes(parent)
    tap.done()


main()
