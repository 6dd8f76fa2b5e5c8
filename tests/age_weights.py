# SPDX-License-Identifier: GPL-3.0-or-later
"""Demand by age through the command: every département of 2018 against a computation of its own in
exact decimals, tables of their own, and aploc weights with what it writes."""

import csv
import os
import re
import tempfile
from decimal import Decimal
from fractions import Fraction

from tap import SHARED, SOURCE, Tap, other_than, rows_of, run, write

tap = Tap()
DEMO = os.path.join(SOURCE, "data", "demo")
AGES = os.path.join(SHARED, "france", "department_ages.csv")
HEAD = "[method]\nname = mine\n[decay]\nsteps = 0:1 20:0\n"

# IRDES, Document de travail 70, table 2: copied from the paper, not from a method file.
OF_2009 = [Decimal(w) for w in
           "1.27 0.65 0.55 0.51 0.54 0.65 0.67 0.72 0.75 0.83 1.03 1.07 1.31 1.39 1.54 1.82 2.12 "
           "2.84 2.61".split()]
CLASSES = [f"{5 * k}-{5 * k + 4}" for k in range(18)] + ["90+"]


def table(folder, name, rows):
    """A CSV of lists."""
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def demand_of(folder, *options):
    """Standardised populations of compute, by code, as text; the finished process."""
    done = run(["compute", *other_than(["--communes", "places.csv", "--times", "times.csv", "--output",
                                        "out.csv"], options)], folder)
    rows = rows_of(os.path.join(folder, "out.csv")) if done.returncode == 0 else []
    return {row["code"]: row["standardised"] for row in rows}, done


def people_of_row(row):
    """A row of the departments in the 19 classes: 90-94 and 95+ together."""
    people = [Decimal(row[key]) for key in row if "ans" in key]
    return people[:18] + [people[18] + people[19]]


def the_departments():
    if not os.path.exists(AGES):
        tap.skip("the departments of 2018", "no shared data")
        return
    rows = [row for row in rows_of(AGES) if row["year"] == "2018"]
    by_sex = {sex: {row["dep"]: people_of_row(row) for row in rows if row["sex"] == sex}
              for sex in "TFH"}
    codes = list(by_sex["T"])
    with tempfile.TemporaryDirectory() as folder:
        table(folder, "places.csv", [["code", "supply"]] + [[code, 1] for code in codes])
        table(folder, "times.csv", [["from", "to", "minutes"], [codes[0], codes[1], 5]])
        asked = ["--ages", AGES, "--column", "ages:code=dep", "--keep", "year=2018"]
        found, done = demand_of(folder, *asked, "--method", "mg-2010")
        tap.check(done.returncode == 1 and "(class 19 is 90-94, expected 90+)" in done.stderr,
                  "classes that do not match are refused, and shown", done.stderr)
        refit = asked + ["--age-classes", "refit"]
        found, done = demand_of(folder, *refit, "--method", "mg-2010")
        tap.check("age classes      90-94 95+ into 90+\n" in done.stderr
                  and "warning" not in done.stderr, "the merge is told", done.stderr)
        expected = {code: sum(w * p for w, p in zip(OF_2009, people))
                    for code, people in by_sex["T"].items()}
        wrong = [f"{code}: found {found.get(code)}, expected {value}"
                 for code, value in expected.items()
                 if abs(Decimal(found.get(code, "0")) - value) > Decimal("1e-9") * value]
        tap.check(not wrong and len(found) == 101,
                  "the standardised population of each of 101 departments", "\n".join(wrong))
        total = sum(expected.values())
        print(f"# compared {len(expected)} departments: {sum(map(sum, by_sex['T'].values()))} "
              f"residents, {total} standardised; 01 Ain {expected['01']}, 75 Paris "
              f"{expected['75']}, 23 Creuse {expected['23']}; largest difference "
              f"{max(abs(Decimal(found[c]) - v) for c, v in expected.items()):.1e} people")
        # Women alone, with weights of women.
        weights = "".join(f"{c} = {w}\n" for c, w in zip(CLASSES, OF_2009))
        write(folder, "women.ini", HEAD + "[ages]\nsex = women\n" + weights)
        found, done = demand_of(folder, *refit, "--method", "./women.ini")
        tap.check(all(abs(Decimal(found.get(code, "0")) -
                          sum(w * p for w, p in zip(OF_2009, people))) < Decimal("1e-6")
                      for code, people in by_sex["F"].items()),
                  "the same of women", done.stderr)
        # By sex, men weighing half, normalised to the residents.
        both = "".join(f"women {c} = {w}\nmen {c} = {w / 2}\n" for c, w in zip(CLASSES, OF_2009))
        write(folder, "both.ini", HEAD + "[ages]\nnormalise = mean\n" + both)
        found, done = demand_of(folder, *refit, "--method", "./both.ini")
        plain = {code: sum(w * (f + h / 2) for w, f, h in
                           zip(OF_2009, by_sex["F"][code], by_sex["H"][code])) for code in codes}
        people = {code: sum(by_sex["F"][code]) + sum(by_sex["H"][code]) for code in codes}
        scale = Fraction(sum(people.values())) / Fraction(sum(plain.values()))
        tap.check(all(abs(float(found.get(code, 0)) - float(plain[code] * 1) * float(scale))
                      < 1e-9 * float(people[code]) for code in codes),
                  "by sex, and normalised to the residents", done.stderr)
        tap.check(f"normalised       weights times {float(scale):.6f}:" in done.stderr,
                  "the factor is told", done.stderr)
        # Split: young and old at 20 and 85, back into classes of five years.
        long = [["dep", "age_class", "population"]]
        for code in codes:
            p = by_sex["T"][code]
            long += [[code, "0-19", sum(p[:4])], [code, "20-84", sum(p[4:17])],
                     [code, "85 ans et plus", sum(p[17:])], [code, "Ensemble", sum(p)]]
        table(folder, "long.csv", long)
        found, done = demand_of(folder, "--ages", "long.csv", "--column", "ages:code=dep",
                                "--age-classes", "refit", "--oldest-age", "95", "--method",
                                "mg-2010")

        def spread(p):
            """Standardised people of three broad classes, evenly over their years."""
            young, between, old = sum(p[:4]), sum(p[4:17]), sum(p[17:])
            return (young / 4 * sum(OF_2009[:4]) + between / 13 * sum(OF_2009[4:17])
                    + old / 2 * sum(OF_2009[17:]))

        tap.check(all(abs(Decimal(found.get(code, "0")) - spread(by_sex["T"][code])) < Decimal("1e-6")
                      for code in codes), "a long table of broad classes, split", done.stderr)
        tap.check("in age classes that were split evenly over their years, open ones up to 94 years: "
                  "0-19 split into 0-4 5-9 10-14 15-19; 20-84 split into" in done.stderr,
                  "the split is a warning", done.stderr)


def missing_places():
    with tempfile.TemporaryDirectory() as folder:
        write(folder, "places.csv", "code,population,supply\n01,10,1\n02,20,1\n03,8,1\n04,1,1\n")
        write(folder, "times.csv", "from,to,minutes\n01,02,3\n")
        write(folder, "ages.csv", "code,0-19,20-64,65+\n01,0,0,10\n02,20,0,0\n99,1,1,1\n")
        write(folder, "m.ini", HEAD + "[ages]\n0-19 = 0.5\n20-64 = 1\n65+ = 2.25\n")
        call = ["--ages", "ages.csv", "--method", "./m.ini"]
        _, done = demand_of(folder, *call)
        tap.equal((done.returncode, done.stderr),
                  (1, "aploc: ages.csv:4: found the code '99' in column 'code', expected one of the "
                      "4 codes of places.csv (--unknown skip leaves such rows out)\n"),
                  "an unknown code is refused")
        _, done = demand_of(folder, *call, "--unknown", "skip")
        tap.equal((done.returncode, done.stderr),
                  (1, "aploc: ages.csv: found no residents by age for place '03' and 1 more, "
                      "expected a number\n"), "missing places are refused without being told")
        found, done = demand_of(folder, *call, "--unknown", "skip", "--missing", "fill")
        tap.equal(found, {"01": "22.5", "02": "10", "03": repr(8 * (32.5 / 30)),
                          "04": repr(32.5 / 30)}, "and filled in when told to")
        tap.check("2 communes have no residents by age; " in done.stderr
                  and "1 row of ages.csv left out, for 1 unknown code (the first: 99, line 4)"
                  in done.stderr, "both with a warning", done.stderr)
        _, done = demand_of(folder, *call, "--unknown", "skip", "--missing", "fill", "--output",
                            "ages.csv")
        tap.check(done.returncode == 2 and "to be an input too" in done.stderr,
                  "the table of ages is not written over", done.stderr)


def weights_of(text):
    """The weights of the section [ages] of a method file, by class."""
    section = re.search(r"^\[ages\]\n(.*?)(?=^\[|\Z)", text, re.M | re.S).group(1)
    return {key: float(value) for key, value in
            re.findall(r"^([0-9]+(?:-[0-9]+|\+)) = ([0-9.]+)", section, re.M)}


def recovery():
    with tempfile.TemporaryDirectory() as folder:
        communes = os.path.join(DEMO, "communes.csv")
        done = run(["weights", "--communes", communes, "--method", "mg-2015", "--output", "my.ini"],
                   folder)
        rows = re.findall(r"^([0-9]+(?:-[0-9]+|\+)) +([0-9.]+) +[0-9.e-]+$", done.stdout, re.M)
        tap.equal([(c, Decimal(w)) for c, w in rows], list(zip(CLASSES, OF_2009)),
                  "the weights of 2009 come out of the demo")
        text = open(os.path.join(folder, "my.ini"), encoding="utf-8").read()
        tap.equal(weights_of(text), dict(zip(CLASSES, map(float, OF_2009))),
                  "and stand in the method that is written")
        shown = run(["methods", "show", "mg-2015"]).stdout.split("\n\n", 1)[1]
        before = re.split(r"^\[ages\]\n", shown, flags=re.M)[0]
        after = shown[shown.index("\n[supply]"):]
        tap.check(text.startswith(before) and text.endswith(after),
                  "the rest of the method is as it was", text)
        # With the written method, on the age columns alone, the demand is the published one.
        with open(communes, encoding="utf-8") as file:
            kept = [{k: v for k, v in row.items() if k != "standardised"}
                    for row in csv.DictReader(file)]
        with open(os.path.join(folder, "places.csv"), "w", encoding="utf-8", newline="") as file:
            out = csv.DictWriter(file, kept[0])
            out.writeheader()
            out.writerows(kept)
        done = run(["compute", "--communes", "places.csv", "--times", DEMO + "/times.csv",
                    "--method", "./my.ini", "--output", "out.csv"], folder)
        given = {row["code"]: float(row["standardised"]) for row in rows_of(communes)}
        tap.check(done.returncode == 0 and
                  all(abs(float(row["standardised"]) - given[row["code"]]) < 0.01
                      for row in rows_of(os.path.join(folder, "out.csv"))),
                  "a run with it standardises as was published", done.stderr)
        # A class that nobody weighs: noise that would take it below 0.
        rows = [["code", "0-19", "20-64", "65+", "standardised"]]
        for k in range(60):
            a, b, c = 50 + 37 * k % 91, 60 + 53 * k % 89, 40 + 71 * k % 83
            rows.append([f"{k:02}", a, b, c, b + 2 * c - a // 20])
        table(folder, "zero.csv", rows)
        done = run(["weights", "--communes", "zero.csv", "--output", "-"], folder)
        tap.check("\n0-19 = 0 ; held at 0\n" in done.stdout
                  and "0-19      0.0000  held at 0\n" in done.stderr,
                  "a weight below 0 is held at 0, and said", done.stdout + done.stderr)
        tap.check(done.stdout.startswith("[ages]\n# Recovered from") and "[method]" not in
                  done.stdout, "without a method it is the section alone", done.stdout)


def solve(matrix, right):
    """Linear equations, in fractions."""
    rows = [row + [value] for row, value in zip(matrix, right)]
    for k in range(len(rows)):
        rows[k:] = sorted(rows[k:], key=lambda row: row[k] == 0)
        for i, row in enumerate(rows):
            if i != k and row[k]:
                share = row[k] / rows[k][k]
                rows[i] = [a - share * b for a, b in zip(row, rows[k])]
    return [row[-1] / row[k] for k, row in enumerate(rows)]


def published():
    """Real ones: DREES's standardised populations of 2016, added up by departement, on INSEE's ages
    of 2016. Departements with communes that have none (the largest cities) are left out."""
    name = os.path.join(SHARED, "france", "communes.csv")
    if not (os.path.exists(AGES) and os.path.exists(name)):
        tap.skip("the weights behind the published populations", "no shared data")
        return
    given, gaps = {}, set()
    for row in rows_of(name):
        if row["popstd_mg_2016"]:
            given[row["dep"]] = given.get(row["dep"], 0) + Decimal(row["popstd_mg_2016"])
        else:
            gaps.add(row["dep"])
    ages = {row["dep"]: [Fraction(row[key]) for key in row if "ans" in key] for row in rows_of(AGES)
            if row["year"] == "2016" and row["sex"] == "T"}
    codes = sorted(set(given) - gaps)
    with tempfile.TemporaryDirectory() as folder:
        table(folder, "d.csv", [["code", "standardised"]] + [[c, given[c]] for c in codes])
        done = run(["weights", "--communes", "d.csv", "--ages", AGES, "--column", "ages:code=dep",
                    "--keep", "year=2016", "--keep", "sex=T", "--unknown", "skip", "--output", "-"],
                   folder)
    n = range(20)
    expected = solve([[sum(ages[c][a] * ages[c][b] / sum(ages[c]) for c in codes) for b in n]
                      for a in n],
                     [sum(ages[c][a] * Fraction(given[c]) / sum(ages[c]) for c in codes)
                      for a in n])
    found = list(weights_of(done.stdout).values())
    tap.check(len(found) == 20 and min(expected) > 0 and
              all(abs(f - float(e)) < 2e-6 for f, e in zip(found, expected)),
              f"the weights behind the published populations of {len(codes)} departements",
              done.stderr)
    explained = float(re.search(r"explained +([0-9.]+)", done.stderr).group(1))
    tap.check(explained > 99.98, f"which age explains to {explained} %", done.stderr)
    print("# " + " ".join(f"{float(e):.2f}" for e in expected))


def consumption():
    with tempfile.TemporaryDirectory() as folder:
        rows = [("0-19", 300, 100), ("20-64", 500, 100), ("65+", 600, 50)]
        table(folder, "c.csv", [["age_class", "consumption", "population"], *rows])
        write(folder, "m.ini", HEAD + "[ages]\n# of old\nnormalise = mean\n0+ = 1\n\n# kept\n"
                                      "[family]\nvariant = 2sfca\n")
        done = run(["weights", "--consumption", "c.csv", "--method", "./m.ini", "--output", "-",
                    "--quiet"], folder)
        mean = Fraction(1400, 250)
        expected = {name: round(float(Fraction(c, p) / mean), 6) for name, c, p in rows}
        tap.equal(weights_of(done.stdout), expected, "consumption a head over that of all")
        tap.check("normalise = mean\n0-19 =" in done.stdout and "of old" not in done.stdout
                  and done.stdout.endswith("\n\n# kept\n[family]\nvariant = 2sfca\n")
                  and done.stderr == "", "what is not the old weights stays", done.stdout)
        done = run(["weights", "--consumption", "c.csv"], folder)
        tap.equal(done.stdout, "class     weight\n0-19      0.5357\n20-64     0.8929\n"
                               "65+       2.1429\n", "as a table")


def wrong_calls():
    """Each with what is said of it."""
    compute = ["compute", "--communes", "c", "--times", "t", "--method", "m", "--output", "o"]
    for call, said in [
            (["weights"], "found neither, expected --communes or --consumption"),
            (["weights", "--communes", "c", "--consumption", "d"],
             "found both, expected --communes or --consumption"),
            (["weights", "--consumption", "c", "--ages", "a"],
             "found --ages with --consumption, expected it with --communes"),
            (["weights", "--consumption", "c", "--sex", "women"],
             "found --sex with --consumption, expected it with --communes"),
            (["weights", "--communes", "c", "--method", "m"],
             "found --method without --output, expected both"),
            (["weights", "--communes", "c", "--sex", "girls"],
             "found --sex 'girls', expected 'both', 'women' or 'men'"),
            (["weights", "--communes", "c", "--rows", "all"],
             "found --rows 'all', expected 'people' or 'alike'"),
            (["weights", "--communes", "c", "--column", "ages:code=x"],
             "found --column ages:code without --ages, expected both"),
            (["weights", "c"], "found 'c', expected options only"),
            (compute + ["--keep", "a=b"], "found --keep without --ages, expected both"),
            (compute + ["--ages", "a", "--keep", "b"],
             "found --keep 'b', expected COLUMN=VALUE"),
            (compute + ["--age-classes", "merge"],
             "found --age-classes 'merge', expected 'match' or 'refit'"),
            (compute + ["--oldest-age", "95"],
             "found --oldest-age without --age-classes refit, expected both"),
            (compute + ["--age-classes", "refit", "--oldest-age", "1"],
             "found --oldest-age '1', expected a whole number from 2 to 150"),
            (compute + ["--column", "ages:code=x"],
             "found --column ages:code without --ages, expected both"),
            (compute + ["--column", "sex=x"], "found --column sex without --ages, expected both"),
    ]:
        done = run(call)
        tap.equal((done.returncode, done.stderr.split("\n")[0]),
                  (2, f"aploc {call[0]}: {said}"), " ".join(call[:1] + call[-3:]))


def main():
    wrong_calls()
    the_departments()
    missing_places()
    recovery()
    published()
    consumption()
    tap.done()


if __name__ == "__main__":
    main()
