# SPDX-License-Identifier: GPL-3.0-or-later
"""Thousands of damaged tables: mutations.py READ_TABLE [FILES [OF_THEM_BY_COMMAND [SEED]]].

Each is either read exactly right or refused with one positioned line; nothing crashes, hangs, or is
read as something else. What is right is said by strict.py, a reader written apart:

- what it cannot read, the library must refuse;
- what it can read is written down again in the plainest form: the library must take both alike, or
  refuse both for the same reason, at the line where the row stands in the damaged file;
- places, supply, times and lists are held field by field against the numbers and texts that
  strict.py found; a damage that changes no field must change nothing.
"""

import csv
import io
import os
import random
import select
import subprocess
import sys
import tempfile

import strict
from damage import DAMAGES, TABLES, cells_of, written
from tap import COMMAND, Tap, run

SECONDS = 20
csv.field_size_limit(1 << 24)

CODES = ["01001", "01002", "01003", "2A004", "97101", "a", "b", "x\ny", "p;q"]  # as in fuzz.c
CALLS = {"communes": "compute --communes IN --times t.csv --method mg-2015 --output out.csv",
         "times": "compute --communes c.csv --times IN --method mg-2015 --output out.csv",
         "supply": "compute --communes c.csv --times t.csv --supply IN --method mg-2015 --output out.csv",
         "ages": "compute --communes c.csv --times t.csv --ages IN --method mg-2010 --output out.csv",
         "scenarios": "compute --communes c.csv --times t.csv --scenarios IN --method mg-2015 "
                      "--output out.csv"}


# ---- what is right ----

def rendered(separator, rows):
    """The rows in the plainest form, and on which lines their fields stand in it."""
    return "".join(separator.join('"' + f.replace('"', '""') + '"' for f in row.fields) + "\n"
                   for row in rows).encode()


def expected_values(table, separator, rows):
    """What the table says, by its own header; None where that was damaged, or says other things."""
    header, data = rows[0].fields, [row.fields for row in rows[1:]]
    names = TABLES[table][0].split(",")
    if sorted(header) != sorted(names) or table not in ("communes", "supply", "times", "listing"):
        return None
    marks = set()

    def of(row, name):
        return row[header.index(name)]

    def code(row, name):
        text = of(row, name).strip(strict.BLANKS)
        if not 1 <= len(text.encode()) <= 47:
            raise strict.Refused("a code of this length")
        return text

    def amount(row, name, may_miss=False, least=0.0, most=None):
        value = strict.number(of(row, name), separator, marks)
        if value is None and not may_miss:
            raise strict.Refused("nothing")
        if value is not None and (value < least or (most is not None and value > most)):
            raise strict.Refused("out of its domain")
        return value

    def known(row, name):
        if code(row, name) not in CODES:
            raise strict.Refused("a code that is not known")
        return code(row, name)

    def once(keys):
        if len(set(keys)) < len(keys):
            raise strict.Refused("the same again")

    if table == "communes":
        once([code(row, "code") for row in data])
        return [[code(row, "code"), of(row, "name"), amount(row, "population", True),
                 amount(row, "standardised", True), amount(row, "supply"),
                 amount(row, "lon", True, -180, 180), amount(row, "lat", True, -90, 90),
                 amount(row, "age_0_19"), amount(row, "age_20_plus"),
                 *[of(row, n) for n in header if n in ("unit", "type")]] for row in data]
    if table == "supply":
        given = {known(row, "code"): amount(row, "supply") for row in data}
        once([code(row, "code") for row in data])
        return [[c, given.get(c, 0.0)] for c in CODES]
    if table == "times":
        once([(known(row, "from"), known(row, "to")) for row in data])
        pairs = [[code(row, "from"), code(row, "to"), amount(row, "minutes")] for row in data]
        return sorted(pairs, key=lambda p: (CODES.index(p[0]), CODES.index(p[1])))
    return [[code(row, "code"), of(row, "class"), of(row, "base")] for row in data]


def same_values(text, expected):
    """Whether the library's table says the values expected."""
    found = list(csv.reader(io.StringIO(text.decode(), newline=""), strict=True))[1:]
    if len(found) != len(expected):
        return False
    for row, values in zip(found, expected):
        if len(row) != len(values):
            return False
        for cell, value in zip(row, values):
            if isinstance(value, str):
                good = cell == value
            else:
                good = cell == "" if value is None else cell != "" and float(cell) == value
            if not good:
                return False
    return True


# ---- the library, in one process for all files ----

class Library:
    """Asks read-table; starts it again after a crash, which is told."""

    def __init__(self, program):
        self.program = program
        self.process = None

    def ask(self, table, path):
        """(status, line, text or message), or the words for a crash or a hang."""
        if self.process is None or self.process.returncode is not None:
            # pylint: disable=consider-using-with
            self.process = subprocess.Popen([self.program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.process.stdin.write(f"{table} {path}\n".encode())
        self.process.stdin.flush()
        if not select.select([self.process.stdout], [], [], SECONDS)[0]:
            self.process.kill()
            self.process.wait()
            return "hang"
        head = self.process.stdout.readline().split()
        if len(head) != 4:
            return f"ended with {self.process.wait(60)}"
        text = self.process.stdout.read(int(head[3]))
        return int(head[1]), int(head[2]), text

    def end(self):
        """Whether it ended well."""
        if self.process is None:
            return True
        self.process.stdin.close()
        return self.process.wait(60) == 0


class Campaign:
    """Counts, and what went wrong."""

    def __init__(self, program, folder):
        self.library = Library(program)
        self.folder = folder
        self.counts = {"read": 0, "refused": 0, "by value": 0, "commands": 0}
        self.faults = []

    def put(self, name, data):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(data)
        return path

    def fault(self, words, table, data):
        self.faults.append(f"{table}: {words}: {data[:300]!r}")
        kept = os.environ.get("APLOC_KEEP")
        if kept:
            with open(os.path.join(kept, f"{table}-{len(self.faults)}"), "wb") as file:
                file.write(data)

    def judge(self, table, data):
        """What is wrong with how the library takes this file; None: nothing."""
        path = self.put("in.csv", data)
        found = self.library.ask(table, path)
        if isinstance(found, str):
            return found
        status, line, text = found
        self.counts["refused" if status else "read"] += 1
        try:
            separator, rows = strict.read(data)
        except strict.Refused as why:
            return None if status else f"read, though there is {why}"
        clean = rendered(separator, rows)
        if max(map(len, clean.split(b"\n"))) > strict.LINE_MAX or len(data) > 4 * strict.LINE_MAX:
            return None
        asked = self.library.ask(table, self.put("clean.csv", clean))
        if isinstance(asked, str):
            return asked + " on the plain form"
        if asked[0] != status:
            return f"{status} '{text[-300:]!r}', in plain form {asked[0]} '{asked[2][-300:]!r}'"
        if status:
            if not line:
                return None
            places = zip(rows, strict.read(clean)[1])
            lines = {here for a, b in places for here, there in zip(a.lines + [a.line], b.lines + [b.line])
                     if there == asked[1]}
            return None if line in lines else f"line {line} is told, expected one of {sorted(lines)}"
        if text != asked[2]:
            return f"read as {text!r}, in plain form as {asked[2]!r}"
        try:
            values = expected_values(table, separator, rows)
        except strict.Refused as why:
            return f"read, though there is {why}"
        if values is not None:
            self.counts["by value"] += 1
            if not same_values(text, values):
                return f"read as {text!r}, expected {values!r}"
        return None

    def command(self, table, data):
        """The same file through the command: a result, or one line and nothing left behind."""
        if table not in CALLS:
            return None
        self.put("in.csv", data)
        self.counts["commands"] += 1
        out = os.path.join(self.folder, "out.csv")
        if os.path.exists(out):
            os.unlink(out)
        before = sorted(os.listdir(self.folder))
        done = run(CALLS[table].replace("IN", "in.csv").split(), self.folder)
        left = sorted(set(os.listdir(self.folder)) - set(before))
        if done.returncode == 0 and left == ["out.csv"]:
            return None
        if (done.returncode == 1 and not left and done.stderr.startswith("aploc: ") and
                done.stderr.count("\n") == 1):
            return None
        return f"the command exits {done.returncode}, leaves {left}, says {done.stderr[-500:]!r}"


def campaign(program, n_files, n_commands, seed, folder):
    """Damage so many files and judge each."""
    rng = random.Random(seed)
    work = Campaign(program, folder)
    work.put("c.csv", written(cells_of("communes"), random.Random(1), True))
    work.put("t.csv", written(cells_of("times"), random.Random(1), True))
    names = sorted(TABLES)
    for k in range(n_files):
        table = names[k % len(names)]
        data = written(cells_of(table), rng, False)
        for _ in range(rng.choice([1, 1, 1, 2, 3])):
            if data:
                data = rng.choice(DAMAGES)(data, rng)
        wrong = work.judge(table, data)
        if wrong is None and n_commands and k % (n_files // n_commands + 1) == 0:
            table = rng.choice(sorted(CALLS))
            data = rng.choice(DAMAGES)(written(cells_of(table), rng, False), rng)
            wrong = work.command(table, data)
        if wrong is not None:
            work.fault(wrong, table, data)
    return work


def undamaged(work, tap):
    """Every table in every form says what it says in the plainest."""
    rng = random.Random(3)
    for table in sorted(TABLES):
        cells, good = cells_of(table), True
        plain = work.library.ask(table, work.put("in.csv", written(cells, random.Random(1), True)))
        tap.check(plain[0] == 0, f"{table}: a good table is read", plain)
        for _ in range(20):
            found = work.library.ask(table, work.put("in.csv", written(cells, rng, False)))
            good &= found == plain
        tap.check(good, f"{table}: the same in every dialect", found)


NUMBERS = ["1 000", "1000 000", "1234 567", "12 34", "1 0000", "1 000 00", " 1 000", "1  000", "1\u00a0000\u202f000",
           "1 000,5", "1 000.5", "1.000,5", "1,000.5", "1,5", "1.5", ",5", ".5", "5,", "5.", ",", ".", "+1", "-1", "+-1",
           "--1", "1e3", "1E+3", "1,5e-3", "1e", "e5", "1e400", "1e-400", "0x10", "1_000", "1'000", "1/2", "NA", "na",
           "N/A", "", " ", "nan", "inf", "-inf", "Infinity", "12x", "x12", "1 2", "\u0661", "\uff11", "1\u00b2", "-0",
           "1" * 255, "1" * 256, "0." + "1" * 253, "0." + "1" * 254, "9007199254740993", "1\t000", "1\u20090000"]


def numbers(work, tap):
    """Every way to write a number, right and wrong, alone in a table of supply."""
    wrong = []
    for text in NUMBERS:
        for separator in ",", ";", "\t":
            quoted = '"' + text + '"' if separator in text else text
            data = f"code{separator}supply{separator}note\n01001{separator}{quoted}{separator}x\n".encode()
            fault = work.judge("supply", data)
            wrong += [f"{text!r}: {fault}"] if fault else []
    tap.check(not wrong, f"{len(NUMBERS)} ways to write a number", "\n".join(wrong))


def main():
    program = os.path.abspath(sys.argv[1])
    n_files, n_commands, seed = [int(a) for a in sys.argv[2:5]] + [2000, 40, 5][len(sys.argv) - 2:]
    tap = Tap()
    # In memory where that can be: each table of places that is read is also written, and synced.
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        work = campaign(program, n_files, n_commands, seed, folder)
        counts = work.counts
        tap.check(not work.faults, f"{n_files} damaged files are read right or refused with one line",
                  f"{len(work.faults)} faults\n" + "\n".join(work.faults[:10]))
        tap.check(counts["read"] > n_files / 10 and counts["refused"] > n_files / 10,
                  "both happen, often", counts)
        tap.check(counts["by value"] > n_files / 50, "many are held against their values", counts)
        undamaged(work, tap)
        numbers(work, tap)
        tap.check(work.library.end(), "the library leaves nothing behind")
        print(f"# {n_files} damaged files, {counts['read']} read exactly ({counts['by value']} of them also "
              f"field by field), {counts['refused']} refused with one positioned line, "
              f"{counts['commands']} through the command, {len(work.faults)} faults")
    tap.done()


if __name__ == "__main__":
    main()
