#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the method files as a C table: embed.py OUTPUT FILE.ini ..."""
import pathlib
import sys


def rows_of(data):
    for start in range(0, len(data), 24):
        yield "    " + " ".join(f"{byte}," for byte in data[start:start + 24])


def main():
    output, *inputs = map(pathlib.Path, sys.argv[1:])
    inputs.sort(key=lambda path: path.stem.encode())
    lines = ['#include "method/method.h"', ""]
    for k, path in enumerate(inputs):
        # The texts are not ended by a zero: the table holds their lengths.
        lines += [f"static const unsigned char text_{k}[] = {{", *rows_of(path.read_bytes()), "};"]
    lines += ["", "const apl_builtin apl_builtins[] = {"]
    lines += [f'    {{"{path.stem}", text_{k}, sizeof text_{k}}},' for k, path in enumerate(inputs)]
    lines += ["};", f"const int32_t apl_builtin_count = {len(inputs)};", ""]
    output.write_text("\n".join(lines), encoding="ascii")


main()
