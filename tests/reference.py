# SPDX-License-Identifier: GPL-3.0-or-later
"""The reference manual: what each public header says of each function, and Doxygen without a warning.

    reference.py DOXYFILE"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

from tap import SOURCE, Tap

HEADERS = os.path.join(SOURCE, "include", "aploc")
FUNCTION = re.compile(r"(/\*\*(?:(?!\*/).)*\*/\s*)?^APLOC_API\s+([^;]*?)\s*\(([^;]*)\);", re.S | re.M)
tap = Tap()


def parameters(text):
    """The names of a list of parameters."""
    if text.strip() == "void":
        return []
    return [re.search(r"(\w+)\s*(?:\[[^]]*\])?$", part.strip())[1] for part in text.split(",")]


def documented(comment):
    """The names that its @param say."""
    names = []
    for listed in re.findall(r"@param(?:\[[a-z,]+\])?\s+((?:\w+(?:,\s*)?)+)", comment):
        names += re.findall(r"\w+(?=,)", listed)
        names.append(re.split(r",\s*", listed)[-1].split()[0])
    return names


def headers():
    for name in sorted(os.listdir(HEADERS)):
        with open(os.path.join(HEADERS, name), encoding="utf-8") as file:
            text = file.read()
        wrong, found = [], 0
        for comment, head, listed in FUNCTION.findall(text):
            found += 1
            function, names = re.search(r"(\w+)$", head)[1], parameters(listed)
            said = documented(comment)
            if not comment:
                wrong.append(f"{function}: no comment")
            elif (said or len(names) > 2) and sorted(said) != sorted(names):
                wrong.append(f"{function}: has {names}, says {said}")
            elif head.startswith("aploc_status ") and "@return" not in comment and names != ["status"]:
                wrong.append(f"{function}: no statuses")
        tap.check(found == len(re.findall("^APLOC_API", text, re.M)) and not wrong,
                  f"{name}: {found} functions say what they take and return", "\n".join(wrong))


def doxygen(doxyfile):
    if not shutil.which("doxygen"):
        tap.skip("Doxygen has no warnings", "no doxygen")
        return
    with tempfile.TemporaryDirectory() as folder:
        with open(doxyfile, encoding="utf-8") as file:
            text = re.sub(r"^OUTPUT_DIRECTORY .*$", f'OUTPUT_DIRECTORY = "{folder}"', file.read(), flags=re.M)
        done = subprocess.run(["doxygen", "-"], input=text, capture_output=True, text=True, timeout=300,
                              check=False)
        tap.equal((done.returncode, done.stderr), (0, ""), "Doxygen has no warnings")
        pages = set(os.listdir(os.path.join(folder, "html")))
        guide = os.listdir(os.path.join(SOURCE, "docs", "guide"))
        wanted = {name.replace("_", "__").replace(".h", "_8h.html") for name in os.listdir(HEADERS)} | {
            "md_" + name.replace(".md", ".html") for name in guide if name != "README.md"} | {"index.html"}
        tap.equal(sorted(wanted - pages), [], "every header and every page of the guide is in it")


headers()
doxygen(sys.argv[1])
tap.done()
