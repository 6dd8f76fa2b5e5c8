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


choices()
tap.done()
