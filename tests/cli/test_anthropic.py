"""Whole runs over Anthropic's Messages API: marks for the cache, its accounting, small windows."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import PROGRAM, Cli, make_cli
from tests.cli.terminal import Terminal
from tests.server import RunningServer, ServerOptions, make_paper, serve

AGENTS_WITH_PREFIX = {"architect", "logic-designer", "config-writer", "analyst"}


@pytest.fixture
def anthropic(tmp_path: Path) -> Iterator[tuple[Cli, RunningServer]]:
    """Return a command line whose model is Anthropic's, at a server of this machine."""
    with serve(ServerOptions(files=6)) as server:
        made = make_cli(tmp_path, server.url.removesuffix("/v1"))
        made.environment["PAPERCODER_MODEL"] = "anthropic:claude-sonnet-5"
        made.environment["ANTHROPIC_API_KEY"] = "none"
        (tmp_path / "paper.txt").write_text(make_paper(6, tokens=4000), encoding="utf-8")
        yield made, server


def test_a_whole_run_reads_its_prefix_from_the_cache(anthropic: tuple[Cli, RunningServer]) -> None:
    cli, server = anthropic
    said = cli("run", "paper.txt", "--yes", "--set", "contracts=every-file").stdout
    assert "complete" in said
    behind = [request for request in server.requests if request.agent in AGENTS_WITH_PREFIX]
    # Three planning agents behind the first; a contract for each of six files but the one that no model writes.
    assert len(behind) >= 8
    assert all(request.cached_tokens > 4000 for request in behind)
    written = sum(request.written_tokens for request in server.requests)
    assert written < sum(request.cached_tokens for request in server.requests) / 3
    assert not server.repeated()


def test_records_hold_what_was_read_from_and_written_into_the_cache(anthropic: tuple[Cli, RunningServer]) -> None:
    cli, server = anthropic
    cli("run", "paper.txt", expect=3)
    folder = cli.data / "runs" / cli.last() / "records"
    usages = [json.loads(path.read_text(encoding="utf-8"))["usage"] for path in sorted(folder.glob("0*.json"))]
    assert sum(usage["written_tokens"] for usage in usages) == sum(r.written_tokens for r in server.requests) > 4000
    assert sum(usage["cached_tokens"] for usage in usages) == sum(r.cached_tokens for r in server.requests)


def test_a_run_goes_on_after_its_review(anthropic: tuple[Cli, RunningServer]) -> None:
    cli, _ = anthropic
    cli("run", "paper.txt", expect=3)
    assert "complete" in cli("resume", cli.last(), "--approve").stdout


@pytest.mark.parametrize(("window", "fits"), [(8_192, False), (32_768, True), (200_000, True)])
def test_a_small_window_is_told_before_the_first_call(tmp_path: Path, window: int, fits: bool) -> None:
    with serve(ServerOptions(files=4, context_window=window)) as server:
        cli = make_cli(tmp_path, server.url)
        (tmp_path / "paper.txt").write_text(make_paper(4, tokens=1500), encoding="utf-8")
        told = cli("run", "paper.txt", "--yes", "--set", f"context_window={window}").stdout
    lines = told.splitlines()
    warned = [at for at, line in enumerate(lines) if "Too small a window for" in line]
    assert bool(warned) == (not fits)
    assert fits or warned[0] < next(at for at, line in enumerate(lines) if "planner: done" in line)


def test_a_terminal_sees_answers_as_they_are_written_and_the_records_are_the_same(
    anthropic: tuple[Cli, RunningServer],
) -> None:
    cli, server = anthropic
    command = [*PROGRAM, "run", "paper.txt", "--yes", "--until", "planner"]
    with closing(Terminal(command, cli.folder, cli.environment)) as terminal:
        assert terminal.end() == 3
    assert all(request.stream for request in server.requests)
    streamed = recorded(cli)
    cli("run", "paper.txt", "--until", "planner", expect=3)
    assert not server.requests[-1].stream
    assert recorded(cli) == streamed


def recorded(cli: Cli) -> list[tuple[str, str, int]]:
    """Return answer, reason and output tokens of the calls of the newest run."""
    folder = max((cli.data / "runs").iterdir(), key=lambda run: run.stat().st_mtime) / "records"
    calls = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    return [(call["answer"], call["finish_reason"], call["usage"]["output_tokens"]) for call in calls]
