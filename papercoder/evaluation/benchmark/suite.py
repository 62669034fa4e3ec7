"""A benchmark as a person writes it: papers, systems, seeds, judges and limits, in one YAML file."""

import os
import re
from collections.abc import Sequence
from typing import Any, Literal, Self

import yaml
from pydantic import Field, ValidationError, model_validator

from papercoder.bounded_yaml import BoundedLoader
from papercoder.errors import InputError
from papercoder.evaluation.judging.judgements import KINDS, Kind
from papercoder.evaluation.judging.session import fingerprint
from papercoder.plain_files import open_plain
from state.value import Value

__all__ = [
    "CONTROLS",
    "BenchmarkCell",
    "JudgeOptions",
    "PaperEntry",
    "Suite",
    "SuiteLimits",
    "System",
    "cells_of",
    "read_suite",
]

CONTROLS = ("control-empty", "control-readme", "control-config")
"""Repositories that implement nothing, for a look at the judge."""

_ARXIV = re.compile(r"[0-9]{4}\.[0-9]{4,5}")
_SLUG = r"^[a-z0-9][a-z0-9._-]{0,39}$"
"""Names become parts of file names and run ids, which three of them together must not make too long."""


class _Loader(BoundedLoader):
    """The bounded loader, but an arXiv id is no number: 2504.10470 would lose its last digit."""

    def construct_yaml_float(self, node: Any) -> Any:
        return node.value if _ARXIV.fullmatch(node.value) else super().construct_yaml_float(node)


_Loader.add_constructor("tag:yaml.org,2002:float", _Loader.construct_yaml_float)


class PaperEntry(Value):
    """One paper."""

    id: str = Field(pattern=_SLUG)
    source: str = Field(min_length=1, description="Path (from the suite's folder), arXiv id or URL.")
    gold: str = Field("", description="Folder of the authors' repository.")
    rubric: str = Field("", description="Rubric in PaperBench's format.")


class System(Value):
    """One system: a graph with settings, or a folder that another tool made."""

    name: str = Field(pattern=_SLUG)
    graph: str = Field("", description="Graph that writes the repository; the name where it is left out.")
    folder: str = Field("", description="Folder made elsewhere; {paper} and {seed} stand for the cell's.")
    settings: dict[str, Any] = Field(default_factory=dict, description="Settings over those of the suite.")
    input: dict[str, int | float] = Field(
        default_factory=dict, description="Limits of an agent: max_steps, max_seconds."
    )

    @property
    def kind(self) -> Literal["graph", "folder", "oracle", "control"]:
        """Return where its repositories come from."""
        if self.folder:
            return "folder"
        if self.name in CONTROLS:
            return "control"
        return "oracle" if self.name == "oracle" else "graph"


class JudgeOptions(Value):
    """Who judges, and how often."""

    models: tuple[str, ...] = Field((), description="provider:name; the suite's model where it is left out.")
    samples: int = Field(8, ge=1, le=64)
    kinds: tuple[Kind, ...] = KINDS
    grade: Literal["none", "code-only", "full"] = Field("none", description="Whether rubrics are graded too.")
    settings: dict[str, Any] = Field(default_factory=dict, description="Settings of the judges.")


class SuiteLimits(Value):
    """What all cells share."""

    cells: int = Field(2, ge=1, le=64, description="Cells at once.")
    requests_at_once: int = Field(8, ge=1, le=256, description="Requests on their way at once, over all cells.")
    requests_per_minute: float | None = Field(None, gt=0, description="Over all cells.")
    max_cost: float | None = Field(None, ge=0, description="US dollars, all cells and judges together.")
    max_tokens: int | None = Field(None, ge=0, description="Tokens, all cells and judges together.")


class Suite(Value):
    """The whole benchmark."""

    name: str = Field(pattern=_SLUG)
    papers: tuple[PaperEntry, ...] = Field(min_length=1)
    systems: tuple[System, ...] = Field(min_length=1)
    seeds: int = Field(1, ge=1, le=100, description="Independent repetitions of each paper and system.")
    controls: bool = Field(default=False, description="Also judge repositories that implement nothing.")
    settings: dict[str, Any] = Field(default_factory=dict, description="Settings of every run.")
    judge: JudgeOptions = Field(default_factory=lambda: JudgeOptions.model_validate({}))
    limits: SuiteLimits = Field(default_factory=lambda: SuiteLimits.model_validate({}))
    human: str = Field("", description="CSV of human scores or rankings.")

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        for what, names in (("papers", [p.id for p in self.papers]), ("systems", [s.name for s in self.systems])):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValueError(f"{what}: {twice[0]!r} stands twice")
        for paper in self.papers:
            if not paper.gold and any(system.kind == "oracle" for system in self.systems):
                raise ValueError(f"papers: the system oracle needs 'gold' for {paper.id!r}")
        return self


class BenchmarkCell(Value):
    """One paper, one system, one seed."""

    paper: PaperEntry
    system: System
    seed: int
    run: str = Field(description="Run id, the same for the same question.")

    @property
    def id(self) -> str:
        """Return the name of its file."""
        return f"{self.paper.id}--{self.system.name}--s{self.seed}"


def read_suite(path: str, graphs: Sequence[str]) -> Suite:
    """Read a suite; its relative paths count from its own folder.

    Args:
        path: YAML file.
        graphs: Names of the graphs that write repositories.

    Raises:
        InputError: it cannot be read, a field is wrong, or a file it names is missing.
    """
    try:
        with open_plain(path) as file:
            data = yaml.load(file, _Loader)  # noqa: S506 -- a safe loader
        suite = Suite.from_json(_spelled_out(data))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InputError(f"{path}: {place or 'the suite'}: {first['msg']}.", "See docs/evaluation.md.") from error
    except (OSError, yaml.YAMLError, ValueError, RecursionError) as error:
        raise InputError(
            f"{path} cannot be read as a suite: {getattr(error, 'strerror', None) or error}.", "Give a YAML file."
        ) from error
    for system in suite.systems:
        if system.kind == "graph" and (system.graph or system.name) not in graphs:
            known = ", ".join([*graphs, "oracle"])
            raise InputError(
                f"{path}: there is no graph {system.graph or system.name!r} for the system {system.name!r}.",
                f"Known: {known}; or give the system a 'folder'.",
            )
    return _with_paths(suite, os.path.dirname(os.path.abspath(path)))


def cells_of(suite: Suite) -> tuple[BenchmarkCell, ...]:
    """Return all cells, papers first; what is not generated has one seed."""
    systems = [*suite.systems, *(System(name=name) for name in CONTROLS if suite.controls)]
    return tuple(
        BenchmarkCell(paper=paper, system=system, seed=seed, run=_run_id(suite, paper, system, seed))
        for paper in suite.papers
        for system in systems
        for seed in range(1, _seeds(suite, system) + 1)
    )


def _seeds(suite: Suite, system: System) -> int:
    repeated = system.kind == "graph" or "{seed}" in system.folder
    return suite.seeds if repeated else 1


def _run_id(suite: Suite, paper: PaperEntry, system: System, seed: int) -> str:
    asked = (paper.source, system.model_dump_json(), str(sorted(suite.settings.items())), str(seed))
    words = f"{suite.name[:16]}-{paper.id[:16]}-{system.name[:20]}-s{seed}".replace(".", "-").replace("_", "-")
    return f"{words}-{fingerprint(*asked)[:8]}"


def _spelled_out(data: Any) -> Any:
    """Let a system be given by its name alone."""
    if not isinstance(data, dict) or not isinstance(data.get("systems"), list):
        return data
    return data | {"systems": [{"name": s} if isinstance(s, str) else s for s in data["systems"]]}


def _with_paths(suite: Suite, root: str) -> Suite:
    def placed(path: str, *, must: bool) -> str:
        if not path or "://" in path:
            return path
        full = os.path.normpath(os.path.join(root, os.path.expanduser(path)))
        if must and not os.path.exists(full):
            raise InputError(f"The suite names {path}, which is not in {root}.", "Paths count from the suite's folder.")
        return full if must or os.path.exists(full) else path

    papers = tuple(
        paper.model_copy(
            update={
                "source": placed(paper.source, must=False),
                "gold": placed(paper.gold, must=True),
                "rubric": placed(paper.rubric, must=True),
            }
        )
        for paper in suite.papers
    )
    systems = tuple(
        system.model_copy(update={"folder": os.path.join(root, system.folder) if system.folder else ""})
        for system in suite.systems
    )
    return suite.model_copy(update={"papers": papers, "systems": systems, "human": placed(suite.human, must=True)})
