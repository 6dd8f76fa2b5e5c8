# SPDX-License-Identifier: GPL-3.0-or-later
"""aploc rerun: the study of the demonstration territory. Its tables add up and follow, each number of
them, from the tables of the communes; what did not change is kept; what fails stops nothing else."""

import math
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from tap import COMMAND, SOURCE, Tap, bytes_of, rows_of, run

tap = Tap()
LIMITS = ["all", "65", "62", "60"]
CELLS = [f"{vintage}-{profession}-{limit}" for vintage in (2021, 2022, 2023)
         for profession in ("gp", "nurse") for limit in LIMITS]
BELOW = {"gp": 2.5, "nurse": 100.0}


def close(found, expected, tolerance=1e-12):
    """Whether a field is a number, or empty where there is none."""
    if expected is None:
        return found == ""
    return math.isclose(float(found), float(expected), rel_tol=tolerance, abs_tol=1e-13)


def mean(pairs):
    weight = sum(w for _, w in pairs)
    return sum(v * w for v, w in pairs) / weight if weight else None


def figures(communes, below):
    """The figures of communes (apl, standardised, population), from their definitions."""
    people = sorted((apl, population) for apl, _, population in communes)
    whole = sum(w for _, w in people)

    def held(upto):
        """What the first `upto` people have together."""
        total = Fraction(0)
        for value, weight in people:
            part = min(weight, upto)
            total += value * part
            upto -= part
        return total

    def quantile(share):
        so_far = 0
        for value, weight in people:
            so_far += weight
            if so_far >= share * whole:
                return value
        return None

    tenths = [10 * (held(whole * (k + 1) / 10) - held(whole * k / 10)) / whole for k in range(10)]
    area = so_far = Fraction(0)
    for value, weight in people:
        area += weight * (2 * so_far + value * weight) / 2
        so_far += value * weight
    at = so_far / whole
    bounds = [quantile(Fraction(k, 10)) for k in range(1, 10)]
    return {
        "communes": len(communes), "people": whole,
        "mean": mean([(apl, standardised) for apl, standardised, _ in communes]),
        "min": people[0][0], "max": people[-1][0], "d1": bounds[0], "median": bounds[4],
        "d9": bounds[8], "d9_d1": bounds[8] / bounds[0] if bounds[0] else None,
        "s90_s10": tenths[9] / tenths[0] if tenths[0] else None,
        "share_below": sum(w for v, w in people if v < below) / whole,
        "communes_at_0": sum(v == 0 for v, _ in people),
        "people_at_0": sum(w for v, w in people if v == 0),
        "gini": 1 - 2 * area / (whole * so_far),
        "theil": math.fsum(float(w / whole * v / at) * math.log(v / at)
                           for v, w in people if v > 0),
        "tenths": tenths, "bounds": bounds + [people[-1][0]]}


def communes_of(rows, limit):
    """(apl, standardised, population) of each row of a full table, in fractions."""
    return [(Fraction(row[f"apl_{limit}"]), Fraction(row["standardised"]),
             Fraction(row["population"])) for row in rows]


def check_row(row, expected, names):
    wrong = [f"{name}: {row[name]}, expected {expected[name]}" for name in names
             if not close(row[name], expected[name])]
    tap.check(not wrong, f"{row['cell']} {row.get('level', '')}: {len(names)} numbers",
              "\n".join(wrong))


def check_full(output):
    """The tables of communes against compute, one file at a time."""
    with tempfile.TemporaryDirectory() as folder:
        demo = os.path.join(SOURCE, "data", "demo")
        for cell in CELLS:
            vintage, profession, limit = cell.split("-")
            ending = "" if vintage == "2023" else "-" + vintage
            table = os.path.join(folder, "communes.csv")
            with open(os.path.join(demo, f"communes{ending}.csv"), encoding="utf-8") as file:
                text = file.read()
            with open(table, "w", encoding="utf-8") as file:
                file.write(text.replace(",standardised,", ",gp_standardised,", 1))
            out = os.path.join(folder, "out.csv")
            done = run(["compute", "--communes", table, "--times", os.path.join(demo, "times.csv"),
                        "--practitioners", os.path.join(demo, f"practitioners{ending}.csv"),
                        "--profession", profession, "--year", vintage, "--quiet",
                        "--max-age", "none" if limit == "all" else limit, "--method",
                        os.path.join(demo, f"{profession}.ini"), "--output", out])
            computed = [(r["code"], r["name"], r["apl"], r["supply"], r["population"],
                         r["standardised"]) for r in rows_of(out)] if done.returncode == 0 else done
            found = [(r["code"], r["name"], r[f"apl_{limit}"], r[f"supply_{limit}"],
                      r["population"], r["standardised"])
                     for r in rows_of(output, f"{vintage}-{profession}.csv")]
            tap.check(found == computed, f"{cell} is what compute gives", done.stderr)


def check_drees(output):
    """Three decimals, the exact value rounded, halves to even."""
    for series in sorted({cell.rsplit("-", 1)[0] for cell in CELLS}):
        year = series[:4]
        full, table = rows_of(output, series + ".csv"), rows_of(output, series + "-drees.csv")
        header = ["code", "commune", "apl_all", "apl_65", "apl_62", "apl_60",
                  f"standardised_{year}", f"population_{year}"]
        tap.equal(list(table[0]), header, f"{series}-drees.csv has the columns of the workbook")

        def fixed(text):
            return str(Decimal(float(text)).quantize(Decimal("0.001"), ROUND_HALF_EVEN))

        expected = [[row["code"], row["name"]] + [fixed(row["apl_" + limit]) for limit in LIMITS]
                    + [fixed(row["standardised"]), row["population"]] for row in full]
        tap.check([list(row.values()) for row in table] == expected,
                  f"{series}-drees.csv rounds {len(table)} rows to three decimals")


def check_figures(output):
    """summary.csv, tenths.csv and groups.csv, every number."""
    summary = {row["cell"]: row for row in rows_of(output, "summary.csv")}
    tap.equal(list(summary), CELLS, "summary.csv has a row a cell, in order")
    tenths, groups = {}, {}
    for row in rows_of(output, "tenths.csv"):
        tenths.setdefault(row["cell"], []).append(row)
    for row in rows_of(output, "groups.csv"):
        groups.setdefault((row["cell"], row["group"]), []).append(row)
    tap.equal((list(tenths), len(groups)), (CELLS, 48), "tenths and groups are of all cells")
    for cell in CELLS:
        vintage, profession, limit = cell.split("-")
        below = BELOW[profession]
        rows = communes_of(rows_of(output, f"{vintage}-{profession}.csv"), limit)
        own = figures(rows, below)
        row = summary[cell]
        check_row(row, own, ["communes", "people", "mean", "d1", "median", "d9", "d9_d1", "s90_s10",
                             "share_below", "communes_at_0", "people_at_0", "gini", "theil"])
        supply = sum(Fraction(r[f"supply_{limit}"])
                     for r in rows_of(output, f"{vintage}-{profession}.csv"))
        per = 100000 if profession == "nurse" else 1
        tap.check(close(row["demand"], sum(d for _, d, _ in rows)) and
                  close(row["supply"], supply) and close(row["below"], below) and
                  close(float(row["mean"]) * float(row["demand"]),
                        per * (float(row["supply"]) - float(row["lost"]))),
                  f"{cell}: demand times mean is the supply that is reached")
        found = tenths[cell]
        tap.check(len(found) == 10 and
                  all(close(t["mean"], m) and close(t["upper"], u) and int(t["tenth"]) == k + 1
                      for k, (t, m, u) in enumerate(zip(found, own["tenths"], own["bounds"]))),
                  f"{cell}: tenths")
        tap.check(close(sum(float(t["mean"]) for t in found) / 10,
                        mean([(apl, people) for apl, _, people in rows])),
                  f"{cell}: the tenths' means average to the mean")
        territory = rows_of(SOURCE, "data", "demo", "communes.csv")
        for column in ("department", "type"):
            levels = {}
            for place, values in zip(territory, rows):
                levels.setdefault(place[column], []).append(values)
            found = groups[cell, column]
            tap.equal([r["level"] for r in found], sorted(levels), f"{cell}: {column}")
            for r in found:
                check_row(r, figures(levels[r["level"]], below),
                          ["communes", "people", "mean", "min", "max", "share_below"])
            tap.check(sum(int(r["people"]) for r in found) == int(row["people"]) and
                      sum(int(r["communes"]) for r in found) == int(row["communes"]),
                      f"{cell}: the people of each {column} are all people")


def check_supply(output):
    """What each rule moved adds up, and to the supply of the cell."""
    summary = {row["cell"]: row for row in rows_of(output, "summary.csv")}
    for row in rows_of(output, "supply.csv"):
        n = {name: float(value) for name, value in row.items()
             if re.fullmatch(r"[0-9.e+-]+", value) and name != "cell"}
        after = (n["before"] - n["excluded"] + n["scaled"] + n["floored"] - n["capped"]
                 - n["unknown"])
        unit = 9000 if row["unit"] == "fte" else 1
        tap.check(close(after, n["after"]) and close(n["supply"] * unit, n["after"]) and
                  close(n["supply"], summary[row["cell"]]["supply"]) and
                  (row["max_age"] == "") == row["cell"].endswith("all"),
                  f"{row['cell']}: the rules add up to the supply")


def check_changes(output):
    summary = {row["cell"]: row for row in rows_of(output, "summary.csv")}
    rows = rows_of(output, "changes.csv")
    expected = [(cell, f"{int(cell[:4]) + 1}{cell[4:]}") for cell in CELLS[:16]]
    tap.equal([(row["from"], row["to"]) for row in rows], expected, "changes.csv: two a cell")
    for row in rows:
        a, b = summary[row["from"]], summary[row["to"]]
        ln = {k: math.log(float(b[k]) / float(a[k])) for k in ("mean", "supply", "demand")}
        lost = [1 - float(x["lost"]) / float(x["supply"]) for x in (a, b)]
        tap.check(row["mean_from"] == a["mean"] and row["mean_to"] == b["mean"] and
                  row["share_below_from"] == a["share_below"] and
                  row["share_below_to"] == b["share_below"] and
                  close(row["change"], float(b["mean"]) - float(a["mean"])) and
                  close(row["d_ln_mean"], ln["mean"]) and
                  close(row["from_supply"], ln["supply"]) and
                  close(row["from_demand"], -ln["demand"]) and
                  close(row["from_rest"], math.log(lost[1] / lost[0])) and
                  close(float(row["from_supply"]) + float(row["from_demand"])
                        + float(row["from_rest"]), row["d_ln_mean"]),
                  f"{row['from']} to {row['to']}: supply, demand and rest add up")


def check_report(output):
    with open(os.path.join(output, "report.md"), encoding="utf-8") as file:
        lines = file.read().splitlines()
    tap.equal(lines[0], "# The demonstration territory, 2021 to 2023", "report.md has the title")
    summary = rows_of(output, "summary.csv")
    figures_shown = [line for line in lines if re.match(r"\| 20\d\d-\w+-\w+ +\| +[\d ]+ \| ", line)
                     and line.count("|") == 13]
    tap.equal([line.split("|")[1].strip() for line in figures_shown], CELLS,
              "report.md shows every cell")
    tap.check(all(line.split("|")[3].strip() == f"{float(row['mean']):.3f}"
                  for line, row in zip(figures_shown, summary)), "report.md shows their means")
    tap.equal(sum(line.startswith("## Means of") for line in lines), 16,
              "report.md shows the groups")


def rerun(folder, *options):
    return run(["rerun", "study.ini", "--output", "tables", *options], folder)


def counts(done):
    """(computed, kept, failed) as the command says."""
    found = re.search(r"(\d+) computed, (\d+) kept, (\d+) failed", done.stderr)
    return tuple(map(int, found.groups())) if found else done


def check_again(folder, before):
    """What changed is computed, what did not is kept, and the tables are those of a fresh run."""
    tables = os.path.join(folder, "tables")
    with_run = "run.h5" in before
    kept = 24 if with_run else 0
    tap.equal(counts(rerun(folder)), (24 - kept, kept, 0), "a second run computes nothing")
    tap.check(bytes_of(tables) == before, "and writes the same bytes")
    tap.equal(counts(rerun(folder, "--fresh", "--threads", "1")), (24, 0, 0),
              "--fresh computes every cell")
    tap.check(bytes_of(tables) == before, "and writes the same bytes, on one thread")
    path = os.path.join(folder, "practitioners-2022.csv")
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines(True)
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(lines[:5] + lines[6:])
    tap.equal(counts(rerun(folder)), (8, 16, 0) if with_run else (24, 0, 0),
              "another file of practitioners: its vintage alone is computed")
    after = bytes_of(tables)
    changed = {name for name in before if before[name] != after[name]}
    tap.check({n for n in changed if n[:2] == "20"} <= {
        "2022-gp.csv", "2022-gp-drees.csv", "2022-nurse.csv", "2022-nurse-drees.csv"}
        and "summary.csv" in changed, "and its tables alone change", changed)
    rerun(folder, "--fresh", "--quiet")
    tap.check(bytes_of(tables) == after, "a fresh run writes the same bytes")
    name = "a run file that cannot be read: every cell is computed anew"
    if not with_run:
        tap.skip(name, "built without HDF5")
        return
    with open(os.path.join(tables, "run.h5"), "wb") as file:
        file.write(b"no run file")
    done = rerun(folder)
    tap.check(done.returncode == 0 and counts(done) == (24, 0, 0) and
              "every cell is computed anew" in done.stderr, name, done.stderr)


def check_h5_times(folder):
    """Times in HDF5 give the same tables of communes."""
    done = run(["convert", "times.csv", "times.h5"], folder)
    if "without HDF5" in done.stderr:
        tap.skip("times in HDF5", "built without HDF5")
        return
    with open(os.path.join(folder, "study.ini"), encoding="utf-8") as file:
        text = file.read()
    with open(os.path.join(folder, "h5.ini"), "w", encoding="utf-8") as file:
        file.write(text.replace("times.csv", "times.h5"))
    done = run(["rerun", "h5.ini", "--output", "h5", "--quiet"], folder)
    names = [f"{cell.rsplit('-', 1)[0]}.csv" for cell in CELLS]
    one, other = bytes_of(os.path.join(folder, "tables")), bytes_of(os.path.join(folder, "h5"))
    tap.check(done.returncode == 0 and all(one[name] == other[name] for name in names),
              "times in HDF5 give the same tables", done.stderr)


def check_broken(folder):
    """A vintage that cannot be read fails alone."""
    tables = os.path.join(folder, "tables")
    before = bytes_of(tables)
    path = os.path.join(folder, "communes-2021.csv")
    with open(path, "a", encoding="utf-8") as file:
        file.write("broken\n")
    done = rerun(folder, "--fresh")
    errors = [line for line in done.stderr.splitlines()
              if line.startswith("aploc: ") and "built without HDF5" not in line]
    tap.equal(done.returncode, 1, "a broken table: exit status 1")
    tap.check(len(errors) == 1 and re.match(
        r"aploc: 8 cells: communes-2021\.csv:302: found ", errors[0]),
              "the cells of the vintage say why, in one line", errors)
    with open(os.path.join(tables, "report.md"), encoding="utf-8") as file:
        tap.check(errors[0].replace("aploc: ", "- ") in file.read().splitlines(),
                  "report.md has the same line")
    tap.equal(counts(done), (16, 0, 8), "the others are computed")
    after = bytes_of(tables)
    tap.check(all(after[name] == before[name] for name in before
                  if re.match(r"202[23]-", name)), "and are what they were")
    tap.check(not any(name.startswith("2021") for name in after),
              "no table of the broken vintage is left")
    rows = rows_of(tables, "summary.csv")
    tap.check([row["cell"] for row in rows] == CELLS and
              all(value == "" for row in rows[:8] for name, value in row.items()
                  if name not in ("cell", "vintage", "profession", "method", "variant", "max_age"))
              and all(row["mean"] for row in rows[8:]), "its numbers are blank")
    statuses = [row["status"] for row in rows_of(tables, "cells.csv")]
    tap.equal(statuses, ["a row with fewer or more fields than the header"] * 8 + ["done"] * 16, "cells.csv says so")
    changes = rows_of(tables, "changes.csv")
    tap.check(len(changes) == 16 and all(not row["change"] for row in changes[:8]),
              "changes from it are blank")


def check_interrupt(folder):
    """Ctrl-C at any time leaves each file as it was, or whole."""
    rerun(folder, "--fresh", "--quiet")
    tables = os.path.join(folder, "tables")
    before = bytes_of(tables)
    intact = died = True
    for delay in (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3):
        with subprocess.Popen([COMMAND, "rerun", "study.ini", "--output", "tables", "--fresh"],
                              cwd=folder, stderr=subprocess.DEVNULL) as process:
            time.sleep(delay)
            process.send_signal(signal.SIGINT)
            died &= process.wait(60) in (-signal.SIGINT, 0, 1)
        intact &= bytes_of(tables) == before
    tap.check(died and intact, "an interrupt leaves what was there, and nothing else")


def check_calls(folder):
    for arguments, status, words in [
            ([], 2, "found no study, expected a file such as study.ini"),
            (["a.ini", "b.ini"], 2, "found a second study 'b.ini', expected one"),
            (["none.ini"], 2, "none.ini: found nothing that can be opened"),
            (["study.ini", "--threads", "0"], 2, "found --threads '0', expected"),
            (["study.ini", "--output", "no/such/folder"], 2, "found that no folder can be made"),
            (["study.ini", "--output", "gp.ini"], 2, "found that no folder can be made")]:
        done = run(["rerun", *arguments], folder)
        tap.check(done.returncode == status and words in done.stderr, f"rerun {arguments}: {words}",
                  f"{done.returncode} {done.stderr}")
    with open(os.path.join(folder, "bad.ini"), "w", encoding="utf-8") as file:
        file.write("[study]\nname = x\nvintages = 1\nprofessions = y\ntable = all\n")
    done = run(["rerun", "bad.ini"], folder)
    tap.equal((done.returncode, done.stderr.split(",")[0]),
              (1, "aploc: bad.ini:5: found key 'table' in [study]"), "a study that is wrong")
    with open(os.path.join(folder, "study.ini"), encoding="utf-8") as file:
        text = file.read()
    for old, new in (("groups = department type", "groups = colour\ntables = groups"),
                     ("output = ../../demo-tables\n", "output = here\n")):
        text = text.replace(old, new)
    with open(os.path.join(folder, "few.ini"), "w", encoding="utf-8") as file:
        file.write(text)
    done = run(["rerun", "few.ini", "--quiet"], folder)
    errors = done.stderr.splitlines()
    tap.equal((done.returncode, errors), (1, [
        f"aploc: 8 cells: {name}: found no column 'colour' to group by, expected one"
        for name in ("communes-2021.csv", "communes-2022.csv", "communes.csv")]),
              "a group that is not there")
    with open(os.path.join(folder, "over.ini"), "w", encoding="utf-8") as file:
        file.write("[study]\nname = over\noutput = over\nvintages = v\nprofessions = p\n[vintage]\n"
                   "communes = over/summary.csv\ntimes = times.csv\nunknown = skip\n"
                   "[profession p]\nmethods = mg-dt70-gaussian\n")
    os.mkdir(os.path.join(folder, "over"))
    with open(os.path.join(folder, "over", "summary.csv"), "w", encoding="utf-8") as file:
        file.write("code,population,supply\n00001,10,3\n00002,5,0\n")
    done = run(["rerun", "over.ini", "--quiet"], folder)
    tap.equal((done.returncode, done.stderr),
              (2, "aploc: over/summary.csv: found the output to be an input too, expected another "
                  "file\n"), "a table never replaces an input")
    done = run(["rerun", "over.ini", "--output", "beside"], folder)
    tap.check(done.returncode == 0 and "aploc: warning: v-p: demand is the plain population" in
              done.stderr, "a demand that was not standardised is said", done.stderr)
    tap.equal(sorted(n for n in os.listdir(os.path.join(folder, "here")) if n != "run.h5"),
              ["cells.csv", "files.csv", "groups.csv", "notes.csv"], "the tables that are asked for, and no other")


def main():
    with tempfile.TemporaryDirectory() as folder:
        study = os.path.join(folder, "demo")
        shutil.copytree(os.path.join(SOURCE, "data", "demo"), study)
        done = rerun(study)
        tap.equal((done.returncode, done.stdout, counts(done)), (0, "", (24, 0, 0)),
                  "24 cells are computed")
        tables = os.path.join(study, "tables")
        before = bytes_of(tables)
        series = [f"{v}-{p}{e}" for v in (2021, 2022, 2023) for p in ("gp", "nurse")
                  for e in ("-drees.csv", ".csv")]
        tap.equal([name for name in before if name != "run.h5"],
                  series + ["cells.csv", "changes.csv", "files.csv", "groups.csv", "notes.csv", "report.md",
                            "summary.csv", "supply.csv", "tenths.csv"], "its files")
        check_full(tables)
        check_drees(tables)
        check_figures(tables)
        check_supply(tables)
        check_changes(tables)
        check_report(tables)
        if "run.h5" in before:
            done = run(["verify", os.path.join(tables, "run.h5")])
            tap.check(done.returncode == 0 and "24 of 24 cells equal" in done.stdout,
                      "verify finds the run equal", done.stdout + done.stderr)
        else:
            tap.skip("verify finds the run equal", "built without HDF5")
        check_again(study, before)
        check_calls(study)
        check_interrupt(study)
        check_h5_times(study)
        check_broken(study)
    tap.done()


main()
