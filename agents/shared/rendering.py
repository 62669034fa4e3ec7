"""How artifacts look in a prompt."""

import json
from collections.abc import Iterable
from typing import Any

from agents.shared.brief import Brief
from papercoder.papers.markdown import render_section
from state.contract import Contract
from state.plan import Plan, Requirement
from state.value import Json, Value

__all__ = [
    "as_lines",
    "cited_sections",
    "requirement_list",
    "show_answer",
    "show_contract",
    "show_plan",
    "show_promise",
]


def show_plan(plan: Plan) -> str:
    """Return the plan as later agents read it: a quote that was not found is not shown as evidence."""
    data = plan.to_json()
    data["requirements"] = [_show_requirement(r) for r in plan.requirements]
    return as_lines(data)


def requirement_list(requirements: Iterable[Requirement]) -> str:
    """Return requirements as an agent reads them."""
    return as_lines([_show_requirement(r) for r in requirements])


def _show_requirement(requirement: Requirement) -> Json:
    data = requirement.to_json()
    grounding = data.pop("grounding")
    if grounding and grounding["result"] == "not found":
        data.update(quote="", quote_found=False)
    return {key: value for key, value in data.items() if value not in ("", [])}


def cited_sections(brief: Brief, path: str) -> str:
    """Return the sections, verbatim, that the file's requirements cite."""
    cited = {r.section for r in brief.owned(path)}
    sections = [render_section(s) for s in brief.paper.sections if s.id in cited]
    if "abstract" in cited:
        sections.insert(0, f"## [abstract] Abstract\n\n{brief.paper.abstract}")
    return "\n\n".join(sections)


def show_contract(contract: Contract | None) -> str:
    """Return a contract as an agent reads it; empty where there is none."""
    return as_lines(contract.to_json()) if contract else ""


def show_answer(answer: Value) -> str:
    """Return an agent's own answer as it or its critic reads it."""
    return as_lines(answer.to_answer())


def show_promise(contract: Contract) -> str:
    """Return what a contract says to those who call the file: not what it uses and reads itself."""
    data = contract.to_json()
    return as_lines({key: value for key, value in data.items() if value and key not in ("path", "uses", "config_keys")})


def as_lines(data: Any) -> str:
    """Return JSON with one line per field, and one per element of a list of objects."""
    if isinstance(data, list):
        return "[\n" + ",\n".join(_line(item) for item in data) + "\n]"
    fields = [f"{_line(key)}: {as_lines(value) if _is_table(value) else _line(value)}" for key, value in data.items()]
    return "{\n" + ",\n".join(fields) + "\n}"


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
