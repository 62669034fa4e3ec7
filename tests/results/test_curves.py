"""Curves: axes of numbers alone, ours with deviations, beside the paper's figure of the same words, drawn safely."""

from lxml import html as lxml_html

from papercoder.results.compare import compare
from papercoder.results.curves import curves_of
from papercoder.workspace.pages.numbers_html import numbers_html
from state.metrics import Axis, Metric, MetricAxis
from state.paper import Block, Paper, Section, Source

AXES = (
    Axis(name="method", values=("ours", "svm_x")),
    Axis(name="labels", values=("labels_1", "labels_5", "labels_10"), meaning="labels per class"),
    Axis(name="dataset", values=("rings", "moons", "blobs")),
)
METRICS = (
    Metric(
        name="accuracy", meaning="Accuracy on T", axes=(MetricAxis(axis="method"), MetricAxis(axis="labels")), unit="%"
    ),
    Metric(name="seconds", meaning="Time", axes=(MetricAxis(axis="dataset"),)),
)
NUMBERS = {
    "accuracy.ours.labels_5": 88.0, "accuracy.ours.labels_10": 93.0, "accuracy.ours.labels_1": 71.0,
    "accuracy.svm_x.labels_1": 50.0, "accuracy.svm_x.labels_5": 60.0,
    "seconds.rings": 1.0, "seconds.moons": 2.0, "seconds.blobs": 3.0,
}  # fmt: skip


def _paper(*captions: str) -> Paper:
    blocks = tuple(Block(kind="figure", caption=text, label=f"Figure {at}") for at, text in enumerate(captions, 1))
    source = Source(kind="text", name="t.txt")
    return Paper(title="T", sections=(Section(id="s1", title="Results", blocks=blocks),), source=source)


def test_a_metric_along_numbers_is_a_curve_beside_the_papers_figure() -> None:
    paper = _paper("Figure 1: The method.", "Figure 2: Accuracy over labels per class <b>.")
    (curve,) = curves_of(paper, METRICS, AXES, NUMBERS)
    assert (curve.metric, curve.axis, curve.figure) == ("accuracy", "labels", "Figure 2")
    assert [(one.name, one.points) for one in curve.lines] == [
        ("ours", ((1.0, 71.0, None), (5.0, 88.0, None), (10.0, 93.0, None)))
    ]
    page = numbers_html(compare(paper, METRICS, AXES, NUMBERS, "full"), (), "How.", "T", curves=[(curve, b"png")])
    tree = lxml_html.fromstring(page)
    assert [len((one.get("points") or "").split()) for one in tree.iter("polyline")] == [3]
    assert "Figure 2: Accuracy over labels per class <b>." in "".join(str(text) for text in tree.itertext())
    assert [image.get("src") for image in tree.iter("img")] == ["data:image/png;base64,cG5n"]


def test_where_no_figure_or_two_have_the_words_none_is_named() -> None:
    for captions in (("The method.",), ("Accuracy by labels, rings.", "Accuracy by labels, moons.")):
        (curve,) = curves_of(_paper(*captions), METRICS, AXES, NUMBERS)
        assert curve.figure == curve.caption == ""
    assert curves_of(_paper(), METRICS[1:], AXES, NUMBERS) == ()


def test_smoke_numbers_stand_with_their_sizes_in_the_page() -> None:
    comparison = compare(_paper(), METRICS, AXES, NUMBERS, "smoke")
    assert "seeds: [0] instead of [0, 1]" in numbers_html(comparison, (), "How.", "T", ["seeds: [0] instead of [0, 1]"])
