"""Signs that a page was read wrongly: each is a sentence for a person, and says where to look."""

import re
from itertools import pairwise
from typing import Any

from papercoder.papers.pdf.flow import Flow
from papercoder.papers.pdf.formula.apply import UNCERTAIN
from papercoder.papers.pdf.layer.shapes import Line, Page

__all__ = ["alarms", "garbled"]

_NAMED = 8
"""As many pages or numbers as a warning can name and still be read."""
_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]{3,}")
_VOWEL = re.compile(r"[aeiouy\u00c0-\u024f]", re.IGNORECASE)
_NO_MEANING = re.compile(r"[\ufffd\ue000-\uf8ff]")


def alarms(paper: dict[str, Any], flow: Flow, pages: list[Page], body: float) -> list[str]:
    """Return what is doubtful about a paper read from a PDF.

    Args:
        paper: Title, abstract, sections and references, the blocks with their lines.
        flow: The running lines in the order read.
        pages: The pages, with what is drawn on them.
        body: Size of the running text.
    """
    found = [*_front(paper, flow, body), *_numbers(paper["sections"]), *_order(flow.lines, body)]
    return [*found, *_fractions(paper["sections"], pages), *_meaning(pages)]


def _front(paper: dict[str, Any], flow: Flow, body: float) -> list[str]:
    found = []
    title = [line for line in flow.lines[:60] if line.text and line.text in paper["title"]]
    # Titles are set at least one size larger than the text, or in capitals; bold of the text's size may be anything.
    if title and max(line.size for line in title) < 1.1 * body and not all(line.caps for line in title):
        found.append(f"The title is not set in large type, so it may be another line: '{paper['title'][:60]}'.")
    abstract = paper["abstract"]
    if abstract[:1].islower():
        found.append(f"The abstract begins with a small letter, so its beginning may be lost: '{abstract[:40]} ...'.")
    if abstract and not abstract.rstrip("\u201d\")'* ").endswith((".", "!", "?", "\u3002", "\uff0e", "}", "]")):
        found.append(f"The abstract does not end with a sentence, so its end may be lost: '... {abstract[-40:]}'.")
    return found


def _numbers(sections: list[dict[str, Any]]) -> list[str]:
    """Name numbers that are missing between sections: 3 after 1, or 4.3 after 4.1."""
    numbers = [tuple(each["number"].split(".")) for each in sections if each["number"]]
    present, missing = set(numbers), []
    for number in numbers:
        *front, last = number
        before = (*front, _previous(last))
        if before[-1] and before not in present and ".".join(before) not in missing:
            missing.append(".".join(before))
    if not missing:
        return []
    return [f"Section numbers jump: {_some(missing)} {'is' if len(missing) == 1 else 'are'} not there as headings."]


def _previous(part: str) -> str:
    if part.isdigit():
        return str(int(part) - 1) if int(part) > 1 else ""
    return chr(ord(part) - 1) if part > "A" else ""


def _order(lines: list[Line], body: float) -> list[str]:
    """Name pages whose running text goes up its own column."""
    jumps: dict[int, int] = {}
    # Labels in pictures jump about; lines of text have the text's size and some words.
    text = [line for line in lines if abs(line.size - body) < 0.06 * body and len(line.text.split()) > 3]
    for before, line in pairwise(text):
        same = before.page == line.page and before.column == line.column and before.turned == line.turned
        beside = line.x1 <= before.x0 or line.x0 >= before.x1
        # Three lines up: formulas and their numbers go up by less, and what stands beside may begin higher.
        if same and not beside and line.base - before.base > 3 * max(line.size, before.size):
            jumps[line.page] = jumps.get(line.page, 0) + 1
    # One jump on a page is a float in the middle of the text that was read where it was drawn.
    pages = [page for page, count in jumps.items() if count > 1]
    return [f"The text goes up its column on {_pages(pages)}: its order may be wrong there."] if pages else []


def _fractions(sections: list[dict[str, Any]], pages: list[Page]) -> list[str]:
    """Name pages with fraction bars in display formulas whose text does not show a fraction."""
    bars = {page.number: [*page.rules, *page.bars] for page in pages}
    found: dict[int, int] = {}
    for block in (block for section in sections for block in section["blocks"] if block["kind"] == "equation"):
        shown = "\\frac" in block["text"] or "\\sqrt" in block["text"]
        if shown and UNCERTAIN not in block["text"]:
            continue
        page, (left, bottom, right, top) = block["place"]["page"], block["place"]["box"]
        # The bar may reach a little beyond the signs over and under it; a rule of the page reaches far beyond.
        if any(
            bar[2] - bar[0] < 1.3 * (min(bar[2], right) - max(bar[0], left)) and bottom < bar[1] < top
            for bar in bars.get(page, [])
        ):
            found[page] = found.get(page, 0) + 1
    count = sum(found.values())
    if not count:
        return []
    formulas = "formula has a fraction bar or root" if count == 1 else "formulas have fraction bars or roots"
    return [f"{count} display {formulas} that the text does not show ({_pages(list(found))}): do not rely on them."]


def _meaning(pages: list[Page]) -> list[str]:
    odd = [page.number for page in pages if page.unmapped > max(20, 0.01 * page.characters)]
    if not odd:
        return []
    return [f"Many characters have no meaning in the fonts on {_pages(odd)}: words and signs are missing there."]


def garbled(page: Page) -> bool:
    """Tell a text layer that is wrong: characters without meaning, or words that no one can say."""
    text = " ".join(line.text for line in page.lines)
    # Formulas have some characters without meaning; where every fifth has none the page is not text.
    if len(text) > 200 and len(_NO_MEANING.findall(text)) + page.unmapped > 0.2 * (len(text) + page.unmapped):
        return True
    words = _WORD.findall(text)
    # English, German and French words without a vowel are abbreviations, one in twenty; in a text whose letters are
    # exchanged for others it is every second. Fewer than fifty words are a page of figures.
    return len(words) >= 50 and sum(not _VOWEL.search(word) for word in words) > 0.35 * len(words)


def _pages(numbers: list[int]) -> str:
    return f"page{'s' if len(numbers) > 1 else ''} {_some([str(number) for number in numbers])}"


def _some(names: list[str]) -> str:
    return ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
