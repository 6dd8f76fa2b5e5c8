# SPDX-License-Identifier: GPL-3.0-or-later
"""Every row of bad_inputs.txt: the exact message, the exit status, and nothing left behind.

`bad_inputs.py --show` prints the table with what the command says now, to be read before it is kept.
"""

import os
import re
import shlex
import sys
import tempfile

from tap import SOURCE, Tap, run

# What a build without HDF5 says of any such file.
NO_HDF5 = (1, "aploc: found a build without HDF5, expected one with it (meson option hdf5)\n", "", [])
# Slow stages have each case once.
FEW = int(os.environ.get("APLOC_TEST_TRIALS", 100)) < 100
DEFAULTS = {
    "communes.csv": r"code,name,population,standardised,supply\n01001,A,1000,990,5400\n"
                    r"01002,B,500,510,0\n",
    "times.csv": r"from,to,minutes\n01001,01002,12.5\n01002,01001,11\n",
}
CALL = "compute --communes communes.csv --times times.csv --method mg-2015 --output out.csv"
FILES = {"communes": "communes.csv", "times": "times.csv", "supply": "supply.csv",
         "sites": "sites.csv", "practitioners": "p.csv", "method": "method.ini",
         "changes": "mvt.csv", "ages": "ages.csv", "consumption": "c.csv",
         "rules": "rules.ini", "apl": "apl.csv", "qpv": "qpv.csv", "decisions": "decisions.csv",
         "scenarios": "scenarios.csv",
         "zoning": "zoning.csv", "installations": "i.csv", "aid": "aid.ini", "overlay": "o.csv",
         "edits": "edits.csv"}


def read_table(path):
    """The cases, in order: dicts with name, files, call, exit, says."""
    cases = []
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        line = line.rstrip("\n")
        if not line or line.startswith("#"):
            continue
        word, _, rest = line.partition(" ")
        if word == "case":
            cases.append({"name": rest, "files": dict(DEFAULTS), "call": CALL, "exit": 1,
                          "says": None})
        elif word in FILES:
            cases[-1]["files"][FILES[word]] = rest
        elif word == "without":
            del cases[-1]["files"][rest]
        elif word == "with":
            cases[-1]["call"] = in_place(cases[-1]["call"], rest)
        elif word == "call":
            cases[-1]["call"] = rest
        elif word == "exit":
            cases[-1]["exit"] = int(rest)
        elif word == "says":
            cases[-1]["says"] = rest
        else:
            sys.exit(f"{path}:{number}: '{word}' is not understood")
    return cases


def in_place(call, more):
    """The call with more options; another method takes the place of the usual one."""
    return (re.sub(r" --method \S+", "", call) if "--method " in more else call) + " " + more


def content(text):
    r"""The bytes of a file: UTF-8, with \n \r \t \xHH, and * N for a text repeated N times."""
    head, star, tail = text.partition(" *** ")
    data = head.encode("utf-8").decode("unicode_escape").encode("latin-1")
    return data * int(tail) if star else data


def try_case(case, keep_old):
    """Run the command on the case's files; (exit status, stderr, what changed in the folder)."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in case["files"].items():
            with open(os.path.join(folder, name), "wb") as file:
                file.write(content(text))
        old = os.path.join(folder, "out.csv")
        if keep_old:
            with open(old, "w", encoding="utf-8") as file:
                file.write("before\n")
        before = sorted(os.listdir(folder))
        done = run(shlex.split(case["call"]), folder)
        changed = set(before) ^ set(os.listdir(folder))
        if keep_old and open(old, encoding="utf-8").read() != "before\n":
            changed.add("out.csv was changed")
        return done.returncode, done.stderr, done.stdout, sorted(changed)


def main():
    cases = read_table(os.path.join(SOURCE, "tests", "bad_inputs.txt"))
    if "--show" in sys.argv:
        for case in cases:
            status, error, output, changed = try_case(case, False)
            print(f"case {case['name']}\n  exit {status}\n  says {error.rstrip()}")
            if changed or output:
                print(f"  LEFT {changed} {output}")
        return
    tap = Tap()
    tap.check(len(cases) >= 60, f"the table has {len(cases)} rows")
    for case in cases:
        for keep_old in (True,) if FEW else (False, True):
            found = try_case(case, keep_old)
            expected = (case["exit"], f"aploc: {case['says']}\n", "", [])
            name = case["name"] + (", over an older output" if keep_old else "")
            if found == NO_HDF5 and ("HDF5" in case["says"] or case["call"].startswith("verify ")):
                tap.skip(name, "built without HDF5")
            else:
                tap.equal(found, expected, name)
    tap.done()


if __name__ == "__main__":
    main()
