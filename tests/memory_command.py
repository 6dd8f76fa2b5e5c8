# SPDX-License-Identifier: GPL-3.0-or-later
"""aploc compute --memory: the same table from times that do not fit, within the memory that was given;
and what is said where that cannot be."""

import os
import subprocess
import tempfile

from tap import COMMAND, SOURCE, Tap, run

tap = Tap()
with open(COMMAND, "rb") as command:
    SANITISED = b"__asan_init" in command.read()


def peak(arguments, folder):
    """Run the command alone in a process, and return its status and the most memory it took, in bytes."""
    code = ("import resource, subprocess, sys\n"
            "status = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL).returncode\n"
            "print(status, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)")
    done = subprocess.run(["python3", "-c", code, COMMAND, *arguments], cwd=folder, text=True,
                          capture_output=True, timeout=300)
    status, most = done.stdout.split()
    return int(status), int(most)


def read(folder, name):
    with open(os.path.join(folder, name), "rb") as file:
        return file.read()


with tempfile.TemporaryDirectory() as folder:
    made = run(["synth", "grid", "--grid", "50000", "--seed", "4"], folder)
    tap.equal(made.returncode, 0, "a grid is made")
    tap.check(" cells, " in made.stderr and made.stderr.startswith("grid: 50 000 cells, "),
              "its cells and sites are told", made.stderr)
    inputs = ["compute", "--communes", "grid/cells.csv", "--sites", "grid/sites.csv", "--times",
              "grid/times.h5"]
    # What the tables take differs between builds: the command says it.
    told = run([*inputs, "--method", "mg-2015", "--output", "no.csv", "--memory", "1M"], folder)
    tap.check(told.returncode == 2 and "in use for the tables of places, expected --memory above it"
              in told.stderr, "too little for the tables", told.stderr)
    megabytes = int(told.stderr.split("found ")[1].split(" MB")[0].replace(" ", "")) + 10
    memory = f"{megabytes}M"
    for method in ["mg-2015", "mg-dt70-gaussian"]:
        usual = [*inputs, "--method", method, "--output", "usual.csv"]
        one = run(usual, folder)
        tap.equal(one.returncode, 0, f"{method}: the usual way")
        status, most = peak([*usual, "--quiet"], folder)
        streamed = [*inputs, "--method", method, "--output", "streamed.csv", "--memory", memory]
        two = run([*streamed, "--verbose"], folder)
        tap.check("a stretch at a time" in two.stderr, f"{method}: read a stretch at a time",
                  two.stderr)
        tap.equal(read(folder, "streamed.csv"), read(folder, "usual.csv"), f"{method}: the same table")
        told = "\n".join(line for line in two.stderr.splitlines() if not line.startswith("aploc:"))
        usually = "\n".join(l for l in one.stderr.splitlines() if not l.startswith("aploc:"))
        tap.equal(told, usually, f"{method}: the same summary")
        status, least = peak([*streamed, "--quiet"], folder)
        name = f"{method}: within the memory, which the usual way exceeds"
        if SANITISED:
            tap.skip(name, "a sanitiser takes memory of its own")
        else:
            tap.check(status == 0 and least <= megabytes << 20 < most, name, f"{least} {most}")
        os.unlink(os.path.join(folder, "streamed.csv"))
        roomy = run([*streamed[:-1], "2G", "--verbose"], folder)
        tap.check("a stretch at a time" not in roomy.stderr, f"{method}: not with memory enough",
                  roomy.stderr)
        tap.equal(read(folder, "streamed.csv"), read(folder, "usual.csv"), f"{method}: the same again")

    def refused(arguments, status, words, name):
        done = run(arguments, folder)
        tap.check(done.returncode == status and words in done.stderr, name,
                  f"{done.returncode} {done.stderr}")

    small = [*inputs, "--method", "mg-2015"]
    refused([*small, "--run", "no.h5", "--memory", memory], 2,
            "grid/times.h5: found times that do not fit into --memory, expected more of it, or no "
            "--run, which needs all of them", "a run file keeps its times")
    refused([*small, "--output", "no.csv", "--layout", "drees", "--memory", memory], 2,
            "or no --layout drees", "many computations need them, too")
    for size in ["0", "-1G", "1X", "", "G", "1e30T"]:
        refused([*small, "--output", "no.csv", "--memory", size], 2,
                f"found --memory '{size}', expected", f"no size: '{size}'")
    text = run(["convert", "grid/times.h5", "grid/times.csv"], folder)
    tap.equal(text.returncode, 0, "the times as text")
    refused([*small[:-3], "grid/times.csv", *small[-2:], "--output", "no.csv", "--memory", memory], 2,
            "expected more --memory, or HDF5, which 'aploc convert' makes of them", "a text is not read so")
    method = read(SOURCE, "data/methods/mg-2015.ini").decode().replace("e2sfca", "nearest")
    with open(os.path.join(folder, "near.ini"), "w", encoding="utf-8") as file:
        file.write(method)
    refused([*small[:-1], "near.ini", "--output", "no.csv", "--memory", memory], 2,
            "found variant nearest for times that are not kept in memory", "not the nearest")
    tap.check(not os.path.exists(os.path.join(folder, "no.csv")), "nothing is written then")

    damaged = bytearray(read(folder, "grid/times.h5"))
    damaged[len(damaged) // 2] ^= 4
    with open(os.path.join(folder, "bad.h5"), "wb") as file:
        file.write(damaged)
    both = [run([*small[:-3], "bad.h5", *small[-2:], "--output", "no.csv", *more], folder)
            for more in ([], ["--memory", memory])]
    tap.check(both[0].returncode == 1 and "found values of digest" in both[0].stderr,
              "a changed bit is found", both[0].stderr)
    tap.equal(both[1].stderr, both[0].stderr, "and told in the same words")

    made = run(["synth", "grid", "--grid", "20000"], folder)
    tap.check(made.returncode == 2 and "found a file of that name" in made.stderr,
              "a grid replaces nothing unasked", made.stderr)
    refused(["synth", "g", "--grid", "500", "--format", "csv"], 2,
            "found --grid with --format csv, expected h5", "a grid is HDF5")
    refused(["synth", "g", "--format", "xml"], 2, "found --format 'xml', expected 'csv' or 'h5'",
            "no other form")

tap.done()
