"""What a model read from a figure's image, as it stands in the paper's text, and what is wrong with such an answer."""

from collections.abc import Iterator

from state.answers.figure import FigureReading, ReadAxis, ReadSeries, ReadValue

__all__ = ["reading_faults", "reading_text"]

_LONGEST = 6_000
"""Letters: a plot of ten series with ten values each has half of them; more would crowd out the paper's own text."""


def reading_faults(reading: FigureReading) -> list[str]:
    """Return what is wrong with an answer beyond its schema."""
    faults = []
    if reading.kind == "plot" and not (reading.axes and reading.series):
        faults.append(
            "a plot has axes and series: name them, 'not labelled' and by their look where nothing is written"
        )
    if reading.kind == "diagram" and not (reading.connections or reading.words):
        faults.append("a diagram connects something: list its arrows, or the words in it where it has no arrows")
    empty = [series.name for series in reading.series if not (series.values or series.course)]
    faults += [f"series '{name}' has neither values nor a course; say at least how it runs" for name in empty]
    if (length := len(reading_text("Figure 1", reading))) > _LONGEST:
        faults.append(f"{length} characters; shorten it to {_LONGEST}: first values, last values and turning points")
    return faults


def reading_text(label: str, reading: FigureReading) -> str:
    """Return the answer as text of the paper, which says first that it was read from an image."""
    lines = [f"(Read from the image of {label or 'a figure'} by a model; numbers after 'about' are estimates by eye.)"]
    lines += [f"{reading.kind.capitalize()}. {_plain(reading.shows)}"]
    lines += [f"- Axis {_axis(axis)}" for axis in reading.axes]
    lines += [f"- Series {_series(series)}" for series in reading.series]
    lines += [f"- Connection: {_plain(each)}" for each in reading.connections]
    lines += [f"- In the image: {_plain(each)}" for each in reading.words]
    lines += [f"- Not readable: {_plain(each)}" for each in reading.unreadable]
    return "\n".join(lines)


def _axis(axis: ReadAxis) -> str:
    unit = f" in {_plain(axis.unit)}" if axis.unit else ""
    ticks = f", {_plain(axis.ticks)}" if axis.ticks else ""
    return f"{_panel(axis.panel)}{_plain(axis.name)}{unit}: {axis.scale}{ticks}"


def _series(series: ReadSeries) -> str:
    look = f" ({_plain(series.look)})" if series.look else ""
    said = ["; ".join(_values(series.values)), _plain(series.course)]
    return f"{_panel(series.panel)}{_plain(series.name)}{look}: {'. '.join(part for part in said if part)}"


def _values(values: tuple[ReadValue, ...]) -> Iterator[str]:
    for each in values:
        number = _plain(each.value) if each.printed else f"about {_plain(each.value)}"
        yield f"{_plain(each.at)}: {number}" if each.at else number


def _panel(panel: str) -> str:
    return f"[{_plain(panel)}] " if panel else ""


def _plain(text: str) -> str:
    """Return text on one line, so that no answer can begin a heading or a block of its own."""
    return " ".join(text.split())
