"""Two readings of a paper that contradicts itself: one switch, its place in the review, and code that reads it."""

import yaml

from agents.config_writer import entry_checker
from papercoder.checks.run import Subject, check
from papercoder.papers.evidence import Evidence
from papercoder.review.attention import attention
from papercoder.review.ranking.ranked import rank
from papercoder.review.render import render_config
from papercoder.review.switches import contradicted, switched_by
from state.config import Config, ConfigDraft, ConfigEntry
from state.objection import Objection
from tests.agents.artifacts import paper
from tests.review.sample import ARCHITECTURE, entry, plan, requirement

SWITCH = entry("training.loss_reduction", "sum", reason="Eq. 3; s4 says mean", switches="R1", readings=["sum", "mean"])
TWOFOLD = {"R1": "Train.", "R2": "The loss is summed (s1) or averaged (s2). Default: the sum."}
SMOKE = entry("smoke.training.loss_reduction", "mean", reason="both work")


def faults(*entries: ConfigEntry, twofold: tuple[tuple[str, ...], ...] = ()) -> list[str]:
    checker = entry_checker(Evidence(paper()), may_quote_reviewer=False, ledger=("R1", "R2"), twofold=twofold)
    return checker(ConfigDraft.of((*entries, SMOKE)))


def test_a_switch_names_its_requirement_and_all_that_is_built() -> None:
    assert faults(SWITCH, twofold=(("R1",),)) == []
    wrong = {"switches": "R9"}, {"switches": ""}, {"readings": ("sum",)}, {"value": "max"}
    said = [faults(SWITCH.model_copy(update=changes))[0] for changes in wrong]
    for text, words in zip(said, ("not 'R9'", "belong to a switch", "two or more", "not among"), strict=True):
        assert words in text


def test_the_name_of_a_reading_need_not_stand_in_its_quote() -> None:
    words = paper().abstract[:40]
    stated = {"provenance": "stated", "quote": words, "section": "abstract", "reason": "Eq. 3; s4 says mean"}
    named = SWITCH.model_copy(update=stated)
    assert faults(named) == []
    assert Evidence(paper()).ground_entries([named])[0].provenance == "stated"
    number = named.model_copy(update={"value": 3, "readings": (3, 5)})
    assert "does not stand in its quote" in faults(number)[0]


def test_a_contradiction_without_a_switch_is_sent_back_once() -> None:
    objections = {
        "planner": [{"kind": "contradiction", "what": "R2: sum or mean", "why": "s1"}],
        "critic": [{"kind": "doubt", "what": "R1 is odd", "why": "s1"}],
    }
    assert contradicted(objections, TWOFOLD) == (("R2",),)
    checker = entry_checker(Evidence(paper()), may_quote_reviewer=False, ledger=("R1", "R2"), twofold=(("R2",),))
    (said,) = checker(ConfigDraft.of((SWITCH, SMOKE)))
    assert said.startswith("R2: the paper contradicts itself")
    assert checker(ConfigDraft.of((SWITCH, SMOKE))) == []


def test_numbers_that_differ_are_nothing_to_switch_between() -> None:
    numbers = {"kind": "contradiction", "what": "R1: Table 4 has 61.9, Table 7 has 62.1; R9 is gone", "why": "s1"}
    assert contradicted({"critic": [numbers]}, {"R1": "The default seed trains BASE on SQA."}) == (("R1",),)
    assert contradicted({"critic": [numbers]}, {"R1": "Accuracy of BASE on SQA."}) == ()


def test_a_reading_that_the_plan_does_not_build_needs_no_switch() -> None:
    said = {"kind": "contradiction", "what": "R2: sum or mean", "why": "s1", "instead": "The sum; no switch."}
    assert contradicted({"planner": [said]}, TWOFOLD) == ()
    bare = {**said, "instead": "The sum."}
    assert contradicted({"planner": [bare]}, TWOFOLD) == (("R2",),)
    assert contradicted({"planner": [bare]}, {"R2": f"{TWOFOLD['R2']} The mean is not built."}) == ()
    both = {"R2": f"{TWOFOLD['R2']} A switch gives the mean; the median is not built."}
    assert contradicted({"planner": [bare]}, both) == (("R2",),)


def test_one_switch_or_one_objection_settles_a_contradiction_for_all_that_it_concerns() -> None:
    objections = {"planner": [{"kind": "contradiction", "what": "R2 and R1: sum or mean", "why": "s1"}]}
    assert contradicted(objections, TWOFOLD) == (("R2", "R1"),)
    assert faults(SWITCH, twofold=contradicted(objections, TWOFOLD)) == []
    why = Objection(
        what="R2 and R1: growth", why="s4 against Eq. 3; the other needs runs of its own", instead="the sum"
    )
    aside = Objection(what="R9: the seed", why="as in R1 and R2", instead="one seed")
    unsettled = ["R2, R1: the paper contradicts itself"]
    for raised, said in ((), unsettled), ((aside,), unsettled), ((why,), []):
        checker = entry_checker(
            Evidence(paper()), may_quote_reviewer=False, ledger=("R1", "R2"), twofold=contradicted(objections, TWOFOLD)
        )
        plain = SWITCH.model_copy(update={"switches": "", "readings": ()})
        found = checker(ConfigDraft.of((plain, SMOKE)).model_copy(update={"objections": raised}))
        assert [text.partition(" there")[0] for text in found] == said


def test_the_review_asks_for_it_first_with_the_other_reading() -> None:
    ledger = plan(requirement(1, "Sum the loss."), requirement(2, "Get it.", status="unresolved"))
    config = Config(text=render_config([SWITCH, SMOKE]), entries=(SWITCH, SMOKE))
    first = rank(attention(config, ledger, ARCHITECTURE, None), config, ledger)["first"][0]
    assert first["title"] == "training.loss_reduction"
    assert [(a["value"], a["source"]) for a in first["alternatives"]] == [("mean", "R1")]
    assert "R1" in first["used_by"]
    assert yaml.safe_load(config.text)["training"] == {"loss_reduction": "sum"}
    assert "reading of R1: sum | mean" in config.text
    decided = SWITCH.model_copy(update={"provenance": "reviewer"})
    settled = Config(text=render_config([decided, SMOKE]), entries=(decided, SMOKE))
    assert "contradiction" not in {p["kind"] for p in attention(settled, ledger, ARCHITECTURE, None)}


def said(code: str, other: str = "MODES = 'nothing'\n") -> list[tuple[str, str]]:
    subject = Subject(
        files={"a.py": code, "b.py": other},
        config=render_config([SWITCH, SMOKE]),
        owners={"a.py": ("R1",)},
        switches=switched_by([SWITCH, SMOKE]),
    )
    return [(f.severity, f.message) for f in check(subject) if f.rule == "switch-unread"]


def test_the_file_that_owns_the_requirement_builds_both_readings() -> None:
    for code in (
        "def f(x, config):\n    kind = config['training']['loss_reduction']\n    return x if kind == 'sum' else -x\n",
        "def f(x, loss_reduction):\n    return x if loss_reduction == 'mean' else -x\n",
        "def f(x, settings):\n    return {'sum': x, 'mean': -x}[settings.lossReduction]\n",
    ):
        assert said(code) == []


def test_a_file_that_builds_one_reading_is_an_error_and_an_unnamed_reading_a_warning() -> None:
    ((severity, message),) = said('def f(x):\n    """The loss_reduction is sum."""\n    return x\n')
    assert severity == "error"
    assert "`training.loss_reduction`" in message
    ((severity, message),) = said("def f(x, loss_reduction):\n    return x\n")
    assert severity == "warning"
    assert "'sum', 'mean'" in message


def test_a_file_that_is_handed_the_reading_under_another_name_builds_both() -> None:
    code = "def f(x, reading):\n    return x if reading == 'mean' else -x\n"
    reads = "from a import f\n\ndef run(x, config):\n    return f(x, config['training']['loss_reduction'])\n"
    assert said(code, reads) == []
    assert [severity for severity, _ in said(code)] == ["error"]
    assert [severity for severity, _ in said("def f(x, reading):\n    return x\n", reads)] == ["error"]


def test_a_file_that_calls_the_place_that_decides_for_several_need_not_read_the_switch() -> None:
    decides = "def reduce(x, config):\n    return x if config['training']['loss_reduction'] == 'sum' else -x\n"
    assert said("from b import reduce\n\ndef f(x, config):\n    return reduce(x, config)\n", decides) == []
    assert [severity for severity, _ in said("def f(x):\n    return x\n", decides)] == ["error"]
    assert [severity for severity, _ in said("import b\n", "NOTHING = 1\n")] == ["error"]
    half = "def reduce(x, config):\n    return x, config['training']['loss_reduction']\n"
    calls = "from b import reduce\n\ndef f(x, config):\n    return reduce(x, config)\n"
    assert [severity for severity, _ in said(calls, half)] == ["error"]


def test_a_switch_between_truth_values_may_be_read_where_the_owner_calls() -> None:
    switch = entry(
        "model.adapter_bias", value=True, reason="Tab. 5 against Eq. 1", switches="R1", readings=[True, False]
    )
    builds = "def make(config):\n    return 2 if config['model']['adapter_bias'] else 1\n"
    for code, severities in (
        ("from b import make\n\ndef f(config):\n    return make(config)\n", []),
        ("def f():\n    return 1\n", ["error"]),
    ):
        subject = Subject(
            files={"a.py": code, "b.py": builds},
            config=render_config([switch]),
            owners={"a.py": ("R1",)},
            switches=switched_by([switch]),
        )
        assert [f.severity for f in check(subject) if f.rule == "switch-unread"] == severities


def test_a_rejected_configuration_is_edited_with_its_switch() -> None:
    draft = Config(text="", entries=(SWITCH, entry("data.tags", []), entry("data.name", ""))).draft()
    assert draft.config_entries()[0] == SWITCH
    assert [e.value for e in draft.entries[1:]] == [[], ""]
