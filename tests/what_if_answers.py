# SPDX-License-Identifier: GPL-3.0-or-later
"""What aploc what-if says where little is left to say: nothing changes, nobody is left, quietly; and how its
messages name places. Also what compute says in the same words."""

import csv
import io
import os
import re
import tempfile

from tap import SOURCE, Tap, run, write

tap = Tap()
DEMO = os.path.join(SOURCE, "data", "demo")
CALL = ["--communes", DEMO + "/communes.csv", "--times", DEMO + "/times.csv", "--method", "mg-2015"]
GP = [*CALL[:4], "--method", DEMO + "/gp.ini", "--practitioners", DEMO + "/practitioners.csv",
      "--profession", "gp", "--year", "2023"]
HEADS = ("aploc: warning: a mean of {} consultations a year: the supply may be a head count, which "
         "--supply-scale ACTS_A_HEAD turns into consultations\n")


def small(folder, communes, changes=""):
    """A territory of a few places, b 5 minutes from a; and the call with it."""
    write(folder, "p.csv", "code,population,standardised,supply\n" + communes)
    write(folder, "t.csv", "from,to,minutes\na,b,5\n")
    write(folder, "e.csv", "change,code,to,amount\n" + changes)
    return ["--communes", "p.csv", "--times", "t.csv", "--method", "mg-2015"]


def quiet_answers():
    """An explanation is a result: --quiet leaves it, and takes all that was not asked for."""
    with tempfile.TemporaryDirectory() as folder:
        for options in (["--explain", "00003"], ["--users", "00005"],
                        ["--explain", "00003", "--users", "00005", "--set", "00005=7000"]):
            loud = run(["what-if", *CALL, *options], folder)
            done = run(["what-if", *CALL, *options, "-q"], folder)
            start = "APL of 00003" if "--explain" in options else "supply of 00005"
            at = re.search(f"^{start} [^\\n]* share$", loud.stdout, re.M)
            tap.check(done.returncode == 0 and not done.stderr and at
                      and done.stdout == loud.stdout[at.start():],
                      f"quiet: {' '.join(options)}", done.stdout + loud.stdout)
        done = run(["what-if", *CALL, "--explain", "00003", "-q", "--parts", "parts.csv"], folder)
        tap.equal((done.returncode, done.stdout, done.stderr), (0, "", ""),
                  "quiet: what --parts writes is not shown as well")
        done = run(["what-if", *CALL, "--close", "00005", "-q"], folder)
        tap.equal((done.returncode, done.stdout, done.stderr), (0, "", ""), "quiet: no summary")


def nothing_changes():
    """Changes that come to nothing give the result as it was."""
    with tempfile.TemporaryDirectory() as folder:
        for name, options, warning in (
                ("retire-over 90", [*GP, "--max-age", "none", "--retire-over", "90"],
                 "the supply is the same without practitioners above 90"),
                ("retire-over 70", [*GP, "--retire-over", "70", "--steps"],
                 "practitioners above 65 are left out already")):
            done = run(["what-if", *options, "--output", "changed.csv"], folder)
            mean = re.search(r"^weighted mean +([\d.]+) +([\d.]+) +0.000 +0.0 %$", done.stdout, re.M)
            rises = re.search(r"^rises +0 +0 +0.0 %\nfalls +0 +0 +0.0 %$", done.stdout, re.M)
            tap.check(done.returncode == 0 and mean and mean[1] == mean[2] and rises
                      and re.search(r"^nothing +- +-$", done.stdout, re.M),
                      f"{name}: the result as it was", done.stdout + done.stderr)
            tap.equal(done.stderr, f"aploc: warning: nobody retires: {warning}\n", f"{name}: and why")
            with open(os.path.join(folder, "changed.csv"), encoding="utf-8") as file:
                tap.equal(file.read(), "code,name,before,after,change,people\n",
                          f"{name}: a table without rows")


def nobody_is_left():
    with tempfile.TemporaryDirectory() as folder:
        call = small(folder, "a,10,11,1000\nb,20,22,5\n", "appears,c,,7\ngoes,a,,\n")
        done = run(["what-if", *call, "--remove", "a", "--demand", "b=0", "--steps"], folder)
        tap.check(re.search(r"^weighted mean +30.455 +- +- +-$", done.stdout, re.M)
                  and re.search(r"^2: demand of b +- ", done.stdout, re.M),
                  "no mean without demand", done.stdout + done.stderr)
        done = run(["what-if", *call, "--changes", "e.csv", "--output", "-", "-q"], folder)
        rows = {r["code"]: r for r in csv.DictReader(io.StringIO(done.stdout))}
        tap.equal({c: (r["after"] == "", r["people"]) for c, r in rows.items()},
                  {"a": (True, "10"), "b": (False, "20"), "c": (False, "7")},
                  "the people of a place that went are those whom it had")
        done = run(["what-if", *call, "--remove", "a"], folder)
        tap.check(re.search(r"^rises +1 +20 +100.0 %$", done.stdout, re.M),
                  "and they count nowhere else", done.stdout)
        method = os.path.join(folder, "near.ini")
        with open(SOURCE + "/data/methods/mg-2015.ini", encoding="utf-8") as file:
            write(folder, "near.ini", file.read().replace("e2sfca", "nearest"))
        small(folder, "a,10,11,0\nb,20,22,0\n")
        done = run(["compute", *call[:4], "--method", method, "--output", "out.csv"], folder)
        tap.check("\nweighted mean    none: no demand with supply in reach\n" in done.stderr,
                  "no mean of minutes without supply", done.stderr)


def heads():
    """A supply of heads is told alike by compute and what-if."""
    with tempfile.TemporaryDirectory() as folder:
        call = [*CALL, "--supply-scale", "1/5400"]
        one = run(["compute", *call, "--output", "out.csv"], folder)
        two = run(["what-if", *call, "--add", "00005:+1fte"], folder)
        mean = re.search("a mean of ([0-9.]+)", one.stderr)[1]
        tap.check(HEADS.format(mean) in one.stderr, "compute warns of heads", one.stderr)
        tap.equal((two.returncode, two.stderr), (0, HEADS.format(mean)), "what-if does, too")
        run(["compute", *call, "--run", "run.h5", "-q"], folder)
        if os.path.exists(os.path.join(folder, "run.h5")):
            done = run(["what-if", "--run", "run.h5", "--add", "00005:+1fte"], folder)
            tap.equal(done.stderr, HEADS.format(mean), "also of a run file")
        done = run(["what-if", *call, "--add", "00005:+1", "-q"], folder)
        tap.equal(done.stderr, "", "not quietly")
        done = run(["what-if", *CALL, "--add", "00005:+1fte"], folder)
        tap.equal(done.stderr, "", "nor where it is none")


def codes_in_messages():
    """Places by code, scenarios by name, and the files whose numbers are too large."""
    large = "too large for a double at the code '{}', expected demand and supply of usual sizes ({})"
    ratio = "found a supply divided by its demand " + large
    with tempfile.TemporaryDirectory() as folder:
        call = small(folder, "a,1,1e-9,1000\nb,1,1e-9,5\n")
        write(folder, "more.csv", "code,supply\nb,1e308\n")
        write(folder, "s.csv", "scenario,code,supply\n"
              + "".join(f"s{k},b,{k}\n" for k in range(40)) + "place 1,b,1e308\n")
        write(folder, "sites.csv", "code,supply\nz,1\ny,1e308\n")
        write(folder, "ts.csv", "from,to,minutes\na,z,5\nb,y,5\n")
        apart = ["--communes", "p.csv", "--times", "ts.csv", "--sites", "sites.csv", *call[4:]]
        both = "demand of p.csv, supply of {}"
        for name, words, says in (
                ("compute", ["compute", *call, "--supply", "more.csv", "--output", "o.csv"],
                 ratio.format("b", both.format("more.csv"))),
                ("sites", ["compute", *apart, "--output", "o.csv"],
                 ratio.format("y", both.format("sites.csv"))),
                ("a scenario", ["compute", *call, "--scenarios", "s.csv"],
                 "s.csv: scenario 'place 1': " + ratio.format("b", "demand and supply of p.csv")),
                ("the start of a what-if", ["what-if", *call, "--supply", "more.csv", "--close", "b"],
                 ratio.format("b", both.format("more.csv"))),
                ("a what-if", ["what-if", *call, "--set", "b=1e308"],
                 ratio.format("b", "demand and supply of p.csv, with the changes")),
                ("what --supply-scale makes too large",
                 ["compute", *call, "--supply", "more.csv", "--supply-scale", "100", "--output", "o.csv"],
                 "more.csv: found a supply too large for a number at b, expected a smaller --supply-scale"),
                ("a place that went", ["what-if", *call, "--remove", "b", "--explain", "b"],
                 "found the code 'b' of demand, which went, expected one that is there"),
                ("a supply that went", ["what-if", *call, "--remove", "b", "--users", "b"],
                 "found the code 'b' of supply, which went, expected one that is there")):
            done = run([*words, "-q"], folder)
            tap.equal((done.returncode, done.stderr), (1, f"aploc: {says}\n"), name)
        write(folder, "e.csv", "change,code,to,amount\nsite_appears,x,,\nsupply,x,,1e308\n"
                               "time,a,x,1\n")
        done = run(["what-if", *apart[:4], "--sites", "s2.csv", *call[4:], "--changes", "e.csv"], folder)
        tap.equal(done.returncode, 2, "sites that are not there")
        write(folder, "s2.csv", "code,supply\nz,1\ny,1\n")
        done = run(["what-if", *apart[:4], "--sites", "s2.csv", *call[4:], "--changes", "e.csv"], folder)
        tap.check(ratio.format("x", both.format("s2.csv") + ", with the changes") in done.stderr,
                  "a place that appeared", done.stderr)


def columns_of_changes():
    """--column says which column of --changes is which, beside inputs and beside a run file."""
    with tempfile.TemporaryDirectory() as folder:
        call = small(folder, "a,10,11,1000\nb,20,22,5\n", "time,b,a,3\nadd,a,,-100\n")
        write(folder, "odd.csv", "kind,place,other,number,to,amount\ntime,b,a,3,x,y\nadd,a,,-100,x,y\n")
        names = [word for role, name in (("change", "kind"), ("code", "place"), ("to", "other"),
                                         ("amount", "number"))
                 for word in ("--column", f"changes:{role}={name}")]
        usual = run(["what-if", *call, "--changes", "e.csv"], folder)
        named = run(["what-if", *call, "--changes", "odd.csv", *names], folder)
        tap.equal((named.returncode, named.stdout), (0, usual.stdout), "columns of changes by their names")
        done = run(["what-if", *call, "--changes", "odd.csv", *names[2:]], folder)
        tap.check(done.returncode == 1 and "odd.csv:1: found the columns" in done.stderr,
                  "one of them left out", done.stderr)
        run(["compute", *call, "--run", "run.h5", "-q"], folder)
        if os.path.exists(os.path.join(folder, "run.h5")):
            done = run(["what-if", "--run", "run.h5", "--changes", "odd.csv", *names], folder)
            tap.equal((done.returncode, done.stdout), (0, usual.stdout), "beside a run file, too")
        for options, says in (
                (["--close", "a", *names], "found --column changes:change without --changes, expected both"),
                (["--changes", "e.csv", "--column", "changes:supply=x"],
                 "found --column changes:supply, expected changes:change, changes:code, changes:to or")):
            done = run(["what-if", *call, *options], folder)
            tap.check(done.returncode == 2 and says in done.stderr, says, done.stderr)
        done = run(["what-if", "--run", "run.h5", "--close", "a", "--column", "code=x"], folder)
        tap.check("found --run and --column, expected one or the other" in done.stderr,
                  "no column of inputs beside a run file", done.stderr)


quiet_answers()
nothing_changes()
nobody_is_left()
heads()
codes_in_messages()
columns_of_changes()
tap.done()
