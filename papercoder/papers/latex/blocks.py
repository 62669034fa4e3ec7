"""The body of a LaTeX document as sections and blocks, in reading order."""

# ruff: noqa: SIM905  # long lists of words read better as words

import re
from dataclasses import dataclass, field

from papercoder.papers.latex.algorithms import ALGORITHMIC, algorithm_to_text
from papercoder.papers.latex.equations import equation_block
from papercoder.papers.latex.floats import ARGUMENT_LINES, FLOATS, float_blocks
from papercoder.papers.latex.inline import HARD_BREAK, Inline, argument_at, math_end, skip_arguments
from papercoder.papers.latex.lists import LISTS, list_to_text
from papercoder.papers.latex.numbering import LEVELS, Counters
from papercoder.papers.latex.source import TexText, balanced, matched_ends, skip_space
from papercoder.papers.latex.tabular import TABULARS, tabular_to_markdown, tabular_to_text
from papercoder.papers.latex.words import MATH_ENVIRONMENTS, TRANSPARENT_ARGUMENTS
from papercoder.papers.outline import Heading, Outline, heading_role
from state.paper import Block, BlockKind, Place, Section

__all__ = ["BodyReader"]

MAX_DEPTH = 25
"""Environments in environments; deeper ones are arguments of macros that were not understood."""
MAX_FORMULA = 20_000
"""A formula without its end would take the rest of the paper; no display fills ten pages of source."""

_TOKEN = re.compile(
    r"\\\\|\\begin\s*\{(?P<env>[A-Za-z@*]{1,40})\}|\\(?P<head>part|chapter|(?:sub){0,2}section|(?:sub)?paragraph)(?P<star>\*?)"
    r"(?=\s*[\[{])|\\(?P<open>[\[(])|(?P<math>\$\$?)|(?P<appendix>\\appendix(?![A-Za-z]))"
    r"|\\setcounter\s*\{(?P<counter>[A-Za-z]+)\}\s*\{(?P<value>\d{1,4})\}"
    r"|(?P<par>\n[ \t]*\n\s*|\\par(?![A-Za-z])|\\bigskip(?![A-Za-z]))"
    r"|\\verb\*?(?P<fence>[^A-Za-z\s*])|(?P<bib>\\(?:printbibliography|bibliography(?=\s*\{)))|\\."
    r"|(?P<ack>\\acks?(?=\s*\{)|\\acknowledge?ments?(?![A-Za-z])|\\begin\{acks\}|\\section\*?\{\s*\\ackname\s*\})",
    re.DOTALL,
)
_DROPPED = frozenset(
    """tikzpicture pgfpicture picture comment CCSXML filecontents filecontents* keywords IEEEkeywords overpic forest
    circuitikz axis pspicture abstract frontmatter teaserfigure thebibliography""".split()
) - {"frontmatter", "teaserfigure"}
_CODE = frozenset("verbatim verbatim* Verbatim lstlisting minted alltt lstlisting* BVerbatim".split())
_THEOREMS = dict.fromkeys(
    "theorem lemma proposition corollary definition remark assumption claim conjecture example fact observation".split()
)
_PROOFS = {"proof": "Proof"}


@dataclass
class BodyReader:
    r"""Read a body once, from top to bottom.

    Args:
        source: The flattened and expanded body.
        theorems: Environments declared by \\newtheorem and the name they print.
        counters: The document's counters.
    """

    source: TexText
    theorems: dict[str, str] = field(default_factory=dict)
    counters: Counters = field(default_factory=Counters)
    inline: Inline = field(default_factory=Inline)
    outline: Outline = field(default_factory=Outline)
    footnotes: list[tuple[str, Place]] = field(default_factory=list)
    bibliographies: list[str] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _prefix: str = ""
    _start: int = -1
    _waiting: list[Block] = field(default_factory=list)
    _depth: int = 0
    _ends: dict[int, tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.inline.environment = self.environment_text
        self._ends = matched_ends(self.source.text)
        for name in _THEOREMS:
            self.theorems.setdefault(name, name.capitalize())

    def read(self) -> tuple[Section, ...]:
        """Return the sections with every reference resolved."""
        self.span(0, len(self.source.text))
        self.flush()
        return tuple(self._resolved(section) for section in self.outline.finish())

    def span(self, start: int, end: int) -> None:
        """Read part of the text; environments come back here with their body."""
        self._depth += 1
        text, i = self.source.text, start
        while match := _TOKEN.search(text, i, end):
            if match.start() > i:
                self.plain(i, match.start())
            after = self.token(match, end)
            i = after if after > match.start() else match.end()
        self.plain(i, end)
        self._depth -= 1

    def token(self, match: re.Match[str], end: int) -> int:
        """Handle one token and return where reading goes on."""
        if match["env"]:
            return self.environment(match, end)
        if match["head"]:
            return self.heading(match)
        if match["math"] or match["open"]:
            return self.math(match, end)
        if match["par"]:
            self.flush()
        elif match["appendix"]:
            self.flush()
            self.counters.start_appendix()
        elif match["counter"]:
            self.counters.set(match["counter"], int(match["value"]))
        elif match["bib"]:
            return self.bibliography(match)
        elif match["ack"]:
            self.flush()
            self.outline.start(Heading("Acknowledgements"))
        elif match["fence"]:
            close = self.source.text.find(match["fence"], match.end(), end)
            stop = close + 1 if close >= 0 else match.end()
            self.plain(match.start(), stop)
            return stop
        else:
            self.plain(match.start(), match.end())
        return match.end()

    def plain(self, start: int, end: int) -> None:
        """Collect running text for the paragraph at hand."""
        piece = self.source.text[start:end]
        if self._start < 0 and piece.strip():
            self._start = start + len(piece) - len(piece.lstrip())
        self._text.append(piece)

    def flush(self) -> None:
        """End the paragraph; what floated past it follows."""
        source, self._text = "".join(self._text), []
        start, self._start = self._start, -1
        self.counters.mark(source)
        text = self.inline.convert(source) if source.strip() else ""
        if self._prefix and (text or not source.strip()):
            text, self._prefix = (f"{self._prefix} {text}".strip() if text else ""), ("" if text else self._prefix)
        if text:
            for part in text.split("\n\n"):
                self.outline.add(Block(text=part, place=self.source.place(max(0, start))))
        self.notes(start)
        waiting, self._waiting = self._waiting, []
        self.outline.extend(waiting)

    def notes(self, start: int) -> None:
        """Put footnotes behind the block they belong to."""
        notes, self.inline.footnotes = self.inline.footnotes, []
        place = self.source.place(max(0, start))
        self.outline.extend(Block(kind="footnote", text=note, place=place) for note in notes)

    def heading(self, match: re.Match[str]) -> int:
        """Open a section, or begin a paragraph with its run-in heading."""
        self.flush()
        text = self.source.text
        i = skip_space(text, match.end())
        if text[i : i + 1] == "[" and (closed := balanced(text, i, "[]", limit=2000)) > 0:
            i = closed
        title, end = argument_at(text, i)
        plain = " ".join(self.inline.convert(title).split())
        self.inline.footnotes.clear()
        if match["head"].endswith("paragraph"):
            self._prefix = f"**{plain}**" if plain else ""
            return end
        self._prefix = ""
        self.section(match["head"], plain, starred=bool(match["star"]))
        self.counters.mark(title)
        return end

    def section(self, head: str, title: str, *, starred: bool) -> None:
        """Number and open a section."""
        role = heading_role(title)
        if role == "abstract" and not self.outline.sections:
            return
        level = LEVELS[head]
        number = self.counters.section(level, starred=starred)
        depth = max(1, level + (1 if self.counters.chapters else 0))
        if role == "references":
            self.outline.after_references()
        self.outline.start(Heading(title, number, depth, appendix=self.counters.appendix))

    def math(self, match: re.Match[str], end: int) -> int:
        """Keep inline math in the paragraph; end it at display math."""
        text = self.source.text
        fence = match["math"] or {"[": "$$", "(": "\\)"}[match["open"]]
        if match["open"]:
            closing = "\\]" if match["open"] == "[" else "\\)"
            close = text.find(closing, match.end(), min(end, match.end() + MAX_FORMULA))
        else:
            closing, close = fence, math_end(text, match.end(), fence)
        if not 0 <= close <= end:
            self.plain(match.start(), match.end())
            return match.end()
        after = close + len(closing)
        if fence != "$$":
            self.plain(match.start(), after)
            return after
        self.flush()
        self.outline.extend(
            equation_block("displaymath", text[match.end() : close], self.counters, self.source.place(match.start()))
        )
        return after

    def bibliography(self, match: re.Match[str]) -> int:
        """Note which bibliography is printed, and where the list stands."""
        self.flush()
        self.outline.after_references()
        names, end = (
            argument_at(self.source.text, match.end())
            if match[0].endswith("y") and "print" not in match[0]
            else ("", match.end())
        )
        self.bibliographies += [name.strip() for name in names.split(",") if name.strip()]
        return end

    def environment(self, match: re.Match[str], end: int) -> int:
        """Handle an environment according to what it holds."""
        name, text = match["env"], self.source.text
        start, after = self._ends.get(match.end(), (-1, -1))
        plain = name.rstrip("*")
        if start < 0 or after > end or self._depth >= MAX_DEPTH:
            return skip_arguments(text, match.end(), TRANSPARENT_ARGUMENTS.get(plain, 0))
        place = self.source.place(match.start())
        body = text[match.end() : start]
        if plain in MATH_ENVIRONMENTS:
            self.flush()
            self.outline.extend(equation_block(name, body, self.counters, place))
        elif name in _DROPPED:
            self.flush()
            if name == "thebibliography":
                self.outline.after_references()
        elif not self.standalone(name, body, place):
            self.inside(name, match.end(), start)
        return after

    def standalone(self, name: str, body: str, place: Place) -> bool:
        """Turn an environment that is one block into that block."""
        plain = name.rstrip("*")
        if plain in FLOATS:
            blocks = float_blocks(name, body, place, self.inline, self.counters)
            self._waiting += blocks
            self._waiting += self.pending_notes(place)
            if not "".join(self._text).strip():
                self.flush()
            return True
        made = self.made(name, plain, body)
        if made is None:
            return False
        kind, text = made
        self.flush_before()
        if text:
            self.outline.add(Block(kind=kind, text=text, place=place))
        self.outline.extend(self.pending_notes(place))
        return True

    def flush_before(self) -> None:
        """End the paragraph without handing it the notes of the block that follows."""
        notes, self.inline.footnotes = self.inline.footnotes, []
        self.flush()
        self.inline.footnotes = notes + self.inline.footnotes

    def pending_notes(self, place: Place) -> list[Block]:
        """Take the footnotes met since the last block."""
        notes, self.inline.footnotes = self.inline.footnotes, []
        return [Block(kind="footnote", text=note, place=place) for note in notes]

    def made(self, name: str, plain: str, body: str) -> tuple[BlockKind, str] | None:
        """Return the kind and text of a list, table, listing or algorithm."""
        self.counters.mark(body) if plain in LISTS else None
        if plain in LISTS:
            return "list", list_to_text(plain, body, self.inline)
        if name in TABULARS:
            return "table", tabular_to_markdown(name, body, self.inline.convert)
        if name in _CODE:
            return "code", ARGUMENT_LINES.sub("", body).rstrip()
        if plain in ALGORITHMIC:
            return "algorithm", algorithm_to_text(body[skip_arguments(body, 0, 0) :], self.inline.convert)
        return None

    def inside(self, name: str, start: int, end: int) -> None:
        """Read the content of a theorem or of an environment that only arranges."""
        plain, text = name.rstrip("*"), self.source.text
        title = self.theorems.get(plain) or _PROOFS.get(plain)
        if not title:
            if plain == "appendices":
                self.counters.start_appendix()
            self.span(skip_arguments(text, start, TRANSPARENT_ARGUMENTS.get(plain, 0)), end)
            return
        self.flush()
        number = self.counters.step("theorem") if plain not in _PROOFS and name == plain else ""
        note = ""
        if text[start : start + 1] == "[" and (closed := balanced(text, start, "[]", limit=2000)) > 0:
            note, start = f" ({self.inline.convert(text[start + 1 : closed - 1])})", closed
        self._prefix = f"**{title}{' ' + number if number else ''}{note}.**"
        outer, self.counters.current = self.counters.current, (title.lower(), number)
        self.span(start, end)
        self.flush()
        self.counters.current, self._prefix = outer, ""

    def environment_text(self, name: str, body: str) -> str:
        """Return an environment met inside running text (a footnote, a cell, a caption) as text."""
        plain = name.rstrip("*")
        if plain in LISTS:
            return HARD_BREAK + list_to_text(plain, body, self.inline).replace("\n", HARD_BREAK)
        if name in TABULARS:
            return tabular_to_text(body, self.inline.convert)
        if name in _CODE:
            return f"`{' '.join(body.split())}`"
        return "" if name in _DROPPED else self.inline.convert(body)

    def _resolved(self, section: Section) -> Section:
        blocks = tuple(
            b.model_copy(update={"text": self.finish(b.text), "caption": self.finish(b.caption)})
            for b in section.blocks
        )
        return section.model_copy(update={"title": self.finish(section.title), "blocks": blocks})

    def finish(self, text: str) -> str:
        """Resolve references and restore the line ends inside a block."""
        return self.counters.resolve(text).replace(HARD_BREAK, "\n").strip()
