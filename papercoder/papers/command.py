"""What `papercoder parse` prints: the paper as the agents will read it, and how much of everything was found."""

import json
from collections import Counter
from typing import Literal

from papercoder.papers.markdown import estimate_tokens, render_paper
from state.paper import Block, Paper, Section

__all__ = ["describe"]

_KINDS = ("paragraph", "list", "equation", "table", "algorithm", "figure", "code", "footnote")
_PART = {"body": "", "related": "related work", "acknowledgements": "acknowledgements", "appendix": "appendix"}
_PLACES = {"paragraph": "in paragraphs", "list": "in lists", "equation": "in display formulas", "table": "in tables",
           "algorithm": "in algorithms", "figure": "in figures and their captions", "code": "in code",
           "footnote": "in footnotes", "references": "in references", "heading": "in headings",
           "title": "in the title", "abstract": "in the abstract"}  # fmt: skip
_ABSTRACT = 500
"""Enough to recognise the paper by, in six lines of a terminal."""


def describe(paper: Paper, form: Literal["text", "json", "markdown"] = "text") -> str:  # the option's own name
    """Return a paper for the terminal.

    Args:
        paper: The paper.
        form: 'text' is a summary for people; 'json' the whole value; 'markdown' what prompts show.
    """
    if form == "json":
        return json.dumps(paper.to_json(), ensure_ascii=False, indent=2)
    if form == "markdown":
        return render_paper(paper)
    return "\n".join(
        " ".join(line.splitlines())  # a title of several lines must not look like something that was found
        for line in [
            paper.title or "(no title found)",
            "",
            _abstract(paper),
            "",
            *_tree(paper),
            "",
            *_counts(paper),
            *_account(paper),
            *(f"{link.kind.capitalize()} in {link.section}: {link.url}" for link in paper.links),
            *(f"Warning: {warning}" for warning in paper.warnings),
        ]
    )


def _abstract(paper: Paper) -> str:
    if not paper.abstract:
        return "(no abstract found)"
    if len(paper.abstract) <= _ABSTRACT:
        return paper.abstract
    return f"{paper.abstract[:_ABSTRACT].rsplit(' ', 1)[0]} ... ({len(paper.abstract)} characters)"


def _tree(paper: Paper) -> list[str]:
    """Return one line for each section: id, number and title, part, what stands in it, and where it comes from."""
    rows = [
        (
            section.id,
            f"{'  ' * (section.level - 1)}{_name(section)}",
            _PART[section.part],
            _content(section),
            _where(section),
        )
        for section in paper.sections
    ]
    if not rows:
        return ["(no sections found)"]
    widths = [min(60, max(len(row[i]) for row in rows)) for i in range(4)]
    return ["  ".join([*(row[i].ljust(widths[i]) for i in range(4)), row[4]]).rstrip() for row in rows]


def _name(section: Section) -> str:
    return " ".join(part for part in (section.number, section.title) if part) or "(without a heading)"


def _content(section: Section) -> str:
    counts: Counter[str] = Counter(block.kind for block in section.blocks)
    return ", ".join(f"{counts[kind]} {_plural(kind, counts[kind])}" for kind in _KINDS if counts[kind])


def _plural(word: str, count: int) -> str:
    return word if count == 1 or word == "code" else f"{word}s"


def _where(section: Section) -> str:
    """Say where the section's first and last block stand: pages and box, or file and lines."""
    placed = [block for block in section.blocks if block.place is not None]
    if not placed:
        return ""
    first, last = _place(placed[0]), _place(placed[-1])
    return first if first == last else f"{first} to {last}"


def _place(block: Block) -> str:
    place = block.place
    if place is None:
        return ""
    if place.page is not None:
        box = f" ({', '.join(f'{side:.0f}' for side in place.box)})" if place.box else ""
        return f"page {place.page}{box}"
    file = f"{place.file}:" if place.file else ""
    return f"{file}{place.line}" if file else f"line {place.line}"


def _account(paper: Paper) -> list[str]:
    """Say where the source's text went: how much of it stands where, what was left out, and what was put back."""
    account = paper.account
    if account is None:
        return []
    left = Counter[str]()
    for each in account.left_out:
        left[each.reason] += each.lines
    total = f"{account.total} {_plural(account.unit, account.total)} of text"
    places = ", ".join(f"{count} {_PLACES.get(place, place)}" for place, count in account.placed.items())
    reasons = "; ".join(f"{count} {reason}" for reason, count in left.most_common())
    back = f"; {account.restored} of these put back where they stand" if account.restored else ""
    lines = [f"{total}, each in one place: {places}{back}"]
    return [*lines, f"Left out of the paper: {reasons}"] if left else [*lines, "Nothing was left out"]


def _counts(paper: Paper) -> list[str]:
    kinds: Counter[str] = Counter(block.kind for section in paper.sections for block in section.blocks)
    counted = ", ".join(f"{kinds[kind]} {_plural(kind, kinds[kind])}" for kind in _KINDS if kinds[kind]) or "no blocks"
    text = render_paper(paper)
    placed = sum(1 for section in paper.sections for block in section.blocks if block.place is not None)
    total = sum(kinds.values())
    name = paper.source.name or "standard input"
    return [
        f"{len(paper.sections)} sections: {counted}; {len(paper.references)} references",
        f"{len(text)} characters, about {estimate_tokens(text)} tokens without the references",
        f"Read as {paper.source.kind} from {name}; {placed} of {total} blocks with their place",
        f"SHA-256 {paper.source.sha256}" if paper.source.sha256 else "",
    ]
