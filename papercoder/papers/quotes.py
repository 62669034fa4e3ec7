"""Find the quotes a model gives in the paper's own text: exactly, nearly, or not at all.

A quote is compared as a stream of letters and numbers (see `papercoder.papers.quoting.stream`), so line breaks,
ligatures, hyphenation and LaTeX against PDF text do not matter. What changes the meaning does: a number, a negation, a
word, or two sentences joined that do not stand together.
"""

# ruff: noqa: RUF001  # the signs themselves are what these tables are about

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from papercoder.papers.pdf.formula.apply import UNCERTAIN_ROW
from papercoder.papers.quoting.stream import NUMBER_MARK, Stream, make_stream
from papercoder.papers.quoting.torn import tear_thousands
from papercoder.papers.quoting.values import NEGATION, holds_value
from state.grounding import Grounding
from state.paper import Paper, Section

__all__ = ["ABSTRACT", "PaperIndex", "holds_value", "section_text"]

ABSTRACT = "abstract"
"""Section id under which quotes from the abstract are found; `TITLE` is the title's."""
TITLE = "title"

MIN_FUZZY = 24
"""Shorter quotes must be found exactly: nearly everything resembles a few letters."""
CUTOFF = 88.0
"""Of 100, where a candidate is looked at: a little under `NEAR`, for its ends are cut anew before it is judged."""
NEAR = 90.0
"""Of 100, for a quote to pass as approximate: at 94 the small slips of the tests (a dropped word, a changed ending)
fail; what changes the meaning is refused by rules of its own, whatever the score."""
MAX_OMITTED = 14
"""Letters of the paper that a quote may leave out at one place."""

_ELLIPSIS = re.compile(r"(?:(?<!\s)\s++)?(?:[\[(]\s*+)?(?:\.\s?\.\s?\.|…|\\l?dots)\s*+[\])]?\s*+")
_NUMBERS = re.compile(rf"{NUMBER_MARK}[^{NUMBER_MARK}]*{NUMBER_MARK}%?")
_COMPARISONS = re.compile(r"[<>≤≥]")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_BRACKETS = re.compile(r"\[\s*(\d[\d\s,;–-]*)\]")
_PREFIXES = frozenset({"un", "in", "im", "ir", "il", "non", "dis", "de", "anti", "mis"})
_MATH = frozenset({"sqrt", "sum", "prod", "int", "frac", "t", "top", "mathrm", "p", "r"})
# The number of an equation, which prompts show behind it.
_LABEL = re.compile(r"(?<=\S)\s+\([A-Z]?\.?\d{1,3}[a-z]?\)$")
_QUOTES = "\"'“”‘’«»„`*_ \n\t"


def section_text(section: Section) -> str:
    """Return the text that offsets into a section count in: captions and texts of its blocks, a blank line between."""
    return "\n\n".join(part for block in section.blocks for part in (block.caption, block.text) if part)


@dataclass
class _Place:
    """A section's text with its two streams, made when first needed."""

    id: str
    text: str
    section: Section | None = None

    @cached_property
    def by_value(self) -> Stream:
        return make_stream(self.text)

    @cached_property
    def by_digits(self) -> Stream:
        return make_stream(self.text, by_value=False)


@dataclass
class PaperIndex:
    """A paper prepared for looking up quotes; build it once."""

    paper: Paper
    _places: list[_Place] = field(init=False)
    _images: list[_Place] = field(init=False)

    def __post_init__(self) -> None:
        sections = [
            _Place(s.id, f"{s.title}\n\n{section_text(s)}" if not s.blocks else _part(s, images=False))
            for s in self.paper.sections
        ]
        front = [_Place(ABSTRACT, self.paper.abstract), _Place(TITLE, self.paper.title)]
        seen = {{"title": TITLE, "abstract": ABSTRACT}[name] for name in self.paper.from_image}
        self._places = [*sections, *(place for place in front if place.id not in seen)]
        images = [
            _Place(s.id, _part(s, images=True), s)
            for s in self.paper.sections
            if any(block.kind == "image" for block in s.blocks)
        ]
        self._images = [*images, *(place for place in front if place.id in seen)]

    def locate(self, quote: str, section: str = "") -> Grounding:
        """Find a quote, first in the section it is said to stand in, then everywhere.

        Args:
            quote: The words as the model gives them.
            section: The section id the model gives; '' if none.

        Returns:
            'found' where the words stand there up to notation, 'approximate' where a few letters differ or words are
            left out (marked by an ellipsis or not), else 'not found'. What a model read from an image is looked at
            last, and such a result names the image.
        """
        quote = quote.strip(_QUOTES)
        if not re.search(r"\w", quote):
            return Grounding(result="not found")
        places = sorted(self._places, key=lambda p: p.id != section)
        others = dict.fromkeys(other for other in (tear_thousands(quote), _LABEL.sub("", quote)) if other != quote)
        return (
            _in_places(quote, places)
            or next((found for other in others if (found := _in_places(other, places))), None)
            or _in_images(quote, sorted(self._images, key=lambda p: p.id != section))
            or Grounding(result="not found")
        )


def _part(section: Section, *, images: bool) -> str:
    """Return the section's text with either the words read from images or all others blanked; offsets stay."""
    parts = [
        part.replace(UNCERTAIN_ROW, " " * len(UNCERTAIN_ROW)) if (block.kind == "image") is images else " " * len(part)
        for block in section.blocks
        for part in (block.caption, block.text)
        if part
    ]
    return "\n\n".join(parts)


def _in_places(quote: str, places: list[_Place]) -> Grounding | None:
    return _exact(quote, places) or _in_parts(quote, places) or _nearest(quote, places)


def _in_images(quote: str, places: list[_Place]) -> Grounding | None:
    """Find a quote in what a model read from images, and name the image."""
    found = _in_places(quote, places) if places else None
    if found is None:
        return None
    section = next(place.section for place in places if place.id == found.section)
    block = section.block_at(found.offset) if section else None
    return found.model_copy(update={"image": (block.label if block else "") or ("a figure" if section else "its page")})


def _exact(quote: str, places: list[_Place]) -> Grounding | None:
    for by_value in (True, False):
        wanted = make_stream(quote, by_value=by_value)
        if not wanted.text:
            return None
        for place in places:
            stream = place.by_value if by_value else place.by_digits
            for start in _occurrences(wanted.text, stream):
                found = _grounding("found", place.id, stream, start, start + len(wanted.text), 100.0)
                if _same_brackets(quote, found.text):
                    return found
    return None


def _occurrences(wanted: str, stream: Stream) -> Iterator[int]:
    """Yield where the words stand as whole words and whole numbers, percent sign included."""
    start = stream.text.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        cut_percent = wanted.endswith(NUMBER_MARK) and stream.text[end : end + 1] == "%"
        if start in stream.starts and end in stream.starts and not cut_percent:
            yield start
        start = stream.text.find(wanted, start + 1)


def _grounding(result: str, section: str, stream: Stream, start: int, end: int, score: float) -> Grounding:
    first, last = stream.span(start, end)
    return Grounding.model_validate(
        {
            "result": result,
            "section": section,
            "offset": first,
            "score": round(score, 1),
            "text": stream.source[first:last],
        }
    )


def _same_brackets(quote: str, text: str) -> bool:
    """Compare '[0, 10]' in quote and text: the stream leaves such brackets out, because most are citations."""
    ours, theirs = _BRACKETS.findall(quote), _BRACKETS.findall(text)
    if len(ours) != len(theirs):
        return True
    return all(re.findall(r"\d+", a) == re.findall(r"\d+", b) for a, b in zip(ours, theirs, strict=True))


def _in_parts(quote: str, places: list[_Place]) -> Grounding | None:
    """Find a quote with an ellipsis: each part exactly, in order, in one section."""
    parts = [part for part in _ELLIPSIS.split(quote) if re.search(r"\w", part)]
    if len(parts) < 2 or any(len(make_stream(part).text) < 8 for part in parts):
        return None
    for place in places:
        stream, position, starts, end = place.by_value, 0, [], 0
        for part in parts:
            wanted = make_stream(part).text
            start = next((s for s in _occurrences(wanted, stream) if s >= position), -1)
            if start < 0:
                break
            starts.append(start)
            position = end = start + len(wanted)
        if len(starts) == len(parts) and _no_negation_between(stream, starts, parts):
            return _grounding("approximate", place.id, stream, starts[0], end, 95.0)
    return None


def _no_negation_between(stream: Stream, starts: list[int], parts: list[str]) -> bool:
    """An ellipsis must not swallow a 'not', nor more than a few sentences."""
    ends = [start + len(make_stream(part).text) for start, part in zip(starts, parts, strict=True)]
    for end, following in zip(ends[:-1], starts[1:], strict=True):
        between = stream.source[stream.offsets[end - 1] + 1 : stream.offsets[following]]
        if len(between) > 800 or NEGATION.search(between):
            return False
    return True


def _nearest(quote: str, places: list[_Place]) -> Grounding | None:
    """Find the most similar passage and keep it only if what differs cannot change the meaning."""
    from rapidfuzz import fuzz

    wanted = make_stream(quote)
    if len(wanted.text) < MIN_FUZZY:
        return None
    best: tuple[float, _Place, int, int] | None = None
    for place in places:
        stream = place.by_value
        if len(stream.text) < len(wanted.text) // 2:
            continue
        match = fuzz.partial_ratio_alignment(wanted.text, stream.text, score_cutoff=CUTOFF)
        if match is None or match.dest_end <= match.dest_start:
            continue
        start, end = _whole_pieces(stream, match.dest_start, match.dest_end)
        score = _accept(quote, wanted.text, stream, start, end)
        if score is not None and (best is None or score > best[0]):
            best = (score, place, start, end)
    if best is None:
        return None
    score, place, start, end = best
    return _grounding("approximate", place.id, place.by_value, start, end, score)


def _whole_pieces(stream: Stream, start: int, end: int) -> tuple[int, int]:
    """Widen a passage to whole words and numbers."""
    while start > 0 and start not in stream.starts:
        start -= 1
    while end < len(stream.text) and end not in stream.starts:
        end += 1
    return start, end


def _accept(quote: str, wanted: str, stream: Stream, start: int, end: int) -> float | None:
    """Return the similarity of quote and passage, None if a difference may change the meaning."""
    from rapidfuzz.distance import Indel

    passage = stream.text[start:end]
    ours, theirs = _NUMBERS.findall(wanted), _NUMBERS.findall(passage)
    first, last = stream.span(start, end)
    source = stream.source[first:last]
    if not _kept_in_order(ours, theirs) or len(theirs) > len(ours) + 1:
        return None
    if _COMPARISONS.findall(wanted) != _COMPARISONS.findall(passage):
        return None
    if len(NEGATION.findall(quote)) != len(NEGATION.findall(source)) or not _same_brackets(quote, source):
        return None
    opcodes = Indel.opcodes(wanted, passage)
    differences = list(
        _differences(wanted, passage, [(o.tag, o.src_start, o.src_end, o.dest_start, o.dest_end) for o in opcodes])
    )
    if not all(_harmless(a, b) for a, b in differences):
        return None
    changed = sum(max(len(a), len(b)) for a, b in differences)
    score = 100.0 * (1 - changed / max(len(wanted), len(passage)))
    return score if score >= NEAR else None


def _kept_in_order(ours: list[str], theirs: list[str]) -> bool:
    rest = iter(theirs)
    return all(number in rest for number in ours)


def _differences(wanted: str, passage: str, opcodes: list[tuple[str, int, int, int, int]]) -> Iterator[tuple[str, str]]:
    """Yield what stands only in the quote and what stands only in the passage, neighbouring edits taken together."""
    ours = theirs = ""
    for tag, a, b, c, d in opcodes:
        if tag == "equal" and b - a > 1:
            if ours or theirs:
                yield ours, theirs
            ours = theirs = ""
        elif tag != "equal" or ours or theirs:
            ours, theirs = ours + wanted[a:b], theirs + passage[c:d]
    if ours or theirs:
        yield ours, theirs


def _harmless(ours: str, theirs: str) -> bool:
    """Tell whether one difference leaves the meaning alone: a letter, a short word left out, a sign of math."""
    ours, theirs = (re.sub(rf"[{NUMBER_MARK}\d.%-]", "", part) for part in (ours, theirs))
    if ours in _MATH or theirs in _MATH or ours == theirs:
        return len(ours) <= 4 and len(theirs) <= 4
    if ours in _PREFIXES or theirs in _PREFIXES or _WIDE.search(ours + theirs):
        return False
    if ours and theirs:
        return len(ours) == len(theirs) == 1
    return len(ours) <= 2 and len(theirs) <= MAX_OMITTED
