from fractions import Fraction

import pytest
from pydantic import JsonValue

from papercoder.review.attention import ATTENTION_KINDS, attention
from papercoder.review.mentions import mentioned, parameter
from papercoder.review.render import render_config
from state.config import Config, ConfigEntry
from state.grounding import Grounding
from tests.review.sample import ARCHITECTURE, CONFIG, ENTRIES, LOGIC, entry, plan, requirement, stated


def points(*entries: ConfigEntry, statement: str = "Train it.", **fields: object) -> list[tuple[str, str]]:
    config = Config(text=render_config(entries), entries=entries, warnings=())
    listed = attention(config, plan(requirement(1, statement, **fields)), ARCHITECTURE, None)
    return [(point["kind"], point["key"]) for point in listed if point["kind"] != "left-out"]


def test_the_points_come_in_the_order_of_their_urgency() -> None:
    switch = entry("training.reduction", "sum", switches="R1", readings=["sum", "mean"])
    shared = stated("experiment.repeats", 5, "repeated 5 times", "s5.4")
    shared = shared.model_copy(update={"note": "Stated for Table 2; assumed for the ablation (R2)."})
    warned = CONFIG.model_copy(update={"warnings": ("`x` is a new key.",), "entries": (*ENTRIES, switch, shared)})
    ledger = plan(
        requirement(1, "Train with a learning rate of 1e-3."),
        requirement(2, "Use the private data.", status="unresolved", section="s4"),
        requirement(4, "Reach 0.9.", status="figure", grounding=Grounding(result="found", image="Figure 2")),
        requirement(3, "Report it.", grounding=Grounding(result="not found", section="", offset=-1, score=0, text="")),
    )
    found = attention(warned, ledger, ARCHITECTURE, LOGIC)
    assert [(point["kind"], point["key"]) for point in found] == [
        ("contradiction", "training.reduction"),
        ("warning", ""),
        ("quote-not-found", "training.seeds"),
        ("quote-not-found", "R3"),
        ("figure", "R4"),
        ("quote-approximate", "training.dropout"),
        ("conflict", "training.lr"),
        ("assumed", "training.epochs"),
        ("assumed", "training.shuffle"),
        ("caveat", "experiment.repeats"),
        ("fill-in", "data.path"),
        ("name", "data.name"),
        ("left-out", "R2"),
        ("unresolved", "R2"),
        ("open-question", ""),
    ]
    assert set(ATTENTION_KINDS) == {point["kind"] for point in found}
    conflict = next(point for point in found if point["kind"] == "conflict")
    assert conflict == {
        "kind": "conflict", "key": "training.lr", "value": 1e-4, "section": "s5.3",
        "why": "R1 gives 1e-3 for the learning rate.",
    }  # fmt: skip
    left_out = next(point for point in found if point["kind"] == "left-out")
    assert left_out["why"] == "Use the private data. Left out: The data is not public."


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("a learning rate of 1e-4", Fraction(1, 10000)),
        ("Learning-rate = 0.0003, decayed", Fraction(3, 10000)),
        ("the learning rate was set to $3 \\times 10^{-4}$", Fraction(3, 10000)),
        ("learning rate 10^{-3}", Fraction(1, 1000)),
        ("learning rate (lr) is 5 × 10−5", Fraction(5, 100000)),
        ("learning rates of .01", Fraction(1, 100)),
        ("learning rate of 1,000", Fraction(1000)),
        ("learning rate: 10%", Fraction(1, 10)),
        ("(batch of 32, learning rate 0.1)", Fraction(1, 10)),
        ("learning rate, 0.1 for the encoder", Fraction(1, 10)),
        ("learning rate, 0.1, and a batch of 32", Fraction(1, 10)),
    ],
)
def test_numbers_are_read_in_every_notation(text: str, number: Fraction) -> None:
    assert [value for value, _ in mentioned("learning rate", text)] == [number]


@pytest.mark.parametrize(
    "text",
    [
        "the learning rate is decayed after 30 epochs",
        "learning rate warmup over 4000 steps",
        "learning rate with 3 GPUs",
        "a learning rate of 3rd order",
        "learning rate 0..K-1",
        "the meta-learning rate of 3",
        "learning rate of 1e-9999",
        "learning rate 1[y = k]",
        "learning rates 1-3 are tried",
        "curves (seed, learning rate, 3) as float32",
        "one learning rate, 16 training and 8 test questions",
    ],
)
def test_other_numbers_near_the_name_are_not_its_value(text: str) -> None:
    assert list(mentioned("learning rate", text)) == []


def test_vague_names_are_no_parameters() -> None:
    assert [parameter(key) for key in ("training.lr", "model.n_layers", "data.size", "model.d")] == [
        "learning rate",
        "layers",
        "",
        "",
    ]


LR = stated("training.lr", 1e-4, "q", "s5")


@pytest.mark.parametrize(
    ("entries", "statement", "conflicts"),
    [
        ([LR], "Use a learning rate of 1e-3.", ["training.lr"]),
        ([LR], "Use a learning rate of 0.0001.", []),
        ([LR], "Use a learning rate of $10^{-4}$.", []),
        ([LR, stated("baselines.lr", 1e-3, "q", "s6")], "Use a learning rate of 1e-3.", []),
        ([LR, stated("optimizer.lr", 1e-3, "q", "s6")], "Train.", ["optimizer.lr"]),
        ([LR, stated("optimizer.lr", 1e-4, "q", "s6")], "Train.", []),
        ([stated("training.batch_size", [32, 64], "q", "s5")], "A batch size of 64.", []),
        ([stated("training.dropout", 10, "q", "s5", "found")], "With dropout rate 10%.", []),
        ([stated("a.batch_size", 32, "q", "s5")], "A batch size of 64, later a batch size of 8.", ["a.batch_size"] * 2),
        ([LR, entry("smoke.training.lr", 1.0)], "Use a learning rate of 1.0.", ["training.lr"]),
    ],
)  # fmt: skip
def test_values_against_other_numbers_of_the_paper(
    entries: list[ConfigEntry], statement: str, conflicts: list[str]
) -> None:
    assert [key for kind, key in points(*entries, statement=statement) if kind == "conflict"] == conflicts


@pytest.mark.parametrize(
    ("made", "kind"),
    [
        (entry("data.root", "./images"), "fill-in"),
        (entry("hub.api_key", ""), "fill-in"),
        (entry("logging.wandb_api_key", None), "fill-in"),
        (entry("model.name", "<fill in>"), "fill-in"),
        (entry("model.checkpoint", "path/to/model"), "fill-in"),
        (entry("output.dir", "results"), ""),
        (entry("model.name", "google/flan-t5-base"), "name"),
        (entry("data.datasets", ["mnist", "svhn"]), "name"),
        (entry("model.tokenizer", "bpe"), "name"),
        (entry("training.optimizer", "adam"), ""),
        (entry("training.max_tokens", 512), ""),
        (entry("model.models", 3), ""),
        (entry("model.name", "x", "reviewer"), ""),
    ],
)
def test_what_a_person_must_fill_in_or_look_up(made: ConfigEntry, kind: str) -> None:
    assert [k for k, _ in points(made)] == ([kind] if kind else [])


def test_smoke_values_need_nobody() -> None:
    assert points(*ENTRIES[-1:]) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("ablation.temperature", [0.3, 0.5]),
        ("sweeps.temperature", [0.3, 0.5, 0.7]),
        ("experiment.temperature", [0.3, 0.7]),
        ("sensitivity.temperature", 0.9),
        ("experiment.temperatures", [0.1, 0.7]),
    ],
)
def test_the_values_of_a_sweep_contradict_no_default(key: str, value: JsonValue) -> None:
    assert _twin_conflicts(key, value) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("optimizer.temperature", 0.3),
        ("experiment.temperature", [0.3, 0.5]),
        ("experiment.temperature", [0.3]),
        ("train.temperature", 7),
    ],
)
def test_another_value_for_the_same_parameter_is_still_a_doubt(key: str, value: JsonValue) -> None:
    assert _twin_conflicts(key, value) == [key]


def _twin_conflicts(key: str, value: JsonValue) -> list[str]:
    found = points(entry("training.temperature", 0.7, reason="r"), entry(key, value, reason="r"))
    return [name for kind, name in found if kind == "conflict"]
