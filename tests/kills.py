# SPDX-License-Identifier: GPL-3.0-or-later
"""aploc rerun, killed: at calls that change a file or folder, and at random moments. Whatever was there
is still there, whole; the next run completes, and makes what an undisturbed one makes. `deep N` kills it
at each of these calls, and N times at random moments."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from every_command import CHANGED, make_study, memory_folder, run_faulty, run_with
from tap import COMMAND, SOURCE, Tap, bytes_of, write

# What runs behind a shell inherits that Ctrl-C is ignored; what is started here must not.
signal.signal(signal.SIGINT, signal.default_int_handler)
tap = Tap()
DEEP = sys.argv[1:2] == ["deep"]
TIMES = int(sys.argv[2]) if DEEP else 10
STEP = 1 if DEEP else 9  # of the calls, how many are passed over


def rerun(folder, faults=None, *options):
    return run_with(folder, ["rerun", "s.ini", *options], faults)


def rerun_faulty(folder, **faults):
    return run_faulty(folder, ["rerun", "s.ini"], faults)


class Study:
    """A study that was run on some tables, and is to be run on others."""

    def __init__(self, parent):
        self.parent = parent
        self.folder = make_study(os.path.join(parent, "study"))
        self.out = os.path.join(self.folder, "out")
        write(self.folder, "s.ini", self.text("gone"))
        assert rerun(self.folder).returncode == 0
        write(self.folder, "mine.csv", "")
        self.copy = os.path.join(parent, "copy")
        shutil.copytree(self.folder, self.copy)
        for name, text in CHANGED.items():
            write(self.copy, name, text)
        write(self.copy, "s.ini", self.text("gp"))
        write(os.path.join(self.copy, "out"), "mine.csv", "not the run's\n")
        self.old = bytes_of(os.path.join(self.copy, "out"))
        self.restore()
        done = rerun(self.folder)
        assert done.returncode == 0 and "removed" in done.stderr, done.stderr
        self.new = bytes_of(self.out)
        assert self.new != self.old and "2020-gp.csv" in self.new and \
            "2020-gone.csv" in self.old and "2020-gone.csv" not in self.new

    def text(self, profession):
        """Another profession makes tables of other names: those of the run before go."""
        with open(os.path.join(self.folder, "s.ini"), encoding="utf-8") as file:
            return file.read().replace("= gp\n", f"= {profession}\n").replace(
                "= gone\n", f"= {profession}\n").replace("[profession gp]", f"[profession {profession}]") \
                .replace("[profession gone]", f"[profession {profession}]")

    def restore(self):
        shutil.rmtree(self.folder)
        shutil.copytree(self.copy, self.folder)

    def fault(self):
        """What is wrong after a death, or None: each file old or new; all that was there still there,
        in its place or beside the journal; all old where there is no journal."""
        return fault_of(bytes_of(self.out), self.old, self.new)


def said(at):
    return at - 1 if DEEP else "some"


def fault_of(now, old, new):
    seen = {name: data for name, data in now.items() if not name.startswith(".")}
    kept = {os.path.basename(name)[len(".kept-"):]: data for name, data in now.items()
            if os.path.basename(name).startswith(".kept-")}
    staged = {os.path.basename(name): data for name, data in now.items() if name.startswith(".")}
    for name, data in seen.items():
        if data not in (old.get(name), new.get(name)):
            return f"{name} is neither the old nor the new one"
    if ".moves" not in staged:
        if seen not in (old, new):
            return "a mix, and no journal"
        return None
    for name, data in old.items():
        if name in new and data not in (seen.get(name), kept.get(name)):
            return f"the old {name} is nowhere"
    for name, data in new.items():
        if data not in (seen.get(name), staged.get(name)):
            return f"the new {name} is nowhere"
    return None


def check_each_call(study):
    """Death at the k-th call."""
    at, bad, mixed = 0, [], 0
    while True:
        at += STEP
        study.restore()
        done, call = rerun_faulty(study.folder, KILL=at)
        if call is None:
            break
        now = {n: d for n, d in bytes_of(study.out).items() if not n.startswith(".")}
        mixed += now not in (study.old, study.new)
        fault = study.fault()
        again = rerun(study.folder)
        if done.returncode != -signal.SIGKILL or fault or again.returncode != 0 or \
                bytes_of(study.out) != study.new:
            bad.append((at, call, done.returncode, fault, again.stderr))
    tap.check(not bad and at > 40, f"killed at {said(at)} calls", bad[:3])
    tap.check(mixed > 30 // STEP, f"{mixed if DEEP else 'some'} times between two moves", mixed)


def check_each_call_of_the_next(study):
    """The run that ends the moves of one that was killed is killed itself."""
    first, at, bad = 0, 0, []
    study.restore()
    while study.fault() is None and bytes_of(study.out).keys() & {"2020-gp.csv"} == set():
        first += 1
        study.restore()
        rerun(study.folder, {"KILL": first})
    moving = os.path.join(study.parent, "moving")
    shutil.copytree(study.folder, moving)
    while True:
        at += 2 * STEP
        shutil.rmtree(study.folder)
        shutil.copytree(moving, study.folder)
        if rerun_faulty(study.folder, KILL=at)[1] is None:
            break
        again = rerun(study.folder)
        if again.returncode != 0 or bytes_of(study.out) != study.new:
            bad.append((at, again.stderr))
    tap.check(not bad and at > 40, f"the next one, killed at {said(at)} calls", bad[:3])


def check_failures(study):
    """The k-th call fails: all is old, or all is new."""
    at, bad = 0, []
    while True:
        at += STEP
        study.restore()
        done, call = rerun_faulty(study.folder, CALL=at)
        if call is None:
            break
        now = {n: d for n, d in bytes_of(study.out).items() if not n.startswith(".")}
        whole = now == (study.new if done.returncode == 0 else study.old)
        if done.returncode == 0 and call == "unlink":  # what was to go may have stayed
            whole = all(now.get(name) == data for name, data in study.new.items())
        if done.returncode not in (0, 2, 3) or not whole:
            bad.append((at, call, done.returncode, done.stderr))
    tap.check(not bad and at > 40, f"failures of {said(at)} calls", bad[:3])


def check_signals(study):
    """Ctrl-C before the k-th call: nothing changed, and the process dies of it; or all is done."""
    at, bad, ends = 0, [], set()
    while True:
        at += STEP
        study.restore()
        done, call = rerun_faulty(study.folder, SIGNAL=at)
        if call is None:
            break
        now = bytes_of(study.out)
        ends.add(done.returncode)
        if not (done.returncode == -signal.SIGINT and now == study.old and
                "nothing was changed" in done.stderr) and \
                not (done.returncode == 0 and now == study.new and "interrupted" not in done.stderr):
            bad.append((at, done.returncode, done.stderr, sorted(now)))
    tap.check(not bad and ends == {0, -signal.SIGINT}, f"interrupted before {said(at)} calls",
              f"{ends} {bad[:3]}")


def check_random(parent):
    """Death at a random moment, on the demonstration territory."""
    folder = os.path.join(parent, "demo")
    shutil.copytree(os.path.join(SOURCE, "data", "demo"), folder)
    out, call = os.path.join(folder, "out"), ["rerun", "study.ini", "--output", "out", "--fresh"]
    path = os.path.join(folder, "practitioners.csv")
    with open(path, encoding="utf-8") as file:
        lines = file.readlines()
    texts = ("".join(lines), "".join(lines[:5] + lines[6:]))
    wholes, took = [], 0.0
    for text in texts:
        write(folder, "practitioners.csv", text)
        began = time.monotonic()
        assert run_with(folder, call).returncode == 0
        took = time.monotonic() - began
        wholes.append(bytes_of(out))
    rng, bad, killed = random.Random(7), [], 0
    now = 1  # which of both stands there
    for k in range(TIMES * 3):  # some end before they are killed
        if killed == TIMES:
            break
        write(folder, "practitioners.csv", texts[1 - now])
        with subprocess.Popen([COMMAND, *call], cwd=folder, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as process:
            time.sleep(took * 1.1 * rng.random())
            process.kill()
            process.wait(60)
        killed += process.returncode == -signal.SIGKILL
        fault = fault_of(bytes_of(out), wholes[now], wholes[1 - now])
        again = run_with(folder, call)
        if fault or again.returncode != 0 or bytes_of(out) != wholes[1 - now]:
            bad.append((k, fault, again.stderr))
        now = 1 - now
    tap.check(not bad and killed == TIMES, f"killed {killed if DEEP else 'some'} times at random moments", bad[:3])


def check_foreign(study):
    """A file of someone else under the name of a table is not replaced, unless that is said."""
    study.restore()
    write(study.out, "2020-gp.csv", "mine\n")
    before = bytes_of(study.out)
    done = rerun(study.folder)
    tap.check(done.returncode == 2 and bytes_of(study.out) == before and
              "aploc: out/2020-gp.csv: found a file that no run has written (files.csv does not list "
              "it), expected one of a run before, or nothing (or --replace)" in done.stderr,
              "a file that no run has written is kept", done.stderr)
    done = rerun(study.folder, None, "--replace")
    tap.check(done.returncode == 0 and bytes_of(study.out) == study.new, "--replace replaces it",
              done.stderr)
    study.restore()
    write(study.out, "files.csv", "my,list\n")
    done = rerun(study.folder)
    tap.check(done.returncode == 2 and "found a file that no run has written" in done.stderr,
              "a list that is none", done.stderr)


def check_blocked(study):
    """Moves that cannot be ended are told of, and are not lost."""
    at = 0
    study.restore()
    while ".moves" not in {os.path.basename(name) for name in bytes_of(study.out)}:
        at += 1
        study.restore()
        rerun(study.folder, {"KILL": at})
    os.remove(os.path.join(study.out, "summary.csv"))
    os.mkdir(os.path.join(study.out, "summary.csv"))
    done = rerun(study.folder)
    tap.check(done.returncode == 3 and "out/summary.csv: found" in done.stderr,
              "a folder in the way of moves that are to be ended", done.stderr)
    os.rmdir(os.path.join(study.out, "summary.csv"))
    done = rerun(study.folder)
    tap.check(done.returncode == 0 and bytes_of(study.out) == study.new and
              "aploc: warning: out: the run before was ended while it moved its tables" in done.stderr,
              "they are ended once it is away", done.stderr)


def main():
    with tempfile.TemporaryDirectory(dir=memory_folder()) as parent:
        study = Study(parent)
        check_foreign(study)
        check_each_call(study)
        check_each_call_of_the_next(study)
        check_failures(study)
        check_signals(study)
        check_blocked(study)
        check_random(parent)
    tap.done()


main()
