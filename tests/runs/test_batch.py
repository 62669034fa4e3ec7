"""Several runs of the stand-in graph side by side, and the file that names the runs of a batch."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from papercoder.errors import SettingsError
from papercoder.runs.batch_file import Batch, find_batch, write_batch
from papercoder.runs.drive import DriveRequest, DriveResult, Watch
from papercoder.runs.drive_many import BatchRun, drive_all
from papercoder.runs.folders import data_folder
from papercoder.runs.lock import hold_run
from papercoder.settings import load_settings
from tests.runs.standin import FILES, build, go

Receipts = Callable[[], list[str]]


def items(ends: dict[str, DriveResult | None], names: list[str], answer: str | None = None) -> list[BatchRun]:
    def one(name: str) -> BatchRun:
        request = DriveRequest(name, load_settings({}, {}), {"paper_source": "words "}, answer)
        return BatchRun(
            request,
            over=lambda: ends.get(name) is not None,
            begin=lambda: lambda kind, data: None,
            end=lambda outcome: ends.update({name: outcome}),
        )

    return [one(name) for name in names]


def test_runs_end_side_by_side_and_one_that_fails_leaves_the_others_alone(receipts: Receipts) -> None:
    names = ["one", "two", "three"]
    ends: dict[str, DriveResult | None] = {}
    asyncio.run(drive_all(build(), items(ends, names), 2, print))
    assert [ends[name].status for name in names if ends[name]] == ["waiting for review"] * 3  # type: ignore[union-attr]
    ends.clear()
    answered = [*items(ends, ["one"], "refused"), *items(ends, ["two", "three"], "x")]
    assert asyncio.run(drive_all(build(), answered, 3, print)) == ""
    assert {name: end.status for name, end in ends.items() if end} == {
        "one": "failed", "two": "complete", "three": "complete"
    }  # fmt: skip
    assert sorted(receipts()) == sorted(["reader"] * 3 + list(FILES) * 2)


def test_a_fault_in_one_run_is_that_runs_failure_with_a_file_and_the_others_go_on() -> None:
    names = [f"run-{number}" for number in range(12)]
    ends: dict[str, DriveResult | None] = {}
    told: list[str] = []

    def broken(item: BatchRun) -> BatchRun:
        def begin() -> Watch:
            if item.request.run_id == "run-3":
                "\ud800".encode()
            return item.begin()

        def watch_fails(kind: str, data: object) -> None:
            raise ZeroDivisionError

        def end(result: DriveResult | None) -> None:
            if item.request.run_id == "run-5":
                raise UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed")
            item.end(result)

        return replace(item, begin=(lambda: watch_fails) if item.request.run_id == "run-7" else begin, end=end)

    stopped = asyncio.run(drive_all(build(), [broken(item) for item in items(ends, names)], 4, told.append))
    assert stopped == ""
    assert {name for name in names if (end := ends.get(name)) and end.status == "failed"} == {"run-3", "run-7"}
    assert sum(end.status == "waiting for review" for end in ends.values() if end) == 9
    assert "UnicodeEncodeError" in ends["run-3"].reason  # type: ignore[union-attr]
    (line,) = [text for text in told if text.startswith("run-5: failed")]
    assert "surrogates not allowed" in line
    faults = [path.read_text() for path in (Path(data_folder()) / "faults").iterdir()]
    assert sorted("ZeroDivisionError" in text for text in faults) == [False, False, True]
    again: dict[str, DriveResult | None] = {}
    asyncio.run(drive_all(build(), items(again, ["run-3", "run-7"]), 4, told.append))
    assert [end.status for end in again.values() if end] == ["waiting for review"] * 2


def test_a_run_that_another_process_held_is_taken_over_when_it_is_free() -> None:
    asyncio.run(go("one"))
    ends: dict[str, DriveResult | None] = {}

    async def drive() -> None:
        with hold_run("one"):
            task = asyncio.create_task(drive_all(build(), items(ends, ["one"], "x"), 1, print))
            await asyncio.wait_for(asyncio.to_thread(_wait_for, ends), 20)
            assert ends["one"] is None
        await task

    asyncio.run(drive())
    assert ends["one"] is not None
    assert ends["one"].status == "complete"


def _wait_for(ends: dict[str, DriveResult | None]) -> None:
    while "one" not in ends:
        time.sleep(0.02)


def test_a_batch_is_found_by_the_beginning_of_its_id() -> None:
    with pytest.raises(SettingsError, match="found 0"):
        find_batch("last")
    for name in ("2026-01-01t000000-aaaaaa", "2026-01-02t000000-bbbbbb"):
        write_batch(Batch(id=name, started="2026-01-01T00:00:00+00:00", runs=("one", "two"), budget=1.5))
    assert find_batch("last").id.endswith("bbbbbb")
    assert find_batch("2026-01-01").runs == ("one", "two")
    with pytest.raises(SettingsError, match="found 2"):
        find_batch("2026")
