# SPDX-License-Identifier: GPL-3.0-or-later
"""Overlays through the command: lists, tables and audits against a computation of their own, and
occitanie-2021 with its gaps filled in."""

import csv
import os
import tempfile

from tap import SOURCE, Tap, rows_of, run

tap = Tap()
DEMO = os.path.join(SOURCE, "data", "demo")
OVERLAYS = """[overlay quarters]
class = ZIP
quarters = yes
[overlay high]
title = mountain communes
class = ZAC
[overlay whole]
class = ZAC
departments = A0
"""
NAMES = ["ZIP", "ZAC", "HZ"]


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def prepare(folder):
    """The demo with a column of mountain communes, quarters in three communes, rules with overlays."""
    communes = rows_of(os.path.join(DEMO, "communes.csv"))
    for row in communes:
        row["mountain"] = "1" if int(row["altitude"]) > 600 else ""
    with open(os.path.join(folder, "c.csv"), "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, communes[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(communes)
    large = sorted(communes, key=lambda row: -int(row["population"]))[:3]
    write(os.path.join(folder, "q.csv"), "code,commune,people\n" + "".join(
        f"Q{k},{row['code']},{int(row['population']) // 10}\n" for k, row in enumerate(large)))
    write(os.path.join(folder, "high.csv"), "code\n" + "".join(
        row["code"] + "\n" for row in communes if row["mountain"]))
    with open(os.path.join(SOURCE, "data", "zonings", "doctors-2025.ini"), encoding="utf-8") as file:
        text = file.read()
    write(os.path.join(folder, "plain.ini"), text)
    write(os.path.join(folder, "r.ini"), text + OVERLAYS)
    run(["compute", "--communes", "c.csv", "--times", os.path.join(DEMO, "times.csv"), "--method",
         "mg-2015", "--output", "apl.csv"], folder)
    return {row["code"]: row for row in communes}, {f"Q{k}": row for k, row in enumerate(large)}


CALL = ["--communes", "c.csv", "--apl", "apl.csv", "--mesh", "tvs", "--department", "department",
        "--qpv", "q.csv"]


def zoned(folder, communes, homes):
    done = run(["zone", *CALL, "--rules", "r.ini", "--overlay", "high=mountain", "--output", "z.csv",
                "--table", "t.csv"], folder)
    tap.check(done.returncode == 0 and "\noverlay   class" in done.stderr, "zone with overlays",
              done.stderr)
    run(["zone", "--rules", "./plain.ini", *CALL[:-2], "--output", "plain.csv", "--quiet"], folder)
    plain = {row["code"]: row["class"] for row in rows_of(os.path.join(folder, "plain.csv"))}
    rows = rows_of(os.path.join(folder, "z.csv"))
    wrong, counted = [], {}
    for row in rows:
        home = homes.get(row["code"]) or communes[row["code"]]
        base = plain[home["code"]]
        classes = [(0, "quarters")] * (row["code"] in homes) + [(1, "high")] * bool(home["mountain"]) \
            + [(1, "whole")] * (home["department"] == "A0")
        best = min(classes, key=lambda pair: pair[0], default=(9, ""))
        overlay = best[1] if best[0] < NAMES.index(base) else ""
        due = NAMES[best[0]] if overlay else base
        if (row["base"], row["class"], row["overlay"]) != (base, due, overlay):
            wrong.append((row, base, due, overlay))
        for level in (home["department"], ""):
            for name in (due, overlay):
                counted[level, name] = counted.get((level, name), 0) + int(row["people"])
    tap.check(len(rows) == 303 and not wrong, "class, base and overlay of each place", wrong[:3])
    tap.check(all(any(row["overlay"] == name for row in rows) for name in
                  ("quarters", "high", "whole")), "each overlay lifts somebody")
    people = sum(int(row["population"]) for row in communes.values())
    tap.equal(sum(counted[level, name] for level, name in counted if level == "" and name in NAMES),
              people, "nobody counts twice")
    table = rows_of(os.path.join(folder, "t.csv"))
    wrong = [(line, name) for line in table for name, column in
             [(n, n) for n in NAMES] + [("quarters", "of ZIP: quarters"), ("high", "of ZAC: high"),
                                        ("whole", "of ZAC: whole")]
             if int(line[column]) != counted.get((line["area"], name), 0)]
    tap.check(not wrong and len(table) == 3, "the table counts each once, and tells overlays apart",
              wrong[:3])
    tap.check(all(abs(sum(float(line[name + " %"]) for name in NAMES) - 100) < 0.2 for line in table),
              "in shares")
    first = open(os.path.join(folder, "z.csv"), encoding="utf-8").read()
    run(["zone", *CALL, "--rules", "r.ini", "--overlay", "high=./high.csv", "--output", "l.csv",
         "--quiet"], folder)
    tap.equal(open(os.path.join(folder, "l.csv"), encoding="utf-8").read(), first,
              "a list says the same as a column")
    run(["zone", *CALL, "--rules", "r.ini", "--underneath", "--output", "u.csv", "--quiet"], folder)
    under = rows_of(os.path.join(folder, "u.csv"))
    tap.check([row["class"] for row in under] == [row["base"] for row in rows] and
              "base" not in under[0], "--underneath: the classes underneath")


def audited(folder):
    call = ["audit", *CALL, "--rules", "r.ini", "--overlay", "high=mountain", "--zoning", "z.csv",
            "--output", "a.csv", "--table", "t2.csv", "--quiet"]
    done = run(call, folder)
    found = {(row["verdict"], row["check"]) for row in rows_of(os.path.join(folder, "a.csv"))}
    tap.check(done.returncode == 0 and ("kept", "overlay") in found and
              not [pair for pair in found if pair[0] == "broken"], "its own list keeps the rules",
              done.stdout)
    tap.equal(rows_of(os.path.join(folder, "t2.csv")), rows_of(os.path.join(folder, "t.csv")),
              "the audit's table is that of zone")
    rows = rows_of(os.path.join(folder, "z.csv"))
    lifted = next(row for row in rows if row["overlay"] == "high")
    text = open(os.path.join(folder, "z.csv"), encoding="utf-8").read()
    write(os.path.join(folder, "z.csv"), "".join(
        line.replace(",ZAC,", ",HZ,", 1) if line.startswith(lifted["code"] + ",") else line
        for line in text.splitlines(True)))
    done = run(call, folder)
    broken = [row["code"] for row in rows_of(os.path.join(folder, "a.csv")) if row["verdict"] == "broken"]
    tap.check(done.returncode == 1 and broken == [lifted["code"]], "one that was left out is found",
              done.stdout)
    write(os.path.join(folder, "z.csv"), text)


def differences(folder, communes, homes):
    """Between what is underneath and what is on top, each person moves once at most."""
    done = run(["diff", "--before", "u.csv", "--after", "z.csv", "--communes", "c.csv", "--qpv", "q.csv",
                "--rules", "r.ini", "--format", "csv"], folder)
    rows = {(row["from"], row["class"]): row for row in csv.DictReader(done.stdout.splitlines())}
    lifted = sum(int(row["people"]) for row in rows_of(os.path.join(folder, "z.csv")) if row["overlay"])
    moved = sum(float(row["people_in"]) for key, row in rows.items() if key[0])
    tap.equal(moved, lifted, "diff: who moves is who was lifted")


def occitanie(folder):
    """The gaps filled with invented values, as a user would: it runs, and asks for each before."""
    with open(os.path.join(SOURCE, "data", "zonings", "occitanie-2021.ini"), encoding="utf-8") as file:
        text = file.read()
    call = ["zone", *CALL, "--overlay", "mountain=mountain", "--region", "region", "--rules", "o.ini",
            "--output", "o.csv", "--quiet"]
    values = iter(["20 %", "20 %", "10 %", "ZIP", "ZAR", "ZAR", "A0"])
    text = text.replace("[region 76]", "[region *]")
    asked = []
    while True:
        write(os.path.join(folder, "o.ini"), text)
        done = run(call, folder)
        if done.returncode != 1:
            break
        asked.append("do not know" in done.stderr)
        lines = text.splitlines()
        at = next(k for k, line in enumerate(lines) if "= ?" in line)
        lines[at] = lines[at].split("=")[0] + "= " + next(values)
        text = "\n".join(lines) + "\n"
    tap.check(done.returncode == 0 and all(asked) and len(asked) == 7, "occitanie-2021 asks for seven "
              "values and runs with them", done.stderr)


def main():
    with tempfile.TemporaryDirectory() as folder:
        communes, homes = prepare(folder)
        zoned(folder, communes, homes)
        audited(folder)
        differences(folder, communes, homes)
        occitanie(folder)
    tap.done()


main()
