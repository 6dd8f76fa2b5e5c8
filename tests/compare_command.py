# SPDX-License-Identifier: GPL-3.0-or-later
"""aploc compare: the split of the demo against a computation of its own, every figure that is shown by
hand, tables in the place of run files, and what it refuses."""

import csv
import io
import itertools
import math
import os
import shutil
import random
import tempfile

from demo import DEMO, solve, write_rows
from tap import SOURCE, Tap, rows_of, run, write

tap = Tap()
FACTORS = ["supply", "demand", "times", "method"]
METHODS = {"mg-2015": [(0, 1.0), (10, 2 / 3), (15, 1 / 3), (20, 0.0)],
           "./wide.ini": [(0, 1.0), (10, 2 / 3), (15, 1 / 3), (25, 0.0)]}


def shapley(values):
    """The mean over the 24 orders of what each factor adds; values by the set of factors."""
    parts = {f: [] for f in FACTORS}
    for order in itertools.permutations(FACTORS):
        done = frozenset()
        for factor in order:
            parts[factor].append(values[done | {factor}] - values[done])
            done |= {factor}
    return {f: math.fsum(p) / 24 for f, p in parts.items()}


def mean(values, weights, codes):
    return math.fsum(values[c] * weights[c] for c in codes) / math.fsum(weights[c] for c in codes)


def make_sides(folder):
    """Run files a.h5 and b.h5 that differ in all; what they are made of. None without HDF5."""
    chance = random.Random(12)
    communes, times = rows_of(DEMO + "/communes.csv"), rows_of(DEMO + "/times.csv")
    write_rows(folder, "a_communes.csv", communes)
    write_rows(folder, "a_times.csv", times)
    later = [dict(c, standardised=repr(float(c["standardised"]) * chance.uniform(0.8, 1.3)),
                  supply=repr(float(c["supply"]) * chance.uniform(0, 2))) for c in communes]
    chance.shuffle(later)
    quicker = [dict(t, minutes=repr(float(t["minutes"]) * chance.uniform(0.7, 1.2))) for t in times]
    write_rows(folder, "b_communes.csv", later)
    write_rows(folder, "b_times.csv", quicker)
    with open(SOURCE + "/data/methods/mg-2015.ini", encoding="utf-8") as file:
        write(folder, "wide.ini", file.read().replace(" 20:0", " 25:0"))
    sides = []
    for side, method, places, pairs in (("a", "mg-2015", communes, times),
                                        ("b", "./wide.ini", later, quicker)):
        done = run(["compute", "--communes", side + "_communes.csv", "--times", side + "_times.csv",
                    "--method", method, "--output", side + ".csv", "--run", side + ".h5", "-q"],
                   folder)
        if done.returncode:
            tap.skip("run files", done.stderr.strip())
            return None
        sides.append({"supply": {c["code"]: float(c["supply"]) for c in places},
                      "demand": {c["code"]: float(c["standardised"]) for c in places},
                      "times": {(t["from"], t["to"]): float(t["minutes"]) for t in pairs},
                      "method": METHODS[method]})
    return sides


def close(found, expected, size):
    return abs(float(found) - expected) <= 1e-12 * size


def the_split():
    """Every commune, group and the whole, in the sixteen states."""
    with tempfile.TemporaryDirectory() as folder:
        sides = make_sides(folder)
        if not sides:
            return
        states, weights = {}, {}
        for k in range(5):
            for chosen in map(frozenset, itertools.combinations(FACTORS, k)):
                of = {f: sides[f in chosen][f] for f in FACTORS}
                states[chosen] = solve(of["supply"], of["demand"], of["times"], of["method"])[0]
                weights[chosen] = of["demand"]
        call = ["compare", "a.h5", "b.h5", "--by", "type", "--by", "region", "--format", "csv",
                "--output", "out.csv", "--list", "list.csv"]
        done = run(call, folder)
        tap.equal((done.returncode, done.stdout, done.stderr), (0, "", ""), "two run files")
        kinds = {by: {c["code"]: c[by] for c in rows_of(DEMO + "/communes.csv")}
                 for by in ("type", "region")}
        rows = rows_of(folder + "/out.csv")
        tap.equal([(r["by"], r["group"]) for r in rows],
                  [("", "")] + [(by, g) for by in kinds for g in sorted(set(kinds[by].values()))],
                  "a row for all, and for each group in its order")
        wrong = []
        for row in rows:
            codes = [c for c in sides[0]["demand"]
                     if not row["by"] or kinds[row["by"]][c] == row["group"]]
            means = {s: mean(states[s], weights[s], codes) for s in states}
            parts = shapley(means)
            wrong += [f"{row} {f} {parts[f]!r}" for f in FACTORS if not close(row[f], parts[f], 9)]
            total = math.fsum(float(row[f]) for f in FACTORS)
            if not (close(row["before"], means[frozenset()], 9) and close(row["change"], total, 9)
                    and close(row["after"], means[frozenset(FACTORS)], 9)
                    and int(row["communes"]) == len(codes)):
                wrong.append(str(row))
        tap.check(not wrong, "the parts of every mean are those of the definition",
                  "\n".join(wrong))
        wrong = []
        listed = rows_of(folder + "/list.csv")
        for row in listed:
            parts = shapley({s: states[s][row["code"]] for s in states})
            wrong += [f"{row} {f} {parts[f]!r}" for f in FACTORS if not close(row[f], parts[f], 90)]
        tap.check(not wrong and len(listed) == 300, "so are those of every commune",
                  "\n".join(wrong[:9]))
        tap.equal([r["code"] for r in listed], sorted(sides[0]["demand"]),
                  "in the order of codes, since the two have another order each")
        first = [open(folder + "/" + n, "rb").read() for n in ("out.csv", "list.csv")]
        run(call + ["--threads", "3"], folder)
        tap.check(first == [open(folder + "/" + n, "rb").read() for n in ("out.csv", "list.csv")],
                  "the same bytes for another number of threads")
        run(["compare", "b.h5", "a.h5", "--list", "back.csv", "--output", "x.txt"], folder)
        tap.check(all(float(a[k]) == -float(b[k]) for a, b in
                      zip(listed, rows_of(folder + "/back.csv")) for k in FACTORS + ["change"]),
                  "exchanged, each part is the opposite to the bit")
        text = run(["compare", "a.h5", "a.h5", "--top", "2", "--cell", "mg-2015"], folder).stdout
        tap.check("largest" not in text and "\nall      " in text and "+" not in text,
                  "a run with itself has no change", text)
        mixed = run(["compare", "a.h5", "b.csv", "--top", "0"], folder)
        tap.check(mixed.returncode == 0 and "change of the mean by" not in mixed.stdout
                  and "less demand" in mixed.stdout, "a table has no parts", mixed.stdout)
        for arguments, status, says in (
                (["a.h5", "b.h5", "--cell", "all"], 2,
                 "a.h5: found no cell 'all', expected the name of one of its cells, as 'mg-2015'"),
                (["a.csv", "b.h5", "--before-cell", "x"], 2,
                 "a.csv: found the name of a cell, 'x', for a table, expected a run file"),
                (["a.h5", "b.h5", "--list", "./a.h5"], 2,
                 "./a.h5: found the output to be an input too, expected another file"),
                (["a.h5", "b.h5", "--by", "county"], 1,
                 "b.h5: found no column 'county' to group by, expected one without another role")):
            done = run(["compare", *arguments], folder)
            tap.check(done.returncode == status and done.stdout == ""
                      and done.stderr == f"aploc: {says}\n", " ".join(arguments), done.stderr)
        tables = {}
        for what in (["--apl", "a.csv", "--communes", "a_communes.csv"], ["--run", "a.h5"]):
            tables[what[0]] = run(["summary", *what, "--by", "type", "--format", "csv"], folder)
        tap.check(tables["--apl"].stdout == tables["--run"].stdout
                  and tables["--run"].returncode == 0, "aploc summary --run is that of the table")
        for arguments, says in ((["--run", "a.h5", "--apl", "a.csv"],
                                 "found --apl and --run, expected one of them"),
                                (["--apl", "a.csv", "--cell", "x"],
                                 "found --cell without --run, expected a run file")):
            done = run(["summary", *arguments], folder)
            tap.check(done.returncode == 2 and says in done.stderr, says, done.stderr)


BEFORE = "code,name,apl,population,standardised,supply,kind\n" \
         "1,Un,3,90,100,300,x\n2,Deux,1,210,200,200,y\n3,Trois,0,5,0,0,x\n4,Quatre,2,50,100,200,y\n"
AFTER = "code,name,apl,population,standardised,supply,kind\n" \
        "1,Un,2,100,100,200,x\n2,Deux,3,200,200,600,y\n3,Trois,1,10,10,10,x\n4,Quatre,2,50,100,200,y\n"
GOLDEN = """\
                  before     after        change     in %
communes               4         4             0    0.0 %
demand               400       410           +10   +2.5 %
supply               700     1 010          +310  +44.3 %
mean               1.750     2.463        +0.713  +40.8 %
people below 2.5  72.2 %    44.4 %  -27.8 points  -38.5 %
people below 1     2.8 %     0.0 %   -2.8 points  -100.0 %

in logarithms      mean    supply  less demand    rest
change         +34.19 %  +36.66 %      -2.47 %  0.00 %

where the value        communes  people (population)   share
rose                          2                  210  58.3 %
fell                          1                  100  27.8 %
stayed                        1                   50  13.9 %
fell below 2.5                1                  100  27.8 %
rose out of below 2.5         1                  200  55.6 %
stayed below 2.5              2                   60  16.7 %
fell below 1                  0                    0   0.0 %
rose out of below 1           1                   10   2.8 %
stayed below 1                0                    0   0.0 %

kind  communes  before  after  change
x            2   3.000  1.909  -1.091
y            2   1.333  2.667  +1.333

largest gains  before  after  change
2 Deux          1.000  3.000  +2.000
3 Trois         0.000  1.000  +1.000

largest losses  before  after  change
1 Un             3.000  2.000  -1.000
"""


def by_hand():
    """Tables of four communes: every figure by hand."""
    with tempfile.TemporaryDirectory() as folder:
        write(folder, "a.csv", BEFORE)
        write(folder, "b.csv", AFTER)
        call = ["compare", "a.csv", "b.csv", "--by", "kind", "--below", "2.5", "--below", "1"]
        done = run(call, folder)
        lines = [[cell for cell in line.split("  ") if cell] for line in done.stdout.splitlines()]
        tap.equal([[c.strip() for c in line] for line in lines],
                  [[c.strip() for c in line.split("  ") if c] for line in GOLDEN.splitlines()],
                  "every figure of two tables, by hand")
        tap.equal((done.returncode, done.stderr), (0, ""), "and no warning")
        widths = [len(line) for line in done.stdout.splitlines()[:7]]
        tap.check(len(set(widths)) == 1, "its columns are aligned", done.stdout)
        markdown = run(call + ["--format", "markdown"], folder).stdout
        cells = [[c.strip() for c in line.strip("|").split(" | ")] for line in markdown.splitlines()
                 if line and not line.startswith("|-")]
        tap.equal([[c for c in row if c] for row in cells],
                  [[c.strip() for c in line] for line in lines if line],
                  "Markdown has the same cells")
        rows = list(csv.reader(io.StringIO(run(call + ["--format", "csv"], folder).stdout)))
        tap.equal(rows[2], ["kind", "x", "2", "100", "110", "3", repr(210 / 110),
                            repr(210 / 110 - 3), "", "", "", ""], "CSV has every digit")
        for code, more in (("code", []), ("clef", ["--column", "communes:code=clef"])):
            write(folder, "c.csv", code + ",zone\n4,N\n3,S\n2,S\n1,S\n")
            rows = run(call[:3] + ["--communes", "c.csv", "--by", "zone", "--format", "csv", *more],
                       folder).stdout.splitlines()
            tap.equal([r.split(",")[:6] for r in rows[2:]],
                      [["zone", "N", "1", "100", "100", "2"],
                       ["zone", "S", "3", "300", "310", repr(500 / 300)]],
                      f"groups of another table, by {code}")
        # What is missing is left out or stood in for, and said.
        write(folder, "d.csv", "code,apl,population\n4,2,50\n2,,10\n1,5,\n9,1,7\n")
        done = run(["compare", "a.csv", "d.csv", "--codes", "common", "--top", "0"], folder)
        tap.equal(done.stderr.splitlines(), [
            "aploc: warning: d.csv has no column 'standardised'; 'population' stands in for it",
            "aploc: warning: 1 commune of d.csv without a number for 'population' and so "
            "without weight (the first: 1)",
            "aploc: warning: 1 commune of a.csv alone left out (the first: 3), a demand of 0",
            "aploc: warning: 1 commune of d.csv alone left out (the first: 9), a demand of 7",
            "aploc: warning: 1 commune without a value on one side left out"],
            "what is left out is said")
        tap.check("\nrose " in done.stdout and "supply               700" not in done.stdout
                  and "logarithms" not in done.stdout, "without supply, no logarithms", done.stdout)
        done = run(["compare", "a.csv", "d.csv", "--codes", "common", "-q"], folder)
        tap.equal((done.returncode, done.stderr), (0, ""), "--quiet is quiet")


STUDY = """[study]
name = two
output = out
vintages = 2022 2023
professions = gp
variants = e2sfca nearest
demand = ages
[vintage]
communes = communes.csv
practitioners = practitioners-{vintage}.csv
times = times.csv
[vintage 2023]
practitioners = practitioners.csv
[profession gp]
methods = ./gp.ini
practitioners = gp
"""


def several_cells():
    """What is said is said of its cell, once."""
    with tempfile.TemporaryDirectory() as parent:
        folder = os.path.join(parent, "demo")
        shutil.copytree(os.path.join(SOURCE, "data", "demo"), folder)
        write(folder, "s.ini", STUDY)
        write(folder, "practitioners-2022.csv", "nothing\n")
        run(["rerun", "s.ini", "--quiet"], folder)
        if not os.path.exists(os.path.join(folder, "out", "run.h5")):
            tap.skip("what is said of cells", "built without HDF5")
            return
        said = run(["compare", "out/run.h5", "out/run.h5"], folder).stderr.splitlines()
        for name, line in zip(("2022-gp-e2sfca", "2022-gp-nearest"), said):
            tap.check(line.startswith(f"aploc: warning: cell {name}: found no values, since it failed")
                      and line.count(name) == 1, f"a cell that failed is named once: {name}", line)
        tap.equal(said[2:], ["aploc: warning: 2023-gp-nearest: 5 communes without a value on one side "
                             "left out"], "of several cells, the one that lacks values is named")


def refusals():
    with tempfile.TemporaryDirectory() as folder:
        write(folder, "a.csv", BEFORE)
        write(folder, "b.csv", AFTER)
        write(folder, "few.csv", "code,zone\n1,N\n2,N\n")
        before = sorted(os.listdir(folder))
        for arguments, status, says in (
                (["a.csv"], 2, "aploc compare: found 1 results, expected two: BEFORE and AFTER"),
                (["a.csv", "b.csv", "c.csv"], 2,
                 "aploc compare: found 'c.csv' after two results, expected options only"),
                (["a.csv", "b.csv", "--communes", "c.csv"], 2,
                 "aploc compare: found --communes without --by, expected a column to group by"),
                (["a.csv", "b.csv", "--format", "html"], 2,
                 "aploc compare: found --format 'html', expected 'text', 'csv' or 'markdown'"),
                (["a.csv", "b.csv", "--codes", "all"], 2,
                 "aploc compare: found --codes 'all', expected 'same' or 'common'"),
                (["a.csv", "b.csv", "--below", "low"], 2,
                 "aploc compare: found --below 'low', expected a number"),
                (["a.csv", "b.csv"] + ["--below", "1"] * 9, 2,
                 "aploc compare: found more than 8 --below, expected fewer"),
                (["a.csv", "b.csv"] + ["--by", "kind"] * 9, 2,
                 "aploc compare: found more than 8 --by, expected fewer"),
                (["a.csv", "missing.csv"], 2,
                 "aploc: missing.csv: found nothing that can be opened"),
                (["a.csv", "b.csv", "--output", "./a.csv"], 2,
                 "aploc: ./a.csv: found the output to be an input too, expected another file"),
                (["a.csv", "b.csv", "--by", "zone", "--communes", "few.csv"], 1,
                 "aploc: b.csv: found the code '3', expected a code of few.csv"),
                (["a.csv", "b.csv", "--by", "zone"], 1,
                 "aploc: b.csv: found no column 'zone' to group by, expected one without another "
                 "role")):
            done = run(["compare", *arguments], folder)
            tap.check(done.returncode == status and done.stdout == ""
                      and done.stderr.startswith(says), " ".join(arguments[:4]), done.stderr)
        tap.equal(sorted(os.listdir(folder)), before, "and nothing is left behind")


the_split()
by_hand()
several_cells()
refusals()
tap.done()
