"""The example as it was recorded with contracts settled together: each agent's last answer, edits carried out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from papercoder.checks.contracts.completing import planned_contract, with_settled
from papercoder.models.reading import JsonReader
from papercoder.review.design.amending import with_type_dependencies
from papercoder.review.render import render_config
from papercoder.workspace.answers import parse_file
from papercoder.workspace.objections import without_objections
from state.answers.settled import Settled
from state.architecture import Architecture
from state.audit import Audit
from state.config import ConfigDraft
from state.contract import Contract
from state.logic import LogicDesign
from state.plan import Plan
from state.value import Value

__all__ = ["FOLDER", "Example", "example"]

FOLDER = Path(__file__).parents[1] / "recorded_together"

V = TypeVar("V", bound=Value)


@dataclass(frozen=True)
class Example:
    """What the agents of the recorded run answered.

    Args:
        plan: The ledger, revised.
        architecture: The files.
        logic: The design, revised.
        draft: The configuration's entries.
        settled: What was settled for all files.
        sources: Each file's text.
        audits: Each file's audit.
        objections: What coders objected to behind their files.
    """

    plan: Plan
    architecture: Architecture
    logic: LogicDesign
    draft: ConfigDraft
    settled: Settled
    sources: Mapping[str, str]
    audits: Mapping[str, Audit]
    objections: int

    @property
    def config(self) -> str:
        """config.yaml as it was reviewed."""
        return render_config(self.draft.config_entries())

    @property
    def plans(self) -> dict[str, Contract]:
        """The contracts that the design makes."""
        return {file.path: planned_contract(file) for file in self.logic.files}

    @property
    def contracts(self) -> dict[str, Contract]:
        """The contracts with what was settled."""
        plans = self.plans
        return {path: with_settled(contract, self.settled, plans) for path, contract in plans.items()}

    @property
    def depends(self) -> dict[str, tuple[str, ...]]:
        """What each file depends on."""
        return {file.path: file.dependencies for file in self.logic.files}


def example() -> Example:
    """Read the recording."""
    said: dict[tuple[str, str], str] = {}
    for file in sorted(FOLDER.glob("*.json")):
        call = json.loads(file.read_text(encoding="utf-8"))
        said[call["agent"], call["subject"]] = call["answer"]
    texts = {path: without_objections(text) for (agent, path), text in said.items() if agent == "coder"}
    logic = _revised(LogicDesign, said["logic-designer", ""], said["logic-designer", "revision"])
    return Example(
        plan=_revised(Plan, said["planner", ""], said["planner", "revision"]),
        architecture=_read(Architecture, said["architect", ""]),
        logic=with_type_dependencies(logic),
        draft=_read(ConfigDraft, said["config-writer", ""]),
        settled=_read(Settled, said["analyst", "all files"]),
        sources={path: parse_file(text, path) for path, (text, _) in texts.items()},
        audits={path: _read(Audit, text) for (agent, path), text in said.items() if agent == "auditor"},
        objections=sum(len(raised) for _, raised in texts.values()),
    )


def _read(answer: type[V], text: str) -> V:
    return JsonReader(answer, lambda _: ()).read(text)


def _revised(answer: type[V], first: str, revision: str) -> V:
    return JsonReader(answer, lambda _: (), "edits", _read(answer, first)).read(revision)
