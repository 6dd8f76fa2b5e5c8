# SPDX-License-Identifier: GPL-3.0-or-later
"""aploc verify and what is no run any more: flipped bits, changes on purpose, other files."""

import math
import os
import re
import shutil
import tempfile

import h5
from runs import CALL, DEMO, GP, apl_of, copy_of, datasets, h5py, make, read_bytes, verify
from tap import Tap, run

tap = Tap()


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


def main():
    with tempfile.TemporaryDirectory() as folder:
        for name in os.listdir(DEMO):
            shutil.copy(os.path.join(DEMO, name), folder)
        plain = make(tap, folder, "plain.h5", *CALL, "--method", "mg-2015")
        path = make(tap, folder, "gp.h5", *GP)
        check_flips(path)
        check_raw_flips(plain)
        check_forged(path)
        check_forged_parts(plain)
        check_hostile(path)
        check_other_files(folder)
    tap.done()


if h5py is None:
    tap.skip("damaged run files", "no python3 here has h5py")
    tap.done()
import numpy

main()
