# SPDX-License-Identifier: GPL-3.0-or-later
"""The inputs of one size: a synthetic territory as tables, as HDF5, and as arrays."""

import os
import shutil
import subprocess


def made(folder):
    """Whether all is there: the arrays are written last."""
    return os.path.exists(os.path.join(folder, "supply.f64"))


def run(arguments, **options):
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, **options)


def write_plain(aploc, places, folder):
    """The same times straight to HDF5: columns that are not compressed."""
    there = os.path.join(folder, "plain")
    run([aploc, "synth", there, "--communes", str(places), "--seed", "2023", "--max-minutes", "30",
         "--format", "h5", "--quiet"])
    os.replace(os.path.join(there, "times.h5"), os.path.join(folder, "plain.h5"))
    shutil.rmtree(there)


def make(build, places, folder):
    """Fill the folder with what is missing there."""
    aploc = os.path.join(build, "examples", "cli", "aploc")
    if made(folder):
        return
    csv, h5 = (os.path.join(folder, name) for name in ("times.csv", "times.h5"))
    if not os.path.exists(csv) and not os.path.exists(h5):
        run([aploc, "synth", folder, "--communes", str(places), "--seed", "2023", "--max-minutes", "30",
             "--quiet"])
        write_plain(aploc, places, folder)
    if not os.path.exists(h5):
        run([aploc, "convert", csv, h5, "--quiet"])
    run([os.path.join(build, "bench", "engine"), folder], input=b"read_h5 1\narrays\nquit\n")


def count(folder, name, size):
    """How many numbers of `size` bytes a file has."""
    return os.path.getsize(os.path.join(folder, name)) // size


def facts(folder):
    """Places, suppliers with something, pairs given."""
    with open(os.path.join(folder, "supply.f64"), "rb") as file:
        suppliers = sum(1 for value in memoryview(file.read()).cast("d") if value > 0)
    return {"demand": count(folder, "demand.f64", 8), "supply": count(folder, "supply.f64", 8),
            "suppliers": suppliers, "given": count(folder, "from.i32", 4)}
