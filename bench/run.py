# SPDX-License-Identifier: GPL-3.0-or-later
"""The measurements: run.py --help. bench/run.sh calls it with the Python that has scipy."""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time

import inputs
import phases
import picture
import report
import tools
import whole
from session import Failed


def arguments():
    parser = argparse.ArgumentParser(prog="bench/run.sh", description="aploc and other tools, side by side.")
    parser.add_argument("--sizes", default="2000,8000,35000,100000,350000",
                        help="places of the synthetic territories, or folders that hold communes.csv, "
                             "times.h5 or times.csv, and perhaps sites.csv; arrays are written there (%(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each phase is done (%(default)s)")
    parser.add_argument("--patience", type=float, default=30,
                        help="seconds for the rounds of one phase by one tool; where 100 single results "
                             "would take 20 times as long, fewer scenarios (%(default)s)")
    parser.add_argument("--only", default="", help="these tools only: aploc,scipy (default: all that are here)")
    parser.add_argument("--output", default="build-bench", help="where the report goes (%(default)s)")
    parser.add_argument("--work", help="where the inputs go, and stay (default: a folder that is removed)")
    parser.add_argument("--build", default="build", help="the build folder with the programs (%(default)s)")
    parser.add_argument("--modules", default="", help="the folder of node_modules with DuckDB and Polars")
    settings = parser.parse_args()
    known = [tool["name"].lower() for tool in tools.TOOLS]
    for name in filter(None, map(str.strip, settings.only.split(","))):
        if not any(tool.startswith(name.lower()) for tool in known):
            parser.error(f"found the tool '{name}', expected one of {', '.join(tool['name'] for tool in tools.TOOLS)}")
    if settings.rounds < 1 or settings.patience <= 0:
        parser.error("found less than one round, or no patience, expected more")
    for size in settings.sizes.split(","):
        if not os.path.isdir(size) and not (size.isdecimal() and int(size) > 0):
            parser.error(f"found '{size}' in --sizes, expected numbers of places, or folders that are there")
    try:
        os.makedirs(settings.output, exist_ok=True)
    except OSError as failure:
        parser.error(f"--output {settings.output}: {failure.strerror}")
    return settings


def choose(settings):
    """The tools that are here, aploc first; says which are not."""
    wanted = [name.strip() for name in settings.only.split(",") if name.strip()]
    settings.tools, settings.versions = [], {}
    for tool in tools.TOOLS:
        if wanted and not any(tool["name"].startswith(name) for name in ["aploc", *wanted]):
            continue
        version = tools.version(tool["kind"], settings.modules)
        if version is None:
            phases.say(f"{tool['name']} is left out: it is not on this machine (bench/README.md says how)")
            continue
        settings.versions[tool["name"]] = version
        settings.tools.append(tool)


def machine(settings):
    """What the figures were taken on."""
    with open("/proc/cpuinfo", encoding="ascii") as file:
        model = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), "?")
    aploc = subprocess.run([os.path.join(settings.build, "examples", "cli", "aploc"), "--version"],
                           capture_output=True, text=True, check=True).stdout.splitlines()[0]
    return {"cpu": model, "cores": os.cpu_count(), "system": platform.platform(), "aploc": aploc,
            "memory_mb": tools.memory_free() >> 20, "when": time.strftime("%Y-%m-%d %H:%M"),
            "rounds": settings.rounds, "versions": settings.versions}


def bandwidth(settings):
    most = 1024 if tools.memory_free() > 4 << 30 else 128
    answer = subprocess.run([os.path.join(settings.build, "bench", "bandwidth"), str(most)], check=True,
                            capture_output=True, text=True)
    return json.loads(answer.stdout)["read"]


def save(settings, found):
    """After each size, so that a run that is broken off leaves what it has."""
    os.makedirs(settings.output, exist_ok=True)
    for name, text in (("bench.json", json.dumps(found, indent=1) + "\n"),
                       ("bench.md", report.markdown(found)), ("bench.svg", picture.svg(found))):
        with open(os.path.join(settings.output, name), "w", encoding="utf-8") as file:
            file.write(text)
    phases.say(f"bench.md, bench.json, bench.svg are in {settings.output}")


def measure(settings, work):
    found = {"machine": machine(settings), "bandwidth": bandwidth(settings), "sizes": []}
    for size in settings.sizes.split(","):
        folder = size if os.path.isdir(size) else os.path.join(work, f"places-{size}")
        phases.say(f"inputs of {size} places")
        inputs.make(settings.build, size, folder)
        one = phases.Size(folder, inputs.facts(folder), settings)
        phases.say(f"{size} places: {one.facts['given']} pairs")
        result = one.run()
        result["whole"] = whole.measure(one)
        result.update(disagreements=one.disagreements, load=os.getloadavg()[1])
        found["sizes"].append(result)
        save(settings, found)
        if not settings.work and folder != size:
            shutil.rmtree(folder)
    return found


def main():
    settings = arguments()
    choose(settings)
    with tempfile.TemporaryDirectory() as temporary:
        if settings.work:
            os.makedirs(settings.work, exist_ok=True)
        try:
            found = measure(settings, settings.work or temporary)
        except Failed as failure:
            sys.exit(f"bench: {failure}")
        except subprocess.CalledProcessError as failure:
            sys.exit(f"bench: {' '.join(map(str, failure.cmd))} failed ({failure.returncode})")
    print(report.markdown(found))
    failed = sum(size["disagreements"] for size in found["sizes"])
    if failed:
        sys.exit(f"bench: {failed} disagreements or failures")


main()
