"""run.json, status.json, the listing, texts and forks, on real files."""

import json
import os
from pathlib import Path

import pytest

from papercoder.errors import RunError, SettingsError
from papercoder.runs.card import RunCard, Status, read_card, read_status, write_card, write_json, write_status
from papercoder.runs.fork import copy_until, moment_before
from papercoder.runs.history import read_text, read_values
from papercoder.runs.listing import current_status, find_run, list_runs
from papercoder.runs.lock import hold_run
from papercoder.runs.storage import open_storage
from papercoder.runs.texts import put_text
from papercoder.settings import load_settings
from tests.runs.standin import build, go


def card(run_id: str, started: str = "2026-01-01T00:00:00+00:00") -> RunCard:
    made = RunCard(id=run_id, paper="p.pdf", paper_source="/p.pdf", started=started, settings=load_settings({}, {}))
    write_card(made)
    return made


def status(run_id: str, word: str) -> Status:
    made = Status.from_json({"run": run_id, "status": word})
    write_status(made)
    return made


def test_card_and_status_come_back_as_they_were_written() -> None:
    made = card("one")
    assert read_card("one") == made
    assert read_status("one") is None
    assert status("one", "complete") == read_status("one")


def test_a_damaged_card_is_said_and_a_damaged_status_is_none(data: Path) -> None:
    card("one")
    status("one", "complete")
    (data / "runs/one/status.json").write_text('{"run"')
    assert read_status("one") is None
    (data / "runs/one/run.json").write_text('{"id": "one"}')
    with pytest.raises(SettingsError, match="damaged"):
        read_card("one")
    assert list_runs() == []


def test_a_file_that_cannot_be_put_in_place_leaves_nothing_beside(tmp_path: Path) -> None:
    (tmp_path / "target").mkdir()
    with pytest.raises(OSError, match="directory"):
        write_json(str(tmp_path / "target"), {})
    assert os.listdir(tmp_path) == ["target"]


def test_runs_are_found_by_prefix_and_listed_newest_first() -> None:
    with pytest.raises(SettingsError, match="no run yet"):
        find_run("last")
    for name, day in (("paper-aa", 1), ("paper-ab", 3), ("other", 2)):
        card(name, f"2026-01-0{day}T00:00:00+00:00")
    assert [entry.card.id for entry in list_runs()] == ["paper-ab", "other", "paper-aa"]
    assert (find_run("last"), find_run("oth"), find_run("paper-aa")) == ("paper-ab", "other", "paper-aa")
    with pytest.raises(SettingsError, match="2 runs begin with 'paper'"):
        find_run("paper")
    with pytest.raises(SettingsError, match="No run's id begins with ''"):
        find_run("")


def test_a_run_that_says_it_is_running_counts_as_stopped_once_nobody_drives_it() -> None:
    made = card("one")
    status("one", "running")
    with hold_run("one"):
        assert current_status(made).status == "running"
    assert current_status(made).status == "stopped"
    assert "the process ended" in current_status(made).reason


async def test_a_text_is_kept_once_and_a_changed_one_is_noticed() -> None:
    async with open_storage() as storage:
        ref = await put_text(storage.store, "words")
        assert await put_text(storage.store, "words") == ref
        await storage.store.aput(("texts",), ref, {"text": "other words"}, index=False)
    with pytest.raises(RunError, match="not what was put there"):
        await read_text(ref)
    with pytest.raises(RunError, match="holds no text"):
        await read_text("0" * 64)


async def test_a_fork_goes_on_from_before_the_node_and_leaves_the_parent_alone() -> None:
    await go("parent")
    first = await go("parent", "lr: 1")
    before = await read_values("parent")
    await copy_until(build(), "parent", "child", "config-review")
    assert (await go("child")).status == "waiting for review"
    second = await go("child", "lr: 2")
    assert first.report is not None
    assert second.report is not None
    assert second.report.reason == first.report.reason.replace("lr: 1", "lr: 2")
    assert await read_values("parent") == before


async def test_a_fork_at_a_fan_out_does_all_of_it_again() -> None:
    await go("parent")
    await go("parent", "x")
    await copy_until(build(), "parent", "child", "coder")
    values = await read_values("child")
    assert values["config"] == "x"
    assert not values.get("files")
    assert (await go("child")).status == "complete"


async def test_a_fork_at_a_node_that_was_never_reached_names_those_that_were() -> None:
    await go("parent")
    with pytest.raises(SettingsError, match="never came to packager") as caught:
        await copy_until(build(), "parent", "child", "packager")
    assert caught.value.hint == "It can be forked at: reader, config-review."


@pytest.mark.parametrize(
    ("node", "moment"), [("config-review", 0), ("design-ready", 1), ("config-writer", 4), ("logic-designer", 4)]
)
def test_design_and_configuration_are_forked_from_the_moment_before_both(node: str, moment: int) -> None:
    """The configuration was rejected once."""
    review, joined, rejected, both = ["config-review"], ["design-ready"], ["config-writer"], ["logic-designer"]
    following = [review, joined, rejected, review, [*both, "config-writer"], ["architect"], ["planner"]]
    assert moment_before(node, following, "run") == moment


def test_json_is_written_for_people(data: Path) -> None:
    card("one")
    text = (data / "runs/one/run.json").read_text()
    assert json.loads(text)["settings"]["answer_attempts"] == 3
    assert text.startswith("{\n")
