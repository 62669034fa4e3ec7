"""One run of each campaign, small: killed twice, one fault, a damaged record."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.crashes.clean import Case, Clean, run_clean
from benchmarks.crashes.kills import Moment, kill_and_resume
from benchmarks.crashes.scenarios import SCENARIOS, Scene
from benchmarks.faults.trials import Trial, try_fault
from benchmarks.harness.program import preloaded


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with tempfile.TemporaryDirectory() as folder, preloaded() as program:
        case = Case(Path(folder), 5, 0.0)
        yield Scene(program, case, run_clean(program, case))


def test_a_killed_run_ends_as_the_undisturbed_one(scene: Scene) -> None:
    moments = [Moment("planner", 0.02), Moment("coder", 0.05)]
    killed = kill_and_resume(scene.program, scene.case, scene.clean, moments, "killed")
    assert killed.good, killed.to_json()
    assert killed.hit[:1] == ["planner"]


def test_a_fault_that_passes_leaves_the_same_repository(scene: Scene) -> None:
    row = try_fault(scene.program, scene.case, scene.clean, Trial("json-comment", "once"))
    assert row.good, row
    assert row.identical
    assert row.extra == row.hits > 0


def test_a_campaign_sees_what_is_not_as_the_clean_run(scene: Scene) -> None:
    other: Clean = replace(scene.clean, tree={**scene.clean.tree, "main.py": "0"})
    killed = kill_and_resume(scene.program, scene.case, other, [], "undisturbed")
    assert not killed.good
    assert killed.differing == ["main.py differs"]


@pytest.mark.parametrize("name", ["damaged record", "records from the future"])
def test_scenarios(scene: Scene, name: str, tmp_path: Path) -> None:
    told = SCENARIOS[name](replace(scene, case=Case(tmp_path, 5, 0.0)))
    assert told.good, told
