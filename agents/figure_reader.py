"""figure-reader: what the images of the paper's figures show, and pages whose text cannot be used; side by side."""

import asyncio
import base64

from typing_extensions import TypedDict

from agents.shared.tools import Tools
from papercoder.errors import AnswerError, ProviderError
from papercoder.models.prompt import Image, Prompt
from papercoder.papers.accounting.card import paper_card
from papercoder.papers.child import ended_with_caller
from papercoder.papers.images.pages import page_text, recognised_lines
from papercoder.papers.images.placed import with_readings
from papercoder.papers.images.reading import reading_faults, reading_text
from papercoder.papers.images.splicing import ReadPage, with_pages
from papercoder.papers.images.told import told_pages, unread_reason
from prompts.loader import render
from state.answers.figure import FigureReading
from state.channels import Json, State

__all__ = ["FigureReaderUpdate", "figure_reader"]


class FigureReaderUpdate(TypedDict, total=False):
    """What the figure reader writes; nothing where the paper has no figures and all its text could be used."""

    paper: Json
    figures: Json


async def figure_reader(state: State, tools: Tools) -> FigureReaderUpdate:
    """Have each figure that was cut out described from its image, and each page without usable text transcribed."""
    card = state["paper"]
    figures, captions, pages = card.get("figures", []), card.get("captions", 0), card.get("pages", [])
    if not (captions or pages):
        return {}
    found = await asyncio.gather(
        *(_read(each, tools) for each in figures), *(_read_page(each, tools) for each in pages), return_exceptions=True
    )
    readings, read = {}, {}
    for each, made in zip([*figures, *pages], found, strict=True):
        if isinstance(made, BaseException):
            raise made
        if isinstance(made, ReadPage):
            read[each["label"]] = made
        elif made:
            readings[each["section"], each["block"]] = (each["label"], made)
    told = {"read": len(readings), "captions": captions - len(readings), "reason": unread_reason(card, len(readings))}
    told |= told_pages(pages, read)
    if not (readings or pages):
        return {"figures": told}
    paper = (await tools.settled(state)).paper
    paper = with_readings(paper, readings) if readings else paper
    if pages:
        with ended_with_caller():
            paper = await asyncio.to_thread(with_pages, paper, read)
    ref = await tools.save_text(paper.model_dump_json())
    return {"paper": {**card, **(paper_card(paper, ref) if pages else {"ref": ref})}, "figures": told}


async def _read(figure: Json, tools: Tools) -> str:
    """Return what the image of one figure shows; empty where the model gave no answer that can be used."""
    image = Image("image/png", base64.b64decode(await tools.load_text(figure["image"])))
    schema = FigureReading.schema_text()
    task = render("figure_reader", caption=figure["caption"], image=image.mark, schema=schema)
    prompt = Prompt(render("opening/system"), (), task, (image,))
    try:
        async with tools.slot():
            reading = await tools.client("figure-reader").ask_json(
                prompt, FigureReading, reading_faults, subject=figure["label"]
            )
    except (AnswerError, ProviderError) as error:
        tools.note("figure-reader", f"{figure['label']} gives only its caption: {error.message}")
        return ""
    return reading_text(figure["label"], reading)


async def _read_page(page: Json, tools: Tools) -> ReadPage | None:
    """Return what stands on a page: as the model reads its image, else as tesseract does; None where neither can."""
    data, label = base64.b64decode(await tools.load_text(page["image"])), page["label"]
    image = Image("image/png", data)
    prompt = Prompt(render("opening/system"), (), render("figure_reader/page", page=label, image=image.mark), (image,))
    try:
        async with tools.slot():
            text = await tools.client("figure-reader").ask_text(prompt, page_text, subject=label)
        return ReadPage(page["number"], text)
    except (AnswerError, ProviderError) as error:
        async with tools.slot():
            with ended_with_caller():
                lines = await asyncio.to_thread(recognised_lines, data, label, page["height"], page["dpi"])
        instead = "tesseract reads it" if lines else "it is not read"
        tools.note("figure-reader", f"{label}: {instead}, because no model did: {error.message}")
    return ReadPage(page["number"], lines=lines, height=page["height"]) if lines else None
