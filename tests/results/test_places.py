"""The paper's value of every number of the plan, found by its words; what is unclear is not found."""

from papercoder.results.places import PlacedTable, placed_tables
from state.metrics import Axis, Metric, MetricAxis
from state.paper import Paper

from .samples import AXES, MAIN, METRICS, over, paper


def found(given: Paper, metrics: tuple[Metric, ...] = METRICS, axes: tuple[Axis, ...] = AXES) -> dict[str, list[str]]:
    places: dict[str, list[str]] = {}
    for table in placed_tables(given, metrics, axes):
        for pair in table.pairs:
            said = f"{table.grid.label}/{pair.cell.row_heads[0]}/{pair.cell.column_heads[0]}: {pair.cell.printed.value}"
            places.setdefault(pair.wanted.key, []).append(said)
    return places


def test_every_number_of_the_grid_is_found_with_its_place() -> None:
    places = found(paper())
    assert places["accuracy.digits.st_lr.mean"] == ["Table 3/ST-LR/Digits: 89.57"]
    assert places["accuracy.digits.lr.mean"] == ["Table 3/LR [3]/Digits: 84.69"]
    assert places["macro_f1.breast_cancer.one_nn.mean"] == ["Table 3/1-NN/Breast Cancer: 88.72"]
    assert places["ablation_accuracy.breast_cancer.mean_gate.mean"] == [
        "Table 4/Mean instead of median in (9)/Breast Cancer: 93.65"
    ]
    assert places["ablation_accuracy.digits.no_clipping_no_volume.mean"] == [
        "Table 4/No clipping, no volume equalisation/Digits: 93.07"
    ]
    assert places["accuracy.digits.camp.mean"] == [
        "Table 3/CAMP (ours)/Digits: 93.46",
        "Table 4/CAMP (full)/Digits: 93.46",
    ]
    asked = 2 * 4 * 2 + 2 * 4
    assert len(places) == asked


def test_flat_names_are_found_by_what_the_plan_says_of_them() -> None:
    flat = (
        Metric(name="digits_one_nn_accuracy_mean", meaning="Mean test accuracy of 1-NN on Digits, percent."),
        Metric(
            name="digits_ten_labels_lr_accuracy_mean", meaning="Accuracy of LR on Digits with ten labels per class."
        ),
        Metric(
            name="digits_ablation_mean_gate_accuracy_mean",
            meaning="Accuracy on Digits of CAMP with mean instead of median in (9)",
        ),
    )
    assert found(paper(), flat, ()) == {
        "digits_one_nn_accuracy_mean": ["Table 3/1-NN/Digits: 84.86"],
        "digits_ablation_mean_gate_accuracy_mean": ["Table 4/Mean instead of median in (9)/Digits: 93.51"],
    }


def test_a_table_of_another_metric_is_not_taken() -> None:
    study = paper().model_copy()
    block = (
        study.sections[0]
        .blocks[1]
        .model_copy(
            update={
                "caption": "Table 4: Votes of ten people.",
                "text": "| | Digits | Breast Cancer |\n|-|-|-|\n| CAMP | 80.0 | 66.7 |\n| LR | 20.0 | 33.3 |\n",
            }
        )
    )
    section = study.sections[0].model_copy(update={"blocks": (block,)})
    assert found(study.model_copy(update={"sections": (section,)})) == {}


def test_a_cell_without_any_heading_belongs_to_no_number() -> None:
    ages = "| Variant | Digits accuracy | |\n|-|-|-|\n| | 10 | 20 |\n| No clipping | 93.21 | 89.53 |\n"
    places = found(paper(ablation=ages))
    assert "accuracy.digits.lr.mean" in places
    assert not any(": 20" in said for each in places.values() for said in each)


def test_rows_that_cannot_be_told_apart_have_no_number() -> None:
    twice = MAIN + "| ST-LR | 1.0 | 2.0 | 3 | 4.0 | 5.0 | 6 |\n"
    places = found(paper(main=twice))
    assert not any("st_lr" in key for key in places)
    assert "accuracy.digits.lr.mean" in places


def test_a_number_that_two_tables_print_differently_belongs_to_neither_without_a_reason() -> None:
    places = found(
        paper(ablation="| Method | Digits Accuracy |\n|-|-|\n| LR | 50.0 |\n| ST-LR | 60.0 |\n| 1-NN | 70.0 |\n")
    )
    assert "accuracy.breast_cancer.lr.mean" in places
    assert places.get("accuracy.digits.lr.mean") != ["Table 4/LR/Digits Accuracy: 50.0"]


def test_another_value_of_the_same_axis_excludes() -> None:
    axes = (Axis(name="training", values=("single", "multi")), Axis(name="retriever", values=("bm25", "dpr")))
    metric = Metric(
        name="exact_match",
        meaning="Exact match accuracy",
        axes=(MetricAxis(axis="training"), MetricAxis(axis="retriever")),
    )
    rows = "| Single | BM25 | 32.6 |\n| Single | BM25+BERT | 26.5 |\n| Multi | DPR | 41.5 |\n"
    text = f"| Training | Model | Exact match |\n|-|-|-|\n{rows}"
    given = paper(main=text, ablation="| a | b |\n|-|-|\n| x | y |\n")
    caption = given.sections[0].blocks[0].model_copy(update={"caption": "Exact match; single and multi training."})
    section = given.sections[0].model_copy(update={"blocks": (caption,)})
    places = found(given.model_copy(update={"sections": (section,)}), (metric,), axes)
    assert {key: said[0].rpartition(" ")[2] for key, said in places.items()} == {
        "exact_match.single.bm25": "32.6",
        "exact_match.multi.dpr": "41.5",
    }


def test_a_heading_of_another_measure_is_not_passed_over() -> None:
    heads = "| Method | Train time (s) | |\n|-|-|-|\n| | Digits | Breast Cancer |\n"
    text = f"{heads}| LR | 0.2 | 0.3 |\n| CAMP | 0.4 | 0.5 |\n"
    given = paper(main=text, ablation="| a | b |\n|-|-|\n| x | y |\n")
    block = given.sections[0].blocks[0].model_copy(update={"caption": "Table 8: Average over ten seeds."})
    section = given.sections[0].model_copy(update={"blocks": (block,)})
    average = Metric(name="average_accuracy", meaning="Accuracy", axes=over("dataset", "method"))
    assert found(given.model_copy(update={"sections": (section,)}), (average,)) == {}


def names(end: str, number: int) -> list[str]:
    return [f"{chr(97 + at // 26)}{chr(97 + at % 26)}{end}" for at in range(number)]


def test_many_numbers_take_seconds_at_most() -> None:
    axes = (
        Axis(name="method", values=tuple(names("net", 40))),
        Axis(name="task", values=tuple(names("set", 40))),
    )
    rows = "".join(
        f"| {name} |{''.join(f' {at}.{m} |' for m in range(40))}\n" for at, name in enumerate(names("net", 40))
    )
    text = f"| Method |{''.join(f' {name} |' for name in names('set', 40))}\n|{'---|' * 41}\n{rows}"
    metric = Metric(name="accuracy", meaning="Test accuracy", axes=over("method", "task"))
    tables: tuple[PlacedTable, ...] = placed_tables(paper(main=text), (metric,), axes)
    assert sum(len(table.pairs) for table in tables) == 1600


def test_rows_that_no_word_names_are_found_by_the_plans_order() -> None:
    """Eleven rows and eleven values: what stands between two named rows is the value between them."""
    rows = [
        "CAMP (full)",
        "No clipping",
        "Equal bounds everywhere",
        "No averaging",
        "Constant temperature",
        "Fixed gate",
    ]
    values = ("full", "no_clipping", "pooled_only", "no_averaging", "constant_temperature", "fixed_gate")
    axes = (AXES[0], Axis(name="variant", values=values, meaning="rows of Table 4 in their order"), AXES[3])
    table = "| Variant | Digits | Breast Cancer |\n| --- | --- | --- |\n"
    lines = [f"| {row} | {70 + at}.5 ± 1.0 | {80 + at}.5 ± 1.0 |\n" for at, row in enumerate(rows)]
    metrics = (METRICS[2],)
    key = "ablation_accuracy.digits.pooled_only.mean"
    assert found(paper(ablation=table + "".join(lines)), metrics, axes)[key] == [
        "Table 4/Equal bounds everywhere/Digits: 72.5"
    ]
    mixed = [lines[1], lines[0], *lines[2:]]
    assert key not in found(paper(ablation=table + "".join(mixed)), metrics, axes)
    longer = [*lines, "| Another row | 77.5 ± 1.0 | 87.5 ± 1.0 |\n"]
    assert key not in found(paper(ablation=table + "".join(longer)), metrics, axes)
