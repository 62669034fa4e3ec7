"""Curves as SVG inside a page: lines with whiskers, axes with numbers, names beside the lines' ends."""

from collections.abc import Iterator
from html import escape

from papercoder.results.curves import Curve, Line

__all__ = ["plot"]

_WIDTH, _HEIGHT = 560, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 150, 12, 36
"""Room for seven digits, for twenty letters of a line's name, and for the numbers and the name of the axis."""

_COLOURS = ("#0b62c4", "#d9730d", "#2e8b57", "#8250df", "#bf3989", "#6e7781", "#b08800", "#1b7c83")
_NAME = 20


def plot(curve: Curve) -> str:
    """Return the drawing; every text is escaped."""
    xs = sorted({x for line in curve.lines for x, _, _ in line.points})
    ends = [
        value + sign * (spread or 0.0) for one in curve.lines for _, value, spread in one.points for sign in (-1, 1)
    ]
    frame = _Frame((xs[0], xs[-1]), (min(ends), max(ends)))
    parts = [*_axes(frame, xs, curve), *(part for at, one in enumerate(curve.lines) for part in _line(frame, one, at))]
    title = escape(f"{curve.metric} by {curve.axis}")
    return f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{title}">{"".join(parts)}</svg>'


class _Frame:
    """Turns values into places of the drawing."""

    def __init__(self, across: tuple[float, float], up: tuple[float, float]) -> None:
        self.across, self.up = across, up

    def x(self, value: float) -> float:
        """Return the place from the left."""
        low, high = self.across
        return round(_LEFT + (value - low) / ((high - low) or 1.0) * (_WIDTH - _LEFT - _RIGHT), 1)

    def y(self, value: float) -> float:
        """Return the place from the top."""
        low, high = self.up
        return round(_HEIGHT - _BOTTOM - (value - low) / ((high - low) or 1.0) * (_HEIGHT - _TOP - _BOTTOM), 1)


def _axes(frame: _Frame, xs: list[float], curve: Curve) -> Iterator[str]:
    floor = _HEIGHT - _BOTTOM
    yield f'<path d="M{_LEFT} {_TOP}V{floor}H{_WIDTH - _RIGHT}" fill="none" stroke="currentColor"/>'
    for x in xs:
        yield _text(frame.x(x), floor + 14, f"{x:g}", "middle")
    yield _text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 4, curve.axis, "middle")
    for y in (frame.up[0], sum(frame.up) / 2, frame.up[1]):
        yield _text(_LEFT - 6, frame.y(y) + 4, f"{y:.4g}", "end")


def _line(frame: _Frame, line: Line, at: int) -> Iterator[str]:
    colour = _COLOURS[at % len(_COLOURS)]
    places = [(frame.x(x), frame.y(value)) for x, value, _ in line.points]
    joined = " ".join(f"{x},{y}" for x, y in places)
    yield f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="2"/>'
    for (x, y), (_, value, spread) in zip(places, line.points, strict=True):
        yield f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>'
        if spread:
            yield f'<path d="M{x} {frame.y(value - spread)}V{frame.y(value + spread)}" stroke="{colour}"/>'
    name = line.name if len(line.name) <= _NAME else f"{line.name[: _NAME - 1]}…"
    # Names stand in a list of their own: at the lines' ends they would cover each other.
    yield _text(_WIDTH - _RIGHT + 10, _TOP + 12 + 18 * at, name, "start", colour)


def _text(x: float, y: float, text: str, anchor: str, colour: str = "currentColor") -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-size="12" fill="{colour}">{escape(text)}</text>'
