#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write files as a C table, by name: embed.py OUTPUT TABLE FILE.ini ..."""
import pathlib
import sys


def rows_of(data):
    for start in range(0, len(data), 24):
        yield "    " + " ".join(f"{byte}," for byte in data[start:start + 24])


def main():
    output, table = pathlib.Path(sys.argv[1]), sys.argv[2]
    inputs = sorted(map(pathlib.Path, sys.argv[3:]), key=lambda path: path.stem.encode())
    lines = ['#include "base/builtin.h"', ""]
    for k, path in enumerate(inputs):
        # The texts are not ended by a zero: the table holds their lengths.
        lines += [f"static const unsigned char text_{k}[] = {{", *rows_of(path.read_bytes()), "};"]
    lines += ["", "static const apl_builtin rows[] = {"]
    lines += [f'    {{"{path.stem}", text_{k}, sizeof text_{k}}},' for k, path in enumerate(inputs)]
    lines += ["};", f"const apl_builtin_table {table} = {{rows, {len(inputs)}}};", ""]
    output.write_text("\n".join(lines), encoding="ascii")


main()
