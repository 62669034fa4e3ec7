"""How much shorter answers are in the forms that are asked for now: measured on the recorded example, form by form.

No recorded call answers in these forms. What a form leaves to the program is taken out of the recorded answer, and what
it asks for in its place is made of the same answer, so that each share can be counted again from benchmarks/recorded.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence

from benchmarks.cost.brief import brief_contracts
from benchmarks.cost.calls_of_run import compact_calls
from benchmarks.cost.known import known_share
from papercoder.models.recorded.call import Call
from state.config import ConfigDraft
from state.value import Json

__all__ = ["FORMS", "brief_contracts_of", "found_share", "own_shares", "shorter_shares"]


def shorter_shares(calls: Sequence[Call]) -> dict[str, float]:
    """Return by agent the length of its first answers in the form of today, as a share of the recorded one.

    Of a contract, as a share of what is left of it without what `known_share` counts.
    """
    shares = {name: _share(calls, _WHO.get(name, name), form) for name, form in FORMS.items()}
    contracts = [json.loads(call.answer) for call in calls if call.agent == "analyst"]
    brief = sum(map(_length, brief_contracts_of(calls))) / sum(map(_length, contracts))
    return shares | {"analyst": brief / (1 - known_share(calls))}


def own_shares(calls: Sequence[Call], former: Mapping[str, float]) -> dict[str, float]:
    """Return by agent how much longer than today's form its answers are; 1 where they have that form.

    They have it where the form takes less than half of what it takes from the former recording: the rest are words that
    an author wrote although nobody asked for them.
    """
    asked = [name for name in FORMS if any(call.agent == _WHO.get(name, name) for call in calls)]
    shares = {name: _share(calls, _WHO.get(name, name), FORMS[name]) for name in asked}
    return {name: share if 1 - share > (1 - former[name]) / 2 else 1.0 for name, share in shares.items()}


def found_share(calls: Sequence[Call]) -> float:
    """Return the share of all critiques that says what is wrong: what is left where a change is an edit."""
    return _share(calls, "critic", _without_changes)


def brief_contracts_of(calls: Sequence[Call]) -> list[Json]:
    """Return the recorded contracts in their brief form."""
    answers = {call.agent: json.loads(call.answer) for call in calls if call.agent in ("planner", "logic-designer")}
    contracts = [json.loads(call.answer) for call in calls if call.agent == "analyst"]
    return list(brief_contracts(answers["planner"], answers["logic-designer"], contracts))


def _share(calls: Sequence[Call], agent: str, form: Callable[[Json], Json]) -> float:
    read = [json.loads(call.answer) for call in calls if call.agent == agent and call.subject != "revision"]
    answers = [answer for answer in read if "edits" not in answer]
    return sum(_length(form(answer)) for answer in answers) / sum(_length(answer) for answer in answers)


def _without_changes(review: Json) -> Json:
    """Return a critique as one that mends it has it: without what is to change, and how grave that is."""
    told = [{name: issue[name] for name in ("where", "problem")} for issue in review["issues"]]
    return {"issues": told}


def _length(answer: Json) -> int:
    return len(json.dumps(answer, ensure_ascii=False))


def _without_diagrams(architecture: Json) -> Json:
    """Return an architecture that names the calls of a run in the place of both diagrams."""
    if "sequence_diagram" not in architecture:
        return architecture
    kept = {name: value for name, value in architecture.items() if not name.endswith("_diagram")}
    return {**kept, "sequence": compact_calls(architecture["sequence_diagram"])}


_DOUBT = re.compile(
    r"\b(assum|depart|although|but|except|elsewhere|instead|however|share of|not checkable)", re.IGNORECASE
)
"""Words of reasons that say more than the lines do: those reasons are kept; the recorded verdicts are all `met`."""


def _without_reasons(audit: Json) -> Json:
    """Return an audit without what a program reads off its lines, and without reasons where these are the evidence."""
    verdicts = [v if _DOUBT.search(v.get("reason") or "") else {**v, "reason": None} for v in audit["verdicts"]]
    kept = [{k: value for k, value in v.items() if value is not None and k != "function"} for v in verdicts]
    return {**audit, "verdicts": kept}


_IN_THE_LEDGER = ("data", "experiments", "evaluation")


def _without_what_its_ledger_says(plan: Json) -> Json:
    """Return a plan without prose that repeats its requirements; those leave out what counts without being said.

    The method stays as it was recorded: nobody can say by program which of its formulas would have been left out.
    """
    return _with_brief_ledger({name: value for name, value in plan.items() if name not in _IN_THE_LEDGER})


def _with_brief_ledger(plan: Json) -> Json:
    """Return a plan whose requirements leave out what counts without being said, also where its prose is asked for."""
    return {**plan, "requirements": [_as_briefly(requirement) for requirement in plan["requirements"]]}


def _as_briefly(requirement: Json) -> Json:
    usual = {"status": "stated" if requirement.get("quote") else "unresolved", "weight": "important"}
    return {name: value for name, value in requirement.items() if value not in ("", []) and value != usual.get(name)}


def _without_owned(design: Json) -> Json:
    """Return a logic design that leaves it to the program which requirements a file owns."""
    files = [{name: value for name, value in file.items() if name != "requirements"} for file in design["files"]]
    return {**design, "files": files}


def _in_written_form(draft: Json) -> Json:
    """Return entries of config.yaml whose evidence stands in the field that names its provenance; none for smoke."""
    written = ConfigDraft.from_json(draft).to_answer()
    entries = [
        {name: v for name, v in entry.items() if name != "chosen" or not entry["key"].startswith("smoke.")}
        for entry in written["entries"]
    ]
    return {**written, "entries": entries}


FORMS: dict[str, Callable[[Json], Json]] = {
    "architect": _without_diagrams,
    "auditor": _without_reasons,
    "config-writer": _in_written_form,
    "ledger": _with_brief_ledger,
    "logic-designer": _without_owned,
    "planner": _without_what_its_ledger_says,
}
_WHO = {"ledger": "planner"}
"""Whose answer has a form, where its name does not say it."""
