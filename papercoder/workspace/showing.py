"""How artifacts look in a prompt."""

import json
from collections.abc import Collection, Iterable
from typing import Any

from state.contract import Contract, Obligation
from state.metrics import Metric, key_pattern
from state.parts.obtained import ObtainedData
from state.plan import Plan, Requirement
from state.value import Json, Value

__all__ = [
    "as_lines",
    "numbered",
    "requirement_list",
    "show_agreed",
    "show_answer",
    "show_contract",
    "show_meaning",
    "show_metrics",
    "show_obligations",
    "show_plan",
    "show_promise",
]


_PROMISED = ("obligations", "signatures", "reads", "writes", "amendments")


def show_plan(plan: Plan) -> str:
    """Return the plan as later agents read it: a quote that was not found is not shown as evidence."""
    data = plan.to_json()
    data["requirements"] = [_show_requirement(r) for r in plan.requirements]
    return as_lines({name: _without_empty(value) for name, value in data.items() if value not in ("", [])})


def requirement_list(requirements: Iterable[Requirement]) -> str:
    """Return requirements as an agent reads them."""
    return as_lines([_show_requirement(r) for r in requirements])


def _show_requirement(requirement: Requirement) -> Json:
    data = requirement.to_json()
    grounding = data.pop("grounding")
    if grounding and grounding["result"] == "not found":
        data.update(quote="", quote_found=False)
    return {key: value for key, value in data.items() if value not in ("", [])}


def show_contract(contract: Contract | None) -> str:
    """Return a contract as an agent reads it; empty where there is none."""
    if contract is None:
        return ""
    owed = [o.requirement for o in contract.obligations if _as_the_ledger_says(o, contract)]
    shown = _of_contract(contract, [name for name in Contract.model_fields if name != "of_design"])
    return as_lines(shown | ({"owed_as_the_ledger_says": owed} if owed else {}))


def show_obligations(contract: Contract | None, requirements: Collection[str]) -> str:
    """Return of a contract what its requirements are judged by.

    A program compares signatures, calls and keys; steps and pitfalls say how, which is for the author alone. What was
    settled for several files is no step of one: behind the role, these are the rules that it shares with others.
    """
    if contract is None:
        return ""
    judged = tuple(o for o in contract.obligations if o.requirement in requirements)
    kept = ("obligations", "must_not", "amendments", "facts")
    data = _of_contract(contract.model_copy(update={"obligations": judged}), kept)
    return as_lines({**data, "rules": list(contract.steps[1:])} if contract.of_design and contract.steps[1:] else data)


def show_metrics(plan: Plan) -> str:
    """Return the keys of metrics.json as the author of the entry point reads them: patterns, then what they hold."""
    lines = [key_pattern(metric) + _only(metric) for metric in plan.metrics]
    return "\n".join([*lines, *(f"<{axis.name}>: {', '.join(axis.values)}" for axis in plan.axes)])


def _only(metric: Metric) -> str:
    parts = [f"<{axis.axis}> only {', '.join(axis.only)}" for axis in metric.axes if axis.only]
    return f" ({'; '.join(parts)})" if parts else ""


def show_agreed(shared_knowledge: str, data: Iterable[ObtainedData], path: str, near: Collection[str]) -> str:
    """Return what all files agree on, with how the data lies on disk that the file obtains or has to do with.

    Args:
        shared_knowledge: Of the logic design.
        data: As the architecture plans it.
        path: The file.
        near: Ids of the requirements that the file and its neighbours own.
    """
    layouts = [
        f"- {one.name}: {one.layout}"
        for one in data
        if one.layout and (set(one.requirements) & set(near) or one.command.partition(" ")[0] == path)
    ]
    return "\n".join([shared_knowledge, "", "Data on disk:", *layouts]).strip() if layouts else shared_knowledge


def show_answer(answer: Value) -> str:
    """Return an agent's own answer as it or its critic reads it."""
    return as_lines(answer.to_answer())


def show_promise(contract: Contract) -> str:
    """Return what a contract says to those who call the file: what it offers and means, not how it does that.

    Where the design is the contract, its role says what the file offers, and of the obligations only those count that
    say more than the ledger.
    """
    role = {"role": contract.steps[0]} if contract.of_design else {}
    return as_lines(role | _of_contract(contract, _PROMISED))


def show_meaning(contract: Contract) -> str:
    """Return the rules of a contract: what it does and promises, not what it uses and warns of."""
    kept = ("obligations", "signatures", "config_keys", "reads", "writes", "steps", "must_not", "amendments")
    return as_lines(_of_contract(contract, kept))


def _of_contract(contract: Contract, kept: Collection[str]) -> Json:
    """Return these fields of a contract, without what is empty or says no more than the ledger."""
    said = tuple(o for o in contract.obligations if not _as_the_ledger_says(o, contract))
    data = contract.model_copy(update={"obligations": said}).to_json()
    return {name: _without_empty(data[name]) for name in kept if data[name]}


def _as_the_ledger_says(obligation: Obligation, contract: Contract) -> bool:
    """Say whether an obligation names neither a place inside the file nor more than its requirement."""
    return not obligation.what and obligation.where == contract.path


def _without_empty(value: Any) -> Any:
    """Return a table whose rows, and tables in them, lack what is empty in them; anything else as it is."""
    if not _is_table(value):
        return value
    return [{name: _without_empty(field) for name, field in row.items() if field not in ("", [])} for row in value]


def numbered(text: str) -> str:
    """Return a file with the numbers of its lines, by which findings and verdicts name places."""
    return "\n".join(f"{n:4} {line}" for n, line in enumerate(text.splitlines(), 1))


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
