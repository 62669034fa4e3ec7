"""Text as one stream of letters and numbers, so that a quote from LaTeX meets the text of a PDF.

Left out are spaces, hyphens, punctuation, markup, citations and footnote marks. Numbers become one spelling between
marks, LaTeX commands and Greek letters become names, ligatures and accents are undone. Every sign of the stream knows
where it came from.
"""

# ruff: noqa: RUF001  # the signs themselves are what these tables are about

# ruff: noqa: SIM905  # long lists of words read better as words

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from papercoder.papers.quoting.numbers import NUMBER, WORDS, canonical, number_value, plain

__all__ = ["NUMBER_MARK", "Stream", "make_stream"]

NUMBER_MARK = "#"

_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψωϵϑϕϱϖ",
        """alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau
        upsilon phi chi psi omega epsilon theta phi rho pi""".split(),
        strict=True,
    )
)
_SIGNS = {
    "√": "sqrt",
    "∞": "infty",
    "∑": "sum",
    "∏": "prod",
    "∫": "int",
    "∇": "nabla",
    "∂": "partial",
    "ℓ": "l",
    "µ": "mu",
    "ı": "i",
}
_COMMANDS = {
    "varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi", "varrho": "rho", "varpi": "pi", "ell": "l",
    "iota": "iota", "leq": "≤", "geq": "≥", "le": "≤", "ge": "≥", "leqslant": "≤", "geqslant": "≥", "lt": "<",
    "gt": ">",
}  # fmt: skip
_SILENT = frozenset(
    """frac dfrac tfrac mathrm mathbf mathit mathsf mathtt mathcal mathbb mathfrak mathscr boldsymbol bm text textrm
    textbf textit texttt textsc mbox hbox operatorname left right big Big bigg Bigg bigl bigr Bigl Bigr quad
    qquad cdot times ldots cdots dots dotsc dotsb vdots ddots limits nolimits displaystyle textstyle scriptstyle
    scriptscriptstyle hat widehat tilde widetilde bar overline underline vec dot ddot mid vert lvert rvert Vert
    lVert rVert label nonumber notag begin end sim approx equiv to rightarrow leftarrow Rightarrow
    Leftrightarrow mapsto cap cup subset subseteq forall exists lfloor rfloor lceil rceil langle rangle top
    prime star ast circ odot oplus otimes pm mp div colon bf rm it sf tt cal emph em ensuremath phantom hspace
    vspace hfill centering small over atop choose binom stackrel overset underset underbrace overbrace array
    cases aligned split tag eqref ref cite citep citet propto in notin ne neq ll gg perp parallel backslash
    setminus land lor neg colorbox textcolor color bfseries itshape normalfont""".split()
)
_CITATION = r"""\[\s*@[^\]]{1,600}\]|\[\s*[1-9]\d{0,2}(?:\s*[,;-]\s*[1-9]\d{0,2})*\s*\](?!\d)
    |\((?=[^()]{0,300}(?:\bet\s+al\b|,\s*(?:19|20)\d\d))[A-Z][^()]{2,400}?(?:19|20)\d\d[a-z]?\)
    |\\cite[a-z]*\*?(?:\[[^\]]*\])*\{[^{}]*\}|~?\\(?:eq)?ref\{[^{}]*\}"""
_TOKEN = re.compile(
    rf"""(?P<citation>{_CITATION})
    |(?P<note>(?:(?<=[^\W\d_]{{3}})|(?<=[.,;:)"”])|(?<=\n)|\A)\s?\^\{{?\d{{1,2}}\}}?(?![\d.]))
    |(?P<space>\\[,;:!\s]|\\(?:begin|end|label|hspace|vspace)\{{[^{{}}]*\}})
    |(?P<escaped>\\[%&$\#_{{}}])
    |\\(?P<command>[A-Za-z]+)
    |(?P<number>{NUMBER.pattern})
    |(?P<word>[^\W\d_]+)
    |(?P<symbol>[√∞∑∏∫∇∂<>≤≥])
    |(?P<rate>%)""",
    re.VERBOSE,
)
_SCALED = re.compile(r"[KMB](?![^\W_])")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_RAISED = {ord(a): b for a, b in zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-", strict=True)}


@dataclass(frozen=True)
class Stream:
    """A text squeezed to what counts.

    Args:
        text: Lower-case letters, and numbers between marks.
        offsets: For each sign of `text`, the character of the source it came from.
        starts: Positions in `text` where a word or number begins.
        source: The text it was made from.
    """

    text: str
    offsets: tuple[int, ...]
    starts: frozenset[int]
    source: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the part of the source that lies behind part of the stream."""
        last = self.offsets[end - 1]
        tail = re.compile(r"[^\W_]*").match(self.source, last + 1) if self.source[last : last + 1].isalnum() else None
        return self.offsets[start], (tail.end() if tail and end < len(self.text) and end in self.starts else last + 1)


def make_stream(text: str, *, by_value: bool = True) -> Stream:
    """Squeeze a text.

    Args:
        text: Markdown, LaTeX or the plain text of a PDF.
        by_value: Write powers of ten by their value; False keeps their digits, as a PDF that lost its superscripts has
            them ('10-9').
    """
    out: list[str] = []
    offsets: list[int] = []
    starts: list[int] = []
    length = 0
    for piece, start, end in _pieces(plain(text), text, by_value=by_value):
        starts.append(length)
        out.append(piece)
        length += len(piece)
        offsets += _spread(len(piece), start, end)
    return Stream("".join(out), tuple(offsets), frozenset([*starts, length]), text)


def _spread(length: int, start: int, end: int) -> list[int]:
    """Give each sign of a piece a place in the source, in step where lengths agree."""
    if length == end - start:
        return list(range(start, end))
    return [min(start + i * (end - start) // length, end - 1) if i < length - 1 else end - 1 for i in range(length)]


def _pieces(folded: str, text: str, *, by_value: bool) -> Iterator[tuple[str, int, int]]:
    """Yield the pieces of the stream with their places."""
    position = 0
    while match := _TOKEN.search(folded, position):
        start, end = match.span()
        position = end
        if match["number"] is not None:
            if by_value and (scaled := _SCALED.match(folded, end)):
                position = end = scaled.end()
            yield from _number(match, end, by_value=by_value)
        elif match["command"] is not None:
            if piece := _command(match["command"]):
                yield piece, start, end
        elif match["word"] is not None:
            yield from _word(text[start:end], start, end)
        elif match["symbol"] is not None:
            yield _SIGNS.get(match["symbol"], match["symbol"]), start, end
        elif match["rate"] or match["escaped"] == "\\%":
            yield "%", start, end


def _command(name: str) -> str:
    if name in _SILENT:
        return ""
    return _COMMANDS.get(name, name.lower())


def _word(word: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield a word; CJK text has no words and is yielded sign by sign."""
    if _WIDE.search(word):
        for index, char in enumerate(word):
            yield unicodedata.normalize("NFKC", char).casefold(), start + index, start + index + 1
        return
    folded = _folded(word)
    if folded == "percent":
        yield "%", start, end
    elif folded in WORDS:
        yield f"{NUMBER_MARK}{canonical(Decimal(WORDS[folded]))}{NUMBER_MARK}", start, end
    elif folded:
        yield folded, start, end


def _folded(word: str) -> str:
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word).casefold()
    return "".join(_GREEK.get(c) or _SIGNS.get(c) or c for c in decomposed if not unicodedata.combining(c))


def _number(match: re.Match[str], end: int, *, by_value: bool) -> Iterator[tuple[str, int, int]]:
    """Yield a number by its value, or its digits one after another where superscripts were lost."""
    start = match.start()
    value = number_value(match)
    power = match["bare"] or match["power"] or match["lost"]
    if value is None or not by_value:
        yield from _digits(match, signed=bool(power), place=start)
    else:
        if end > match.end():
            value = value.scaleb({"K": 3, "M": 6, "B": 9}[match.string[end - 1]])
        yield f"{NUMBER_MARK}{canonical(value)}{NUMBER_MARK}", start, end
    if match["percent"]:
        yield "%", match.end() - 1, match.end()


def _digits(match: re.Match[str], *, signed: bool, place: int) -> Iterator[tuple[str, int, int]]:
    text = re.sub(r"(?<=\d),(?=\d{3})", "", match[0].translate(_RAISED))
    signed = signed or match.string[:place].endswith("10-")
    for part in re.finditer(r"-?\s?\d+(?:\.\d+)?", text):
        digits = part[0].replace(" ", "")
        if signed and part.start() == 0 and match.string[:place].endswith("10-"):
            digits = f"-{digits.lstrip('-')}"
        start = min(place + part.start(), match.end() - 1)
        yield f"{NUMBER_MARK}{digits}{NUMBER_MARK}", start, min(place + part.end(), match.end())
