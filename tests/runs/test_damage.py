"""Run folders and databases that were damaged, moved, or written by another version."""

import asyncio
import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from papercoder.errors import RunError, RunLocked, SettingsError, UnreadableRun
from papercoder.runs.card import RunCard, paper_source, read_card, read_status, repository_of, write_card
from papercoder.runs.folders import database_path, run_folder
from papercoder.runs.history import read_values
from papercoder.runs.listing import list_runs
from papercoder.runs.lock import hold_run, is_held
from papercoder.settings import load_settings
from state.status import Report
from tests.runs.standin import go


def card(run: str, **more: Any) -> RunCard:
    settings = load_settings({}, {})
    return RunCard(id=run, paper="p", paper_source="p", started="2026", settings=settings).model_copy(update=more)


def written(run: str, text: str) -> None:
    write_card(card(run))
    Path(run_folder(run), "run.json").write_text(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "cannot be read"),
        ("[" * 100_000, "cannot be read"),
        ("null", "cannot be read"),
        ('{"version": 2, "a new field": 1}', "written by a newer PaperCoder"),
        ('{"version": 1}', "cannot be read"),
        ('{"version": 1' + "0" * 5000 + "}", "cannot be read"),
        ("\x00\x01", "cannot be read"),
    ],
)
def test_a_card_that_cannot_be_read_says_so_and_leaves_the_list_whole(text: str, said: str) -> None:
    write_card(card("good"))
    written("bad", text)
    with pytest.raises(UnreadableRun, match=said):
        read_card("bad")
    assert [entry.card.id for entry in list_runs()] == ["good"]


def test_pipes_and_folders_in_the_place_of_files_are_not_waited_for() -> None:
    write_card(card("one"))
    for name in ("run.json", "status.json"):
        path = Path(run_folder("one"), name)
        path.unlink(missing_ok=True)
        os.mkfifo(path)
    with pytest.raises(UnreadableRun, match="no plain file"):
        read_card("one")
    assert read_status("one") is None
    assert list_runs() == []


def test_a_deleted_lock_frees_no_run() -> None:
    with hold_run("one"):
        os.unlink(os.path.join(run_folder("one"), "lock"))
        assert is_held("one")
        with pytest.raises(RunLocked), hold_run("one"):
            pass
    assert not is_held("one")
    with hold_run("one"):
        pass


def test_what_lies_in_the_runs_folder_is_found_after_the_data_folder_was_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(run_folder("one"))
    write_card(card("one", paper="-", paper_source=str(folder / "standard-input")))
    (folder / "standard-input").write_text("a paper")
    (folder / "repository").mkdir()
    report = Report.from_json({"status": "complete", "repository": str(folder / "repository")})
    moved = tmp_path / "elsewhere"
    os.rename(os.environ["PAPERCODER_DATA"], moved)
    monkeypatch.setenv("PAPERCODER_DATA", str(moved))
    assert paper_source(read_card("one")) == str(moved / "runs" / "one" / "standard-input")
    assert repository_of(report, "one") == str(moved / "runs" / "one" / "repository")


@pytest.mark.parametrize("blob", [b"", b"\xc1", b"\x93\x01", b"\xff" * 40, b"{}"])
def test_a_damaged_checkpoint_is_an_error_of_the_run(blob: bytes) -> None:
    asyncio.run(go("one"))
    with sqlite3.connect(database_path()) as database:
        database.execute("UPDATE checkpoints SET checkpoint = ?", (blob,))
    with pytest.raises(RunError, match="cannot be read"):
        asyncio.run(read_values("one"))
    with pytest.raises(RunError, match="cannot be read"):
        asyncio.run(go("one", "x"))


def test_a_price_is_a_finite_number_from_nought_up() -> None:
    for price in ("-1,0,0", "nan,0,0", "0,inf,0"):
        with pytest.raises(SettingsError, match="price"):
            load_settings({"price": price}, {})
