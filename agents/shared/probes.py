"""Probes of one node: wanted in answers, tried once in a run, kept for those who build on what they show."""

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from agents.shared.slots import run_slot
from agents.shared.tools import Tools
from agents.shared.trying import trial_options
from papercoder.trial.probes.run import run_probes
from papercoder.workspace.requirements import requirements_for
from papercoder.workspace.showing import as_lines
from prompts.loader import render
from state.answers.probes import Probe, answered_first, as_channel
from state.value import Json

__all__ = ["Probing", "seen"]

_KEPT = ("probes",)
_SHOWN = ("question", "code", "expected", "output", "versions", "result", "reason")


@dataclass(frozen=True)
class Probing:
    """What a node knows of probes and adds to them.

    Args:
        tools: The node's tools.
        state: What it was given.
        found: What it adds to the channel.
    """

    tools: Tools
    state: Mapping[str, Any]
    found: dict[str, Json] = field(default_factory=dict)

    @property
    def waiting(self) -> list[Probe]:
        """What was wanted before there were packages, and not tried yet."""
        return [probe for probe in self._known() if probe.result == "waiting"]

    @property
    def facts(self) -> list[Probe]:
        """What was tried and has an answer."""
        return [probe for probe in self._known() if probe.result in ("as expected", "otherwise")]

    def _known(self) -> list[Probe]:
        known = answered_first(self.state.get("probes", {}), self.found)
        return [Probe.from_json(data) for data in known.values()]

    def want(self, by: str, probes: Sequence[Probe]) -> None:
        """Have probes tried as soon as it is settled which packages there are."""
        self.found.update(as_channel([probe.model_copy(update={"by": by}) for probe in probes]))

    async def tried(self, node: str, probes: Sequence[Probe]) -> tuple[Probe, ...]:
        """Return the probes with their answers; the same lines are run once in a run, resumed or not."""
        requirements = await self._requirements()
        places = {probe.key: self._place(requirements, probe) for probe in probes}
        kept = {key: await self.tools.store.aget(_KEPT, place) for key, place in places.items()}
        answers = {key: Probe.from_json(item.value) for key, item in kept.items() if item}
        new = [probe for probe in probes if probe.key not in answers]
        async with run_slot(f"{self.tools.folder}/probes", 1):
            ran = await run_probes(new, requirements=requirements, options=trial_options(self.tools, node))
        for probe in ran:
            answers[probe.key] = probe
            if probe.result != "no answer":
                await self.tools.store.aput(_KEPT, places[probe.key], probe.to_json(), index=False)
        found = tuple(answers[key] for key in places)
        self.found.update(as_channel(found))
        self._tell(node, found)
        return found

    async def _requirements(self) -> list[str]:
        """Return the lines of requirements.txt that the design knows, which the trial has too."""
        ref = self.state.get("brief")
        brief = await (self.tools.brief(ref) if ref else self.tools.settled(self.state))
        return requirements_for({}, brief.logic.packages).text.splitlines()

    def _place(self, requirements: Sequence[str], probe: Probe) -> str:
        told = "\0".join([os.path.basename(self.tools.folder), *requirements, probe.key])
        return hashlib.sha256(told.encode()).hexdigest()

    def _tell(self, node: str, found: Sequence[Probe]) -> None:
        wrong = [probe.question for probe in found if probe.result == "otherwise"]
        open_ = sorted({probe.reason for probe in found if probe.result == "no answer"})
        said = f"; not as believed: {' '.join(wrong)}" if wrong else ""
        said += f"; without an answer: {'; '.join(open_)}" if open_ else ""
        if found:
            self.tools.note(node, f"{len(found)} beliefs about libraries tried{said}")


def seen(probes: Sequence[Probe]) -> str:
    """Return the part of a prompt that shows what was tried; empty where nothing was."""
    rows = [{name: value for name, value in p.to_json().items() if name in _SHOWN and value} for p in probes]
    return "\n" + render("probes/seen", answers=as_lines(rows)) if rows else ""
