# SPDX-License-Identifier: GPL-3.0-or-later
"""What a tool in Python needs to answer the commands of bench/README.md."""

import json
import os
import sys
import time


def peak_megabytes():
    with open("/proc/self/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM:")) / 1024


class Peer:
    """A tool: read or read_arrays, prepare, one, many; scenarios(K) before many, untimed; result, results."""


def answer(**fields):
    print(json.dumps(fields), flush=True)


def serve(tool, folder):
    for line in sys.stdin:
        word, *rest = line.split()
        if word == "quit":
            return
        if word in ("result", "results"):
            getattr(tool, word)().astype("<f8").tofile(os.path.join(folder, rest[0]))
            answer(phase=word)
            continue
        if word == "many":
            tool.scenarios(int(rest[1]))
        seconds = []
        for _ in range(int(rest[0])):
            start = time.perf_counter()
            getattr(tool, word)()
            seconds.append(time.perf_counter() - start)
        answer(phase=word, seconds=seconds, peak_mb=peak_megabytes())
