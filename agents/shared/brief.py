"""What is settled so far: paper, plan, architecture, logic design and configuration, each read when it is asked for."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from state.architecture import Architecture
from state.config import Config
from state.logic import FileLogic, LogicDesign
from state.paper import Paper
from state.plan import Plan, Requirement

__all__ = ["ARTIFACTS", "Brief", "read_brief"]

ARTIFACTS = ("paper", "plan", "architecture", "logic", "config")
"""The channels a brief is read from, in the order in which prompts show them."""


@dataclass(frozen=True, eq=False)
class Brief:
    """What is settled, validated artifact by artifact; one that is not settled yet is a KeyError.

    One object for all the files that share it, compared and cached by identity.

    Args:
        paper: The paper.
        settled: The artifacts as plain JSON, by channel, and `objections` by author.
    """

    paper: Paper
    settled: Mapping[str, Any]

    @cached_property
    def plan(self) -> Plan:
        """The plan with the requirement ledger."""
        return Plan.from_json(self.settled["plan"])

    @cached_property
    def architecture(self) -> Architecture:
        """The files and their owners."""
        return Architecture.from_json(self.settled["architecture"])

    @cached_property
    def logic(self) -> LogicDesign:
        """Roles, dependencies and order of the files."""
        return LogicDesign.from_json(self.settled["logic"])

    @cached_property
    def config(self) -> Config:
        """The configuration."""
        return Config.from_json(self.settled["config"])

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


@lru_cache(maxsize=8)
def read_brief(settled: str, paper: str) -> Brief:
    """Return the brief of two JSON texts, the same object for the same texts."""
    return Brief(_paper(paper), json.loads(settled))


@lru_cache(maxsize=8)
def _paper(text: str) -> Paper:
    return Paper.model_validate_json(text)
