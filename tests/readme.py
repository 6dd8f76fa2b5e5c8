# SPDX-License-Identifier: GPL-3.0-or-later
"""The README: every command in it runs, and prints what stands under it.

A block opened by ```console holds commands, each after "$ ", and their output. "..." alone on a line
stands for lines left out. The two commands that set a machine up are not run again from here:
tests/run.sh is running, and examples/quickstart.sh is compared through the commands that it shows."""

import os
import re
import shutil
import subprocess
import tempfile

from tap import COMMAND, SOURCE, Tap

NOT_RUN = ("git clone", "cd aploc", "examples/quickstart.sh", "tests/run.sh", "export PATH")


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


def main():
    tap = Tap()
    with open(os.path.join(SOURCE, "README.md"), encoding="utf-8") as file:
        text = file.read()
    commands = list(blocks(text))
    tap.check(len(commands) >= 8, f"the README shows {len(commands)} commands")
    environment = dict(os.environ, PATH=os.path.dirname(COMMAND) + ":" + os.environ["PATH"],
                       LC_ALL="C.UTF-8")
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(os.path.join(SOURCE, "data"), os.path.join(folder, "data"))
        shutil.copytree(os.path.join(SOURCE, "examples"), os.path.join(folder, "examples"))
        for command, shown in commands:
            if command.startswith(NOT_RUN):
                continue
            done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300,
                                  stdin=subprocess.DEVNULL, check=False)
            tap.check(matches(done.stdout, shown), command,
                      f"it printed:\n{done.stdout}\nthe README shows:\n{shown}")
        quick = next(shown for command, shown in commands
                     if command.startswith("examples/quickstart.sh"))
        done = subprocess.run(
            ["sh", "-c", "sed -n '/^echo .. aploc/,$p' examples/quickstart.sh | "
                         "sed 's|^build/examples/cli/aploc|aploc|' | sh"],
            cwd=folder, env=environment, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, timeout=300, check=False)
        tap.check(matches(done.stdout, quick), "examples/quickstart.sh shows what the README shows",
                  f"it printed:\n{done.stdout}\nthe README shows:\n{quick}")
    tap.done()


main()
