# SPDX-License-Identifier: GPL-3.0-or-later
"""Time against pairs, both logarithmic, as SVG: one result by every tool."""

import math
from xml.sax.saxutils import escape

import figures
from tools import TOOLS

WIDTH, HEIGHT = 900, 600
LEFT, RIGHT, TOP, BOTTOM = 80, 210, 50, 60
# Apart also for those who do not see red and green alike; in the order of TOOLS, so that a tool has the same
# colour in every picture.
NAMES = [tool["name"] for tool in TOOLS]
COLOURS = ("#0b3d91", "#5b8ff9", "#12b5cb", "#d55e00", "#f0a04b", "#7a3e9d", "#b07aa1", "#3b7a2a", "#777777")


class Axis:
    """A logarithmic scale between two numbers, from whole power of ten to whole power of ten."""

    def __init__(self, values, start, end):
        self.low = math.floor(math.log10(min(values)))
        self.high = max(math.ceil(math.log10(max(values))), self.low + 1)
        self.start, self.end = start, end

    def at(self, value):
        part = (math.log10(value) - self.low) / (self.high - self.low)
        return self.start + part * (self.end - self.start)

    def powers(self):
        return [10.0**k for k in range(self.low, self.high + 1)]


def words(x, y, text, anchor="middle", size=13, extra=""):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" {extra}>'
            f"{escape(text)}</text>")


def seconds_text(value):
    for unit, name in ((1, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if value >= unit * 0.999:
            return f"{value / unit:.0f} {name}"
    return f"{value / 1e-9:.0f} ns"


def pairs_text(value):
    for unit, name in ((1e9, " billion"), (1e6, " million")):
        if value >= unit:
            return f"{value / unit:.0f}{name}"
    return f"{value:,.0f}".replace(",", " ")


def frame(across, up):
    parts = []
    for value in across.powers():
        x = across.at(value)
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{up.start}" y2="{up.end}" stroke="#ddd"/>')
        parts.append(words(x, up.start + 20, pairs_text(value)))
    for value in up.powers():
        y = up.at(value)
        parts.append(f'<line x1="{across.start}" x2="{across.end}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(words(across.start - 8, y + 4, seconds_text(value), "end"))
    return parts


def spread(labels, gap=16):
    """Labels (y, ...) from top to bottom, moved so that none covers another."""
    placed, last = [], -math.inf
    for y, *rest in sorted(labels):
        last = max(y, last + gap)
        placed.append((last, *rest))
    return placed


def svg(found):
    lines = [(name, figures.line(found, name)) for name in figures.tools(found)]
    lines = [(name, points) for name, points in lines if points]
    across = Axis([x for _, points in lines for x, _ in points], LEFT, WIDTH - RIGHT)
    up = Axis([y for _, points in lines for _, y in points], HEIGHT - BOTTOM, TOP)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">',
             f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>', *frame(across, up)]
    labels = []
    for name, points in lines:
        colour = COLOURS[NAMES.index(name) % len(COLOURS)]
        at = [(across.at(x), up.at(y)) for x, y in points]
        parts.append(f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in at)}" fill="none" '
                     f'stroke="{colour}" stroke-width="{3 if name == NAMES[0] else 1.8}"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in at]
        slope = figures.slope(points)
        labels.append((at[-1][1], at[-1][0], name + (f" (slope {slope:.2f})" if slope else ""), colour))
    for (y, x, text, colour) in spread(labels):
        parts.append(words(WIDTH - RIGHT + 12, y + 4, text, "start", 12, f'fill="{colour}"'))
    parts += [words((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14, "pairs with a weight"),
              words(20, (TOP + HEIGHT - BOTTOM) / 2, "time of one result", extra=f'transform="rotate(-90 20 '
                    f'{(TOP + HEIGHT - BOTTOM) / 2:.0f})"'),
              words(LEFT, 28, "The APL of all places, once: median time against pairs", "start", 16), "</svg>"]
    return "\n".join(parts) + "\n"
