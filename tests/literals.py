# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that go on over several lines of the source: no words lose their space at the joint."""

import os
import re

from tap import SOURCE, Tap

# A joint of two literals, with no blank on either side of it.
JOINT = re.compile(r'(?<!\\)([^\s"\\])"\s*\n\s*"(?![\s"]|\\[nv])')
# Where what is joined are no words: bytes, and letters by their number.
OTHERS = {"lib/tables/dialect.c", "lib/tables/encoding.c"}
tap = Tap()


def joints(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    return [f"{path}:{1 + text.count(chr(10), 0, found.start())}: "
            f"{' '.join(text[found.start() - 20:found.end() + 20].split())}"
            for found in JOINT.finditer(text)]


def main():
    bad, n_files = [], 0
    for room in ("include", "lib", "examples"):
        for at, _, names in os.walk(os.path.join(SOURCE, room)):
            for name in names:
                path = os.path.join(at, name)
                if name.endswith((".c", ".h")) and os.path.relpath(path, SOURCE) not in OTHERS:
                    n_files += 1
                    bad += joints(path)
    tap.equal(bad, [], "texts are joined with a space")
    tap.check(n_files > 200, "in all sources", n_files)
    tap.done()


main()
