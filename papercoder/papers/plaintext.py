"""Plain text: paragraphs by blank lines, headings by their numbers or names."""

import re

from papercoder.errors import PaperError
from papercoder.papers.outline import Heading, Outline, heading_role, level_of, split_number
from papercoder.papers.titles import clean_title
from state.paper import Block, Paper, Place, Source

__all__ = ["read_text"]

_HYPHEN = re.compile(r"(?<=[^\W\d_])-\n[ \t]*(?=[a-zà-ÿ])")
_CJK_BREAK = re.compile(r"(?<=[\u3000-\u9fff\uac00-\ud7af\uff00-\uffef])\n(?=[\u3000-\u9fff\uff00-\uffef])")
_REFERENCE_START = re.compile(r"(?m)^[ \t]*(?:\[\d+\]|\d{1,3}\.)\s+")
_BULLET = re.compile(r"^[ \t]*(?:[-*•·]|\(?\d{1,2}[.)])\s+", re.MULTILINE)


def read_text(text: str, source: Source) -> Paper:
    """Read a plain-text paper: its first paragraph is the title.

    Raises:
        PaperError: there is no text.
    """
    if not text.strip():
        raise PaperError(f"{source.name}: expected the text of a paper, found nothing.", "Give a file that holds text.")
    reader = _Reader()
    for line, paragraph in _paragraphs(text):
        reader.read(line, paragraph)
    title, note = clean_title(reader.title)
    return Paper(
        title=title,
        abstract="\n\n".join(reader.abstract),
        sections=reader.outline.finish(),
        references=tuple(reader.references),
        source=source,
        warnings=(note,) if note else (),
    )


def _paragraphs(text: str) -> list[tuple[int, str]]:
    """Split at blank lines; a heading that stands on the line above its text is split off."""
    found, line = [], 1
    for part in re.split(r"(\n[ \t]*(?:\n[ \t]*)+)", text):
        stripped = part.strip("\n")
        if stripped.strip():
            offset = line + len(part) - len(part.lstrip("\n"))
            first, _, rest = stripped.partition("\n")
            if rest.strip() and _is_heading(first):
                found += [(offset, first), (offset + 1, rest)]
            else:
                found.append((offset, stripped))
        line += part.count("\n")
    return found


def _is_heading(line: str) -> bool:
    line = line.strip()
    # Longer lines are sentences, whatever they begin with.
    if not line or len(line) > 90 or line.endswith((".", ",", ";", "。")):
        return False
    number, title = split_number(line)
    if heading_role(title):
        return True
    return bool(number and title and not title[:1].islower() and len(title.split()) <= 12)


class _Reader:
    def __init__(self) -> None:
        self.outline = Outline()
        self.title = ""
        self.abstract: list[str] = []
        self.references: list[str] = []
        self.mode = "front"

    def read(self, line: int, paragraph: str) -> None:
        flat = " ".join(paragraph.split())
        if "\n" not in paragraph and _is_heading(paragraph) and not self._is_title(flat):
            self.heading(flat)
        # Titles of 250 letters exist; a first paragraph of 300 is text without a title.
        elif not self.title and not self.outline.sections and self.mode == "front" and len(flat) < 300:
            self.title = flat
        else:
            self.paragraph(line, paragraph)

    def _is_title(self, text: str) -> bool:
        """Tell 'A Small Model' on the first line from 'A Details' of an appendix."""
        number, title = split_number(text)
        return not self.title and not self.outline.sections and number.isalpha() and not heading_role(title)

    def heading(self, text: str) -> None:
        number, title = split_number(text)
        role = heading_role(title)
        if role == "abstract" and not number:
            self.mode = "abstract"
        elif role == "references":
            self.mode = "references"
            self.outline.after_references()
        else:
            self.mode = "body"
            self.outline.start(Heading(title, number, level_of(number) if number else 1))

    def paragraph(self, line: int, paragraph: str) -> None:
        joined = _CJK_BREAK.sub("", _HYPHEN.sub("", paragraph))
        if self.mode == "references":
            parts = _REFERENCE_START.split(joined)
            self.references += [" ".join(part.split()) for part in parts if part.strip()]
        elif self.mode == "abstract":
            self.abstract.append(" ".join(joined.split()))
        elif len(_BULLET.findall(paragraph)) > 1 and _BULLET.match(paragraph):
            items = [" ".join(item.split()) for item in _BULLET.split(joined) if item.strip()]
            self.outline.add(Block(kind="list", text="\n".join(f"- {item}" for item in items), place=Place(line=line)))
        else:
            self.outline.add(Block(text=" ".join(joined.split()), place=Place(line=line)))
