# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole processes, from files to a file: seconds, and the most memory, each command in turn."""

import os
import subprocess
import sys
import time

import tools

HERE = tools.HERE


def commands(size):
    """Name and command of each; the last word of a command is the file that it writes."""
    build, folder = size.settings.build, size.folder
    aploc = [os.path.join(build, "examples", "cli", "aploc"), "compute", "--communes",
             os.path.join(folder, "communes.csv"), "--method", "mg-2015", "--threads", "2", "--quiet"]
    if os.path.exists(os.path.join(folder, "sites.csv")):
        aploc += ["--sites", os.path.join(folder, "sites.csv")]
    found = {}

    def output(name):
        return os.path.join(folder, f"whole-{name}.csv")

    if os.path.exists(os.path.join(folder, "times.csv")):
        found["aploc, from CSV"] = [*aploc, "--times", os.path.join(folder, "times.csv"),
                                    "--output", output("csv")]
    found["aploc, from HDF5"] = [*aploc, "--times", os.path.join(folder, "times.h5"), "--output", output("h5")]
    plain = os.path.join(folder, "plain.h5")
    if os.path.exists(plain):
        found["aploc, from HDF5 that is not compressed"] = [*aploc, "--times", plain, "--output", output("plain")]
    if "R data.table" in size.results:
        found["R data.table, from CSV"] = ["Rscript", os.path.join(HERE, "whole.R"), folder, output("table")]
    return found


def once(command, environment):
    """Seconds and megabytes of one process, by the system's own account."""
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environment)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return seconds, used.ru_maxrss / 1024


def measure(size):
    found = commands(size)
    environment = tools.environment(size.settings.modules)
    results = {name: {"seconds": [], "peak_mb": 0.0} for name in found}
    first = {name: once(command, environment)[0] for name, command in found.items()}
    for k in range(size.settings.rounds):
        for name, command in found.items():
            if k and k * first[name] > 3 * size.settings.patience:
                continue
            seconds, megabytes = once(command, environment)
            results[name]["seconds"].append(seconds)
            results[name]["peak_mb"] = max(results[name]["peak_mb"], megabytes)
    outputs = [command[-1] for command in found.values()]
    # In a process of its own: what this one holds would count as its children's.
    agreed = subprocess.run([sys.executable, os.path.join(HERE, "whole_agree.py"), *outputs], check=False)
    size.disagreements += agreed.returncode != 0
    for output in outputs:
        os.remove(output)
    return results
