"""Check that all text of a LaTeX, HTML or Markdown source stands in the paper, and put back what does not.

The readers of these forms follow the markup, so what they drop they drop with the markup around it. Here the source is
taken apart once more by other means, and each stretch of plain text is looked for in the finished paper.
"""

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from papercoder.papers.accounting.frontmatter import front_reason
from papercoder.papers.outline import heading_role
from state.paper import Account, Block, OmittedText, Paper, Place, Section

__all__ = ["Stretch", "placed"]

_MOST = 1_500_000
"""Letters of a paper up to which every stretch is looked for: a book; more would take longer than reading it."""
_LONG = 12
"""Letters from which a stretch is found by its letters in a row; shorter ones are words that stand anywhere."""
_NAMED = 6
"""As many names as a warning can hold and still be read."""
_LABEL = re.compile(
    r"\s*(?:Fig(?:ure|\.)?|Tab(?:le|\.)?|Alg(?:orithm|\.)?|[A-Z](?:\.\d)*\.?)\s*\d*\s*[.:]?", re.IGNORECASE
)
"""What a caption or heading begins with; the paper writes it in one way, whatever the source has."""
_NO_LETTERS = re.compile(r"[^A-Za-z]+")
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class Stretch:
    """Plain text of the source between two marks.

    Args:
        text: What it says.
        order: Where it stands among the others.
        place: File and line.
        inside: The command, environment or element around it that a reader may not know; for the warning.
        reason: Why it is not text of the paper, if that is known ('a drawing'); looked for all the same.
        sought: What of it is looked for, where it begins or ends in the middle of a word; all of it if None.
    """

    text: str
    order: int
    place: Place | None = None
    inside: str = ""
    reason: str = ""
    sought: str | None = None


class _Finder:
    """Looks for text in the letters of a paper, whatever its markup."""

    def __init__(self, paper: Paper) -> None:
        parts = [("title", paper.title), ("abstract", paper.abstract)]
        for section in paper.sections:
            parts += [("heading", f"{section.number} {section.title}"), ("heading", section.title)]
            parts += [(block.kind, f"{block.caption}\n{block.label}\n{block.text}") for block in section.blocks]
        parts += [("references", entry) for entry in paper.references]
        self.starts: list[int] = []
        self.names = [name for name, _ in parts]
        letters, size = [], 0
        for _, text in parts:
            self.starts.append(size)
            letters.append(_letters(text))
            size += len(letters[-1])
        self.stream = "".join(letters)
        self.words: dict[str, str] = {}
        for name, text in parts:
            for word in _WORD.findall(unicodedata.normalize("NFKC", text).lower()):
                self.words.setdefault(word, name)
        self.at = 0

    def place(self, text: str) -> str:
        """Return what kind of text it stands in, '' if nowhere."""
        letters = _letters(text)
        if heading_role(text.strip(" .:\n")) in {"abstract", "references"}:
            return "heading"
        if len(letters) < _LONG:
            return self._short(_WORD.findall(unicodedata.normalize("NFKC", text).lower()))
        # Most stretches follow the one before, so the search goes on from there first.
        at = self._find(letters)
        if at < 0 and (label := _LABEL.match(text)):
            at = self._find(_letters(text[label.end() :]))
        if at < 0:
            return ""
        self.at = at
        return self.names[bisect_right(self.starts, at) - 1]

    def _find(self, letters: str) -> int:
        at = self.stream.find(letters, self.at, self.at + 20_000)
        return self.stream.find(letters) if at < 0 else at

    def _part(self, word: str) -> str:
        return "paragraph" if len(word) > 3 and word in self.stream else ""

    def _short(self, words: list[str]) -> str:
        """Look for words one by one; four letters of one are enough, for marks may stand inside a word."""
        names = {self.words.get(word) or self._part(word) for word in words}
        return "" if "" in names else max(names, default="paragraph")


def _letters(text: str) -> str:
    if text.isascii():
        return _NO_LETTERS.sub("", text).lower()
    return "".join(char for char in unicodedata.normalize("NFKD", text).lower() if char.isalpha())


def placed(paper: Paper, stretches: Iterable[Stretch], order_of: Callable[[Place], int]) -> Paper:
    """Return the paper with its account, and with the text that was nowhere put back where it stands.

    Args:
        paper: What a reader made of the source.
        stretches: All text of the source in its order.
        order_of: Where a place lies in that order.
    """
    finder = _Finder(paper)
    if len(finder.stream) > _MOST:
        return paper
    counts, lost, left = Counter[str](), list[Stretch](), list[OmittedText]()
    for stretch in stretches:
        words = len(_WORD.findall(stretch.text))
        if not words:
            continue
        if name := finder.place(stretch.text if stretch.sought is None else stretch.sought):
            counts[name] += words
        elif stretch.reason:
            left.append(OmittedText(reason=stretch.reason, text=" ".join(stretch.text.split()), lines=words))
        else:
            lost.append(stretch)
    return _settled(paper, counts, lost, left, order_of)


def _settled(
    paper: Paper, counts: "Counter[str]", lost: list[Stretch], left: list[OmittedText], order_of: Callable[[Place], int]
) -> Paper:
    """Sort out front matter among what is nowhere, put the rest back, and write the account."""
    first = min((order_of(b.place) for s in paper.sections for b in s.blocks if b.place), default=0)
    back: list[list[Stretch]] = []
    for group in _grouped(lost):
        text = " ".join(" ".join(stretch.text.split()) for stretch in group)
        reason = front_reason(text) if group[0].order < first else ""
        # One short word between marks is an argument that was taken for text, or a sign of the markup.
        reason = reason or ("a word between marks" if len(_letters(text)) < 8 and len(text.split()) < 2 else "")
        if reason:
            left.append(OmittedText(reason=reason, text=text, lines=len(_WORD.findall(text))))
        else:
            back.append(group)
    sections, restored = paper.sections, 0
    for group in back:
        text = " ".join(" ".join(stretch.text.split()) for stretch in group)
        restored += len(_WORD.findall(text))
        sections = _with_block(sections, Block(text=text, place=group[0].place), group[0].order, order_of)
    counts["paragraph"] += restored
    total = sum(counts.values()) + sum(each.lines for each in left)
    account = Account(unit="word", total=total, placed=dict(+counts), restored=restored, left_out=tuple(_merged(left)))
    warnings = (*paper.warnings, *_warning(back, restored))
    return paper.model_copy(update={"sections": sections, "account": account, "warnings": warnings})


def _grouped(lost: list[Stretch]) -> list[list[Stretch]]:
    """Join stretches of one place: the words between two marks, and those behind the second."""
    groups: list[list[Stretch]] = []
    for stretch in lost:
        last = groups[-1][-1] if groups else None
        if last is not None and last.inside == stretch.inside and _line(stretch) - _line(last) in {0, 1}:
            groups[-1].append(stretch)
        else:
            groups.append([stretch])
    return groups


def _line(stretch: Stretch) -> int:
    return (stretch.place.line or 0) if stretch.place else 0


def _with_block(
    sections: tuple[Section, ...], block: Block, order: int, order_of: Callable[[Place], int]
) -> tuple[Section, ...]:
    """Put a block behind the last one that stands before it in the source."""
    best = None
    for number, section in enumerate(sections):
        for index, other in enumerate(section.blocks):
            if other.place is not None and order_of(other.place) <= order:
                best = (number, index)
    if best is None:
        return (Section(id="u0", blocks=(block,)), *sections)
    number, index = best
    blocks = sections[number].blocks
    changed = sections[number].model_copy(update={"blocks": (*blocks[: index + 1], block, *blocks[index + 1 :])})
    return (*sections[:number], changed, *sections[number + 1 :])


def _merged(left: list[OmittedText]) -> list[OmittedText]:
    """Join neighbours that were left out for the same reason."""
    merged: list[OmittedText] = []
    for each in left:
        if merged and merged[-1].reason == each.reason:
            text = f"{merged[-1].text} / {each.text}"
            merged[-1] = OmittedText(reason=each.reason, text=text, lines=merged[-1].lines + each.lines)
        else:
            merged.append(each)
    return merged


def _warning(back: list[list[Stretch]], restored: int) -> list[str]:
    if not back:
        return []
    inside = list(dict.fromkeys(group[0].inside for group in back if group[0].inside))
    more = f" and {len(inside) - _NAMED} more" if len(inside) > _NAMED else ""
    where = f" They stand in {', '.join(inside[:_NAMED])}{more}." if inside else ""
    shown = " ".join(back[0][0].text.split()[:8])
    return [f"{restored} words that no rule places were put back where they stand ('{shown} ...').{where}"]
