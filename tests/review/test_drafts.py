"""Drafts of the review: kept step by step, undone one by one, safe against two writers and a crash."""

import multiprocessing
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from papercoder.review.answer import apply_answer
from papercoder.review.drafts.draft import Draft, question_key
from papercoder.review.drafts.file import DRAFT_NAME, DraftFile, StaleDraft
from papercoder.review.problem import ReviewProblem
from papercoder.review.question import ReviewRequest, approval, read_request
from papercoder.review.request import review_request
from tests.review.sample import ARCHITECTURE, CONFIG, LEDGER, LOGIC, plan, requirement


def asked(**fields: Any) -> ReviewRequest:
    ledger = plan(*(requirement(number, f"Do thing {number}.") for number in range(1, 5)))
    return read_request(review_request(CONFIG, ledger, ARCHITECTURE, LOGIC, can_reject=True, **fields))


REQUEST = asked()
KEY = question_key(REQUEST)


def set_to(value: int) -> Any:
    return lambda draft: draft.with_value(REQUEST, "training.epochs", str(value), "terminal")


def epochs(draft: Draft) -> object:
    return yaml.safe_load(draft.text(REQUEST))["training"]["epochs"]


def test_every_change_is_on_disk_at_once_and_read_back(tmp_path: Path) -> None:
    DraftFile(str(tmp_path), KEY).change(set_to(3))
    again = DraftFile(str(tmp_path), KEY).read()
    assert (epochs(again), again.version, len(again.steps)) == (3, 1, 1)


def test_steps_are_undone_one_by_one(tmp_path: Path) -> None:
    file = DraftFile(str(tmp_path), KEY)
    file.change(set_to(3))
    file.change(lambda draft: draft.with_left_out({"R1": "too dear"}, "browser", "leave R1"))
    file.change(set_to(4))
    seen = []
    for _ in range(4):
        draft = file.change(Draft.undone)
        seen.append((epochs(draft), draft.leave_out(REQUEST)))
    assert seen == [(3, {"R1": "too dear"}), (3, {}), (10, {}), (10, {})]


@settings(max_examples=40)
@given(st.lists(st.integers(1, 999), max_size=8), st.integers(0, 8))
def test_undoing_is_as_if_it_had_not_been_done(values: list[int], undone: int) -> None:
    draft = Draft(question=KEY)
    for value in values:
        draft = set_to(value)(draft)
    for _ in range(undone):
        draft = draft.undone()
    kept = values[: max(len(values) - undone, 0)]
    assert epochs(draft) == (kept[-1] if kept else 10)


def test_a_change_that_does_not_fit_leaves_the_draft_alone(tmp_path: Path) -> None:
    file = DraftFile(str(tmp_path), KEY)
    file.change(set_to(3))
    with pytest.raises(ReviewProblem, match="must be a number"):
        file.change(lambda draft: draft.with_value(REQUEST, "training.epochs", "lots", "browser"))
    assert epochs(file.read()) == 3


def test_a_stale_page_is_told_what_stands_there_now(tmp_path: Path) -> None:
    file = DraftFile(str(tmp_path), KEY)
    version = file.change(set_to(3)).version
    file.change(set_to(4), version=version)
    with pytest.raises(StaleDraft) as stale:
        file.change(set_to(5), version=version)
    assert epochs(stale.value.current) == 4


def test_what_was_sent_is_closed_until_the_question_is_asked_again(tmp_path: Path) -> None:
    file = DraftFile(str(tmp_path), KEY)
    file.change(set_to(3))
    file.change(lambda draft: draft.as_sent(draft.approved(REQUEST), "browser"))
    with pytest.raises(StaleDraft, match="sent from the browser"):
        file.change(set_to(4))
    assert (file.reopen().sent, epochs(file.read())) == ("", 3)


def test_an_answer_is_taken_once_and_opened_again_if_it_is_asked_for_again(tmp_path: Path) -> None:
    file = DraftFile(str(tmp_path), KEY)
    assert file.take() is None
    sent = file.change(lambda draft: set_to(3)(draft).as_sent(approval(), "browser"))
    assert file.take() == sent.answer == approval()
    assert file.take() is None
    assert (file.read().sent, epochs(file.read())) == ("", 3)


def test_another_question_has_another_draft(tmp_path: Path) -> None:
    DraftFile(str(tmp_path), KEY).change(set_to(3))
    refused = asked(problem="Line 3 is wrong.", draft="a: [1")
    assert question_key(refused) != KEY
    assert DraftFile(str(tmp_path), question_key(refused)).read().steps == ()


@pytest.mark.parametrize("damage", ["", "{", '{"version": "x"}', "[]"])
def test_a_damaged_file_is_an_empty_draft(tmp_path: Path, damage: str) -> None:
    (tmp_path / DRAFT_NAME).write_text(damage)
    assert DraftFile(str(tmp_path), KEY).read() == Draft(question=KEY)


def test_the_answer_has_the_form_of_the_interrupt() -> None:
    draft = Draft(question=KEY)
    assert draft.approved(REQUEST) == approval()
    changed = set_to(3)(draft).with_left_out({"R1": "too dear"}, "terminal", "leave R1")
    taken = apply_answer(changed.approved(REQUEST), CONFIG, LEDGER)
    assert taken.kind == "edited"
    assert taken.leave_out == {"R1": "too dear"}
    rejected = apply_answer(changed.rejected(REQUEST, "use Table 3"), CONFIG, LEDGER)
    assert (rejected.kind, rejected.reason, rejected.leave_out) == ("rejected", "use Table 3", {"R1": "too dear"})


def test_a_text_that_cannot_be_read_is_kept_and_not_sent() -> None:
    draft = Draft(question=KEY).with_text("a: [1", "browser")
    assert draft.text(REQUEST) == "a: [1"
    assert draft.values(REQUEST)["training.epochs"] == 10
    with pytest.raises(ReviewProblem, match="does not parse"):
        draft.approved(REQUEST)
    with pytest.raises(ReviewProblem, match="reason is expected"):
        draft.rejected(REQUEST, " ")


def _write(folder: str, start: int) -> None:
    for value in range(start, start + 10):
        DraftFile(folder, KEY).change(set_to(value))


def test_two_processes_lose_no_step(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write, args=(str(tmp_path), start)) for start in (100, 200)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    draft = DraftFile(str(tmp_path), KEY).read()
    assert len(draft.steps) == draft.version == 20
