"""What counts as measured."""

import json

import pytest

from papercoder.trial.metrics import measured

_PLACE = "results/smoke/metrics.json"


def _measured(content: object, *names: str) -> tuple[str, str, dict[str, float]]:
    text = content if isinstance(content, str) else json.dumps(content)
    report, numbers = measured({_PLACE: text.encode()}, names)
    return report.result, report.reason, numbers


def test_finite_numbers_pass() -> None:
    result, reason, numbers = _measured({"accuracy": 1, "ours": {"loss": 0.5}, "note": "text"}, "accuracy", "loss")
    assert (result, reason) == ("passed", "")
    assert numbers == {"accuracy": 1.0, "ours.loss": 0.5}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"loss": 1}, "accuracy is missing (there are loss)"),
        ({}, "accuracy is missing (there are no values)"),
        ({"accuracy": "0.5"}, "accuracy is '0.5', no finite number"),
        ({"accuracy": True}, "accuracy is True, no finite number"),
        ({"accuracy": None}, "accuracy is None, no finite number"),
        ({"accuracy": float("inf")}, "accuracy is inf, no finite number"),
        ({"accuracy": [0.5, float("nan")]}, "accuracy.1 is nan, no finite number"),
        ({"ours": {"accuracy": 0.5}, "baseline": {"accuracy": float("nan")}}, "baseline.accuracy is nan"),
        ("{", f"{_PLACE} is no JSON"),
        ('{"accuracy": 1} {}', f"{_PLACE} is no JSON"),
        ("[" * 100_000, f"{_PLACE} is no JSON"),
        ('{"accuracy": 1' + "0" * 400 + "}", "no finite number"),
    ],
)
def test_anything_else_fails(content: object, reason: str) -> None:
    result, said, _ = _measured(content, "accuracy")
    assert result == "failed"
    assert reason in said


def test_the_file_nearest_to_the_root_wins() -> None:
    found = {_PLACE: b'{"accuracy": 0.9}', "results/smoke/runs/metrics.json": b'{"accuracy": 0.1, "loss": 2}'}
    report, numbers = measured(found, ["accuracy", "loss"])
    assert report.result == "passed"
    assert numbers == {"accuracy": 0.9, "loss": 2.0}


def test_a_file_elsewhere_does_not_count() -> None:
    report, numbers = measured({"metrics.json": b'{"accuracy": 0.9}'}, ["accuracy"])
    assert report.reason == "no metrics.json was written below results/smoke; metrics.json was written instead"
    assert numbers == {}


def test_metrics_with_the_same_fault_are_named_together() -> None:
    names = [f"loss_{n}" for n in range(9)]
    _, reason, _ = _measured(dict.fromkeys(names) | {"accuracy": "0.5"}, *names, "accuracy")
    assert reason == (
        "loss_0, loss_1, loss_2, loss_3, loss_4 and 4 more: each is None, no finite number; "
        "accuracy is '0.5', no finite number"
    )
