"""What is settled before the files are written, and the files' texts, out of state and store."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from agents.shared.tools import Tools
from papercoder.workspace.interface import interface
from state.architecture import Architecture
from state.channels import State
from state.config import Config
from state.contract import Contract
from state.files import FileState
from state.logic import FileLogic, LogicDesign
from state.paper import Paper
from state.plan import Plan, Requirement
from state.value import Json

__all__ = ["Brief", "file_interfaces", "file_texts", "load_brief", "load_contract", "load_paper", "make_brief"]


@dataclass(frozen=True, eq=False)
class Brief:
    """Everything that is settled before the files are written.

    One object for all the files that share it, compared and cached by identity.
    """

    paper: Paper
    plan: Plan
    architecture: Architecture
    logic: LogicDesign
    config: Config

    def entry(self, path: str) -> FileLogic:
        """Return what the logic design says of a planned file."""
        return next(f for f in self.logic.files if f.path == path)

    def owned(self, path: str) -> tuple[Requirement, ...]:
        """Return the requirements that the file owns."""
        ids = set(self.entry(path).requirements)
        return tuple(r for r in self.plan.requirements if r.id in ids)

    def dependents(self, path: str) -> tuple[str, ...]:
        """Return the files that depend on the file directly."""
        return tuple(f.path for f in self.logic.files if path in f.dependencies)


async def load_paper(tools: Tools, card: Json) -> Paper:
    """Return the paper that a card in the state refers to."""
    return _paper(await tools.load_text(card["ref"]))


@lru_cache(maxsize=8)
def _paper(text: str) -> Paper:
    return Paper.model_validate_json(text)


async def make_brief(tools: Tools, state: State) -> str:
    """Put what per-file agents share into the store and return its reference."""
    names = ("paper", "plan", "architecture", "logic", "config")
    known: Mapping[str, Any] = state
    return await tools.save_text(json.dumps({name: known[name] for name in names}, sort_keys=True, ensure_ascii=False))


async def load_brief(tools: Tools, ref: str) -> Brief:
    """Return what per-file agents share."""
    text = await tools.load_text(ref)
    return _brief(text, await tools.load_text(_paper_ref(text)))


@lru_cache(maxsize=8)
def _paper_ref(text: str) -> str:
    return str(json.loads(text)["paper"]["ref"])


@lru_cache(maxsize=8)
def _brief(text: str, paper: str) -> Brief:
    """Validate a brief once for all the files that share it."""
    data = json.loads(text)
    return Brief(
        paper=_paper(paper),
        plan=Plan.from_json(data["plan"]),
        architecture=Architecture.from_json(data["architecture"]),
        logic=LogicDesign.from_json(data["logic"]),
        config=Config.from_json(data["config"]),
    )


async def file_texts(tools: Tools, files: Mapping[str, FileState], paths: Iterable[str]) -> list[dict[str, str]]:
    """Return path and source of those files that have a source."""
    found = [(path, files[path]["source"]) for path in paths if files.get(path, {}).get("source")]
    return [{"path": path, "text": await tools.load_text(ref)} for path, ref in found]


async def file_interfaces(tools: Tools, files: Mapping[str, FileState], paths: Iterable[str]) -> str:
    """Return the interfaces of those files, taken from their syntax trees."""
    texts = await file_texts(tools, files, paths)
    return "\n\n".join(f"# {t['path']}\n{interface(t['path'], t['text'])}" for t in texts)


async def load_contract(tools: Tools, file: FileState) -> Contract | None:
    """Return the file's contract, or None where the analyst gave up."""
    ref = file.get("contract")
    return Contract.model_validate_json(await tools.load_text(ref)) if ref else None
