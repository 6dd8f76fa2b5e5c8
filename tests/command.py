# SPDX-License-Identifier: GPL-3.0-or-later
"""The command: its words, wrong calls, methods, check and synth; and how it takes a terminal and signals."""

import os
import pty
import re
import signal
import subprocess
import tempfile
import time

from tap import COMMAND, SOURCE, Tap, rows_of, run

tap = Tap()
DEMO = os.path.join(SOURCE, "data", "demo")
CALL = ["compute", "--communes", DEMO + "/communes.csv", "--times", DEMO + "/times.csv",
        "--method", "mg-2015"]

COMMANDS = [
    "compute",
    "rerun",
    "check",
    "summary",
    "carry",
    "compare",
    "what-if",
    "verify",
    "convert",
    "zone",
    "audit",
    "diff",
    "aid",
    "zonings",
    "methods",
    "weights",
    "synth",
]


def words_of_the_command():
    done = run(["--help"])
    tap.check(done.returncode == 0 and all("aploc " + c in done.stdout for c in COMMANDS),
              "--help names every command")
    done = run(["--version"])
    tap.check(done.returncode == 0 and re.match(r"aploc \d+\.\d+\.\d+\n", done.stdout)
              and "compiler: " in done.stdout and "\nthreads: " in done.stdout,
              "--version says the version and how it was built")
    done = run([])
    tap.check(done.returncode == 2 and "Usage" in done.stderr, "no command is a wrong call")
    done = run(["comptue"])
    tap.equal((done.returncode, done.stderr.splitlines()),
              (2, ["aploc: found the command 'comptue', expected one of: " + " ".join(COMMANDS)
                   + " (see aploc --help)"]), "an unknown command is a wrong call")
    for command in COMMANDS:
        done = run([command, "--help"])
        tap.check(done.returncode == 0 and "Usage: aploc " + command in done.stdout,
                  f"{command} --help")


def wrong_calls():
    """Each is exit 2 with what was found and what was expected."""
    for arguments, says in (
            (CALL, "found no --output, expected the file to write"),
            (CALL[:3] + ["--output", "x"],
             "found no --times, expected --communes, --times and --method"),
            (CALL + ["--output", "x", "--threads", "0"],
             "found --threads '0', expected a whole number from 1 to 4096"),
            (CALL + ["--output", "x", "--threads", "two"],
             "found --threads 'two', expected a whole number from 1 to 4096"),
            (CALL + ["--output", "x", "--supply-scale", "-1"],
             "found --supply-scale '-1', expected a number above 0 (with a decimal point)"),
            (CALL + ["--output", "x", "--column", "population"],
             "found --column 'population', expected ROLE=NAME"),
            (CALL + ["--output", "x", "--column", "name=a", "--column", "name=b"],
             "found --column name twice, expected each role once"),
            (CALL + ["--output", "x", "--column", "supply:code=a"],
             "found --column supply:code without --supply, expected both"),
            (CALL + ["--output", "x", "--column", "practice:id=a"],
             "found --column practice:id without --practitioners, expected both"),
            (CALL + ["--output", "x", "--column", "practitioners:id=a"],
             "found --column practitioners:id, expected practice:id"),
            (CALL + ["--output", "x", "--unknown", "ignore"],
             "found --unknown 'ignore', expected 'error' or 'skip'"),
            (CALL + ["--output", "x", "more"], "found 'more', expected options only"),
            (CALL + ["--output", "x", "--", "more"], "found 'more', expected options only"),
            (["check", "more", *CALL[1:]], "found 'more', expected options only"),
            (["zone", "--assign", "x"], "found --assign 'x', expected 'thresholds', 'shares', 'ceilings', "
                                        "'both' or 'list'"),
            (["audit", "--ties", ""], "found --ties '', expected 'code' or 'together'"),
            (["summary", "--apl", "a.csv"] + 9 * ["--below", "1"],
             "found more than 8 --below, expected fewer"),
            (CALL + ["--output", "x", "--fast"], "unrecognized option '--fast'"),
            (["methods"], "found nothing, expected 'list' or 'show NAME'"),
            (["methods", "show"], "found 'show' alone, expected the name of a method or a file"),
            (["synth"], "found no folder, expected one"),
            (["synth", "x", "--threads", "0"],
             "found --threads '0', expected a whole number from 1 to 4096"),
            (["synth", "x", "--grid", "0"],
             "found --grid '0', expected a whole number from 2 to 5000000"),
            (["synth", "x", "--seed", "-1"],
             "found --seed '-1', expected a whole number from 0 to 18446744073709551615")):
        with tempfile.TemporaryDirectory() as folder:
            done = run(arguments, folder)
            tap.check(done.returncode == 2 and done.stderr.splitlines()[0].endswith(says)
                      and not os.listdir(folder), f"wrong call: {says}", done.stderr)


def methods():
    done = run(["methods", "list"])
    names = [line.split()[0] for line in done.stdout.splitlines()]
    tap.check(done.returncode == 0 and names == sorted(names)
              and {"mg-2010", "mg-2015", "mg-dt70-exponential", "mg-dt70-gaussian"} <= set(names),
              "methods list", done.stdout)
    for name in names:
        path = os.path.join(SOURCE, "data", "methods", name + ".ini")
        done = run(["methods", "show", name])
        with open(path, encoding="utf-8") as file:
            text = file.read()
        tap.check(done.returncode == 0 and text in done.stdout, f"methods show {name}")
        gaps = [line for line in text.splitlines() if re.search(r"=\s*\?", line)]
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "saved.ini"), "w", encoding="utf-8") as file:
                file.write(done.stdout)
            again = run(["methods", "show", "./saved.ini"], folder)
            tap.check(again.returncode == 0 and text in again.stdout, "what is shown can be saved")
        tap.check(done.stdout.count("\n# not known") == len(gaps), f"its {len(gaps)} gaps are named")


def check():
    with tempfile.TemporaryDirectory() as folder:
        done = run(["check"] + CALL[1:] + ["--list", "list.csv"], folder)
        tap.check(done.returncode == 0 and "of the demand is within the threshold of the edge"
                  in done.stdout, "check runs on the demo", done.stderr)
        found = rows_of(os.path.join(folder, "list.csv"))
        kinds = {row["finding"] for row in found}
        table = {row["code"]: row for row in rows_of(DEMO + "/communes.csv")}
        tap.check(all(float(row["demand"]) == float(table[row["code"]]["standardised"])
                      and float(row["supply"]) == float(table[row["code"]]["supply"])
                      and row["name"] == table[row["code"]]["name"] for row in found),
                  "its list has the demand and supply of each place")
        done = run(["check"] + CALL[1:] + ["--list", "-"], folder)
        tap.equal(done.returncode, 2, "the list has a file of its own")
        tap.check({"edge", "near-edge", "own-supply-only", "no-pair"} <= kinds,
                  "and finds what was planted", kinds)
        with open(os.path.join(folder, "c.csv"), "w", encoding="utf-8") as file:
            file.write("code,population,supply\n75056,100,5\n01001,10,1\n05085,50,200\n")
        with open(os.path.join(folder, "t.csv"), "w", encoding="utf-8") as file:
            file.write("from,to,minutes\n75056,01001,10\n01001,75056,14\n99,01001,3\n"
                       "75056,01001,11\n05085,01001,55\n01001,01001,4\n")
        done = run(["check", "--communes", "c.csv", "--times", "t.csv", "--method", "mg-2015"],
                   folder)
        tap.equal(done.returncode, 1, "check exits 1 when compute would refuse")
        for line in ("             1  rows of times with an unknown code\n"
                     "                unknown: 99 (line 4)\n",
                     "             1  rows of times that repeat a pair\n"
                     "                repeated: 75056-01001 (line 5)\n",
                     "             1  rows from a commune to itself that say something else than 0\n",
                     "                compute refuses unknown codes (unless --unknown skip)\n",
                     "                compute refuses repeated pairs\n",
                     "             1  exactly on a step or the threshold",
                     "          4.00  minutes is the median difference, 4.00 the 95th percentile, "
                     "4.00 the largest (01001 to 75056)\n",
                     "             1  without the way back\n",
                     "             1  communes whose times are all over the threshold, both ways\n"
                     "                05085",
                     "             1  communes whose supply nobody else reaches",
                     "             1  codes of Paris, Lyon or Marseille that should be "
                     "arrondissements\n                75056"):
            tap.check(line in done.stdout, f"check says: {line.split('  ')[-1].strip()}",
                      done.stdout)


def synth():
    with tempfile.TemporaryDirectory() as folder:
        call = ["synth", "made", "--communes", "300", "--seed", "1"]
        with open(os.path.join(SOURCE, "data", "README.md"), encoding="utf-8") as file:
            written = re.search(r"aploc synth data/demo (.*)", file.read()).group(1).split()
        done = run(["synth", "demo"] + written, folder)
        made = os.path.join(folder, "demo")
        tables = sorted(name for name in os.listdir(DEMO) if name.endswith(".csv"))
        same = sorted(os.listdir(made)) == tables and all(
            open(os.path.join(made, name), "rb").read() ==
            open(os.path.join(DEMO, name), "rb").read() for name in tables)
        tap.check(done.returncode == 0 and same, "data/demo is what its command makes", done.stderr)
        size = sum(os.path.getsize(os.path.join(DEMO, name)) for name in os.listdir(DEMO))
        tap.check(size < 1 << 20, "data/demo is under 1 MiB", size)
        for year in ("2021", "2022"):
            done = run(["compute", "--communes", f"{DEMO}/communes-{year}.csv", "--times",
                        f"{DEMO}/times.csv", "--practitioners", f"{DEMO}/practitioners-{year}.csv",
                        "--profession", "gp", "--year", year, "--method", "mg-2015", "--output",
                        "apl.csv"], folder)
            mean = re.search(r"weighted mean +(3\.\d+) ", done.stderr)
            tap.check(done.returncode == 0 and mean, f"the demo of {year} computes", done.stderr)
        done = run(["synth", "demo"] + written, folder)
        tap.equal((done.returncode, done.stderr),
                  (2, "aploc: demo/communes.csv: found a file of that name, expected none (--force "
                      "replaces it)\n"), "synth replaces nothing unasked")
        done = run(["synth", "demo", "--force"] + written, folder)
        tap.equal(done.returncode, 0, "and does when told to")
        os.mkdir(os.path.join(folder, "kept"))
        with open(os.path.join(folder, "kept", "communes-2022.csv"), "w", encoding="utf-8"):
            pass
        done = run(["synth", "kept", "--vintages", "2"], folder)
        tap.equal((done.returncode, done.stderr),
                  (2, "aploc: kept/communes-2022.csv: found a file of that name, expected none "
                      "(--force replaces it)\n"), "nor a table of an earlier vintage")
        done = run(["synth", "kept", "--vintages", "1", "--max-minutes", "5", "-q"], folder)
        tap.equal((done.returncode, len(os.listdir(os.path.join(folder, "kept")))), (0, 4),
                  "which is not in the way of one vintage")
        done = run(call + ["--vintages", "21"], folder)
        tap.check(done.returncode == 2 and "found --vintages '21', expected a whole number from 1 "
                  "to 20" in done.stderr, "synth counts vintages", done.stderr)
        said = " ".join(run(["synth", "--help"]).stdout.split())
        for option, text, expected in [("vintages", "0", "a whole number from 1 to 20"),
                                       ("threads", "0", "a whole number from 1 to 4096"),
                                       ("communes", "0", "a whole number from 2 to 5000000"),
                                       ("grid", "1", "a whole number from 2 to 5000000"),
                                       ("max-minutes", "4.9", "a number from 5 to 120")]:
            done = run(["synth", "made", f"--{option}", text], folder)
            tap.check(done.returncode == 2 and f"aploc synth: found --{option} '{text}', expected {expected}\n"
                      in done.stderr, f"synth --{option} {text}", done.stderr)
            words = re.search(rf"--{option}=\w (.*?)(?: --|$)", said).group(1)
            tap.check(expected.split("number ")[1] in words, f"its help names the limits of --{option}", words)
        done = run(call + ["--max-minutes", "500"], folder)
        tap.check(done.returncode == 2 and not os.path.exists(os.path.join(folder, "made")),
                  "synth refuses what it cannot make", done.stderr)


def progress():
    """A bar appears on a terminal after a second, and never elsewhere."""
    with tempfile.TemporaryDirectory() as folder:
        call = [COMMAND, "synth", "made", "--communes", "40000", "--max-minutes", "30"]
        try:
            main, side = pty.openpty()
        except OSError as error:
            tap.skip("a bar on a terminal", f"no terminal can be made ({error})")
            return
        process = subprocess.Popen(call, cwd=folder, stderr=side, stdout=subprocess.DEVNULL)
        os.close(side)
        shown = b""
        while True:
            try:
                part = os.read(main, 4096)
            except OSError:
                break
            if not part:
                break
            shown += part
        process.wait()
        tap.check(process.returncode == 0 and b"%" in shown and b"writing" in shown,
                  "a bar on a terminal", shown[-300:])
        done = subprocess.run(call + ["--quiet", "--force"], cwd=folder, capture_output=True, timeout=300,
                              check=False)
        tap.equal(done.stderr, b"", "no bar elsewhere")


def interrupts():
    """Ctrl-C leaves nothing half-written, and the process dies of the signal, also while it waits."""
    with tempfile.TemporaryDirectory() as folder:
        pipe = os.path.join(folder, "pipe")
        os.mkfifo(pipe)
        process = subprocess.Popen([COMMAND, "compute", "--communes", pipe] + CALL[3:] +
                                   ["--output", "out.csv"], cwd=folder, stderr=subprocess.DEVNULL)
        time.sleep(0.3)
        process.send_signal(signal.SIGTERM)
        tap.equal((process.wait(60), os.listdir(folder)), (-signal.SIGTERM, ["pipe"]),
                  "a process that waits for its input dies at once")
    for number in (signal.SIGINT, signal.SIGTERM):
        with tempfile.TemporaryDirectory() as folder:
            process = subprocess.Popen([COMMAND, "synth", "made", "--communes", "200000"],
                                       cwd=folder, stderr=subprocess.DEVNULL)
            while not os.path.isdir(os.path.join(folder, "made")) and process.poll() is None:
                time.sleep(0.05)
            time.sleep(0.3)
            process.send_signal(number)
            process.wait(60)
            tap.equal((process.returncode, os.listdir(folder)), (-number, []),
                      f"{number.name} leaves nothing")


for part in (words_of_the_command, wrong_calls, methods, check, synth, progress, interrupts):
    part()
tap.done()
