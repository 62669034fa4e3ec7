"""Which sections requirements are about: those that they cite, else the one of their topic."""

import math
import re
from collections import Counter
from collections.abc import Sequence

from papercoder.papers.markdown import render_section
from state.paper import Paper
from state.plan import Requirement

__all__ = ["cited_sections", "topic_section"]

_WORD = re.compile(r"[A-Za-z][a-z]{3,}")
# How a section is named beside its id; the id is the number behind an s.
_NUMBERED = r"(?:[Ss]ections?|[Ss]ect?\.|§+)\s*"
# Letters by which words count as the same: enough to join plural and verb forms, too many to join other words.
_STEM = 7
# About what two words weigh that a third of the sections have; below it any section would do as well.
_ENOUGH = 2.0


def cited_sections(paper: Paper, requirements: Sequence[Requirement], said: str = "") -> str:
    """Return the sections, verbatim, that requirements cite; for one that cites none, the section of its topic.

    Args:
        paper: The paper.
        requirements: What is asked for.
        said: What somebody says of them; the sections that it names are returned too.
    """
    cited = {r.section or topic_section(paper, r.statement) for r in requirements} | _named(paper, said)
    sections = [render_section(s) for s in paper.sections if s.id in cited]
    if "abstract" in cited:
        sections.insert(0, f"## [abstract] Abstract\n\n{paper.abstract}")
    return "\n\n".join(sections)


def _named(paper: Paper, said: str) -> set[str]:
    """Return the sections that a text names: `s3.2`, `[s3.2]`, or `section 3.2`."""
    ids = (section.id for section in paper.sections) if said else ()
    return {at for at in ids if re.search(_names(at), said)}


def _names(section: str) -> str:
    number = re.escape(section[1:])
    beside = rf"|{_NUMBERED}{number}" if section[:1] == "s" and number else ""
    return rf"(?<![\w.])(?:{re.escape(section)}{beside})(?!\w|\.\d)"


def topic_section(paper: Paper, statement: str) -> str:
    """Return the id of the section whose rare words the statement shares most, or nothing where none stands out."""
    words = {section.id: _stems(render_section(section)) for section in paper.sections}
    seen = Counter(word for own in words.values() for word in own)
    asked = _stems(statement)
    scores = {at: sum(math.log(len(words) / seen[word]) for word in asked & own) for at, own in words.items()}
    best = max(scores, key=lambda at: scores[at], default="")
    return best if scores.get(best, 0.0) >= _ENOUGH else ""


def _stems(text: str) -> set[str]:
    return {word[:_STEM].lower() for word in _WORD.findall(text)}
