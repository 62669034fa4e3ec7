"""The evidence of a value or requirement: the paper's page with the quoted words marked, and the text around them."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from papercoder.errors import PaperError
from papercoder.papers.pdf.marks import page_image, page_marks
from papercoder.papers.quotes import PaperIndex
from papercoder.papers.quoting.passages import Passage, find_passage
from papercoder.papers.sources.arxiv import arxiv_id
from papercoder.runs.folders import run_folder
from papercoder.web.reading.source import runs_of
from papercoder.web.templating import render
from papercoder.web.view import RunView
from state.paper import Paper

__all__ = ["ROUTES"]

# A PDF beyond this is no paper; its pages are not drawn.
_MOST_BYTES = 100_000_000
_KEPT = "paper.pdf"  # as the reader names its copy in the run's folder


@dataclass(frozen=True)
class _Source:
    """What evidence is looked up in; `pdf` is empty where the paper has no pages to show."""

    index: PaperIndex
    quotes: Mapping[str, tuple[str, str]]
    pdf: str


def show_evidence(request: Request) -> Response:
    """Show where the quote of a key or requirement stands."""
    view, name = _view(request), request.query_params.get("name", "")
    source = _source(view)
    quote, section = source.quotes.get(name, ("", "")) if source else ("", "")
    passage = find_passage(source.index, quote, section) if source and quote else None
    marks, trouble = _marks(source, passage) if source and passage else (None, "")
    values = {"run": view.card.id, "name": name, "quote": quote, "passage": passage, "marks": marks, "trouble": trouble}
    arxiv = arxiv_id(source.index.paper.source.name) if source and not source.pdf else ""
    return render(request, "evidence.html", {**values, "read_from": _read_from(source), "arxiv": arxiv})


def show_page(request: Request) -> Response:
    """Return a page of the paper as an image."""
    source = _source(_view(request))
    if source is None or not source.pdf:
        raise HTTPException(404, "The paper of this run has no pages to show.")
    image = _image(source.pdf, request.path_params["page"])
    return Response(image, media_type="image/png", headers={"cache-control": "private, max-age=3600"})


def _marks(source: _Source, passage: Passage) -> tuple[dict[str, Any] | None, str]:
    """Return the size of the page with the boxes of the words, or why there is none."""
    if passage.page is None:
        return None, ""
    if not source.pdf:
        return (
            None,
            "The PDF is not at hand any more, so that its page cannot be shown; the words are from what was read.",
        )
    try:
        return _page_marks(source.pdf, passage.page, passage.words), ""
    except (PaperError, OSError) as error:
        return None, f"The page cannot be drawn: {error}"


def _read_from(source: _Source | None) -> str:
    """Return what was read, where that has no pages."""
    kind = source.index.paper.source.kind if source else ""
    return {"latex": "the paper's LaTeX source", "html": "HTML"}.get(kind, "text")


def _view(request: Request) -> RunView:
    runs = runs_of(request)
    return runs.view(runs.find(request.path_params["run"]))


def _source(view: RunView) -> _Source | None:
    values = view.values
    if not values.get("paper"):
        return None
    entries = (values.get("config") or {}).get("entries", ())
    ledger = (values.get("plan") or {}).get("requirements", ())
    quotes = {e["key"]: (e["quote"], e["section"]) for e in entries}
    quotes |= {r["id"]: (r["quote"], r["section"]) for r in ledger}
    index = _index(view.text(values["paper"]["ref"]))
    return _Source(index, quotes, _pdf_of(view, index.paper))


@lru_cache(maxsize=4)
def _index(text: str) -> PaperIndex:
    return PaperIndex(Paper.from_json(json.loads(text)))


def _pdf_of(view: RunView, paper: Paper) -> str:
    """Return the path of the PDF that was read: the run's copy, else where it was given, if it is the same file."""
    if paper.source.kind != "pdf":
        return ""
    kept = os.path.join(run_folder(view.card.id), _KEPT)
    return next((path for path in (kept, view.card.paper_source) if _is_same(path, paper.source.sha256)), "")


def _is_same(path: str, digest: str) -> bool:
    if not os.path.isfile(path) or os.path.getsize(path) > _MOST_BYTES:
        return False
    return not digest or _digest(path, os.path.getmtime(path)) == digest


@lru_cache(maxsize=8)
def _digest(path: str, _: float) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@lru_cache(maxsize=64)
def _page_marks(path: str, page: int, words: str) -> dict[str, Any]:
    return page_marks(_bytes(path), page, words, name="The paper")


@lru_cache(maxsize=32)
def _image(path: str, page: int) -> bytes:
    return page_image(_bytes(path), page, name="The paper")


def _bytes(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


ROUTES = [
    Route("/runs/{run}/evidence", show_evidence),
    Route("/runs/{run}/pages/{page:int}.png", show_page),
]
