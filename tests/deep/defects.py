# SPDX-License-Identifier: GPL-3.0-or-later
"""Plants the defects of defects.txt one at a time in a copy of the sources, builds, runs the tests that
are expected to see it, and says which did: defects.py SOURCE FOLDER [WORD...]; with words, only the
defects whose description has one of them."""

import filecmp
import os
import shutil
import subprocess
import sys

SOURCE, FOLDER, WORDS = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), sys.argv[3:]
COPY, BUILD = os.path.join(FOLDER, "source"), os.path.join(FOLDER, "build")


def read_table(path):
    """The defects, in order: dicts with defect, file, old, new, tests."""
    defects = []
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            # Blanks at the beginning of `old` and `new` count.
            key, _, rest = line.rstrip("\n").partition(" ")
            if not key or key.startswith("#"):
                continue
            if key == "defect":
                defects.append({"line": number, "new": ""})
            defects[-1][key] = rest.replace("\\n", "\n") if key in ("old", "new") else rest
    return defects


def run(*command):
    return subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, errors="replace")


def copy_sources():
    """As git has them; a file that is the same already keeps its time, so that little is built anew."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=SOURCE, check=True, capture_output=True,
                           text=True).stdout.split("\0")
    for name in filter(None, names):
        source, to = os.path.join(SOURCE, name), os.path.join(COPY, name)
        os.makedirs(os.path.dirname(to), exist_ok=True)
        if not os.path.exists(to) or not filecmp.cmp(source, to, shallow=False):
            shutil.copy(source, to)


def build(test):
    """Compile what a test needs; None when all is well, the words of the compiler otherwise."""
    is_c = os.path.exists(f"{COPY}/tests/{test}.c")
    done = run("ninja", "-C", BUILD, f"tests/test-{test}" if is_c else "examples/cli/aploc")
    return None if done.returncode == 0 else done.stdout[-2000:]


def passes(test):
    """Run it: a C program itself, others as meson does. What does not end has failed."""
    if not os.path.exists(f"{COPY}/tests/{test}.c"):
        return run("meson", "test", "-C", BUILD, "--no-rebuild", test).returncode == 0
    try:
        return subprocess.run([f"{BUILD}/tests/test-{test}"], timeout=300, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, env=dict(
                                  os.environ, APLOC_SOURCE=COPY, APLOC_SHARED=f"{SOURCE}/../shared/data",
                                  CK_FORK="no")).returncode == 0  # a child would stay, and go on
    except subprocess.TimeoutExpired:
        return False


def plant(defect):
    """Change the file, and say what became of it: caught by, MISSED, or why it could not be tried."""
    path, tests = os.path.join(COPY, defect["file"]), defect["tests"].split()
    with open(path, encoding="utf-8") as file:
        sound = file.read()
    if sound.count(defect["old"]) != 1:
        return f"NOT PLANTED: its text stands {sound.count(defect['old'])} times in {defect['file']}"
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write(sound.replace(defect["old"], defect["new"]))
        for test in tests:
            wrong = build(test)
            if wrong:
                return "NOT PLANTED: it does not compile\n" + wrong
            if not passes(test):
                return f"caught by {test}"
        return f"MISSED by {' '.join(tests)}"
    finally:
        with open(path, "w", encoding="utf-8") as file:
            file.write(sound)


def main():
    copy_sources()
    defects = [d for d in read_table(os.path.join(COPY, "tests", "deep", "defects.txt"))
               if not WORDS or any(w in d["defect"] or w in d["file"] for w in WORDS)]
    if not os.path.exists(os.path.join(BUILD, "build.ninja")):
        done = run("meson", "setup", BUILD, COPY, "-Dbuildtype=debug", "-Doptimization=1")
        if done.returncode:
            sys.exit(done.stdout)
    for test in sorted({t for d in defects for t in d["tests"].split()}):
        wrong = build(test)
        if wrong or not passes(test):
            sys.exit(f"found {test} failing without any defect\n{wrong or ''}")
    kinds = {"caught": 0, "MISSED": 0, "NOT": 0}
    for d in defects:
        found = plant(d)
        kinds[found.split(" ")[0]] += 1
        print(f"{found} - {d['defect']} (defects.txt:{d['line']})", flush=True)
    print(f"defects: {len(defects)} planted in the library one at a time, {kinds['caught']} caught, "
          f"{kinds['MISSED']} missed, {kinds['NOT']} could not be planted")
    sys.exit(0 if kinds["caught"] == len(defects) else 1)


main()
