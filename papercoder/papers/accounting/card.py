"""The card of a paper: what the state of a run holds of it, its text left in the store."""

from papercoder.papers.markdown import estimate_tokens, render_paper
from state.paper import Paper
from state.value import Json

__all__ = ["count_captions", "paper_card"]


def paper_card(paper: Paper, ref: str) -> Json:
    """Describe the paper for a person who looks at the state; `ref` is its text in the store."""
    text = render_paper(paper)
    return {
        "ref": ref,
        "title": paper.title,
        "source": paper.source.to_json(),
        "sections": [f"[{s.id}] {s.number} {s.title}".replace("  ", " ") for s in paper.sections],
        "characters": len(text),
        "tokens": estimate_tokens(text),
        "captions": count_captions(paper),
        "warnings": list(paper.warnings),
    }


def count_captions(paper: Paper) -> int:
    """Return how many figures of a paper have a caption."""
    return sum(block.kind == "figure" and bool(block.caption) for section in paper.sections for block in section.blocks)
