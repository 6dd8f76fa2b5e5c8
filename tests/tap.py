# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the command share: the Test Anything Protocol, running a command, files and tables."""

import csv
import os
import subprocess
import sys

SOURCE = os.environ["APLOC_SOURCE"]
SHARED = os.environ["APLOC_SHARED"]
COMMAND = os.environ.get("APLOC_COMMAND")


class Tap:
    """Counts and prints results; `skip` says why a test cannot run here."""

    def __init__(self):
        self.count = 0
        self.failed = 0

    def check(self, passed, name, detail=""):
        self.count += 1
        self.failed += not passed
        print(f"{'ok' if passed else 'not ok'} {self.count} - {name}", flush=True)
        if not passed and detail:
            print("\n".join("# " + line for line in str(detail).splitlines()), flush=True)

    def equal(self, found, expected, name):
        self.check(found == expected, name, f"found    {found!r}\nexpected {expected!r}")

    def skip(self, name, why):
        self.count += 1
        print(f"ok {self.count} - {name} # SKIP {why}", flush=True)

    def done(self):
        print(f"1..{self.count}", flush=True)
        sys.exit(1 if self.failed else 0)


def other_than(defaults, options):
    """Options with their values, without those that are given otherwise: a call says each once."""
    pairs = zip(defaults[::2], defaults[1::2])
    return [word for pair in pairs if pair[0] not in options for word in pair] + list(options)


def run(arguments, folder=None, **options):
    """Run aploc with these arguments; the finished process, its output as text."""
    return subprocess.run(
        [COMMAND, *arguments], cwd=folder, capture_output=True, timeout=300,
        encoding="utf-8", errors="surrogateescape", stdin=subprocess.DEVNULL, **options)


def write(folder, name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write(text)


def bytes_of(folder):
    """Every file below a folder, by its path from there."""
    found = {}
    for at, _, names in sorted(os.walk(folder)):
        for name in sorted(names):
            path = os.path.join(at, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, folder)] = file.read()
    return found


def rows_of(*path):
    """The rows of a table, as dicts."""
    with open(os.path.join(*path), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
