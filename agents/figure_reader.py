"""figure-reader: what the images of the paper's figures show, each figure once, side by side."""

import asyncio
import base64

from typing_extensions import TypedDict

from agents.shared.tools import Tools
from papercoder.errors import AnswerError, ProviderError
from papercoder.models.prompt import Image, Prompt
from papercoder.papers.images.placed import with_readings
from papercoder.papers.images.reading import reading_faults, reading_text
from prompts.loader import render
from state.answers.figure import FigureReading
from state.channels import Json, State

__all__ = ["FigureReaderUpdate", "figure_reader"]


class FigureReaderUpdate(TypedDict, total=False):
    """What the figure reader writes; nothing where the paper has no figures."""

    paper: Json
    figures: Json


async def figure_reader(state: State, tools: Tools) -> FigureReaderUpdate:
    """Have each figure that was cut out described from its image."""
    card = state["paper"]
    figures, captions = card.get("figures", []), card.get("captions", 0)
    if not captions:
        return {}
    found = await asyncio.gather(*(_read(each, tools) for each in figures), return_exceptions=True)
    readings = {}
    for figure, text in zip(figures, found, strict=True):
        if isinstance(text, BaseException):
            raise text
        if text:
            readings[figure["section"], figure["block"]] = (figure["label"], text)
    told = {"read": len(readings), "captions": captions - len(readings), "reason": _reason(card, len(readings))}
    if not readings:
        return {"figures": told}
    paper = with_readings((await tools.settled(state)).paper, readings)
    return {"paper": {**card, "ref": await tools.save_text(paper.model_dump_json())}, "figures": told}


async def _read(figure: Json, tools: Tools) -> str:
    """Return what the image of one figure shows; empty where the model gave no answer that can be used."""
    image = Image("image/png", base64.b64decode(await tools.load_text(figure["image"])))
    schema = FigureReading.schema_text()
    task = render("figure_reader", caption=figure["caption"], image=image.mark, schema=schema)
    prompt = Prompt(render("system"), (), task, (image,))
    try:
        async with tools.slot():
            reading = await tools.client("figure-reader").ask_json(
                prompt, FigureReading, reading_faults, subject=figure["label"]
            )
    except (AnswerError, ProviderError) as error:
        tools.note("figure-reader", f"{figure['label']} gives only its caption: {error.message}")
        return ""
    return reading_text(figure["label"], reading)


def _reason(card: Json, read: int) -> str:
    """Return why figures gave only their captions; empty where all were read."""
    if read == card["captions"]:
        return ""
    return card.get("unseen") or "their images could not be cut out of the paper, or were not read"
