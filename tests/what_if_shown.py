# SPDX-License-Identifier: GPL-3.0-or-later
"""What aploc what-if shows: each figure of its summary and of its explanations is computed here anew; what it
refuses, it says."""

import math
import os
import re
import tempfile

from demo import DEMO, DEMO_INPUTS, compute, inputs_of, solve, territory, weight, write_rows
from tap import Tap, rows_of, run

tap = Tap()
HEADER = ["code", "name", "before", "after", "change", "people"]


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
        parts = rows_of(os.path.join(folder, "parts.csv"))
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
        parts = rows_of(os.path.join(folder, "parts.csv"))
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


def other_units():
    """A method by 100 000 inhabitants: thresholds and values are in its unit."""
    with tempfile.TemporaryDirectory() as folder:
        inputs = [*DEMO_INPUTS[:4], "--method", "mg-dt70-gaussian", "--supply-scale", "1/5400"]
        before = compute(folder, inputs)
        people = {c["code"]: int(c["population"]) for c in rows_of(DEMO + "/communes.csv")}
        done = run(["what-if", *inputs, "--add", "00005:+1", "--below", "15", "--output",
                    "changed.csv"], folder)
        changed = rows_of(os.path.join(folder, "changed.csv"))
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


the_text()
explanations()
other_units()
wrong_calls()
tap.done()
