"""The live view: what is counted, and how it is drawn in 80 columns."""

import io
import re
from typing import Any

import pytest
from rich.console import Console

from papercoder.cli.batches.board import PapersTable
from papercoder.cli.progress.judging import JudgingProgress
from papercoder.cli.progress.screen import cost_text, draw, time_text, tokens_text
from papercoder.cli.progress.state import Progress
from papercoder.cli.progress.time_left import time_left
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


def shown(progress: Progress, width: int = 80) -> str:
    console = Console(width=width, file=io.StringIO())
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
    assert re.search(r"auditor +off", shown(progress))
    event(progress, "node-started", "packager")
    progress.receive("update", ("packager", {"report": {"status": "complete"}}))
    assert progress.nodes["debugger"].state == "skipped"
    assert re.search(r"debugger +not needed", shown(progress))


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


LONG = "package_with_a_long_name/models/attention/multi_head_self_attention_with_relative_positions.py"


def busy(progress: Progress) -> None:
    """Let ten calls about long paths be under way, after one that took eight seconds."""
    progress.receive("update", ("architect", {"architecture": {"files": [{"path": f"{n}{LONG}"} for n in range(10)]}}))
    event(progress, "node-started", "coder")
    for number in range(11):
        progress.receive("event", {"event": "call-started", "agent": "coder", "subject": f"{number}{LONG}"})
        event(progress, "node-started", "coder", f"{number}{LONG}")
    usage = {"output_tokens": 1200}
    about = {"agent": "coder", "subject": f"10{LONG}", "usage": usage, "cost": 0.25, "seconds": 8.0, "reason": ""}
    progress.receive("event", {"event": "call-finished", **about})
    event(progress, "node-finished", "coder", f"10{LONG}")


@pytest.mark.parametrize("width", [80, 120, 200])
def test_names_keep_their_width_and_files_are_cropped_instead(progress: Progress, width: int) -> None:
    busy(progress)
    lines = shown(progress, width).splitlines()
    assert max(map(len, lines)) <= width
    for name in progress.nodes:
        assert any(re.match(rf"\S  {name} ", line) for line in lines), name
    calls = [line for line in lines if line.startswith("    coder  ")]
    assert len(calls) == 8
    assert all(re.search(r"relative_positions\.py  \d+\.\ds, usually 8\.0s$", line) for line in calls)
    assert all((LONG in line) == (width == 200) for line in calls)
    assert "and 2 more calls" in shown(progress, width)


WORDS = "import torch\n\x1b]0;owned\x07\x1b[2J" + "def attend(q, k, v):\n    return " * 5 + "softmax(scores) @ v"


@pytest.mark.parametrize(("width", "least"), [(80, 20), (120, 30), (200, 60)])
def test_a_call_shows_tokens_so_far_and_its_last_words(progress: Progress, width: int, least: int) -> None:
    """A model's words draw nothing but themselves, and the columns stay where they are."""
    busy(progress)
    about = {"agent": "coder", "subject": f"3{LONG}"}
    progress.receive("event", {"event": "call-writing", **about, "tokens": 1240, "words": WORDS})
    lines = [line for line in shown(progress, width).splitlines() if line.startswith("    coder  ")]
    (line,) = [line for line in lines if " tok " in line]
    assert len(line) <= width
    assert "\x1b" not in line
    found = re.search(r"relative_positions\.py  \d+\.\ds(, usually 8\.0s)? +1,240 tok  …?(.+)$", line)
    assert found is not None, line
    assert len(found[2]) >= least
    assert " ".join(WORDS.split()).endswith(found[2])
    assert {line.index("relative_positions.py  ") for line in lines} == {line.index("relative_positions.py  ")}
    progress.receive("event", {"event": "call-retried", **about, "reason": "503 busy"})
    assert " tok " not in shown(progress, width)
    assert "again: 503 busy" in shown(progress, width)


def test_calls_about_one_file_are_told_apart_by_their_ids(progress: Progress) -> None:
    for call_id in ("a", "b"):
        progress.receive("event", {"event": "call-started", "agent": "critic", "subject": "plan", "call_id": call_id})
    news = {"agent": "critic", "subject": "plan", "call_id": "b", "tokens": 7, "words": "of b"}
    progress.receive("event", {"event": "call-writing", **news})
    progress.receive("event", {"event": "call-finished", "agent": "critic", "subject": "plan", "call_id": "a"})
    (line,) = [line for line in shown(progress).splitlines() if line.startswith("    critic")]
    assert line.endswith("7 tok  of b")


def test_a_stage_says_what_it_cost_and_the_rest_how_long_it_takes(progress: Progress) -> None:
    busy(progress)
    (line,) = [line for line in shown(progress).splitlines() if "●  coder" in line]
    assert "$0.25" in line
    assert re.search(r"at least [1-8]\.\ds of calls left", shown(progress))
    assert "1200" in shown(progress, 120)


@pytest.mark.parametrize(("waves", "seconds"), [("dependencies", 24.0), ("contracts", 8.0)])
def test_the_rest_counts_files_that_wait_for_one_another_and_the_critic(waves: str, seconds: float) -> None:
    settings = load_settings({"audit": False, "waves": waves, "refine_rounds": 2}, {})
    card = RunCard(id="p", paper="p", paper_source="p", started="2026-01-01T00:00:00+00:00", settings=settings)
    progress = Progress(card, lambda: SPENT)
    files = {"a.py": [], "b.py": ["a.py"], "c.py": ["b.py"], "d.py": ["a.py"], "e.py": ["c.py"]}
    progress.receive("update", ("architect", {"architecture": {"files": [{"path": path} for path in files]}}))
    logic = {"files": [{"path": path, "dependencies": needed} for path, needed in files.items()]}
    progress.receive("update", ("logic-designer", {"logic": logic}))
    progress.receive("update", ("coder", {"files": {"a.py": {"source": "0" * 64}}}))
    took = {"usage": {}, "cost": 0.0, "reason": "", "subject": ""}
    for agent, each in (("coder", 8.0), ("critic", 3.0), ("config-writer", 1.0)):
        progress.receive("event", {"event": "call-finished", "agent": agent, "seconds": each, **took})
    left = time_left(progress, frozenset({"coder"}))
    assert left is not None
    assert left.seconds == seconds
    left = time_left(progress, frozenset({"config-writer"}))
    assert left is not None
    assert left.seconds == 1.0 + 2 * 3.0
    plan_alone = load_settings({"critic_reads": "plan", "refine_rounds": 2}, {})
    progress.card = card.model_copy(update={"settings": plan_alone})
    left = time_left(progress, frozenset({"config-writer"}))
    assert left is not None
    assert left.seconds == 1.0


def test_a_call_that_is_sent_again_says_why(progress: Progress) -> None:
    progress.receive("event", {"event": "call-started", "agent": "planner", "subject": ""})
    progress.receive("event", {"event": "call-retried", "agent": "planner", "subject": "", "reason": "429 too many"})
    assert re.search(r"planner.* again: 429 too many", shown(progress))


@pytest.mark.parametrize(("width", "shown_name"), [(80, False), (120, True), (200, True)])
def test_a_batch_names_the_paper_where_enough_of_it_fits(width: int, shown_name: bool) -> None:
    table = PapersTable(2)
    table.begins("a-paper-with-a-rather-lo-ev7v37", "papers/a_paper_with_a_rather_long_name.pdf")
    table.at("a-paper-with-a-rather-lo-ev7v37", "logic-designer")
    console = Console(width=width, file=io.StringIO())
    with console.capture() as captured:
        console.print(table)
    row, sums = captured.get().splitlines()
    assert len(row) <= width
    assert ("long_name.pdf" in row) == shown_name
    assert not row.rstrip().endswith("…")
    assert sums.startswith("1 working · 1 to begin")


def test_what_is_left_of_judging_is_the_mean_call_for_as_many_at_once_as_now() -> None:
    """However long the first calls, which go alone, and what was read before took."""
    judging = JudgingProgress("judging code", 5)
    judging.began -= 300
    for number in range(2):
        judging.calls.receive({"event": "call-started", "agent": "judge", "subject": f"{number}"})
        done = {"event": "call-finished", "agent": "judge", "subject": f"{number}", "seconds": 600.0, "cost": 0.1}
        judging.calls.receive(done)
    for number in range(2, 5):
        judging.calls.receive({"event": "call-started", "agent": "judge", "subject": f"{number}"})
    assert "2 of 5 or more answered · 3 under way" in judging.line()
    assert re.search(r"about (10:00|9:5\d) left$", judging.line())
    for call in list(judging.calls.under_way):
        call.began -= 480
    assert re.search(r"about (2:00|1:5\d) left$", judging.line())
    for number in range(2, 5):
        judging.calls.receive({"event": "call-finished", "agent": "judge", "subject": f"{number}", "seconds": 600.0})
    assert "5 answered · 0 under way" in judging.line()
    assert "left" not in judging.line()
