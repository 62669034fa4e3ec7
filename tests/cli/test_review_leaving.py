"""A person at a real terminal leaves requirements out, takes one back, and sees it in what comes out."""

import sys
from collections.abc import Iterator
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest

from papercoder.cli.reviewing.review import review
from papercoder.cli.terminal.console import PrintableConsole
from papercoder.review.question import read_request
from papercoder.review.request import review_request
from papercoder.runs.card import RunCard
from papercoder.settings import load_settings
from tests.cli.conftest import PROGRAM, Cli, make_cli
from tests.cli.terminal import Terminal
from tests.graph.without import options_without
from tests.review.sample import ARCHITECTURE, CONFIG, LOGIC, plan, requirement
from tests.server.running import serve

PROMPT = "? helps) > "
REASON = "decided by the reviewer: the data is not public"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Cli]:
    with serve(options_without("R2")) as server:
        yield make_cli(tmp_path, server.url)


def test_from_the_prompt_to_the_repository(own: Cli) -> None:
    words = [*PROGRAM, "run", "paper.txt", "-o", "out"]
    with closing(Terminal(words, own.folder, own.environment)) as terminal:
        terminal.until(PROMPT)
        for command, told in (
            ("leave out R2", "R2 needs a reason"),
            ("leave out R2222 why", "There is no requirement 'R2222'."),
            ("leave out 2 why", "The nearest is R2."),
            ("leave", "Expected: leave out R12 REASON"),
            ("leave out R1 R2 the data is not public", "to be implemented (2)"),
            ("keep R3", "R3: you have not left this out"),
            ("keep R1", "to be implemented (1)"),
            ("requirements", "by you: the data is not public"),
            ("undo all", "so is what is left out"),
            ("leave out r2: the data is not public", "by you: the data is not public"),
        ):
            terminal.type(command)
            assert told in terminal.until(PROMPT)
        terminal.type("")
        terminal.until("Not implemented")
        terminal.until(f"R2: {REASON}")
        assert terminal.end() == 0
    assert f"left out: {REASON}" in (own.folder / "out/README.md").read_text()
    shown = own("show", "last", "--requirements").stdout
    assert shown.count("owner left out, verdict none yet") == 1
    own("fork", "last", "--at", "analyst", "-o", "again")
    assert (own.folder / "again/TRACE.md").read_text() == (own.folder / "out/TRACE.md").read_text()


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERCODER_DATA", str(tmp_path / "drafts"))


def answered(monkeypatch: pytest.MonkeyPatch, leave_out: object, *typed: str) -> tuple[object, str]:
    """Return the answer to typed lines, and what was shown."""
    ledger = plan(*(requirement(number, f"Do thing {number}.") for number in range(1, 5)))
    question = review_request(CONFIG, ledger, ARCHITECTURE, LOGIC, can_reject=True, leave_out=leave_out)
    card = RunCard(id="x", paper="p", paper_source="p", started="", settings=load_settings({}, {}))
    monkeypatch.setattr(sys, "stdin", StringIO("".join(f"{line}\n" for line in typed)))
    shown = StringIO()
    answer = review(card, read_request(question), PrintableConsole(shown, width=100))
    return answer, shown.getvalue()


def test_what_the_architecture_and_the_person_leave_out_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ("leave out R2 why", "keep R2", "keep R9", "leave out R1 too dear", "requirements", "q")
    answer, shown = answered(monkeypatch, None, *lines)
    assert answer is None
    assert "R2 is left out already: The data is not public." in shown
    assert "R2 is left out in the architecture" in shown
    assert "There is no requirement 'R9'." in shown
    assert "in the architecture: The data is not public." in shown
    assert "by you: too dear" in shown
    assert "core, left out by you" in shown
    assert "1 change kept as a draft, not sent" in shown


def test_nothing_is_said_of_leaving_out_where_nothing_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    answer, _ = answered(monkeypatch, None, "")
    assert answer == {"decisions": [{"type": "approve"}]}


def test_a_rejection_carries_what_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    answer, _ = answered(monkeypatch, None, "leave out R1 too dear", "r use Table 3")
    expected = {"type": "reject", "message": "use Table 3", "leave_out": {"R1": "too dear"}}
    assert answer == {"decisions": [expected]}


@pytest.mark.parametrize(
    ("typed", "expected"), [("leave out R3 why", {"R1": "too dear", "R3": "why"}), ("keep R1", {})]
)
def test_what_waits_from_an_earlier_review_can_be_changed(
    typed: str, expected: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, shown = answered(monkeypatch, {"R1": "too dear"}, typed, "")
    assert "Left out: decided by the reviewer: too dear" in shown
    args = {"yaml": CONFIG.text, "leave_out": expected}
    assert answer == {"decisions": [{"type": "edit", "edited_action": {"name": "config_review", "args": args}}]}
