"""Pages whose text cannot be used, marked in the paper where they stand until somebody has read their images."""

from collections.abc import Iterable
from typing import Any

__all__ = ["WAITING", "insert_waiting", "page_label"]

WAITING = "(This page has no text that can be used, and its image has not been read.)"


def page_label(page: int, name: str) -> str:
    """Return what a page is called, also in a paper of several files."""
    return f"page {page} of {name}"


def insert_waiting(sections: list[dict[str, Any]], pages: Iterable[int], name: str) -> None:
    """Put a mark for each page behind the last block of the pages before it; sections are plain JSON.

    Args:
        sections: As `papercoder.papers.pdf.parse` returns them.
        pages: Numbers from 1.
        name: What the file is called.
    """
    for page in sorted(pages):
        mark = {"kind": "image", "label": page_label(page, name), "text": WAITING, "place": {"page": page}}
        at, index = _spot(sections, page)
        if not sections:
            sections.append({"id": "u1", "blocks": []})
        sections[at]["blocks"].insert(index, mark)


def _spot(sections: list[dict[str, Any]], page: int) -> tuple[int, int]:
    """Return section and index behind the last block of an earlier page; the very beginning where there is none."""
    found = (0, 0)
    for at, section in enumerate(sections):
        for index, block in enumerate(section["blocks"], start=1):
            if ((block.get("place") or {}).get("page") or page) < page:
                found = (at, index)
    return found
