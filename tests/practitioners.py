# SPDX-License-Identifier: GPL-3.0-or-later
"""Supply from practitioners through the command: against the rules written apart, in plain Python."""

import os
import random
import re
import tempfile

from tap import SOURCE, Tap, rows_of, run, write

tap = Tap()
DEMO = os.path.join(SOURCE, "data", "demo")
CALL = ["compute", "--communes", DEMO + "/communes.csv", "--times", DEMO + "/times.csv"]
MADE_OF = ["--practitioners", DEMO + "/practitioners.csv", "--profession", "gp", "--year", "2023"]
AGES = ", expected an age above 0, or none, or a list of up to 8 such as none,65,62,60"
HEAD = "[method]\nname = mine\n[decay]\nsteps = 0:1 20:0\n[supply]\n"


def practices_of(rows):
    """The practices of a table as dicts of their own, acts and months as numbers."""
    return [dict(row, acts=float(row["acts"]), months=float(row["months"]),
                 opened=int(row.get("opened") or 0)) for row in rows]


def expected_supply(rows, rules, year, max_age=None):
    """The supply by commune: include/aploc/supply.h, step by step, as a person would do it."""
    rows = practices_of(rows)
    doctors, locums, kept = {}, [], []
    for row in rows:
        if row["status"] == "locum":
            locums.append(row)
        else:
            doctors.setdefault(row["id"], []).append(row)
            kept.append(row)
    original = {id(row): row["acts"] for row in rows}
    if rules.get("locums") == "move":
        for locum in locums:
            theirs = doctors[locum["replaces"]]
            best = sorted(theirs, key=lambda r: (r["commune"] != locum["commune"],
                                                 r["rank"] != "main", -original[id(r)],
                                                 r["commune"]))[0]
            best["acts"] += locum["acts"]
            best["months"] = min(12, best["months"] + locum["months"])
    else:
        kept += locums
    limit = max_age if max_age is not None else rules.get("max_age")
    if limit:
        kept = [r for r in kept if year - int(r["birth_year"]) <= limit]

    def full(row):
        return (rules.get("first_year") == "full" and row["opened"] == year
                and row["status"] != "locum")

    for row in kept:
        if (rules.get("part_year") == "scaled" and row["status"] != "locum"
                and 0 < row["months"] < 12 and not full(row)):
            row["acts"] *= 12 / row["months"]
    if "floor" in rules:
        here = {id(r) for r in kept}
        for theirs in doctors.values():
            lack = rules["floor"] - sum(r["acts"] for r in theirs)
            main = [r for r in theirs if r["rank"] == "main"]
            if not main and rules.get("secondary") != "keep":
                main = sorted(theirs, key=lambda r: (-original[id(r)], r["commune"]))[:1]
            if (id(theirs[0]) not in here or lack <= 0 or not main or full(main[0])
                    or (rules.get("salaried") == "keep" and main[0]["status"] == "salaried")
                    or (rules.get("part_year") == "keep" and main[0]["months"] < 12)):
                continue
            main[0]["acts"] += lack
    supply = {}
    for row in kept:
        acts = row["acts"]
        if "cap" in rules and not full(row):
            acts = min(acts, rules["cap"])
        if "fte_steps" in rules:
            value = [fte for start, fte in rules["fte_steps"] if start <= acts][-1]
        else:
            value = acts / rules["fte"] if rules.get("unit") == "fte" else acts
        if full(row):
            value = rules["fte"] if rules.get("unit") == "acts" else 1
        supply[row["commune"]] = supply.get(row["commune"], 0) + value
    return supply


def rules_text(rules):
    """The rules as lines of a method file."""
    lines = []
    for key, value in rules.items():
        if key == "fte_steps":
            value = " ".join(f"{start}:{fte}" for start, fte in value)
        lines.append(f"{key} = {value}\n")
    return HEAD + "".join(lines)


def random_rules(draw):
    rules = {}
    for key, choices in (("floor", [3600, 2000]), ("cap", [6000, 4500]), ("max_age", [65, 55]),
                         ("part_year", ["as_is", "scaled", "keep"]), ("locums", ["keep", "move"]),
                         ("salaried", ["floor", "keep"]), ("secondary", ["floor", "keep"])):
        if draw.random() < 0.6:
            rules[key] = draw.choice(choices)
    way = draw.randrange(3)
    if way == 0:
        rules["unit"] = draw.choice(["acts", "fte"])
        rules["fte"] = 5400
    elif way == 1:
        rules["fte_steps"] = [(0, 0), (273, 0.2), (1028, 0.5), (2643, 0.7), (4252, 1)]
    if way < 2 and draw.random() < 0.6:
        rules["first_year"] = "full"
    return rules


def random_rows(draw, communes):
    """The demo's doctors with opening years, main practices that are missing, odd months."""
    rows = [dict(r, opened="") for r in rows_of(DEMO + "/practitioners.csv")
            if r["profession"] == "gp"]
    for row in rows:
        if draw.random() < 0.2:
            row["opened"] = draw.choice(["2023", "2019"])
        if draw.random() < 0.2:
            row["months"] = draw.choice(["0", "3", "7.5"])
        if draw.random() < 0.1 and row["status"] != "locum":
            row["rank"] = "secondary"
        if draw.random() < 0.05:
            row["commune"] = draw.choice(communes)
    draw.shuffle(rows)
    return rows


def table_text(rows):
    return "".join(",".join(line) + "\n"
                   for line in [list(rows[0])] + [list(row.values()) for row in rows])


def rules_written_apart():
    draw = random.Random(11)
    communes = [row["code"] for row in rows_of(DEMO + "/communes.csv")]
    with tempfile.TemporaryDirectory() as folder:
        for trial in range(40):
            rules, rows = random_rules(draw), random_rows(draw, communes)
            write(folder, "m.ini", rules_text(rules))
            write(folder, "p.csv", table_text(rows))
            done = run(CALL + ["--practitioners", "p.csv", "--year", "2023", "--method", "./m.ini",
                               "--output", "out.csv"], folder)
            wanted = expected_supply(rows, rules, 2023)
            wrong = [row["code"] for row in rows_of(os.path.join(folder, "out.csv"))
                     if abs(float(row["supply"]) - wanted.get(row["code"], 0)) > 1e-8
                     ] if done.returncode == 0 else done.stderr
            tap.check(not wrong, f"random practitioners, random rules {trial}", (rules, wrong))


def the_demo():
    """The method of 2015 on the demo, at each age limit; what the summary says of it."""
    rules = {"floor": 3600, "cap": 6000, "max_age": 65, "fte": 5400, "unit": "acts",
             "salaried": "keep", "secondary": "keep", "locums": "move"}
    rows = [r for r in rows_of(DEMO + "/practitioners.csv") if r["profession"] == "gp"]
    with tempfile.TemporaryDirectory() as folder:
        totals = []
        for word, limit in ((None, 65), ("none", 1000), ("65", 65), ("62", 62), ("60", 60)):
            done = run(CALL + MADE_OF + ["--method", "mg-2015", "--output", "out.csv"]
                       + (["--max-age", word] if word else []), folder)
            wanted = expected_supply(rows, rules, 2023, limit)
            out = rows_of(os.path.join(folder, "out.csv"))
            tap.check(all(abs(float(r["supply"]) - wanted.get(r["code"], 0)) < 1e-9 for r in out),
                      f"mg-2015 on the demo, --max-age {word}", done.stderr)
            totals.append(sum(float(r["supply"]) for r in out))
            said = {key: value.replace(" ", "") for key, value in
                    re.findall(r"^(\w[\w ]*?)  +.*?([\d ]+) acts", done.stderr, re.M)}
            left = (int(said["practitioners"]) - int(said.get("excluded", 0))
                    + int(said["floored"]) - int(said["capped"]))
            tap.check(abs(left - int(said["counted"])) <= 4 and
                      abs(int(said["counted"]) - totals[-1]) <= 1,
                      "its summary adds up, but for rounding", done.stderr)
            tap.equal("excluded" in said, word != "none", "and tells of an age limit if there is one")
        tap.check(totals[0] == totals[2] and totals[1] > totals[2] > totals[3] > totals[4],
                  "all ages, 65, 62 and 60 and under", totals)
        done = run(CALL + MADE_OF + ["--method", "mg-2010", "--output", "out.csv"], folder)
        tap.check("warning: no column 'opened'" in done.stderr
                  and re.search(r"^equivalents +[\d.]+ FTE$", done.stderr, re.M),
                  "steps of equivalents, and a warning when nothing tells what opened", done.stderr)
        done = run(CALL + MADE_OF + ["--method", "mg-2015", "--output", "out.csv", "--quiet"],
                   folder)
        tap.equal((done.stdout, done.stderr), ("", ""), "--quiet is quiet")
        done = run(CALL + MADE_OF + ["--method", "mg-2015", "--output", "out.csv", "--verbose"],
                   folder)
        tap.check("practice:birth_year=birth_year" in done.stderr, "--verbose names the columns",
                  done.stderr)
        done = run(["check"] + CALL[1:] + MADE_OF + ["--method", "mg-2015"], folder)
        tap.check(done.returncode == 0 and "\ncapped " in done.stderr
                  and "rows of practitioners with an unknown code" in done.stdout,
                  "check makes the supply of practitioners too", done.stderr)


def a_french_table():
    """Semicolons, accents, an unknown commune left out, columns by --column, sites."""
    with tempfile.TemporaryDirectory() as folder:
        write(folder, "c.csv", "code,population\n01001,1000\n01002,500\n")
        write(folder, "t.csv", "from,to,minutes\n01002,01001,12.5\n")
        write(folder, "p.csv", "numéro;commune;année_naissance;actes;mois;rang;statut;remplace;zz\n"
                               "1;01001;1970;2 000,5;12;Principal;Libéral;;7\n"
                               "1;99999;1970;1000;12;secondaire;Salarié;;8\n"
                               "2;01001;1999;99,5;1;;Remplaçante;1;9\n")
        base = ["--communes", "c.csv", "--times", "t.csv", "--method", "mg-2015",
                "--practitioners", "p.csv", "--year", "2023"]
        out = ["--output", "out.csv"]
        done = run(["compute"] + base + out + ["--unknown", "skip"], folder)
        tap.equal([r["supply"] for r in rows_of(os.path.join(folder, "out.csv"))], ["2600", "0"],
                  "a practice left out still counts for the floor of its doctor")
        tap.check("warning: 1 row of p.csv left out, for 1 unknown code" in done.stderr
                  and "\nno place         1 practices, 1 000 acts left out\n" in done.stderr,
                  "and is said to be left out", done.stderr)
        done = run(["check"] + base, folder)
        tap.check(done.returncode == 1 and "             1  rows of practitioners with an unknown "
                  "code\n" in done.stdout, "check counts what compute refuses", done.stdout)
        done = run(["compute"] + base + out + ["--unknown", "skip", "--column", "practice:acts=zz",
                                               "--supply-scale", "2"], folder)
        tap.equal([r["supply"] for r in rows_of(os.path.join(folder, "out.csv"))],
                  [str(2 * (3600 - 8)), "0"], "a column by its role, and a scale", )
        write(folder, "s.csv", "code\nS1\n")
        write(folder, "t.csv", "from,to,minutes\n01001,S1,3\n01002,S1,11\n")
        write(folder, "p.csv", "id,commune,acts,age\n1,S1,4000,40\n")
        done = run(["compute"] + base + out + ["--sites", "s.csv"], folder)
        rows = rows_of(os.path.join(folder, "out.csv"))
        tap.check(abs(float(rows[0]["apl"]) * 1000 + float(rows[1]["apl"]) * 500 - 4000) < 1e-9,
                  "practices in sites of their own", done.stderr)
        before = open(os.path.join(folder, "p.csv"), "rb").read()
        done = run(["compute"] + base + ["--sites", "s.csv", "--output", "p.csv"], folder)
        tap.check(done.returncode == 2 and open(os.path.join(folder, "p.csv"), "rb").read()
                  == before, "practitioners are not replaced by the output", done.stderr)


def wrong_calls():
    base = CALL + ["--method", "mg-2015", "--output", "x"]
    for more, says in (
            (["--practitioners", "p.csv", "--supply", "s.csv"],
             "found --supply and --practitioners, expected one or the other"),
            (["--profession", "gp"], "found --profession without --practitioners, expected both"),
            (["--year", "2023"], "found --year without --practitioners, expected both"),
            (["--max-age", "none"], "found --max-age without --practitioners, expected both"),
            (["--practitioners", "p.csv", "--year", "23"],
             "found --year '23', expected a whole number from 1900 to 2100"),
            (["--practitioners", "p.csv", "--max-age", "0"],
             "found --max-age '0'" + AGES),
            (["--practitioners", "p.csv", "--max-age", "old"], "found --max-age 'old'" + AGES),
            (["--practitioners", "p.csv", "--max-age", "65,62,65"],
             "found --max-age '65,62,65'" + AGES),
            (["--practitioners", "p.csv", "--max-age", "65,"], "found --max-age '65,'" + AGES),
            (["--practitioners", "p.csv", "--max-age", "65,62"],
             "found 2 ages in --max-age, expected one, or --layout drees"),
            (["--layout", "book"], "found --layout 'book', expected 'full' or 'drees', or of "
                                   "scenarios 'wide' or 'long'")):
        with tempfile.TemporaryDirectory() as folder:
            done = run(base + more, folder)
            tap.check(done.returncode == 2 and done.stderr.splitlines()[0].endswith(says)
                      and not os.listdir(folder), f"wrong call: {says}", done.stderr)


for part in (rules_written_apart, the_demo, a_french_table, wrong_calls):
    part()

def check_workbook(folder):
    """The layout of the workbook: each column is the run of its age limit, to three decimals."""
    book = os.path.join(folder, "book.csv")
    for asked, limits in (([], ["none", "65", "62", "60"]), (["--max-age", "70,62.5"], ["70", "62.5"])):
        done = run(CALL + MADE_OF + ["--method", "mg-2015", "--layout", "drees", "--output", book] + asked)
        tap.equal(done.returncode, 0, f"a workbook of the ages {' '.join(limits)}")
        rows = rows_of(book)
        columns = ["apl_" + limit.replace("none", "all") for limit in limits]
        tap.equal(list(rows[0]), ["code", "commune", *columns, "standardised_2023", "population_2023"],
                  "its columns")
        for limit, column in zip(limits, columns):
            one = os.path.join(folder, "one.csv")
            run(CALL + MADE_OF + ["--method", "mg-2015", "--max-age", limit, "--output", one])
            full = rows_of(one)
            tap.equal([(row["code"], row["commune"], row[column], row["standardised_2023"],
                        row["population_2023"]) for row in rows],
                      [(row["code"], row["name"], f"{float(row['apl']):.3f}",
                        f"{float(row['standardised']):.3f}", row["population"]) for row in full],
                      f"its column {column} is the run of that age")
    done = run(CALL + ["--method", "mg-2015", "--layout", "drees", "--output", book])
    run(CALL + ["--method", "mg-2015", "--output", one])
    tap.equal(([row["apl"] for row in rows_of(book)], list(rows_of(book)[0])),
              ([f"{float(row['apl']):.3f}" for row in rows_of(one)],
               ["code", "commune", "apl", "standardised", "population"]),
              "without practitioners a workbook has one APL")
    tap.check("weighted mean    3.560" in done.stderr, "the summary is that of a usual run", done.stderr)


with tempfile.TemporaryDirectory() as folder:
    check_workbook(folder)

tap.done()
