# SPDX-License-Identifier: GPL-3.0-or-later
"""aploc what-if: its results are, to the bit, those of compute on files that were changed by hand; its
figures and explanations are computed here anew; what it refuses, it says."""

import csv
import io
import math
import os
import random
import re
import tempfile

from tap import SOURCE, Tap, run

tap = Tap()
DEMO = os.path.join(SOURCE, "data", "demo")
STEPS = [(0, 1.0), (10, 2 / 3), (15, 1 / 3), (20, 0.0)]
HEADER = ["code", "name", "before", "after", "change", "people"]


def read(path):
    """The rows of a table, as dicts."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(folder, name, rows):
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write(folder, name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as file:
        file.write(text)


def inputs_of(communes, times="times.csv"):
    return ["--communes", communes, "--times", times, "--method", "mg-2015"]


DEMO_INPUTS = inputs_of(DEMO + "/communes.csv", DEMO + "/times.csv")


def compute(folder, inputs, name="out.csv"):
    """The APL of every code, by compute, as text."""
    done = run(["compute", *inputs, "--output", name, "--quiet"], folder)
    if done.returncode:
        tap.check(False, "compute runs", done.stderr)
    return {r["code"]: r["apl"] for r in read(os.path.join(folder, name))}


def weight(minutes):
    return [w for start, w in STEPS if minutes >= start][-1]


def solve(supply, demand, times):
    """The APL of every code from its definition, and R of every supplier."""
    pairs = {(i, j): weight(t) for (i, j), t in times.items() if i != j}
    pairs.update(((i, i), 1.0) for i in demand)
    reaching = {}
    for (i, j), f in pairs.items():
        reaching.setdefault(j, []).append(f * demand[i])
    ratio = {j: supply[j] / math.fsum(d) for j, d in reaching.items() if math.fsum(d) > 0}
    terms = {i: [] for i in demand}
    for (i, j), f in pairs.items():
        terms[i].append(f * ratio.get(j, 0.0))
    return {i: math.fsum(t) for i, t in terms.items()}, ratio


def territory(folder):
    """The demo, without names, as rows that a test may change."""
    communes, times = read(DEMO + "/communes.csv"), read(DEMO + "/times.csv")
    keep = ["code", "name", "type", "population", "standardised", "supply"]
    communes = [{k: c[k] for k in keep} for c in communes]
    write_rows(folder, "communes.csv", communes)
    write_rows(folder, "times.csv", times)
    return communes, times


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
            changed = read(os.path.join(folder, "changed.csv"))
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
        changed = read(os.path.join(folder, "changed.csv"))
        check_changed("options", before, after, {"00020"}, changed)
        apl, _ = solve({c["code"]: float(c["supply"]) for c in communes},
                       {c["code"]: float(c["standardised"]) for c in communes},
                       {p: float(m) for p, m in pairs.items()})
        tap.check(all(abs(float(r["after"]) - apl[r["code"]]) <= 1e-12 * apl[r["code"]]
                      for r in changed if r["after"]), "options: the APL of the definition")


def demand_of_the_population():
    """--demand also says what the demand is made of, as in compute."""
    with tempfile.TemporaryDirectory() as folder:
        territory(folder)
        inputs = inputs_of("communes.csv") + ["--demand", "population"]
        before = compute(folder, inputs)
        done = run(["what-if", *inputs, "--demand", "00001=1000", "--output", "changed.csv"], folder)
        changed = read(os.path.join(folder, "changed.csv"))
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


def spaced(number, decimals=0):
    return f"{number:,.{decimals}f}".replace(",", " ")


def signed(number, decimals):
    text = spaced(abs(number), decimals)
    return text if not text.strip("0.") else ("-" if number < 0 else "+") + text


def the_text():
    """Every figure of the summary, from two runs of compute."""
    with tempfile.TemporaryDirectory() as folder:
        communes, _ = territory(folder)
        people = {c["code"]: int(c["population"]) for c in communes}
        demand = {c["code"]: float(c["standardised"]) for c in communes}
        kind = {c["code"]: c["type"] for c in communes}
        before = {c: float(a) for c, a in compute(folder, inputs_of("communes.csv")).items()}
        call = ["what-if", *inputs_of("communes.csv"), "--add", "00005:+1fte", "--close", "00043",
                "--below", "2.5", "--below", "4", "--by", "type", "--top", "3"]
        text = run(call, folder).stdout
        supply = {c["code"]: float(c["supply"]) for c in communes}
        for c in communes:
            c["supply"] = {"00005": "5400", "00043": "0"}.get(c["code"], c["supply"])
        later = {c["code"]: float(c["supply"]) for c in communes}
        write_rows(folder, "later.csv", communes)
        after = {c: float(a) for c, a in compute(folder, inputs_of("later.csv")).items()}

        def mean(apl, codes):
            return (math.fsum(apl[c] * demand[c] for c in codes)
                    / math.fsum(demand[c] for c in codes))

        def of(codes):
            return [spaced(len(codes)), spaced(sum(people[c] for c in codes))]

        all_, everybody = list(people), sum(people.values())
        lines = [["supply of 00005 Harfiçon", "0", "5 400"],
                 ["supply of 00043 Raulieu", spaced(supply["00043"]), "0"],
                 ["supply", spaced(sum(supply.values())), spaced(sum(later.values())),
                  signed(sum(later.values()) - sum(supply.values()), 0),
                  signed(100 * (sum(later.values()) / sum(supply.values()) - 1), 1) + " %"],
                 ["weighted mean", spaced(mean(before, all_), 3), spaced(mean(after, all_), 3),
                  signed(mean(after, all_) - mean(before, all_), 3),
                  signed(100 * (mean(after, all_) / mean(before, all_) - 1), 1) + " %"]]
        moves = [("rises", [c for c in all_ if after[c] > before[c]]),
                 ("falls", [c for c in all_ if after[c] < before[c]])]
        for x in (2.5, 4):
            moves += [(f"falls below {x}", [c for c in all_ if after[c] < x <= before[c]]),
                      (f"rises out of below {x}", [c for c in all_ if before[c] < x <= after[c]])]
        lines += [[name, *of(codes),
                   spaced(100 * sum(people[c] for c in codes) / everybody, 1) + " %"]
                  for name, codes in moves]
        for level in sorted(set(kind.values())):
            codes = [c for c in all_ if kind[c] == level]
            lines.append(
                [level, *of(codes), spaced(mean(before, codes), 3), spaced(mean(after, codes), 3),
                 signed(mean(after, codes) - mean(before, codes), 3)]
                + [of([c for c in codes if keep(before[c], after[c])])[1]
                   for keep in (lambda b, a: a > b, lambda b, a: a < b,
                                lambda b, a: a < 2.5 <= b, lambda b, a: b < 2.5 <= a)])
        names = {c["code"]: c["name"] for c in communes}
        order = sorted(all_, key=lambda c: before[c] - after[c])
        lines += [[f"{c} {names[c]}", spaced(people[c]), spaced(before[c], 3), spaced(after[c], 3),
                   signed(after[c] - before[c], 3)] for c in order[:3] + order[-2:]]
        for cells in lines:
            pattern = "^" + "  +".join(re.escape(c) for c in cells) + "$"
            tap.check(re.search(pattern, text, re.M), f"the text says {cells[0]}",
                      f"{cells}\n{text}")
        markdown = run(call + ["--format", "markdown"], folder).stdout
        tap.equal(re.findall(r"[\w.%+-]+", re.sub(r"^\|[-|: ]+\|$", "", markdown, flags=re.M)),
                  re.findall(r"[\w.%+-]+", text), "Markdown says the same")
        stepped = run(call + ["--steps"], folder).stdout
        tap.check(re.search(r"^2: supply of 00043 Raulieu +" + spaced(mean(after, all_), 3)
                            + r" +0 +4 797 +", stepped, re.M)
                  and re.search(r"^0: start +" + spaced(mean(before, all_), 3) + " +- +- +"
                                + spaced(sum(people[c] for c in all_ if before[c] < 2.5)) + " +"
                                + spaced(sum(people[c] for c in all_ if before[c] < 4)) + "$",
                                stepped, re.M), "steps, one by one", stepped)
        tap.check(text in re.sub(r"step .*?\n\n", "", stepped, flags=re.S), "and the rest is the same",
                  stepped)
        out = run(call + ["--output", "-"], folder)
        tap.check(out.stdout.startswith(",".join(HEADER) + "\n") and out.stderr == text,
                  "a table on standard output leaves the summary to standard error")


def explanations():
    with tempfile.TemporaryDirectory() as folder:
        communes, times = territory(folder)
        supply = {c["code"]: float(c["supply"]) for c in communes}
        demand = {c["code"]: float(c["standardised"]) for c in communes}
        minutes = {(t["from"], t["to"]): float(t["minutes"]) for t in times}
        supply["00005"], minutes["00003", "00005"] = 7000.0, 12.5
        apl, ratio = solve(supply, demand, minutes)
        call = ["what-if", *inputs_of("communes.csv"), "--set", "00005=7000", "--time",
                "00003,00005=12.5"]
        done = run(call + ["--explain", "00003", "--parts", "parts.csv"], folder)
        parts = read(os.path.join(folder, "parts.csv"))
        reach = {j: 0.0 if j == "00003" else minutes.get(("00003", j), math.inf) for j in supply}
        expected = {j: weight(t) * ratio[j] for j, t in reach.items()
                    if supply[j] > 0 and weight(t) > 0}
        tap.equal({p["code"] for p in parts}, set(expected), "the suppliers in reach")
        tap.check(all(abs(float(p["part"]) - expected[p["code"]]) < 1e-12
                      and float(p["minutes"]) == reach[p["code"]]
                      and float(p["weight"]) == weight(reach[p["code"]])
                      and float(p["supply"]) == supply[p["code"]]
                      and abs(float(p["supply"]) / float(p["reaching"]) - float(p["ratio"])) < 1e-12
                      and abs(float(p["share"]) - expected[p["code"]] / apl["00003"]) < 1e-12
                      for p in parts), "what each of them gives", parts)
        tap.check(abs(math.fsum(float(p["part"]) for p in parts) - apl["00003"]) < 1e-12
                  and abs(math.fsum(float(p["share"]) for p in parts) - 1) < 1e-12,
                  "the parts add up")
        values = [float(p["part"]) for p in parts]
        tap.check(values == sorted(values, reverse=True), "the largest part first")
        tap.check(re.search(r"^all +" + spaced(apl["00003"], 3) + " +100.0 %$", done.stdout, re.M)
                  and re.search(r"^APL of 00003 Narieu ", done.stdout, re.M), "as a table",
                  done.stdout)
        run(call + ["--users", "00005", "--parts", "parts.csv"], folder)
        parts = read(os.path.join(folder, "parts.csv"))
        users = {i: weight(t) for (i, j), t in minutes.items() if j == "00005" and i != j}
        users["00005"] = 1.0
        users = {i: f for i, f in users.items() if f > 0 and demand[i] > 0}
        tap.equal({p["code"] for p in parts}, set(users), "those who use a supply")
        tap.check(all(abs(float(p["part"]) - demand[p["code"]] * users[p["code"]] * ratio["00005"])
                      < 1e-9 and float(p["demand"]) == demand[p["code"]] for p in parts)
                  and abs(math.fsum(float(p["part"]) for p in parts) - 7000) < 1e-9
                  and abs(math.fsum(float(p["share"]) for p in parts) - 1) < 1e-12,
                  "and what they have of it")
        alone = run(["what-if", *inputs_of("communes.csv"), "--explain", "00003", "--format",
                     "markdown"], folder)
        tap.check(alone.returncode == 0 and alone.stdout.startswith("| APL of 00003"),
                  "an explanation without a change", alone.stdout + alone.stderr)


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
                  and read(os.path.join(folder, "one.csv")) == read(os.path.join(folder, "other.csv")),
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
        changed = read(os.path.join(folder, "changed.csv"))
        tap.check(done.returncode == 0 and len(changed) > 20, "practitioners retire", done.stderr)
        check_changed("retirements", before, after, set(), changed)
        done = run(["what-if", *inputs, "--retire-over", "70", "--output", "changed.csv"], folder)
        tap.check(done.returncode == 0 and not read(os.path.join(folder, "changed.csv"))
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


def other_units():
    """A method by 100 000 inhabitants: thresholds and values are in its unit."""
    with tempfile.TemporaryDirectory() as folder:
        inputs = [*DEMO_INPUTS[:4], "--method", "mg-dt70-gaussian", "--supply-scale", "1/5400"]
        before = compute(folder, inputs)
        people = {c["code"]: int(c["population"]) for c in read(DEMO + "/communes.csv")}
        done = run(["what-if", *inputs, "--add", "00005:+1", "--below", "15", "--output",
                    "changed.csv"], folder)
        changed = read(os.path.join(folder, "changed.csv"))
        tap.check(changed and all(r["before"] == before[r["code"]] for r in changed),
                  "values by 100 000", done.stderr)
        up = [r["code"] for r in changed if float(r["before"]) < 15 <= float(r["after"])]
        tap.check(up and re.search(rf"^rises out of below 15 +{len(up)} +"
                                   + spaced(sum(people[c] for c in up)), done.stdout, re.M),
                  "a threshold by 100 000", done.stdout)


def wrong_calls():
    cases = [([], "found no change, expected --add"),
             (["--add", "00005"], "found --add '00005', expected CODE:AMOUNT, such as 38185:+1fte"),
             (["--add", ":5"], "found --add ':5', expected CODE:AMOUNT"),
             (["--add", "00005:x"], "found --add '00005:x', expected CODE:AMOUNT"),
             (["--set", "00005=-1"], "expected CODE=AMOUNT, a number without a sign: --add adds"),
             (["--set", "00005=+1fte"], "expected CODE=AMOUNT, a number without a sign: --add adds"),
             (["--demand", "00005=1fte"], "found --demand '00005=1fte', expected CODE=AMOUNT"),
             (["--time", "00005=3"], "found --time '00005=3', expected FROM,TO=MINUTES"),
             (["--time", "00005,00006=-3"], "a number that is not negative, or none"),
             (["--close", ""], "found --close '', expected CODE"),
             (["--close", "99999"], "found --close of the code '99999', expected a code of "),
             (["--time", "00005,99999=3"], "found --time of the code '99999', expected a code of "),
             (["--remove", "00005", "--close", "00005"],
              "found --close of the code '00005', which went, expected a place that is there"),
             (["--explain", "99999"], "found --explain of the code '99999', expected a code of the "
                                      "communes"),
             (["--close", "00005", "--parts", "p.csv"], "found --parts without --explain or --users"),
             (["--explain", "00005", "--users", "00005", "--parts", "p.csv"],
              "found --parts with --explain and --users"),
             (["--close", "00005", "--cell", "x"], "found --cell without --run"),
             (["--retire-over", "65"], "found --retire-over without --practitioners"),
             (["--close", "00005", "--output", DEMO + "/times.csv"], "found the output to be an "
                                                                    "input too"),
             (["--close", "00005", "--explain", "00005", "--output", "a.csv", "--parts", "a.csv"],
              "a.csv")]
    with tempfile.TemporaryDirectory() as folder:
        for words, says in cases:
            done = run(["what-if", *DEMO_INPUTS, *words], folder)
            tap.check(done.returncode == 2 and says in done.stderr and not done.stdout
                      and not os.listdir(folder), says, f"{done.returncode} {done.stderr}")
        for words, says in (
                (["--add", "00005:-1"], "--add of 00005: found -1 to be added to the supply of 00005, "
                                        "which is 0, expected no more taken than there is"),
                (["--time", "00005,00005=1"], "found a time from '00005' to itself"),
                (["--close", "00005", "--by", "x"], "found no column 'x' to group by"),
                (["--demand", "00005=1e308", "--demand", "00025=1e308"], "too large for a double")):
            done = run(["what-if", *DEMO_INPUTS, *words], folder)
            tap.check(done.returncode in (1, 2) and says in done.stderr and not done.stdout, says,
                      f"{done.returncode} {done.stderr}")


files_against_compute()
options_against_compute()
the_text()
explanations()
run_files()
retirements()
sites()
other_units()
demand_of_the_population()
those_that_go_count_nowhere()
wrong_calls()
tap.done()
