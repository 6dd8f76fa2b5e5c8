# SPDX-License-Identifier: GPL-3.0-or-later
"""Every subcommand with its standard streams closed, on disks that are full at any byte, with calls that
fail, are interrupted, or find less in a file than there was: each output is there whole or not at all,
and nothing else is left. `deep` tries every byte and call, instead of some."""

import os
import pwd
import re
import resource
import shutil
import subprocess
import sys
import tempfile

from every_command import calls, has_h5, make_inputs, memory_folder, run_faulty, run_with
from tap import COMMAND, Tap, bytes_of

DEEP = sys.argv[1:] == ["deep"]
tap = Tap()
counts = {"calls": 0, "bytes": 0, "failures": 0, "interrupted": 0, "cut": 0}


def title(arguments, outputs):
    return " ".join(["aploc", *arguments[:1], *outputs[:1]])


class World:
    """The inputs, and for each call what it makes of them when nothing is wrong."""

    def __init__(self, parent, with_h5):
        self.inputs = os.path.join(parent, "inputs")
        self.folder = os.path.join(parent, "work")
        make_inputs(self.inputs, with_h5)
        self.before = bytes_of(self.inputs)
        self.calls = calls(with_h5)
        self.after = []
        for arguments, outputs in self.calls:
            self.restore()
            done = run_with(self.folder, arguments)
            after = bytes_of(self.folder)
            tap.check(done.returncode == 0 and all(name in after for name in outputs),
                      f"{title(arguments, outputs)}: undisturbed", done.stderr)
            self.after.append((after, done.stdout))

    def restore(self):
        """The folder as it was."""
        now = bytes_of(self.folder) if os.path.isdir(self.folder) else None
        if now != self.before:
            shutil.rmtree(self.folder, ignore_errors=True)
            shutil.copytree(self.inputs, self.folder)

    def is_whole(self, k, all_of_it=False, strays=False):
        """Whether each file is as it was, or as the undisturbed call makes it."""
        after, now = self.after[k][0], bytes_of(self.folder)
        if all_of_it:
            return now == after
        return all((strays and os.path.basename(name).startswith(".")) or
                   data in (self.before.get(name), after.get(name))
                   for name, data in now.items()) and all(name in now for name in self.before)


def one_message(done):
    lines = [line for line in done.stderr.splitlines() if not line.startswith("aploc: warning: ")]
    return len(lines) == 1 and lines[0].startswith("aploc: ") and "Sanitizer" not in done.stderr


def check_streams(world):
    """Standard output full or closed; all streams closed."""
    for k, (arguments, outputs) in enumerate(world.calls):
        what = title(arguments, outputs)
        printed = world.after[k][1] != ""
        for place in (">/dev/full", ">&-"):
            world.restore()
            done = subprocess.run(["sh", "-c", f'exec "$@" {place}', "sh", COMMAND, *arguments],
                                  cwd=world.folder, stderr=subprocess.PIPE, encoding="utf-8",
                                  timeout=300, check=False)
            said = done.stderr.splitlines()[-1:]
            tap.check(done.returncode == (3 if printed else 0) and
                      (not printed or (said and said[0].startswith("aploc: "))) and
                      world.is_whole(k), f"{what} {place}", f"{done.returncode} {done.stderr}")
        world.restore()
        done = subprocess.run(["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", COMMAND, *arguments],
                              cwd=world.folder, timeout=300, check=False)
        tap.check(done.returncode == (3 if printed else 0) and
                  world.is_whole(k, all_of_it=not printed), f"{what} <&- >&- 2>&-",
                  done.returncode)


def check_helps():
    """A help is output as any other, though argp prints it and ends."""
    words = re.findall(r"^  aploc ([a-z][a-z-]*) ", run_with("/", ["--help"]).stdout, re.M)
    for arguments in [[word, option] for word in words for option in ("--help", "--usage")]:
        good = len(words) > 10
        for place in (">/dev/full", ">&-"):
            done = subprocess.run(["sh", "-c", f'exec "$@" {place}', "sh", COMMAND, *arguments],
                                  stderr=subprocess.PIPE, encoding="utf-8", timeout=300, check=False)
            good = good and done.returncode == 3 and one_message(done)
        tap.check(good, f"{' '.join(arguments)}: into a full disk, and nowhere",
                  f"{done.returncode} {done.stderr}")


def check_limits(world):
    """A file that may not be as large as the output: the system's signal does not end the command."""
    if "libomp" in subprocess.run(["ldd", COMMAND], capture_output=True, text=True).stdout:
        tap.skip("files of no bytes", "clang's OpenMP ends a process that may not have a file of a kilobyte")
        return
    for k, (arguments, outputs) in enumerate(world.calls):
        sizes = [len(world.after[k][0][name]) for name in outputs]
        for limit in {0, max(sizes) // 2} if sizes else ():
            world.restore()
            done = run_with(world.folder, arguments, preexec_fn=lambda limit=limit: resource.setrlimit(
                resource.RLIMIT_FSIZE, (limit, limit)))
            tap.check(done.returncode == 3 and one_message(done) and world.is_whole(k) and
                      "found that writing failed (" in done.stderr,
                      f"{title(arguments, outputs)}: files of {'no' if limit == 0 else 'half the'} bytes",
                      f"{done.returncode} {done.stderr} {sorted(bytes_of(world.folder))}")


def check_full(world):
    """A disk that is full after any number of bytes."""
    for k, (arguments, outputs) in enumerate(world.calls):
        if not outputs:
            continue
        at, good, tried = 0, True, 0
        total = sum(len(data) for name, data in world.after[k][0].items()
                    if world.before.get(name) != data)
        step = max(1, total // (4000 if DEEP else 5))
        while good:
            world.restore()
            done = run_with(world.folder, arguments, {"BYTES": at})
            if done.returncode == 0:
                break
            good = (done.returncode == 3 and one_message(done) and world.is_whole(k) and
                    "found that writing failed" in done.stderr)
            tried += 1
            at += step
        counts["bytes"] += tried
        tap.check(good and tried > 3 and world.is_whole(k, all_of_it=True),
                  f"{title(arguments, outputs)}: {tried if DEEP else 'some'} full disks",
                  f"at byte {at}: {done.returncode} {done.stderr} {sorted(bytes_of(world.folder))}")


def check_failures(world):
    """The k-th call that changes a file or folder fails."""
    for k, (arguments, outputs) in enumerate(world.calls):
        if not outputs or not (DEEP or arguments[0] in ("compute", "convert", "synth", "zone")):
            continue
        at, bad = 1, []
        while True:
            world.restore()
            done, call = run_faulty(world.folder, arguments, {"CALL": at})
            if call is None:
                break
            fine = (done.returncode == 0 and world.is_whole(k, strays=True)) or (
                done.returncode in (2, 3) and one_message(done) and
                world.is_whole(k, strays=call == "unlink"))
            if not fine:
                bad.append((at, call, done.returncode, done.stderr, sorted(bytes_of(world.folder))))
            at += 1
            counts["failures"] += 1
        tap.check(at > 3 and not bad, f"{title(arguments, outputs)}: each call fails once", bad[:3])


def check_interrupted(world):
    """Reads and writes that are interrupted and short."""
    for k, (arguments, outputs) in enumerate(world.calls):
        world.restore()
        done = run_with(world.folder, arguments, {"INTERRUPT": 1})
        counts["interrupted"] += 1
        tap.check(done.returncode == 0 and done.stdout == world.after[k][1] and
                  world.is_whole(k, all_of_it=True),
                  f"{title(arguments, outputs)}: interrupted all the time", done.stderr)


def check_cut(world):
    """A file that is cut while it is read: an error, or all that it held before; never a part of it, and never
    half an output."""
    for k, (arguments, outputs) in enumerate(world.calls):
        bad, ends = [], set()
        for at in range(1, 1000) if DEEP else (1, 2, 3, 4, 5, 6, 7, 12, 20):
            world.restore()
            done, call = run_faulty(world.folder, arguments, {"SHRINK": at})
            if call is None:
                break
            counts["cut"] += 1
            ends.add(done.returncode)
            if done.returncode not in (0, 1, 2, 3) or (done.returncode and not done.stderr):
                bad.append((at, done.returncode, done.stderr))
            after, now = world.after[k][0], bytes_of(world.folder)
            is_input = any(now.get(name) != data for name, data in world.before.items())
            if done.returncode == 0 and is_input and (done.stdout != world.after[k][1] or
                                                      any(now[name] != after[name] for name in outputs)):
                bad.append((at, "a result of a part", done.stdout))
            hidden = [name for name in bytes_of(world.folder)
                      if os.path.basename(name).startswith(".")]
            if hidden or any(name not in world.before and os.path.exists(
                    os.path.join(world.folder, name)) for name in outputs if
                    done.returncode in (2, 3)):
                bad.append((at, hidden, done.stderr))
        tap.check(not bad, f"{title(arguments, outputs)}: files that are cut, exits {sorted(ends)}",
                  bad[:3])


def check_closed(world):
    """A folder that cannot be written."""
    if os.geteuid() == 0:
        try:
            options = {"user": pwd.getpwnam("nobody").pw_uid, "group": 65534, "extra_groups": []}
            tried = run_with("/", ["--version"], **options)
        except (OSError, KeyError, subprocess.SubprocessError):
            tried = None
        if not tried or tried.returncode != 0:
            tap.skip("a folder closed to writing", "root writes anywhere")
            return
    else:
        options = {}
    for k, (arguments, outputs) in enumerate(world.calls):
        if not outputs:
            continue
        world.restore()
        for path, _, _ in os.walk(world.folder):
            os.chmod(path, 0o555)
        done = run_with(world.folder, arguments, **options)
        for path, _, _ in os.walk(world.folder):
            os.chmod(path, 0o755)
        tap.check(done.returncode == 2 and one_message(done) and
                  bytes_of(world.folder) == world.before,
                  f"{title(arguments, outputs)}: a folder closed to writing",
                  f"{done.returncode} {done.stderr}")


def main():
    with tempfile.TemporaryDirectory(dir=memory_folder()) as parent:
        os.chmod(parent, 0o755)
        world = World(parent, has_h5())
        check_streams(world)
        check_helps()
        check_limits(world)
        check_full(world)
        check_failures(world)
        check_interrupted(world)
        check_cut(world)
        check_closed(world)
        counts["calls"] = len(world.calls)
    print("# {calls} calls of every subcommand; disks full at {bytes} places, {failures} calls that "
          "failed, {interrupted} interrupted all the time, {cut} files cut".format(**counts))
    tap.done()


main()
