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
import gzip
import io
import os
import random
import select
import subprocess
import sys
import tempfile

import strict
from tap import COMMAND, Tap, run

SECONDS = 20
csv.field_size_limit(1 << 24)

TABLES = {
    "communes": ("code,name,population,standardised,supply,lon,lat,age_0_19,age_20_plus,unit,type",
                 ["01001,L'Abergement,1000,990.5,5400,-1.5,46.25,300,700,U1,centre",
                  "01002,Évosges,500,,0,5,45.5,100,400,U1,country",
                  "2A004,Ajaccio,70250,71000.25,90000,8.75,41.9,20000,50250,U2,centre",
                  "97101,\"Les \"\"Abymes\"\", ville\",50000,48000,12000.5,-61.5,16.25,1,2,U3,suburb",
                  "01003,Ars,20,19.5,0,NA,,5,15,U2,country"]),
    "supply": ("code,supply,note", ["01001,5400,a", "2A004,12000.5,b", "a,0,", "97101,1e3,\"c, d\""]),
    "times": ("from,to,minutes", ["01001,01002,12.5", "01002,01001,3", "01003,01003,1", "2A004,01001,40",
                                  "97101,b,7.25", "a,b,0", "b,a,1", "01003,01001,59.9"]),
    "ages": ("code,sex,age_0_4,age_5_9,age_10_plus", ["01001,F,1,2,3", "01001,M,4,5,6", "2A004,T,7,8,9.5",
                                                     "01002,F,1,NA,2", "01002,M,0,,3"]),
    "consumption": ("age_class,consumption,population", ["0-4,10.5,100", "5-19,20,200", "20-64,90,1000",
                                                        "65+,300.25,250"]),
    "scenarios": ("scenario,code,supply", ["merge,01001,+2", "merge,2A004,0", "other,97101,-1.5",
                                          "other,a,7"]),
    "listing": ("code,class,base,unit", ["01001,ZIP,,U1", "01002,ZAC,ZIP,U1", "2A004,\"HZ\",,U2",
                                         "97101,Zone de vigilance,,U3"]),
    "installations": ("code,kind,count,fees,years,date", ["01001,cds,1,,3,2026-03-15", "a,x,2,240000.5,,",
                                                         "2A004,cds,,,,15/3/2026"]),
    "practitioners": ("id,commune,profession,birth_year,acts,months,rank,status,replaces,opened",
                      ["1,01001,gp,1970,5000,12,main,liberal,,2020", "1,01002,gp,1970,100.5,,secondary,salaried,,",
                       "2,a,GP,,3.5,6,main,locum,1,", "3,2A004,nurse,1980,900,12,main,liberal,,"]),
    "edits": ("change,code,to,amount", ["supply,01001,,5400.5", "add,2A004,,+1etp", "close,a,,",
                                       "demand,b,,12.5", "time,a,b,3", "appears,new,,4", "supply,new,,1",
                                       "goes,01003,,"]),
    "changes": ("date,from,to,share", ["2018-05-01,01001,x,", "2019,2A004,y,0.25", "2019,2A004,z,0.75",
                                      "01/01/2020,x,01002,", "2021,97101,v,"]),
}
CODES = ["01001", "01002", "01003", "2A004", "97101", "a", "b", "x\ny", "p;q"]  # as in fuzz.c
GOOD = {"communes.csv": TABLES["communes"], "times.csv": TABLES["times"]}
CALLS = {"communes": "compute --communes IN --times t.csv --method mg-2015 --output out.csv",
         "times": "compute --communes c.csv --times IN --method mg-2015 --output out.csv",
         "supply": "compute --communes c.csv --times t.csv --supply IN --method mg-2015 --output out.csv",
         "ages": "compute --communes c.csv --times t.csv --ages IN --method mg-2010 --output out.csv",
         "scenarios": "compute --communes c.csv --times t.csv --scenarios IN --method mg-2015 "
                      "--output out.csv"}


# ---- good tables in many forms ----

def cells_of(table):
    header, rows = TABLES[table]
    return [next(csv.reader([line])) for line in [header] + rows]


def written(cells, rng, plain):
    """A table as bytes, in a dialect taken at random; the cells keep what they say."""
    separator = rng.choice(",,;\t|")
    mark = "," if separator != "," and rng.random() < 0.5 else "."
    out = []
    always = rng.random() < 0.2
    for r, row in enumerate(cells):
        fields = []
        for text in row:
            if r and mark == "," and text.replace(".", "", 1).lstrip("+-").isdigit():
                text = text.replace(".", ",")
            quote = always or any(c in text for c in separator + "\"\r\n") or rng.random() < 0.03
            fields.append('"' + text.replace('"', '""') + '"' if quote else text)
        out.append(separator.join(fields))
    text = rng.choice(["\n", "\n", "\r\n"]).join(out + [""])
    if plain:
        return text.encode()
    kind = rng.randrange(6)
    data = text.encode("cp1252" if kind == 1 else "utf-8")
    if kind == 0:
        data = b"\xef\xbb\xbf" + data
    if kind == 2:
        data = data.rstrip(b"\r\n")
    if kind == 3:
        data = data.replace(b"\n", b"\n\n", rng.randrange(3))
    if kind == 4 and separator == ";":
        data = b"sep=;\n" + data
    return data


# ---- damage ----

def flip(data, rng):
    data = bytearray(data)
    for _ in range(rng.choice([1, 1, 1, 2, 5, 20])):
        data[rng.randrange(len(data))] = rng.choice([rng.randrange(256), *b'",;.\n\r \t\0-+eE09'])
    return bytes(data)


def lose(data, rng):
    at = rng.randrange(len(data))
    return data[:at] + data[at + rng.choice([1, 1, 1, 2, 7]):]


def insert(data, rng):
    at = rng.randrange(len(data) + 1)
    extra = rng.choice([b'"', b"'", b",", b";", b"\n", b"\r", b"\r\n", b"\t", b" ", b"\0", b"\xef\xbb\xbf",
                        b"\xe9", b"\xc3\xa9", b"\xff", b"\xc2\xa0", b"\xe2\x80\xaf", b"-", b"+", b".", b"e",
                        b"1", b"0", b"NA", b"nan", b"inf", b"#", b"=1+1", b"sep=;\n", b"\x1f\x8b", b"\x80"])
    return data[:at] + extra + data[at:]


def lines_about(data, rng):
    """A line is cut, doubled, moved or lost; two become one; ends are mixed."""
    lines = data.splitlines(keepends=True)
    at = rng.randrange(len(lines))
    kind = rng.randrange(7)
    if kind == 0:
        del lines[at]
    elif kind == 1:
        lines.insert(at, lines[at])
    elif kind == 2:
        lines[at] = lines[at][:rng.randrange(len(lines[at]) + 1)]
    elif kind == 3:
        lines.insert(rng.randrange(len(lines)), lines.pop(at))
    elif kind == 4:
        lines[at] = lines[at].rstrip(b"\r\n")
    elif kind == 5:
        lines = [line.rstrip(b"\r\n") + rng.choice([b"\n", b"\r\n", b"\r", b"\n\n"]) for line in lines]
    else:
        rng.shuffle(lines)
    return b"".join(lines)


def quotes(data, rng):
    kind = rng.randrange(4)
    if kind == 0:
        return data.replace(b'"', b"'")
    if kind == 1:
        return data.replace(b"'", b'"')
    if kind == 2:
        at = data.find(b'"', rng.randrange(len(data)))
        return data if at < 0 else data[:at] + data[at + 1:]
    at = rng.randrange(len(data))
    return data[:at] + b'"' + data[at:at + 5] + b'"' + data[at + 5:]


def huge(data, rng):
    at = rng.randrange(len(data) + 1)
    size = rng.choice([50, 300, 5000] if rng.random() < 0.95 else [70000, 140000, 1100000])
    return data[:at] + rng.choice([b"1", b"x", b" ", b"\xc3\xa9", b'"', b"0.", b"\n", b","]) * size + data[at:]


def encoded(data, rng):
    text = data.decode("utf-8", "replace")
    kind = rng.randrange(5)
    if kind == 0:
        return text.encode("utf-16")
    if kind == 1:
        return text.encode("cp1252", "replace")
    if kind == 2:
        return text.encode("utf-8").decode("latin-1").encode("utf-8")
    if kind == 3:
        at = rng.randrange(len(data))
        return data[:at] + text[at:].encode("cp1252", "replace")
    return b"\xef\xbb\xbf" * rng.randrange(1, 3) + data


def packed(data, rng):
    data = gzip.compress(data, 1, mtime=0)
    kind = rng.randrange(4)
    if kind == 0:
        return data
    if kind == 1:
        return data[:rng.randrange(1, len(data))]
    if kind == 2:
        return flip(data, rng)
    return data + rng.choice([data, b"\0" * 9, b"more"])


def cut(data, rng):
    return data[:rng.randrange(len(data) + 1)]


def fields_about(data, rng):
    """A separator becomes another, a mark another; a column too many or too few."""
    kind = rng.randrange(4)
    a, b = rng.sample([b",", b";", b"\t", b"|", b"."], 2)
    if kind == 0:
        return data.replace(a, b)
    if kind == 1:
        return data.replace(a, b, rng.randrange(1, 4))
    if kind == 2:
        return data.replace(b"\n", a + b"\n", rng.randrange(1, 4))
    return a.join(data.split(b, rng.randrange(1, 6)))


def blanks(data, rng):
    """Blanks and quotes around fields, empty lines, a byte order mark: nothing that counts."""
    separator = strict.separator_of(data.split(b"\n")[0].decode("latin-1")).encode()
    lines = data.split(b"\n")
    for _ in range(rng.randrange(1, 4)):
        at = rng.randrange(len(lines))
        if b'"' not in lines[at]:
            fields = lines[at].split(separator)
            one = rng.randrange(len(fields))
            end = b"\r" if fields[one].endswith(b"\r") else b""
            text = fields[one].rstrip(b"\r")
            fields[one] = rng.choice([b" " + text, text + b"  ", b'"' + text + b'"', b' "' + text + b'" ']) + end
            lines[at] = separator.join(fields)
        elif rng.random() < 0.3:
            lines.insert(at, rng.choice([b"", b"  ", b"\r"]))
    return b"\n".join(lines)


def letters(data, rng):
    """A letter or digit becomes another: in a name or a list nothing is wrong with that."""
    places = [k for k, b in enumerate(data) if bytes([b]).isalnum()]
    if not places:
        return data
    at = rng.choice(places)
    return data[:at] + rng.choice([b"x", b"Z", b"7", b"0", b"\xc3\xa9"]) + data[at + 1:]


DAMAGES = [flip, flip, flip, lose, lose, insert, insert, insert, lines_about, lines_about, quotes, huge,
           encoded, packed, cut, fields_about, blanks, blanks, blanks, letters, letters, letters]


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
        if (done.returncode in (1, 3) and not left and done.stderr.startswith("aploc: ") and
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
        tap.check(work.library.end(), "the library leaves nothing behind")
        print(f"# {n_files} damaged files, {counts['read']} read exactly ({counts['by value']} of them also "
              f"field by field), {counts['refused']} refused with one positioned line, "
              f"{counts['commands']} through the command, {len(work.faults)} faults")
    tap.done()


if __name__ == "__main__":
    main()
