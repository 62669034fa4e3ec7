"""The grid of metrics: how keys are formed, what is wrong with a grid, and what a large paper's plan saves by it."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from papercoder.trial.metrics import measured
from papercoder.workspace.showing import show_metrics
from state.metrics import Axis, Metric, MetricAxis, grid_faults, key_pattern, metric_keys
from state.plan import Plan
from tests.agents.artifacts import plan

METHODS = ("no_adapt", "lame", "t3a", "tent", "cotta", "sar", "foa", "foa_interval")
CORRUPTIONS = (
    "gaussian_noise", "shot_noise", "impulse_noise", "defocus_blur", "glass_blur", "motion_blur", "zoom_blur", "snow",
    "frost", "fog", "brightness", "contrast", "elastic", "pixelate", "jpeg", "mean",
)  # fmt: skip
POPULATIONS = tuple(str(n) for n in (2, 3, 4, 6, 8, 12, 16, 20, 24, 28, 32))
AXES = (
    Axis(name="method", values=METHODS),
    Axis(name="precision", values=("fp32", "int8", "int6")),
    Axis(name="corruption", values=CORRUPTIONS),
    Axis(name="population", values=POPULATIONS),
)


def over(*axes: str, **only: tuple[str, ...]) -> tuple[MetricAxis, ...]:
    return tuple(MetricAxis(axis=axis, only=only.get(axis, ())) for axis in axes)


GRID = ("method", "precision", "corruption")
METRICS = (
    Metric(name="accuracy", meaning="top-1", unit="percent", axes=over(*GRID, precision=("fp32",))),
    Metric(
        name="accuracy",
        meaning="top-1 of quantised models",
        unit="percent",
        axes=over(*GRID, precision=("int8", "int6"), method=("no_adapt", "lame", "t3a", "foa")),
    ),
    Metric(name="calibration_error", meaning="ECE", unit="percent", axes=over("method")),
    Metric(name="seconds", meaning="wall time of one stream", unit="s", axes=over("method")),
    Metric(name="memory", meaning="peak memory", unit="MiB", axes=over("method")),
    Metric(name="accuracy_by_population", meaning="mean accuracy", unit="percent", axes=over("population")),
)


def test_a_key_is_the_name_and_one_value_of_each_axis_in_order() -> None:
    keys = metric_keys(METRICS, AXES)
    assert keys[0] == "accuracy.no_adapt.fp32.gaussian_noise"
    assert keys[-1] == "accuracy_by_population.32"
    assert key_pattern(METRICS[0]) == "accuracy.<method>.<precision>.<corruption>"
    assert metric_keys([Metric(name="error", meaning="mean error")], ()) == ("error",)


def test_the_grid_of_the_larger_paper_needs_few_metrics_and_little_text() -> None:
    """A 20-page paper that was planned with 291 metrics, one per method, corruption and precision."""
    keys = metric_keys(METRICS, AXES)
    assert grid_faults(METRICS, AXES) == []
    assert len(keys) == len(set(keys)) == 291
    assert len(METRICS) < 20
    flat = [{"name": key.replace(".", "_"), "meaning": f"top-1 accuracy in percent: {key}"} for key in keys]
    grid = {"axes": [a.to_answer() for a in AXES], "metrics": [m.to_answer() for m in METRICS]}
    assert len(json.dumps(grid)) < 0.1 * len(json.dumps(flat))


def test_the_trial_asks_for_every_key_flat_or_nested() -> None:
    whole = plan().model_copy(update={"axes": AXES, "metrics": METRICS})
    flat = dict.fromkeys(whole.metric_keys, 0.5)
    nested: dict[str, Any] = {}
    for key in whole.metric_keys:
        *groups, last = key.split(".")
        inner = nested
        for group in groups:
            inner = inner.setdefault(group, {})
        inner[last] = 0.5
    for written in (flat, nested):
        stage, numbers = measured({"results/smoke/metrics.json": json.dumps(written).encode()}, whole.metric_keys)
        assert stage.result == "passed"
        assert len(numbers) == 291
    del flat["accuracy.foa.int8.fog"]
    stage, _ = measured({"results/smoke/metrics.json": json.dumps(flat).encode()}, whole.metric_keys)
    assert stage.result == "failed"
    assert stage.reason.startswith("accuracy.foa.int8.fog is missing")


def test_a_coder_reads_patterns_and_not_every_key() -> None:
    shown = show_metrics(plan().model_copy(update={"axes": AXES, "metrics": METRICS}))
    assert "accuracy.<method>.<precision>.<corruption> (<precision> only fp32)" in shown
    assert "<population>: 2, 3, 4, 6" in shown
    assert len(shown) < 1500
    assert show_metrics(plan()) == "error"


def test_faults_of_a_grid_are_named() -> None:
    method = Axis(name="method", values=("ours", "theirs"))

    def faults(metric: Metric, *axes: Axis) -> list[str]:
        return grid_faults([metric], [method, *axes])

    def error(axis: str, *only: str) -> Metric:
        return Metric(name="error", meaning="m", axes=(MetricAxis(axis=axis, only=only),))

    assert faults(error("methods")) == ["metric 'error': 'methods' is no axis of the plan; there are method"]
    assert faults(error("method", "others")) == ["metric 'error': axis 'method' has no value others"]
    assert "axis 'method' is there more than once" in faults(error("method"), method)
    assert "is no part of a key" in faults(error("bits"), Axis(name="bits", values=("8.5",)))[0]
    twice = grid_faults([error("method"), error("method", "ours")], [method])
    assert twice == ["these keys of metrics are there more than once: error.ours"]
    long = [Axis(name=name, values=tuple(map(str, range(100)))) for name in ("a", "b", "c")]
    huge = Metric(name="error", meaning="m", axes=over("a", "b", "c"))
    assert grid_faults([huge], long) == [
        "the metrics have 1000000 keys; at most 20000: name only what the paper reports"
    ]


def test_a_flat_plan_of_an_earlier_run_is_still_a_plan() -> None:
    data = plan().to_json()
    for new in ("axes", "costs", "objections"):
        del data[new]
    data["metrics"] = [{"name": "error", "meaning": "mean error"}]
    assert Plan.from_json(data).metric_keys == ("error",)


@given(st.lists(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=4, unique=True), max_size=3))
def test_there_are_as_many_keys_as_combinations(values: list[list[str]]) -> None:
    axes = [Axis(name=f"axis_{n}", values=tuple(v)) for n, v in enumerate(values)]
    metric = Metric(name="m", meaning="m", axes=tuple(MetricAxis(axis=a.name) for a in axes))
    keys = metric_keys([metric], axes)
    expected = 1
    for v in values:
        expected *= len(v)
    assert len(set(keys)) == len(keys) == expected
    assert grid_faults([metric], axes) == []
