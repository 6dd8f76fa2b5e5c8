# SPDX-License-Identifier: GPL-3.0-or-later
"""aploc zone: its classes and tables against a computation of their own in exact fractions, quarters
and decisions, what it prints, and what it refuses."""

import csv
import io
import os
import random
import tempfile
from fractions import Fraction

from tap import SHARED, SOURCE, Tap, other_than, rows_of, run

tap = Tap()
DEMO = os.path.join(SOURCE, "data", "demo")
COMMUNES = os.path.join(DEMO, "communes.csv")
CLASSES = ["very under-endowed", "under-endowed", "intermediate", "very endowed", "over-endowed"]
SHARES = {"nurses-2020": ["5.3", "9.4", "36.6", "20.4"],
          "physiotherapists-2018": ["6.8", "6.0", "65.1", "9.8"],
          "speech-therapists-2018": ["12.8", "9", "55.7", "10.1"]}


def zone(folder, *options, rules="doctors-2025", mesh="tvs", communes=COMMUNES):
    """Run it; the finished process, the rows of the list, the rows of the table."""
    zoning, table = os.path.join(folder, "zoning.csv"), os.path.join(folder, "table.csv")
    for path in (zoning, table):
        if os.path.exists(path):
            os.remove(path)
    done = run(["zone", *other_than(
        ["--rules", rules, "--communes", communes, "--apl", os.path.join(folder, "apl.csv"), "--mesh",
         mesh, "--region", "region", "--department", "department", "--output", zoning, "--table", table],
        options)])
    if done.returncode:
        return done, [], []
    return done, *(rows_of(path) if os.path.exists(path) else [] for path in (zoning, table))


def means(communes, apl, mesh, weight):
    """The mean of each unit, in fractions."""
    units = {}
    for row in communes:
        units.setdefault(row[mesh], []).append((Fraction(row[weight]), apl[row["code"]]))
    return {unit: sum(w * a for w, a in pairs) / sum(w for w, _ in pairs)
            for unit, pairs in units.items()}


def cut(order, people, cuts, straddle):
    """The class of each unit in order, cut at numbers of people."""
    found, taken = {}, Fraction(0)
    for unit in order:
        upto = taken + people[unit]
        k = 0
        for bound in cuts:
            inside = {"lower": upto <= bound or taken < bound, "upper": upto <= bound,
                      "nearest": upto <= bound or (taken < bound and upto - bound <= bound - taken)}
            if inside[straddle]:
                break
            k += 1
        found[unit] = k
        taken = upto
    return found


def fill(order, people, ceilings):
    """The class of each unit in order, under ceilings; the first that does not fit closes one."""
    found, k, used = {}, 0, 0
    for unit in order:
        while k < len(ceilings) and used + people[unit] > ceilings[k]:
            k, used = k + 1, 0
        used += people[unit]
        found[unit] = k
    return found


def compare_list(name, rows, expected, apl):
    """The list against classes and means by unit (or unit and region)."""
    wrong = [row for row in rows if row["class"] != expected(row) or
             abs(Fraction(row["apl"]) - apl[row["unit"]]) > Fraction(1, 10**12)]
    tap.check(len(rows) == 300 and not wrong, name, wrong[:3])


def compare_table(name, table, communes, rows, classes):
    """Every number of the table from the list and the communes."""
    of = {row["code"]: row["class"] for row in rows}
    wrong = []
    for line in table:
        column = {"department": "department", "region": "region", "all": None}[line["level"]]
        here = [row for row in communes if column is None or row[column] == line["area"]]
        whole = sum(int(row["population"]) for row in here)
        for class_ in classes:
            people = sum(int(row["population"]) for row in here if of[row["code"]] == class_)
            share = Fraction(people * 1000, whole)
            rounded = Fraction(int(share + Fraction(1, 2)), 10)
            if (int(line[class_]), Fraction(line[class_ + " %"]), int(line["people"])) != \
                    (people, rounded, whole):
                wrong.append((line, class_, people, rounded))
    tap.check(not wrong and [line["level"] for line in table] ==
              ["department"] * 2 + ["region"] * 2 + ["all"], name, wrong[:3])


def thresholds(folder, communes, apl):
    unit_apl = means(communes, apl, "tvs", "population")
    done, rows, table = zone(folder)
    names = ["ZIP", "ZAC", "HZ"]

    def expected(row):
        a = unit_apl[row["unit"]]
        return names[0 if a <= Fraction("2.71") else 1 if a <= Fraction("3.98") else 2]

    compare_list("thresholds of 2025", rows, expected, unit_apl)
    tap.check({row["class"] for row in rows} == set(names), "every class has communes")
    compare_table("the table of départements and classes", table, communes, rows, names)
    tap.check("units     23 of column tvs\n" in done.stderr, "the summary counts units", done.stderr)
    done, _, _ = zone(folder, "--quiet")
    tap.equal((done.stdout, done.stderr), ("", ""), "--quiet says nothing")


def shares(folder, communes, apl):
    for rules, percent in SHARES.items():
        weight = "standardised" if rules == "nurses-2020" else "population"
        unit_apl = means(communes, apl, "epci", weight)
        people = {}
        for row in communes:
            people[row["epci"]] = people.get(row["epci"], 0) + int(row["population"])
        whole = sum(people.values())
        cuts = [whole * sum(map(Fraction, percent[:k + 1])) / 100 for k in range(4)]
        order = sorted(people, key=lambda unit: (unit_apl[unit], unit))
        for straddle in ("lower", "upper", "nearest"):
            found = cut(order, people, cuts, straddle)
            _, rows, _ = zone(folder, "--straddle", straddle, rules=rules, mesh="epci")
            compare_list(f"{rules}, {straddle}", rows, lambda row: CLASSES[found[row["unit"]]],
                         unit_apl)
        _, rows, _ = zone(folder, rules=rules, mesh="epci")
        found = cut(order, people, cuts, "lower")
        compare_list(f"{rules} as it says: lower", rows, lambda row: CLASSES[found[row["unit"]]],
                     unit_apl)


def ceilings(folder, communes, apl):
    """Two regions, own people: a unit over both has a class in each."""
    text = open(os.path.join(SOURCE, "data", "zonings", "doctors-2025.ini"), encoding="utf-8").read()
    path = os.path.join(folder, "rules.ini")
    limits = {"R01": ("23.4", "31.7"), "R02": ("30", "25.5")}
    with open(path, "w", encoding="utf-8") as file:
        file.write(text + "".join(f"[region {region}]\nZIP = {zip_} %\nZAC = {zac} %\n"
                                  for region, (zip_, zac) in limits.items()))
    unit_apl = means(communes, apl, "tvs", "population")
    region_of = {row["code"]: row["region"] for row in communes}
    found = {}
    for region, percent in limits.items():
        people = {}
        for row in communes:
            if row["region"] == region:
                people[row["tvs"]] = people.get(row["tvs"], 0) + int(row["population"])
        whole = sum(people.values())
        bounds = [int(whole * Fraction(p) / 100 + Fraction(1, 2)) for p in percent]
        order = sorted(people, key=lambda unit: (unit_apl[unit], unit))
        for unit, k in fill(order, people, bounds).items():
            found[unit, region] = ["ZIP", "ZAC", "HZ"][k]
    done, rows, table = zone(folder, "--assign", "ceilings", rules=path)
    compare_list("under ceilings, own people", rows,
                 lambda row: found[row["unit"], region_of[row["code"]]], unit_apl)
    compare_table("and their table", table, communes, rows, ["ZIP", "ZAC", "HZ"])
    split = [unit for unit, region in found
             if len({found.get((unit, r)) for r in limits} - {None}) == 2]
    tap.check(split, "a unit over two regions has two classes")
    tap.check("units     23 of column tvs, 27 with their parts by region\n" in done.stderr,
              "the summary counts parts", done.stderr)
    tap.check("\nR02     ZIP   30 647   31 398     751\n" in done.stderr, "and shows ceilings",
              done.stderr)
    _, rows, _ = zone(folder, "--assign", "ceilings", "--regions", "majority", rules=path)
    by_unit = {}
    for row in rows:
        by_unit.setdefault(row["unit"], set()).add(row["class"])
    tap.check(all(len(classes) == 1 for classes in by_unit.values()), "a majority has it whole")


def quarters(folder, communes):
    largest = max(communes, key=lambda row: int(row["population"]))
    path, decided = os.path.join(folder, "qpv.csv"), os.path.join(folder, "decisions.csv")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"code,commune,people,apl,class\nQ1,{largest['code']},5000,,ZIP\n"
                   f"Q2,{largest['code']},1200,3.5,\n")
    _, rows, table = zone(folder, "--qpv", path)
    by_code = {row["code"]: row for row in rows}
    tap.equal(len(rows), 302, "quarters have rows of their own")
    tap.equal([(by_code[q]["unit"], by_code[q]["class"], by_code[q]["people"], by_code[q]["name"])
               for q in ("Q1", "Q2")],
              [("Q1", "ZIP", "5000", f"QPV in {largest['code']}"),
               ("Q2", "ZAC", "1200", f"QPV in {largest['code']}")], "with class and people")
    tap.equal(int(by_code[largest["code"]]["people"]), int(largest["population"]) - 6200,
              "which their commune lacks")
    tap.equal(sum(int(row["people"]) for row in rows),
              sum(int(row["population"]) for row in communes), "people are kept")
    tap.equal(int(table[-1]["ZIP"]), sum(int(row["people"]) for row in rows
                                         if row["class"] == "ZIP"), "and counted once")
    unit = largest["tvs"]
    with open(decided, "w", encoding="utf-8") as file:
        file.write(f"code;class\n{unit};ZAC\n")
    _, rows, _ = zone(folder, "--decisions", decided)
    tap.equal({(row["class"], row["reason"]) for row in rows if row["unit"] == unit},
              {("ZAC", "by decision")}, "a decision gives its class")
    _, rows, _ = zone(folder, "--assign", "list", "--decisions", decided)
    tap.equal({row["class"] for row in rows if row["unit"] != unit}, {"HZ"}, "a list")


def forms(folder):
    """Order of rows, Markdown, standard output, dialects, the women of a column."""
    _, rows, _ = zone(folder, rules="nurses-2020")
    shuffled = os.path.join(folder, "shuffled.csv")
    with open(COMMUNES, encoding="utf-8") as file:
        lines = file.read().splitlines()
    body = lines[1:]
    random.Random(4).shuffle(body)
    with open(shuffled, "w", encoding="utf-8") as file:
        file.write("\n".join([lines[0], *body]) + "\n")
    _, others, _ = zone(folder, rules="nurses-2020", communes=shuffled)
    by_code = {row["code"]: (row["class"], row["reason"]) for row in rows}
    tap.check(len(others) == 300 and all(by_code[row["code"]] == (row["class"], row["reason"])
                                         for row in others), "classes do not depend on the order")
    markdown = os.path.join(folder, "table.md")
    zone(folder, "--table", markdown)
    with open(markdown, encoding="utf-8") as file:
        text = file.read().splitlines()
    tap.check(text[0].startswith("| area ") and text[0].endswith(" HZ % |") and
              text[1].startswith("|---") and len({len(line) for line in text}) == 1 and
              text[-1].startswith("| all ") and len(text) == 7, "a table in Markdown", text)
    done, _, _ = zone(folder, "--output", "-", "--quiet")
    tap.equal(next(csv.reader(io.StringIO(done.stdout))),
              ["code", "name", "unit", "apl", "class", "people", "reason"], "to standard output")
    done, _, _ = zone(folder, rules="midwives-2019")
    tap.check(done.returncode == 1 and done.stderr.endswith(
        ": found no column 'women', which the rules need (people), expected one\n"),
              "midwives' shares are of women", done.stderr)
    done, rows, _ = zone(folder, "--people", "standardised", rules="midwives-2019")
    tap.check(done.returncode == 0 and len(rows) == 300, "of another column when so said",
              done.stderr)


def runs(folder):
    """A run file in the place of a table."""
    path = os.path.join(folder, "run.h5")
    done = run(["compute", "--communes", COMMUNES, "--times", os.path.join(DEMO, "times.csv"),
                "--method", "mg-2015", "--quiet", "--run", path])
    if "without HDF5" in done.stderr or done.returncode == 2:
        tap.skip("a run file", "built without HDF5")
        return
    _, rows, _ = zone(folder)
    out = os.path.join(folder, "of-run.csv")
    call = ["zone", "--rules", "doctors-2025", "--communes", COMMUNES, "--mesh", "tvs",
            "--output", out, "--quiet", "--run"]
    done = run([*call, path])
    tap.equal((done.returncode, done.stderr), (0, ""), "a run file")
    tap.check(len(rows) == 300 and rows_of(out) == rows, "and the same list")
    done = run([*call, path, "--cell", "none"])
    tap.equal((done.returncode, done.stderr),
              (2, f"aploc: {path}: found no cell 'none', expected one of its 1\n"),
              "a cell that is not there")
    done = run([*call, COMMUNES])
    tap.check(done.returncode == 1 and "communes.csv" in done.stderr, "a file that is no run",
              done.stderr)


def isere(folder):
    """The 512 communes of Isère by the thresholds of 2025, and by shares, on real values."""
    path = os.path.join(SHARED, "isere", "communes.csv")
    if not os.path.exists(path):
        tap.skip("Isère", "its communes are not here")
        return
    out, table = os.path.join(folder, "isere.csv"), os.path.join(folder, "isere-table.csv")
    communes = rows_of(path)
    people = {row["code"]: Fraction(row["pop_rp2016"]) for row in communes}
    units = {}
    for row in communes:
        units.setdefault(row["bvcv_proxy"], []).append(row)
    unit_apl = {unit: sum(people[row["code"]] * Fraction(row["apl_mg2018_65"]) for row in rows) /
                sum(people[row["code"]] for row in rows) for unit, rows in units.items()}
    unit_people = {unit: sum(people[row["code"]] for row in rows) for unit, rows in units.items()}
    call = ["zone", "--communes", path, "--column", "population=pop_rp2016", "--column",
            "standardised=popstd_mg_2016", "--apl", path, "--column", "apl:apl=apl_mg2018_65",
            "--mesh", "bvcv_proxy", "--region", "reg", "--department", "dep", "--output", out,
            "--table", table]
    done = run([*call, "--rules", "doctors-2025"])
    names = ["ZIP", "ZAC", "HZ"]
    wrong = [row for row in rows_of(out) if row["class"] != names[
        (unit_apl[row["unit"]] > Fraction("2.71")) + (unit_apl[row["unit"]] > Fraction("3.98"))]]
    tap.check(done.returncode == 0 and len(rows_of(out)) == 512 and not wrong, "Isère by thresholds",
              wrong[:3])
    whole = sum(people.values())
    for name, line in ((n, rows_of(table)[0]) for n in names):
        class_people = sum(people[row["code"]] for row in rows_of(out) if row["class"] == name)
        tap.equal((Fraction(line[name]), line[name + " %"]),
                  (class_people, f"{float(class_people / whole * 100):.1f}".removesuffix(".0")),
                  f"its people in {name}")
    run([*call, "--rules", "physiotherapists-2018"])
    cuts = [whole * sum(map(Fraction, SHARES["physiotherapists-2018"][:k + 1])) / 100
            for k in range(4)]
    found = cut(sorted(units, key=lambda unit: (unit_apl[unit], unit)), unit_people, cuts, "lower")
    wrong = [row for row in rows_of(out) if row["class"] != CLASSES[found[row["unit"]]]]
    tap.check(not wrong, "Isère by shares", wrong[:3])


def missing(folder):
    path = os.path.join(folder, "apl.csv")
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines(keepends=True)
    gone = lines[5].split(",")[0]
    with open(path, "w", encoding="utf-8") as file:
        file.write("".join(lines[:5] + lines[6:]))
    done, _, _ = zone(folder)
    tap.equal((done.returncode, done.stderr),
              (1, f"aploc: {path}: found no APL of commune '{gone}', expected a number (or "
                  "--missing skip)\n"),
              "a commune without an APL is refused")
    done, rows, _ = zone(folder, "--missing", "skip")
    tap.check(done.returncode == 0 and any(row["code"] == gone and row["class"] for row in rows),
              "or has the class of its unit")
    said = f"aploc: warning: {path}: no APL of 1 commune (the first: {gone}): left out of the means of their units"
    tap.check(done.stderr.splitlines()[:1] == [said], "which is said", done.stderr)


def calls(folder):
    for options, words in (([], "found no --rules, expected the name of rules, or a file"),
                           (["--assign", "luck"], "found --assign 'luck', expected "
                            "'thresholds', 'shares', 'ceilings', 'both' or 'list'"),
                           (["--table", "t.xls"], "found --table 't.xls', expected a name that "
                            "ends in .csv or .md, or -"),
                           (["here"], "found 'here', expected options only")):
        done = run(["zone", *options], folder)
        tap.check(done.returncode == 2 and words in done.stderr, " ".join(["zone", *options]),
                  done.stderr)


def without_quarters(folder, communes):
    """A region without quarters; quarters that stay in their units; zoning and audit of a list."""
    path = os.path.join(folder, "none.csv")
    with open(path, "w", encoding="utf-8") as file:
        file.write("code,commune,people\n")
    _, rows, _ = zone(folder)
    done, others, _ = zone(folder, "--qpv", path)
    tap.check(done.returncode == 0 and others == rows, "a header and no quarters", done.stderr)
    done = run(["audit", "--rules", "doctors-2025", "--communes", COMMUNES, "--apl",
                os.path.join(folder, "apl.csv"), "--mesh", "tvs", "--region", "region", "--zoning",
                os.path.join(folder, "zoning.csv")])
    tap.check("kept     threshold     27 units are where their APL leads\n" in done.stdout and
              "findings  0 broken, 0 within a margin, 3 unknown, 6 kept\n" in done.stderr,
              "an audit says what is kept", done.stdout + done.stderr)
    rules = os.path.join(folder, "lifted.ini")
    with open(rules, "w", encoding="utf-8") as file:
        file.write("[zoning]\nname = x\n[units]\nweight = population\n[assignment]\nby = thresholds\n"
                   "[class A]\nmax = 2\n[class B]\n[overlay q]\nclass = A\nquarters = yes\n")
    largest = max(communes, key=lambda row: int(row["population"]))
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"code,commune,people\nQ1,{largest['code']},100\nQ2,{largest['code']},100\n")
    done, rows, _ = zone(folder, "--qpv", path, rules=rules)
    tap.check(len(rows) == 302 and "units     23 of column tvs\n" in done.stderr,
              "quarters that stay are no parts", done.stderr)


def main():
    communes = rows_of(COMMUNES)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "apl.csv")
        done = run(["compute", "--communes", COMMUNES, "--times", os.path.join(DEMO, "times.csv"),
                    "--method", "mg-2015", "--output", path])
        tap.equal(done.returncode, 0, "compute")
        apl = {row["code"]: Fraction(row["apl"]) for row in rows_of(path)}
        thresholds(folder, communes, apl)
        shares(folder, communes, apl)
        ceilings(folder, communes, apl)
        quarters(folder, communes)
        forms(folder)
        calls(folder)
        without_quarters(folder, communes)
        runs(folder)
        isere(folder)
        missing(folder)
    tap.done()


main()
