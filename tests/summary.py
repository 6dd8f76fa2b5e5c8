# SPDX-License-Identifier: GPL-3.0-or-later
"""aploc summary: its figures against a computation of their own in exact fractions, its three forms,
its weights, and what it refuses."""

import csv
import io
import math
import os
import re
import tempfile
from fractions import Fraction

from tap import SHARED, SOURCE, Tap, rows_of, run

tap = Tap()
DEMO = os.path.join(SOURCE, "data", "demo")


def by_group(text):
    """The rows of a CSV that was printed, by their group."""
    table = list(csv.reader(io.StringIO(text)))
    return {row[0]: dict(zip(table[0], row)) for row in table[1:]}


def mean(pairs):
    """The weighted mean of (value, weight), None without weight."""
    weight = sum(Fraction(w) for _, w in pairs)
    return sum(Fraction(v) * Fraction(w) for v, w in pairs) / weight if weight else None


def figures(pairs):
    """The figures that people weigh in, from their definitions, in fractions."""
    pairs = sorted((Fraction(v), Fraction(w)) for v, w in pairs if w > 0)
    whole, total = sum(w for _, w in pairs), sum(v * w for v, w in pairs)

    def held(people):
        """What the first `people` people have together."""
        sum_ = Fraction(0)
        for value, weight in pairs:
            part = min(weight, people)
            sum_ += value * part
            people -= part
        return sum_

    def quantile(p):
        upto = Fraction(0)
        for value, weight in pairs:
            upto += weight
            if upto >= p * whole:
                return value

    tenths = [(held(whole * (k + 1) / 10) - held(whole * k / 10)) / (whole / 10)
              for k in range(10)]
    area = upto = so_far = Fraction(0)
    for value, weight in pairs:
        area += weight * (2 * so_far + value * weight) / 2
        upto, so_far = upto + weight, so_far + value * weight
    at = total / whole
    found = {"d1": quantile(Fraction(1, 10)), "median": quantile(Fraction(1, 2)),
             "d9": quantile(Fraction(9, 10)), "people": whole,
             "people_at_0": sum(w for v, w in pairs if v == 0),
             "below_2.5": sum(w for v, w in pairs if v < Fraction(5, 2)) / whole,
             "below_4": sum(w for v, w in pairs if v < 4) / whole,
             "gini": 1 - 2 * area / (whole * total),
             "theil": math.fsum(float(w / whole * v / at) * math.log(v / at)
                                for v, w in pairs if v > 0)}
    found["d9_d1"] = found["d9"] / found["d1"] if found["d1"] else None
    found["s90_s10"] = tenths[9] / tenths[0] if tenths[0] else None
    found.update((f"tenth_{k + 1}", tenth) for k, tenth in enumerate(tenths))
    return found


def compare(name, row, pairs_of_mean, pairs, tolerance=1e-13):
    """A row of the CSV against the figures of its communes."""
    expected = figures(pairs)
    expected["mean"] = mean(pairs_of_mean)
    expected["communes"] = len(pairs)
    expected["communes_at_0"] = sum(v == 0 for v, _ in pairs)
    expected["min"] = min(v for v, _ in pairs)
    expected["max"] = max(v for v, _ in pairs)
    wrong = [f"{key}: found {row[key]}, expected {float(value)!r}"
             for key, value in expected.items()
             if value is not None and not abs(float(row[key]) - value) <= tolerance * max(1, value)]
    tap.check(not wrong, name, "\n".join(wrong))


def compute(folder):
    """An APL of the demo, as out.csv."""
    run(["compute", "--communes", DEMO + "/communes.csv", "--times", DEMO + "/times.csv",
         "--method", "mg-2015", "--output", "out.csv", "--quiet"], folder)


def the_demo():
    with tempfile.TemporaryDirectory() as folder:
        compute(folder)
        out, communes = rows_of(os.path.join(folder, "out.csv")), rows_of(DEMO + "/communes.csv")
        call = ["summary", "--apl", "out.csv", "--communes", DEMO + "/communes.csv", "--by", "type",
                "--below", "2.5", "--below", "4"]
        done = run(call + ["--format", "csv"], folder)
        rows = by_group(done.stdout)
        kinds = sorted({c["type"] for c in communes})
        tap.equal((done.returncode, done.stderr, list(rows)), (0, "", [""] + kinds),
                  "a row for all, and one for each group in their order")
        for kind in rows:
            of_kind = [o for o, c in zip(out, communes) if kind in ("", c["type"])]
            apl = [float(o["apl"]) for o in of_kind]
            compare(f"the figures of '{kind}' are those of their definitions", rows[kind],
                    list(zip(apl, (float(o["standardised"]) for o in of_kind))),
                    list(zip(apl, (float(o["population"]) for o in of_kind))))
        whole = rows[""]
        people, held = float(whole["people"]), float(whole["people"])
        at = float(mean([(float(o["apl"]), float(o["population"])) for o in out]))
        between = within = 0.0
        for kind in kinds:
            of_kind = [(float(o["apl"]), float(o["population"])) for o, c in zip(out, communes)
                       if c["type"] == kind]
            m = float(mean(of_kind))
            share = float(rows[kind]["people"]) * m / (held * at)
            between += share * math.log(m / at)
            within += share * float(rows[kind]["theil"])
        tap.check(abs(float(whole["theil_between"]) - between) < 1e-13
                  and abs(float(whole["theil_within"]) - within) < 1e-13 and people > 0
                  and abs(between + within - float(whole["theil"])) < 1e-13
                  and rows[kinds[0]]["theil_between"] == "", "Theil's index, between and within")
        text = run(call, folder).stdout
        for label, key, form in (
                ("communes", "communes", "{:.0f}"), ("people (population)", "people", "{:,.0f}"),
                ("mean (by standardised)", "mean", "{:.3f}"), ("D1", "d1", "{:.3f}"),
                ("median", "median", "{:.3f}"), ("D9", "d9", "{:.3f}"),
                ("D9/D1", "d9_d1", "{:.2f}"), ("S90/S10", "s90_s10", "{:.2f}"),
                ("people below 2.5", "below_2.5", "{:.1%}"),
                ("people below 4", "below_4", "{:.1%}"),
                ("communes at 0", "communes_at_0", "{:.0f}"),
                ("people at 0", "people_at_0", "{:,.0f}"), ("Gini", "gini", "{:.4f}"),
                ("Theil", "theil", "{:.4f}"), ("Theil between type", "theil_between", "{:.4f}"),
                ("Theil within type", "theil_within", "{:.4f}")):
            number = form.format(float(whole[key])).replace(",", " ").replace("%", " %")
            tap.check(re.search("^" + re.escape(label) + "  +" + re.escape(number) + "$", text,
                                re.M), f"the text says {label}", f"{number}\n{text}")
        tenths = ["{:.3f}".format(float(whole[f"tenth_{k}"])) for k in range(1, 11)]
        tap.check("\nmean " in text and re.search("^mean +" + " +".join(tenths) + "$", text, re.M),
                  "the text has the tenths", text)
        for kind in kinds:
            r = rows[kind]
            cells = [r["communes"], "{:,.0f}".format(float(r["people"])).replace(",", " "),
                     *("{:.3f}".format(float(r[k])) for k in ("mean", "min", "max")),
                     *("{:.1%}".format(float(r[k])).replace("%", " %")
                       for k in ("below_2.5", "below_4"))]
            tap.check(re.search("^" + kind + " +" + " +".join(cells) + "$", text, re.M),
                      f"the text has a row of '{kind}'", text)
        lines = text.splitlines()
        tap.check(len({len(line) for line in lines[-len(kinds) - 1:]}) == 1
                  and not any(line.endswith(" ") for line in lines), "its columns are aligned")
        done = run(call + ["--format", "markdown", "--output", "out.md"], folder)
        with open(os.path.join(folder, "out.md"), encoding="utf-8") as file:
            markdown = file.read()
        cells = [re.split(r" *\| *", line)[1:-1] for line in markdown.splitlines()
                 if line and not line.startswith("|-")]
        plain = [re.split("  +", line) for line in lines if line]
        tap.equal(([row for row in cells if any(row)], done.stdout), (plain, ""),
                  "Markdown has the same cells, and goes to a file")
        rules = [line for line in markdown.splitlines() if line.startswith("|-")]
        tap.check(len(rules) == 3 and all(re.fullmatch(r"\|-+(\|-+:)+\|", rule) for rule in rules),
                  "its numbers are to the right", rules)


def weights():
    """Each weight, alone and together, and what stands in for one that is not there."""
    with tempfile.TemporaryDirectory() as folder:
        compute(folder)
        out = rows_of(os.path.join(folder, "out.csv"))
        apl = [float(o["apl"]) for o in out]
        columns = {name: list(zip(apl, (float(o[name]) for o in out)))
                   for name in ("population", "standardised", "supply")}
        columns["equal"] = [(a, 1) for a in apl]
        call = ["summary", "--apl", "out.csv", "--below", "2.5", "--below", "4", "--format", "csv"]
        for name, pairs in columns.items():
            row = by_group(run(call + ["--weight", name], folder).stdout)[""]
            compare(f"--weight {name}", row, pairs, pairs)
            row = by_group(run(call + ["--mean-weight", name], folder).stdout)[""]
            compare(f"--mean-weight {name}", row, pairs, columns["population"])
            row = by_group(run(call + ["--share-weight", name, "--weight", "equal"],
                               folder).stdout)[""]
            compare(f"--share-weight {name} before --weight", row, columns["equal"], pairs)

        def write(name, text):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)

        write("a.csv", "code,apl,population,standardised\n1,2,10,\n2,4,30,\n3,,5,\n4,9,,\n")
        done = run(["summary", "--apl", "a.csv", "--format", "csv"], folder)
        row = by_group(done.stdout)[""]
        tap.equal((row["communes"], row["people"], row["mean"], row["max"], row["d9"]),
                  ("3", "40", "3.5", "9", "4"), "what is missing is left out, or stood in for")
        tap.equal(done.stderr.splitlines(), [
            "aploc: warning: 1 commune of a.csv without an APL left out (the first: 3)",
            "aploc: warning: a.csv has no number for 'standardised'; 'population' stands in for it "
            "(--mean-weight)",
            "aploc: warning: 1 commune of a.csv without a number for 'population' and so "
            "without weight (the first: 4)",
            "aploc: warning: 1 commune of a.csv without a number for 'population' and so "
            "without weight (the first: 4)"], "and said")
        done = run(["summary", "--apl", "a.csv", "--quiet"], folder)
        tap.equal((done.returncode, done.stderr), (0, ""), "--quiet is quiet")
        write("zero.csv", "code,apl,population\n1,0,10\n2,0,30\n")
        text = run(["summary", "--apl", "zero.csv", "-q"], folder).stdout
        tap.check(re.search(r"^D9/D1 +-$", text, re.M) and re.search(r"^Gini +0\.0000$", text, re.M),
                  "a ratio of nothing to nothing is no number", text)
        write("some.csv", "code,apl,population\n1,0,30\n2,3,30\n")
        text = run(["summary", "--apl", "some.csv", "-q"], folder).stdout
        tap.check(re.search(r"^S90/S10 +infinite$", text, re.M), "a ratio to nothing is infinite",
                  text)


def columns_and_groups():
    with tempfile.TemporaryDirectory() as folder:
        def write(name, text):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)

        write("a.csv", "codgeo;Mon APL;pop;zone\n01;1,5;10;a|b\n02;2,5;10;\n03;4;20;a|b\n")
        write("c.csv", "clef,region,zone\n03,Nord,z\n02,Été,z\n01,Nord,z\n09,Vide,z\n")
        call = ["summary", "--apl", "a.csv", "--column", "apl=Mon APL", "--weight", "population",
                "--format"]
        rows = by_group(run(call + ["csv", "--by", "zone"], folder).stdout)
        tap.equal([(name, row["communes"]) for name, row in rows.items()],
                  [("", "3"), ("(none)", "1"), ("a|b", "2")], "groups of the table itself")
        text = run(call + ["markdown", "--by", "zone"], folder).stdout
        tap.check("\n| a\\|b" in text, "a bar in a name is kept out of Markdown", text)
        done = run(call + ["csv", "--communes", "c.csv", "--column", "communes:code=clef", "--by",
                           "region"], folder)
        rows = by_group(done.stdout)
        tap.equal([(name, row["communes"], row["mean"]) for name, row in rows.items()],
                  [("", "3", "3"), ("Nord", "2", repr(95 / 30)), ("Été", "1", "2.5")],
                  "groups of the communes, joined by code; empty ones are not shown")
        lines = run(call + ["text", "--communes", "c.csv", "--column", "communes:code=clef", "--by",
                            "region"], folder).stdout.splitlines()
        tap.check(len({len(line) for line in lines[-3:]}) == 1, "accents do not push columns", lines)


def refusals():
    with tempfile.TemporaryDirectory() as folder:
        def write(name, text):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)

        write("a.csv", "code,apl,population\n1,2,10\n2,3,5\n")
        write("c.csv", "code,region,population\n1,N,5\n")
        write("no.csv", "code,population\n1,2\n")
        write("none.csv", "code,apl\n1,\n")
        write("bad.csv", "code,apl\n1,-2\n")
        before = sorted(os.listdir(folder))
        for arguments, status, says in (
                ([], 2, "aploc summary: found no --apl, expected the table of a result"),
                (["--apl", "a.csv", "more"], 2,
                 "aploc summary: found 'more', expected options only"),
                (["--apl", "a.csv", "--communes", "c.csv"], 2,
                 "aploc summary: found --communes without --by, expected a column to group by"),
                (["--apl", "a.csv", "--weight", "people"], 2,
                 "aploc summary: found --weight 'people', expected 'population', 'standardised', "
                 "'supply' or 'equal'"),
                (["--apl", "a.csv", "--format", "html"], 2,
                 "aploc summary: found --format 'html', expected 'text', 'csv' or 'markdown'"),
                (["--apl", "a.csv", "--below", "low"], 2,
                 "aploc summary: found --below 'low', expected a number"),
                (["--apl", "a.csv"] + ["--below", "1"] * 9, 2,
                 "aploc summary: found more than 8 --below, expected fewer"),
                (["--apl", "a.csv", "--column", "communes:code"], 2,
                 "aploc summary: found --column 'code', expected ROLE=NAME"),
                (["--apl", "missing.csv"], 2,
                 "aploc: missing.csv: found nothing that can be opened"),
                (["--apl", "a.csv", "--output", "./a.csv"], 2,
                 "aploc: ./a.csv: found the output to be an input too, expected another file"),
                (["--apl", "a.csv", "--by", "region", "--communes", "c.csv", "--output", "c.csv"],
                 2, "aploc: c.csv: found the output to be an input too, expected another file"),
                (["--apl", "a.csv", "--output", "no/where"], 2, "aploc: no/where: "),
                (["--apl", "no.csv"], 1,
                 "aploc: no.csv: found no apl column, expected one named 'apl' or --column "
                 "apl=NAME"),
                (["--apl", "none.csv"], 1, "aploc: none.csv: found no APL, expected numbers"),
                (["--apl", "bad.csv"], 1, "aploc: bad.csv:2: found '-2' in column 'apl', expected"),
                (["--apl", "a.csv", "--mean-weight", "standardised"], 1,
                 "aploc: a.csv: found no number for 'standardised', expected a column of it, or "
                 "another --mean-weight"),
                (["--apl", "a.csv", "--weight", "supply"], 1,
                 "aploc: a.csv: found no number for 'supply', expected a column of it, or another "
                 "--mean-weight"),
                (["--apl", "a.csv", "--by", "canton"], 1,
                 "aploc: a.csv: found no column 'canton' to group by, expected one without another "
                 "role"),
                (["--apl", "a.csv", "--by", "region", "--communes", "c.csv"], 1,
                 "aploc: a.csv: found the code '2', expected a code of c.csv")):
            done = run(["summary", "--quiet"] + arguments, folder)
            first = (done.stderr.splitlines() or [""])[0]
            tap.check((done.returncode, done.stdout, sorted(os.listdir(folder)))
                      == (status, "", before) and first.startswith(says),
                      f"refused: {says}", f"{done.returncode} {done.stderr} {done.stdout}")


def isere():
    """Means of real communes by department, EPCI and catchment area, under each weight, equal the
    same in exact fractions."""
    files = os.path.join(SHARED, "isere")
    if not os.path.isdir(files):
        tap.skip("the communes of Isère", "they are not there")
        return
    with tempfile.TemporaryDirectory() as folder:
        run(["compute", "--communes", files + "/communes.csv", "--times", files + "/times.csv",
             "--method", "mg-2015", "--column", "population=pop_rp2016", "--column",
             "standardised=popstd_mg_2016", "--column", "supply=gp_bpe2017", "--supply-scale",
             "4226", "--quiet", "--output", "out.csv"], folder)
        out = rows_of(os.path.join(folder, "out.csv"))
        communes = rows_of(files + "/communes.csv")
        for column, at_least in (("dep", 1), ("epci", 15), ("bv2012", 15)):
            groups = {}
            for o, c in zip(out, communes):
                groups.setdefault(c[column], []).append(o)
            for weight in ("standardised", "population", "supply"):
                done = run(["summary", "--apl", "out.csv", "--communes", files + "/communes.csv",
                            "--by", column, "--mean-weight", weight, "--format", "csv"], folder)
                rows = by_group(done.stdout)
                wrong = [g for g in groups
                         if (m := mean([(float(o["apl"]), float(o[weight]))
                                        for o in groups[g]])) is not None
                         and not abs(float(rows[g]["mean"]) - m) <= 5e-16 * m
                         or m is None and rows[g]["mean"] != ""]
                tap.check(not wrong and len(groups) >= at_least and len(rows) == len(groups) + 1,
                          f"Isère by {column}, weighted by {weight}: {len(groups)} means", wrong)


for part in (the_demo, weights, columns_and_groups, refusals, isere):
    part()
tap.done()
