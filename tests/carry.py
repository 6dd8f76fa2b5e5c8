# SPDX-License-Identifier: GPL-3.0-or-later
"""aploc carry: against a computation of its own in exact fractions, on a made-up territory and on real
communes; its summary, and what it refuses."""

import csv
import os
import random
import tempfile
from fractions import Fraction

from tap import SHARED, Tap, rows_of, run

tap = Tap()
INSEE = ["MOD", "DATE_EFF", "TYPECOM_AV", "COM_AV", "TNCC_AV", "NCC_AV", "NCCENR_AV", "LIBELLE_AV",
         "TYPECOM_AP", "COM_AP", "TNCC_AP", "NCC_AP", "NCCENR_AP", "LIBELLE_AP"]


def write(folder, name, header, rows, separator=","):
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter=separator, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


def event(mod, date, before, after, names=None, kinds=("COM", "COM")):
    """A row of INSEE's file."""
    old, new = names or (before, after)
    return [mod, date, kinds[0], before, 0, old.upper(), old, old,
            kinds[1], after, 0, new.upper(), new, new]


def places_of(codes, events, first, last, weights):
    """Where each code goes: {code: {new code: share}}, by the rules as the manual has them."""
    where = {code: {code: Fraction(1)} for code in codes}
    for date in sorted({e[1] for e in events if first < e[1] <= last}):
        rows = [(e[0], e[3], e[9]) for e in events if e[1] == date and e[2] == e[8] == "COM"]
        splits, moves = {}, {}
        for mod, before, after in rows:
            if mod in (20, 21, 30):
                splits.setdefault(before, set()).add(after)
            elif before != after:
                moves[before] = after
        for code, parts in where.items():
            ends = {}
            for at, share in parts.items():
                targets = splits.get(at, {at})
                whole = sum(weights.get(t, Fraction(0)) for t in targets)
                for t in targets:
                    part = share * (weights[t] / whole if len(targets) > 1 else 1)
                    while t in moves:
                        t = moves[t]
                    ends[t] = ends.get(t, 0) + part
            where[code] = ends
    return where


def check_sums(name, new, old, where, columns, tolerance=0):
    """Each number of each new commune against the sum of its parts."""
    sums = {}
    for row in old:
        for code, share in where[row["code"]].items():
            there = sums.setdefault(code, dict.fromkeys(columns, Fraction(0)))
            for column in columns:
                if row[column] in ("", "NA") or there[column] is None:
                    there[column] = None  # with a missing part the sum is missing
                else:
                    there[column] += share * Fraction(row[column])
    wrong = []
    for row in new:
        for column in columns:
            found, expected = row[column] or None, sums[row["code"]][column]
            if found != expected and (found is None or expected is None or
                                      abs(Fraction(found) - expected)
                                      > tolerance * max(1, expected)):
                wrong.append(f"{row['code']} {column}: found {found}, expected {expected}")
    tap.check(not wrong and {row["code"] for row in new} == set(sums), name, "\n".join(wrong[:10]))


def made_up_history(seed, folder):
    """Mergers, new codes, new names and splits over ten years, in INSEE's form."""
    dice = random.Random(seed)
    alive, events, fresh = [f"{k:05}" for k in range(1, 61)], [], 0
    old = [[code, f"Nom {code}", dice.randrange(1, 900), dice.randrange(9000),
            dice.randrange(99), dice.randrange(99), code[:4]] for code in alive]
    write(folder, "old.csv", ["code", "libelle", "ptot", "offre", "0-19", "20 ans et plus", "zone"], old)
    for year in range(2011, 2021):
        date = f"{year}-{dice.randrange(1, 13):02}-01"
        free = alive[:]
        dice.shuffle(free)
        for _ in range(3):
            kind = dice.choice(["merge", "merge", "code", "name", "split"])
            a, b, c = free.pop(), free.pop(), free.pop()
            if kind == "merge":
                for code in (a, b, c):
                    events.append(event(32, date, code, a))
                    events.append(event(32, date, code, code, kinds=("COM", "COMD")))
                alive.remove(b)
                alive.remove(c)
            elif kind == "code":
                fresh += 1
                events.append(event(41, date, a, f"9{fresh:04}"))
                alive[alive.index(a)] = f"9{fresh:04}"
            elif kind == "name":
                events.append(event(10, date, a, a, ("Ancien", "Nouveau " + a)))
            else:
                fresh += 1
                events += [event(21, date, a, a), event(21, date, a, f"9{fresh:04}"),
                           event(21, date, a, f"9{fresh:04}", kinds=("COMD", "COM"))]
                alive.append(f"9{fresh:04}")
    dice.shuffle(events)
    write(folder, "mvt.csv", INSEE, events, dice.choice(",;"))
    return events, alive


def made_up():
    for seed in range(8):
        with tempfile.TemporaryDirectory() as folder:
            events, alive = made_up_history(seed, folder)
            dice = random.Random(seed + 100)
            # Shares are known of every code that ever is, so that the last split is by the target's.
            target = {code: dice.randrange(1, 500) for code in sorted(set(alive))}
            write(folder, "target.csv", ["code", "population"], target.items())
            old = [dict(zip(["code", "name", "population", "supply", "young", "grown", "zone"], row))
                   for row in list(csv.reader(open(folder + "/old.csv", encoding="utf-8")))[1:]]
            done = run(["carry", "--communes", "old.csv", "--changes", "mvt.csv", "--from", "2010",
                        "--to", "31/12/2020", "--onto", "target.csv", "--splits", "share",
                        "--output", "new.csv"], folder)
            tap.check(done.returncode == 0, f"history {seed} is carried", done.stderr)
            rows = list(csv.reader(open(folder + "/new.csv", encoding="utf-8")))
            tap.equal(rows[0], ["code", "libelle", "ptot", "offre", "0-19", "20 ans et plus", "zone"],
                      f"history {seed}: the columns are those of the old table")
            new = [dict(zip(["code", "name", "population", "supply", "young", "grown", "zone"], row))
                   for row in rows[1:]]
            order = [code for code in target if code in {row["code"] for row in new}]
            tap.equal([row["code"] for row in new], order, f"history {seed}: the target's order")
            where = places_of([row["code"] for row in old], events, "2010-01-01", "2020-12-31",
                              {c: Fraction(1) for e in events for c in (e[3], e[9])})
            # The share of a place is by the numbers of the communes where it ends.
            for code, parts in where.items():
                whole = sum(target[t] for t in parts)
                where[code] = {t: Fraction(target[t], whole) if len(parts) > 1 else Fraction(1)
                               for t in parts}
            check_sums(f"history {seed}: every number is the sum of its parts", new, old, where,
                       ["population", "supply", "young", "grown"], Fraction(1, 10**12))
            kept = {row["code"]: row["zone"] for row in old}
            tap.check(all(row["zone"] == kept[row["code"]] for row in new if row["code"] in kept),
                      f"history {seed}: the group of a code is kept")


def the_summary():
    with tempfile.TemporaryDirectory() as folder:
        write(folder, "old.csv", ["code", "name", "tvs", "population", "supply"],
              [["01033", "Bellegarde", "01033", 11666, 50000], ["01091", "Châtillon", "01091", 3324, 6000],
               ["01205", "Lancrans", "01033", 1000, 0], ["01999", "Voisin", "01091", 10, 7],
               ["16046", "Coteaux", "16046", 925, 5000], ["49144", "Freigné", "49144", 1100, 0]])
        write(folder, "mvt.csv", INSEE, [
            event(32, "2019-01-01", "01033", "01033", ("Bellegarde", "Valserhône")),
            event(32, "2019-01-01", "01091", "01033", ("Châtillon", "Valserhône")),
            event(32, "2019-01-01", "01205", "01033", ("Lancrans", "Valserhône")),
            event(41, "2018-01-01", "49144", "44225", ("Freigné", "Freigné")),
            event(21, "2020-01-01", "16046", "16046"), event(21, "2020-01-01", "16046", "16010")])
        call = ["carry", "--communes", "old.csv", "--changes", "mvt.csv", "--from", "2017-01-01",
                "--to", "2021", "--splits", "skip", "--poles", "tvs"]
        done = run(call + ["--output", "-"], folder)
        tap.equal(done.stdout, "code,name,tvs,population,supply\n"
                               "01033,Valserhône,01033,15990,56000\n"
                               "01999,Voisin,01033,10,7\n"
                               "44225,Freigné,44225,1100,0\n", "the table goes to standard output")
        tap.equal((done.returncode, done.stderr.splitlines()), (0, [
            "communes     6 -> 3",
            "merged       3 into 1",
            "changed      0 with a new name, 1 with a new code",
            "split        0",
            "population   18 025 -> 17 100; 925 left out",
            "supply       61 007 -> 56 007; 5 000 left out",
            "joined       1 groups, their poles having merged: 01091 in 01033 (tvs)",
            "left out     1 that split: 16046"]), "the summary")
        quiet = run(call + ["--output", "new.csv", "--quiet"], folder)
        tap.equal((quiet.returncode, quiet.stderr, quiet.stdout), (0, "", ""), "--quiet is quiet")
        tap.equal(open(folder + "/new.csv", encoding="utf-8").read(), done.stdout, "the same in a file")
        later = run([*call[:8], "2031", *call[9:], "--output", "new.csv"], folder)
        tap.check("aploc: warning: mvt.csv: its last change is of 2020, more than a year before 2031\n"
                  in later.stderr, "a file of events that ends early is named", later.stderr)
        # What one date does not have is a stranger in its table.
        late = run([*call[:6], "2020", *call[7:], "--output", "new.csv"], folder)
        tap.check("strangers    3 codes that the first date does not have, by the changes: "
                  "01091, 01205, 49144\n" in late.stderr, "codes of another date are listed", late.stderr)
        with open(folder + "/less.csv", "w", encoding="utf-8") as file:
            file.write("code,population\n01033,11666\n")
        less = run([call[0], "--communes", "less.csv", *call[3:-2], "--output", "-"], folder)
        tap.check(less.stdout == "code,population\n01033,11666\n"
                  and "absent       2 codes of the first date that the table lacks: 01091 into 01033, "
                      "01205 into 01033\n" in less.stderr,
                  "communes that the table lacks are counted and listed", less.stderr)
        calls = {
            "no --to": call[:7] + ["--output", "x.csv"],
            "a date": [*call[:6], "hier", *call[7:], "--output", "x.csv"],
            "splits": [*call, "--splits", "perhaps", "--output", "x.csv"],
            "share without onto": [*call, "--splits", "share", "--output", "x.csv"],
            "a column of no table": [*call, "--column", "onto:code=c", "--output", "x.csv"],
            "an input as output": [*call, "--output", "old.csv"],
            "no output": call, "a word": [*call, "--output", "x.csv", "word"],
        }
        for name, wrong in calls.items():
            done = run(wrong, folder)
            tap.check(done.returncode == 2 and "found" in done.stderr and
                      not os.path.exists(folder + "/x.csv"), f"refused as a call: {name}", done.stderr)


def real_communes():
    path = os.path.join(SHARED, "france", "communes.csv")
    if not os.path.exists(path):
        tap.skip("real communes", "no shared data here")
        return
    old = rows_of(path)
    by_code = {row["code"]: row for row in old}
    events, dice, gone = [], random.Random(2019), set()
    # Events of 2019 to 2021 in the form of the file, made up on real codes: nothing on the first day.
    for k in range(0, len(old) - 3, 97):
        trio = [row["code"] for row in old[k:k + 3]]
        if len({old[k + j]["dep"] for j in range(3)}) > 1 or old[k]["type"] != "COM":
            continue
        date = dice.choice(["2019-01-01", "2019-02-28", "2020-01-01", "2021-01-01"])
        if date > "2019-01-01":
            gone.update(trio[1:])
        for code in trio:
            events.append(event(32, date, code, trio[0],
                                (by_code[code]["name"], by_code[trio[0]]["name"] + "-Nouvelle")))
    with tempfile.TemporaryDirectory() as folder:
        write(folder, "mvt.csv", INSEE, events)
        done = run(["carry", "--communes", path, "--changes", "mvt.csv", "--from", "2019", "--to", "2021",
                    "--column", "population=pop_rp2016", "--column", "standardised=popstd_mg_2016",
                    "--column", "supply=gp_bpe2017", "--output", "new.csv"], folder)
        tap.check(done.returncode == 0, "real communes are carried", done.stderr)
        new = rows_of(folder + "/new.csv")
        where = places_of(list(by_code), events, "2019-01-01", "2021-01-01", {})
        tap.equal(len(new), len(old) - len(gone), "as many communes as are left")
        tap.equal(list(new[0]), list(old[0]), "the columns of the file, in their order")
        check_sums("real communes: people and doctors to the unit", new, old, where,
                   ["pop_rp2016", "gp_bpe2017"])
        check_sums("real communes: the standardised population", new, old, where,
                   ["popstd_mg_2016"], Fraction(1, 10**15))
        for column in ("dep", "epci", "bvcv_proxy"):
            tap.check(all(row[column] == by_code[row["code"]][column] for row in new),
                      f"real communes: {column} is that of the code that is kept")
        total = sum(int(row["pop_rp2016"] or 0) for row in old)
        tap.check(f"population   {total:,} -> {total:,}\n".replace(",", " ") in done.stderr,
                  "real communes: the total is said, and stays", done.stderr)
        # Most of them did not change: their rows are the same.
        same = [row for row in new if row["code"] not in {e[9] for e in events}]
        numbers = {"lon", "lat", "pop_rp2016", "popstd_mg_2016", "gp_bpe2017"}
        tap.check(all(row[c] == by_code[row["code"]][c] or
                      (c in numbers and float(row[c]) == float(by_code[row["code"]][c]))
                      for row in same for c in row), "real communes: what did not change is as it was")


made_up()
the_summary()
real_communes()
tap.done()
