"""How much shorter answers are in the forms that are asked for now: measured on the recorded example, form by form.

No recorded call answers in these forms. What a form leaves to the program is taken out of the recorded answer, and what
it asks for in its place is made of the same answer, so that each share can be counted again from examples/recorded.
"""

import json
from collections.abc import Callable, Sequence

from benchmarks.cost.calls_of_run import compact_calls
from papercoder.models.recorded.call import Call
from state.value import Json

__all__ = ["shorter_shares"]


def shorter_shares(calls: Sequence[Call]) -> dict[str, float]:
    """Return by agent the length of its first answers in the form of today, as a share of the recorded one."""
    return {agent: _share(calls, agent, form) for agent, form in _FORMS.items()}


def _share(calls: Sequence[Call], agent: str, form: Callable[[Json], Json]) -> float:
    answers = [json.loads(call.answer) for call in calls if call.agent == agent and call.subject != "revision"]
    return sum(_length(form(answer)) for answer in answers) / sum(_length(answer) for answer in answers)


def _length(answer: Json) -> int:
    return len(json.dumps(answer, ensure_ascii=False))


def _without_diagrams(architecture: Json) -> Json:
    """Return an architecture that names the calls of a run in the place of both diagrams."""
    kept = {name: value for name, value in architecture.items() if not name.endswith("_diagram")}
    return {**kept, "sequence": compact_calls(architecture["sequence_diagram"])}


_FORMS: dict[str, Callable[[Json], Json]] = {"architect": _without_diagrams}
