"""What the steps hand to each other: runs of characters, lines, pages. Plain and light, for the child process."""

from dataclasses import dataclass, field

__all__ = ["Box", "Line", "Page", "Run", "body_size", "overlap"]

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in PDF points, origin at the page's lower left."""


@dataclass(slots=True)
class Run:
    """Characters of one font on one baseline without a space between them."""

    text: str
    x0: float
    x1: float
    base: float
    size: float
    font: str = ""
    bold: bool = False
    italic: bool = False
    space: bool = False
    """A space stands before it."""
    inner: bool = False
    """It is part of an embedded drawing, not of the page itself."""

    @property
    def math(self) -> bool:
        """Whether the font is one of those that only formulas use."""
        return any(name in self.font for name in _MATH_FONTS)

    @property
    def mono(self) -> bool:
        """Whether the font is a typewriter face."""
        return any(name in self.font for name in _MONO_FONTS)


_MATH_FONTS = (
    "CMMI",
    "CMSY",
    "CMEX",
    "MSAM",
    "MSBM",
    "CMBSY",
    "CMMIB",
    "Math",
    "EUFM",
    "RSFS",
    "MathJax",
    "txsy",
    "lmmi",
    "lmsy",
)
_MONO_FONTS = (
    "CMTT",
    "SFTT",
    "Mono",
    "Courier",
    "Typewriter",
    "Consolas",
    "NimbusMon",
    "LMMono",
    "Inconsolata",
    "cmtt",
)


@dataclass(slots=True)
class Line:
    """Runs that share a baseline in one column; `cells` are its parts between wide gaps."""

    runs: list[Run]
    page: int
    text: str = ""
    x0: float = 0.0
    x1: float = 0.0
    base: float = 0.0
    size: float = 0.0
    bold: float = 0.0
    """Share of its characters that are bold."""
    italic: float = 0.0
    math: float = 0.0
    mono: float = 0.0
    caps: bool = False
    run_in: bool = False
    """It is a heading that its text followed on the same line."""
    cells: list[tuple[str, float, float]] = field(default_factory=list)
    column: int = 0
    """0 spans the page; 1, 2, ... are columns from the left."""
    left: float = 0.0
    """Left edge of its column."""
    right: float = 0.0
    order: int = 0
    """Place in the reading order of the document."""
    turned: tuple[int, float, float] = (0, 0.0, 0.0)
    """Quarter turns to the left that its coordinates took, width and height of the page as it lies."""

    @property
    def box(self) -> Box:
        """Return the box, its height taken from the font size."""
        return (self.x0, self.base - 0.25 * self.size, self.x1, self.base + 0.75 * self.size)


@dataclass(slots=True)
class Page:
    """One page: its lines in reading order and what is drawn on it."""

    number: int
    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)
    """Thin horizontal lines, top first."""
    graphics: list[Box] = field(default_factory=list)
    """Places of pictures and drawings."""
    bars: list[Box] = field(default_factory=list)
    """Thin horizontal lines too short for a rule: fraction bars, roots."""
    uprights: list[Box] = field(default_factory=list)
    """Thin vertical lines."""
    sketches: list[bool] = field(default_factory=list)
    """For each of them whether it is drawn on the page itself, its words among the page's."""
    turned: list["Page"] = field(default_factory=list)
    """The page as it is read when it is turned, once for each direction that text on it has."""
    turn: int = 0
    """Quarter turns to the left that this reading of the page took; -1: its text slants."""
    characters: int = 0
    unmapped: int = 0
    """Characters without a meaning in their font."""
    drawn: bool = False
    """Something other than text is drawn on it."""


def overlap(a0: float, a1: float, b0: float, b1: float) -> float:
    """Return how much of the shorter of two intervals lies in the other, 0..1."""
    shorter = min(a1 - a0, b1 - b0)
    if shorter <= 0:
        return 1.0 if max(a0, b0) <= min(a1, b1) else 0.0
    return max(0.0, min(a1, b1) - max(a0, b0)) / shorter


def body_size(lines: list[Line]) -> float:
    """Return the font size that most characters have, rounded to half a point (0 where there is no line)."""
    count: dict[float, int] = {}
    for line in lines:
        key = round(line.size * 2) / 2
        count[key] = count.get(key, 0) + len(line.text)
    return max(count, key=lambda size: count[size]) if count else 0.0
