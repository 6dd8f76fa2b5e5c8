# SPDX-License-Identifier: GPL-3.0-or-later
"""aploc compute --run and aploc verify, and the run file read by h5py alone."""

import csv
import math
import os
import re
import shutil
import sys
import tempfile
import time

import h5
from tap import SOURCE, Tap, run

DEMO = os.path.join(SOURCE, "data", "demo")
CALL = ["compute", "--communes", "communes.csv", "--times", "times.csv", "--quiet"]
GP = CALL + ["--method", "mg-2015", "--practitioners", "practitioners.csv", "--profession", "gp",
             "--year", "2023", "--max-age", "62"]
tap = Tap()


def make(folder, name, *arguments):
    done = run([*arguments, "--run", name], folder)
    tap.equal((done.returncode, done.stdout, done.stderr), (0, "", ""), f"{name} is made")
    return os.path.join(folder, name)


def verify(path, *arguments):
    done = run(["verify", os.path.basename(path), *arguments], os.path.dirname(path))
    return done.returncode, done.stdout, done.stderr


def copy_of(path):
    copy = os.path.join(os.path.dirname(path), "copy.h5")
    shutil.copyfile(path, copy)
    return copy


def read_bytes(path):
    with open(path, "rb") as file:
        return file.read()


def datasets(path):
    found = []
    with h5py.File(path, "r") as file:
        file.visititems(lambda name, item: found.append("/" + name)
                        if isinstance(item, h5py.Dataset) else None)
    return found


def everything(path):
    """All that HDF5 gives of a file, to be compared."""
    found = {}

    def add(name, item):
        is_group = isinstance(item, h5py.Group)
        found[name] = [(a, h5.digest_of_attribute(item, a)) for a in sorted(item.attrs)]
        found[name].append("" if is_group else h5.digest_of(item))
        for child in item if is_group else ():
            add(name + "/" + child, item[child])

    with h5py.File(path, "r") as file:
        add("", file)
    return found


# ---- what must be equal

def check_equal(folder):
    plain = make(folder, "plain.h5", *CALL, "--method", "mg-2015")
    tap.equal(verify(plain), (0, "mg-2015: 300 values equal\n"
                                 f"{len(datasets(plain))} datasets looked at, 1 of 1 cells equal: "
                                 "the run stands\n", ""), "a run that is as it was written")
    tap.equal(verify(plain, "--quiet", "--threads", "2"), (0, "", ""), "the same, quietly")
    reference = read_bytes(plain)
    time.sleep(1.1)  # into another second, lest a time in the file be the same by chance
    for threads in "1", "2", "5":
        again = make(folder, "again.h5", *CALL, "--method", "mg-2015", "--threads", threads)
        tap.check(read_bytes(again) == reference, f"the same bytes on {threads} threads")
    with tempfile.TemporaryDirectory() as other:
        for name in os.listdir(DEMO):
            shutil.copy(os.path.join(DEMO, name), other)
        moved = make(other, "other.h5", *CALL, "--method", "mg-2015", "--output", "apl.csv")
        tap.check(read_bytes(moved) == reference, "the same bytes in another folder")
        with open(os.path.join(other, "apl.csv"), encoding="utf-8") as file:
            apl = [float(row["apl"]) for row in csv.DictReader(file)]
        with h5py.File(moved, "r") as file:
            tap.equal(list(file["results/mg-2015"]), apl, "--output beside --run has the values")
        names = sorted(os.listdir(other))
        tap.equal(names, sorted([*os.listdir(DEMO), "apl.csv", "other.h5"]), "and nothing else")
    tap.check(os.fsencode(folder) not in reference,
              "no folder stands in the file")


def check_family(folder):
    with open(os.path.join(SOURCE, "data", "methods", "mg-2015.ini"), encoding="utf-8") as file:
        text = file.read()
    for variant in ("2sfca", "m2sfca", "3sfca", "bfca", "hansen", "cumulative", "i2sfca",
                    "nearest"):
        with open(os.path.join(folder, "method.ini"), "w", encoding="utf-8") as file:
            file.write(text.replace("e2sfca", variant).replace("mg-2015", "odd name/é"))
        path = make(folder, "family.h5", *CALL, "--method", "./method.ini")
        status, output, error = verify(path)
        tap.equal((status, output.split("\n")[0], error), (0, "result: 300 values equal", ""),
                  f"{variant}, by a method of an odd name")
        with h5py.File(path, "r") as file:
            tap.equal((list(file["method"]), h5.attribute(file["results/result"], "variant"),
                       file["method/odd%20name%2F%C3%A9"][()].decode()),
                      (["odd%20name%2F%C3%A9"], variant,
                       text.replace("e2sfca", variant).replace("mg-2015", "odd name/é")),
                      f"{variant}: the text of the method")


# ---- what h5py reads, without our code

def check_layout(path, folder):
    with h5py.File(path, "r") as file:
        tap.equal((h5.attribute(file, "format"), h5.attribute(file, "format_version")), ("aploc run", 1),
                  "h5py: what the file is")
        wrong = []
        file.visititems(lambda name, item: wrong.append(name)
                        if isinstance(item, h5py.Dataset)
                        and h5.attribute(item, "sha256") != h5.digest_of(item) else None)
        tap.equal(wrong, [], "h5py: every digest, computed apart")
        file.visititems(lambda name, item: wrong.append(name) if h5.digest_of_attributes(item)
                        != (h5.attribute(item, "sha256_attributes")
                            if "sha256_attributes" in item.attrs else None) else None)
        tap.equal((wrong, h5.digest_of_attributes(file)), ([], h5.attribute(file, "sha256_attributes")),
                  "h5py: every digest of attributes, computed apart")
        tap.equal(h5.seal_of(file), h5.attribute(file, "seal"), "h5py: the seal, computed apart")
        places = file["communes/mg-2015"]
        with open(os.path.join(folder, "communes.csv"), encoding="utf-8") as table:
            rows = list(csv.DictReader(table))
        tap.equal([code.decode() for code in places["code"]], [row["code"] for row in rows],
                  "h5py: the codes")
        tap.equal([name.decode() for name in places["name"]], [row["name"] for row in rows],
                  "h5py: the names")
        tap.equal(list(places["lon"]), [float(row["lon"]) for row in rows], "h5py: a column")
        tap.equal([list(a) for a in places["age_classes"]][-2:], [[85, 89], [90, 2147483647]],
                  "h5py: the age classes")
        tap.equal([list(a) for a in places["ages"]],
                  [[float(v) for k, v in row.items() if k.startswith("age_")] for row in rows],
                  "h5py: residents by age")
        for group in places["groups"].values():
            name = h5.attribute(group, "name")
            tap.equal([group["texts"][k].decode() for k in group["levels"]],
                      [row[name] for row in rows], f"h5py: the group column {name}")
        tap.equal([[text.decode() for text in file["inputs"][k]] for k in ("role", "path")],
                  [["communes", "practitioners", "times"],
                   ["communes.csv", "practitioners.csv", "times.csv"]], "h5py: the inputs")
        tap.equal([int(n) for n in file["inputs/bytes"]],
                  [os.path.getsize(os.path.join(folder, p.decode())) for p in file["inputs/path"]],
                  "h5py: their sizes")
        cell = file["results/mg-2015"]
        tap.equal([h5.attribute(cell, name) for name in (
            "profession", "year", "max_age", "supply_origin", "status")], ["gp", 2023, 62.0, "practitioners", 0],
                  "h5py: the cell")
        tap.equal(h5.attribute(cell, "supply_report.supply"), sum(file["supply/mg-2015"]), "h5py: a report")
    tap.check(b"P0000001" not in read_bytes(path), "no practitioner stands in the file")


def times_of(group):
    """(from, to) -> minutes of a group of times."""
    offsets, index = list(group["offsets"]), list(group["index"])
    scale = int(group["minutes"].attrs["scale"])
    minutes = [float(m) / scale for m in group["minutes"]]
    return {(i, int(index[k])): minutes[k] for i in range(len(offsets) - 1)
            for k in range(int(offsets[i]), int(offsets[i + 1]))}


def apl_of(file, supply):
    """The APL by the formula of METHOD 1, from the arrays of a run."""
    def weight(minutes):
        return 1.0 if minutes < 10 else 2 / 3 if minutes < 15 else 1 / 3 if minutes < 20 else 0.0

    cell = file["results/mg-2015"]
    demand = [float(x) for x in file["demand"][h5.attribute(cell, "people")]]
    pairs = times_of(file["times"][h5.attribute(cell, "territory")])
    pairs.update({(i, i): 0.0 for i in range(len(demand))})
    near = [(i, j, weight(m)) for (i, j), m in pairs.items() if weight(m) > 0.0]
    asked = [0.0] * len(supply)
    for i, j, w in near:
        asked[j] += w * demand[i]
    apl = [0.0] * len(demand)
    for i, j, w in near:
        if asked[j] > 0.0:
            apl[i] += w * supply[j] / asked[j]
    return apl


def check_recomputed(path):
    with h5py.File(path, "r") as file:
        stored = [float(x) for x in file["results/mg-2015"]]
        apl = apl_of(file, [float(x) for x in file["supply/mg-2015"]])
    worst = max(abs(a - b) / max(a, b, 1e-300) for a, b in zip(apl, stored))
    tap.check(worst < 1e-12, "h5py: the APL, computed apart from the stored arrays", worst)


# ---- damage

def flip(values):
    raw = bytearray(values.tobytes())
    raw[len(raw) // 2] ^= 1
    return numpy.frombuffer(bytes(raw), dtype=values.dtype).reshape(values.shape)


def check_flips(path):
    for name in datasets(path):
        copy = copy_of(path)
        with h5py.File(copy, "r+") as file:
            values = file[name][()]
            if values.shape == ():
                values = values.reshape(1)
            changed = flip(values)
            file[name][...] = changed if file[name].shape else changed[0]
        status, _, error = verify(copy)
        first = error.split("\n")[0]
        tap.check(status == 1 and first.startswith(f"aploc: copy.h5: {name}: found values of digest"),
                  f"a flipped bit in {name} is named", f"{status}\n{error}")
    copy = copy_of(path)
    with h5py.File(copy, "r+") as file:
        file["results/mg-2015"].attrs["year"] = 2022
    status, _, error = verify(copy)
    tap.check(status == 1 and error.startswith("aploc: copy.h5: /results/mg-2015: found attributes of "
                                               "digest ") and error.count("\n") == 1,
              "of a changed attribute, the object is named", error)
    for what, name, act in (
            ("one more", "demand", lambda item: h5.set_text(item, "note", "mine")),
            ("all gone", "demand/mg-2015", lambda item: item.attrs.pop("territory")),
            ("a digest gone", "demand/mg-2015", lambda item: item.attrs.pop("sha256_attributes")),
            ("of the root", "", lambda item: h5.set_text(item, "library_version", "0.0.9"))):
        copy = copy_of(path)
        with h5py.File(copy, "r+") as file:
            act(file["/" + name])
        status, _, error = verify(copy)
        tap.check(status == 1 and f"/{name}: found attributes of digest" in error
                  and "found the seal" not in error, f"attributes, {what}: the object is named", error)
    copy = copy_of(path)
    with h5py.File(copy, "r+") as file:
        file.visititems(lambda _, item: item.attrs.pop("sha256_attributes", None) and None)
        file.attrs.pop("sha256_attributes")
        h5.set_text(file, "seal", h5.seal_of(file))
    tap.equal(verify(copy, "--quiet"), (0, "", ""), "a run without digests of attributes stands")
    with h5py.File(copy, "r+") as file:
        file["results/mg-2015"].attrs["year"] = 2022
    status, _, error = verify(copy)
    tap.check(status == 1 and "found the seal" in error, "there a changed attribute breaks the seal",
              error)
    copy = copy_of(path)
    with h5py.File(copy, "r+") as file:
        file.move("demand/mg-2015", "demand/other")
    status, _, error = verify(copy)
    tap.check(status == 1 and "found the seal" in error and "no /demand/mg-2015" in error,
              "a dataset under another name", error)
    copy = copy_of(path)
    with h5py.File(copy, "r+") as file:
        file["more"] = numpy.zeros(3)
    status, output, error = verify(copy)
    tap.check(status == 1 and "/more: found" in error and "300 values equal" in output,
              "a dataset more, and the cell is equal nevertheless", error)


def check_raw_flips(path):
    data = read_bytes(path)
    whole = everything(path)
    copy = copy_of(path)
    missed, odd, twice, harmless = [], [], [], 0
    for at in range(3, len(data), len(data) // 199):
        changed = bytearray(data)
        changed[at] ^= 1 << at % 8
        with open(copy, "wb") as file:
            file.write(changed)
        status, _, error = verify(copy, "--quiet")
        if status == 0:
            # A byte that HDF5 does not use: what is in the file is the same.
            harmless += 1
            if everything(copy) != whole:
                missed.append(at)
        elif status != 1 or not re.match(r"aploc: copy\.h5: ", error):
            odd.append((at, status, error))
        said = [re.sub(r"^aploc: copy\.h5: (mg-2015: )?", "", line) for line in error.splitlines()]
        if len(set(said)) < len(said):
            twice.append((at, error))
    tap.equal((missed, odd), ([], []), "a flipped bit anywhere is found")
    tap.equal(twice, [], "and said once")
    tap.check(harmless < 40, "few bytes of the file are not used", harmless)
    for length in (0, 1, 7, 8, 100, 1000, len(data) // 2, len(data) - 1):
        with open(copy, "wb") as file:
            file.write(data[:length])
        status, output, error = verify(copy)
        tap.check(status == 1 and output == "" and error.count("\n") == 1,
                  f"the first {length} bytes of a run file", f"{status}\n{output}{error}")


# ---- a change on purpose, with digests and seal made anew

def check_forged(path):
    copy = copy_of(path)
    with h5py.File(copy, "r+") as file:
        h5.seal_again(file)
    tap.equal(verify(copy, "--quiet"), (0, "", ""), "sealed again without a change: it stands")
    with h5py.File(copy, "r+") as file:
        supply = file["supply/mg-2015"][()]
        place = max(range(len(supply)), key=lambda j: supply[j])
        supply[place] += 1.0
        file["supply/mg-2015"][...] = supply
        h5.seal_again(file)
        stored = [float(x) for x in file["results/mg-2015"]]
        apl = apl_of(file, [float(x) for x in supply])
        codes = [code.decode() for code in file["communes/mg-2015/code"]]
    status, output, error = verify(copy)
    changed = [i for i, (a, b) in enumerate(zip(apl, stored)) if abs(a - b) > 1e-13 * a]
    found = re.search(r"/results/mg-2015: found (\d+) of 300 values different, the first at (\S+): "
                      r"(\S+) in the file, (\S+) computed again \(apart by (\S+), relatively (\S+), "
                      r"(\S+) units in the last place\)\n", error)
    tap.check(status == 1 and found and "0 of 1 cells equal, " in output,
              "a supply changed and sealed again is found", error)
    if found:
        first = changed[0]
        tap.equal((int(found[1]), found[2], float(found[3])),
                  (len(changed), codes[first], stored[first]), "and where: how many, the first")
        tap.check(math.isclose(float(found[4]), apl[first], rel_tol=1e-12)
                  and math.isclose(float(found[5]), abs(apl[first] - stored[first]), rel_tol=1e-6)
                  and math.isclose(float(found[6]), abs(apl[first] - stored[first])
                                   / max(apl[first], stored[first]), rel_tol=1e-6)
                  and float(found[7]) == round(abs(float(found[4]) - float(found[3]))
                                               / math.ulp(stored[first])),
                  "and by how much", error)


def check_forged_parts(path):
    """What stands for something else in the file is computed again from it."""
    cases = [("supply/mg-2015", 0, "/supply/mg-2015: found 1 of 300 values different, the first at"),
             ("demand/mg-2015", 7, "/demand/mg-2015: found 1 of 300 values different, the first at"),
             ("communes/mg-2015/standardised", 9, "/demand/mg-2015: found 1 of 300 values"),
             ("communes/mg-2015/supply", 11, "/supply/mg-2015: found 1 of 300 values"),
             ("results/mg-2015", 299, "/results/mg-2015: found 1 of 300 values different")]
    for name, place, words in cases:
        copy = copy_of(path)
        with h5py.File(copy, "r+") as file:
            values = file[name][()]
            values[place] = numpy.nextafter(values[place] + 1.0, math.inf)
            file[name][...] = values
            h5.seal_again(file)
        status, _, error = verify(copy)
        tap.check(status == 1 and words in error, f"{name} changed and sealed again", error)
    copy = copy_of(path)
    with h5py.File(copy, "r+") as file:
        text = file["method/mg-2015"][()].decode().replace("10:2/3", "11:2/3")
        file["method/mg-2015"][...] = text.encode()
        h5.seal_again(file)
    status, _, error = verify(copy)
    tap.check(status == 1 and "/results/mg-2015: found" in error, "another decay, sealed again", error)
    for name, value, words in (("report.mean", 7.0, "found report.mean"),
                               ("demand_report.total", 7.0, "found demand_report.total")):
        copy = copy_of(path)
        with h5py.File(copy, "r+") as file:
            file["results/mg-2015"].attrs[name] = value
            h5.seal_again(file)
        status, _, error = verify(copy)
        tap.check(status == 1 and words in error, f"{name} changed and sealed again", error)


# ---- files that are no run, and tables that cannot be

def check_hostile(path):
    def change(words, name, value=None, delete=False, attribute=None):
        copy = copy_of(path)
        with h5py.File(copy, "r+") as file:
            if attribute:
                if isinstance(value, str):
                    h5.set_text(file[name], attribute, value)
                elif delete:
                    del file[name].attrs[attribute]
                else:
                    file[name].attrs[attribute] = numpy.int64(value)
            else:
                attributes = {}
                if name in file:
                    attributes = {k: h5.attribute(file[name], k) for k in file[name].attrs
                                  if k != "sha256"}
                    del file[name]
                if not delete:
                    kind = value.dtype
                    if kind.kind == "S":
                        kind = h5py.string_dtype("utf-8", kind.itemsize)
                    made = file.create_dataset(name, value.shape, dtype=kind)
                    made.id.write(h5py.h5s.ALL, h5py.h5s.ALL, numpy.array(value),
                                  mtype=made.id.get_type())
                    for key, old in attributes.items():
                        if isinstance(old, str):
                            h5.set_text(made, key, old)
                        else:
                            made.attrs[key] = old
            h5.seal_again(file)
        status, output, error = verify(copy)
        tap.check(status == 1 and words in error and error.startswith("aploc: copy.h5: "),
                  f"{name} {attribute or ''} {words}", f"{status}\n{output}{error}")

    cell, places = "results/mg-2015", "communes/mg-2015"
    change("found version 2 of 'aploc run', expected version 1", "/", 2, attribute="format_version")
    change("found the format 'aploc times', expected 'aploc run'", "/", "aploc times",
           attribute="format")
    change("found 299 rows in /demand/mg-2015, expected 300", "demand/mg-2015", numpy.ones(299))
    change("found 2 rows in /results/mg-2015, expected 300", cell, numpy.ones(2))
    change("found no /supply/mg-2015", "supply/mg-2015", delete=True)
    change("found no /method/mg-2015", "method/mg-2015", delete=True)
    change("found the number 3 at /results/mg-2015, expected 0", cell, 3, attribute="number")
    change("found no attribute number", cell, delete=True, attribute="number")
    change("found '5sfca' in the attribute variant", cell, "5sfca", attribute="variant")
    change("found 4294967296 in the attribute year", cell, 1 << 32, attribute="year")
    change("found the name '../x'", cell, "../x", attribute="territory")
    change("found no /communes/elsewhere", cell, "elsewhere", attribute="territory")
    change("found the code '00001' again", f"{places}/code", numpy.full(300, b"00001"))
    change("as the population of place", f"{places}/population", numpy.full(300, -1.0))
    change("found inf as the supply of place", f"{places}/supply", numpy.full(300, math.inf))
    change("found level 700 in", f"{places}/groups/00000/levels",
           numpy.full(300, 700, dtype="int32"))
    change("found 2 rows in /inputs/path, expected 3", "inputs/path", numpy.array([b"a", b"b"]))
    change("found no digest or size of a file", "inputs/digest", numpy.array([b"g" * 64] * 3))
    change("in /times/mg-2015/index", "times/mg-2015/index", numpy.full(40454, 300, dtype="uint16"))
    change("found the method of /method/other in /method/mg-2015, expected its own",
           "method/mg-2015", numpy.bytes_(b"[method]\nname = other\n[decay]\nsteps = 0:1 20:0\n"))


def check_other_files(folder):
    with open(os.path.join(folder, "text.h5"), "w", encoding="utf-8") as file:
        file.write("code,name\n")
    with h5py.File(os.path.join(folder, "plain_hdf5.h5"), "w") as file:
        file["x"] = numpy.zeros(3)
    run(["convert", "times.csv", "times.h5"], folder)
    for name, status, words in (("text.h5", 1, "found no HDF5 file"), ("communes.csv", 1, ""),
                                ("times.h5", 1, "found the format 'aploc times', expected 'aploc "
                                                "run'"),
                                ("plain_hdf5.h5", 1, "found no attribute format of /"),
                                ("nowhere.h5", 2, "No such file"),
                                (".", 2, "found a folder")):
        done = run(["verify", name], folder)
        tap.check(done.returncode == status and done.stdout == "" and words in done.stderr
                  and done.stderr.startswith(f"aploc: {name}: ")
                  and done.stderr.count("\n") == 1, f"verify {name}: one line, status {status}",
                  f"{done.returncode}\n{done.stderr}")


def check_calls(folder):
    for arguments, words in (
            (["verify"], "found no run file, expected one"),
            (["verify", "a.h5", "b.h5"], "found 'b.h5' after 'a.h5', expected one run file"),
            (["verify", "a.h5", "--threads", "0"], "found --threads '0'"),
            ([*CALL, "--method", "mg-2015"], "found no --output, expected the file to write"),
            ([*CALL, "--method", "mg-2015", "--output", "x", "--run", "x"],
             "found one file, 'x', for two outputs, expected two"),
            ([*CALL, "--method", "mg-2015", "--output", "x", "--run", "./x"],
             "found one file, 'x', for two outputs, expected two"),
            ([*CALL, "--method", "mg-2015", "--output", "x", "--layout", "drees", "--run", "y"],
             "found --layout drees with --run, expected one or the other"),
            ([*CALL, "--method", "mg-2015", "--run", "times.csv"],
             "times.csv: found the output to be an input too"),
            ([*CALL, "--method", "mg-2015", "--run", "nowhere/x.h5"],
             "nowhere/x.h5: found that it cannot be written")):
        before = sorted(os.listdir(folder))
        done = run(arguments, folder)
        tap.check(done.returncode == 2 and words in done.stderr
                  and sorted(os.listdir(folder)) == before, "aploc " + " ".join(arguments[-4:]),
                  f"{done.returncode}\n{done.stderr}")


# ---- the inputs

def check_inputs(path, folder):
    inputs = os.path.join(folder, "inputs")
    os.mkdir(inputs)
    shutil.copy(os.path.join(DEMO, "communes.csv"), inputs)
    with open(os.path.join(inputs, "times.csv"), "w", encoding="utf-8") as file:
        file.write("from,to,minutes\n")
    status, output, error = verify(path, "--inputs", "inputs")
    name = os.path.basename(path)
    absent = f"aploc: warning: {name}: practitioners.csv: not in inputs\n"
    tap.check(status == 1 and output.startswith("communes.csv: the file it was (inputs/communes.csv)\n")
              and error.startswith(absent + f"aploc: {name}: inputs/times.csv: found a file of digest")
              and error.endswith(" of times.csv\n") and "mg-2015: 300 values equal\n" in output,
              "--inputs: one as it was, one not there, one another", output + error)
    shutil.copy(os.path.join(DEMO, "times.csv"), inputs)
    status, output, error = verify(path, "--inputs", "inputs")
    tap.check((status, error) == (0, absent) and output.endswith(", 1 of 3 inputs not found: the run "
                                                                 "stands\n"),
              "--inputs: what is there is as it was, what is not is said", output + error)
    tap.equal(verify(path, "--inputs", "inputs", "-q"), (0, "", absent), "--inputs, quiet: it is said")
    for where in ("nowhere", "times.csv", ""):
        tap.equal(verify(path, "--inputs", where),
                  (2, "", f"aploc: found no folder '{where}', expected the one of the inputs "
                          "(--inputs)\n"), f"--inputs '{where}': no folder")


def check_inputs_of_one_name(folder):
    """Two inputs whose paths end in one name: the name alone says neither."""
    for year in ("2021", "2023"):
        os.makedirs(os.path.join(folder, year))
    for year, table in (("2021", "communes.csv"), ("2023", "times.csv")):
        shutil.copy(os.path.join(DEMO, table), os.path.join(folder, year, "table.csv"))
    path = make(folder, "years.h5", "compute", "--communes", "2021/table.csv", "--times",
                "2023/table.csv", "--method", "mg-2015", "--quiet")
    status, output, error = verify(path, "--inputs", ".")
    tap.check((status, error) == (0, "") and output.startswith(
        "".join(f"{year}/table.csv: the file it was (./{year}/table.csv)\n" for year in ("2021", "2023"))),
              "--inputs: the path as it was noted", output + error)
    status, output, error = verify(path, "--inputs", "2021")
    tap.check(status == 0 and error.count("\n") == 2
              and all(f"{year}/table.csv: not in 2021, where its name alone is not enough" in error
                      for year in ("2021", "2023")) and ", 2 of 2 inputs not found" in output,
              "--inputs, a name that two have is not enough", output + error)
    os.makedirs(os.path.join(folder, "2021", "2023"))
    shutil.copy(os.path.join(DEMO, "communes.csv"), os.path.join(folder, "2021", "2023", "table.csv"))
    status, output, error = verify(path, "--inputs", "2021")
    tap.check(status == 1 and ": 2021/2023/table.csv: found a file of digest" in error
              and error.endswith(" of 2023/table.csv\n"), "the file that was looked at is named", error)


def main():
    with tempfile.TemporaryDirectory() as folder:
        for name in os.listdir(DEMO):
            shutil.copy(os.path.join(DEMO, name), folder)
        check_equal(folder)
        check_family(folder)
        plain = os.path.join(folder, "plain.h5")
        path = make(folder, "gp.h5", *GP)
        check_layout(path, folder)
        check_recomputed(path)
        check_flips(path)
        check_raw_flips(plain)
        check_forged(path)
        check_forged_parts(plain)
        check_hostile(path)
        check_other_files(folder)
        check_calls(folder)
        check_inputs(path, folder)
        check_inputs_of_one_name(folder)
    tap.done()


h5py = h5.load()
if h5py is None:
    tap.skip("run files", "no python3 here has h5py")
    tap.done()
import numpy

main()
