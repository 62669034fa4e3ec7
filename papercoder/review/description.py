"""The review as Markdown for clients that show a description: what needs a person first, then all values by section."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from papercoder.review.attention import ATTENTION_KINDS
from papercoder.review.render import evidence, section_name
from papercoder.review.scalars import flow, safe_text
from state.config import Config, ConfigEntry
from state.plan import Plan

__all__ = ["describe"]

# Every sign that begins Markdown or LaTeX in Studio and the chat clients.
_MARKUP = re.compile(r"([\\`*_\[\]|#~$!])")
_POINTS_PER_KIND = 25
# Clients draw the whole description at once; what does not fit stands in `yaml`.
_ENTRIES = 250
# As long as `papercoder.review.attention` lets a reason be.
_WHY = 1_200


def describe(
    config: Config,
    plan: Plan,
    points: Sequence[dict[str, Any]],
    *,
    can_reject: bool,
    problem: str = "",
    has_draft: bool = False,
    has_wishes: bool = False,
) -> str:
    """Return the description; text of the paper or of a model cannot form links, images or markup in it.

    Args:
        config: What is reviewed.
        plan: For its title.
        points: As `papercoder.review.attention.attention` returns them.
        can_reject: Whether it may still be sent back.
        problem: Why the last answer was refused.
        has_draft: Whether `yaml` holds the person's refused text.
        has_wishes: Whether `leave_out` holds what the person leaves out so far.
    """
    lines = [f"# Review config.yaml: {_plain(plan.title, 200)}", ""]
    lines += _problem(problem, has_draft=has_draft) if problem else []
    lines += _wishes() if has_wishes else []
    lines += [_summary(config), ""]
    lines += _points(points)
    lines += _by_section(config.entries)
    lines += _how(can_reject=can_reject)
    return "\n".join(lines)


def _problem(problem: str, *, has_draft: bool) -> Iterator[str]:
    yield f"**Your last answer was not taken.** {_plain(problem, 2000)}"
    yield ""
    if has_draft:
        yield "`yaml` holds your own text: mend it and send it again. Approving takes the values listed below instead."
        yield ""


def _wishes() -> Iterator[str]:
    heading = ATTENTION_KINDS["left-out"]
    yield f'`leave_out` holds what you leave out so far. Approving leaves out what is listed under "{heading}".'
    yield ""


def _summary(config: Config) -> str:
    counts: dict[str, int] = defaultdict(int)
    for entry in config.entries:
        counts[_origin(entry)] += 1
    return f"{len(config.entries)} values: " + ", ".join(f"{n} {name}" for name, n in counts.items()) + "."


def _origin(entry: ConfigEntry) -> str:
    if entry.provenance == "reviewer":
        return "set by the reviewer"
    if entry.provenance != "stated" or entry.grounding is None:
        return entry.provenance
    words = {
        "found": "stated",
        "approximate": "stated with an approximate quote",
        "not found": "with a quote not found",
    }
    return words[entry.grounding.result]


def _points(points: Sequence[dict[str, Any]]) -> Iterator[str]:
    if not points:
        yield from ("Nothing needs a decision: every value was found in the paper or is this repository's own.", "")
        return
    yield from ("## What needs you", "")
    for kind, group in groupby(points, key=lambda point: str(point["kind"])):
        listed = list(group)
        yield from (f"### {ATTENTION_KINDS[kind]} ({len(listed)})", "")
        yield from (_point(point) for point in listed[:_POINTS_PER_KIND])
        if len(listed) > _POINTS_PER_KIND:
            yield f"- and {len(listed) - _POINTS_PER_KIND} more, in `attention`"
        yield ""


def _point(point: dict[str, Any]) -> str:
    value = f" = {_code(flow(point['value']))}" if "value" in point else ""
    name = f"{_code(point['key'])}{value}: " if point["key"] else ""
    section = f" ({_plain(point['section'], 40)})" if point.get("section") else ""
    return f"- {name}{_plain(point['why'], _WHY)}{section}"


def _by_section(entries: Sequence[ConfigEntry]) -> Iterator[str]:
    groups: dict[str, list[ConfigEntry]] = defaultdict(list)
    for entry in entries[:_ENTRIES]:
        shown = entry.provenance == "stated" and (entry.grounding is None or entry.grounding.result != "not found")
        place = section_name(entry) if shown else ""
        groups[_plain(place, 60)].append(entry)
    yield from ("## All values by section", "")
    for place, group in sorted(groups.items(), key=lambda item: not item[0]):
        yield f"### {place[:1].upper()}{place[1:]}" if place else "### Not from the paper"
        yield ""
        yield from (_entry(entry) for entry in group)
        yield ""
    if len(entries) > _ENTRIES:
        yield from (f"{len(entries) - _ENTRIES} more are in `yaml`.", "")


def _entry(entry: ConfigEntry) -> str:
    line = f"- {_code(entry.key)} = {_code(flow(entry.value))}: {_plain(evidence(entry), 300)}"
    found = entry.grounding
    if entry.provenance != "stated" or found is None or found.result == "not found":
        return line
    return f"{line}: {_code(found.text)}"


def _how(*, can_reject: bool) -> Iterator[str]:
    yield from ("## How to answer", "")
    yield "- **Approve** to go on with these values."
    yield "- **Edit** `yaml`, the whole text, or the values in `entries`; keys and types are checked."
    yield '- **Leave out** a requirement with `{"R12": "reason"}` in `leave_out`; README and TRACE will say so.'
    if can_reject:
        yield "- **Reject** (in Agent Inbox: respond) with a reason to have it written again."
    shapes = '`{"set": {"training.lr": 3e-4}}`, `{"yaml": "..."}`, `{"leave_out": {"R12": "reason"}}`'
    yield f'- A program may send {shapes}, or "abort", which keeps the run.'


def _plain(text: str, limit: int) -> str:
    """Escape markup; not every reader of Markdown knows a backslash before `<`."""
    clean = safe_text(text, limit).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKUP.sub(r"\\\1", clean)


def _code(text: str) -> str:
    clean = safe_text(text, 160) or "(empty)"
    longest = max((len(run) for run in re.findall("`+", clean)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {clean} {fence}" if longest else f"`{clean}`"
