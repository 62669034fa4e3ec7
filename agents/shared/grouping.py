"""The sections of a paper in groups of similar size for work side by side, and what came of it as one."""

import re
from collections.abc import Sequence

from papercoder.papers.markdown import estimate_tokens, render_section
from state.paper import Paper
from state.plan import LedgerPart

__all__ = ["is_long", "joined", "section_groups"]

_ID = re.compile(r"\bR[0-9]+\b")
_TOKENS = 3_000
"""About what one group holds: its requirements are some ten, written in the time of a short answer."""
_MOST = 8
"""Groups of one paper: more would find the same facts several times, which the merging call has to sort out."""


_FEW = 3
"""Groups from which on work side by side is quicker than one call: an outline and a merge come before and behind it,
each about as long as the requirements of one group."""


def is_long(paper: Paper) -> bool:
    """Return whether a paper has enough sections that its requirements are written side by side."""
    return len(section_groups(paper)) >= _FEW


def section_groups(paper: Paper) -> list[tuple[str, ...]]:
    """Return the ids of sections that belong together, in reading order, every section with words once.

    The abstract goes with the first group; acknowledgements ask for nothing.
    """
    sizes = [("abstract", estimate_tokens(paper.abstract))] if paper.abstract else []
    sizes += [
        (s.id, estimate_tokens(render_section(s))) for s in paper.sections if s.blocks and s.part != "acknowledgements"
    ]
    total = sum(size for _, size in sizes)
    share = total / min(_MOST, max(1, round(total / _TOKENS)))
    groups: dict[int, list[str]] = {}
    before = 0
    for name, size in sizes:
        groups.setdefault(int((before + size / 2) / share), []).append(name)
        before += size
    return [tuple(names) for names in groups.values()]


def joined(found: Sequence[LedgerPart | BaseException]) -> LedgerPart:
    """Return all parts as one, with ids in the order of the paper, also where sentences name them.

    Raises:
        BaseException: the first part that could not be had.
    """
    parts: list[LedgerPart] = []
    for part in found:
        if isinstance(part, BaseException):
            raise part
        parts.append(_numbered(part, sum(len(before.requirements) for before in parts)))
    return LedgerPart(
        requirements=tuple(requirement for part in parts for requirement in part.requirements),
        objections=tuple(objection for part in parts for objection in part.objections),
    )


def _numbered(part: LedgerPart, before: int) -> LedgerPart:
    """Return a part whose ids go on from those before; its sentences could name no others than its own."""
    ids = {requirement.id: f"R{before + n}" for n, requirement in enumerate(part.requirements, 1)}

    def told(text: str) -> str:
        return _ID.sub(lambda found: ids.get(found[0], found[0]), text)

    return LedgerPart(
        requirements=tuple(
            r.model_copy(update=_said(id=ids[r.id], statement=told(r.statement), must_not=tuple(map(told, r.must_not))))
            for r in part.requirements
        ),
        objections=tuple(
            o.model_copy(update=_said(what=told(o.what), why=told(o.why), instead=told(o.instead)))
            for o in part.objections
        ),
    )


def _said(**fields: str | tuple[str, ...]) -> dict[str, str | tuple[str, ...]]:
    """Return the fields that say something: the others stay unsaid where the part is shown again."""
    return {name: value for name, value in fields.items() if value}
