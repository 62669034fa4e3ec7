"""The example's repository as a run writes it from recorded calls, what is known of it, and tests from the paper."""

import asyncio
import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.harness.program import ROOT
from benchmarks.mutants.subjects import Subject
from papercoder.checks.run import Subject as Checked
from papercoder.results.claims import claims_of
from papercoder.results.compare import compare
from papercoder.review.switches import switched_by
from papercoder.runs.folders import runs_folder
from papercoder.runs.history import read_text, read_values
from papercoder.workspace.requirements import requirements_for
from state.architecture import Architecture
from state.config import Config
from state.contract import Contract
from state.logic import LogicDesign
from state.paper import Paper
from state.plan import Plan

__all__ = ["EXAMINED", "example"]

EXAMINED = Path(__file__).parent / "examined"
"""Recorded calls of the examiner for the example's recording: its prompts without the code, and its answers."""

_USUAL = ("--yes", "--set", "trial=false")
_EXAMINER = ("--set", "examiner=true", "--agent-model", f"examiner=replay-loosely:{EXAMINED}")


def example(folder: Path) -> Subject:
    """Run the recorded calls and return the repository.

    The recorded tests belong to one recording of the example. Where that was replaced, the run without them counts, and
    tests are said to be not measured.
    """
    examined = _ran(folder / "with-tests", _EXAMINER)
    if not examined:
        print("tests from the paper are not measured: those that are recorded belong to another recording")
        if not _ran(folder / "without-tests", ()):
            raise RuntimeError("the recorded calls of the example do not run")
    (run,) = Path(runs_folder()).iterdir()
    return asyncio.run(_subject(run))


def _ran(folder: Path, more: tuple[str, ...]) -> bool:
    """Run the recorded calls with a data folder of their own, which this process reads afterwards."""
    os.environ["PAPERCODER_DATA"] = str(folder / "data")
    recorded = f"replay-loosely:{ROOT / 'benchmarks/recorded_together'}"
    words = ["run", str(ROOT / "examples/paper/paper.pdf"), "--model", recorded, *_USUAL, *more]
    command = [sys.executable, "-m", "papercoder", *words]
    done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return done.returncode == 0


async def _subject(run: Path) -> Subject:
    values = await read_values(run.name)
    paper = Paper.from_json(json.loads(await read_text(values["paper"]["ref"])))
    plan = Plan.from_json(values["plan"])
    files = {path: await read_text(known["source"]) for path, known in values["files"].items()}
    config = Config.from_json(values["config"])
    tests = {path: await read_text(one["tests"]) for path, one in values["files"].items() if one.get("tests")}
    return Subject(
        "example",
        {**files, "config.yaml": config.text},
        _core_lines(run / "repository/trace.json"),
        tuple(plan.metric_keys),
        judged=lambda numbers: _lost(paper, plan, numbers),
        tests=tests,
        checked=await _checked(values, files, config, paper),
        is_long=True,
        entry_point=str(values["architecture"]["entry_point"]),
    )


async def _checked(values: Mapping[str, Any], files: Mapping[str, str], config: Config, paper: Paper) -> Checked:
    """Return what the gates of a run are shown."""
    logic, architecture = LogicDesign.from_json(values["logic"]), Architecture.from_json(values["architecture"])
    contracts = {
        path: Contract.model_validate_json(await read_text(known["contract"]))
        for path, known in values["files"].items()
        if known.get("contract")
    }
    return Checked(
        files=files,
        config=config.text,
        requirements=requirements_for(files, logic.packages).distributions,
        entry_point=architecture.entry_point,
        planned=architecture.paths,
        owners={one.path: one.requirements for one in logic.files},
        contracts=contracts,
        switches=switched_by(config.entries),
        tables=[b.text for section in paper.sections for b in section.blocks if b.kind == "table"],
    )


def _core_lines(trace: Path) -> dict[str, frozenset[int]]:
    lines: dict[str, set[int]] = defaultdict(set)
    for requirement in json.loads(trace.read_text(encoding="utf-8"))["requirements"]:
        if requirement["weight"] == "core" and str(requirement["file"]).endswith(".py"):
            for first, last in requirement["lines"]:
                lines[requirement["file"]] |= set(range(first, last + 1))
    return {path: frozenset(found) for path, found in lines.items()}


def _lost(paper: Paper, plan: Plan, numbers: Mapping[str, float]) -> frozenset[str]:
    """Return which numbers of the paper are not within tolerance, and which statements do not hold."""
    found = compare(paper, plan.metrics, plan.axes, numbers, "full")
    cells = {cell.pair.wanted.key for cell in found.cells if cell.outcome in ("outside", "not run")}
    return frozenset(cells | {claim.text for claim in claims_of(found) if claim.result != "holds"})
