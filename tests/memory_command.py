# SPDX-License-Identifier: GPL-3.0-or-later
"""aploc compute --memory: the same table from times that do not fit, within the memory that was given;
and what is said where that cannot be."""

import gzip
import os
import re
import subprocess
import tempfile

from tap import COMMAND, SOURCE, Tap, run

tap = Tap()
with open(COMMAND, "rb") as command:
    SANITISED = b"__asan_init" in command.read()


DEMO = os.path.join(SOURCE, "data", "demo", "")


def peak(arguments, folder):
    """Run the command alone in a process, and return its status and the most memory it took, in bytes."""
    code = ("import resource, subprocess, sys\n"
            "status = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL,\n"
            "                        stdout=subprocess.DEVNULL).returncode\n"
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
    says = re.fullmatch("aploc: grid/times.h5: found --memory 1M, expected at least ([0-9]+)M: some ([0-9]+)"
                        " MB for the tables of places, ([0-9]+) MB for a stretch of the times\n", told.stderr)
    tap.check(told.returncode == 2 and says, "too little for the tables", told.stderr)
    megabytes = int(says[2]) + 10
    memory = f"{megabytes}M"
    done = run([*inputs, "--method", "mg-2015", "--output", "enough.csv", "--memory", says[1] + "M", "-q"],
               folder)
    # With a sanitiser two runs do not take the same.
    tap.check(SANITISED or (done.returncode, done.stderr) == (0, ""), "what it says is enough", done.stderr)
    between = f"{(int(says[1]) + int(says[2])) // 2}M"
    done = run([*inputs, "--method", "mg-2015", "--output", "no.csv", "--memory", between], folder)
    again = re.search(f"found --memory {between}, expected at least ([0-9]+)M: some", done.stderr)
    tap.check(done.returncode == 2 and again and (SANITISED or abs(int(again[1]) - int(says[1])) <= 2),
              "too little for a stretch", done.stderr)
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
            "M, or no --run, which needs all of the times", "a run file keeps its times")
    refused([*small, "--output", "no.csv", "--layout", "drees", "--memory", memory], 2,
            "or no --layout drees", "many computations need them, too")
    for size in ["0", "-1G", "1X", "", "G", "1e30T"]:
        refused([*small, "--output", "no.csv", "--memory", size], 2,
                f"found --memory '{size}', expected", f"no size: '{size}'")
    refused([*small[:-3], "/dev/null", *small[-2:], "--output", "no.csv", "--memory", memory], 2,
            "/dev/null: found a device, expected a file", "a device has no size")
    few, many = (run([*small, "--output", "no.csv", "--memory", "1M", "--threads", n], folder).stderr
                 for n in ("8", "4096"))
    few, many = (int(re.search("at least ([0-9]+)M", told)[1]) for told in (few, many))
    tap.check(SANITISED or abs(few - many) <= 2, "threads that find nothing to do take nothing", f"{few} {many}")
    text = run(["convert", "grid/times.h5", "grid/times.csv"], folder)
    tap.equal(text.returncode, 0, "the times as text")
    refused([*small[:-3], "grid/times.csv", *small[-2:], "--output", "no.csv", "--memory", memory], 2,
            "MB for other tables; or times in HDF5, which 'aploc convert' makes of them",
            "a text is not read so")
    # What it says is enough, and not much more than what is taken; whatever the order, the form and the digits.
    made = run(["synth", "land", "--communes", "1500", "--seed", "4"], folder)
    tap.equal(made.returncode, 0, "a territory is made")
    head, *rows = read(folder, "land/times.csv").decode().splitlines()

    def write(name, lines, opened=open):
        with opened(os.path.join(folder, name), "wt", encoding="utf-8") as file:
            file.write("\n".join([head, *lines]) + "\n")

    def nearer(row):
        place, other, minutes = row.split(",")
        return f"{place},{other},{float(minutes) / 8 + len(row) / 7:.7f}{sum(map(ord, row))}"

    write("land/turned.csv", rows[::-1])
    write("land/long.csv", [row + " " * 20 for row in rows])
    write("land/times.csv.gz", rows, gzip.open)
    write("land/near.csv", [nearer(row) for row in rows])
    with open(os.path.join(folder, "land/all.csv"), "w", encoding="utf-8") as file:
        places = [line.split(",")[0] for line in read(folder, "land/communes.csv").decode().splitlines()]
        file.write("code,supply\n" + "".join(f"{code},1\n" for code in places[1:]))
    forms = [("turned.csv", "mg-2015"), ("near.csv", "mg-dt70-gaussian"), ("times.csv", "mg-2015"),
             ("long.csv", "mg-2015"), ("times.csv.gz", "mg-2015")]
    for name, method in forms if os.environ.get("APLOC_DEEP") else forms[:2]:
        call = ["compute", "--communes", "land/communes.csv", "--supply", "land/all.csv", "--times", "land/" + name,
                "--method", method, "--output", "o.csv", "--quiet"]
        if SANITISED:
            tap.skip(name, "a sanitiser takes memory of its own")
            continue
        told = run([*call, "--memory", "1M"], folder).stderr
        least = re.search("expected at least ([0-9]+)M: some [0-9]+ MB for the times", told)
        least = int(least[1]) if least else 0
        status, most = peak(call, folder)
        tap.check(most < least << 20 < 1.3 * most + (24 << 20), f"{name}: what is said is about what it takes",
                  f"{most >> 20} {told}")
        status, most = peak([*call, "--memory", f"{least}M"], folder)
        tap.check(status == 0 and most <= least << 20, f"{name}: and is enough", f"{status} {most >> 20} {told}")

    # Places in another order than the file has them: all of the times are needed, and how much that is, is said.
    head, *cells = read(folder, "grid/cells.csv").decode().splitlines()
    with open(os.path.join(folder, "grid/turned.csv"), "w", encoding="utf-8") as file:
        file.write("\n".join([head, *cells[::-1]]) + "\n")
    turned = [part.replace("cells.csv", "turned.csv") for part in small] + ["--output", "turned.csv", "--memory"]
    told = run([*turned, memory], folder)
    least = re.search(r"turned.csv, expected the same order .*, or memory for all of it, to sort it "
                      r"\(--memory ([0-9]+)M\)\n$", told.stderr)
    tap.check(told.returncode == 2 and least, "what all takes is said", told.stderr)
    done = run([*turned, f"{least[1] if least else 1}M"], folder)
    tap.check(SANITISED or done.returncode == 0, "and is enough", done.stderr)

    method = read(SOURCE, "data/methods/mg-2015.ini").decode().replace("e2sfca", "nearest")
    with open(os.path.join(folder, "near.ini"), "w", encoding="utf-8") as file:
        file.write(method)
    refused([*small[:-1], "near.ini", "--output", "no.csv", "--memory", memory], 2,
            "M, or no variant nearest, which needs all of the times", "not the nearest")
    for more in (["--method", "near.ini"], ["--method", "mg-2015", "--layout", "drees"]):
        call = [*inputs, *more, "--output", "enough.csv", "--memory"]
        told = run([*call, memory], folder).stderr
        least = re.search("expected at least ([0-9]+)M, or no ", told)
        tap.check(least and (SANITISED or run([*call, least[1] + "M"], folder).returncode == 0),
                  f"{more[-1]}: what it says is enough", told)

    call = [*inputs, "--method", "mg-2015", "--column", "supply=supply,lat", "--memory", memory]
    refused(call, 2, "M, or no scenarios, which needs all of the times", "nor for scenarios")

    # Scenarios hold all results until they are written.
    with open(os.path.join(folder, "s.csv"), "w", encoding="utf-8") as file:
        file.write("scenario,code,supply\n" + "".join(f"s{k},00003,{k}\n" for k in range(30000)))
    call = ["compute", "--communes", DEMO + "communes.csv", "--times", DEMO + "times.csv", "--method",
            "mg-2015", "--scenarios", "s.csv", "--quiet"]
    if SANITISED:
        tap.skip("scenarios and memory", "a sanitiser takes memory of its own")
    else:
        told = run([*call, "--memory", "1M"], folder)
        need = re.search("found --memory 1M, expected at least ([0-9]+)M: some [0-9]+ MB for the times, [0-9]+ MB "
                         "for other tables, ([0-9]+) MB for the results of 30 001 scenarios; or", told.stderr)
        tap.check(told.returncode == 2 and need and int(need[2]) >= 30001 * 300 * 8 >> 20,
                  "too little for the results", told.stderr)
        status, most = peak([*call, "--memory", need[1] + "M"], folder)
        tap.check(status == 0 and most <= int(need[1]) << 20 < 1.3 * most + (24 << 20), "what is said is enough",
                  f"{most} {need[0]}")

    # HDF5 of which all is needed: what is said is about what is taken, and enough.
    made = run(["convert", "land/times.csv", "land/times.h5"], folder)
    made = made.returncode or run(["convert", "land/near.csv", "land/near.h5"], folder).returncode
    tap.equal(made, 0, "two forms of minutes")
    head, *places = read(folder, "land/communes.csv").decode().splitlines()
    with open(os.path.join(folder, "land/turned-places.csv"), "w", encoding="utf-8") as file:
        file.write("\n".join([head, *places[::-1]]) + "\n")
    with open(os.path.join(folder, "land/s.csv"), "w", encoding="utf-8") as file:
        file.write("scenario,code,supply\n" + "".join(f"s{k},{places[k].split(',')[0]},9\n" for k in range(200)))
    usual = ["--method", "mg-2015", "--output", "o.csv"]
    needs = [("another order", "times.h5", "turned-places.csv", usual),
             ("minutes without codes", "near.h5", "turned-places.csv", usual),
             ("weights without codes", "near.h5", "communes.csv",
              ["--method", "mg-dt70-gaussian", "--output", "o.csv", "--layout", "drees"]),
             ("--layout drees", "times.h5", "communes.csv", [*usual, "--layout", "drees"]),
             ("--scenarios", "times.h5", "communes.csv", [*usual, "--scenarios", "land/s.csv"]),
             ("--run", "times.h5", "communes.csv", ["--method", "mg-2015", "--run", "r.h5"])]
    for name, times, table, more in needs:
        call = ["compute", "--communes", "land/" + table, "--supply", "land/all.csv", "--times", "land/" + times,
                *more, "--quiet"]
        told = run([*call, "--memory", "1M"], folder)
        least = re.search(r"(?:expected at least |memory for all of it, to sort it \(--memory )([0-9]+)M", told.stderr)
        tap.check(told.returncode == 2 and least, f"{name}: what all takes is said", told.stderr)
        least = int(least[1]) if least else 0
        if SANITISED:
            tap.skip(name, "a sanitiser takes memory of its own")
            continue
        status, most = peak([*call, "--memory", f"{least}M"], folder)
        tap.check(status == 0 and most <= least << 20 < 1.3 * most + (24 << 20), f"{name}: that is enough, and not "
                  "much more than it takes", f"{status} {most >> 20} {told.stderr}")
        once = run([*call, "--memory", f"{least - 6}M"], folder)
        tap.check(once.returncode == 2 and "found --memory" in once.stderr or "(--memory" in once.stderr,
                  f"{name}: less is refused", once.stderr)

    # A few places of many: their pairs are told from the others, whose codes are told once.
    with open(os.path.join(folder, "land/few.csv"), "w", encoding="utf-8") as file:
        file.write("\n".join([head, *places[700:740]]) + "\n")
    call = ["compute", "--communes", "land/few.csv", "--times", "land/times.h5", "--method", "mg-2015", "--unknown",
            "skip", "--output"]
    told = run([*call, "o.csv", "--memory", "1M"], folder)
    least = re.search("expected at least ([0-9]+)M: some", told.stderr)
    ways = [run([*call, "whole.csv"], folder),
            run([*call, "part.csv", "--memory", (least[1] if least else "1") + "M", "--verbose"], folder)]
    tap.check(SANITISED or "a stretch at a time" in ways[1].stderr, "a few places, read a stretch at a time",
              ways[1].stderr)
    warnings = [[line for line in way.stderr.splitlines() if "warning" in line] for way in ways]
    tap.check(SANITISED or len(warnings[0]) == 1 and "for 1 459 unknown codes" in warnings[0][0] and
              warnings[0] == warnings[1] and read(folder, "whole.csv") == read(folder, "part.csv"),
              "the same table and warning", f"{warnings}")

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

read_end, write_end = os.pipe()
os.close(write_end)
piped = run(["compute", "--communes", DEMO + "communes.csv", "--times", f"/dev/fd/{read_end}", "--method",
             "mg-2015", "--output", "-", "--memory", "100M"], pass_fds=(read_end,))
tap.equal((piped.returncode, piped.stdout, piped.stderr),
          (2, "", f"aploc: /dev/fd/{read_end}: found a pipe, expected a file: with --memory the size of the times must "
           "be known before they are read\n"), "a pipe under --memory")
tap.done()
