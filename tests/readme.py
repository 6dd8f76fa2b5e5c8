# SPDX-License-Identifier: GPL-3.0-or-later
"""The README and the guide: every command in them runs, and prints what stands under it.

A block opened by ```console holds commands, each after "$ ", and their output. "..." alone on a line
stands for lines left out. The two commands that set a machine up are not run again from here:
tests/run.sh is running, and examples/quickstart.sh is compared through the commands that it shows.

A block opened by ```c is a program, when the paragraph before it begins with its name, which the
commands compile; else it stands in one of the examples, which are compiled and run by tests of their own."""

import os
import re
import shutil
import subprocess
import sys
import tempfile

from tap import COMMAND, SOURCE, Tap

NOT_RUN = ("git clone", "cd aploc", "examples/quickstart.sh", "tests/run.sh", "export PATH")
GUIDE = os.path.join(SOURCE, "docs", "guide")
BUILD = os.path.dirname(os.path.dirname(os.path.dirname(COMMAND)))


def blocks(text):
    """(command, output) of every console block, in order."""
    for block in re.findall(r"^```console\n(.*?)^```", text, re.M | re.S):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            lines = part.split("\n")
            command = lines.pop(0)
            while command.endswith("\\"):
                command = command[:-1] + lines.pop(0).lstrip("> ")
            yield command, "\n".join(lines).rstrip("\n")


def matches(found, shown):
    """Whether `found` is `shown`, whose lines "..." stand for any lines."""
    pattern = "\n".join(r"(?:.*\n)*?.*" if line == "..." else re.escape(line)
                        for line in shown.split("\n"))
    return re.fullmatch(pattern, found.rstrip("\n")) is not None


def tools(folder):
    """A folder of what the pages call by its name: the library as pkg-config would find it, and a
    python3 that knows h5py where there is one."""
    os.mkdir(folder)
    sanitize = os.environ.get("APLOC_SANITIZE", "none")
    with open(os.path.join(folder, "aploc.pc"), "w", encoding="utf-8") as file:
        file.write(f"Name: aploc\nDescription: the library of this build\nVersion: 0\n"
                   f"Cflags: -I{SOURCE}/include\nLibs: -L{BUILD}/lib -laploc -Wl,-rpath,{BUILD}/lib"
                   f"{'' if sanitize == 'none' else ' -fsanitize=' + sanitize}\n")
    for python in (sys.executable, "/usr/bin/python3"):
        if subprocess.run([python, "-c", "import h5py"], capture_output=True, check=False).returncode == 0:
            os.symlink(python, os.path.join(folder, "python3"))
            return True
    return False


def programs(tap, page, text, folder):
    """Write the programs of a page into the folder; look for its other C in the examples."""
    examples = ""
    for name in sorted(os.listdir(os.path.join(SOURCE, "examples"))):
        if name.endswith(".c"):
            with open(os.path.join(SOURCE, "examples", name), encoding="utf-8") as file:
                examples += file.read()
    for before, body in re.findall(r"([^\n]*)\n\n```c\n(.*?)^```", text, re.M | re.S):
        name = re.match(r"`(\w+\.c)`", before)
        if name:
            with open(os.path.join(folder, name[1]), "w", encoding="utf-8") as file:
                file.write(body)
            tap.check("cc -std=c11 " in text and f" {name[1]} " in text, f"{page}: {name[1]} is compiled")
        else:
            tap.check(body in examples, f"{page}: stands in an example: {body.splitlines()[0].strip()}")


def run_page(tap, page, text):
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(os.path.join(SOURCE, "data"), os.path.join(folder, "data"))
        shutil.copytree(os.path.join(SOURCE, "examples"), os.path.join(folder, "examples"))
        extra = os.path.join(folder, "tools")
        has_h5py = tools(extra)
        environment = dict(os.environ, LC_ALL="C.UTF-8", PKG_CONFIG_PATH=extra,
                           PATH=os.pathsep.join((extra, os.path.dirname(COMMAND), os.environ["PATH"])))
        programs(tap, page, text, folder)

        def call(command):
            return subprocess.run(["bash", "-c", command], cwd=folder, env=environment, text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300,
                                  stdin=subprocess.DEVNULL, check=False).stdout

        for command, shown in blocks(text):
            if command.startswith(NOT_RUN):
                continue
            if "import h5py" in command and not has_h5py:
                tap.skip(command, "no Python here has h5py")
                continue
            found = call(command)
            tap.check(matches(found, shown), command, f"it printed:\n{found}\n{page} shows:\n{shown}")
        for shown in (out for command, out in blocks(text) if command == "examples/quickstart.sh"):
            found = call("sed -n '/^echo .. aploc/,$p' examples/quickstart.sh | "
                         "sed 's|^build/examples/cli/aploc|aploc|' | sh")
            tap.check(matches(found, shown), f"examples/quickstart.sh shows what {page} shows",
                      f"it printed:\n{found}\n{page} shows:\n{shown}")


def links(tap, page, path, text):
    """Files that a page points to are there."""
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
        if not re.match(r"[a-z]+:", target):
            tap.check(os.path.exists(os.path.join(os.path.dirname(path), target)), f"{page} points to {target}")


def main():
    tap = Tap()
    paths = [os.path.join(SOURCE, "README.md")] + [os.path.join(GUIDE, n) for n in sorted(os.listdir(GUIDE))
                                                   if n.endswith(".md")]
    for path in paths:
        page = os.path.relpath(path, SOURCE)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        if page == "README.md":
            tap.check(len(list(blocks(text))) >= 8, f"the README shows {len(list(blocks(text)))} commands")
        links(tap, page, path, text)
        run_page(tap, page, text)
    tap.done()


main()
