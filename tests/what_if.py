# SPDX-License-Identifier: GPL-3.0-or-later
"""aploc what-if: its results are, to the bit, those of compute on files that were changed by hand."""

import csv
import io
import math
import os
import random
import re
import tempfile

from demo import DEMO, DEMO_INPUTS, compute, inputs_of, solve, territory, write_rows
from tap import Tap, rows_of, run, write

tap = Tap()


def change_randomly(chance, communes, times):
    """A file of changes, and what the tables are after them. Options of the same kind are given apart."""
    by_code = {c["code"]: dict(c) for c in communes}
    pairs = {(t["from"], t["to"]): t["minutes"] for t in times}
    there, gone, rows = list(by_code), set(), []

    def row(change, code, to="", amount=""):
        rows.append({"change": change, "code": code, "to": to, "amount": amount})

    for k in range(40):
        code, other = chance.sample(there, 2)
        c = by_code[code]
        kind = chance.choice(["supply", "add", "close", "demand", "time", "time", "time", "goes",
                              "appears"])
        amount = repr(round(chance.uniform(0, 9000), 2))
        if kind == "supply":
            c["supply"] = amount
        elif kind == "add":
            c["supply"] = repr(float(amount) + float(c["supply"]))
        elif kind == "close":
            c["supply"], amount = "0", ""
        elif kind == "demand":
            c["standardised"] = amount
        elif kind == "time":
            amount = chance.choice(["none", repr(round(chance.uniform(0, 30), 1))])
            pairs[code, other] = amount
            row(kind, code, other, amount)
            continue
        elif kind == "goes":
            c.update(population="0", standardised="0", supply="0")
            pairs = {p: m for p, m in pairs.items() if code not in p}
            there.remove(code)
            gone.add(code)
            amount = ""
        else:
            code = f"NEW{k}"
            by_code[code] = {"code": code, "name": "", "type": "", "population": amount,
                             "standardised": amount, "supply": "0"}
            there.append(code)
        row(kind, code, "", amount)
    times = [{"from": i, "to": j, "minutes": m} for (i, j), m in pairs.items() if m != "none"]
    return rows, list(by_code.values()), times, gone


def check_changed(name, before, after, gone, changed):
    """The table of --output against two runs of compute, as text: every bit."""
    expected = {}
    for code in {**before, **after}:
        b, a = before.get(code, ""), "" if code in gone else after[code]
        if a != b:
            expected[code] = (b, a)
    found = {r["code"]: (r["before"], r["after"]) for r in changed}
    tap.equal(found, expected, f"{name}: who changed, before and after, to the bit")
    gains = [float(r["change"]) if r["change"] else -math.inf for r in changed]
    tap.check(gains == sorted(gains, reverse=True)
              and all(g == float(r["after"]) - float(r["before"])
                      for g, r in zip(gains, changed) if g != -math.inf),
              f"{name}: the most gained first")


def files_against_compute():
    chance = random.Random(8)
    with tempfile.TemporaryDirectory() as folder:
        communes, times = territory(folder)
        before = compute(folder, inputs_of("communes.csv"))
        for k in range(6):
            rows, later, later_times, gone = change_randomly(chance, communes, times)
            write_rows(folder, "edits.csv", rows)
            write_rows(folder, "later.csv", later)
            write_rows(folder, "later_times.csv", later_times)
            done = run(["what-if", *inputs_of("communes.csv"), "--changes", "edits.csv", "--output",
                        "changed.csv", "--quiet"] + (["--steps"] if k % 2 else []), folder)
            tap.equal((done.returncode, done.stdout, done.stderr), (0, "", ""), f"file {k}: runs")
            after = compute(folder, inputs_of("later.csv", "later_times.csv"))
            changed = rows_of(os.path.join(folder, "changed.csv"))
            check_changed(f"file {k}", before, after, gone, changed)
            people = {c["code"]: float(c["population"]) for c in later}
            people.update((c["code"], float(c["population"])) for c in communes if c["code"] in gone)
            tap.check(all(float(r["people"]) == people[r["code"]] for r in changed),
                      f"file {k}: the people of each; of a place that went those whom it had")


def options_against_compute():
    with tempfile.TemporaryDirectory() as folder:
        communes, times = territory(folder)
        before = compute(folder, inputs_of("communes.csv"))
        done = run(["what-if", *inputs_of("communes.csv"), "--add", "00005:+1fte", "--add",
                    "00043:-100.5", "--set", "00011=2ETP", "--close", "A0009", "--demand",
                    "00001=1000", "--time", "00007,00001=3.5", "--time", "00001,00007=none",
                    "--remove", "00020", "--output", "changed.csv"], folder)
        tap.equal((done.returncode, done.stderr), (0, ""), "options: runs")
        by_code = {c["code"]: c for c in communes}
        for code, supply in (("00005", float(by_code["00005"]["supply"]) + 5400.0),
                             ("00043", float(by_code["00043"]["supply"]) - 100.5),
                             ("00011", 10800.0), ("A0009", 0.0), ("00020", 0.0)):
            by_code[code]["supply"] = repr(supply)
        by_code["00001"]["standardised"] = "1000"
        by_code["00020"]["standardised"] = by_code["00020"]["population"] = "0"
        pairs = {(t["from"], t["to"]): t["minutes"] for t in times
                 if "00020" not in (t["from"], t["to"])}
        pairs["00007", "00001"] = "3.5"
        pairs.pop(("00001", "00007"), None)
        write_rows(folder, "later.csv", communes)
        write_rows(folder, "later_times.csv",
                   [{"from": i, "to": j, "minutes": m} for (i, j), m in pairs.items()])
        after = compute(folder, inputs_of("later.csv", "later_times.csv"))
        changed = rows_of(os.path.join(folder, "changed.csv"))
        check_changed("options", before, after, {"00020"}, changed)
        apl, _ = solve({c["code"]: float(c["supply"]) for c in communes},
                       {c["code"]: float(c["standardised"]) for c in communes},
                       {p: float(m) for p, m in pairs.items()})
        tap.check(all(abs(float(r["after"]) - apl[r["code"]]) <= 1e-12 * apl[r["code"]]
                      for r in changed if r["after"]), "options: the APL of the definition")


def run_files():
    with tempfile.TemporaryDirectory() as folder:
        made = run(["compute", *DEMO_INPUTS, "--run", "run.h5", "--quiet"], folder)
        if made.returncode:
            tap.skip("a run file", "a build without HDF5")
            return
        call = ["--add", "00005:+1fte", "--by", "type", "--explain", "00005", "--output"]
        one = run(["what-if", "--run", "run.h5", *call, "one.csv"], folder)
        compute(folder, DEMO_INPUTS)
        other = run(["what-if", *DEMO_INPUTS, *call, "other.csv"], folder)
        tap.check(one.returncode == 0 and one.stdout == other.stdout
                  and rows_of(os.path.join(folder, "one.csv")) == rows_of(os.path.join(folder, "other.csv")),
                  "a run file in the place of the inputs", one.stdout + one.stderr)
        for words, says in (
                (["--run", "run.h5", "--cell", "x"], "found no cell 'x', expected the name of one"),
                (["--run", "run.h5", "--times", "t.csv"], "found --run and --times, expected one"),
                (["--run", "run.h5", "--year", "2023"], "found --run and --year, expected one"),
                (["--run", "run.h5", "--retire-over", "65"], "found --retire-over with --run"),
                (["--run", "out.csv"], "found a table, expected a run file")):
            done = run(["what-if", *words, "--close", "00005"], folder)
            tap.check(done.returncode in (1, 2) and says in done.stderr, says, done.stderr)


def retirements():
    with tempfile.TemporaryDirectory() as folder:
        inputs = ["--communes", DEMO + "/communes.csv", "--times", DEMO + "/times.csv", "--method",
                  DEMO + "/gp.ini", "--practitioners", DEMO + "/practitioners.csv", "--profession",
                  "gp", "--year", "2023"]
        before = compute(folder, inputs)
        after = compute(folder, inputs + ["--max-age", "58"])
        done = run(["what-if", *inputs, "--retire-over", "58", "--output", "changed.csv", "--steps"],
                   folder)
        changed = rows_of(os.path.join(folder, "changed.csv"))
        tap.check(done.returncode == 0 and len(changed) > 20, "practitioners retire", done.stderr)
        check_changed("retirements", before, after, set(), changed)
        done = run(["what-if", *inputs, "--retire-over", "70", "--output", "changed.csv"], folder)
        tap.check(done.returncode == 0 and not rows_of(os.path.join(folder, "changed.csv"))
                  and done.stderr.endswith("nobody retires: practitioners above 65 are left out "
                                           "already\n"), "nobody is brought back", done.stderr)


def sites():
    """Suppliers that stand apart: they appear and go by themselves."""
    with tempfile.TemporaryDirectory() as folder:
        write(folder, "p.csv", "code,population\na,100\nb,300\n")
        write(folder, "s.csv", "code,supply\nx,1000\ny,0\n")
        write(folder, "t.csv", "from,to,minutes\na,x,5\nb,x,12\n")
        write(folder, "e.csv", "change;code;to;amount\nsite_appears;z;;\nsupply;z;;600\n"
                               "time;b;z;3,5\nappears;c;;50\ntime;c;x;1\nsite_goes;y;;\n")
        done = run(["what-if", "--communes", "p.csv", "--sites", "s.csv", "--times", "t.csv",
                    "--method", "mg-2015", "--changes", "e.csv", "--output", "-", "--quiet"], folder)
        rows = list(csv.DictReader(io.StringIO(done.stdout)))
        # x: 1000 / (100 + 2/3 300 + 50); z: 600 / 300
        x, z = 1000 / 350, 2.0
        found = {r["code"]: r["after"] for r in rows}
        tap.check(done.returncode == 0 and set(found) == {"a", "b", "c"}
                  and abs(float(found["a"]) - x) < 1e-12
                  and abs(float(found["b"]) - (2 / 3 * x + z)) < 1e-12
                  and abs(float(found["c"]) - x) < 1e-12, "sites", done.stdout + done.stderr)
        done = run(["what-if", "--communes", "p.csv", "--sites", "s.csv", "--times", "t.csv",
                    "--method", "mg-2015", "--add", "y:500", "--time", "a,y=1", "--users", "x",
                    "--changes", "e2.csv", "--steps"], folder)
        tap.check(done.returncode == 2 and "e2.csv" in done.stderr, "changes that are not there",
                  done.stderr)
        write(folder, "e2.csv", "change,code,to,amount\nadd,x,,200\ndemand,b,,150\n")
        done = run(["what-if", "--communes", "p.csv", "--sites", "s.csv", "--times", "t.csv",
                    "--method", "mg-2015", "--add", "y:500", "--time", "a,y=1", "--users", "x",
                    "--changes", "e2.csv", "--steps"], folder)
        # x: 1200 over 100 and 2/3 of 150: 600 each; y: 500 for the 100 of a
        tap.check(re.search(r"^1: supply of x .*\n2: demand of b .*\n3: supply of y .*\n"
                            r"4: time of a to y ", done.stdout, re.M)
                  and re.search(r"^a +5.0 +1.000 +100 +600 +50.0 %$", done.stdout, re.M)
                  and re.search(r"^b +12.0 +0.667 +150 +600 +50.0 %$", done.stdout, re.M)
                  and re.search(r"^a +100 +3.333 +11.000 +\+7.667$", done.stdout, re.M),
                  "options name sites; steps, one a row", done.stdout + done.stderr)


def demand_of_the_population():
    """--demand also says what the demand is made of, as in compute."""
    with tempfile.TemporaryDirectory() as folder:
        territory(folder)
        inputs = inputs_of("communes.csv") + ["--demand", "population"]
        before = compute(folder, inputs)
        done = run(["what-if", *inputs, "--demand", "00001=1000", "--output", "changed.csv"], folder)
        changed = rows_of(os.path.join(folder, "changed.csv"))
        tap.check(done.returncode == 0 and changed
                  and all(r["before"] == before[r["code"]] for r in changed),
                  "--demand population: starts from what compute gives", done.stderr)
        done = run(["what-if", "--run", "x.h5", "--demand", "population", "--close", "00043"], folder)
        tap.check(done.returncode == 2 and "found --run and --demand, expected one or the other"
                  in done.stderr, "--demand population: not with a run file", done.stderr)


def those_that_go_count_nowhere():
    """Communes without supply in reach, some of which go: as many as compute finds among the others."""
    gone = ["00062", "00001", "00043"]
    with tempfile.TemporaryDirectory() as folder:
        communes, _ = territory(folder)
        done = run(["what-if", *inputs_of("communes.csv"),
                    *(word for code in gone for word in ("--remove", code))], folder)
        counts = re.search(r"communes without supply in reach +(\d+) +(\d+)", done.stdout)
        write_rows(folder, "left.csv", [c for c in communes if c["code"] not in gone])
        full = run(["compute", *inputs_of("left.csv"), "--unknown", "skip", "--output", "left_apl.csv"], folder)
        unreached = re.search(r"unreached +(\d+) communes", full.stderr)
        tap.equal((counts and counts.group(2)), unreached and unreached.group(1),
                  "communes that went do not count as unreached")


files_against_compute()
options_against_compute()
run_files()
retirements()
sites()
demand_of_the_population()
those_that_go_count_nowhere()
tap.done()
