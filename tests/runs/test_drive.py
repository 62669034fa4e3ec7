"""Driving the stand-in graph on a real SQLite file: review, stops, errors, and where it goes on."""

from collections.abc import Callable

from papercoder.errors import BudgetExceeded, ProviderError
from papercoder.runs.history import read_values
from tests.runs.standin import FILES, go

Receipts = Callable[[], list[str]]


async def test_the_review_stops_the_drive_and_its_answer_continues_it(receipts: Receipts) -> None:
    asked = await go("one")
    assert (asked.status, asked.question, asked.next) == ("waiting for review", {"yaml": "lr: 1"}, ("config-review",))
    assert (await go("one")).status == "waiting for review"
    done = await go("one", "lr: 2")
    assert done.status == "complete"
    assert done.report is not None
    assert done.report.reason == " ".join(f"# {path} lr: 2" for path in FILES)
    assert receipts() == ["reader", *sorted(FILES)]


async def test_a_finished_run_is_not_driven_again(receipts: Receipts) -> None:
    await go("one")
    await go("one", "x")
    before = receipts()
    assert (await go("one")).status == "complete"
    assert receipts() == before


async def test_until_stops_after_the_node_has_done_all_its_files(receipts: Receipts) -> None:
    assert (await go("one", until="reader")).next == ("config-review",)
    await go("one")
    stopped = await go("one", "x", until="coder")
    assert (stopped.status, stopped.next) == ("stopped", ("packager",))
    assert set(FILES) < set(receipts())
    assert (await go("one")).status == "complete"


async def test_a_spent_budget_is_a_stop_and_a_refusal_a_failure() -> None:
    await go("one")
    stopped = await go("one", "over budget")
    assert stopped.status == "stopped"
    assert isinstance(stopped.error, BudgetExceeded)
    assert "coder" in stopped.next
    await go("two")
    failed = await go("two", "refused")
    assert failed.status == "failed"
    assert isinstance(failed.error, ProviderError)


async def test_texts_are_not_in_the_checkpoints() -> None:
    await go("one", until="reader")
    values = await read_values("one")
    assert len(values["paper"]) == 64
    assert await read_values("unknown") == {}
