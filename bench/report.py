# SPDX-License-Identifier: GPL-3.0-or-later
"""What was measured, as a Markdown page."""

import statistics

import figures
from tools import TOOLS

ABOUT = {tool["name"]: tool for tool in TOOLS}


def three_digits(value):
    return f"{value:#.3g}".rstrip(".") if value < 1000 else f"{value:.0f}"


def duration(seconds):
    """Three digits and a unit; "–" for nothing."""
    if seconds is None:
        return "–"
    for unit, name in ((1, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if seconds >= unit or name == "µs":
            return three_digits(seconds / unit) + " " + name


def table(header, rows):
    return "\n".join("| " + " | ".join(row) + " |" for row in [header, ["---"] * len(header), *rows]) + "\n"


def spaced(count):
    return f"{count:,}".replace(",", " ")


def side_by_side(size):
    rows = []
    for name, result in size["results"].items():
        if name == "aploc, files":
            continue
        about = ABOUT[name]
        read = figures.median(size, name, "read" if about["from"] == "CSV" else "read_arrays")
        many = duration(figures.median(size, name, "many"))
        if result.get("scenarios", 100) < 100:
            many += f" (from {result['scenarios']})"
        difference = max((result[word].get("difference", 0.0) for word in ("one", "many") if word in result))
        peak = result.get("many", result["one"])["peak_mb"]
        rows.append([name, str(about["threads"]), about["does"], f"{duration(read)} ({about['from']})",
                     duration(figures.median(size, name, "prepare")),
                     duration(figures.median(size, name, "one")), many, f"{peak:.0f}",
                     "–" if name == "aploc" else f"{difference:.1g}"])
    return table(["tool", "threads", "pairs", "read (from)", "prepare", "one result", "100 scenarios", "peak MB",
                  "difference"], rows)


def ratios(size):
    """How many times as long as aploc others take."""
    rows = []
    for name in size["results"]:
        if name.startswith("aploc"):
            continue
        row = [name]
        against = "aploc, suppliers" if "suppliers" in name and "aploc, suppliers" in size["results"] else "aploc"
        for phase in ("prepare", "one", "many"):
            ours, theirs = figures.median(size, against, phase), figures.median(size, name, phase)
            row.append(three_digits(theirs / ours) if ours and theirs else "–")
        rows.append([*row, against])
    return table(["times aploc's time", "prepare", "one result", "100 scenarios", "against"], rows) if rows else ""


def phases_of_aploc(size):
    name = "aploc, files"
    rows = [[what, duration(figures.median(size, name, phase))] for phase, what in (
        ("read", "read the tables, times from CSV"), ("read_h5", "read the tables, times from HDF5"),
        ("read_arrays", "read arrays from a file"), ("prepare", "table of times and plan, from arrays"),
        ("one", "one result"), ("whatif_supply", "what if: the supply of one place"),
        ("whatif_demand", "what if: the demand of one place"), ("write", "write the result as CSV"))]
    return table(["aploc alone", "median"], rows)


def memory(found, size):
    rows = []
    for name in size["results"]:
        if name.startswith("aploc") and name != "aploc, files":
            use = figures.use_of_memory(found, size, name, ABOUT[name]["threads"])
            if use:
                rows.append([name, f"{use[0]:.2f}", f"{use[1]:.1f}", f"{100 * use[2]:.0f} %"])
    return table(["plan", "bytes a weighted pair, both orientations", "GB/s of the plan in one result",
                  "of what the machine reads"], rows)


def whole(size):
    rows = [[name, duration(statistics.median(run["seconds"])), f"{run['peak_mb']:.0f}"]
            for name, run in size["whole"].items()]
    return table(["whole process, to the written result", "median", "peak MB"], rows)


def slopes(found):
    rows = []
    for name in figures.tools(found):
        slope = figures.slope(figures.line(found, name))
        if slope:
            rows.append([name, f"{slope:.2f}", str(len(figures.line(found, name)))])
    return table(["one result against pairs", "slope of log on log", "sizes"], rows) if rows else ""


def bandwidth(found):
    sizes = sorted({rate["megabytes"] for rate in found["bandwidth"]})
    rows = [[str(threads), *(f"{rate['gigabytes_a_second']:.0f}" for rate in found["bandwidth"]
                             if rate["threads"] == threads)] for threads in (1, 2)]
    return table(["threads \\ MB", *map(str, sizes)], rows)


def markdown(found):
    machine = found["machine"]
    parts = [f"# Measurements of {machine['when']}\n",
             f"{machine['aploc']}; {machine['cpu']}, {machine['cores']} cores, {machine['memory_mb']} MB free; "
             f"{machine['system']}. "
             f"Medians of up to {machine['rounds']} rounds, tools in turn. Others: "
             + "; ".join(f"{name} {version}" for name, version in machine["versions"].items()
                         if not name.startswith("aploc")) + "\n",
             "## Reading speed of memory, GB/s\n", bandwidth(found)]
    for size in found["sizes"]:
        facts = size["facts"]
        parts += [f"## {spaced(facts['demand'])} places\n",
                  f"{spaced(facts['given'])} pairs given, {spaced(figures.weighted(size))} with a weight, "
                  f"{spaced(facts['suppliers'])} of {spaced(facts['supply'])} places of supply have some; load "
                  f"{size['load']:.1f} at the end"
                  + (": others were at work, measure again." if size["load"] > 2 * machine["cores"] else ".")
                  + "\n",
                  side_by_side(size), ratios(size), memory(found, size), phases_of_aploc(size), whole(size)]
        parts += [f"{name} was left out: {why}.\n" for name, why in size["skipped"].items()]
    growth = slopes(found)
    return "\n".join(parts + (["## Growth\n", growth] if growth else []))
