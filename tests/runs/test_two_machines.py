"""Two workers with a disk each and one Postgres between them: one dies with its disk, and the other goes on."""

import json
import shutil
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from papercoder.runs.batch_file import Batch, find_batch, write_batch
from papercoder.runs.card import RunCard, Status, read_card, write_card, write_status
from papercoder.runs.listing import current_status, find_run, list_runs
from papercoder.runs.lock import hold_run
from state.settings import Settings
from tests.cli.conftest import Cli, make_cli
from tests.server import RunningServer, ServerOptions, make_paper, serve


def machine(folder: Path, server: RunningServer, address: str) -> Cli:
    folder.mkdir()
    cli = make_cli(folder, server.url)
    return replace(cli, environment={**cli.environment, "PAPERCODER_DATABASE": address})


def calls(cli: Cli) -> list[dict[str, str]]:
    return [json.loads(path.read_text()) for path in sorted(cli.data.glob("runs/*/records/*.json"))]


def test_a_run_goes_on_elsewhere_when_its_worker_is_killed_and_the_disk_is_gone(tmp_path: Path, address: str) -> None:
    with serve(ServerOptions(files=4, speed=1.0)) as server:
        one, other = machine(tmp_path / "one", server, address), machine(tmp_path / "other", server, address)
        (one.folder / "paper.md").write_text(make_paper(4))
        process = one.start("run", "paper.md", "--yes")
        until = time.monotonic() + 90
        while not any(request.agent == "coder" for request in server.requests):
            assert time.monotonic() < until
            time.sleep(0.02)
        process.kill()
        process.communicate()
        sent = Counter(request.key for request in server.requests)
        (run,) = [path.name for path in one.data.glob("runs/*")]
        saved = {call["key"] for call in calls(one)}
        shutil.rmtree(one.folder)

        done = other("resume", run)
        assert done.stdout.splitlines()[-1].startswith("complete")
        found = calls(other)
        assert len(saved) >= 6
        assert saved <= {call["key"] for call in found}
        twice = Counter((call["key"], call["attempt"]) for call in found)
        assert max(twice.values()) == 1, "a call of the other worker was asked again"
        # What was on its way in the moment of the kill may be asked again, and nothing else.
        assert sum(server.repeated().values()) - len(server.repeated()) <= sum(sent.values()) - len(saved)
        texts = {path.stem for path in other.data.glob("runs/*/records/texts/*.txt")}
        assert {message["text"] for call in found for message in call["messages"]} <= texts  # type: ignore[index]

        repository = next(other.data.glob("runs/*/repository"))
        files = {path.name for path in repository.iterdir()}
        shutil.rmtree(repository)
        other("resume", run)
        assert {path.name for path in repository.iterdir()} == files, "brought back from the store"

        other("rm", run, "--yes")
        assert run not in other("runs").stdout


def test_what_was_asked_for_and_how_it_stands_is_known_to_every_worker(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERCODER_DATABASE", address)
    monkeypatch.setenv("PAPERCODER_DATA", str(tmp_path / "one"))
    facts = {"status": "complete", "reason": "a name with \0 in it", "run": "words-1"}
    write_card(RunCard(id="words-1", paper="p", paper_source="p", started="2026", settings=Settings.from_json({})))
    write_status(Status.from_json(facts))
    write_batch(Batch(id="2026-01-01t000000-aaaaaa", started="2026", runs=("words-1",), requests_per_minute=60))
    monkeypatch.setenv("PAPERCODER_DATA", str(tmp_path / "other"))
    assert read_card(find_run("words")).id == "words-1"
    (entry,) = [entry for entry in list_runs() if entry.card.id == "words-1"]
    assert (entry.status.status, entry.status.reason) == ("complete", facts["reason"])
    assert find_batch("last").requests_per_minute == 60
    with hold_run("words-1"):
        write_status(Status.from_json({**facts, "status": "running"}))
        monkeypatch.setenv("PAPERCODER_DATA", str(tmp_path / "one"))
        assert current_status(read_card("words-1")).status == "running"
    assert current_status(read_card("words-1")).status == "stopped"
