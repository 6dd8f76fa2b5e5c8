# SPDX-License-Identifier: GPL-3.0-or-later
"""aploc audit: the table of Centre-Val de Loire, the lists of aploc zone, planted breaches, what it
writes and refuses. What is expected is computed here."""

import csv
import os
import tempfile
from fractions import Fraction

from tap import SHARED, SOURCE, Tap, rows_of, run

tap = Tap()
DEMO = os.path.join(SOURCE, "data", "demo")
COMMUNES = os.path.join(DEMO, "communes.csv")
# People by class in the guide of Centre-Val de Loire, 2025.
GUIDE = {"18": (287559, 17312, 0), "28": (394610, 42313, 0), "36": (195965, 16696, 0),
         "37": (58602, 361379, 190424), "41": (279282, 33147, 0), "45": (618744, 77270, 0)}
NAMES = ("ZIP", "ZAC", "HZ")


def write(path, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def tenth(part, whole):
    """A share as it is printed: per cent to one decimal, halves up."""
    return Fraction(int(Fraction(part * 1000, whole) + Fraction(1, 2)), 10)


def guide(folder):
    rows = [(d + name, n, "T" + d + name, "24", d) for d, people in GUIDE.items()
            for name, n in zip(NAMES, people) if n]
    write(os.path.join(folder, "c.csv"), ["code", "population", "unit", "region", "department"], rows)
    write(os.path.join(folder, "z.csv"), ["code", "class"], [(row[0], row[0][2:]) for row in rows])
    call = ["audit", "--communes", "c.csv", "--zoning", "z.csv", "--mesh", "unit", "--region", "region",
            "--department", "department", "--output", "a.csv", "--table", "t.csv", "--quiet"]
    done = run(call + ["--rules", "doctors-2025"], folder)
    tap.equal(done.returncode, 1, "Centre-Val de Loire: a rule is broken")
    tap.equal([line for line in done.stdout.splitlines() if not line.startswith("unknown")],
              ["broken   ceiling       region 24: ZAC holds 548117 people, 3 past its ceiling of 548114; "
               "the rules state no margin for it (with the classes before it 2382879, under ceilings of "
               "2382879 together)",
               "kept     ceiling       region 24: ZIP holds 1834762 people, 3 under its ceiling of "
               "1834765", "kept     code          13 rows are of communes or quarters",
               "kept     repeated      13 rows, no code twice",
               "kept     class         13 rows have a class of the rules",
               "kept     missing       13 communes have a row",
               "kept     substitution  13 units have all their communes in one class"], "3 to spare, 3 past; no margin is stated for ZAC")
    table = rows_of(os.path.join(folder, "t.csv"))
    wrong = []
    for line in table:
        people = GUIDE[line["area"]] if line["level"] == "department" else \
            [sum(column) for column in zip(*GUIDE.values())]
        for name, n in zip(NAMES, people):
            if (int(line[name]), Fraction(line[name + " %"])) != (n, tenth(n, sum(people))):
                wrong.append((line, name))
    tap.check(not wrong and len(table) == 8, "every share of the guide", wrong)
    tap.equal([table[6][name + " %"] for name in NAMES], ["71.3", "21.3", "7.4"], "of the region")
    found = [row for row in rows_of(os.path.join(folder, "a.csv")) if row["limit"]]
    tap.equal([(row["verdict"], row["class"], row["people"], row["limit"], row["margin"])
               for row in found], [("kept", "ZIP", "1834762", "1834765", "2346"),
                                   ("broken", "ZAC", "548117", "548114", "")], "the table of findings")
    # The margin of the guide, were it that of ZAC as well.
    text = open(os.path.join(SOURCE, "data", "zonings", "doctors-2025.ini"), encoding="utf-8").read()
    with open(os.path.join(folder, "m.ini"), "w", encoding="utf-8") as file:
        file.write(text.replace("ZAC = 21.3 %", "ZAC = 21.3 %\nZAC margin = 2346"))
    done = run(call + ["--rules", "m.ini"], folder)
    tap.check(done.returncode == 0 and "margin   ceiling       region 24: ZAC holds 548117 people, 3 past "
              "its ceiling of 548114, within the margin of 2346" in done.stdout, "within a margin",
              done.stdout)
    run(call[:-5] + ["--rules", "doctors-2025", "--output", "a.md", "--quiet"], folder)
    lines = open(os.path.join(folder, "a.md"), encoding="utf-8").read().splitlines()
    tap.check(lines[0].startswith("| words") and len(lines) == 2 + len(rows_of(os.path.join(folder, "a.csv"))),
              "findings as Markdown", lines[:3])


def zonings(folder):
    """What aploc zone makes keeps the rules; a breach that is planted is found, and no other."""
    run(["compute", "--communes", COMMUNES, "--times", os.path.join(DEMO, "times.csv"), "--method",
         os.path.join(DEMO, "gp.ini"), "--output", "apl.csv"], folder)
    for rules, mesh in (("doctors-2025", "tvs"), ("nurses-2020", "epci"),
                        ("physiotherapists-2018", "epci")):
        call = ["--rules", rules, "--communes", COMMUNES, "--apl", "apl.csv", "--mesh", mesh,
                "--region", "region", "--department", "department", "--quiet"]
        run(["zone", *call, "--output", "z.csv"], folder)
        done = run(["audit", *call, "--zoning", "z.csv", "--output", "a.csv"], folder)
        tap.check(done.returncode == 0 and {row["verdict"] for row in
                  rows_of(os.path.join(folder, "a.csv"))} <= {"unknown"}, f"{rules}: kept by aploc zone",
                  done.stdout + done.stderr)
        rows = rows_of(os.path.join(folder, "z.csv"))
        unit = rows[0]["unit"]
        classes = list(dict.fromkeys(row["class"] for row in rows))
        other = next(name for name in classes if name != rows[0]["class"])
        write(os.path.join(folder, "moved.csv"), ["code", "class"],
              [(row["code"], other if row["unit"] == unit else row["class"]) for row in rows])
        done = run(["audit", *call, "--zoning", "moved.csv", "--output", "a.csv"], folder)
        codes = [row["code"] for row in rows_of(os.path.join(folder, "a.csv"))
                 if row["verdict"] == "broken" and row["code"]]
        tap.check(done.returncode == 1 and set(codes) <= {unit} and
                  (codes or rules != "doctors-2025"), f"{rules}: the unit that moved", done.stdout)
        write(os.path.join(folder, "listed.csv"), ["insee", "zonage"],
              [(row["code"], row["class"]) for row in rows[2:]] + [("99999", "ZIP"), ("99998", "x")])
        done = run(["audit", *call, "--zoning", "listed.csv", "--class", "zonage"], folder)
        tap.equal(done.returncode, 1, f"{rules}: missing and unknown codes")
        tap.check(all(f"commune '{row['code']}' has no row" in done.stdout for row in rows[:2]) and
                  done.stdout.count("and is no commune or quarter") == 2, "each of them", done.stdout)
    # Substitution: communes of a region, up to and past 5 % of its people.
    communes = {row["code"]: row for row in rows_of(COMMUNES)}
    call = ["--rules", "doctors-2025", "--communes", COMMUNES, "--apl", "apl.csv", "--mesh", "tvs",
            "--region", "region", "--quiet"]
    run(["zone", *call, "--output", "z.csv"], folder)
    rows = rows_of(os.path.join(folder, "z.csv"))
    region = communes[rows[0]["code"]]["region"]
    whole = sum(int(row["population"]) for row in communes.values() if row["region"] == region)
    size = {}
    for row in rows:
        if communes[row["code"]]["region"] == region:
            size[row["unit"]] = size.get(row["unit"], 0) + 1
    moved, people, seen = set(), 0, set()
    for row in rows:
        here = communes[row["code"]]
        if here["region"] != region or row["unit"] in seen or size[row["unit"]] < 4:
            continue
        n = int(here["population"])
        if (people + n) * 20 > whole:
            continue
        moved.add(row["code"])
        people += n
        seen.add(row["unit"])

    def audit(codes):
        write(os.path.join(folder, "s.csv"), ["code", "class"],
              [(row["code"], ("ZAC" if row["class"] != "ZAC" else "ZIP") if row["code"] in codes
                else row["class"]) for row in rows])
        run(["audit", *call, "--zoning", "s.csv", "--output", "s-a.csv"], folder)
        return [(row["verdict"], row["area"], int(row["people"]), Fraction(row["limit"]))
                for row in rows_of(os.path.join(folder, "s-a.csv")) if row["check"] == "substitution"]

    tap.equal(audit(moved), [("kept", region, people, Fraction(whole, 20))], "communes under 5 %")
    more = max((row for row in rows if communes[row["code"]]["region"] == region and
                row["code"] not in moved and size[row["unit"]] >= 4),
               key=lambda row: int(communes[row["code"]]["population"]))
    total = people + int(communes[more["code"]]["population"])
    if total * 20 > whole:
        tap.equal(audit(moved | {more["code"]}), [("broken", region, total, Fraction(whole, 20))],
                  "communes past 5 %")


def many_classes(folder):
    """As many classes as rules may have, in a table of people: every column has room."""
    names = [f"C{k:02}" for k in range(16)]
    with open(os.path.join(folder, "16.ini"), "w", encoding="utf-8") as file:
        file.write("[zoning]\nname = x\n[units]\nweight = population\n[assignment]\nby = list\n" +
                   "".join(f"[class {name}]\n" for name in names))
    write(os.path.join(folder, "16.csv"), ["code", "class"],
          [(row["code"], names[k]) for k, row in enumerate(rows_of(os.path.join(folder, "c.csv")))])
    done = run(["audit", "--rules", "16.ini", "--communes", "c.csv", "--mesh", "unit", "--zoning", "16.csv",
                "--table", "16.md"], folder)
    lines = open(os.path.join(folder, "16.md"), encoding="utf-8").read().splitlines()
    tap.check(done.returncode == 0 and len(lines) == 3 and len(set(map(len, lines))) == 1 and
              len(lines[0]) < 16 * 24, "sixteen classes", lines)


def isere(folder):
    """The 512 communes of Isère on a stand-in for their units: zoned, audited, two zonings compared."""
    path = os.path.join(SHARED, "isere", "communes.csv")
    if not os.path.exists(path):
        tap.skip("Isère", "its communes are not here")
        return
    columns = ["--communes", path, "--column", "population=pop_rp2016"]
    call = [*columns, "--column", "standardised=popstd_mg_2016", "--apl", path, "--column",
            "apl:apl=apl_mg2018_65", "--mesh", "bvcv_proxy", "--region", "reg", "--department", "dep",
            "--quiet"]
    run(["zone", *call, "--rules", "doctors-2025", "--output", "i.csv"], folder)
    done = run(["audit", *call, "--rules", "doctors-2025", "--zoning", "i.csv"], folder)
    tap.check(done.returncode == 0 and "broken" not in done.stdout and
              "kept     threshold     59 units are where their APL leads\n" in done.stdout,
              "Isère keeps the thresholds of 2025", done.stdout)
    text = open(os.path.join(SOURCE, "data", "zonings", "doctors-2025.ini"), encoding="utf-8").read()
    with open(os.path.join(folder, "old.ini"), "w", encoding="utf-8") as file:
        file.write(text.replace("max = 2.71", "max = 2.5").replace("max = 3.98", "max = 4"))
    run(["zone", *call, "--rules", "old.ini", "--output", "o.csv"], folder)
    done = run(["audit", *call, "--rules", "doctors-2025", "--zoning", "o.csv", "--output", "i-a.csv"],
               folder)
    now = {row["unit"]: row["class"] for row in rows_of(os.path.join(folder, "i.csv"))}
    old = {row["unit"]: row["class"] for row in rows_of(os.path.join(folder, "o.csv"))}
    moved = {unit for unit in now if now[unit] != old[unit]}
    found = [row["code"] for row in rows_of(os.path.join(folder, "i-a.csv")) if row["check"] == "threshold"]
    tap.check(sorted(found) == sorted(moved) and moved, "the units that other thresholds moved", found)
    done = run(["diff", "--before", "o.csv", "--after", "i.csv", *columns, "--rules", "doctors-2025",
                "--format", "csv"], folder)
    rows = {(row["from"], row["class"]): row for row in csv.DictReader(done.stdout.splitlines())}
    communes = rows_of(path)
    for name in NAMES:
        people = sum(Fraction(row["pop_rp2016"]) for row in communes if now[row["bvcv_proxy"]] == name)
        tap.equal(Fraction(rows["", name]["people_after"]), people, f"Isère: people in {name} after")


def isere_computed(folder):
    """From travel times to an audit: the APL of Isère as the first step computes it, zoned and held."""
    path = os.path.join(SHARED, "isere", "communes.csv")
    if not os.path.exists(path):
        tap.skip("Isère, computed", "its communes are not here")
        return
    columns = ["--communes", path, "--column", "population=pop_rp2016", "--column",
               "standardised=popstd_mg_2016"]
    run(["compute", *columns, "--times", os.path.join(SHARED, "isere", "times.csv"), "--method", "mg-2015",
         "--column", "supply=gp_bpe2017", "--supply-scale", "4226", "--output", "c-apl.csv", "--quiet"],
        folder)
    call = [*columns, "--apl", "c-apl.csv", "--mesh", "bvcv_proxy", "--region", "reg", "--department",
            "dep", "--rules", "doctors-2025", "--quiet"]
    run(["zone", *call, "--output", "c-z.csv"], folder)
    apl = {row["code"]: Fraction(row["apl"]) for row in rows_of(os.path.join(folder, "c-apl.csv"))}
    units = {}
    for row in rows_of(path):
        units.setdefault(row["bvcv_proxy"], []).append((Fraction(row["pop_rp2016"]), apl[row["code"]]))
    means = {unit: sum(n * a for n, a in pairs) / sum(n for n, _ in pairs)
             for unit, pairs in units.items()}
    rows = rows_of(os.path.join(folder, "c-z.csv"))
    wrong = [row for row in rows if row["class"] !=
             NAMES[(means[row["unit"]] > Fraction("2.71")) + (means[row["unit"]] > Fraction("3.98"))]]
    tap.check(len(rows) == 512 and not wrong, "Isère, computed: the class of each commune", wrong[:3])
    done = run(["audit", *call, "--zoning", "c-z.csv"], folder)
    tap.check(done.returncode == 0 and "broken" not in done.stdout, "and its audit", done.stdout)


def calls(folder):
    for options, words in (([], "found no --rules"), (["--rules", "doctors-2025"], "found no --communes"),
                           (["--rules", "doctors-2025", "--communes", "c.csv", "--mesh", "unit"],
                            "found no --zoning"), (["x"], "found 'x', expected options only")):
        done = run(["audit", *options], folder)
        tap.check(done.returncode == 2 and words in done.stderr, " ".join(["audit", *options]), done.stderr)


with tempfile.TemporaryDirectory() as work:
    guide(work)
    many_classes(work)
    zonings(work)
    isere(work)
    isere_computed(work)
    calls(work)
tap.done()
