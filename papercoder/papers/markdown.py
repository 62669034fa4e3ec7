"""A paper as Markdown for prompts and people: whole, one section, or as much as fits a window."""

import re
from collections.abc import Callable

from papercoder.errors import PaperError
from state.paper import Block, Paper, Section

__all__ = ["as_markdown", "estimate_tokens", "fit_paper", "render_block", "render_paper", "render_section"]

_WIDE = re.compile(r"[\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]")
_MARKS = {"acknowledgements": " (acknowledgements)", "appendix": " (appendix)", "related": "", "body": ""}


def estimate_tokens(text: str) -> int:
    """Estimate tokens without a tokenizer: four characters each, but one for each CJK character."""
    wide = len(_WIDE.findall(text))
    return wide + (len(text) - wide + 3) // 4


def render_block(block: Block) -> str:
    """Return a block as Markdown, its caption first."""
    if block.kind == "figure":
        return "\n".join(part for part in (f"[{block.caption}]" if block.caption else "", block.text) if part)
    if block.kind == "footnote":
        return f"(Footnote: {block.text})"
    if block.kind == "equation":
        return f"{block.text} ({block.label})" if block.label else block.text
    if block.kind in {"code", "algorithm"} and block.text:
        return "\n".join(part for part in (block.caption, f"```\n{block.text}\n```") if part)
    return "\n\n".join(part for part in (block.caption, block.text) if part)


def render_section(section: Section) -> str:
    """Return a section under a heading that carries its id: '## [s3.2] 3.2 Attention'."""
    name = " ".join(part for part in (section.number, section.title) if part)
    heading = f"{'#' * section.level} [{section.id}] {name}".rstrip() + _MARKS[section.part]
    return "\n\n".join([heading, *(text for block in section.blocks if (text := render_block(block)))])


def as_markdown(paper: Paper) -> str:
    """Return the paper as a source that a reader takes: its headings without our ids."""
    return re.sub(r"^(#+) \[[A-Za-z][\w.]*\] ?", r"\1 ", render_paper(paper), flags=re.MULTILINE)


def render_paper(paper: Paper, *, without: frozenset[str] = frozenset()) -> str:
    """Return title, abstract and sections; the reference list is never part of it.

    Args:
        paper: The paper.
        without: Ids of sections to leave out.
    """
    parts = [f"# {paper.title}" if paper.title else ""]
    if paper.abstract:
        parts.append(f"# [abstract] Abstract\n\n{paper.abstract}")
    parts += [render_section(section) for section in paper.sections if section.id not in without]
    return "\n\n".join(part for part in parts if part)


def fit_paper(paper: Paper, max_tokens: int) -> tuple[str, tuple[str, ...]]:
    """Render as much of the paper as fits, dropping whole sections only.

    Left out in this order, until the rest fits: references (always), acknowledgements, related work, appendices from
    the last to the first. A section is dropped with its subsections and never cut.

    Args:
        paper: The paper.
        max_tokens: Room for the text, in estimated tokens.

    Returns:
        The text, and one note for each thing left out, in words for the planner and the report.

    Raises:
        PaperError: the body alone does not fit.
    """
    notes = [f"References left out ({len(paper.references)} entries)."] if paper.references else []
    dropped: set[str] = set()
    text = render_paper(paper)
    for group in _groups(paper.sections):
        if estimate_tokens(text) <= max_tokens:
            break
        dropped |= {section.id for section in group}
        notes.append(_note(group))
        text = render_paper(paper, without=frozenset(dropped))
    needed = estimate_tokens(text)
    if needed > max_tokens:
        raise PaperError(
            f"{paper.source.name or paper.title}: the body of the paper needs about {needed} tokens, "
            f"and there is room for {max_tokens}.",
            "Choose a model with a larger context window, or give a shorter version of the paper.",
        )
    return text, tuple(notes)


def _note(group: list[Section]) -> str:
    first = group[0]
    kind = {"acknowledgements": "Acknowledgements", "related": "Related work", "appendix": "Appendix"}[first.part]
    names = ", ".join(f"[{s.id}] {s.title}".rstrip() for s in group)
    return f"{kind} left out because the paper does not fit: {names}."


def _groups(sections: tuple[Section, ...]) -> list[list[Section]]:
    acknowledgements = _trees(sections, lambda s: s.part == "acknowledgements")
    related = _trees(sections, lambda s: s.part == "related")
    appendices = _trees(sections, lambda s: s.part == "appendix")
    return [*acknowledgements, *related, *reversed(appendices)]


def _trees(sections: tuple[Section, ...], wanted: Callable[[Section], bool]) -> list[list[Section]]:
    """Group sections of a part with their subsections."""
    trees: list[list[Section]] = []
    following = False
    for section in sections:
        if not wanted(section):
            following = False
            continue
        if following and section.level > trees[-1][0].level:
            trees[-1].append(section)
        else:
            trees.append([section])
        following = True
    return trees
