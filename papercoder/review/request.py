"""What a person is asked: an HITLRequest of langchain.agents.middleware, readable in any client that knows the form."""

from collections.abc import Mapping, Sequence
from typing import Any

from papercoder.review.attention import attention
from papercoder.review.description import describe
from papercoder.review.left_out import architecture_without, ledger_of
from papercoder.review.ranking.ranked import rank
from papercoder.review.render import evidence
from papercoder.review.scalars import safe_text
from state.architecture import Architecture
from state.config import Config, ConfigEntry
from state.logic import LogicDesign
from state.metrics import key_pattern
from state.objection import Objection
from state.parts.told import Told, ledger_lines
from state.plan import Plan, Requirement

__all__ = ["ACTION", "review_request"]

ACTION = "config_review"
"""Name of the action under review."""

# Three lines in a client; with 300 entries the payload stays below 600 kB, which a test holds.
_QUOTE = 300
# As much of a requirement as a list shows; the whole statement is in the plan.
_STATEMENT = 300
# One page per part of the plan; it is for reading along, not the subject of the question.
_PLAN_TEXT = 3_000
# A design of twenty files draws 12,000 to 16,000; Mermaid's own default limit is 50,000.
_DIAGRAM = 24_000
# `decisions` holds every doubt; this flat list is for programs that read it, the most urgent first.
_POINTS = 100
# Bounds the payload of an endless ledger; those of real papers had 40 to 200.
_REQUIREMENTS = 300
# Files that tools run; more of them are a template copied whole, which the list of files shows.
_TOLD = 40
# A screen or two; the report lists all.
_OBJECTIONS = 40


def review_request(  # noqa: PLR0913 -- one argument per thing that a person is shown
    config: Config,
    plan: Plan,
    architecture: Architecture,
    logic: LogicDesign | None,
    *,
    can_reject: bool,
    problem: str = "",
    draft: str = "",
    leave_out: object = None,
    run_by_tools: Sequence[str] = (),
    objections: Sequence[Objection] = (),
    diagrams: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the payload of the interrupt, plain JSON.

    Args:
        config: What is reviewed.
        plan: For the requirements and for reading along.
        architecture: For owners, and what is left out.
        logic: For open questions.
        can_reject: Whether it may still be sent back to be written again.
        problem: Why the last answer was refused.
        draft: The person's own text that was refused; it stands in `args.yaml` so that nothing typed is lost.
        leave_out: What the person leaves out so far, as it came; it stands in `args.leave_out`.
        run_by_tools: What `papercoder.workspace.designed.files.planned_notes` says of the files.
        objections: What the agents hold against paper and design, the weightiest first.
        diagrams: Mermaid text, `class` and `sequence`; those that the architecture holds where none are given.
    """
    wishes = ledger_of(plan, architecture, leave_out).wishes
    points = attention(config, plan, architecture_without(architecture, wishes), logic)
    ranking = rank(points, config, plan, objections[:_OBJECTIONS])
    told = [safe_text(note, _STATEMENT) for note in run_by_tools[:_TOLD]]
    args = {
        "yaml": draft if problem and draft else config.text,
        "entries": [_entry(entry) for entry in config.entries],
        "decisions": ranking,
        "attention": _limited(points),
        "leave_out": leave_out or {},
        "run_by_tools": told,
        "objections": [_objection(o) for o in objections[:_OBJECTIONS]],
        **_design(plan, architecture),
        "diagrams": {name: _diagram(text) for name, text in (diagrams or _written(architecture)).items()},
    }
    text = describe(
        config, plan, ranking, can_reject=can_reject, problem=problem, has_draft=bool(problem and draft),
        has_wishes=bool(leave_out), run_by_tools=told, objections=objections,
    )  # fmt: skip
    return _request(args, text, ["approve", "edit", *(["reject"] if can_reject else [])])


def _request(args: dict[str, Any], text: str, allowed: list[str]) -> dict[str, Any]:
    return {
        "action_requests": [{"name": ACTION, "args": args, "description": text}],
        "review_configs": [{"action_name": ACTION, "allowed_decisions": allowed}],
    }


def _design(plan: Plan, architecture: Architecture) -> dict[str, Any]:
    """Return what a person reads along with config.yaml."""
    return {
        "left_out": [
            {"requirement": x.requirement, "reason": safe_text(x.reason, _QUOTE)} for x in architecture.left_out
        ],
        "requirements": [_requirement(r, architecture) for r in plan.requirements[:_REQUIREMENTS]],
        "plan": _plan(plan),
    }


def _written(architecture: Architecture) -> dict[str, str]:
    return {"class": architecture.class_diagram, "sequence": architecture.sequence_diagram}


def _objection(objection: Objection) -> dict[str, str]:
    return {name: safe_text(text, _STATEMENT) for name, text in objection.to_json().items()}


def _limited(points: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the points that fit; what is left out is never cut."""
    return [point for at, point in enumerate(points) if at < _POINTS or point["kind"] == "left-out"]


def _entry(entry: ConfigEntry) -> dict[str, Any]:
    found = entry.grounding
    return {
        "key": entry.key,
        "value": entry.value,
        "unit": safe_text(entry.unit, 80),
        "provenance": entry.provenance,
        "evidence": evidence(entry),
        "section": (found.section if found and found.section else entry.section)[:40],
        "quote": safe_text(entry.quote, _QUOTE),
        "quote_found": found.result if found else "not checked",
        "source": safe_text(found.text, _QUOTE) if found and found.result != "not found" else "",
    }


def _requirement(requirement: Requirement, architecture: Architecture) -> dict[str, Any]:
    left_out = any(x.requirement == requirement.id for x in architecture.left_out)
    return {
        "id": requirement.id,
        "kind": requirement.kind,
        "statement": safe_text(requirement.statement, _STATEMENT),
        "status": requirement.status,
        "weight": requirement.weight,
        "section": requirement.section[:40],
        "owner": "left out" if left_out else architecture.owner(requirement.id),
        "quote_found": requirement.grounding.result if requirement.grounding else "not checked",
    }


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "title": safe_text(plan.title, 300),
        "claims": [safe_text(claim, _STATEMENT) for claim in plan.claims[:20]],
        "method": _cut(plan.method, _PLAN_TEXT),
        "data": _told(plan, "data"),
        "experiments": _told(plan, "experiments"),
        "evaluation": _told(plan, "evaluation"),
        "metrics": [{"name": key_pattern(m), "meaning": safe_text(m.meaning, _STATEMENT)} for m in plan.metrics[:50]],
        "costs": [
            {
                "experiment": safe_text(c.experiment, 120),
                "estimate": safe_text(c.estimate, 160),
                "basis": safe_text(c.basis, _QUOTE),
            }
            for c in plan.costs[:40]
        ],
    }


def _told(plan: Plan, about: Told) -> str:
    return _cut(getattr(plan, about) or "\n".join(f"- {line}" for line in ledger_lines(plan, about)), _PLAN_TEXT)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[:limit].rstrip() + " [...]"


def _diagram(text: str) -> str:
    """Return a diagram, or nothing where it is too large to send: half a diagram does not draw."""
    return text if len(text) <= _DIAGRAM else ""
