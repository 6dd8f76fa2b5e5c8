# SPDX-License-Identifier: GPL-3.0-or-later
"""aploc convert: CSV → HDF5 → CSV gives the same bytes, other programs read the same numbers in the
HDF5 file, compute gives the same result from both, and bad files give one line."""

import csv
import gzip
import hashlib
import io
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

from tap import COMMAND, SHARED, SOURCE, Tap, run

tap = Tap()
DEMO = os.path.join(SOURCE, "data", "demo")
HERE = tempfile.mkdtemp(prefix="aploc-convert-")


def path(name):
    return os.path.join(HERE, name)


def write(name, data):
    with open(path(name), "wb") as file:
        file.write(data if isinstance(data, bytes) else data.encode())
    return path(name)


def read(name):
    with open(path(name), "rb") as file:
        return file.read()


def round_trip(data, *options):
    """What comes back from a text, and what was said on the way there."""
    write("in.csv", data)
    there = run(["convert", "in.csv", "out.h5", *options], HERE)
    if there.returncode:
        return None, there.stderr
    back = run(["convert", "out.h5", "back.csv"], HERE)
    return (read("back.csv") if back.returncode == 0 else back.stderr), there.stderr


def same(data, name, *options):
    data = data if isinstance(data, bytes) else data.encode()
    back, said = round_trip(data, *options)
    tap.check(back == data and "byte for byte" in said and "warning" not in said, name,
              f"{said}\n{back!r}\n{data!r}")


# ---- the same bytes, in every dialect ----

same("from,to,minutes\n01001,01002,12.5\n01002,01001,11\n", "shortest decimals")
same("from,to,minutes\n01001,01002,12.5\n01001,01003,0.1\n", "one decimal")
same("from,to,minutes\na,b,12.50\na,c,11.00\na,d,0.00\n", "two decimals, fixed")
same("from,to,minutes\na,b,12.5\na,c,11.0\na,d,7.25\n", "one decimal at least, as Python writes")
same("from;to;minutes\r\na;b;12,50\r\na;c;1,00\r\n", "French: semicolon, comma, CRLF")
same("\ufefffrom;to;minutes\r\na;b;12,5\r\n", "byte order mark")
same("from\tto\tminutes\na\tb\t3\na\tc\t4\n", "tabs")
same("orig|dest|duree\na|b|3\n", "bars, other names")
same('"from","to","minutes"\n"a","b","3.5"\n"a","c","4"\n', "quotes around all")
same('"from","to","minutes"\n"a","b",3.5\n"a","c",4\n', "quotes around codes")
same("from,to,minutes\na,b,3\na,c,4", "no final line end")
same("from,to,minutes\na,b,3\na,a,0\nb,b,7\n", "own pairs")
same("minutes,to,from\n3,b,a\n4,c,a\n", "columns in another order")
same("from,to,minutes\nz,b,3\na,z,4\nz,a,1\na,b,2\n", "rows in any order")
same("départ,arrivée,durée\nÉ1,b,3\n", "accents", "--column", "from=départ", "--column",
     "to=arrivée", "--column", "minutes=durée")
same("from,to,minutes\n2A004,01001,1e-07\na,b,3.141592653589793\n", "every bit of long numbers")
same("from,to,minutes\na,b,0.3333333432674408\n", "single precision")
same("from,to,minutes\na,b,429496729.5\na,c,999999999999999\n", "large numbers")
same('from,to,minutes\n"a,b",c,3\n"x""y",c,4\n', "codes that need quotes")
same("from,to,minutes\na,b,3\n", "one row")

random.seed(7)
for count in (300, 70000):
    pairs = {(random.randrange(400), random.randrange(400)) for _ in range(count)}
    rows = [f"{i:05},{j:05},{random.randrange(99999) / 100:.2f}" for i, j in pairs]
    random.shuffle(rows)
    same("from,to,minutes\n" + "\n".join(rows) + "\n", f"{len(rows)} pairs, shuffled")
    same("from,to,minutes\n" + "\n".join(sorted(rows)) + "\n", f"{len(rows)} pairs, sorted")

# ---- another text, and it is said ----


def other(data, line, name):
    back, said = round_trip(data)
    # The rows' numbers, as a reader of its own has them.
    def numbers(text):
        rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig", "replace"))))
        at = [rows[0].index(c) if c in rows[0] else k
              for k, c in enumerate(("from", "to", "minutes"))]
        return [(r[at[0]].strip(), r[at[1]].strip(), float(r[at[2]])) for r in rows[1:] if r]
    good = (back is not None and said.count("warning") == 1 and "byte for byte" not in said
            and f"in.csv:{line}: the numbers are the same, the text is not" in said
            and numbers(back) == numbers(data.encode()))
    tap.check(good, name, f"{said}\n{back!r}")


other("from,to,minutes\na,b,3.50\na,c,3.5\na,d,3.500\n", 2, "mixed decimals are said")
other("from,to,minutes\na,b,3\na,c,+4\n", 3, "a plus sign is said")
other("from,to,minutes\na, b ,3\n", 2, "blanks are said")
other("from,to,minutes,why\na,b,3,x\n", 1, "another column is said")
other("from,to,minutes\na,b,3\n\na,c,4\n", 3, "a blank line is said")
for before, name in (("\n", "a blank line"), (" \r\n\n", "blank lines"), ("sep=,\n", "a separator line")):
    back, said = round_trip(before + "from,to,minutes\na,b,3\n")
    tap.check(back == b"from,to,minutes\na,b,3\n" and "in.csv:1:" in said, f"{name} before the header is said", said)
back, said = round_trip('"from",to,"minutes\n"\na,b,3\n')
tap.check(back == b"from,to,minutes\na,b,3\n" and "in.csv:1:" in said, "a header of two lines is said", said)
other("from,to,minutes\na,b,3\r\na,c,4\n", 2, "mixed line ends are said")
other('from,to,minutes\na,b,3\n"a",c,4\n', 3, "mixed quotes are said")
back, said = round_trip("départ,to,minutes\na,b,3\n".encode("cp1252"), "--column", "from=départ")
tap.check(back == b"from,to,minutes\na,b,3\n" and "in.csv:1:" in said,
          "a header of another encoding is said", said)

# ---- refused ----

back, said = round_trip("from,to,minutes\na,b,3\na,c,4\na,b,5\n")
tap.equal(said, "aploc: in.csv:4: found the pair from 'a' to 'b' again, after line 2, expected each "
                "pair once (--repeated skip keeps the first)\n", "a pair given twice is refused")
back, said = round_trip("from,to,minutes\na,b,3\na,c,4\na,b,5\na,d,6\n", "--repeated", "skip")
tap.check(back == b"from,to,minutes\na,b,3\na,c,4\na,d,6\n" and "1 row of in.csv left out, for a pair given before" in said
          and "in.csv:4: the numbers are the same" in said, "or left out, and said", said)
for data, words in (("from,to,minutes\na,b,-3\n", "in.csv:2: found '-3'"),
                    ("from,to,minutes\na,b,x\n", "in.csv:2: found 'x'"),
                    ("from,to,minutes\na,,3\n", "in.csv:2: found"),
                    ("a,b,c\na,b,3\n", "in.csv:1: found"),
                    ("", "in.csv: found an empty file")):
    shutil.rmtree(HERE)
    os.mkdir(HERE)
    back, said = round_trip(data)
    tap.check(said.startswith("aploc: " + words) and said.count("\n") == 1
              and os.listdir(HERE) == ["in.csv"], f"refused: {data!r}", said)
for arguments, words in ((["convert", "in.csv"], "found no OUT, expected IN and OUT"),
                         (["convert"], "found no IN, expected IN and OUT"),
                         (["convert", "in.csv", "out.txt"], "found OUT 'out.txt', expected a name"),
                         (["convert", "a", "b.h5", "c"], "found a third file 'c'"),
                         (["convert", "in.csv", "out.h5", "--repeated", "no"], "found --repeated")):
    done = run(arguments, HERE)
    tap.check(done.returncode == 2 and words in done.stderr, " ".join(arguments), done.stderr)
write("in.csv", "from,to,minutes\na,b,3\n")
done = run(["convert", "in.csv", "out.csv"], HERE)
tap.check(done.returncode == 2 and "found the CSV file in.csv and the output out.csv" in done.stderr,
          "CSV to CSV is refused", done.stderr)
run(["convert", "in.csv", "out.h5"], HERE)
done = run(["convert", "out.h5", "more.h5"], HERE)
tap.check(done.returncode == 2 and "found the HDF5 file out.h5" in done.stderr,
          "HDF5 to HDF5 is refused", done.stderr)
done = run(["convert", "out.h5", "back.csv.gz"], HERE)
tap.equal(gzip.decompress(read("back.csv.gz")), b"from,to,minutes\na,b,3\n", "CSV out as gzip")
write("in.csv.gz", gzip.compress(b"from,to,minutes\na,b,3\n"))
done = run(["convert", "in.csv.gz", "other.h5"], HERE)
tap.equal(read("other.h5"), read("out.h5"), "gzip in; equal texts give equal files")

# ---- what was read is real ----

for name in ("isere/times.csv", "france/times_model_le30min.csv.gz"):
    source = os.path.join(SHARED, name)
    if not os.path.exists(source):
        tap.skip(f"{name} round trip", "the file is not here")
        continue
    there = run(["convert", source, path("real.h5")])
    back = run(["convert", path("real.h5"), path("real.csv")])
    opened = gzip.open if name.endswith(".gz") else open
    found, expected = hashlib.sha256(), hashlib.sha256()
    for digest, file in ((expected, opened(source, "rb")), (found, open(path("real.csv"), "rb"))):
        with file:
            while piece := file.read(1 << 20):
                digest.update(piece)
    tap.check(found.digest() == expected.digest() and there.returncode == back.returncode == 0,
              f"{name} comes back byte for byte", there.stderr + back.stderr)

# ---- h5py reads it, from data/FORMATS.md alone ----

H5PY = """
import h5py, json, sys
f = h5py.File(sys.argv[1], "r")
offsets, index = f["offsets"][:], f["index"][:]
minutes = f["minutes"]
values = minutes[:]
if minutes.dtype.kind == "u":
    values = values / float(minutes.attrs["scale"])
codes = {name: [code.decode() for code in f[name][:]] for name in ("from", "to")}
rows = [[codes["from"][i], codes["to"][index[k]], float(values[k])]
        for i in range(f.attrs["from_count"]) for k in range(offsets[i], offsets[i + 1])]
if "text" in f and "order" in f["text"]:
    rows = [rows[k] for k in f["text/order"][:]]
json.dump({"format": f.attrs["format"].decode(), "version": int(f.attrs["format_version"]),
           "type": str(minutes.dtype), "rows": rows}, sys.stdout)
"""


def with_h5py(code, *arguments):
    """Run Python code that needs h5py; None where no Python has it."""
    for python in (sys.executable, "/usr/bin/python3"):
        if os.path.exists(python) and subprocess.run([python, "-c", "import h5py"],
                                                     capture_output=True).returncode == 0:
            done = subprocess.run([python, "-c", code, *arguments], capture_output=True, text=True)
            return done.stdout if done.returncode == 0 else done.stderr
    return None


def expected_rows(text):
    return [[r[0], r[1], float(r[2])] for r in list(csv.reader(io.StringIO(text)))[1:]]


def stored_as(text, kind, name):
    write("in.csv", text)
    run(["convert", "in.csv", "out.h5"], HERE)
    found = with_h5py(H5PY, path("out.h5"))
    if found is None:
        tap.skip(name, "no Python here has h5py")
        return
    try:
        found = json.loads(found)
    except ValueError:
        found = {"error": found}
    tap.equal(found, {"format": "aploc times", "version": 1, "type": kind,
                      "rows": expected_rows(text)}, name)


with open(os.path.join(DEMO, "times.csv"), encoding="utf-8") as file:
    demo = file.read()
stored_as(demo, "uint16", "h5py reads the demo's times")
stored_as("from,to,minutes\nb,c,3\na,c,70000\nb,a,0.01\n", "uint32", "h5py: hundredths beyond 16 bits")
stored_as("from,to,minutes\na,b,0.3333333432674408\n", "float32", "h5py: single precision")
stored_as("from,to,minutes\na,b,3.141592653589793\n", "float64", "h5py: double precision")
stored_as("from,to,minutes\na,b,65535\n", "uint16", "h5py: the largest of 16 bits")
stored_as("from,to,minutes\na,b,65536\n", "uint32", "h5py: one more")
stored_as("from,to,minutes\na,b,1e-9\na,c,4.294967294\n", "uint32", "h5py: nine decimals")

# ---- compute and check take it ----

run(["convert", os.path.join(DEMO, "times.csv"), path("demo.h5")])
for word, options in (("compute", ["--output", "/dev/stdout"]), ("check", [])):
    results = [run([word, "--communes", os.path.join(DEMO, "communes.csv"), "--method", "mg-2015",
                    "--times", times, *options])
               for times in (os.path.join(DEMO, "times.csv"), path("demo.h5"))]
    tap.check(results[0].stdout == results[1].stdout and results[0].stdout != ""
              and [r.returncode for r in results] == [0, 0],
              f"{word} gives the same bytes from HDF5", results[1].stderr)

COMMUNES = "code,population,supply\na,100,1\nb,200,2\n"
write("communes.csv", COMMUNES)
CALL = ["compute", "--communes", "communes.csv", "--method", "mg-2015", "--output", "/dev/stdout"]
for text in ("from,to,minutes\na,b,3\nb,a,4\n", "from,to,minutes\nb,b,3\nb,a,4\na,zz,1\nyy,b,2\n"):
    write("in.csv", text)
    run(["convert", "in.csv", "out.h5"], HERE)
    results = [run([*CALL, "--unknown", "skip", "--times", t], HERE) for t in ("in.csv", "out.h5")]
    tap.check(results[0].stdout == results[1].stdout != "", f"as from CSV: {text!r}",
              results[1].stderr)
tap.check("2 pairs of out.h5 left out, for 2 unknown codes (the first: zz)" in results[1].stderr,
          "unknown codes are left out and said", results[1].stderr)
done = run([*CALL, "--times", "out.h5"], HERE)
tap.equal((done.returncode, done.stderr.splitlines()[-1]),
          (1, "aploc: out.h5: found the code 'zz' in /to, expected one of the 2 codes of "
              "communes.csv (--unknown skip leaves such rows out)"), "or refused")

# ---- a bit that flips is an error of one line, or nothing ----

source = "from,to,minutes\n" + "".join(f"{i:03},{j:03},{(7 * i + j) % 600 / 10:.1f}\n"
                                       for j in range(0, 40) for i in range(0, 60))
write("in.csv", source)
run(["convert", "in.csv", "good.h5"], HERE)
whole = read("good.h5")
places = list(range(8, 120, 4)) + list(range(200, len(whole), len(whole) // 150))
bad = []
for at in places:
    write("bad.h5", whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1:])
    done = run(["convert", "bad.h5", "back.csv"], HERE)
    said = done.stderr.splitlines()
    if not (done.returncode == 1 and len(said) == 1 and said[0].startswith("aploc: bad.h5: ")
            and "found" in said[0]
            or done.returncode == 0 and read("back.csv") == source.encode() and len(said) == 1):
        bad.append((at, done.returncode, said))
tap.equal(bad, [], f"{len(places)} flipped bits")

# ---- files that are not what they seem: one clear line, whatever is asked ----

write("in.csv", "from,to,minutes\nb,b,3\nb,a,4\na,zz,1\n")
run(["convert", "in.csv", "out.h5"], HERE)
good = read("out.h5")
for name, data in (("cut in half", good[:len(good) // 2]), ("the first bytes", good[:20]),
                   ("noise", good[:8] + random.randbytes(500))):
    write("bad.h5", data)
    done = run([*CALL, "--times", "bad.h5"], HERE)
    tap.check(done.returncode == 1 and done.stderr.count("\n") == 1
              and done.stderr.startswith("aploc: bad.h5: found "), f"bad file: {name}", done.stderr)

CHANGE = """
import h5py, sys
import numpy as np
f = h5py.File(sys.argv[1], "r+")
def again(name, data):
    attributes = dict(f[name].attrs)
    del f[name]
    f[name] = data
    for key, value in attributes.items():
        f[name].attrs[key] = value
# As others make files: without digests. They stay where the change is to be found by them.
if len(sys.argv) < 4:
    for name in ("from", "to", "offsets", "index", "minutes", "text/order"):
        for digest in ("sha256", "sha256_attributes"):
            if name in f and digest in f[name].attrs:
                del f[name].attrs[digest]
exec(sys.argv[2])
"""
write("in.csv", "from,to,minutes\na,a,1\na,b,3\nb,a,4\n")
run(["convert", "in.csv", "good.h5"], HERE)
for change, says in (
        ("f.attrs['format'] = np.bytes_('other')", "found the format 'other', expected 'aploc times'"),
        ("f.attrs['format_version'] = 2", "found version 2 of 'aploc times', expected version 1"),
        ("f.attrs['format'] = 'aploc times'", "found another type in the attribute format of /"),
        ("del f.attrs['pair_count']", "found no attribute pair_count of /"),
        ("f.attrs['pair_count'] = 1 << 62", "found 3 in /offsets, row 2, expected 4611"),
        ("f.attrs['from_count'] = 0", "found 0 as from_count of /, expected 1 to"),
        ("del f['minutes']", "found no /minutes, expected a dataset"),
        ("del f['from']", "found no /from, expected the codes"),
        ("again('offsets', np.array([0, 3, 2]))", "found 2 in /offsets, row 2, expected 3 to 3"),
        ("again('offsets', np.array([1, 2, 3]))", "found 1 in /offsets, row 0, expected 0 to 0"),
        ("again('offsets', np.array([0, 2]))", "found 2 rows in /offsets, expected 3"),
        ("again('index', np.array([0, 2, 0], 'u2'))", "found 2 in /index, row 1, expected 0 to 1"),
        ("again('index', np.array([1, 0, 0], 'u2'))", "found 0 after 1 in /index, row 1"),
        ("again('index', np.array([1, 1, 0], 'u2'))", "found 1 in /index twice for place 0"),
        ("again('index', np.array([0., 1, 0]))", "found float64 in /index, expected what fits int64"),
        ("again('from', np.array([b'a', b'a']))", "found the code 'a' again in /from, rows 0 and 1"),
        ("again('from', np.array([b'', b'a']))", "found a code of 0 bytes in /from, row 0"),
        ("f['minutes'].attrs['scale'] = 7", "found the scale 7 of /minutes, expected 1"),
        ("again('minutes', np.array([0., np.nan, 1]))", "found nan minutes in /minutes, row 1"),
        ("again('minutes', np.array([0., -2, 1], 'f4'))", "found -2 minutes in /minutes, row 1"),
        ("again('minutes', np.array([[0, 1, 1]], 'u2'))", "found 2 dimensions in /minutes")):
    shutil.copy(path("good.h5"), path("bad.h5"))
    told = with_h5py(CHANGE, path("bad.h5"), change)
    if told is None:
        tap.skip(change, "no Python here has h5py")
        continue
    done = run([*CALL, "--times", "bad.h5"], HERE)
    tap.check(told == "" and done.returncode == 1 and done.stderr.count("\n") == 1
              and done.stderr.startswith("aploc: bad.h5: " + says), change, told + done.stderr)
    back = run(["convert", "bad.h5", "bad.csv"], HERE)
    tap.check(back.stderr.startswith("aploc: bad.h5: " + says)
              and not os.path.exists(path("bad.csv")), "convert: " + change, back.stderr)
for change, says in (
        ("f['text/order'] = np.array([0, 0, 1])", "found 0 in /text/order, row 1, expected each"),
        ("f['text'].attrs['separator'] = np.bytes_('x')", "found 'x' in the attribute separator"),
        ("f['text'].attrs['decimals'] = 10**9", "found 1000000000 in the attribute decimals"),
        ("f['text'].attrs['header'] = np.bytes_('a\\nb')", "found several lines in the attribute")):
    shutil.copy(path("good.h5"), path("bad.h5"))
    told = with_h5py(CHANGE, path("bad.h5"), change)
    if told is None:
        tap.skip(change, "no Python here has h5py")
        continue
    back = run(["convert", "bad.h5", "bad.csv"], HERE)
    tap.check(told == "" and back.stderr.startswith("aploc: bad.h5: " + says), change,
              told + back.stderr)

# ---- what does not come back is shown so that it can be seen ----

for data, was, becomes in (
        (b"from,to,minutes\r\n01,02,1\r\n02,01,1\n", "02,01,1\\n", "02,01,1\\r\\n"),
        (b"from,to,minutes\n01,02,1\n02,01,1\r\n", "02,01,1\\r\\n", "02,01,1\\n"),
        (b"from,to,minutes\n01,02,1\n02,01,1.50\n02,02,1\n", "02,01,1.50", "02,01,1.5"),
        (b"from,to,minutes,n\n01,02,1,\xe9\x1b[1m\xc2\x9b\t\n", "from,to,minutes,n", "from,to,minutes"),
        (b"from,to,minutes,n\xe9\x1b[1m\t\n01,02,1,x\n", "from,to,minutes,n\\xE9\\x1B[1m\\t",
         "from,to,minutes"),
        ("from,to,minutes,né\u009bß\n01,02,1,x\n".encode(), "from,to,minutes,né\\xC2\\x9Bß",
         "from,to,minutes"),
        (b"from,to,minutes," + 50 * b"\xe9" + b"\n01,02,1,x\n",
         "from,to,minutes," + 19 * "\\xE9" + "…", "from,to,minutes")):
    write("in.csv", data)
    done = run(["convert", "in.csv", "out.h5"], HERE)
    tap.check(f" in place of '{was}' is '{becomes}'\n" in done.stderr, f"shown: {was}", done.stderr)

# ---- a pipe is read once: its numbers go along, its text cannot be checked ----

write("in.csv", "to;from;minutes\n01002;01001;12,50\n01001;01002;11,00\n")
for data in (read("in.csv"), gzip.compress(read("in.csv"))):
    done = subprocess.run([COMMAND, "convert", "/dev/stdin", "out.h5"], cwd=HERE, input=data, check=False,
                          capture_output=True)
    tap.equal((done.returncode, done.stderr.decode()),
              (0, "aploc: warning: /dev/stdin: the numbers are the same; the text cannot be checked, since a "
               "pipe is read once: it may come back in another form\n"
               "out.h5: 2 times from 2 places to 2, kept as uint16 over 10\n"), "a pipe to HDF5")
    done = run(["convert", "out.h5", "back.csv"], HERE)
    tap.check(done.returncode == 0 and "byte for byte" not in done.stderr, "and back", done.stderr)
    tap.equal(read("back.csv"), b"to;from;minutes\n01002;01001;12,50\n01001;01002;11,00\n",
              "the numbers of a pipe")

run(["convert", "in.csv", "pipe.h5"], HERE)
for call in (["convert", "/dev/stdin", "out.h5"],
             ["compute", "--communes", DEMO + "/communes.csv", "--method", "mg-2015", "--output", "apl.csv",
              "--times", "/dev/stdin"]):
    done = subprocess.run([COMMAND, *call], cwd=HERE, input=read("pipe.h5"), check=False, capture_output=True)
    tap.equal((done.returncode, done.stderr.decode()),
              (1, "aploc: /dev/stdin: found HDF5 from a device or a pipe, expected a CSV table; travel times in "
               "HDF5 must be a file\n"), "HDF5 from a pipe to " + call[0])

done = subprocess.run([COMMAND, "convert", "/dev/stdin", "b.csv"], cwd=HERE, input=read("pipe.h5"), check=False,
                      capture_output=True)
tap.equal((done.returncode, done.stderr.decode()),
          (2, "aploc: found the pipe /dev/stdin and the output b.csv, expected an output that ends in .h5 or .hdf5, "
           "for CSV, or a file as input: HDF5 cannot be read from a pipe\n"), "HDF5 from a pipe to CSV")

# ---- damage that leaves a table of times is found by the digests, at every reading ----

for change, says in (
        *((f"f['{name}'][0] = f['{name}'][1]", f"/{name}: found values of digest ")
          for name in ("from", "to", "offsets", "index")),
        ("f['minutes'][1] += 1", "/minutes: found values of digest "),
        ("f['minutes'].attrs['scale'] = 10", "/minutes: found attributes of digest "),
        ("f['minutes'].attrs['sha256'] = np.bytes_(64 * 'a')", "/minutes: found values of digest "),
        ("again('index', f['index'][()].astype('u4'))", "/index: found values of digest "),
        ("f.attrs['note'] = 'of the maker'; f['more'] = 3", None),
        ("f['minutes'][1] = f['minutes'][1]", None)):
    shutil.copy(path("good.h5"), path("bad.h5"))
    told = with_h5py(CHANGE, path("bad.h5"), change, "with digests")
    if told is None:
        tap.skip("digests: " + change, "no Python here has h5py")
        continue
    done = [run(["convert", "bad.h5", "bad.csv"], HERE)]
    done.append(run([*CALL, "--times", "bad.h5"], HERE))
    for one in done[:1] if says is None else done:
        tap.check(told == "" and (one.returncode == 0 if says is None else one.returncode == 1
                                  and one.stderr.startswith("aploc: bad.h5: " + says)
                                  and one.stderr.count("\n") == 1),
                  f"digests: {one.args[1]}: {change}", told + one.stderr)
    tap.equal(os.path.exists(path("bad.csv")), says is None, "digests: text out: " + change)
    if os.path.exists(path("bad.csv")):
        os.remove(path("bad.csv"))

MADE = """
import h5py, sys
import numpy as np
with h5py.File(sys.argv[1], "w") as f:
    f.attrs["format"] = np.bytes_("aploc times")
    f.attrs["format_version"] = 1
    f.attrs.update({"from_count": 2, "to_count": 2, "pair_count": 2, "same_places": 1})
    f["from"] = np.array([b"b", b"a"])
    f["offsets"] = np.array([0, 1, 2])
    f["index"] = np.array([1, 0], "i4")
    f["minutes"] = np.array([4.5, 3.0])
"""
told = with_h5py(MADE, path("made.h5"))
if told is None:
    tap.skip("a file made by h5py", "no Python here has h5py")
else:
    done = run(["convert", "made.h5", "made.csv"], HERE)
    tap.check(done.returncode == 0 and read("made.csv") == b"from,to,minutes\nb,a,4.5\na,b,3\n"
              and "byte for byte" not in done.stderr, "a file made by h5py", told + done.stderr)

shutil.rmtree(HERE)
tap.done()
