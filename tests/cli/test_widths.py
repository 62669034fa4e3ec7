"""Live views on real terminals of 80, 120 and 200 columns: no line is wider and names stay whole."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import PROGRAM, Cli, make_cli
from tests.cli.terminal import Terminal
from tests.server.options import ServerOptions
from tests.server.running import serve

_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@pytest.fixture(scope="module")
def slower(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    """Return a command line whose server takes seconds for a judgement, so that the screen is drawn during it."""
    with serve(ServerOptions(speed=0.05)) as server:
        yield make_cli(tmp_path_factory.mktemp("slower"), server.url)


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    """Return a command line whose server takes its time, so that calls are seen under way."""
    with serve(ServerOptions(files=6, speed=1.0)) as server:
        yield make_cli(tmp_path_factory.mktemp("slow"), server.url)


def lines(terminal: Terminal) -> list[str]:
    text = _CONTROL.sub("", terminal.received.decode("utf-8", "replace"))
    return [line for part in text.split("\n") for line in part.split("\r")]


@pytest.mark.parametrize("columns", [80, 120, 200])
def test_a_run_is_as_wide_as_the_terminal_and_shows_its_calls(slow: Cli, columns: int) -> None:
    command = [*PROGRAM, "run", "paper.txt", "--yes"]
    with closing(Terminal(command, slow.folder, slow.environment, columns=columns)) as terminal:
        assert terminal.end() == 0
        shown = lines(terminal)
    live = shown[: shown.index("Checks")]
    live = [line for line in live if "/data/" not in line and "─" not in line]
    assert max(map(len, live)) <= columns
    assert any(re.match(r"●  logic-designer +\d", line) for line in shown)
    assert any(re.match(r"    (analyst|coder|auditor)  \S+\.(py|yaml|sh|md|txt) +\d+\.\ds", line) for line in shown)
    assert any(re.search(r"^    \w+  .*\d\.\ds.* +[\d,]+ tok  \S", line) for line in shown)
    assert any(re.match(r"✓  planner +\d+\.\ds +\$\d", line) for line in shown)


def test_a_batch_is_a_table_that_is_drawn_again(slow: Cli, tmp_path: Path) -> None:
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text((slow.folder / "paper.txt").read_text())
    command = [*PROGRAM, "batch", str(tmp_path / "one.txt"), str(tmp_path / "two.txt"), "--yes"]
    with closing(Terminal(command, slow.folder, slow.environment)) as terminal:
        assert terminal.end() == 0
        shown = lines(terminal)
    assert max(map(len, shown)) <= 80
    assert any(re.match(r"one-\w+ +(planner|architect) +\d+\.\ds .*one\.txt", line) for line in shown)
    assert any(line.startswith("2 working · $") for line in shown)
    assert "one-" in slow("runs").stdout


def test_judges_show_their_calls_and_log_them_without_a_terminal(slower: Cli) -> None:
    (slower.folder / "code").mkdir()
    (slower.folder / "code" / "main.py").write_text("print(1)\n")
    words = ("evaluate", "code", "--paper", "paper.txt", "-n", "2", "--kind", "reference-free")
    with closing(Terminal([*PROGRAM, *words], slower.folder, slower.environment)) as terminal:
        assert terminal.end() == 0
        shown = lines(terminal)
    assert any(re.match(r"    judge  .*\d\.\ds", line) for line in shown)
    assert any(line.startswith("judging code · ") and "of 2 or more answered" in line for line in shown)
    assert any(line.startswith("judging code · 2 answered") for line in shown)
    assert any(line.startswith("    critiques per sample: high ") for line in shown)
    assert max(len(line) for line in shown if "Written: " not in line) <= 80
    (slower.folder / "code" / "main.py").write_text("print(2)\n")
    assert re.search(r"^\d\d:\d\d:\d\d judging code · 1 of 2 or more answered", slower(*words).stdout, re.MULTILINE)
