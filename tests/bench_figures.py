# SPDX-License-Identifier: GPL-3.0-or-later
"""What bench/ makes of its measurements: slopes, scales, ratios; instructions counted from a file of
callgrind."""

import math
import os
import sys
import tempfile
import xml.dom.minidom

from tap import SOURCE, Tap

sys.path.insert(0, os.path.join(SOURCE, "bench"))
import figures  # noqa: E402
import instructions  # noqa: E402
import picture  # noqa: E402
import report  # noqa: E402

# A function of the program calls one of another library, which calls one of the program; a jump between
# source files (fi, fe) changes nothing of whose it is.
CALLGRIND = """events: Ir

ob={program}
fl=a.c
fn=aploc_solve
10 100
fi=b.h
11 20
fe=a.c
cob=/usr/lib/libc.so.6
cfn=qsort
calls=3 0
12 7000
+1 5
ob=/usr/lib/libc.so.6
fl=c.c
fn=qsort
1 6000
cob={program}
cfl=a.c
cfn=compare
calls=50 0
2 1000
ob={program}
fl=a.c
fn=compare
* 1000
"""


def size(pairs, seconds, plan_bytes):
    """A size where aploc took so long, and scipy ten times as long."""
    def phases(times):
        return {"prepare": {"seconds": [1.0], "pairs": pairs, "plan_bytes": plan_bytes, "peak_mb": 9.0},
                "read_arrays": {"seconds": [1.0]}, "scenarios": 20,
                "one": {"seconds": [9 * times, times, times], "peak_mb": 9.0, "difference": 1e-15},
                "many": {"seconds": [3 * times], "peak_mb": 9.0, "difference": 1e-15}}
    return {"facts": {"demand": 10, "supply": 10, "suppliers": 5, "given": pairs}, "load": 2.0, "skipped": {},
            "results": {"aploc": phases(seconds), "scipy": phases(10 * seconds), "aploc, files": {}},
            "whole": {"aploc, from CSV": {"seconds": [0.25], "peak_mb": 8.0}}}


FOUND = {
    "machine": {"when": "today", "aploc": "aploc 0", "cpu": "one", "cores": 2, "memory_mb": 1, "system": "here",
                "rounds": 3, "versions": {}},
    "bandwidth": [{"threads": threads, "megabytes": megabytes, "gigabytes_a_second": 100.0 * threads / megabytes}
                  for threads in (1, 2) for megabytes in (1, 10)],
    "sizes": [size(1000, 1e-5, 5000), size(100000, 1e-3, 5000000)],
}


def main():
    tap = Tap()
    tap.equal(figures.median(FOUND["sizes"][0], "aploc", "one"), 1e-5, "the median leaves an outlier out")
    tap.check(math.isclose(figures.median(FOUND["sizes"][0], "aploc", "many"), 15e-5),
              "20 scenarios stand for 100")
    tap.equal(figures.median(FOUND["sizes"][0], "R Matrix", "one"), None, "a tool that was not there")
    for exponent in (0.5, 1.0, 2.0):
        points = [(x, 3e-9 * x**exponent) for x in (10, 1000, 70000, 2e7)]
        tap.check(math.isclose(figures.slope(points), exponent, rel_tol=1e-12), f"the slope of x^{exponent}")
    tap.equal(figures.slope([(10, 1)]), None, "no slope of one point")
    tap.equal(figures.speed_of_memory(FOUND, 2, 2**20 + 1), 20.0, "the speed of the next larger array")
    use = figures.use_of_memory(FOUND, FOUND["sizes"][1], "aploc", 2)
    tap.check(use[0] == 50.0 and math.isclose(use[1], 5.0) and math.isclose(use[2], 0.25),
              "bytes a pair, speed, part of the machine's", use)

    for seconds, text in ((None, "–"), (12.34, "12.3 s"), (0.1234, "123 ms"), (4.5e-5, "45.0 µs"),
                          (0, "0.00 µs")):
        tap.equal(report.duration(seconds), text, f"{seconds} s as text")
    page = report.markdown(FOUND)
    tap.check("| scipy | 1.00 | 10.0 | 10.0 | aploc |" in page, "ratios in the page", page)
    tap.check("| aploc | 1.00 | 2 |" in page, "slopes in the page", page)
    tap.check("1.50 ms (from 20)" in page, "scaled scenarios are marked", page)
    tap.check("others were at work" not in page, "two at work are nothing to warn of")
    FOUND["sizes"][0]["load"] = 9.0
    tap.check("load 9.0 at the end: others were at work" in report.markdown(FOUND), "a busy machine is said")
    tap.check("## Growth" in page and "## Growth" not in report.markdown({**FOUND, "sizes": FOUND["sizes"][:1]}),
              "of one size no growth is told")
    drawing = xml.dom.minidom.parseString(picture.svg(FOUND))
    tap.equal(len(drawing.getElementsByTagName("polyline")), 2, "a line for each tool")
    axis = picture.Axis([2e3, 5e5], 0, 400)
    tap.equal([round(axis.at(value)) for value in axis.powers()], [0, 133, 267, 400], "powers of ten, evenly")

    with tempfile.NamedTemporaryFile("w", suffix=".out", encoding="utf-8") as file:
        program = os.path.realpath(sys.executable)
        file.write(CALLGRIND.replace("{program}", program))
        file.flush()
        tap.equal(instructions.own_instructions(file.name, program), 1125,
                  "instructions of the program, without those of others")
    tap.done()


main()
