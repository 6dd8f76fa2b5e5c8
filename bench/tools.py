# SPDX-License-Identifier: GPL-3.0-or-later
"""The tools that are set side by side: how each is started, what it does, and whether it is there."""

import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))

# bytes_a_pair: about what a tool holds at most for each pair given, to leave it out where memory is short.
TOOLS = [
    {"name": "aploc", "kind": "engine", "threads": 2, "from": "arrays", "does": "all pairs",
     "options": ["--threads", "2"], "bytes_a_pair": 50},
    {"name": "aploc, 1 thread", "kind": "engine", "threads": 1, "from": "arrays", "does": "all pairs",
     "options": ["--threads", "1"], "bytes_a_pair": 50},
    {"name": "aploc, suppliers", "kind": "engine", "threads": 2, "from": "arrays",
     "does": "columns with supply only", "options": ["--threads", "2", "--supply"], "bytes_a_pair": 50},
    {"name": "scipy", "kind": "scipy", "threads": 1, "from": "arrays", "does": "all pairs", "options": [],
     "bytes_a_pair": 50},
    {"name": "scipy, suppliers", "kind": "scipy", "threads": 1, "from": "arrays",
     "does": "columns with supply only", "options": ["--supply"], "bytes_a_pair": 50},
    {"name": "R Matrix", "kind": "matrix", "threads": 1, "from": "arrays", "does": "all pairs", "options": [],
     "bytes_a_pair": 100},
    {"name": "R data.table", "kind": "table", "threads": 2, "from": "CSV", "does": "all pairs", "options": [],
     "bytes_a_pair": 200},
    {"name": "DuckDB", "kind": "duckdb", "threads": 2, "from": "CSV", "does": "all pairs", "options": [],
     "bytes_a_pair": 130},
    {"name": "Polars", "kind": "polars", "threads": 2, "from": "CSV", "does": "all pairs", "options": [],
     "bytes_a_pair": 200},
]


def peer(name):
    return os.path.join(HERE, "peers", name)


def command(tool, build, folder):
    """How to start it."""
    start = {"engine": [os.path.join(build, "bench", "engine")],
             "scipy": [sys.executable, peer("scipy_peer.py")],
             "matrix": ["Rscript", peer("matrix.R")],
             "table": ["Rscript", peer("table.R")],
             "duckdb": ["node", peer("duckdb.mjs")],
             "polars": ["node", peer("polars.mjs")]}[tool["kind"]]
    return [*start, folder, *tool["options"]]


def environment(modules):
    """What it runs in: one language, two threads at most, no traces in the sources."""
    return {**os.environ, "LC_ALL": "C.UTF-8", "OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2",
            "POLARS_MAX_THREADS": "2", "BENCH_MODULES": modules, "PYTHONDONTWRITEBYTECODE": "1"}


def version(kind, modules):
    """Which version is here; None when it is not."""
    node = 'console.log(require("node:module").createRequire(process.env.BENCH_MODULES + "/")' \
           '("%s/package.json").version)'
    ask = {"scipy": [sys.executable, "-c", "import scipy; print(scipy.__version__)"],
           "matrix": ["Rscript", "-e", "cat(format(packageVersion('Matrix')))"],
           "table": ["Rscript", "-e", "cat(format(packageVersion('data.table')))"],
           "duckdb": ["node", "-e", node % "@duckdb/node-api"],
           "polars": ["node", "-e", node % "nodejs-polars"]}.get(kind)
    if kind == "engine":
        return "this build"
    if not shutil.which(ask[0]):
        return None
    answer = subprocess.run(ask, capture_output=True, text=True, env=environment(modules), check=False)
    return answer.stdout.strip() if answer.returncode == 0 else None


def memory_free():
    """Bytes that can still be had."""
    with open("/proc/meminfo", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("MemAvailable:")) * 1024
