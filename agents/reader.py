"""reader: any source of a paper becomes a Paper in the store; asks no model."""

from typing_extensions import TypedDict

from agents.shared.tools import Tools
from papercoder.errors import PaperError
from papercoder.papers.markdown import estimate_tokens, render_paper
from papercoder.papers.read import read_paper
from papercoder.papers.sources.message import paper_asked_for
from papercoder.settings import permissions
from state.channels import Json, State
from state.paper import Paper

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
    paper = await read_paper(
        source,
        allow_files=allowed.files,
        allow_private_urls=allowed.private_urls,
        prefer_source=tools.settings.prefer_source,
    )
    ref = await tools.save_text(paper.model_dump_json())
    return {"paper": _card(paper, ref)}


def _card(paper: Paper, ref: str) -> Json:
    """Describe the paper for a person who looks at the state."""
    text = render_paper(paper)
    return {
        "ref": ref,
        "title": paper.title,
        "source": paper.source.to_json(),
        "sections": [f"[{s.id}] {s.number} {s.title}".replace("  ", " ") for s in paper.sections],
        "characters": len(text),
        "tokens": estimate_tokens(text),
        "warnings": list(paper.warnings),
    }
