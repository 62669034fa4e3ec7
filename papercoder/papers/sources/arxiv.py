"""arXiv: ids and links, and the best form of a paper it has: source, then HTML, then PDF."""

import asyncio
import re

from papercoder.errors import PaperError
from papercoder.papers.parse import parse_bytes
from state.paper import Paper

__all__ = ["arxiv_id", "pdf_of", "read_arxiv", "source_of"]

BASE = "https://arxiv.org"

_ID = r"(?:\d{4}\.\d{4,5}|[a-z][a-z-]{1,20}(?:\.[A-Z]{2})?/\d{7})(?:v\d{1,3})?"
_NAMED = re.compile(rf"(?:ar[Xx]iv\s*:\s*)?(?P<id>{_ID})(?:\s*\[[\w.-]+\])?")
_LINK = re.compile(
    rf"(?:https?://)?(?:(?:www\.|export\.|browse\.)?arxiv\.org/(?:abs|pdf|html|e-print|src|format|ps)|"
    rf"ar5iv(?:\.labs\.arxiv)?\.org/(?:abs|html)|(?:dx\.)?doi\.org/10\.48550/ar[Xx]iv\.)/?(?P<id>{_ID})"
    r"(?:\.pdf)?/?(?:[?#]\S*)?"
)


def arxiv_id(text: str) -> str:
    """Return the arXiv id that a name or link stands for, '' if it is neither."""
    text = text.strip()
    match = _NAMED.fullmatch(text) or _LINK.fullmatch(text)
    return match["id"] if match else ""


async def read_arxiv(identifier: str, *, base: str = "", allow_private: bool = False) -> Paper:
    """Fetch and read a paper of arXiv: its LaTeX source if it has one, else its HTML, else its PDF.

    Args:
        identifier: Such as '1706.03762' or '1706.03762v5'.
        base: Address of a mirror; the usual one if empty.
        allow_private: Whether the mirror may stand in a private network.

    Raises:
        PaperError: arXiv has no such paper, does not answer, or none of the forms can be read.
    """
    return await _first_form(identifier, ("e-print", "html", "pdf"), base, allow_private=allow_private)


async def source_of(paper: Paper, *, base: str = "", allow_private: bool = False) -> Paper:
    """Return the LaTeX source, else the HTML, of a PDF that carries an arXiv id; the PDF's reading where there is none.

    Args:
        paper: What was read from the PDF.
        base: Address of a mirror; the usual one if empty.
        allow_private: Whether the mirror may stand in a private network.
    """
    identifier = paper.source.arxiv
    try:
        better = await _first_form(identifier, ("e-print", "html"), base, allow_private=allow_private)
    except PaperError as error:
        note = f"The source of arXiv:{identifier} could not be had, so the PDF was read: {error.message}"
        return paper.model_copy(update={"warnings": (note, *paper.warnings)})
    note = (
        f"Read from the source of arXiv:{identifier}, which the PDF {paper.source.name} carries, and not from the PDF."
    )
    return better.model_copy(update={"warnings": (note, *better.warnings)})


async def pdf_of(identifier: str, *, base: str = "", allow_private: bool = False) -> bytes:
    """Return the PDF of a paper of arXiv.

    Args:
        identifier: Such as '1706.03762'.
        base: Address of a mirror; the usual one if empty.
        allow_private: Whether the mirror may stand in a private network.

    Raises:
        PaperError: arXiv has none, or does not answer.
    """
    from papercoder.papers.sources.fetch import fetch

    return (await fetch(f"{base or BASE}/pdf/{identifier}", allow_private=allow_private)).data


async def _first_form(identifier: str, forms: tuple[str, ...], base: str, *, allow_private: bool) -> Paper:
    # Whoever only asks whether a name is an id is spared the HTTP library, a third of a second on a busy machine.
    from papercoder.papers.sources.fetch import FetchError, fetch

    name = f"arXiv:{identifier}"
    tried: list[str] = []
    for form in forms:
        try:
            answer = await fetch(f"{base or BASE}/{form}/{identifier}", allow_private=allow_private)
            paper = await asyncio.to_thread(parse_bytes, answer.data, name)
        except FetchError as error:
            tried.append(f"{form}: {error.status}")
            continue
        except PaperError as error:
            if "connection failed" in error.message:
                raise
            tried.append(f"{form}: {error.message}")
            continue
        return _named(paper, name, form, tried)
    raise PaperError(
        f"{name}: expected {_named_forms(forms)}, found none that can be read ({'; '.join(tried)}).",
        "Check the id, or give a file.",
    )


def _named_forms(forms: tuple[str, ...]) -> str:
    names = {"e-print": "source", "html": "HTML", "pdf": "PDF"}
    *most, last = (names[form] for form in forms)
    return f"{', '.join(most)} or {last}"


def _named(paper: Paper, name: str, form: str, tried: list[str]) -> Paper:
    source = paper.source.model_copy(update={"name": name})
    notes = [f"Read from arXiv's {form}, because another form failed: {'; '.join(tried)}"] if tried else []
    return paper.model_copy(update={"source": source, "warnings": (*notes, *paper.warnings)})
