# SPDX-License-Identifier: GPL-3.0-or-later
"""aploc compute --scenarios: each column is what the command gives for that supply alone, the figures
are those of a computation of their own, and what does not go together is refused."""

import csv
import io
import os
import tempfile
from fractions import Fraction

from tap import SOURCE, Tap, run

tap = Tap()
DEMO = os.path.join(SOURCE, "data", "demo")
BASE = ["compute", "--communes", os.path.join(DEMO, "communes.csv"), "--times",
        os.path.join(DEMO, "times.csv"), "--method", "mg-2015"]

with open(BASE[2], encoding="utf-8", newline="") as file:
    COMMUNES = list(csv.DictReader(file))
CODES = [row["code"] for row in COMMUNES]
SUPPLY = {row["code"]: float(row["supply"]) for row in COMMUNES}
PEOPLE = {row["code"]: int(row["population"]) for row in COMMUNES}


def put(folder, name, header, rows):
    """Write a table."""
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows([header, *rows])


def read(text):
    return list(csv.DictReader(io.StringIO(text)))


def alone(folder, supply):
    """What the command gives for one supply, as text by code."""
    put(folder, "alone.csv", ["code", "supply"], supply.items())
    done = run([*BASE, "--supply", "alone.csv", "--quiet", "--output", "-"], folder)
    return {row["code"]: row["apl"] for row in read(done.stdout)}


def table_of(text):
    """The lines that were printed, cut where the header says; columns are two blanks apart at least."""
    lines = text.splitlines()
    return [[cell.strip() for cell in line.replace("  ", "\t").split("\t") if cell.strip()]
            for line in lines]


with tempfile.TemporaryDirectory() as folder:
    changes = {"two doctors": {"00003": "+10800"}, "closed": {"00017": "0", "00016": "-6000"},
               "all": {code: "5400" for code in CODES}}
    rows = [(name, code, number) for name, of in changes.items() for code, number in of.items()]
    put(folder, "long.csv", ["scenario", "code", "supply"], rows)
    put(folder, "wide.csv", ["code", *changes],
        [(code, *(of.get(code, "") for of in changes.values())) for code in CODES])

    supplies = {"base": SUPPLY}
    for name, of in changes.items():
        supplies[name] = {code: (float(of[code]) + (SUPPLY[code] if of[code][0] in "+-" else 0)
                                 if code in of else SUPPLY[code]) for code in CODES}
    expected = {name: alone(folder, supply) for name, supply in supplies.items()}

    done = run([*BASE, "--scenarios", "long.csv", "--output", "out.csv"], folder)
    tap.equal(done.returncode, 0, "long: computes")
    with open(os.path.join(folder, "out.csv"), encoding="utf-8") as file:
        wide = file.read()
    tap.equal(wide.splitlines()[0],
              "code,name,apl_base,apl_two doctors,apl_closed,apl_all,population,standardised",
              "wide layout: its columns")
    for name, apl in expected.items():
        tap.equal({row["code"]: row["apl_" + name] for row in read(wide)}, apl,
                  f"{name}: the APL is that of this supply alone, digit for digit")
    tap.equal([row["population"] for row in read(wide)], [row["population"] for row in COMMUNES],
              "the population stands beside")
    shown = table_of(done.stdout)
    tap.equal(shown[0], ["scenario", "supply", "mean", "change", "P90/P10", "below 2.5",
                         "people gain", "people lose"], "the comparison: its columns")

    demand = {row["code"]: Fraction(row["standardised"]) for row in COMMUNES}
    first = {code: Fraction(value) for code, value in expected["base"].items()}
    for line, (name, apl) in zip(shown[1:], expected.items()):
        apl = {code: Fraction(value) for code, value in apl.items()}
        mean = sum(demand[c] * apl[c] for c in CODES) / sum(demand.values())
        base = sum(demand[c] * first[c] for c in CODES) / sum(demand.values())

        def quantile(p):
            upto = 0
            for value, people in sorted((apl[c], PEOPLE[c]) for c in CODES):
                upto += people
                if upto >= p * sum(PEOPLE.values()):
                    return value

        def spaced(number):
            return f"{number:,.0f}".replace(",", " ")

        below = Fraction(sum(PEOPLE[c] for c in CODES if apl[c] < Fraction(5, 2)),
                         sum(PEOPLE.values()))
        ratio = f"{float(quantile(Fraction(9, 10)) / quantile(Fraction(1, 10))):.2f}"
        gain = sum(PEOPLE[c] for c in CODES if apl[c] > first[c])
        lose = sum(PEOPLE[c] for c in CODES if apl[c] < first[c])
        change = "-" if name == "base" else f"{float(mean - base):+.3f}"
        tap.equal(line, [name, spaced(sum(supplies[name].values())), f"{float(mean):.3f}", change,
                         ratio, f"{float(100 * below):.1f} %",
                         *(["-", "-"] if name == "base" else [spaced(gain), spaced(lose)])],
                  f"{name}: the figures of the comparison")
    tap.check("weighted mean    3.560" in done.stderr, "the summary is of the supply as given",
              done.stderr)

    again = run([*BASE, "--scenarios", "wide.csv", "--quiet", "--output", "wide-out.csv"], folder)
    with open(os.path.join(folder, "wide-out.csv"), encoding="utf-8") as file:
        tap.equal((again.stdout, file.read()), (done.stdout, wide),
                  "the same scenarios as columns give the same, and --quiet keeps the comparison")
    said = " ".join(run(["compute", "--help"]).stdout.split())
    tap.check("results on stdout stay: the comparison of scenarios" in said, "its help says so", said)
    for threads in ("1", "2", "3"):
        again = run([*BASE, "--scenarios", "wide.csv", "-q", "--threads", threads, "--output", "-"],
                    folder)
        tap.equal(again.stdout, wide, f"{threads} threads: the same bytes")

    done = run([*BASE, "--scenarios", "long.csv", "--layout", "long", "-q", "--output", "-"], folder)
    found = read(done.stdout)
    tap.equal([row["scenario"] for row in found[::len(CODES)]], list(expected),
              "long layout: one scenario after the other")
    tap.check(all(row["apl"] == expected[row["scenario"]][row["code"]] and
                  float(row["supply"]) == supplies[row["scenario"]][row["code"]] for row in found),
              "long layout: the APL and the supply of each")

    put(folder, "heads.csv", ["code", "now", "then", "later"],
        [(code, round(SUPPLY[code] / 5400), 2, "") for code in CODES])
    heads = [*BASE, "--supply", "heads.csv", "--supply-scale", "5400", "-q"]
    done = run([*heads, "--column", "supply=now,then,later", "--output", "-"], folder)
    again = run([*heads, "--column", "supply=then", "--output", "-"], folder)
    tap.equal([row["apl_then"] for row in read(done.stdout)],
              [row["apl"] for row in read(again.stdout)], "columns of supply, in heads")
    tap.check(all(row["apl_later"] == row["apl_now"] for row in read(done.stdout)),
              "an empty field is the first column's supply")

    sites = [row for row in COMMUNES if float(row["supply"]) > 0]
    put(folder, "sites.csv", ["code", "supply", "more"],
        [(row["code"], row["supply"], "+1000") for row in sites])
    known = {row["code"] for row in sites}
    with open(BASE[4], encoding="utf-8") as file:
        put(folder, "to-sites.csv", ["from", "to", "minutes"],
            [row for row in list(csv.reader(file))[1:] if row[1] in known])
    call = ["compute", "--communes", BASE[2], "--times", "to-sites.csv", "--sites", "sites.csv",
            "--method", "mg-2015", "-q"]
    done = run([*call, "--column", "supply=supply,more", "--output", "-"], folder)
    put(folder, "more.csv", ["code", "supply"],
        [(row["code"], float(row["supply"]) + 1000) for row in sites])
    again = run([*call, "--supply", "more.csv", "--output", "-"], folder)
    tap.equal([row["apl_more"] for row in read(done.stdout)],
              [row["apl"] for row in read(again.stdout)], "sites: columns of theirs")

    with open(os.path.join(SOURCE, "data/methods/mg-2015.ini"), encoding="utf-8") as file:
        method = file.read()
    for variant in ("3sfca", "hansen"):
        with open(os.path.join(folder, "m.ini"), "w", encoding="utf-8") as file:
            file.write(method.replace("e2sfca", variant))
        call = [*BASE[:-1], "./m.ini", "-q", "--output", "-"]
        many = read(run([*call, "--scenarios", "long.csv"], folder).stdout)
        put(folder, "alone.csv", ["code", "supply"], supplies["closed"].items())
        one = read(run([*call, "--supply", "alone.csv"], folder).stdout)
        tap.equal([row["apl_closed"] for row in many], [row["apl"] for row in one],
                  f"{variant}: the same as alone")

    before = sorted(os.listdir(folder))
    for options, status, words in (
            (["--scenarios", "long.csv", "--run", "x.h5"], 2, "scenarios with --run"),
            (["--scenarios", "long.csv", "--layout", "full"], 2, "--layout full with scenarios"),
            (["--layout", "long", "--output", "x.csv"], 2, "--layout long without scenarios"),
            (["--scenarios", "long.csv", "--column", "supply=a,b"], 2, "and --scenarios, expected"),
            (["--column", "supply=supply,"], 2, "found an empty name in --column supply"),
            (["--column", "scenario=x", "--output", "x.csv"], 2, "scenario without --scenarios"),
            (["--scenarios", "long.csv", "--output", "long.csv"], 2, "found the output to be an"),
            (["--column", "supply=supply,nothing"], 1, "found no column 'nothing'")):
        done = run([*BASE, *options], folder)
        tap.check(done.returncode == status and words in done.stderr,
                  f"refused: {' '.join(options)}", f"{done.returncode} {done.stderr}")
    tap.equal(sorted(os.listdir(folder)), before, "a refused call leaves nothing behind")

tap.done()
