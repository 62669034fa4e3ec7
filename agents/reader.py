"""reader: any source of a paper becomes a Paper in the store, figures and unreadable pages as images; asks no model."""

import asyncio
import base64

from typing_extensions import TypedDict

from agents.shared.tools import Tools
from papercoder.errors import PaperError
from papercoder.models.sight import shown_images
from papercoder.papers.accounting.card import paper_card
from papercoder.papers.images.pages import PageImage
from papercoder.papers.images.placed import FigureSpot, read_illustrated
from papercoder.papers.sources.message import paper_asked_for
from papercoder.settings import permissions
from state.channels import Json, State

__all__ = ["ReaderUpdate", "reader"]


class ReaderUpdate(TypedDict):
    """What the reader writes."""

    paper: Json


async def reader(state: State, tools: Tools) -> ReaderUpdate:
    """Read the paper."""
    source = state.get("paper_source", "") or paper_asked_for(state.get("messages", []))
    if not source.strip():
        raise PaperError(
            "A paper was expected under 'paper_source', and nothing came.",
            "Give an arXiv id, a public URL, the paper's text, or a path where files are allowed.",
        )
    if state.get("plan"):
        raise PaperError(
            "This thread already holds a paper and what was made from it.",
            "Start another paper on a new thread; go on with this one by a run without input.",
        )
    allowed = permissions()
    looks = await asyncio.to_thread(shown_images, tools.settings, "figure-reader")
    found = await read_illustrated(
        source,
        images=looks,
        keep=f"{tools.folder}/paper.pdf",
        allow_files=allowed.files,
        allow_private_urls=allowed.private_urls,
        prefer_source=tools.settings.prefer_source,
    )
    card = paper_card(found.paper, await tools.save_text(found.paper.model_dump_json()))
    figures = [await _kept(figure, tools) for figure in found.figures]
    seen: Json = {"figures": figures, "unseen": "; ".join(found.problems) if looks else _unseen(tools)}
    if found.pages:
        seen["pages"] = [await _kept_page(page, tools) for page in found.pages]
    return {"paper": {**card, **seen}}


async def _kept(figure: FigureSpot, tools: Tools) -> Json:
    """Put a figure's image into the store and say where it belongs."""
    ref = await tools.save_text(base64.b64encode(figure.image.png).decode("ascii"))
    image = figure.image
    known = {"label": image.label, "caption": image.caption, "page": image.page, "image": ref}
    return {"section": figure.section, "block": figure.block, **known}


async def _kept_page(page: PageImage, tools: Tools) -> Json:
    """Put the image of a page whose text cannot be used into the store and say which page it is."""
    known = {"label": page.label, "number": page.number, "height": page.height, "dpi": page.dpi}
    return {**known, "image": await tools.save_text(page.png)}


def _unseen(tools: Tools) -> str:
    """Say why no figure is looked at."""
    if tools.settings.figures == "off":
        return "the setting figures is off"
    return "nothing says that the model takes images (figures=all asks it in any case)"
