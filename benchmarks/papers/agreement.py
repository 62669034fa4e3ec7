"""Whether a paper's forms give the same section tree."""

from pathlib import Path

from benchmarks.papers.measures import tokens
from benchmarks.papers.truth import Truth, latex_paper
from papercoder.papers.pdf.read import read_pdf
from state.paper import Paper

__all__ = ["agreements", "share"]


def agreements(truth: Truth) -> dict[str, float]:
    """Return the share of sections that both readings have with the same number, title and level."""
    source = _source(truth)
    if source is None:
        return {}
    pdf = read_pdf(truth.pdf.read_bytes(), truth.pdf.name, sha256="")
    return {"section trees agree, LaTeX and PDF": share(latex_paper(source), pdf)}


def share(one: Paper, other: Paper, *, numbered: bool = False) -> float:
    """Return the share of sections that two readings have in common, all of them or the numbered ones."""
    ours, theirs = (_tree(paper) for paper in (one, other))
    if numbered:
        ours, theirs = ({entry for entry in tree if entry[0]} for tree in (ours, theirs))
    return 2 * len(ours & theirs) / max(1, len(ours) + len(theirs))


def _source(truth: Truth) -> Path | None:
    return next((path for path in (truth.pdf.with_suffix(".tex"),) if path.exists()), None)


def _tree(paper: Paper) -> set[tuple[str, str, int]]:
    return {
        (section.number, " ".join(token for token in tokens(section.title) if token.isalnum()), section.level)
        for section in paper.sections
        if section.title
    }
