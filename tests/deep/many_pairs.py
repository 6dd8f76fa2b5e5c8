# SPDX-License-Identifier: GPL-3.0-or-later
"""A file of more than 2^31 travel times that takes seconds to write: every chunk of it is the same, packed
once, but for the last, which lies beyond 2^31. Then the APL of it, within a limit of memory, against what
it must be."""

import csv
import os
import subprocess
import sys
import time
import zlib

import h5py
import numpy

ROWS, SITES, CHUNK = 2200000, 1024, 65536  # 64 rows a chunk
PAIRS = ROWS * SITES
LAST = CHUNK // SITES


def write_times(path):
    with h5py.File(path, "w", libver=("earliest", "v110")) as file:
        file.attrs["format"] = numpy.bytes_(b"aploc times")
        for name, value in (("format_version", 1), ("from_count", ROWS), ("to_count", SITES),
                            ("pair_count", PAIRS), ("same_places", 0)):
            file.attrs.create(name, value, dtype="<i8")
        for name, count, code in (("from", ROWS, b"c%07d"), ("to", SITES, b"s%07d")):
            file.create_dataset(name, data=numpy.array([code % k for k in range(count)], "S8"),
                                chunks=(min(count, CHUNK),), compression="gzip", shuffle=True)
        file.create_dataset("offsets", data=numpy.arange(ROWS + 1, dtype="<i8") * SITES,
                            chunks=(CHUNK,), compression="gzip", shuffle=True)
        index = numpy.tile(numpy.arange(SITES, dtype="<u2"), LAST)
        near, far = numpy.full(CHUNK, 50, "<u2"), numpy.full(CHUNK, 120, "<u2")
        for name, chunk, last in (("index", index, index), ("minutes", near, far)):
            made = file.create_dataset(name, shape=(PAIRS,), dtype="<u2", chunks=(CHUNK,),
                                       compression="gzip")
            if name == "minutes":
                made.attrs.create("scale", 10, dtype="<i8")
                made.attrs["unit"] = numpy.bytes_(b"minutes")
            packed = zlib.compress(chunk.tobytes(), 6)
            for at in range(0, PAIRS - CHUNK, CHUNK):
                made.id.write_direct_chunk((at,), packed)
            made.id.write_direct_chunk((PAIRS - CHUNK,), zlib.compress(last.tobytes(), 6))


def main():
    command, folder = sys.argv[1:3]
    with open(os.path.join(folder, "cells.csv"), "w", encoding="utf-8") as file:
        file.write("code,population\n")
        file.writelines(f"c{k:07d},1\n" for k in range(ROWS))
    with open(os.path.join(folder, "sites.csv"), "w", encoding="utf-8") as file:
        file.write("code,supply\n")
        file.writelines(f"s{k:07d},{k + 1}\n" for k in range(SITES))
    write_times(os.path.join(folder, "times.h5"))
    began = time.monotonic()
    subprocess.run([command, "compute", "--communes", "cells.csv", "--sites", "sites.csv", "--times",
                    "times.h5", "--method", "mg-2015", "--memory", "2G", "--quiet", "--output",
                    "apl.csv"], cwd=folder, check=True, timeout=3600)
    took = time.monotonic() - began
    weight = numpy.float64(2) / 3
    demand = float(ROWS - LAST) + sum(weight for _ in range(LAST))
    near = sum((k + 1) / demand for k in range(SITES))
    with open(os.path.join(folder, "apl.csv"), encoding="utf-8") as file:
        found = [float(row["apl"]) for row in csv.DictReader(file)]
    wrong = [k for k in range(ROWS)
             if abs(found[k] / (near if k < ROWS - LAST else weight * near) - 1) > 1e-9]
    if len(found) != ROWS or wrong:
        sys.exit(f"found {len(wrong)} wrong values, the first of row {wrong[:1]}: "
                 f"{found[wrong[0]] if wrong else len(found)}, expected {near}")
    print(f"{PAIRS} pairs (2^31 + {PAIRS - 2**31}) in {took:.0f} seconds, {ROWS} values right")


main()
