"""The counters LaTeX would have kept: sections, equations, figures, tables, algorithms, theorems, and their labels."""

import re
from dataclasses import dataclass, field

__all__ = ["LABEL", "LEVELS", "Counters"]

LABEL = re.compile(r"\\label\s*\{([^{}]{1,200})\}")
LEVELS = {"part": -1, "chapter": 0, "section": 1, "subsection": 2, "subsubsection": 3}
_KIND_NAMES = {
    "section": "Section", "equation": "Equation", "figure": "Figure", "table": "Table", "algorithm": "Algorithm",
    "appendix": "Appendix", "item": "Item", "footnote": "Footnote", "listing": "Listing",
}  # fmt: skip
_REFERENCE = re.compile("\ue000([^\ue000-\ue002]*)\ue001([^\ue000-\ue002]*)\ue002")


@dataclass
class Counters:
    r"""Numbers given so far, and what each label stands for.

    Args:
        chapters: The class numbers chapters, so that sections are 1.1.
        depth: The deepest section level that gets a number (LaTeX's secnumdepth).
        within: Counters that start again in every section (\\numberwithin).
    """

    chapters: bool = False
    depth: int = 3
    within: frozenset[str] = frozenset()
    appendix: bool = False
    current: tuple[str, str] = ("", "")
    labels: dict[str, tuple[str, str]] = field(default_factory=dict)
    graphics: dict[str, list[str]] = field(default_factory=dict)
    """Names of the graphics files that a figure shows, by the figure's label."""
    _sections: list[int] = field(default_factory=lambda: [0, 0, 0, 0])
    _others: dict[str, int] = field(default_factory=dict)

    def section(self, level: int, *, starred: bool) -> str:
        """Number a section of that level; '' where LaTeX gives none."""
        if level < 0 or starred or level > self.depth:
            return ""
        self._sections[level] += 1
        self._sections[level + 1 :] = [0] * (3 - level)
        number = ".".join(self._parts(level))
        if self.within and level == (0 if self.chapters else 1):
            for kind in self.within:
                self._others.pop(kind, None)
        self.current = ("appendix" if self.appendix else "section", number)
        return number

    def _parts(self, level: int) -> list[str]:
        first = 0 if self.chapters else 1
        numbers = self._sections[first : level + 1]
        if not numbers:
            return [str(self._sections[level])]
        head = chr(ord("A") + (numbers[0] - 1) % 26) if self.appendix and numbers[0] else str(numbers[0])
        return [head, *(str(n) for n in numbers[1:])]

    def start_appendix(self) -> None:
        """Number the following sections by letters."""
        if not self.appendix:
            self.appendix = True
            self._sections = [0, 0, 0, 0]

    def set(self, name: str, value: int) -> None:
        r"""Take over a \\setcounter."""
        if name == "secnumdepth":
            self.depth = value
        elif name in LEVELS and LEVELS[name] >= 0:
            self._sections[LEVELS[name]] = max(0, min(value, 999))
        else:
            self._others[name] = value

    def step(self, kind: str) -> str:
        """Return the next number of an equation, figure, table, algorithm or theorem."""
        self._others[kind] = self._others.get(kind, 0) + 1
        number = str(self._others[kind])
        if kind in self.within:
            number = ".".join([*self._parts(0 if self.chapters else 1), number])
        return number

    def mark(self, text: str, target: tuple[str, str] | None = None) -> None:
        """Note the labels that stand in a piece of source; they mean the target, or the current section."""
        for key in LABEL.findall(text):
            self.labels.setdefault(key.strip(), target or self.current)

    def resolve(self, text: str) -> str:
        """Replace the marks of references by numbers; what no label explains becomes '??'."""
        return _REFERENCE.sub(self._reference, text) if "\ue000" in text else text

    def _reference(self, match: re.Match[str]) -> str:
        style, key = match[1], match[2]
        kind, number = self.labels.get(key, ("", "??"))
        number = number or "??"
        if style == "()":
            return f"({number})"
        if style == "kind" and kind:
            name = _KIND_NAMES.get(kind, kind.capitalize())
            return f"{name} ({number})" if kind == "equation" else f"{name} {number}"
        return number
