# SPDX-License-Identifier: GPL-3.0-or-later
"""aploc rerun: what was assumed is said and published; the folder is that of one run, whatever happens;
the keys that compute has as options."""

import hashlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time

from tap import COMMAND, SOURCE, Tap, bytes_of, rows_of, run, write

tap = Tap()


def text_of(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


def rerun(folder, study="s.ini", *options):
    return run(["rerun", study, *options], folder)


def warnings(done):
    return [line[len("aploc: warning: "):] for line in done.stderr.splitlines()
            if line.startswith("aploc: warning: ") and "built without HDF5" not in line]


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
        "1 row of t.csv left out, for a pair given before",
        "1 row of s.csv left out, for 1 unknown code (the first: Z, line 3)"]),
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
             "1 unknown code (the first: Z, line 3)"],
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


def start(folder, *options):
    return subprocess.Popen([COMMAND, "rerun", *options], cwd=folder, stderr=subprocess.PIPE,
                            stdout=subprocess.DEVNULL, encoding="utf-8")


def check_interrupts(parent):
    """A signal at any time changes nothing, and says so; what a killed run leaves goes with the next."""
    folder = os.path.join(parent, "interrupts")
    shutil.copytree(os.path.join(SOURCE, "data", "demo"), folder)
    call = ("study.ini", "--output", "out", "--fresh")
    out = os.path.join(folder, "out")
    ends = {}
    with start(folder, *call) as process:
        time.sleep(0.03)
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=60)[1]
    tap.check(process.returncode != -signal.SIGTERM or not os.path.exists(out),
              "a folder that an interrupted run made goes again", said)
    done = rerun(folder, *call)
    tap.equal(done.returncode, 0, "a whole run")
    before = bytes_of(out)
    path = os.path.join(folder, "practitioners.csv")
    lines = text_of(path).splitlines(True)
    write(folder, "practitioners.csv", "".join(lines[:5] + lines[6:]))
    intact, words = True, True
    for k in range(24):
        number = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)[k % 3]
        with start(folder, *call) as process:
            time.sleep(0.01 + 0.012 * k)
            process.send_signal(number)
            said = process.communicate(timeout=60)[1]
        after = bytes_of(out)
        if process.returncode == -number and "interrupted" in said:
            ends["said"] = ends.get("said", 0) + 1
            intact &= after == before
            words &= "aploc: interrupted: nothing was changed in out\n" in said
        elif after != before:  # it was done before the signal came
            intact &= after.keys() == before.keys() and not [n for n in after if n[0] == "."]
            before = after
            ends["done"] = ends.get("done", 0) + 1
    tap.check(intact, "an interrupted run changes nothing, of all files", ends)
    tap.check(words and ends.get("said", 0) > 0, "and says so", ends)
    found = False
    for k in range(40):
        with start(folder, *call) as process:
            time.sleep(0.01 * (k + 1))
            process.kill()
            process.communicate(timeout=60)
        found = any(name.startswith(".rerun-") for name in os.listdir(out))
        if found:
            break
    tap.check(found, "a killed run leaves its folder")
    rerun(folder, *call)
    tap.check(not any(name.startswith(".") for name in os.listdir(out)), "the next removes it",
              os.listdir(out))


def check_full_disk(parent):
    """A file that cannot be written leaves the whole folder as it was."""
    folder = make(parent, "full")
    out = os.path.join(folder, "out")
    rerun(folder)
    before = bytes_of(out)
    write(folder, "s.csv", "code,supply\nA,50\nB,70\n")
    done = subprocess.run(["sh", "-c", 'ulimit -f 2; trap "" XFSZ; exec "$0" rerun s.ini', COMMAND],
                          cwd=folder, capture_output=True, encoding="utf-8", timeout=60)
    tap.check(done.returncode == 3 and re.search("out/[a-z0-9.]+: found that writing failed",
                                                 done.stderr) and ".rerun-" not in done.stderr,
              "a full disk: exit status 3", done.stderr)
    tap.check(bytes_of(out) == before, "no table is new while another is old")


def check_beforehand(parent):
    """What can be known is refused before anything is computed."""
    folder = make(parent, "beforehand")
    out = os.path.join(folder, "out")
    rerun(folder)
    os.remove(os.path.join(out, "summary.csv"))
    os.mkdir(os.path.join(out, "summary.csv"))
    names = sorted(os.listdir(out))
    done = rerun(folder)
    tap.check(done.returncode == 2 and "out/summary.csv: found a folder" in done.stderr and
              sorted(os.listdir(out)) == names and "left out" not in done.stderr,
              "a folder in the place of a table", done.stderr)
    os.rmdir(os.path.join(out, "summary.csv"))
    shutil.copy(os.path.join(folder, "c.csv"), os.path.join(out, "2020-gp.csv"))
    write(folder, "s.ini", STUDY.replace("c.csv", "out/2020-gp.csv"))
    before = bytes_of(out)
    done = rerun(folder)
    tap.check(done.returncode == 2 and bytes_of(out) == before and
              "out/2020-gp.csv: found the output to be an input too" in done.stderr,
              "an output that is an input", done.stderr)
    if os.geteuid() != 0:
        os.chmod(out, 0o500)
        done = rerun(folder)
        os.chmod(out, 0o700)
        tap.check(done.returncode == 2 and "cannot be written" in done.stderr,
                  "a folder closed to writing", done.stderr)
    else:
        tap.skip("a folder closed to writing", "root writes anywhere")


def check_list(parent):
    """files.csv lists the files; what it lists and the next run does not make goes, if unchanged."""
    folder = make(parent, "list")
    out = os.path.join(folder, "out")
    rerun(folder)
    found = bytes_of(out)
    listed = rows_of(out, "files.csv")
    tap.equal({row["name"]: (int(row["bytes"]), row["sha256"]) for row in listed},
              {name: (len(data), hashlib.sha256(data).hexdigest()) for name, data in found.items()
               if name != "files.csv"}, "files.csv lists every file with its digest")
    write(out, "mine.csv", "not the run's\n")
    write(out, "tenths.csv", "edited by hand\n")
    write(folder, "s.ini", STUDY.replace("gp\n", "doctor\n", 1).replace(
        "[profession gp]", "[profession doctor]").replace(
            "output = out", "output = out\ntables = full summary"))
    done = rerun(folder)
    tap.check("removed          7 files" in done.stderr, "how many were removed is said",
              done.stderr)
    expected = {"2020-doctor.csv", "2021-doctor.csv", "summary.csv", "cells.csv", "notes.csv",
                "files.csv", "mine.csv", "tenths.csv"} | ({"run.h5"} & set(found))
    tap.equal(set(os.listdir(out)), expected,
              "tables of the run before go; those that were edited, and others, stay")
    tap.check(text_of(out, "tenths.csv") == "edited by hand\n", "as they were")
    done = rerun(folder)
    tap.check("removed" not in done.stderr and set(os.listdir(out)) == expected,
              "nothing goes twice", done.stderr)


AGES = """[study]
name = s
output = ages
vintages = 2018 2019
professions = gp other
[vintage]
communes = c.csv
times = t.csv
supply = s.csv
ages = a.csv
unknown = skip
repeated = skip
keep YEAR = {vintage}
column ages code = PLACE
[profession gp]
methods = ./gp.ini
age_classes = refit
oldest_age = 110
[profession other]
methods = ./gp.ini
demand = population
"""


def check_ages(parent):
    """Residents by age of a table of their own, as compute takes them."""
    folder = make(parent, "ages")
    out = os.path.join(folder, "ages")
    text = "PLACE,YEAR,0-49,50-79,80+\n"
    for year in (2018, 2019):
        text += "".join(f"{code},{year},{n + year - 2018},{n // 2},{n // 5}\n"
                        for code, n in (("A", 70), ("B", 150), ("C", 30), ("Q", 9)))
    write(folder, "a.csv", text)
    write(folder, "t.csv", "from,to,minutes\nA,B,8\nX,A,3\nB,A,9\n")
    write(folder, "s.ini", AGES)
    done = rerun(folder)
    tap.check(done.returncode == 0 and "4 computed" in done.stderr, "ages, keep, refit",
              done.stderr)
    call = ["compute", "--communes", "c.csv", "--times", "t.csv", "--supply", "s.csv", "--method",
            "gp.ini", "--unknown", "skip", "--quiet", "--output", "x.csv"]
    for year in ("2018", "2019"):
        done = run([*call, "--ages", "a.csv", "--keep", "YEAR=" + year, "--column",
                    "ages:code=PLACE", "--age-classes", "refit", "--oldest-age", "110"], folder)
        found, expected = rows_of(out, year + "-gp.csv"), rows_of(folder, "x.csv")
        tap.check([(r["apl"], r["standardised"]) for r in found] ==
                  [(r["apl"], r["standardised"]) for r in expected],
                  f"{year}: what compute makes of them", f"{done.stderr}{found}{expected}")
    notes = {(row["of"], row["what"]): row for row in rows_of(out, "notes.csv")}
    tap.equal(notes["2018", "rows left out: unknown code"]["file"], "a.csv",
              "rows of the ages left out")
    split = notes["2018-gp", "age classes split"]
    tap.check(float(split["amount"]) == 125 and "50-79" in split["detail"],
              "age classes that were split, and of how many people", split)
    tap.check(("2018-other", "plain population as demand") in notes, "a plain population")
    before = bytes_of(out)
    again = rerun(folder)
    if "run.h5" not in before:
        tap.skip("what a rerun keeps", "built without HDF5")
        return
    tap.check("4 kept" in again.stderr and bytes_of(out) == before, "kept, and the same bytes",
              again.stderr)
    done = run(["verify", "ages/run.h5"], folder)
    tap.check(done.returncode == 0 and "4 of 4 cells equal" in done.stdout, "verify",
              done.stdout + done.stderr)
    for old, new, kept in (("keep YEAR = {vintage}", "keep YEAR = 2018", 4),  # twice 2018
                           ("keep YEAR = {vintage}\n", "", 2),
                           ("oldest_age = 110\n", "oldest_age = 120\n", 2),
                           ("age_classes = refit\noldest_age = 110\n", "", 2),
                           ("column ages code = PLACE", "column ages code = YEAR", 2),
                           ("missing", "missing", 4)):
        write(folder, "s.ini", AGES.replace(old, new))
        done = rerun(folder)
        tap.check(f" {kept} kept" in done.stderr, f"{(new or 'no ' + old).split()[:2]}: {kept} kept",
                  done.stderr)
        write(folder, "s.ini", AGES)
        rerun(folder)
    write(folder, "a.csv", text + "Z,2020,1,1,1\n")
    done = rerun(folder)
    tap.check(" 2 kept" in done.stderr, "another file of ages: who does not use it is kept",
              done.stderr)
    write(folder, "s.ini", AGES.replace("age_classes = refit\noldest_age = 110\n", ""))
    done = rerun(folder)
    errors = [line for line in done.stderr.splitlines() if "age classes" in line]
    tap.check(done.returncode == 1 and errors, "classes that do not match are refused",
              done.stderr)
    tap.check(all("or age_classes = refit to merge" in line and "--" not in line for line in errors),
              "in the words of a study", done.stderr)


def check_below(parent):
    """People under a threshold are counted where values are per inhabitant, and nowhere else."""
    folder = make(parent, "below")
    out = os.path.join(folder, "out")
    write(folder, "s.ini", STUDY + "variants = e2sfca nearest hansen\nbelow = 2.5\n")
    done = rerun(folder)
    found = [(row["variant"], row["below"], row["share_below"] != "")
             for row in rows_of(out, "summary.csv")]
    tap.equal(found, [("e2sfca", "2.5", True), ("nearest", "", False), ("hansen", "", False)] * 2,
              "below counts per inhabitant only")
    changes = [row["share_below_from"] != "" for row in rows_of(out, "changes.csv")]
    tap.equal((done.returncode, changes), (0, [True, False, False]), "in changes too")


def main():
    with tempfile.TemporaryDirectory() as parent:
        check_notes(parent)
        check_list(parent)
        check_below(parent)
        check_ages(parent)
        check_beforehand(parent)
        check_full_disk(parent)
        check_interrupts(parent)
    tap.done()


main()
