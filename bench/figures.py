# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures made of what was measured: medians, slopes, the part of the bandwidth that is used."""

import math
import statistics


def median(size, tool, phase):
    """Seconds; None when the tool did not do the phase. Fewer scenarios stand for 100."""
    kept = size["results"].get(tool, {}).get(phase)
    if not kept or not kept.get("seconds"):
        return None
    seconds = statistics.median(kept["seconds"])
    return seconds * 100 / size["results"][tool]["scenarios"] if phase == "many" else seconds


def tools(found):
    """Names in the order of the table, of those that did something."""
    names = []
    for size in found["sizes"]:
        names += [name for name in size["results"] if name not in names and name != "aploc, files"]
    return names


def line(found, tool, phase="one"):
    """(pairs with a weight, seconds) of each size."""
    points = []
    for size in found["sizes"]:
        seconds, pairs = median(size, tool, phase), weighted(size)
        if seconds:
            points.append((pairs, seconds))
    return points


def weighted(size):
    return size["results"]["aploc"]["prepare"]["pairs"]


def slope(points):
    """Of the straight line through the logarithms, by least squares; None with one point."""
    if len(points) < 2:
        return None
    xs, ys = [math.log(x) for x, _ in points], [math.log(y) for _, y in points]
    mean_x, mean_y = statistics.fmean(xs), statistics.fmean(ys)
    return (sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys)) /
            sum((x - mean_x) ** 2 for x in xs))


def speed_of_memory(found, threads, size_in_bytes):
    """Gigabytes a second that so many threads read from an array of that size or the next larger one."""
    rates = [rate for rate in found["bandwidth"] if rate["threads"] == threads]
    for rate in rates:
        if rate["megabytes"] * 2**20 >= size_in_bytes:
            return rate["gigabytes_a_second"]
    return rates[-1]["gigabytes_a_second"]


def use_of_memory(found, size, tool, threads):
    """(bytes a pair, gigabytes a second of the plan, part of what the machine reads), of one result."""
    prepared, seconds = size["results"].get(tool, {}).get("prepare"), median(size, tool, "one")
    if not prepared or not seconds:
        return None
    rate = prepared["plan_bytes"] / seconds / 1e9
    return (prepared["plan_bytes"] / prepared["pairs"], rate,
            rate / speed_of_memory(found, threads, prepared["plan_bytes"]))
