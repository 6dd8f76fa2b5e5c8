# SPDX-License-Identifier: GPL-3.0-or-later
"""Sound HDF5 files that are odd, and files that were cut: times and runs of other shapes, types, chunks,
links and extents. Each is taken for what it says, with the right result, or refused with one line that
names the file, quickly and in little memory.

`h5_odd.py --deep` tries every combination, also through `compute --memory` and `convert`."""

import os
import shutil
import subprocess
import sys
import tempfile
import time

import h5
from tap import COMMAND, Tap, run

DEEP = "--deep" in sys.argv
SECONDS = 20
MEGABYTES = 250 if "build-sanitize" not in COMMAND and "build-deep" not in COMMAND else 1000
REFUSED = object()  # in the place of a result
h5py = h5.load()
tap = Tap()

COMMUNES = ("code,name,population,standardised,supply\n01001,A,1000,990,5400\n01002,B,500,510,0\n"
            "01003,C,20,19.5,3\n2A004,D,70000,71000.25,90000\n97101,E,50000,48000,12000.5\n")
TIMES = ("from,to,minutes\n01001,01002,12.5\n01001,01003,3\n01002,01001,3\n01003,01002,19.9\n"
         "2A004,01001,40\n97101,2A004,7.2\n97101,97101,1\n")
RUN_CALL = ["compute", "--communes", "c.csv", "--times", "t.csv", "--method", "mg-2015", "--quiet"]
WAYS = {"compute": ["compute", "--communes", "c.csv", "--times", "odd.h5", "--method", "mg-2015",
                    "--quiet", "--output", "out.csv"],
        "compute --memory": ["compute", "--communes", "c.csv", "--times", "odd.h5", "--method", "mg-2015",
                             "--quiet", "--memory", "100M", "--output", "out.csv"],
        "convert": ["convert", "odd.h5", "out.csv"]}


def watched(arguments, folder):
    """Run the command: (status, stderr, seconds, megabytes); a hang has the status "hang"."""
    out = tempfile.TemporaryFile()
    start = time.monotonic()
    # pylint: disable=consider-using-with
    child = subprocess.Popen([COMMAND, *arguments], cwd=folder, stdin=subprocess.DEVNULL, stdout=out,
                             stderr=subprocess.STDOUT)
    while True:
        pid, status, usage = os.wait4(child.pid, os.WNOHANG)
        if pid:
            break
        if time.monotonic() - start > SECONDS:
            child.kill()
            os.wait4(child.pid, 0)
            return "hang", "", SECONDS, 0
        time.sleep(0.002)
    child.returncode = os.waitstatus_to_exitcode(status)
    out.seek(0)
    return child.returncode, out.read().decode("utf-8", "replace"), time.monotonic() - start, \
        usage.ru_maxrss / 1024


def read_bytes(path):
    with open(path, "rb") as file:
        return file.read()


class Odd:
    """Tries what a folder's odd.h5 gives by each way, and counts."""

    def __init__(self, folder):
        self.folder = folder
        self.answers = {"right": 0, "refused": 0}
        self.faults = []
        self.number = 0

    def path(self, name):
        return os.path.join(self.folder, name)

    def prepare(self, good, change, seal):
        """odd.h5: a good file, changed. False when HDF5 itself will not have it."""
        shutil.copyfile(self.path(good), self.path("odd.h5"))
        try:
            with h5py.File(self.path("odd.h5"), "r+") as file:
                change(file)
                if seal:
                    h5.seal_again(file)
        except (OSError, ValueError, TypeError, KeyError, RuntimeError, MemoryError):
            return False
        return True

    def take(self, name, way, expected):
        """One way: the bytes expected, or one line and nothing left behind."""
        out = self.path("out.csv")
        if os.path.exists(out):
            os.unlink(out)
        status, said, seconds, megabytes = watched(WAYS[way], self.folder)
        wrong = None
        if status == 0 and expected is REFUSED:
            wrong = "not refused"
        elif status == 0 and expected and read_bytes(out) != expected:
            wrong = "another result"
        elif status == 1 and (said.count("\n") != 1 or not said.startswith("aploc: ") or
                              ("odd.h5" not in said and "found" not in said) or os.path.exists(out)):
            wrong = "not one line, or an output"
        elif status not in (0, 1):
            wrong = f"status {status}"
        elif megabytes > MEGABYTES:
            wrong = f"{megabytes:.0f} MB"
        if wrong:
            self.faults.append(f"{name} ({way}): {wrong}: {said[-400:]!r} after {seconds:.1f} s")
        self.answers["refused" if status else "right"] += 1

    def times(self, name, change, expected=None, ways=None):
        """A file of times in which something was changed, its digests dropped."""
        def all_of_it(file):
            drop_digests(file)
            change(file)
        self.number += 1
        if not self.prepare("good.h5", all_of_it, False):
            return
        names = list(WAYS)
        for way in ways or (names if DEEP else [names[self.number % 3] if self.number % 4 else "compute"]):
            self.take(name, way, expected if way != "convert" or expected is REFUSED else None)


def drop_digests(file):
    """As a file that others made."""
    def drop(_, item):
        for name in ("sha256", "sha256_attributes"):
            item.attrs.pop(name, None)
    drop("/", file)
    file.visititems(drop)


# ---- what is changed ----

def types():
    """Types of every kind, those of our files among them, with values of a shape."""
    import numpy
    numbers = ["<u1", "<u2", "<u4", "<u8", "<i1", "<i2", "<i4", "<i8", "<f2", "<f4", "<f8", ">i4", ">f8",
               ">u2", "?", "<c16", "<f16"]
    for name in numbers:
        yield name, lambda shape, n=name: numpy.ones(shape, dtype=n)
    yield "text", lambda shape: numpy.full(shape, b"1")
    yield "wide text", lambda shape: numpy.full(shape, b"12.5 minutes")
    yield "variable text", lambda shape: numpy.full(shape, "1", dtype=h5py.string_dtype())
    yield "compound", lambda shape: numpy.zeros(shape, dtype=[("a", "<f8"), ("b", "<i4")])
    yield "enum", lambda shape: numpy.zeros(shape, dtype=h5py.enum_dtype({"A": 0, "B": 1}))
    yield "variable array", lambda shape: numpy.empty(shape, dtype=h5py.vlen_dtype("<i4"))
    yield "reference", lambda shape: numpy.empty(shape, dtype=h5py.ref_dtype)
    yield "array", lambda shape: numpy.zeros(shape, dtype=("<i4", (3,)))
    yield "opaque", lambda shape: numpy.zeros(shape, dtype="V8")


def shapes(n):
    return [(), (0,), (1,), (n - 1,), (n + 1,), (n, 1), (1, n), (n, 2), (2, 2, 2)]


def replaced(path, values=None, **how):
    def change(file):
        kept = dict(file[path].attrs)
        del file[path]
        if getattr(values, "dtype", None) in (h5py.vlen_dtype("<i4"), h5py.ref_dtype):
            new = file.create_dataset(path, shape=values.shape, dtype=values.dtype)
        else:
            new = file.create_dataset(path, data=values, **how)
        for name, value in kept.items():
            new.attrs[name] = value
    return change


def stored_otherwise(path, **how):
    """The same values, kept in another way."""
    def change(file):
        replaced(path, file[path][()], **how)(file)
    return change


def as_type(path, kind):
    def change(file):
        replaced(path, file[path][()].astype(kind))(file)
    return change


def value_set(path, at, value):
    def change(file):
        file[path][at] = value
    return change


def claims(path, kind, extent, **how):
    """A dataset that says it has so many entries, and stores none."""
    return replaced(path, None, shape=extent, dtype=kind, chunks=(1024,) * len(extent), **how)


def linked(path, link):
    def change(file):
        del file[path]
        file[path] = link(file)
    return change


def outside(path):
    """The values lie in another file."""
    def change(file):
        shape, kind = file[path].shape, file[path].dtype
        del file[path]
        file.create_dataset(path, shape=shape, dtype=kind,
                            external=[("/etc/hostname", 0, h5py.h5f.UNLIMITED)])
    return change


def virtual(path):
    def change(file):
        layout = h5py.VirtualLayout(shape=file[path].shape, dtype=file[path].dtype)
        layout[:] = h5py.VirtualSource("good.h5", path, shape=file[path].shape)
        del file[path]
        file.create_virtual_dataset(path, layout, fillvalue=1)
    return change


def attribute_set(path, name, value):
    def change(file):
        file[path].attrs.pop(name, None)
        file[path].attrs[name] = value
    return change


def attribute_gone(path, name):
    def change(file):
        del file[path].attrs[name]
    return change


def odd_attributes():
    import numpy
    huge = numpy.int64(1) << numpy.int64(62)
    return [("0", 0), ("-1", -1), ("2^62", huge), ("1e300", 1e300), ("NaN", float("nan")),
            ("text", numpy.bytes_("x")), ("empty", h5py.Empty("f8")), ("array", [1, 2, 3]),
            ("variable text", "aploc times"), ("an array of one", [1]), ("a byte", numpy.uint8(5)),
            ("big-endian", numpy.array(5, ">i8"))]


# ---- times ----

def right_forms(odd, expected):
    """What is odd and right: the same result."""
    for path in "from", "to", "offsets", "index", "minutes":
        for name, how in [("in one piece", {}), ("chunks of 1", {"chunks": (1,)}),
                          ("chunks of 3, deflated", {"chunks": (3,), "compression": "gzip"}),
                          ("shuffled", {"chunks": (2,), "shuffle": True, "compression": 9}),
                          ("checksums", {"chunks": (4,), "fletcher32": True}),
                          ("may grow", {"maxshape": (None,)})]:
            odd.times(f"{path}, {name}", lambda f, p=path, h=how: p in f and stored_otherwise(p, **h)(f),
                      expected)
    for path, kind in [("index", "<u4"), ("minutes", "<u4"), ("offsets", "<i8")]:
        odd.times(f"{path} as {kind}", as_type(path, kind), expected)
    before = odd.answers["refused"]
    odd.times("minutes as float64", lambda f: (attribute_set("minutes", "scale", 1)(f),
                                               replaced("minutes", [12.5, 3, 3, 19.9, 40, 7.2, 1.0])(f),
                                               attribute_set("minutes", "scale", 1)(f)), expected)
    odd.times("surplus", lambda f: (f.create_dataset("more", data=[1, 2]), f.create_group("a/b"),
                                    attribute_set("/", "note", "x")(f)), expected)
    tap.equal(odd.answers["refused"] - before, 0, "surplus datasets, and minutes of another type, are fine")


def odd_times(odd):
    n = {"from": 5, "offsets": 6, "index": 7, "minutes": 7}
    for path, length in n.items():
        for k, (name, make) in enumerate(types()):
            for j, shape in enumerate(shapes(length)):
                if DEEP or (k + j) % 20 == 0 or shape == (length,):
                    odd.times(f"{path}: {name} {shape}", lambda f, p=path, m=make, s=shape:
                              replaced(p, m(s))(f))
            odd.times(f"{path}: {name}", lambda f, p=path, m=make, s=(length,): replaced(p, m(s))(f))
        for extent in [(1 << 31,), (1 << 40,), (1 << 62,), (1 << 31, 1 << 30)]:
            own = {"from": "S5", "offsets": "<i8"}.get(path, "<u2")
            for kind in ("<i8", "<u2", "S5") if DEEP else (own,):
                odd.times(f"{path}: {extent} of {kind} claimed", claims(path, kind, extent))
                odd.times(f"{path}: {extent} of {kind} claimed, deflated",
                          claims(path, kind, extent, compression="gzip"))
        odd.times(f"{path}: not there", lambda f, p=path: f.pop(p), REFUSED)
        odd.times(f"{path}: one entry more", lambda f, p=path: replaced(p, [*f[p][()], f[p][-1]])(f), REFUSED)
        for name, link in [("a group", lambda f: f.create_group("g")),
                           ("the root", lambda f: f["/"]),
                           ("a soft link to itself", lambda f, p=path: h5py.SoftLink("/" + p)),
                           ("a soft link to nothing", lambda f: h5py.SoftLink("/nowhere")),
                           ("a soft link to another", lambda f: h5py.SoftLink("/kept")),
                           ("a link to a file", lambda f, p=path: h5py.ExternalLink("good.h5", p)),
                           ("a link to a device", lambda f: h5py.ExternalLink("/dev/zero", "x")),
                           ("a link to this file", lambda f, p=path: h5py.ExternalLink("odd.h5", p))]:
            odd.times(f"{path}: {name}", linked(path, link))
        odd.times(f"{path}: values elsewhere", outside(path))
        odd.times(f"{path}: virtual", virtual(path))
    odd.times("from: a hard link to index", linked("from", lambda f: f["index"]))
    odd.times("a circle of groups", lambda f: (f.create_group("a"), f["a"].__setitem__("b", f["/"])))
    for path, at, value in [("minutes", 0, 65535), ("index", 0, 5), ("index", 6, 5), ("index", 6, 65535),
                            ("index", 1, 1),
                            ("offsets", 0, 1), ("offsets", 0, -1), ("offsets", 5, 8), ("offsets", 5, 1 << 62),
                            ("offsets", 2, 1), ("offsets", 2, -5), ("offsets", 3, 1 << 40),
                            ("from", 0, b"01002"), ("from", 0, b""), ("from", 0, b"\xff\xfe"),
                            ("from", 0, b"\nx"), ("from", 4, b"zz")]:
        odd.times(f"{path}[{at}] = {value}", value_set(path, at, value),
                  REFUSED if path in ("index", "offsets") else None)
    for value in float("nan"), float("inf"), -1.0, -0.0, 1e308, 5e-324:
        odd.times(f"a time of {value}", lambda f, v=value: (
            replaced("minutes", [v, 3, 3, 19.9, 40, 7.2, 1.0])(f), attribute_set("minutes", "scale", 1)(f)),
                  None if 0 <= value < float("inf") else REFUSED)
    for path, names in [("/", ["format", "format_version", "from_count", "to_count", "pair_count",
                              "same_places"]),
                        ("minutes", ["scale", "unit"])]:
        for name in names:
            odd.times(f"{path} {name}: not there", attribute_gone(path, name))
            for what, value in odd_attributes():
                odd.times(f"{path} {name}: {what}", attribute_set(path, name, value),
                          REFUSED if name == "unit" else None)


def cut_files(odd, good, ways):
    """Cut at every tenth, and at the last byte; ways: name -> arguments."""
    data = read_bytes(odd.path(good))
    refused = 0
    for k in range(12):
        length = len(data) - 1 if k == 11 else len(data) * k // 10
        with open(odd.path("odd.h5"), "wb") as file:
            file.write(data[:length] if k != 10 else data + b"\0" * 100)
        for way in ways:
            status, said, _, _ = watched(way, odd.folder)
            refused += k != 10 and status in (1, 2) and said.count("\n") == 1 and "odd.h5" in said
            if k == 10 and status not in (0, 1):
                odd.faults.append(f"{good} with bytes behind it: {status} {said!r}")
    tap.equal(refused, 11 * len(ways), f"{good}, cut at every tenth of its length, is refused with one line")


# ---- runs ----

def odd_runs(odd):
    """Every object and attribute of a run changed; as it is, and sealed again."""
    paths = ["/"]
    with h5py.File(odd.path("run.h5"), "r") as file:
        file.visit(lambda name: paths.append("/" + name))
        attributes = [(p, a, file[p].attrs[a]) for p in paths for a in file[p].attrs]
        datasets = [(p, file[p].shape) for p in paths if isinstance(file[p], h5py.Dataset)]
    changes = [(f"{p}: not there", lambda f, p=p: f.pop(p)) for p in paths[1:]]
    changes += [(f"{p}: a group", linked(p, lambda f: f.create_group("/more"))) for p, _ in datasets]
    kinds = list(types())
    for k, (path, shape) in enumerate(datasets):
        for j in range(len(kinds) if DEEP else 1):
            name, make = kinds[(7 * k + j) % len(kinds)]
            changes.append((f"{path}: {name}", lambda f, p=path, m=make, s=shape: replaced(p, m(s))(f)))
        changes += [(f"{path}: {s}", lambda f, p=path, s=s: replaced(p, kinds[(k + 4) % 13][1](s))(f))
                    for s in (shapes(5) if DEEP else [[(), (0,), (6,), (5, 2)][k % 4]])]
        if len(shape) == 1:
            changes.append((f"{path}: 2^62 claimed", claims(path, "<f8", (1 << 62,))))
    for k, (path, name, now) in enumerate(attributes):
        if name in h5.DIGESTS:
            continue
        changes.append((f"{path} {name}: not there", attribute_gone(path, name)))
        odds = odd_attributes()
        for j in range(len(odds) if DEEP else 1):
            what, value = odds[(k + j) % len(odds)]
            if isinstance(value, (int, float)) and value == now:
                continue
            changes.append((f"{path} {name}: {what}", attribute_set(path, name, value)))
    counts = {0: 0, 1: 0}
    for k, (name, change) in enumerate(changes):
        for seal in (False, True) if DEEP else (bool(k % 2),):
            if not odd.prepare("run.h5", change, seal and "claimed" not in name):
                continue
            status, said, seconds, megabytes = watched(["verify", "odd.h5", "--quiet"], odd.folder)
            good = status == 1 or (seal and status == 0)
            if status == 1:
                good &= said.startswith("aploc: ") and megabytes < MEGABYTES
            read, line, _, _ = watched(["summary", "--run", "odd.h5"], odd.folder)
            # Without its only cell there is nothing to sum up, which is a matter of the call.
            good &= (read == 1 or "found 0 cells" in line) and line.count("\n") == 1 and \
                line.startswith("aploc: ") or (seal and read == 0)
            counts[status == 0] += 1
            if not good:
                odd.faults.append(f"run {name}, {'sealed again' if seal else 'as it is'}: {status} {said[-300:]!r}"
                                  f" {read} {line[-300:]!r} {seconds:.1f} s, {megabytes:.0f} MB")
    return sum(counts.values())


def main():
    if h5py is None:
        tap.skip("odd HDF5 files", "no Python here has h5py")
        tap.done()
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        odd = Odd(folder)
        for name, text in ("c.csv", COMMUNES), ("t.csv", TIMES):
            with open(odd.path(name), "w", encoding="utf-8") as file:
                file.write(text)
        for call in (["convert", "t.csv", "good.h5"], RUN_CALL + ["--output", "good.csv"],
                     RUN_CALL + ["--run", "run.h5"]):
            done = run(call, folder)
            tap.equal((done.returncode, done.stderr if call[0] != "convert" else ""), (0, ""),
                      "the good " + call[-1])
        expected = read_bytes(odd.path("good.csv"))
        right_forms(odd, expected)
        refused = odd.answers["refused"]
        tap.equal(refused, 0, "times stored in other ways give the same result")
        odd_times(odd)
        tried = sum(odd.answers.values())
        cut_files(odd, "good.h5", list(WAYS.values()))
        cut_files(odd, "run.h5", [["verify", "odd.h5"], ["summary", "--run", "odd.h5"]])
        runs = odd_runs(odd)
        tap.check(not odd.faults, f"{tried} odd files of times, {runs} odd runs: each right or refused with "
                                  "one line", f"{len(odd.faults)} faults\n" + "\n".join(odd.faults[:20]))
        print(f"# {tried} odd files of times, {odd.answers['refused']} refused, {odd.answers['right']} right; "
              f"{runs} odd runs; {len(odd.faults)} faults")
    tap.done()


if __name__ == "__main__":
    main()
