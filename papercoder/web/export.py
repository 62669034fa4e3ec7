"""One run as one HTML file that needs no server, no script and no network."""

import json
import os
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from papercoder.papers.quotes import PaperIndex
from papercoder.papers.quoting.passages import find_passage
from papercoder.web.code import code_lines
from papercoder.web.drawing.edges import edges
from papercoder.web.drawing.picture import draw
from papercoder.web.environment import environment
from papercoder.web.pages.dependants import values_of
from papercoder.web.view import RunView
from state.paper import Paper

__all__ = ["export_html"]

_STATIC = os.path.join(os.path.dirname(__file__), "static")
# A file of a hundred megabytes opens in no browser; the largest repositories seen had 60 files of 600 lines.
_MOST_LINES = 40_000
# The prompts of a run of 40 files are two million characters; with the files a page stays below ten megabytes.
_MOST_CHARACTERS = 5_000_000


@dataclass(frozen=True)
class _Part:
    """A part of prompts; its text is None where the page would grow too large."""

    number: int
    length: int
    text: str | None


def export_html(view: RunView) -> str:
    """Return the page; it holds no key and no path of this machine."""
    index = _paper(view)
    passages = {
        row.requirement.id: find_passage(index, row.requirement.quote, row.requirement.section)
        for row in view.ledger
        if index is not None and row.requirement.quote
    }
    style = "\n".join(_read(name) for name in ("style.css", "code.css"))
    return (
        environment()
        .get_template("export.html")
        .render(
            view=view,
            picture=draw(view.nodes, edges()),
            here="",
            paper_name=os.path.basename(view.card.paper.rstrip("/")),
            style=Markup(style),  # noqa: S704 -- our own two files
            passages=passages,
            files=_files(view),
            values={row.requirement.id: values_of(view.values, row.requirement) for row in view.ledger},
            prompts=_prompts(view),
        )
    )


def _paper(view: RunView) -> PaperIndex | None:
    card = view.values.get("paper")
    return PaperIndex(Paper.from_json(json.loads(view.text(card["ref"])))) if card else None


def _prompts(view: RunView) -> dict[str, _Part]:
    """Return the parts of all prompts by their digests: calls share most of them, so each stands here once."""
    parts: dict[str, _Part] = {}
    left = _MOST_CHARACTERS
    for digest in dict.fromkeys(message.text for call in view.calls for message in call.messages):
        text = view.message(digest)
        left -= len(text)
        parts[digest] = _Part(len(parts) + 1, len(text), text if left >= 0 else None)
    return parts


def _files(view: RunView) -> list[tuple[str, tuple[Any, ...]]]:
    """Return the files with their lines, as many as a browser opens at once; the others are named without lines."""
    shown, left = [], _MOST_LINES
    for path in sorted(view.sources):
        lines = code_lines(path, view.source(path) or "")
        left -= len(lines)
        shown.append((path, lines if left >= 0 else ()))
    return shown


def _read(name: str) -> str:
    with open(os.path.join(_STATIC, name), encoding="utf-8") as file:
        return file.read()
