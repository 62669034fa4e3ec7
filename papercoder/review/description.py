"""The review as Markdown for clients that show a description: what needs a person first, then all values by section."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import JsonValue

from papercoder.review.render import evidence, section_name
from papercoder.review.scalars import flow, safe_text
from state.config import Config, ConfigEntry
from state.objection import Objection
from state.plan import Plan

__all__ = ["describe", "first_decisions"]

# Every sign that begins Markdown or LaTeX in Studio and the chat clients.
_MARKUP = re.compile(r"([\\`*_\[\]|#~$!])")
# Clients draw the whole description at once; what does not fit stands in `yaml`.
_ENTRIES = 250
# As long as `papercoder.review.attention` lets a reason be.
_WHY = 1_200
# As many as are read before values are; `objections` and the report hold the others.
_OBJECTIONS = 12


def describe(  # noqa: PLR0913 -- one argument per thing that a person is shown
    config: Config,
    plan: Plan,
    ranking: Mapping[str, Any],
    *,
    can_reject: bool,
    problem: str = "",
    has_draft: bool = False,
    has_wishes: bool = False,
    run_by_tools: Sequence[str] = (),
    objections: Sequence[Objection] = (),
) -> str:
    """Return the description; text of the paper or of a model cannot form links, images or markup in it.

    Args:
        config: What is reviewed.
        plan: For its title.
        ranking: As `papercoder.review.ranking.ranked.rank` returns it.
        can_reject: Whether it may still be sent back.
        problem: Why the last answer was refused.
        has_draft: Whether `yaml` holds the person's refused text.
        has_wishes: Whether `leave_out` holds what the person leaves out so far.
        run_by_tools: A sentence for each planned file that a tool runs by itself.
        objections: What the agents hold against paper and design, the weightiest first.
    """
    lines = [f"# Review config.yaml: {_plain(plan.title, 200)}", ""]
    lines += _problem(problem, has_draft=has_draft) if problem else []
    lines += _wishes() if has_wishes else []
    lines += [_summary(config), ""]
    lines += _objections("The paper contradicts itself", [o for o in objections if o.kind == "contradiction"])
    lines += _decisions(ranking, {entry.key: entry.value for entry in config.entries})
    lines += _run_by_tools(run_by_tools) if run_by_tools else []
    lines += _objections("What the agents object", [o for o in objections if o.kind != "contradiction"])
    lines += _costs(plan)
    lines += _by_section(config.entries)
    lines += _how(can_reject=can_reject)
    return "\n".join(lines)


def first_decisions(config: Config, ranking: Mapping[str, Any]) -> str:
    """Return what the review begins with, for a client that shows messages and draws a form as an outline.

    Args:
        config: What will be reviewed.
        ranking: As `papercoder.review.ranking.ranked.rank` returns it.
    """
    values = {entry.key: entry.value for entry in config.entries}
    return "\n".join([_summary(config), "", *_decisions(ranking, values)]).rstrip()


def _problem(problem: str, *, has_draft: bool) -> Iterator[str]:
    yield f"**Your last answer was not taken.** {_plain(problem, 2000)}"
    yield ""
    if has_draft:
        yield "`yaml` holds your own text: mend it and send it again. Approving takes the values listed below instead."
        yield ""


def _wishes() -> Iterator[str]:
    yield "`leave_out` holds what you leave out so far. Approving leaves that out."
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


def _decisions(ranking: Mapping[str, Any], values: Mapping[str, JsonValue]) -> Iterator[str]:
    """Yield the decisions of the first screen in full, and one line for each group of the others."""
    first, folded = ranking["first"], ranking["folded"]
    if not first and not folded:
        yield from ("Nothing needs a decision: every value was found in the paper or is this repository's own.", "")
        return
    yield from ("## What to decide", "")
    yield from (_decision(decision, values) for decision in first)
    yield ""
    if folded:
        shown = sum(decision["doubts"] for decision in first)
        yield from (f"### Less weighty ({ranking['doubts'] - shown} of {ranking['doubts']} doubts)", "")
        yield from (f"- {_plain(group['line'], 300)}" for group in folded)
        yield from ("", "Each of them is in `decisions`, under `folded`.", "")


def _decision(decision: Mapping[str, Any], values: Mapping[str, JsonValue]) -> str:
    shown = [values[name] for name in decision["subjects"] if name in values]
    name = _code(decision["title"]) if decision["subjects"] else _plain(decision["title"], 80)
    value = f" = {_code(flow(shown[0]))}" if len(shown) == 1 else ""
    others = ", ".join(f"{_code(a['written'])} ({_plain(a['source'], 60)})" for a in decision["alternatives"])
    why = _plain(" ".join(decision["why"]), _WHY)
    depends = ", ".join([*decision["used_by"][:6], *decision["tables"][:4]])
    tail = f" Other values: {others}." if others else ""
    effect = _plain(f"{decision['effect']}: {depends}" if depends else decision["effect"], 140)
    return f"- {name}{value} ({effect}): {why}{tail}"


def _run_by_tools(notes: Sequence[str]) -> Iterator[str]:
    yield from ("## Planned files that tools run by themselves", "")
    yield from (f"- {_plain(note, 300)}" for note in notes)
    yield from ("", "Look at them before you install the repository or start these tools in its folder.", "")


def _objections(heading: str, objections: Sequence[Objection]) -> Iterator[str]:
    """Yield what was objected, contradictions apart since a person decides them first."""
    if not objections:
        return
    yield from (f"## {heading}", "")
    for o in objections[:_OBJECTIONS]:
        instead = f" Instead: {_plain(o.instead, _WHY)}" if o.instead else ""
        yield f"- {_plain(o.what, _WHY)}: {_plain(o.why, _WHY)}{instead} ({_plain(o.by, 60)})"
    if len(objections) > _OBJECTIONS:
        yield f"- {len(objections) - _OBJECTIONS} more are in `objections`."
    yield ""


def _costs(plan: Plan) -> Iterator[str]:
    if plan.costs:
        yield from ("## What the experiments cost at full size", "")
        for c in plan.costs:
            basis = f" ({_plain(c.basis, 200)})" if c.basis else ""
            yield f"- {_plain(c.experiment, 120)}: {_plain(c.estimate, 160)}{basis}"
        yield ""


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
