"""A hundred doubts become a dozen decisions: what matters is in front, nothing is lost, sweeps are no doubts."""

import asyncio
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from papercoder.papers.quotes import PaperIndex
from papercoder.papers.read import read_paper
from papercoder.review.attention import attention
from papercoder.review.ranking.links import tables_of, used_by
from papercoder.review.ranking.ranked import FIRST_SCREEN, rank
from papercoder.review.ranking.sweeps import is_swept, named_values
from papercoder.review.render import render_config
from papercoder.review.request import review_request
from state.architecture import Architecture
from state.config import Config, ConfigEntry
from state.objection import Objection
from state.plan import Plan
from tests.review.large import Large, language, vision
from tests.review.sample import ARCHITECTURE, CONFIG, LOGIC, entry, plan, requirement, stated

ROOT = Path(__file__).parents[2]
LARGE = pytest.mark.parametrize("case", [vision(), language()], ids=["vision", "language, kept aside"])


def ranked(case: Large) -> dict[str, Any]:
    return rank(attention(case.config, case.plan, case.architecture, case.logic), case.config, case.plan)


def all_of(ranking: dict[str, Any]) -> list[dict[str, Any]]:
    return [*ranking["first"], *(d for group in ranking["folded"] for d in group["decisions"])]


def subjects(decisions: list[dict[str, Any]]) -> set[str]:
    return {name for decision in decisions for name in decision.get("subjects", ())}


@LARGE
def test_more_than_a_hundred_doubts_fit_on_one_screen_and_none_is_lost(case: Large) -> None:
    points = attention(case.config, case.plan, case.architecture, case.logic)
    ranking = ranked(case)
    assert len(points) >= 100
    assert len(ranking["first"]) <= FIRST_SCREEN
    assert len(ranking["folded"]) <= 20
    assert ranking["doubts"] == len(points) == sum(d["doubts"] for d in all_of(ranking))
    assert subjects(all_of(ranking)) == {point["key"] for point in points if point["key"]}
    assert json.loads(json.dumps(ranking)) == ranking


@LARGE
def test_what_matters_is_in_front_of_what_does_not(case: Large) -> None:
    first = ranked(case)["first"]
    order = [name for decision in first for name in decision["subjects"]]
    places = {wanted: min((order.index(name) for name in wanted.split("|") if name in order), default=-1)
              for wanted in case.urgent}  # fmt: skip
    assert [wanted for wanted, place in places.items() if place < 0] == []
    assert [name for name in order[: max(places.values())] if name.startswith(case.minor)] == []


@LARGE
def test_a_value_of_a_sweep_is_no_doubt(case: Large) -> None:
    points = attention(case.config, case.plan, case.architecture, case.logic)
    assert [p for p in points if p["kind"] == "conflict" and p["key"] in case.swept] == []


@LARGE
def test_a_folded_group_is_one_short_line(case: Large) -> None:
    for group in ranked(case)["folded"]:
        assert len(group["line"]) < 120
        assert str(sum(d["doubts"] for d in group["decisions"])) in group["line"]


@LARGE
def test_the_description_for_chat_clients_shows_the_same(case: Large) -> None:
    request = review_request(case.config, case.plan, case.architecture, case.logic, can_reject=True)
    action = request["action_requests"][0]
    assert action["args"]["decisions"] == ranked(case)
    decided = action["description"].partition("## What to decide")[2].partition("## All values")[0]
    assert len([line for line in decided.splitlines() if line.startswith("- ")]) <= FIRST_SCREEN + 20


def test_doubts_that_one_answer_settles_are_one_decision() -> None:
    titles = [decision["title"] for decision in all_of(ranked(vision()))]
    for title in (
        "paths and credentials (3)", "augmentation.randaugment (10)", "model.checkpoints.teacher (4)",
        "training.weight_decay and training.ema_decay", "baselines.mixmatch (14)",
    ):  # fmt: skip
        assert title in titles


def test_a_contradiction_names_the_other_value_and_who_gives_it() -> None:
    decision = next(d for d in all_of(ranked(vision())) if d["subjects"] == ["training.learning_rate"])
    assert decision["alternatives"] == [{"value": 0.3, "written": "0.3", "source": "R1"}]
    assert (decision["effect"], decision["used_by"]) == ("core", ["R1"])


def test_twins_of_one_parameter_are_one_decision() -> None:
    entries = (stated("training.lr", 1e-4, "q", "s5"), stated("optimizer.lr", 1e-3, "r", "s6"))
    config = Config(text=render_config(entries), entries=entries, warnings=())
    first = rank(attention(config, plan(), ARCHITECTURE, None), config, plan())["first"]
    twins = next(d for d in first if "optimizer.lr" in d["subjects"])
    assert [a["source"] for a in twins["alternatives"]] == ["R1", "training.lr"]


LR = stated("training.dropout", 0.5, "q", "s5")


@pytest.mark.parametrize(
    ("entries", "statement", "swept"),
    [
        ([LR], "A dropout of 0.3, 0.5 and 0.7 is tried.", True),
        ([LR], "We vary the dropout: a dropout of 0.3 is best.", True),
        ([LR], "Ablation with dropout 0.3 (Table 4).", True),
        ([LR, entry("ablations.dropout", [0.1, 0.3])], "Use dropout 0.3.", True),
        ([LR, entry("grid.dropout", 0.3)], "Use dropout 0.3.", True),
        ([LR], "Use dropout 0.3.", False),
        ([LR], "Use dropout 0.3. Vary the depth.", False),
        ([LR], "Use dropout 0.3 and 4 layers.", False),
        ([LR, entry("ablations.depth", [0.1, 0.3])], "Use dropout 0.3.", False),
    ],
)
def test_what_counts_as_a_sweep(entries: list[ConfigEntry], statement: str, swept: bool) -> None:
    assert is_swept("dropout", Fraction(3, 10), requirement(1, statement), entries) is swept
    config = Config(text=render_config(entries), entries=tuple(entries), warnings=())
    found = attention(config, plan(requirement(1, statement)), ARCHITECTURE, None)
    assert any(point["kind"] == "conflict" for point in found) is not swept


def test_values_of_a_sweep_are_named_as_alternatives() -> None:
    found = named_values(LR, [requirement(7, "The dropout is varied over 0.1, 0.3 and 0.5.")])
    assert [(written, source) for _, written, source in found] == [("0.1", "R7"), ("0.3", "R7")]


@pytest.mark.parametrize(
    ("key", "value", "statement", "used"),
    [
        ("training.learning_rate", 1e-4, "Train with a learning rate of 1e-4.", True),
        ("training.learning_rate", 1e-4, "Report accuracy.", False),
        ("model.eta", 0.5, r"Scale by $\eta$ = 0.5.", True),
        ("model.k", 8, "Use k = 8 neighbours in the model.", True),
        ("model.k", 8, "For each class k of 8.", True),
        ("model.k", 9, "For each class k of 8.", False),
        ("baselines.ls.alpha", 0.2, "Label spreading (LS) with alpha 0.2.", True),
        ("output.folder", "results", "Train.", False),
    ],
)
def test_a_requirement_uses_a_value_that_it_names(key: str, value: Any, statement: str, used: bool) -> None:
    assert bool(used_by(entry(key, value), [requirement(1, statement)])) is used


def test_a_reason_or_the_same_words_link_a_value_to_a_requirement() -> None:
    by_reason = entry("baselines.lr.C", 1.0, "assumed", reason="Not given (R32); default of scikit-learn")
    assert used_by(by_reason, [requirement(32, "Logistic regression.")]) == ("R32",)
    by_words = stated("model.x", 6, "a stack of N = 6 layers", "s3.1")
    assert used_by(by_words, [requirement(1, "Stack.", quote="a stack of N = 6 layers")]) == ("R1",)


def test_tables_are_named_once() -> None:
    assert tables_of([requirement(1, "Tables 2 and 3, and Table 2 again.")]) == ("Table 2", "Table 3")


def test_nothing_in_doubt_is_nothing_to_decide() -> None:
    assert rank([], CONFIG, plan()) == {"first": [], "folded": [], "doubts": 0}


def recorded() -> tuple[Config, Plan]:
    """Return config and plan of the recorded example, grounded in its paper as the agents do it."""
    paper = PaperIndex(asyncio.run(read_paper(str(ROOT / "examples/paper/paper.pdf"), allow_files=True)))

    def answer(agent: str) -> dict[str, Any]:
        text = json.loads(max((ROOT / "benchmarks/recorded").glob(f"????-{agent}.json")).read_text())["answer"]
        found: dict[str, Any] = json.loads(text[text.index("{") : text.rindex("}") + 1])
        return found

    draft = [ConfigEntry.from_json(e) for e in answer("config-writer")["entries"]]
    entries = tuple(
        e.model_copy(update={"grounding": paper.locate(e.quote, e.section)}) if e.quote else e for e in draft
    )
    ledger = Plan.from_json(answer("planner-revision"))
    grounded = tuple(
        r.model_copy(update={"grounding": paper.locate(r.quote, r.section)}) if r.quote else r
        for r in ledger.requirements
    )
    config = Config(text=render_config(entries), entries=entries, warnings=())
    return config, ledger.model_copy(update={"requirements": grounded})


def test_the_recorded_example_needs_few_decisions() -> None:
    config, ledger = recorded()
    bare: Architecture = ARCHITECTURE.model_copy(update={"left_out": ()})
    points = attention(config, ledger, bare, LOGIC)
    ranking = rank(points, config, ledger)
    assert sum(d["doubts"] for d in all_of(ranking)) == len(points)
    assert [p["key"] for p in points if p["kind"] == "conflict"] == []
    assert len(ranking["first"]) <= FIRST_SCREEN
    titles = [d["title"] for d in ranking["first"]]
    assert {"R32 with 6 values", "R9 and model.epsilon"} <= set(titles)
    assert len(titles) <= 6


def test_objections_are_decisions_of_their_own_where_their_weight_puts_them() -> None:
    config = Config(
        text="", entries=(entry("training.lr", 0.1, "assumed", reason="usual"), entry("log.every", 5)), warnings=()
    )
    ledger = plan(requirement(1, "Train.", weight="core"), requirement(2, "Log.", weight="minor"))
    objections = [
        Objection(kind="contradiction", what="R1, training.lr: Table 2 and section 4", why="0.1 and 0.3", by="planner"),
        Objection(what="training.lr is too large", why="it diverges", instead="0.01", by="config-writer"),
        Objection(kind="remark", what="The title is long", why="one sentence", by="architect"),
        Objection(what="The split", why="nobody names it", by="logic-designer"),
    ]
    points = attention(config, ledger, ARCHITECTURE, None)
    ranking = rank(points, config, ledger, objections)
    assert ranking["doubts"] == len(points) + len(objections) == sum(d["doubts"] for d in all_of(ranking))
    titles = [decision["title"] for decision in all_of(ranking)]
    assert titles[0] == "R1, training.lr: Table 2 and section 4"
    assert ranking["first"][0]["why"] == ["planner: 0.1 and 0.3"]
    assert titles.index("The split") < titles.index("The title is long")
    by_title = {decision["title"]: decision for decision in all_of(ranking)}
    assert by_title["training.lr is too large"]["subjects"] == ["training.lr"]
    assert by_title["training.lr is too large"]["why"] == ["config-writer: it diverges Instead: 0.01"]
    assert by_title["training.lr"]["kinds"] == ["assumed"]
    assert len({decision["id"] for decision in all_of(ranking)}) == len(titles)
    (remarks,) = [group for group in ranking["folded"] if group["group"] == "Remarks of agents"]
    assert remarks["line"] == "Remarks of agents (1), minor"
