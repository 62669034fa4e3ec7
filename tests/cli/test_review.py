"""The review at a real terminal, and Ctrl-C in the middle of a run."""

import io
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from papercoder.cli.reviewing.review import review
from papercoder.cli.terminal.console import PrintableConsole
from papercoder.review.question import ACTION, read_request
from papercoder.runs.card import RunCard
from papercoder.settings import load_settings
from tests.cli.conftest import PROGRAM, Cli, make_cli
from tests.cli.terminal import Terminal
from tests.server.options import ServerOptions
from tests.server.running import serve

Open = Callable[..., Terminal]
PROMPT = "? helps) > "


@pytest.fixture
def opened(waiting: Cli) -> Iterator[Open]:
    terminals: list[Terminal] = []

    def start(*words: str, editor: str = "true") -> Terminal:
        environment = waiting.environment | {"EDITOR": editor, "PAPERCODER_PAGER": "cat"}
        terminals.append(Terminal([*PROGRAM, *words], waiting.folder, environment))
        return terminals[-1]

    yield start
    for terminal in terminals:
        terminal.close()


def editor(folder: Path, *edits: str) -> str:
    """Write an editor that makes the next of these sed edits each time it is called."""
    script = folder / "editor"
    (folder / "edits").write_text("\n".join(edits) + "\n")
    script.write_text(
        f'#!/bin/sh\nedit=$(head -n 1 "{folder}/edits"); sed -i 1d "{folder}/edits"; sed -i "$edit" "$1"\n'
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return str(script)


def test_a_person_looks_around_and_sets_a_value(waiting: Cli, opened: Open) -> None:
    terminal = opened("resume", "--until", "config-review")
    summary = terminal.until(PROMPT)
    assert summary.index("To decide: ") < summary.index("All values by group")
    for command, told in (
        ("entries training", "training.learning_rate = 0.05"),
        ("requirements", "quote found"),
        ("plan", "evaluation:"),
        ("plan", "- R"),
        ("diagrams", "classDiagram"),
        ("yaml", "learning_rate: 0.05"),
        ("nonsense", "is no command here"),
        ("set training.learning_rat 1", "training.learning_rate"),
        ("set training.epochs lots", "must be a number"),
        ("r", "Expected a reason"),
        ("set training.learning_rate 3e-4", "+  learning_rate: 3.0e-4"),
        ("show training.learning_rate", "proposed: 0.05"),
        ("undo", "as it came"),
        ("undo", "nothing to undo"),
        ("/learning rate", "requirements have 'learning rate'"),
        ("show nothing", "There is no key"),
        ("more nonsense", "There is no folded group"),
    ):
        terminal.type(command)
        assert told in terminal.until(PROMPT)
    terminal.type("set training.epochs 9")
    terminal.until("1 change; Enter approves")
    terminal.type("")
    assert "✓  config-review" in terminal.until("papercoder resume")
    assert terminal.end() == 3
    assert waiting.config()["training"]["epochs"] == 9


def test_an_edit_that_does_not_parse_is_kept_and_the_next_one_taken(waiting: Cli, opened: Open) -> None:
    asked = editor(waiting.folder, "s/epochs: 20/epochs 20/", "s/epochs 20/epochs: 11/")
    terminal = opened("resume", "--until", "config-review", editor=asked)
    terminal.until(PROMPT)
    terminal.type("e")
    assert "Your text is kept" in terminal.until(PROMPT)
    terminal.type("")
    assert "does not parse" in terminal.until(PROMPT)
    terminal.type("e")
    assert "+  epochs: 11" in terminal.until("[y/N] ")
    terminal.type("n")
    terminal.until(PROMPT)
    terminal.type("")
    terminal.until("papercoder resume")
    assert waiting.config()["training"]["epochs"] == 11


def test_ctrl_c_at_the_review_leaves_it_open(waiting: Cli, opened: Open) -> None:
    terminal = opened("resume")
    terminal.until(PROMPT)
    terminal.interrupt()
    terminal.until("papercoder resume")
    assert terminal.end() == 3
    assert "waiting for review" in waiting("show").stdout


def test_ctrl_c_in_a_run_lets_the_step_finish_and_says_how_to_go_on(tmp_path: Path) -> None:
    with serve(ServerOptions(files=4, speed=1.0)) as server:
        cli = make_cli(tmp_path, server.url)
        with closing(Terminal([*PROGRAM, "run", "paper.txt"], cli.folder, cli.environment)) as terminal:
            terminal.until("●  planner")
            terminal.interrupt()
            assert "stopped by Ctrl-C" in terminal.until("papercoder resume")
            assert terminal.end() == 3
        assert {request.agent for request in server.requests} <= {"planner", "critic"}


@pytest.mark.parametrize("typed", ["q\n", ""])
def test_leaving_or_the_end_of_input_gives_no_answer(
    typed: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PAPERCODER_DATA", str(tmp_path))
    entry = {"key": "seed", "value": 1, "unit": "", "provenance": "chosen", "section": "", "evidence": "", "quote": ""}
    args = {"yaml": "seed: 1\n", "entries": [entry], "attention": [], "plan": {}, "requirements": [], "diagrams": {}}
    question = {
        "action_requests": [{"name": ACTION, "args": args, "description": "**Your last answer was not taken.** Why."}],
        "review_configs": [{"action_name": ACTION, "allowed_decisions": ["approve", "edit"]}],
    }
    card = RunCard(id="x", paper="p", paper_source="p", started="", settings=load_settings({}, {}))
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"r no\n{typed}"))
    shown = io.StringIO()
    assert review(card, read_request(question), PrintableConsole(shown, width=80)) is None
    assert "Why." in shown.getvalue()
    assert "as often as the settings allow" in shown.getvalue()


def test_a_draft_survives_ctrl_c_and_leaving_and_is_undone_step_by_step(waiting: Cli, opened: Open) -> None:
    first = opened("resume", "--until", "config-review")
    first.until(PROMPT)
    for command in ("set training.epochs 9", "set training.learning_rate 3e-4"):
        first.type(command)
        first.until(PROMPT)
    first.interrupt()
    assert "2 changes kept as a draft, not sent" in first.until("papercoder resume")
    assert first.end() == 3
    second = opened("resume", "--until", "config-review")
    assert "Your draft has 2 changes" in second.until(PROMPT)
    second.type("undo")
    assert "Undone: set training.learning_rate 3e-4" in second.until(PROMPT)
    second.type("q")
    assert "1 change kept as a draft, not sent" in second.until("papercoder resume")
    second.end()
    third = opened("resume", "--until", "config-review")
    third.until(PROMPT)
    third.type("steps")
    assert "set training.epochs 9  (terminal, " in third.until(PROMPT)
    third.type("")
    assert third.end() == 3
    assert waiting.config()["training"]["epochs"] == 9
    assert waiting.config()["training"]["learning_rate"] == 0.05


def test_a_value_is_shown_with_its_quote_and_the_sentence_around_it(opened: Open) -> None:
    terminal = opened("resume", "--until", "config-review")
    terminal.until(PROMPT)
    terminal.type("show training.learning_rate")
    shown = terminal.until(PROMPT)
    assert "quote: " in shown
    assert "(found)" in shown
    terminal.type("show R1")
    assert "quote: " in terminal.until(PROMPT)


@pytest.mark.skipif(not shutil.which("less"), reason="the command less is not installed")
def test_long_output_goes_through_less_with_search(waiting: Cli) -> None:
    environment = waiting.environment | {"PAPERCODER_PAGER": "less", "LESS": ""}
    with closing(Terminal([*PROGRAM, "resume"], waiting.folder, environment, rows=12)) as terminal:
        terminal.until(PROMPT)
        terminal.type("yaml")
        terminal.until("/ searches")
        terminal.press("/smoke\n")
        terminal.until("smoke")
        terminal.press("q")
        terminal.until(PROMPT)
        terminal.type("q")
        assert terminal.end() == 3
