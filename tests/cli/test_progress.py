"""The live view: what is counted, and how it is drawn in 80 columns."""

import io
from typing import Any

import pytest
from rich.console import Console

from papercoder.cli.progress.screen import cost_text, draw, time_text, tokens_text
from papercoder.cli.progress.state import Progress
from papercoder.runs.card import RunCard
from papercoder.settings import load_settings
from state.status import Usage

SPENT = Usage.from_json(
    {"calls": 12, "input_tokens": 120_500, "cached_tokens": 80_000, "output_tokens": 9000, "cost": 0.4}
)


@pytest.fixture
def progress() -> Progress:
    settings = load_settings({"audit": False}, {})
    card = RunCard(id="paper-abc", paper="p", paper_source="p", started="2026-01-01T00:00:00+00:00", settings=settings)
    return Progress(card, lambda: SPENT)


def event(progress: Progress, kind: str, node: str, subject: str = "") -> None:
    progress.receive("event", {"event": kind, "node": node, "subject": subject})


def shown(progress: Progress) -> str:
    console = Console(width=80, file=io.StringIO())
    with console.capture() as captured:
        console.print(draw(progress))
    return captured.get()


def test_a_fan_out_is_one_visit_and_shows_its_files(progress: Progress) -> None:
    progress.receive("update", ("architect", {"architecture": {"files": [{"path": "a.py"}, {"path": "b.py"}]}}))
    for subject in ("", "a.py", "b.py"):
        event(progress, "node-started", "coder", subject)
    event(progress, "node-finished", "coder", "")
    progress.receive("update", ("coder", {"files": {"a.py": {"source": "0" * 64}}}))
    event(progress, "node-finished", "coder", "a.py")
    assert progress.nodes["coder"].times == 1
    assert "1 of 2 files · b.py" in shown(progress)
    event(progress, "node-started", "checker")
    event(progress, "node-started", "coder")
    assert (progress.nodes["coder"].state, progress.nodes["coder"].times) == ("working", 2)


def test_calls_in_flight_and_what_was_spent_are_in_the_last_line(progress: Progress) -> None:
    progress.receive("event", {"event": "call-started", "agent": "planner"})
    assert "12 (+1) calls · 120k in, 80k cached, 9000 out · $0.40" in shown(progress)
    progress.receive("event", {"event": "call-finished", "agent": "planner"})
    assert "(+" not in shown(progress)


def test_a_resumed_run_begins_with_what_is_done(progress: Progress) -> None:
    values: dict[str, Any] = {"architecture": {"files": [{"path": "a.py"}]}, "files": {"a.py": {"source": "x"}}}
    progress.receive("state", (values, frozenset({"reader", "planner"})))
    assert progress.nodes["planner"].state == "done"
    assert (progress.planned, progress.written) == ({"a.py"}, {"a.py"})


def test_what_never_ran_is_named_at_the_end_and_what_is_off_at_once(progress: Progress) -> None:
    assert "auditor                  off" in shown(progress)
    event(progress, "node-started", "packager")
    progress.receive("update", ("packager", {"report": {"status": "complete"}}))
    assert progress.nodes["debugger"].state == "skipped"
    assert "debugger                 not needed" in shown(progress)


def test_the_review_and_a_stop_are_shown(progress: Progress) -> None:
    event(progress, "node-started", "config-review")
    progress.receive("update", ("__interrupt__", ("a question",)))
    assert "waits for you" in shown(progress)
    event(progress, "node-started", "config-review")
    event(progress, "node-finished", "config-review")
    progress.receive("update", ("__interrupt__", ()))
    progress.halt()
    assert "✓  config-review" in shown(progress)
    event(progress, "node-started", "analyst", "a.py")
    progress.halt()
    assert "■  analyst" in shown(progress)


def test_hundreds_of_files_do_not_widen_the_view(progress: Progress) -> None:
    for number in range(300):
        event(progress, "node-started", "coder", f"package/module_{number}.py")
    assert max(len(line) for line in shown(progress).splitlines()) <= 80


def test_figures_are_short() -> None:
    assert [tokens_text(n) for n in (0, 9999, 10_000, 2_500_000)] == ["0", "9999", "10k", "2.50M"]
    assert [cost_text(c) for c in (None, 0.0, 0.0123, 2.5)] == ["price unknown", "$0.00", "$0.0123", "$2.50"]
    assert [time_text(s) for s in (0.25, 59, 61, 3700)] == ["0.2s", "59.0s", "1:01", "1:01:40"]
