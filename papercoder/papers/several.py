"""Several files as one paper: the first is the paper, the others are its supplements."""

import hashlib

from state.paper import Account, Block, Paper, Section

__all__ = ["join_papers"]


def join_papers(papers: list[Paper]) -> Paper:
    """Return one paper: the sections of supplements follow as appendices, each file under a heading with its name.

    Args:
        papers: What was read, the paper first.
    """
    first, *more = papers
    sections, references, warnings = list(first.sections), list(first.references), list(first.warnings)
    for number, paper in enumerate(more, start=2):
        sections += _appendix(paper, number)
        references += [entry for entry in paper.references if entry not in references]
        warnings += [f"{paper.source.name}: {warning}" for warning in paper.warnings]
    names = ", ".join(paper.source.name for paper in papers)
    digest = hashlib.sha256("".join(paper.source.sha256 for paper in papers).encode()).hexdigest()
    return first.model_copy(
        update={
            "sections": tuple(sections),
            "references": tuple(references),
            "warnings": tuple(warnings),
            "source": first.source.model_copy(update={"name": names, "sha256": digest}),
            "account": _sum([paper.account for paper in papers]),
        }
    )


def _appendix(paper: Paper, number: int) -> list[Section]:
    """Return the sections of a supplement, their ids marked, one level down under a heading of its own."""
    opening = (Block(text=paper.abstract),) if paper.abstract else ()
    name = paper.title or paper.source.name
    head = Section(id=f"p{number}", title=f"Supplement: {name}", level=1, part="appendix", blocks=opening)
    marked = (
        section.model_copy(
            update={"id": f"p{number}-{section.id}", "level": min(6, section.level + 1), "part": "appendix"}
        )
        for section in paper.sections
    )
    return [head, *marked]


def _sum(accounts: list[Account | None]) -> Account | None:
    """Add the accounts up; lines and words cannot be added, and one that is not kept leaves none for all."""
    known = [account for account in accounts if account is not None]
    if len(known) < len(accounts) or len({account.unit for account in known}) != 1:
        return None
    placed: dict[str, int] = {}
    for account in known:
        for place, count in account.placed.items():
            placed[place] = placed.get(place, 0) + count
    return Account(
        unit=known[0].unit,
        total=sum(account.total for account in known),
        placed=placed,
        restored=sum(account.restored for account in known),
        left_out=tuple(each for account in known for each in account.left_out),
    )
