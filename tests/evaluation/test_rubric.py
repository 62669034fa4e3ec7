import json
from pathlib import Path
from typing import Any

import pytest

from papercoder.errors import InputError
from papercoder.evaluation.grading.rubric import Graded, LeafGrade, RubricNode, aggregate, leaves, prune, read_rubric

RUBRICS = Path(__file__).parents[2] / "../shared/rubrics"
GRADED = sorted(RUBRICS.glob("*.graded.json"))


def node(
    name: str, weight: float = 1, children: tuple[RubricNode, ...] = (), category: str = "Code Development"
) -> RubricNode:
    return RubricNode(
        id=name,
        requirements=f"do {name}",
        weight=weight,
        sub_tasks=children,
        task_category=None if children else category,
    )


TREE = node(
    "root",
    children=(
        node("a", 3, (node("a1", 1), node("a2", 2, category="Code Execution"))),
        node("b", 1, (node("b1"), node("b2"))),
        node("c", 2, category="Result Analysis"),
    ),
)


def graded(scores: dict[str, float | None]) -> Graded:
    return aggregate(TREE, lambda leaf: LeafGrade(score=scores[leaf.id]))


def test_a_node_is_the_weighted_mean_of_its_children() -> None:
    tree = graded({"a1": 1, "a2": 0, "b1": 1, "b2": 0, "c": 1})
    assert [child.score for child in tree.sub_tasks] == [pytest.approx(1 / 3), 0.5, 1]
    assert tree.score == tree.strict_score == pytest.approx((3 / 3 + 0.5 + 2) / 6)


def test_a_leaf_without_a_grade_is_left_out_of_one_number_and_zero_in_the_other() -> None:
    tree = graded({"a1": 1, "a2": None, "b1": None, "b2": None, "c": 1})
    assert tree.score == 1
    assert tree.strict_score == pytest.approx((3 / 3 + 0 + 2) / 6)
    assert not tree.sub_tasks[1].valid_score


def test_pruning_keeps_code_development_and_its_weights() -> None:
    pruned = prune(TREE)
    assert pruned is not None
    assert [leaf.id for leaf, _ in leaves(pruned)] == ["a1", "b1", "b2"]
    assert [child.weight for child in pruned.sub_tasks] == [3, 1]
    assert prune(TREE, "Nothing") is None


def test_the_leaves_come_with_what_is_above_them() -> None:
    above = {leaf.id: [n.id for n in path] for leaf, path in leaves(TREE)}
    assert above["a2"] == ["root", "a"]


@pytest.mark.skipif(not GRADED, reason="no graded rubrics beside the checkout (../shared/rubrics)")
@pytest.mark.parametrize("path", GRADED, ids=lambda p: p.name)
def test_recorded_scores_are_reproduced(path: Path) -> None:
    recorded: dict[str, dict[str, Any]] = {}

    def keep(data: dict[str, Any]) -> None:
        recorded[data["id"]] = data
        for child in data["sub_tasks"]:
            keep(child)

    keep(json.loads(path.read_text()))
    tree = aggregate(read_rubric(str(path)), lambda leaf: LeafGrade(score=recorded[leaf.id]["score"]))
    seen = 0
    todo = [tree]
    while todo:
        current = todo.pop()
        todo += current.sub_tasks
        assert current.score == pytest.approx(recorded[current.id]["score"], abs=1e-9)
        seen += bool(current.sub_tasks)
    assert seen > 20
    assert recorded[tree.id]["score"] not in (0.0, 1.0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "cannot be read"),
        ('{"id": "x", "requirements": "r"}', "weight"),
        ('{"id": "x", "requirements": "r", "weight": -1, "sub_tasks": []}', "weight"),
        (
            '{"id": "x", "requirements": "", "weight": 1, "sub_tasks": [{"id": "x", "requirements": "", "weight": 1}]}',
            "twice",
        ),
        (json.dumps({"id": "x", "requirements": "r", "weight": 1}).replace("1", "NaN"), "weight"),
    ],
)
def test_what_is_no_rubric_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "rubric.json"
    path.write_text(text)
    with pytest.raises(InputError, match=said):
        read_rubric(str(path))
