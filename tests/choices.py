# SPDX-License-Identifier: GPL-3.0-or-later
"""What compute is asked to choose: where the demand comes from, what becomes of repeated pairs."""

import os
import re
import tempfile

from tap import SOURCE, Tap, run

tap = Tap()
DEMO = os.path.join(SOURCE, "data", "demo")
CALL = ["compute", "--communes", DEMO + "/communes.csv", "--times", DEMO + "/times.csv",
        "--method", "mg-2015"]


def choices():
    """--demand and --repeated: what compute does is what is asked for."""
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "out.csv")
        totals = {}
        for source, words in (("auto", "the standardised population"),
                              ("standardised", "the standardised population"),
                              ("ages", "residents by age"), ("population", "the plain population")):
            done = run(CALL[:-1] + ["mg-2010", "--demand", source, "--output", out])
            totals[source] = re.search(r"demand +([\d ]+) \((.*)\)", done.stderr).groups()
            tap.check(done.returncode == 0 and words in totals[source][1], f"--demand {source}",
                      done.stderr)
        tap.check(totals["auto"] == totals["standardised"]
                  and totals["population"][0].strip() == "508 415", "and its total", totals)
        done = run(CALL + ["--demand", "people", "--output", out])
        tap.equal(done.returncode, 2, "another word is a wrong call")
        times = os.path.join(folder, "times.csv")
        with open(CALL[4], encoding="utf-8") as file, open(times, "w", encoding="utf-8") as copy:
            copy.write(file.read() + "00001,00002,1\n")
        call = CALL[:3] + ["--times", times] + CALL[5:]
        done = run(call + ["--output", out, "--repeated", "skip"])
        tap.check(done.returncode == 0 and "1 row of " + times + " left out, for pairs given before "
                  "(the first: from 00001 to 00002, line 40456)" in done.stderr,
                  "--repeated skip keeps the first and says so", done.stderr)
        tap.equal(run(call + ["--output", out]).returncode, 1, "without it, an error")


def left_out():
    """The pairs in the file are all of its rows, also those that are left out."""
    head = "from,to,minutes\n"
    pairs = "00001,ZZ,3\n00001,00002,4\nYY,00001,4\n00001,00002,5\n"
    own = "00001,00001,0\n00001,00001,0\n"
    skip = ["--unknown", "skip", "--repeated", "skip"]
    with tempfile.TemporaryDirectory() as folder:
        times = os.path.join(folder, "times.csv")
        for rows, used in ((pairs, "1 of 4"), (own, "0 of 0"), (pairs + own, "1 of 4")):
            with open(times, "w", encoding="utf-8") as file:
                file.write(head + rows)
            done = run(CALL[:3] + ["--times", times] + CALL[5:] + skip
                       + ["--output", os.path.join(folder, "out.csv")])
            tap.check(f"pairs used       {used} in the file, under 20 minutes" in done.stderr,
                      f"pairs used {used}, some left out", done.stderr)


choices()
left_out()
tap.done()
