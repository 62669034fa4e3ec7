"""Tools whose clients let agents have their beliefs about libraries tried; the agents themselves know nothing of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeVar

from agents.shared.probes import Probing, seen
from agents.shared.tools import Tools
from papercoder.errors import AnswerError
from papercoder.models.answers import parse_object, validated
from papercoder.models.model_client import ModelClient
from papercoder.models.prompt import Prompt
from papercoder.models.reading import Editable
from papercoder.workspace.showing import show_answer
from prompts.loader import render
from state.answers.probes import Probe, WantedProbes, probing, without_probes
from state.answers.settled import Settled
from state.contract import Contract
from state.logic import LogicDesign
from state.plan import Plan
from state.review import Review
from state.settings import AgentName
from state.value import Json, Value

__all__ = ["ProbingTools", "probes_of", "with_probes"]

T = TypeVar("T")
V = TypeVar("V", bound=Value)

_DOUBTED = ("planner", "logic-designer")
"""Whose answers the critic may doubt for what they say of libraries: the others' say nothing of them."""


@dataclass(frozen=True)
class ProbingTools(Tools):
    """Tools whose clients take probes."""

    probes: Probing = field(kw_only=True)

    def client(self, agent: AgentName) -> ModelClient:
        """Return a client that takes probes."""
        plain = super().client(agent)
        return _ProbingClient(**{f.name: getattr(plain, f.name) for f in fields(plain)}, probes=self.probes)


def with_probes(tools: Tools, state: Mapping[str, Any]) -> Tools:
    """Return tools that take probes where that is set, else the same ones."""
    if not tools.settings.probes:
        return tools
    return ProbingTools(**{f.name: getattr(tools, f.name) for f in fields(tools)}, probes=Probing(tools, state))


def probes_of(tools: Tools) -> dict[str, Json]:
    """Return what a node adds to the channel of probes."""
    return tools.probes.found if isinstance(tools, ProbingTools) else {}


@dataclass
class _ProbingClient(ModelClient):
    probes: Probing = field(kw_only=True)

    async def ask_json(
        self, prompt: Prompt, answer: type[V], faults: Callable[[V], Sequence[str]], *,
        subject: str = "", edits: str = "", base: V | None = None,
    ) -> V:  # fmt: skip
        """Ask for probes beside the value where its kind makes claims about libraries."""
        told: Any = {"subject": subject, "edits": edits, "base": base}
        is_doubt = answer is Review and subject in _DOUBTED
        if not (answer in (Plan, LogicDesign, Contract, Settled) or is_doubt):
            return await super().ask_json(prompt, answer, faults, **told)
        shown = replace(prompt, task=prompt.task + seen(self.probes.facts))
        asked = _with(shown, "probes/asking", *(["probes/for_files"] if answer is Settled else []))
        found: V = await super().ask_json(asked, probing(answer), faults, **told)
        value, wanted = without_probes(found, answer)
        if answer in (Contract, Settled):
            settled: V = await self._settled(shown, value, wanted, faults, told)
            return settled
        self.probes.want(f"critic of the {subject}" if is_doubt else self.agent, wanted)
        return value

    async def _settled(self, prompt: Prompt, value: V, wanted: Sequence[Probe], faults: Any, told: Any) -> Any:
        """Return an analyst's answer; where a belief proved wrong, it is mended once. A contract has what was tried."""
        asked = [probe.model_copy(update={"by": f"analyst for {told['subject']}"}) for probe in wanted]
        tried = await self.probes.tried("analyst", asked) if asked else ()
        if _wrong(tried):
            earlier = render("revising/earlier", answer=show_answer(value), edits=told["edits"])
            again = replace(prompt, task=f"{prompt.task}{seen(tried)}\n{earlier}")
            try:
                value = await super().ask_json(again, type(value), faults, **{**told, "base": value})
            except AnswerError as error:
                self.probes.tools.note("analyst", f"{told['subject']}: kept as before its probes: {error.message}")
        if not isinstance(value, Contract):
            return value
        known = told["base"].facts if told["base"] else ()
        facts = [probe.fact for probe in (*_wrong(self.probes.facts), *tried) if probe.result != "no answer"]
        return value.model_copy(update={"facts": tuple(dict.fromkeys((*known, *facts)))})

    async def ask_text(
        self, prompt: Prompt, parse: Callable[[str], T], *, subject: str = "", draft: Editable | None = None
    ) -> T:
        """Let the debugger have something tried before it mends."""
        if self.agent != "debugger":
            return await super().ask_text(prompt, parse, subject=subject, draft=draft)
        shown = replace(prompt, task=prompt.task + seen(_wrong(self.probes.facts)))
        asked = _with(shown, "probes/debugging")
        first = await super().ask_text(asked, lambda text: _wanted(text) or parse(text), subject=subject)
        if not isinstance(first, WantedProbes):
            return first
        wanted = [probe.model_copy(update={"by": "debugger"}) for probe in first.bounded]
        again = replace(shown, task=shown.task + seen(await self.probes.tried("debugger", wanted)))
        return await super().ask_text(again, parse, subject=subject)


def _with(prompt: Prompt, *parts: str) -> Prompt:
    return replace(prompt, task="\n".join([prompt.task, *map(render, parts)]))


def _wrong(probes: Sequence[Probe]) -> list[Probe]:
    return [probe for probe in probes if probe.result == "otherwise"]


def _wanted(answer: str) -> WantedProbes | None:
    """Return the probes of an answer that asks for some and mends nothing."""
    if '"probes"' not in answer or "<<<<<<<" in answer:
        return None
    return validated(parse_object(answer), WantedProbes)
