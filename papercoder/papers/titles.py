"""What does not belong to a title or an abstract and stands there in sources made from PDFs."""

# ruff: noqa: RUF001  # the signs themselves are what these tables are about

import re

from papercoder.papers.pdf.words import KEYWORDS

__all__ = ["clean_abstract", "clean_title", "ends_abstract"]

_PERMISSION = re.compile(
    r"^(?:[^.]*\b(?:permission|licen[cs]e[ds]?|attribution|copyright|all rights reserved|preprint)\b[^.]*\.\s+)+",
    re.IGNORECASE,
)
_NOTES = re.compile(
    r"\s[*∗†‡§]\s*(?:Equal|These authors|Work (?:performed|done)|Corresponding|"
    r"Contributed|Co-first|Listing|Joint|Both authors)"
    r"|\s(?:31st|\d+(?:st|nd|rd|th)) Conference on [A-Z]"
)


def clean_title(title: str) -> tuple[str, str]:
    """Take a permission notice off the front of a title.

    Returns:
        The title, and a warning for the person if something was taken away.
    """
    title = " ".join(title.split())
    match = _PERMISSION.match(title)
    if match and match.end() < len(title):
        return title[match.end() :], f"A notice was taken off the front of the title: {match[0].strip()}"
    return title, ""


def clean_abstract(abstract: str) -> str:
    """Cut the author notes that follow the abstract on the first page."""
    match = _NOTES.search(abstract)
    return (abstract[: match.start()] if match and match.start() > 200 else abstract).strip()


def ends_abstract(text: str) -> bool:
    """Tell whether a paragraph under the abstract's heading is no more of it: key words, or a note on the authors."""
    note = _NOTES.match(f" {text}")
    return KEYWORDS.match(text) is not None or note is not None
