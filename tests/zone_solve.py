# SPDX-License-Identifier: GPL-3.0-or-later
"""aploc zone --solve: every rule of its moves held against the plain zoning, by a program of its own."""

import os
import random
import tempfile
from fractions import Fraction

from tap import SOURCE, Tap, other_than, rows_of, run

tap = Tap()
DEMO = os.path.join(SOURCE, "data", "demo")
COMMUNES = os.path.join(DEMO, "communes.csv")
LIMITS = {"R01": ("23.4", "31.7"), "R02": ("30", "25.5")}
NAMES = ["ZIP", "ZAC", "HZ"]


def write_rules(folder, name, share):
    path = os.path.join(folder, name)
    with open(os.path.join(SOURCE, "data", "zonings", "doctors-2025.ini"), encoding="utf-8") as file:
        text = file.read()
    text = text.replace("substitution = 5 %", f"substitution = {share} %")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text + "".join(f"[region {region}]\nZIP = {zip_} %\nZAC = {zac} %\n"
                                  for region, (zip_, zac) in LIMITS.items()))
    return path


def zone(folder, rules, *options, communes=COMMUNES):
    output = os.path.join(folder, "zoning.csv")
    done = run(["zone", *other_than(
        ["--rules", rules, "--communes", communes, "--apl", os.path.join(folder, "apl.csv"), "--mesh",
         "tvs", "--region", "region", "--assign", "ceilings", "--output", output], options)])
    return done, rows_of(output) if done.returncode == 0 else []


def broken_rules(plain, filled, places, close, share):
    """What is wrong with the moves from one list to the other."""
    wrong = []
    before = {row["code"]: row for row in plain}
    for region, percent in LIMITS.items():
        here = [row for row in filled if places[row["code"]]["region"] == region]
        whole = sum(int(row["people"]) for row in here)
        moved = [row for row in here if row["class"] != before[row["code"]]["class"]]
        substituted = sum(int(row["people"]) for row in moved if not row["code"].startswith("Q"))
        if substituted > whole * Fraction(share) / 100:
            wrong.append((region, "substituted", substituted, whole))
        for k, name in enumerate(NAMES[:2]):
            people = sum(int(row["people"]) for row in here if row["class"] == name)
            ceiling = int(whole * Fraction(percent[k]) / 100 + Fraction(1, 2))
            if not ceiling - close <= people <= ceiling:
                wrong.append((region, name, people, ceiling))
        for row in moved:
            step = NAMES.index(row["class"]) - NAMES.index(before[row["code"]]["class"])
            stay = [other for other in here if other["unit"] == row["unit"] and other not in moved]
            quarter = row["code"].startswith("Q")
            words = "classed apart" if quarter else "in the place of its unit"
            if abs(step) != 1 or not (quarter or stay) or not row["reason"].startswith(words):
                wrong.append(row)
    wrong += [row for row in filled
              if row["class"] == before[row["code"]]["class"] and row != before[row["code"]]]
    return wrong


def within(folder, rules, communes):
    places = {row["code"]: row for row in communes}
    _, plain = zone(folder, rules)
    for close in (2000, 100, 5, 0):
        done, filled = zone(folder, rules, "--solve", "--close", str(close))
        wrong = broken_rules(plain, filled, places, close, "20")
        tap.check(len(filled) == 300 and not wrong, f"within {close} people no rule is broken",
                  wrong[:3])
        lines = [line.split() for line in done.stderr.splitlines()]
        proved = [line[-1] for line in lines if line and line[0] in LIMITS and line[-1].isalpha()]
        tap.check(proved == ["best", "best"], "and it is the best", done.stderr)
        moves = sum(1 for line in lines if line and line[-1] == "substitution")
        one_by_one = sum(1 for row, old in zip(filled, plain) if row["class"] != old["class"])
        tap.equal(moves, one_by_one, "each move is shown")
    as_published = write_rules(folder, "published.ini", "5")
    done, filled = zone(folder, as_published, "--solve")
    wrong = broken_rules(plain, filled, places, 10**6, "5")
    tap.check(filled != plain and not wrong, "nor where the limit keeps ceilings out of reach",
              wrong[:3])
    _, filled = zone(folder, rules, "--solve", "--close", "5", "--up")
    wrong = broken_rules(plain, filled, places, 10**6, "20")
    down = [row for row, old in zip(filled, plain)
            if NAMES.index(row["class"]) > NAMES.index(old["class"])]
    tap.check(filled != plain and not wrong and not down, "nobody goes down with --up",
              wrong[:3] + down[:3])
    _, filled = zone(folder, rules, "--solve", "--close", "1000000")
    tap.check(filled == plain, "no move when the order of APL is close enough")
    shuffled = os.path.join(folder, "shuffled.csv")
    with open(COMMUNES, encoding="utf-8") as file:
        head, *body = file.read().splitlines()
    random.Random(4).shuffle(body)
    with open(shuffled, "w", encoding="utf-8") as file:
        file.write("\n".join([head, *body]) + "\n")
    _, filled = zone(folder, rules, "--solve", "--close", "5")
    _, others = zone(folder, rules, "--solve", "--close", "5", communes=shuffled)
    found, expected = ({row["code"]: (row["class"], row["reason"]) for row in rows}
                       for rows in (others, filled))
    tap.check(found == expected, "in any order of the communes")


def quarters(folder, communes):
    """Quarters do not count against the limit, here of nobody."""
    strict = write_rules(folder, "strict.ini", "0")
    path = os.path.join(folder, "qpv.csv")
    large = sorted(communes, key=lambda row: -int(row["population"]))[:30]
    with open(path, "w", encoding="utf-8") as file:
        file.write("code,commune,people\n" + "".join(
            f"Q{k:02},{row['code']},{int(row['population']) // (k + 3)}\n"
            for k, row in enumerate(large)))
    places = {row["code"]: row for row in communes}
    places.update({f"Q{k:02}": row for k, row in enumerate(large)})
    _, plain = zone(folder, strict, "--qpv", path)
    _, filled = zone(folder, strict, "--qpv", path, "--solve", "--close", "600")
    moved = [row["code"] for row, old in zip(filled, plain) if row["class"] != old["class"]]
    tap.check(moved and all(code.startswith("Q") for code in moved), "only quarters move", moved)
    wrong = broken_rules(plain, filled, places, 10**6, "0")
    tap.check(not wrong, "and break no rule", wrong[:3])
    _, filled = zone(folder, strict, "--qpv", path, "--solve", "--kinds", "substitution")
    tap.check(filled == plain, "or nothing, by --kinds")


def audited(folder, rules):
    """What was filled keeps the rules it was filled by; by their thresholds it does not, which is said."""
    zone(folder, rules, "--solve", "--close", "5")
    call = ["audit", "--rules", rules, "--communes", COMMUNES, "--apl", "apl.csv", "--mesh", "tvs",
            "--region", "region", "--zoning", "zoning.csv"]
    done = run([*call, "--assign", "ceilings"], folder)
    lines = [line.split()[:2] for line in done.stdout.splitlines()]
    tap.check(done.returncode == 0 and ["kept", "ceiling"] in lines and
              ["kept", "substitution"] in lines and "hint" not in done.stderr,
              "an audit under ceilings finds no rule broken", done.stdout)
    done = run(call, folder)
    tap.check(done.returncode == 1 and "broken   threshold" in done.stdout and
              "hint      a list that was made under ceilings is held with --assign ceilings\n" in
              done.stderr, "by thresholds it says how to hold it", done.stdout + done.stderr)


def calls(folder, rules):
    for options, words in ((["--close", "3"], "found --close without --solve, expected both"),
                           (["--solve", "--close", "few"],
                            "found --close 'few', expected a number of people"),
                           (["--solve", "--kinds", "quarter,luck"],
                            "found --kinds 'quarter,luck', expected some of 'substitution', "
                            "'quarter', 'exchange', with commas between")):
        done, _ = zone(folder, rules, *options)
        tap.check(done.returncode == 2 and words in done.stderr, " ".join(options), done.stderr)
    done, _ = zone(folder, rules, "--solve", "--assign", "thresholds")
    tap.check(done.returncode == 2 and "found a zoning by thresholds, which has no ceilings to fill"
              in done.stderr, "thresholds have no ceilings", done.stderr)


def main():
    communes = rows_of(COMMUNES)
    with tempfile.TemporaryDirectory() as folder:
        done = run(["compute", "--communes", COMMUNES, "--times", os.path.join(DEMO, "times.csv"),
                    "--method", "mg-2015", "--output", os.path.join(folder, "apl.csv")])
        tap.equal(done.returncode, 0, "compute")
        rules = write_rules(folder, "rules.ini", "20")
        within(folder, rules, communes)
        quarters(folder, communes)
        audited(folder, rules)
        calls(folder, rules)
    tap.done()


main()
