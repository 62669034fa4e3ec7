"""Ours beside the paper's: tolerance, units, seeds, what was not run, what is of a smoke test, and what follows."""

import json

import pytest

from papercoder.results.claims import claims_of
from papercoder.results.compare import Comparison, Kind, compare
from papercoder.results.measured import measured_of, numbers_in
from papercoder.results.wanted import wanted_of
from state.metrics import Axis, Metric

from .samples import AXES, METRICS, over, paper


def right() -> dict[str, float]:
    """Return the paper's own numbers as a run would give them, with more digits."""
    placed = compare(paper(), METRICS, AXES, {}, "full")
    values = {cell.pair.wanted.key: cell.paper for cell in placed.cells}
    ours = {key: printed.value + 0.0012 for key, printed in values.items()}
    return ours | {key.replace(".mean", ".std"): (p.deviation or 0) + 0.001 for key, p in values.items()}


def compared(numbers: dict[str, float], kind: Kind = "full") -> Comparison:
    return compare(paper(), METRICS, AXES, numbers, kind)


def test_what_comes_out_is_within_tolerance_with_our_deviation() -> None:
    found = compared(right())
    assert (found.count("within"), found.count("outside"), found.count("not run")) == (26, 0, 0)
    first = found.cells[0]
    assert first.ours == pytest.approx(84.6912)
    assert first.deviation == pytest.approx(2.341)
    assert first.difference == pytest.approx(0.0012)
    assert found.copied == 0


def test_the_papers_deviation_is_the_tolerance() -> None:
    near = right() | {"accuracy.digits.lr.mean": 84.69 + 2.3}
    far = right() | {"accuracy.digits.lr.mean": 84.69 + 2.4}
    assert compared(near).count("outside") == 0
    assert compared(far).count("outside") == 1


def test_without_a_deviation_one_percent_or_half_the_last_digit() -> None:
    metric = Metric(name="fid", meaning="FID of generated images", axes=over("task"))
    axes = (Axis(name="task", values=("babies", "glasses")),)
    given = paper(main="| Task | FID |\n|-|-|\n| Babies | 100.0 |\n| Glasses | 3 |\n")
    for ours, outcome in ((100.9, "within"), (101.1, "outside")):
        found = compare(given, (metric,), axes, {"fid.babies": ours, "fid.glasses": 3.4}, "full")
        assert [cell.outcome for cell in found.cells] == [outcome, "within"]


def test_a_fraction_stands_beside_percent_in_percent() -> None:
    unit = {"unit": "fraction of 1, from 0 to 1"}
    metrics = tuple(metric.model_copy(update=unit if metric.unit == "percent" else {}) for metric in METRICS)
    numbers = {key: value / 100 for key, value in right().items()}
    found = compare(paper(), metrics, AXES, numbers, "full")
    assert found.count("within") == 26
    assert found.cells[0].ours == pytest.approx(84.6912)
    assert found.cells[0].deviation == pytest.approx(2.341)


def test_what_was_not_run_is_said() -> None:
    numbers = {key: value for key, value in right().items() if "st_lr" not in key}
    found = compared(numbers)
    assert found.count("not run") == 4
    results = {claim.text: claim.result for claim in claims_of(found)}
    assert results["order of 4 in Digits Accuracy"] == "not run"
    assert results["No clipping (c = ∞) lowers Breast Cancer by 4.18 against CAMP (full)"] == "holds"


def test_numbers_of_a_smoke_test_are_never_compared() -> None:
    found = compared(right(), "smoke")
    assert {cell.outcome for cell in found.cells} == {"not comparable"}
    assert {claim.result for claim in claims_of(found)} == {"not run"}


def test_time_and_memory_are_shown_and_not_judged() -> None:
    metric = Metric(name="training_time", meaning="Training time", unit="hours", axes=over("method"))
    given = paper(
        main="| Method | Training time |\n|-|-|\n| LR | 2.0 |\n| CAMP | 3.0 |\n", ablation="|a|b|\n|-|-|\n|x|y|\n"
    )
    found = compare(given, (metric,), AXES, {"training_time.lr": 2.0, "training_time.camp": 9.0}, "full")
    assert {cell.outcome for cell in found.cells} == {"not judged"}


def test_claims_hold_or_do_not_by_the_numbers_alone() -> None:
    claims = {claim.text: claim for claim in claims_of(compared(right()))}
    assert {claim.result for claim in claims.values()} == {"holds"}
    assert "CAMP (ours) has the highest Digits Accuracy of 4 (93.46 ± 2.24)" in claims
    swapped = right() | {"accuracy.digits.st_lr.mean": 95.0, "ablation_accuracy.digits.no_volume.mean": 90.0}
    wrong = {claim.text: claim for claim in claims_of(compared(swapped)) if claim.result == "does not hold"}
    assert wrong["CAMP (ours) has the highest Digits Accuracy of 4 (93.46 ± 2.24)"].ours == "here it is ST-LR"
    assert wrong["order of 4 in Digits Accuracy"].ours == "1 of 6 pairs differ: ST-LR and CAMP (ours)"
    effect = wrong["No volume equalisation (η = 0) raises Digits by 0.09 against CAMP (full)"]
    assert effect.ours == "-3.46 here"
    assert len(wrong) == 3


def test_the_lowest_is_first_where_lower_is_better() -> None:
    metric = Metric(name="test_error", meaning="Test error", axes=over("method"))
    given = paper(
        main="| Method | Test error (↓) |\n|-|-|\n| LR | 2.0 |\n| CAMP | 1.0 |\n", ablation="|a|b|\n|-|-|\n|x|y|\n"
    )
    found = compare(given, (metric,), AXES, {"test_error.lr": 2.0, "test_error.camp": 1.0}, "full")
    assert [claim.text for claim in claims_of(found)] == ["CAMP has the lowest Test error (↓) of 2 (1.0)"]


def test_numbers_that_are_the_papers_digit_for_digit_are_suspected() -> None:
    same = {cell.pair.wanted.key: cell.paper.value for cell in compared({}).cells}
    assert compared(same).copied > 0


def test_one_number_or_one_for_each_seed() -> None:
    wanted = wanted_of((Metric(name="accuracy", meaning="Accuracy", axes=over("method")),), AXES)
    nested = numbers_in(
        json.dumps({"accuracy": {"lr": [1.0, 2.0, 3.0], "camp": {"mean": 4.0, "std": 0.5}, "st_lr": 7}})
    )
    found = measured_of(nested, wanted)
    assert (found["accuracy.lr"].value, found["accuracy.lr"].deviation, found["accuracy.lr"].seeds) == (2.0, 1.0, 3)
    assert (found["accuracy.camp"].value, found["accuracy.camp"].deviation) == (4.0, 0.5)
    assert found["accuracy.st_lr"].value == 7
    assert "accuracy.one_nn" not in found


@pytest.mark.parametrize("text", ["{", "[" * 100_000, b"\xff", "x" * 10])
def test_what_is_no_metrics_file_is_refused(text: str | bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        numbers_in(text)


def test_what_is_no_finite_number_is_left_out() -> None:
    assert numbers_in('{"a": NaN, "b": Infinity, "c": true, "d": "1", "e": 1, "f": 1e999, "g": null}') == {"e": 1.0}
    assert numbers_in('{"a": 1' + "0" * 400 + "}") == {}


@pytest.mark.parametrize(
    ("meaning", "kept"),
    [
        ("Test accuracy (Table 3 for main, Section 6 for more).", {"main"}),
        ("Test accuracy (Tables 3 for more).", {"more"}),
        ("Test accuracy.", set()),
    ],
)
def test_a_word_of_any_sentence_names_no_value_and_the_plan_may_say_which_table_is_which(
    meaning: str, kept: set[str]
) -> None:
    """A caption's 'strictly more accurate' once set the numbers of ten labels beside those of five."""
    budget = Axis(name="label_budget", values=("main", "more"), meaning="five or ten labels")
    metric = Metric(name="accuracy", meaning=meaning, unit="percent", axes=over("dataset", "label_budget", "method"))
    given = paper()
    told = (
        given.sections[0].blocks[0].model_copy(update={"caption": "Table 3: Accuracy; wins: strictly more accurate."})
    )
    section = given.sections[0].model_copy(update={"blocks": (told,)})
    found = compare(given.model_copy(update={"sections": (section,)}), (metric,), (*AXES, budget), {}, "full")
    pairs = [cell.pair.wanted.key.split(".")[2] for cell in found.cells]
    assert set(pairs) == kept
    assert len(pairs) == 8 * len(kept)
