"""Leaving requirements out: in each client's answer, checked, kept where it is refused, taken out of the design."""

import json
from typing import Any

import pytest

from papercoder.review.answer import ReviewAnswer, apply_answer, read_answer
from papercoder.review.left_out import (
    Ledger,
    architecture_without,
    check_wishes,
    ledger_of,
    logic_without,
    make_ledger,
    read_keep,
    read_leave_out,
    reasons_by_id,
    take_back,
)
from papercoder.review.problem import ReviewProblem
from papercoder.review.request import review_request
from state.architecture import Architecture
from state.logic import LogicDesign
from tests.review.sample import ARCHITECTURE, CONFIG, LEDGER, LOGIC, plan, requirement

PLAN = plan(*(requirement(number, f"Do thing {number}.") for number in range(1, 5)))
WISH = {"R3": "no access"}
ASKED = make_ledger(LEDGER.ids, LEDGER.left_out, WISH)
TEXT = CONFIG.text.replace("lr: 1.0e-4", "lr: 0.5")


def args(leave_out: object = None) -> dict[str, Any]:
    request = review_request(CONFIG, PLAN, ARCHITECTURE, LOGIC, can_reject=True, leave_out=leave_out)
    found: dict[str, Any] = request["action_requests"][0]["args"]
    return found


def edit(inner: object) -> dict[str, Any]:
    return {"decisions": [{"type": "edit", "edited_action": {"name": "config_review", "args": inner}}]}


@pytest.mark.parametrize(
    "raw",
    [
        edit({**args(), "leave_out": WISH}),
        edit({**args(), "leave_out": json.dumps(WISH)}),
        edit({**args(), "leave_out": "R3 no access"}),
        edit({**args(), "leave_out": "leave out r3: no access\n"}),
        edit({**args(), "leave_out": {" r3 ": "no\naccess "}}),
        edit({**args(), "left_out": [*args()["left_out"], {"requirement": "R3", "reason": "no access"}]}),
        edit(json.dumps({**args(), "leave_out": WISH})),
        edit({"leave_out": WISH}),
        {"decisions": [{"type": "approve", "leave_out": WISH}]},
        {"decisions": [{"type": "approve", "args": {"action": "c", "args": {**args(), "leave_out": WISH}}}]},
        [{"type": "edit", "args": {"action": "c", "args": {**args(), "leave_out": json.dumps(WISH)}}}],
        [{"type": "accept", "args": {"action": "c", "args": {**args(), "leave_out": WISH}}}],
        {"type": "edit", "args": {"leave_out": WISH}},
        {"leave_out": WISH},
        {"yaml": CONFIG.text, "leave_out": WISH},
        {"leave_out": [{"requirement": "R3", "reason": "no access"}]},
        {"leave_out": {**WISH, "R2": "left out already"}},
        json.dumps({"leave_out": WISH}),
        "leave out R3 no access",
        "Leave out r3: no access\n",
    ],
)
def test_every_client_can_leave_a_requirement_out(raw: object) -> None:
    assert read_answer(raw, CONFIG, LEDGER) == ReviewAnswer("approved", leave_out=WISH)


@pytest.mark.parametrize(
    "raw",
    [
        edit({**args(WISH), "yaml": TEXT}),
        {"yaml": TEXT, "leave_out": WISH},
        [{"type": "edit", "args": {"action": "c", "args": {**args(WISH), "yaml": TEXT}}}],
        "set training.lr 0.5\nleave out R3 no access",
    ],
)
def test_text_and_leaving_out_in_one_answer_are_both_taken(raw: object) -> None:
    decision = apply_answer(raw, CONFIG, LEDGER)
    assert decision.kind == "edited"
    assert decision.leave_out == WISH
    assert decision.config is not None
    assert "lr: 0.5" in decision.config.text


def test_a_rejection_may_leave_out_too() -> None:
    raw = {"decisions": [{"type": "reject", "message": "Use 5 seeds.", "leave_out": WISH}]}
    assert read_answer(raw, CONFIG, LEDGER) == ReviewAnswer("rejected", reason="Use 5 seeds.", leave_out=WISH)


@pytest.mark.parametrize("raw", [True, "approve", {"yaml": TEXT}, edit({"yaml": TEXT}), [{"type": "accept"}]])
def test_what_was_left_out_before_stays_so_where_an_answer_says_nothing_of_it(raw: object) -> None:
    assert read_answer(raw, CONFIG, ASKED).leave_out is None
    assert apply_answer(raw, CONFIG, ASKED).leave_out == WISH


@pytest.mark.parametrize("raw", [edit({**args(WISH), "leave_out": {}}), {"leave_out": "{}"}, "keep R3", " Keep r3. "])
def test_it_can_be_taken_back(raw: object) -> None:
    assert apply_answer(raw, CONFIG, ASKED).leave_out == {}


@pytest.mark.parametrize(
    ("raw", "leave_out"),
    [
        ("leave out R1 why", {"R1": "why", **WISH}),
        ({"leave_out": {"R1": "why"}}, {"R1": "why"}),
        ("leave out R4, R1 and R3: too dear", dict.fromkeys(("R1", "R3", "R4"), "too dear")),
        ("keep R3\nleave out R1: R4 covers it", {"R1": "R4 covers it"}),
    ],
)
def test_lines_add_and_a_mapping_says_all(raw: object, leave_out: dict[str, str]) -> None:
    assert apply_answer(raw, CONFIG, ASKED).leave_out == leave_out


@pytest.mark.parametrize("raw", ["leave out the dropout", "keep R3 as it is", "Leave R3 as it is.", "keep the seeds"])
def test_other_words_are_still_a_reason_to_write_it_again(raw: str) -> None:
    assert read_answer(raw, CONFIG, ASKED) == ReviewAnswer("rejected", reason=raw)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ({"leave_out": {"R33": "why"}}, "There is no requirement 'R33'. The nearest is R3. The ledger holds R1 to R4."),
        ({"leave_out": {"3": "why"}}, "There is no requirement '3'. The nearest is R3."),
        ({"leave_out": {"R3": ""}}, "R3 needs a reason"),
        ({"leave_out": {"R3": " \n\x00 "}}, "R3 needs a reason"),
        ({"leave_out": {"R3": None}}, "R3 needs a reason"),
        ({"leave_out": {"R3": 7}}, "R3 needs a reason"),
        ({"leave_out": {"R3": "w" * 1001}}, "1001 characters; 1000 at most"),
        ({"leave_out": ["R3"]}, "`leave_out` must name requirements with the reason for each"),
        ({"leave_out": "R3"}, "R3 needs a reason"),
        ({"leave_out": "the dropout"}, "`leave_out` must name requirements"),
        ({"leave_out": "{oops"}, "`leave_out` must name requirements"),
        ({"leave_out": 3}, "`leave_out` must name requirements"),
        ("leave out R3", "R3 needs a reason"),
        ("leave out R9 why", "There is no requirement 'R9'."),
        ("keep R1", "R1: you have not left this out"),
    ],
)
def test_what_cannot_be_left_out_is_refused(raw: object, why: str) -> None:
    with pytest.raises(ReviewProblem) as caught:
        read_answer(raw, CONFIG, LEDGER)
    assert why in caught.value.why


@pytest.mark.parametrize(
    ("raw", "text", "leave_out"),
    [
        ({"yaml": TEXT, "leave_out": {"R9": "why"}}, TEXT, {"R9": "why"}),
        (edit({**args(), "yaml": TEXT, "leave_out": "{oops"}), TEXT, "{oops"),
        ({"yaml": "a: [1", "leave_out": WISH}, "a: [1", WISH),
        ({"yaml": TEXT, "set": {"no.key": 1}, "leave_out": WISH}, TEXT, WISH),
        ({"yaml": 3, "leave_out": WISH}, "", WISH),
        ({"type": "edit", "args": {"yaml": TEXT}, "leave_out": {"R3": ""}}, TEXT, {"R3": ""}),
        ({"type": "edit", "args": {"set": {"no.key": 1}}, "leave_out": WISH}, "", WISH),
    ],
)
def test_a_refused_answer_keeps_all_that_was_written(raw: object, text: str, leave_out: object) -> None:
    with pytest.raises(ReviewProblem) as caught:
        apply_answer(raw, CONFIG, LEDGER)
    assert (caught.value.text, caught.value.leave_out) == (text, leave_out)


def test_commands_are_read() -> None:
    assert read_leave_out("leave out R1") == {"R1": ""}
    assert read_leave_out("leave out R1, r2 and R3 - too dear") == dict.fromkeys(("R1", "R2", "R3"), "too dear")
    assert read_leave_out("leave out R12x why") is None
    assert read_leave_out("leave R1 why") is None
    assert read_keep("keep R1, R2") == ["R1", "R2"]
    assert read_keep("keep") == []
    assert take_back({"R1": "a", "R2": "b"}, ["R1"]) == {"R2": "b"}
    assert reasons_by_id("R1 a\nR2: b") == {"R1": "a", "R2": "b"}
    assert check_wishes({"R4": "b", "R1": "a"}, LEDGER) == {"R1": "a", "R4": "b"}


def test_of_what_was_refused_the_possible_part_is_what_approving_takes() -> None:
    assert make_ledger(LEDGER.ids, LEDGER.left_out, {"R3": "why", "R9": "why", "R1": ""}).wishes == {"R3": "why"}
    assert make_ledger(LEDGER.ids, LEDGER.left_out, "{oops").wishes == {}
    assert ledger_of(PLAN, ARCHITECTURE) == Ledger(("R1", "R2", "R3", "R4"), {"R2": "The data is not public."}, {})


def test_the_design_loses_what_is_left_out_and_says_who_decided() -> None:
    architecture = Architecture.from_json(
        {**ARCHITECTURE.to_json(), "files": [{"path": "main.py", "purpose": "All.", "owns": ["R1", "R2", "R3"]}]}
    )
    logic = LogicDesign.model_validate(
        {"files": [{"path": "main.py", "role": "Everything.", "requirements": ["R1", "R2", "R3"]}]}
    )
    after = architecture_without(architecture, WISH)
    assert [(x.requirement, x.reason) for x in after.left_out] == [
        ("R2", "The data is not public."),
        ("R3", "decided by the reviewer: no access"),
    ]
    assert after.files[0].owns == ("R1",)
    assert logic_without(logic, after).files[0].requirements == ("R1",)
    assert architecture_without(ARCHITECTURE, {}) == ARCHITECTURE


def test_the_request_shows_what_is_left_out_so_far() -> None:
    request = review_request(CONFIG, PLAN, ARCHITECTURE, LOGIC, can_reject=True, leave_out={**WISH, "R9": "x"})
    action = request["action_requests"][0]
    assert action["args"]["leave_out"] == {"R3": "no access", "R9": "x"}
    assert action["args"]["left_out"] == [{"requirement": "R2", "reason": "The data is not public."}]
    shown = {point["key"]: point["why"] for point in action["args"]["attention"] if point["kind"] == "left-out"}
    assert shown == {
        "R2": "Do thing 2. Left out: The data is not public.",
        "R3": "Do thing 3. Left out: decided by the reviewer: no access",
    }
    assert "`leave_out` holds what you leave out so far" in action["description"]
    assert "Left out: decided by the reviewer: no access" in action["description"]
    fresh = review_request(CONFIG, PLAN, ARCHITECTURE, LOGIC, can_reject=True)["action_requests"][0]
    assert fresh["args"]["leave_out"] == {}
    assert "so far" not in fresh["description"]


def test_a_reason_is_shown_whole() -> None:
    wishes = {"R3": "too dear " * 100 + "for us"}
    action = review_request(CONFIG, PLAN, ARCHITECTURE, LOGIC, can_reject=True, leave_out=wishes)["action_requests"][0]
    assert action["description"].count("too dear") == 100
    assert "too dear for us" in action["description"]


def test_what_is_left_out_is_never_cut_from_the_points() -> None:
    ledger = plan(*(requirement(n, status="unresolved", statement="s") for n in range(1, 301)))
    wishes = {f"R{n}": "why" for n in range(1, 251)}
    request = review_request(CONFIG, ledger, ARCHITECTURE, LOGIC, can_reject=True, leave_out=wishes)
    points = request["action_requests"][0]["args"]["attention"]
    assert sum(point["kind"] == "left-out" for point in points) == 250
    assert len(points) <= 251 + 200
