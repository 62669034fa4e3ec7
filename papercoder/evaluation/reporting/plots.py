"""Small plots as SVG text, without a drawing library: bars with intervals, points, stacked and grouped bars."""

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

from papercoder.evaluation.statistics.estimates import Interval

__all__ = ["COLOURS", "Bar", "Point", "bars", "grouped", "scatter", "stacked"]

COLOURS = ("#0b62c4", "#d9730d", "#2e8b57", "#8250df", "#bf3989", "#6e7781", "#b08800", "#1b7c83")
_WIDTH = 560
"""Units of the drawing: half of the page less its margins, so that two plots stand side by side unscaled."""
_LABEL = 168
"""Room for 22 characters of a system's name, as many as `_name` shows."""
_ROW = 26
"""A bar of 15 units and the space to the next one."""
_GREY = "#d8dee4"


class Bar(NamedTuple):
    """One bar; the interval is drawn as a whisker."""

    name: str
    value: float | None
    interval: Interval | None = None


class Point(NamedTuple):
    """One point with its name."""

    name: str
    x: float
    y: float


def bars(rows: Sequence[Bar], low: float, high: float, *, signed: bool = False) -> str:
    """Return horizontal bars on a scale from low to high; signed ones grow from zero."""
    height = _ROW * len(rows) + 30
    scale = _Scale(low, high, _LABEL, _WIDTH - 54)
    parts = [_grid(scale, height - 24)]
    zero = scale.at(0.0) if signed else scale.at(low)
    for at, row in enumerate(rows):
        top = at * _ROW + 6
        parts.append(_name(row.name, top + 12))
        if row.value is None:
            parts.append(_text(scale.at(low) + 4, top + 12, "no value", "small"))
            continue
        end = scale.at(row.value)
        colour = COLOURS[1] if signed and row.value < 0 else COLOURS[0]
        parts.append(_rect(min(zero, end), top, abs(end - zero), 15, colour, f"{row.name}: {row.value:.2f}"))
        parts.append(_whisker(scale, row.interval, top + 7.5))
        edge = max(end, zero, scale.at(row.interval[1]) if row.interval else 0)
        parts.append(_text(edge + 6, top + 12, f"{row.value:+.2f}" if signed else f"{row.value:.2f}"))
    return _svg(height, parts)


def stacked(rows: Mapping[str, Mapping[str, float]], colours: Mapping[str, str]) -> str:
    """Return horizontal bars made of named parts, in the order of the colours."""
    most = max((sum(parts.values()) for parts in rows.values()), default=0.0) or 1.0
    height = _ROW * len(rows) + 56
    scale = _Scale(0, most, _LABEL, _WIDTH - 54)
    drawn = [_grid(scale, height - 50)]
    for at, (name, parts) in enumerate(rows.items()):
        top, x = at * _ROW + 6, scale.at(0)
        drawn.append(_name(name, top + 12))
        for part, colour in colours.items():
            width = scale.at(parts.get(part, 0.0)) - scale.at(0)
            drawn.append(_rect(x, top, width, 15, colour, f"{name}, {part}: {parts.get(part, 0.0):.1f}"))
            x += width
        drawn.append(_text(x + 6, top + 12, f"{sum(parts.values()):.1f}"))
    return _svg(height, [*drawn, _legend(colours, height - 10)])


def grouped(rows: Mapping[str, Mapping[str, float]], systems: Sequence[str]) -> str:
    """Return for each name one thin bar per system, as shares from 0 to 1."""
    thin, gap = 9, 9
    group = thin * len(systems) + gap
    legend_rows = -(-len(systems) // 3)
    height = group * len(rows) + 34 + 18 * legend_rows
    scale = _Scale(0, 1, _LABEL, _WIDTH - 54)
    drawn = [_grid(scale, group * len(rows) + 4)]
    for at, (name, values) in enumerate(rows.items()):
        top = at * group + 6
        drawn.append(_name(name, top + (group - gap) / 2 + 4))
        for place, system in enumerate(systems):
            value = values.get(system)
            if value is not None:
                width = scale.at(value) - scale.at(0)
                colour = COLOURS[place % len(COLOURS)]
                y = top + place * thin
                drawn.append(_rect(scale.at(0), y, max(width, 1.5), thin - 2, colour, f"{system}: {100 * value:.0f}%"))
    colours = {system: COLOURS[place % len(COLOURS)] for place, system in enumerate(systems)}
    return _svg(height, [*drawn, _legend(colours, height - 18 * legend_rows + 8)])


def scatter(points: Sequence[Point], x_name: str, low: float, high: float) -> str:
    """Return points over a logarithmic x axis; the y axis goes from low to high."""
    height, top, bottom, left = 300, 10, 44, 44
    xs = [point.x for point in points if point.x > 0]
    if not xs:
        return _svg(40, [_text(8, 24, "no value known", "small")])
    first, last = math.floor(math.log10(min(xs))), math.ceil(math.log10(max(xs)))
    across = _Scale(first, max(last, first + 1), left, _WIDTH - 30)
    up = _Scale(low, high, height - bottom, top)
    drawn: list[str] = []
    colours: dict[str, str] = {}
    for tick in _ticks(low, high):
        y = up.at(tick)
        drawn.append(f"<line x1='{left}' x2='{_WIDTH - 30}' y1='{y:.1f}' y2='{y:.1f}' stroke='{_GREY}'/>")
        drawn.append(_text(left - 8, y + 4, f"{tick:g}", "small", "end"))
    for power in range(first, max(last, first + 1) + 1):
        x = across.at(power)
        drawn.append(f"<line x1='{x:.1f}' x2='{x:.1f}' y1='{top}' y2='{height - bottom}' stroke='{_GREY}'/>")
        drawn.append(_text(x, height - bottom + 16, f"{10.0**power:g}", "small", "middle"))
    drawn.append(_text((left + _WIDTH) / 2, height - 8, x_name, "small", "middle"))
    for at, point in enumerate(p for p in points if p.x > 0):
        x, y = across.at(math.log10(point.x)), up.at(point.y)
        colour = COLOURS[at % len(COLOURS)]
        title = f"<title>{escape(point.name)}: {point.x:.3g}, {point.y:.2f}</title>"
        drawn.append(f"<circle cx='{x:.1f}' cy='{y:.1f}' r='6' fill='{colour}' fill-opacity='0.85'>{title}</circle>")
        colours[point.name] = colour
    return _svg(height + 18 * -(-len(colours) // 3), [*drawn, _legend(colours, height + 8)])


class _Scale:
    """A linear scale from values to places."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self.low, self.high, self._start, self._end = low, high, start, end

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self._start + min(1.0, max(0.0, share)) * (self._end - self._start)


def _ticks(low: float, high: float) -> list[float]:
    step = 10 ** math.floor(math.log10(high - low))
    while (high - low) / step < 4:
        step /= 2
    first = math.ceil(low / step - 1e-9)
    return [number * step for number in range(first, math.floor(high / step + 1e-9) + 1)]


def _grid(scale: _Scale, bottom: float) -> str:
    lines = []
    for tick in _ticks(scale.low, scale.high):
        x = scale.at(tick)
        lines.append(f"<line x1='{x:.1f}' x2='{x:.1f}' y1='0' y2='{bottom:.1f}' stroke='{_GREY}'/>")
        lines.append(_text(x, bottom + 14, f"{tick:g}", "small", "middle"))
    return "".join(lines)


def _whisker(scale: _Scale, interval: Interval | None, y: float) -> str:
    if interval is None or interval[0] == interval[1]:
        return ""
    a, b = scale.at(interval[0]), scale.at(interval[1])
    path = f"M{a:.1f} {y - 4}v8M{a:.1f} {y}H{b:.1f}M{b:.1f} {y - 4}v8"
    return f"<path d='{path}' stroke='#1f2328' stroke-width='1.5' fill='none'/>"


def _name(name: str, y: float) -> str:
    shown = name if len(name) <= 22 else f"{name[:21]}…"
    return f"<text x='{_LABEL - 8}' y='{y:.1f}' text-anchor='end'>{escape(shown)}<title>{escape(name)}</title></text>"


def _text(x: float, y: float, text: str, style: str = "", anchor: str = "start") -> str:
    return f"<text x='{x:.1f}' y='{y:.1f}' class='{style}' text-anchor='{anchor}'>{escape(text)}</text>"


def _rect(x: float, y: float, width: float, height: float, colour: str, title: str) -> str:
    place = f"x='{x:.1f}' y='{y:.1f}' width='{width:.1f}' height='{height}'"
    return f"<rect {place} rx='2' fill='{colour}'><title>{escape(title)}</title></rect>"


def _legend(colours: Mapping[str, str], y: float) -> str:
    parts = []
    for at, (name, colour) in enumerate(colours.items()):
        x, line = 10 + (at % 3) * 180, y + (at // 3) * 18
        parts.append(f"<rect x='{x}' y='{line - 10:.1f}' width='11' height='11' rx='2' fill='{colour}'/>")
        parts.append(_text(x + 17, line, name))
    return "".join(parts)


def _svg(height: float, parts: Sequence[str]) -> str:
    return f"<svg viewBox='0 0 {_WIDTH} {height:.0f}' role='img'>{''.join(parts)}</svg>"
