"""What the figure reader answers for one figure: what its image shows, and no more."""

from typing import Literal

from pydantic import Field

from state.value import Value

__all__ = ["FigureReading", "ReadAxis", "ReadSeries", "ReadValue"]


class ReadAxis(Value):
    """An axis of a plot, or the rows or columns of a grid."""

    panel: str = Field("", description="Panel it belongs to, such as 'a' or its title; empty where all share it.")
    name: str = Field(description="What it measures, as written; 'not labelled' where nothing is written.")
    unit: str = Field("", description="Unit as written, such as '%' or 'ms'; empty where none is.")
    scale: Literal["linear", "logarithmic", "categories", "not shown"]
    ticks: str = Field("", description="First and last tick label, or all categories in order.")


class ReadValue(Value):
    """One value that can be read."""

    at: str = Field(description="Where on the other axis, or in which cell; empty where there is only one.")
    value: str = Field(min_length=1, description="The number, with its unit if one is written.")
    printed: bool = Field(description="Whether it is written in the image; false where it is estimated by eye.")


class ReadSeries(Value):
    """One line, group of bars, cloud of points, or row of a grid."""

    panel: str = ""
    name: str = Field(min_length=1, description="As the legend or a label names it, else how it looks.")
    look: str = Field("", description="Colour, line style or marker, by which it is told from others.")
    values: tuple[ReadValue, ...] = ()
    course: str = Field("", description="How it runs where values cannot be read: rises until ..., stays below ...")


class FigureReading(Value):
    """What the image of a figure shows."""

    kind: Literal["plot", "diagram", "table", "pictures", "mixed"]
    shows: str = Field(min_length=1, description="What is drawn, panel by panel, in one to four sentences.")
    axes: tuple[ReadAxis, ...] = ()
    series: tuple[ReadSeries, ...] = ()
    connections: tuple[str, ...] = Field(
        (), description="Of a diagram, each arrow: 'Encoder -> Decoder: keys and values'; loops and repeats too."
    )
    words: tuple[str, ...] = Field((), description="Other words and formulas in the image that carry a fact.")
    unreadable: tuple[str, ...] = Field((), description="What cannot be made out, and why.")
