# SPDX-License-Identifier: GPL-3.0-or-later
"""aploc aid and aploc zonings: what the classes of a zoning open, sums by department and class against
a computation of their own, what comes with aploc, wrong calls."""

import os
import random
import tempfile
from fractions import Fraction

from tap import SOURCE, Tap, rows_of, run

tap = Tap()
DEMO = os.path.join(SOURCE, "data", "demo")
COMMUNES = os.path.join(DEMO, "communes.csv")
# What each class opens, by hand: amount, or share of fees and cap.
OPENS = {"aid-2026": {"first installation": {"ZIP": 10000, "ZAC": 5000},
                      "secondary practice": {"ZIP": 3000},
                      "advanced consultation": {"ZIP": 200},
                      "training supervisor": {"ZIP": 800, "ZAC": 500, "HZ": 500}},
         "aid-2025": {"CAIM": {"ZIP": 50000}, "COSCOM": {"ZIP": 5000},
                      "COSCOM supplement": {"ZIP": 1250},
                      "COTRAM": {"ZIP": (Fraction(1, 10), 20000)},
                      "CSTM": {"ZIP": (Fraction(1, 4), 50000)}}}
YEARLY = {"COSCOM": 5, "COTRAM": 3, "CSTM": 4}
NAMES = ["ZIP", "ZAC", "HZ"]


def cents(value):
    return Fraction(int(value * 100 + Fraction(1, 2)), 100)


def amount_of(aid, kind, zone, count, years, fees):
    opens = OPENS[aid][kind].get(zone, 0)
    if isinstance(opens, tuple):
        opens = min(opens[0] * fees, opens[1])
    return cents(count * years * Fraction(opens))


def sums(folder, aid, zoned, communes):
    """Installations at random, some at quarters; every line and every total."""
    chance = random.Random(int(aid[-4:]))
    homes = {code: communes[code]["department"] for code in communes}
    homes["Q1"] = communes["00001"]["department"]
    lines, expected, totals = [], [], {}
    for _ in range(400):
        code, kind = chance.choice(sorted(zoned)), chance.choice(sorted(OPENS[aid]))
        count, years = chance.randint(1, 9), chance.randint(1, YEARLY.get(kind, 1))
        fees = Fraction(chance.randint(0, 40000000), 100)
        by_fees = kind in ("COTRAM", "CSTM")
        lines.append(f"{code},{kind},{count},{float(fees) if by_fees else ''},"
                     f"{years if kind in YEARLY else ''}\n")
        amount = amount_of(aid, kind, zoned[code], count, years, fees)
        expected.append((code, homes[code], zoned[code], kind, amount))
        for area in (homes[code], "all"):
            for zone in (zoned[code], ""):
                had = totals.get((area, zone), (0, Fraction(0)))
                totals[area, zone] = (had[0] + count, had[1] + amount)
    with open(os.path.join(folder, "i.csv"), "w", encoding="utf-8") as file:
        file.write("code,kind,count,fees,years\n" + "".join(lines))
    done = run(["aid", "--aid", aid, "--zoning", "z.csv", "--installations", "i.csv", "--communes",
                COMMUNES, "--department", "department", "--qpv", "q.csv", "--output", "o.csv", "--table",
                "t.csv"], folder)
    tap.equal(done.returncode, 0, f"{aid}: sums" + done.stderr)
    rows = rows_of(os.path.join(folder, "o.csv"))
    found = [(row["code"], row["department"], row["class"], row["kind"], cents(Fraction(row["amount"])))
             for row in rows]
    wrong = [pair for pair in zip(found, expected) if pair[0] != pair[1]]
    tap.check(len(rows) == 400 and not wrong, f"{aid}: each installation", wrong[:3])
    tap.check(all(row["words"] == row["class"] + " opens nothing" for row in rows if
                  not OPENS[aid][row["kind"]].get(row["class"])), f"{aid}: what opens nothing says so")
    table = rows_of(os.path.join(folder, "t.csv"))
    wrong = [(row, zone) for row in table for zone, columns in
             [("", ("count", "amount"))] + [(n, (n + " count", n)) for n in NAMES]
             if (int(row[columns[0]]), cents(Fraction(row[columns[1]]))) !=
             totals.get((row["department"], zone), (0, 0))]
    tap.check([row["department"] for row in table] == ["00", "A0", "all"] and not wrong,
              f"{aid}: sums by department and class", wrong[:3])
    run(["aid", "--aid", aid, "--zoning", "z.csv", "--installations", "i.csv", "--table", "t.md", "-q"],
        folder)
    with open(os.path.join(folder, "t.md"), encoding="utf-8") as file:
        text = file.read().splitlines()
    tap.check(len(text) == 3 and text[0].startswith("| department") and text[2].startswith("| all"),
              f"{aid}: as Markdown, without departments", text)


def look_up(folder, zoned):
    for aid, kinds in OPENS.items():
        done = run(["aid", "--aid", aid, "--zoning", "z.csv", "--output", "l.csv"], folder)
        rows = rows_of(os.path.join(folder, "l.csv"))
        wrong = []
        for row in rows:
            opens = kinds[row["kind"]].get(row["class"], 0)
            share, cap = opens if isinstance(opens, tuple) else ("", "")
            found = (row["amount"], row["share"] and Fraction(row["share"]),
                     row["cap"] and int(row["cap"]))
            if row["class"] != zoned[row["code"]] or found != (
                    "" if share else str(opens), share, cap):
                wrong.append(row)
        tap.check(len(rows) == 301 * len(kinds) and not wrong, f"{aid}: what each commune's class opens",
                  wrong[:3])
        counts = [str(sum(zone == name for zone in zoned.values())) for name in NAMES]
        tap.equal(done.stdout.splitlines()[-1].split()[-3:], counts, f"{aid}: places by class")
    done = run(["aid", "--aid", "aid-2026", "--zoning", "z.csv", "--code", "Q1"], folder)
    tap.check("Q1      ZIP     first installation  installation  10 000\n" in done.stdout and
              len(done.stdout.splitlines()) == 5, "one code", done.stdout)


def zonings(folder):
    done = run(["zonings", "list"])
    lines = done.stdout.splitlines()
    names = sorted(name[:-4] for name in os.listdir(os.path.join(SOURCE, "data", "zonings"))
                   if name.endswith(".ini"))
    tap.equal([line.split()[0] for line in lines], names + ["aid-2025", "aid-2026"],
              "zonings list: every file")
    for line in lines:
        name = line.split()[0]
        room = "aid" if name.startswith("aid-") else "zonings"
        path = os.path.join(SOURCE, "data", room, name + ".ini")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        shown = run(["zonings", "show", name]).stdout
        gaps = [part for part in text.splitlines() if "= ?" in part]
        tap.check(shown.endswith("\n" + text) and shown.count("\n# not known") == len(gaps) and
                  line.count("[") == len(gaps), f"zonings show {name}: its file, and its gaps")
        copy = os.path.join(folder, "copy.ini")
        with open(copy, "w", encoding="utf-8") as file:
            file.write(shown)
        tap.check(run(["zonings", "show", copy]).stdout.endswith(text), "which can be saved and read")
    for words, message in ((["list", "x"], "found 'x' after 'list', expected nothing more"),
                           (["show"], "found 'show' alone, expected the name of rules or aid, or a file"),
                           (["see"], "found see, expected 'list' or 'show NAME'"), ([], "found nothing")):
        done = run(["zonings", *words])
        tap.check(done.returncode == 2 and message in done.stderr, " ".join(["zonings", *words]))
    done = run(["zonings", "show", "doctors-1999"])
    tap.check(done.returncode == 2 and "found rules 'doctors-1999', expected one of doctors-2017" in
              done.stderr, "no such rules", done.stderr)


def calls(folder):
    base = ["--aid", "aid-2026", "--zoning", "z.csv"]
    for options, words in (([], "found no --aid"), (base[:2], "found no --zoning"),
                           (base + ["--table", "t.csv"], "found --table without --installations"),
                           (base + ["--code", "1", "--installations", "i.csv"],
                            "found --code beside --installations"),
                           (base + ["--installations", "i.csv", "--department", "d"],
                            "found --department without --communes"),
                           (base + ["--installations", "i.csv", "--communes", "c"],
                            "found --communes without --department"),
                           (base + ["x"], "found 'x', expected options only")):
        done = run(["aid", *options], folder)
        tap.check(done.returncode == 2 and words in done.stderr, " ".join(["aid", *options[4:]]),
                  done.stderr)


def main():
    communes = {row["code"]: row for row in rows_of(COMMUNES)}
    with tempfile.TemporaryDirectory() as folder:
        run(["compute", "--communes", COMMUNES, "--times", os.path.join(DEMO, "times.csv"), "--method",
             "mg-2015", "--output", "apl.csv"], folder)
        with open(os.path.join(folder, "q.csv"), "w", encoding="utf-8") as file:
            file.write("code,commune,people,class\nQ1,00001,5,ZIP\n")
        run(["zone", "--rules", "doctors-2025", "--communes", COMMUNES, "--apl", "apl.csv", "--mesh",
             "tvs", "--qpv", "q.csv", "--output", "z.csv", "--quiet"], folder)
        zoned = {row["code"]: row["class"] for row in rows_of(os.path.join(folder, "z.csv"))}
        look_up(folder, zoned)
        for aid in OPENS:
            sums(folder, aid, zoned, communes)
        zonings(folder)
        calls(folder)
    tap.done()


main()
