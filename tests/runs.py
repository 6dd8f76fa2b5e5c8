# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of run files share: making and verifying them, what is in them, the APL computed apart."""

import os
import shutil

import h5
from tap import SOURCE, run

DEMO = os.path.join(SOURCE, "data", "demo")
CALL = ["compute", "--communes", "communes.csv", "--times", "times.csv", "--quiet"]
GP = CALL + ["--method", "mg-2015", "--practitioners", "practitioners.csv", "--profession", "gp",
             "--year", "2023", "--max-age", "62"]
h5py = h5.load()


def make(tap, folder, name, *arguments):
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
