"""Every shape that clients send; the objects are those of agent-chat-ui and Agent Inbox (see their sources)."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papercoder.review.answer import NO_REASON, AppliedAnswer, ReviewAnswer, apply_answer, read_answer
from papercoder.review.edit import ReviewProblem, set_value
from papercoder.review.request import review_request
from tests.review.sample import ARCHITECTURE, CONFIG, LEDGER, LOGIC, entry_of, plan, value_of

ARGS: dict[str, Any] = review_request(CONFIG, plan(), ARCHITECTURE, LOGIC, can_reject=True)["action_requests"][0][
    "args"
]
TEXT = CONFIG.text.replace("lr: 1.0e-4", "lr: 0.5")
EDITED = {**ARGS, "yaml": TEXT}
ACTION = {"action": "config_review", "args": ARGS}


def entries_with(key: str, value: object) -> list[dict[str, Any]]:
    return [{**e, "value": value} if e["key"] == key else e for e in ARGS["entries"]]


def browser(data: object) -> Any:
    """Return the data as JavaScript sends it back: 1.0 is written as 1."""
    text = json.dumps(data)
    return json.loads(text.replace("1.0,", "1,"))


@pytest.mark.parametrize(
    "raw",
    [
        {"decisions": [{"type": "approve"}]},
        {"decisions": [{"type": "approve", "args": ACTION}]},
        {"decisions": [{"type": "approve", "args": None}]},
        {"decisions": [{"type": "edit", "edited_action": {"name": "config_review", "args": ARGS}}]},
        [{"type": "accept", "args": None}],
        [{"type": "accept", "args": ACTION}],
        [{"type": "accept"}],
        [{"type": "edit", "args": ACTION}],
        {"type": "approve"},
        {"type": "accept", "args": None},
        {"yaml": CONFIG.text},
        {"yaml": CONFIG.text.replace("\n", "\r\n")},
        CONFIG.text,
        True,
        "",
        "approve",
        " Yes. ",
        "OK",
        "lgtm",
        '{"decisions": [{"type": "approve"}]}',
    ],
)
def test_approvals(raw: object) -> None:
    assert read_answer(raw, CONFIG, LEDGER) == ReviewAnswer("approved")


@pytest.mark.parametrize(
    "raw",
    [
        {"decisions": [{"type": "edit", "edited_action": {"name": "config_review", "args": EDITED}}]},
        {"decisions": [{"type": "edit", "edited_action": {"name": "config_review", "args": {"yaml": TEXT}}}]},
        {"decisions": [{"type": "edit", "edited_action": {"name": "config_review", "args": json.dumps(EDITED)}}]},
        {"decisions": [{"type": "edit", "edited_action": {"name": "config_review", "args": TEXT}}]},
        {"decisions": [{"type": "edit", "args": {"action": "config_review", "args": EDITED}}]},
        {"decisions": [{"type": "approve", "args": {"action": "config_review", "args": EDITED}}]},
        [{"type": "edit", "args": {"action": "config_review", "args": EDITED}}],
        [{"type": "edit", "args": {"yaml": TEXT}}],
        [{"type": "edit", "args": TEXT}],
        [{"type": "accept", "args": {"action": "config_review", "args": EDITED}}],
        {"type": "edit", "edited_action": {"name": "config_review", "args": EDITED}},
        {"type": "edit", "args": {"action": "config_review", "args": EDITED}},
        {"yaml": TEXT},
        TEXT,
        json.dumps({"yaml": TEXT}),
    ],
)
def test_edits_of_the_text(raw: object) -> None:
    assert read_answer(raw, CONFIG, LEDGER) == ReviewAnswer("edited", TEXT)


HALF = entries_with("training.lr", 0.5)


def edit(args: object) -> dict[str, Any]:
    return {"decisions": [{"type": "edit", "edited_action": {"name": "config_review", "args": args}}]}


@pytest.mark.parametrize(
    "raw",
    [
        edit({**ARGS, "entries": HALF}),
        edit({**ARGS, "entries": json.dumps(HALF)}),
        edit({"entries": [{"key": "training.lr", "value": 0.5}]}),
        edit({"set": {"training.lr": 0.5}}),
        [{"type": "edit", "args": {"action": "c", "args": {**ARGS, "entries": entries_with("training.lr", "0.5")}}}],
        {"set": {"training.lr": 0.5}},
        {"set": {"training.lr": "5e-1"}},
        "set training.lr 0.5",
        "set training.lr = 5e-1\n",
    ],
)
def test_edits_of_single_values(raw: object) -> None:
    answer = read_answer(browser(raw), CONFIG, LEDGER)
    assert answer == ReviewAnswer("edited", set_value(CONFIG, "training.lr", "0.5").text)


def test_text_and_values_edited_together_are_both_taken() -> None:
    args = {**EDITED, "entries": entries_with("training.epochs", 99)}
    decision = apply_answer([{"type": "edit", "args": {"action": "c", "args": args}}], CONFIG, LEDGER)
    after = decision.config
    assert decision.kind == "edited"
    assert after is not None
    assert (value_of(after, "training.lr"), value_of(after, "training.epochs")) == (0.5, 99)


def test_numbers_that_a_browser_wrote_anew_are_no_edits() -> None:
    seeded = set_value(set_value(CONFIG, "training.dropout", "1.0"), "training.epochs", str(2**60 + 1))
    entries = [{"key": "training.dropout", "value": 1}, {"key": "training.epochs", "value": 2**60}]
    raw = {"decisions": [{"type": "edit", "edited_action": {"name": "c", "args": {"entries": entries}}}]}
    assert read_answer(raw, seeded, LEDGER) == ReviewAnswer("approved")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ({"decisions": [{"type": "reject", "message": " Use 5 seeds. "}]}, "Use 5 seeds."),
        ({"decisions": [{"type": "reject", "args": "Use 5 seeds."}]}, "Use 5 seeds."),
        ({"decisions": [{"type": "respond", "message": "Use 5 seeds."}]}, "Use 5 seeds."),
        ([{"type": "response", "args": "Use 5 seeds."}], "Use 5 seeds."),
        ({"type": "response", "args": "Use 5 seeds."}, "Use 5 seeds."),
        ({"type": "reject", "args": {"reason": "Use 5 seeds."}}, "Use 5 seeds."),
        ("Use 5 seeds.", "Use 5 seeds."),
        ("Note: the learning rate is wrong", "Note: the learning rate is wrong"),
        ("training: it needs 5 seeds", "training: it needs 5 seeds"),
        ("Two things:\n- more seeds\n- no dropout", "Two things:\n- more seeds\n- no dropout"),
        ("set more seeds please\nand less dropout", "set more seeds please\nand less dropout"),
        ({"decisions": [{"type": "reject"}]}, NO_REASON),
        ({"decisions": [{"type": "reject", "message": ""}]}, NO_REASON),
        (False, NO_REASON),
        ("no", NO_REASON),
    ],
)
def test_rejections(raw: object, reason: str) -> None:
    assert read_answer(raw, CONFIG, LEDGER) == ReviewAnswer("rejected", reason=reason)


@pytest.mark.parametrize(
    "raw",
    [
        [{"type": "ignore", "args": None}],
        {"decisions": [{"type": "ignore", "args": None}]},
        {"type": "ignore"},
        "abort",
        "quit",
    ],
)
def test_aborts(raw: object) -> None:
    assert read_answer(raw, CONFIG, LEDGER) == ReviewAnswer("aborted")


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (None, "The answer is null"),
        (3, "The answer is a number"),
        ({}, "The answer is a mapping"),
        ({"answer": "yes"}, "with the keys answer, which has no known shape. Expected one of"),
        ([], "not 0 answers"),
        (["approve"], "one answer is expected"),
        ([{"type": "accept"}] * 2, "not 2 answers"),
        ({"decisions": "approve"}, "not no list"),
        ({"decisions": [{"type": "maybe"}]}, "no known shape"),
        ({"type": 3}, "no known shape"),
        ({"decisions": [{"type": "edit"}]}, "no known shape"),
        ({"type": "edit", "edited_action": {"name": "c", "args": {"text": "a: 1"}}}, "no known shape"),
        ({"yaml": {"training": {"lr": 1}}}, "`yaml` must be the text of config.yaml"),
        ({"set": ["training.lr"]}, "`set` must be a mapping"),
        ({"set": {"training.learning": 1}}, "There is no key `training.learning`."),
        ({"set": {"training.lr": "fast"}}, "must be a number"),
        ({"set": {"training.lr": {"a": 1}}}, "is a mapping"),
        ({"type": "edit", "args": {"entries": "[oops"}}, "`entries` must be a JSON list"),
        ({"type": "edit", "args": {"entries": [1]}}, "`entries` must be a JSON list"),
        ({"type": "edit", "args": {"entries": [{"key": "new", "value": 1}]}}, "There is no key `new`."),
    ],
)
def test_everything_else_is_refused_with_what_is_accepted(raw: object, why: str) -> None:
    with pytest.raises(ReviewProblem) as caught:
        read_answer(raw, CONFIG, LEDGER)
    assert why in caught.value.why


def test_a_broken_bare_text_is_an_edit_and_not_a_reason() -> None:
    broken = TEXT.replace("[0, 1, 2]", "[0, 1")
    assert read_answer(broken, CONFIG, LEDGER) == ReviewAnswer("edited", broken)
    with pytest.raises(ReviewProblem, match="does not parse") as caught:
        apply_answer(broken, CONFIG, LEDGER)
    assert caught.value.text == broken
    with pytest.raises(ReviewProblem, match="1 of the 10 keys"):
        apply_answer("training:\n  lr: 0.5\n", CONFIG, LEDGER)


def test_an_answer_is_applied() -> None:
    decision = apply_answer({"yaml": TEXT}, CONFIG, LEDGER)
    after = decision.config
    assert (decision.kind, decision.reason) == ("edited", "")
    assert after is not None
    assert (after.text, after.reviewed) == (TEXT, True)
    assert entry_of(after, "training.lr").provenance == "reviewer"
    reviewed = CONFIG.model_copy(update={"reviewed": True})
    assert apply_answer(True, CONFIG, LEDGER) == AppliedAnswer("approved", reviewed, "", {})  # noqa: FBT003
    assert apply_answer("Use 5 seeds.", CONFIG, LEDGER) == AppliedAnswer("rejected", None, "Use 5 seeds.", {})
    assert apply_answer("abort", CONFIG, LEDGER) == AppliedAnswer("aborted", None, "", {})


WORDS = st.sampled_from(
    [
        "type",
        "args",
        "edit",
        "yaml",
        "set",
        "entries",
        "decisions",
        "key",
        "value",
        "training.lr",
        TEXT,
        "leave_out",
        "left_out",
        "requirement",
        "reason",
        "R1",
        "R2",
        "R9",
        "R1 why",
        "leave out R1 why",
        "keep R1",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS | st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=300)
@given(JSON)
def test_any_json_is_understood_or_refused(raw: object) -> None:
    for shape in (
        raw,
        {"decisions": [{"type": "edit", "edited_action": {"args": raw}}]},
        {"set": raw},
        {"leave_out": raw},
        {"type": "edit", "args": {"entries": raw}},
        {"type": "reject", "message": "Use 5 seeds.", "leave_out": raw, "left_out": raw},
    ):
        try:
            decision = apply_answer(shape, CONFIG, LEDGER)
        except ReviewProblem:
            continue
        assert (decision.config is not None) == (decision.kind in ("approved", "edited"))
        assert set(decision.leave_out) <= set(LEDGER.ids) - set(LEDGER.left_out)
