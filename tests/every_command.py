# SPDX-License-Identifier: GPL-3.0-or-later
"""A call of every subcommand, on small tables: what tests of disks, pipes and deaths go through."""

import os
import shutil
import subprocess

from tap import COMMAND, SOURCE, write

DEMO = os.path.join(SOURCE, "data", "demo")
METHOD = """[method]
name = gp
[decay]
steps = 0:1 10:1/2 15:0
[ages]
0-59 = 0.75
60+ = 2
"""
STUDY = """[study]
name = s
output = out
vintages = 2020 2021
professions = gp
[vintage]
communes = c-{vintage}.csv
times = t.csv
unknown = skip
repeated = skip
[profession gp]
methods = ./gp.ini
supply = s.csv
"""
CHANGED = {"s.csv": "code,supply\nA,50\nB,70\n"}  # with which a study gives other tables


def make_study(folder):
    """Three communes in two vintages."""
    os.mkdir(folder)
    write(folder, "c-2020.csv", "code,population,standardised,age_0_59,age_60_plus\n"
                                "A,100,111,80,20\nB,200,,150,50\nC,50,64,20,30\n")
    write(folder, "c-2021.csv", "code,population,standardised,age_0_59,age_60_plus\n"
                                "A,101,112,81,20\nB,205,,150,55\nC,51,65,20,31\n")
    write(folder, "t.csv", "from,to,minutes\nA,B,8\nX,A,3\nB,A,9\nA,Y,4\n")
    write(folder, "s.csv", "code,supply\nA,5\nZ,3\nB,7\n")
    write(folder, "gp.ini", METHOD)
    write(folder, "s.ini", STUDY)
    return folder


def memory_folder():
    """Where files are made and synced fast; None: where others are made."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def run_with(folder, arguments, faults=None, **options):
    """Run aploc with faults (tests/faulty_io.c): FAULTY_… without the prefix."""
    environment = dict(os.environ)
    if faults is not None:
        environment["LD_PRELOAD"] = os.environ["APLOC_FAULTY_IO"]
        environment["ASAN_OPTIONS"] = "verify_asan_link_order=0:" + environment.get(
            "ASAN_OPTIONS", "")
        environment.update({"FAULTY_" + name: str(value) for name, value in faults.items()})
    defaults = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL}
    return subprocess.run([COMMAND, *arguments], cwd=folder, env=environment, timeout=300,
                          encoding="utf-8", errors="surrogateescape", **(defaults | options))


def run_faulty(folder, arguments, faults):
    """Run it with a fault that tells of itself: the process, and the call that met it; None when none did."""
    log = folder + ".log"
    done = run_with(folder, arguments, faults | {"LOG": log})
    if not os.path.exists(log):
        return done, None
    with open(log, encoding="utf-8") as file:
        call = file.read().strip()
    os.remove(log)
    return done, call


def make_inputs(folder, with_h5):
    """What the calls below need, in `folder`."""
    os.mkdir(folder)
    for name in ("communes.csv", "times.csv", "practitioners.csv"):
        shutil.copy(os.path.join(DEMO, name), folder)
    make_study(os.path.join(folder, "study"))
    write(folder, "events.csv", "date,from,to\n2025-01-01,00017,00102\n2025-01-01,00102,00102\n")
    write(folder, "options.csv", "scenario,code,supply\nx,00003,+5400\ny,00017,0\n")
    write(folder, "settled.csv", "code,kind,count\n00001,first installation,1\n")
    first = [["compute", *INPUTS, "--output", "apl0.csv", "--quiet"],
             ["zone", *ZONING, "--apl", "apl0.csv", "--output", "zoning0.csv", "--quiet"]]
    if with_h5:
        first += [["compute", *INPUTS, "--run", "run0.h5", "--quiet"],
                  ["convert", "times.csv", "times0.h5", "--quiet"]]
    for arguments in first:
        done = run_with(folder, arguments)
        assert done.returncode == 0, (arguments, done.stderr)


TABLES = ["--communes", "communes.csv", "--times", "times.csv"]
INPUTS = [*TABLES, "--method", "mg-2015"]
ZONING = ["--rules", "doctors-2025", "--communes", "communes.csv", "--mesh", "tvs", "--region",
          "region", "--department", "department"]
# The words of a call, and the outputs that it makes.
CALLS = [
    (["compute", *INPUTS, "--output", "apl.csv"], ["apl.csv"]),
    (["compute", *INPUTS, "--output", "apl.csv.gz"], ["apl.csv.gz"]),
    (["compute", *INPUTS, "--scenarios", "options.csv", "--output", "many.csv"], ["many.csv"]),
    (["compute", *TABLES, "--practitioners", "practitioners.csv", "--profession", "gp", "--year",
      "2023", "--method", "mg-2015", "--layout", "drees", "--output", "book.csv"], ["book.csv"]),
    (["check", *INPUTS, "--list", "list.csv"], ["list.csv"]),
    (["summary", "--apl", "apl0.csv", "--communes", "communes.csv", "--by", "type"], []),
    (["carry", "--communes", "communes.csv", "--changes", "events.csv", "--from", "2024", "--to",
      "2025", "--poles", "tvs", "--output", "carried.csv"], ["carried.csv"]),
    (["zone", *ZONING, "--apl", "apl0.csv", "--output", "zoning.csv", "--table", "zoning.md"],
     ["zoning.csv", "zoning.md"]),
    (["audit", *ZONING, "--apl", "apl0.csv", "--zoning", "zoning0.csv"], []),
    (["diff", "--before", "zoning0.csv", "--after", "zoning0.csv", "--communes", "communes.csv",
      "--rules", "doctors-2025"], []),
    (["aid", "--aid", "aid-2026", "--zoning", "zoning0.csv", "--installations", "settled.csv",
      "--output", "aid.csv"], ["aid.csv"]),
    (["zonings", "list"], []),
    (["zonings", "show", "doctors-2025"], []),
    (["methods", "list"], []),
    (["methods", "show", "mg-2015"], []),
    (["weights", "--communes", "communes.csv", "--method", "mg-2015", "--output", "mine.ini"],
     ["mine.ini"]),
    (["synth", "made", "--communes", "30", "--seed", "7"],
     ["made/communes.csv", "made/times.csv", "made/practitioners.csv"]),
    (["rerun", "study/s.ini"], ["study/out/run.h5", "study/out/summary.csv"]),
    (["--help"], []),
    (["--version"], []),
]
CALLS_OF_H5 = [
    (["compute", *INPUTS, "--run", "run.h5", "--quiet"], ["run.h5"]),
    (["convert", "times.csv", "times.h5", "--quiet"], ["times.h5"]),
    (["convert", "times0.h5", "again.csv"], ["again.csv"]),
    (["verify", "run0.h5", "--inputs", "."], []),
    (["compare", "run0.h5", "run0.h5", "--by", "type"], []),
    (["what-if", "--run", "run0.h5", "--close", "00043", "--output", "changed.csv"],
     ["changed.csv"]),
]


def calls(with_h5):
    if with_h5:
        return CALLS + CALLS_OF_H5
    return [(words, [name for name in outputs if not name.endswith(".h5")]) for words, outputs in CALLS]


def has_h5():
    return "hdf5: no" not in run_with(None, ["--version"]).stdout.splitlines()
