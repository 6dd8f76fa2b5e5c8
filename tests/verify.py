# SPDX-License-Identifier: GPL-3.0-or-later
"""aploc compute --run and aploc verify, and the run file read by h5py alone."""

import csv
import os
import shutil
import tempfile
import time

import h5
from runs import CALL, DEMO, GP, apl_of, datasets, h5py, make, read_bytes, verify
from tap import SOURCE, Tap, run

tap = Tap()


# ---- what must be equal

def check_equal(folder):
    plain = make(tap, folder, "plain.h5", *CALL, "--method", "mg-2015")
    tap.equal(verify(plain), (0, "mg-2015: 300 values equal\n"
                                 f"{len(datasets(plain))} datasets looked at, 1 of 1 cells equal: "
                                 "the run stands\n", ""), "a run that is as it was written")
    tap.equal(verify(plain, "--quiet", "--threads", "2"), (0, "", ""), "the same, quietly")
    reference = read_bytes(plain)
    time.sleep(1.1)  # into another second, lest a time in the file be the same by chance
    for threads in "1", "2", "5":
        again = make(tap, folder, "again.h5", *CALL, "--method", "mg-2015", "--threads", threads)
        tap.check(read_bytes(again) == reference, f"the same bytes on {threads} threads")
    with tempfile.TemporaryDirectory() as other:
        for name in os.listdir(DEMO):
            shutil.copy(os.path.join(DEMO, name), other)
        moved = make(tap, other, "other.h5", *CALL, "--method", "mg-2015", "--output", "apl.csv")
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
        path = make(tap, folder, "family.h5", *CALL, "--method", "./method.ini")
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


def check_recomputed(path):
    with h5py.File(path, "r") as file:
        stored = [float(x) for x in file["results/mg-2015"]]
        apl = apl_of(file, [float(x) for x in file["supply/mg-2015"]])
    worst = max(abs(a - b) / max(a, b, 1e-300) for a, b in zip(apl, stored))
    tap.check(worst < 1e-12, "h5py: the APL, computed apart from the stored arrays", worst)


# ---- calls and inputs

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
    path = make(tap, folder, "years.h5", "compute", "--communes", "2021/table.csv", "--times",
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
        path = make(tap, folder, "gp.h5", *GP)
        check_layout(path, folder)
        check_recomputed(path)
        check_calls(folder)
        check_inputs(path, folder)
        check_inputs_of_one_name(folder)
    tap.done()


if h5py is None:
    tap.skip("run files", "no python3 here has h5py")
    tap.done()
main()
