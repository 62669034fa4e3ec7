import json
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from papercoder.errors import BudgetExceeded
from papercoder.evaluation.grading.grade_page import grade_page
from papercoder.evaluation.grading.grader import grade_leaves
from papercoder.evaluation.grading.grades import Grades, grades_of
from papercoder.evaluation.grading.rubric import LeafGrade, RubricNode
from papercoder.evaluation.judging.repository import read
from state.paper import Paper
from state.status import Usage
from tests.evaluation.conftest import faulty, session
from tests.server import Fault, RunningServer, serve


def leaf(name: str, weight: float, category: str, kind: str) -> dict[str, Any]:
    return {
        "id": name,
        "requirements": f"The {name} <is> there.",
        "weight": weight,
        "task_category": category,
        "finegrained_task_category": kind,
    }


POINTS = leaf("points", 1, "Code Development", "Method Implementation")
SPLIT = leaf("split", 3, "Code Development", "Method Implementation")
TRAINING = leaf("training", 2, "Code Development", "Experimental Setup")
LOG = leaf("log", 1, "Code Execution", "Method Implementation")
DATA = {"id": "data", "requirements": "The data.", "weight": 1, "sub_tasks": [POINTS, SPLIT]}
RUBRIC = RubricNode.from_json(
    {"id": "root", "requirements": "All of it.", "weight": 1, "sub_tasks": [DATA, TRAINING, LOG]}
)


def graded(found: dict[str, LeafGrade], usage: Usage) -> Grades:
    names = {"repository": "r", "paper": "P", "rubric_name": "rubric.json", "model": "m"}
    return grades_of(RUBRIC, found, code_only=False, usage=usage, **names)


async def test_every_leaf_is_graded_once_and_a_second_time_for_nothing(
    server: RunningServer, repository: Path, paper: Paper, tmp_path: Path
) -> None:
    (repository / "reproduce.log").write_text("accuracy 0.9\n")
    before = len(server.requests)
    told: list[str] = []
    ready = await session(server, tmp_path / "records")
    first = await grade_leaves(ready, read(str(repository)), paper, RUBRIC, lambda name, _: told.append(name))
    assert sorted(told) == sorted(first) == ["log", "points", "split", "training"]
    assert len(server.requests) - before == 4
    again = await grade_leaves(await session(server, tmp_path / "records"), read(str(repository)), paper, RUBRIC)
    assert len(server.requests) - before == 4
    assert again == first
    texts = "".join(p.read_text() for p in (tmp_path / "records/texts").iterdir())
    assert texts.count("accuracy 0.9") == 1


async def test_a_leaf_that_is_not_graded_is_counted_and_asked_again_later(
    repository: Path, paper: Paper, tmp_path: Path
) -> None:
    bad = Fault(kind="text", agent="grader", subject="training", text="Certainly!", nth=1, times=3)
    with serve(faulty(bad)) as server:
        ready = await session(server, tmp_path / "records")
        first = graded(await grade_leaves(ready, read(str(repository)), paper, RUBRIC), ready.usage())
        asked = len(server.requests)
        second = graded(await grade_leaves(ready, read(str(repository)), paper, RUBRIC), ready.usage())
        assert len(server.requests) - asked == 1
    assert first.not_graded == 1
    assert first.score is not None
    assert first.strict_score < first.score
    assert (first.kinds[0].name, first.kinds[0].score) == ("Experimental Setup", None)
    assert second.not_graded == 0
    assert second.score == second.strict_score


async def test_a_repository_too_large_for_the_window_is_ranked_for_each_leaf(
    server: RunningServer, repository: Path, paper: Paper, tmp_path: Path
) -> None:
    (repository / "src/large.py").write_text("x = 1\n" * 6000)
    before = len(server.requests)
    ready = await session(server, tmp_path / "records", context_window=9000)
    found = await grade_leaves(ready, read(str(repository)), paper, RUBRIC)
    asked = [r.subject for r in server.requests[before:]]
    assert sorted(asked) == sorted([*found, *(f"rank {name}" for name in found)])
    assert all(f.files and "src/large.py" not in f.files for f in found.values())


async def test_the_limit_of_cost_stops_and_keeps(
    server: RunningServer, repository: Path, paper: Paper, tmp_path: Path
) -> None:
    ready = await session(server, tmp_path / "records", max_cost=0.004, max_parallel=1)
    with pytest.raises(BudgetExceeded):
        await grade_leaves(ready, read(str(repository)), paper, RUBRIC)
    paid = ready.usage().calls
    assert 0 < paid < 4
    before = len(server.requests)
    await grade_leaves(await session(server, tmp_path / "records"), read(str(repository)), paper, RUBRIC)
    assert len(server.requests) - before == 4 - paid


def test_the_page_holds_every_requirement_and_nothing_from_elsewhere() -> None:
    scores: dict[str, float | None] = {"points": 1, "split": 0, "training": None, "log": 1}
    found = {name: LeafGrade(score=score, explanation="because <b>") for name, score in scores.items()}
    grades = graded(found, Usage.from_json({"calls": 4, "cost": None}))
    text = grade_page(grades)
    tree = html.fromstring(text)
    assert tree.xpath("count(//details)") == 6
    assert "The split <is> there." in str(tree.xpath("string(//body)"))
    assert "http" not in text
    assert [p.name for p in grades.categories] == ["Code Development", "Code Execution"]
    assert sum(p.weight for p in grades.categories) == pytest.approx(1)
    assert Grades.from_json(json.loads(json.dumps(grades.to_json()))) == grades
