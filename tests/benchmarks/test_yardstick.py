"""The yardstick of cost and waiting: its sizes are those of the recorded runs, its arithmetic is right."""

import json
from typing import Any

import pytest

from benchmarks.cost.calls_of_run import compact_calls
from benchmarks.cost.critical_path import CriticalPath, critical_path, until_review
from benchmarks.cost.dollars import PRICED, dollars
from benchmarks.cost.edited import edit_tokens
from benchmarks.cost.goals import goals
from benchmarks.cost.recorded import RecordedRun, example, larger_paper, recorded_answers
from benchmarks.cost.replaying import Replayed
from papercoder.workspace.diagrams.drawn_sequence import drawn_sequence
from prompts.loader import render
from tests.server import LoggedRequest, ServerOptions
from tests.server.answers import answer, project_of
from tests.server.request import read_request

BOTH = pytest.mark.parametrize("run", [example(), larger_paper()], ids=lambda run: run.name)


def call(started: float, seconds: float, output: int = 0, agent: str = "coder", **more: Any) -> LoggedRequest:
    return LoggedRequest(0, agent, "", "k", started, seconds=seconds, output_tokens=output, **more)


def test_the_larger_paper_is_the_run_that_was_measured() -> None:
    run = larger_paper()
    assert (len(run.calls), run.input, run.output, run.files) == (90, 3_372_919, 307_430, 20)
    assert sum(c.output for c in run.before_review()) == 116_553
    assert len(run.before_review()) == 13


def test_the_example_is_the_recording() -> None:
    run = example()
    assert run.files == 10
    assert 0.9 < sum(f.code for f in run.sizes().files) / 14_000 < 1.1


@BOTH
@pytest.mark.parametrize("agent", ["planner", "architect", "logic-designer", "config-writer", "analyst", "coder"])
def test_answers_are_as_long_as_the_recorded_ones(run: RecordedRun, agent: str) -> None:
    options = ServerOptions(files=run.files, sizes=run.sizes())
    project = project_of(options)
    of_files = agent in {"analyst", "coder"}
    subjects = [file.path for file in project.files] if of_files else [""]
    total = 0
    for subject in subjects:
        task = f"# Task: {agent}\n" + (f"File: `{subject}`\n" if subject else "")
        total += len(answer(options, read_request([{"role": "user", "content": task}]))) // 4
    sizes = run.sizes()
    kind = {"analyst": "contract", "coder": "code"}.get(agent, "")
    wanted = sum(getattr(sizes.of(project, f), kind) for f in project.files) if kind else sizes.first[agent]
    assert 0.97 < total / wanted < 1.1


def test_the_parts_of_a_contract_are_as_long_as_in_the_recorded_ones() -> None:
    run = larger_paper()
    options = ServerOptions(files=run.files, sizes=run.sizes())
    said = answer(options, read_request([{"role": "user", "content": "# Task: analyst\nFile: `main.py`\n"}]))
    contract = json.loads(said)
    for name, share in run.parts.items():
        assert 0.6 < len(json.dumps(contract[name])) / len(said) / share < 1.2


@BOTH
def test_the_critic_finds_something_where_the_recorded_run_revised(run: RecordedRun) -> None:
    options = ServerOptions(files=run.files, sizes=run.sizes())
    for agent, wanted in run.sizes().critique.items():
        asked = read_request([{"role": "user", "content": f"# Task: critic\nArtifact: {agent}\n"}])
        said = answer(options, asked)
        assert 0.97 < len(said) / 4 / wanted < 1.05
        serious = [issue for issue in json.loads(said)["issues"] if issue["severity"] != "low"]
        assert bool(serious) == (agent in run.sizes().revised)


@BOTH
def test_an_answer_in_the_shorter_form_is_as_much_shorter_as_measured(run: RecordedRun) -> None:
    options, sizes = ServerOptions(files=run.files, sizes=run.sizes()), run.sizes()
    task = "# Task: architect\n" + render("architect", schema="{}", reserved="", drawn=True)
    said = answer(options, read_request([{"role": "user", "content": task}]))
    assert 0.97 < len(said) / 4 / (sizes.first["architect"] * sizes.shorter["architect"]) < 1.05
    assert 0.5 < sizes.shorter["architect"] < 0.6


def test_the_compact_calls_of_a_recorded_diagram_lose_no_message() -> None:
    answers = [call.answer for call in recorded_answers() if call.agent == "architect"]
    design = json.loads(answers[0])
    paths = [file["path"] for file in design["files"]]
    drawn = drawn_sequence(compact_calls(design["sequence_diagram"]), paths, "main.py")
    for arrow in ("->>", "-->>", "loop ", "opt "):
        assert drawn.count(arrow) == design["sequence_diagram"].count(arrow)


@BOTH
@pytest.mark.parametrize("agent", ["planner", "architect", "logic-designer", "config-writer"])
def test_a_revision_is_edits_where_edits_are_asked_for(run: RecordedRun, agent: str) -> None:
    options = ServerOptions(files=run.files, sizes=run.sizes())
    task = f'# Task: {agent}\n\n## Revision\n\nAnswer with `{{"edits": [...]}}`.'
    said = answer(options, read_request([{"role": "user", "content": task}]))
    (edit,) = json.loads(said)["edits"]
    assert edit["op"] == "replace"
    assert 0.9 < len(said) / 4 / run.sizes().edited[agent] < 1.1
    assert run.sizes().edited[agent] < 0.4 * run.sizes().first[agent]


def test_the_length_of_edits_follows_what_has_changed() -> None:
    first = {"files": [{"path": "a.py", "role": "One. Two. Three."}, {"path": "b.py", "role": "x"}], "note": "n"}
    one = json.loads(json.dumps(first))
    one["files"][0]["role"] = "One. Two changed. Three."
    moved = {**first, "files": first["files"][::-1]}
    more = {**first, "files": [*first["files"], {"path": "c.py", "role": "y" * 400}]}
    told = [edit_tokens(json.dumps(first), json.dumps(other)) for other in (first, one, moved, more)]
    assert told[0] == told[2] == 0
    assert 20 <= told[1] <= 35
    assert 110 <= told[3] <= 150


def test_the_slowest_chain_counts_and_not_the_longest() -> None:
    assert critical_path([]) == CriticalPath()
    calls = [call(0, 1, 80), call(2, 1, 80), call(0, 2.5, 800), call(3, 1, 160)]
    path = critical_path(calls)
    assert (path.output, path.calls) == (960, 2)
    assert path.seconds == pytest.approx(12.0)
    cached = critical_path([call(0, 1, input_tokens=9000, cached_tokens=1000)])
    assert cached.seconds == pytest.approx(0.4)


def test_until_the_review_only_planning_counts() -> None:
    calls = [call(n, 1, agent=agent) for n, agent in enumerate(["planner", "critic", "analyst", "coder", "auditor"])]
    assert [c.agent for c in until_review(calls)] == ["planner", "critic"]


def test_dollars_know_the_discount_and_the_surcharge_of_the_cache() -> None:
    cold = call(0, 1, 1000, input_tokens=100_000, prefix_tokens=90_000)
    warm = call(0, 1, 1000, input_tokens=100_000, prefix_tokens=90_000, cached_tokens=90_000)
    plain = call(0, 1, 1000, input_tokens=100_000)
    assert set(dollars([cold])) == set(PRICED)
    for provider in PRICED:
        assert dollars([warm])[provider] < 0.5 * dollars([plain])[provider]
    assert dollars([cold])["anthropic"] > dollars([plain])["anthropic"]
    assert dollars([cold])["openai"] == dollars([plain])["openai"]


def row(run: str, variant: str, **changed: Any) -> Replayed:
    known: dict[str, Any] = dict.fromkeys(Replayed.__dataclass_fields__, 10)
    known |= {"run": run, "variant": variant, "dollars": dict.fromkeys(PRICED, changed.pop("price", 1.0))} | changed
    return Replayed(**known)


def test_goals_are_met_or_not_by_the_figures() -> None:
    large = larger_paper().name
    rows = [
        row(large, "as set by default", price=1.1, end_minutes=3.0, review_minutes=5),
        row(large, "classic", end_minutes=10.0),
    ]
    assert all(goal["met"] for goal in goals(rows))
    rows = [row(large, "as set by default", price=1.3, end_minutes=3.6, review_output=40_000, prefix=50_000)]
    missed = [goal["what"] for goal in goals([*rows, row(large, "classic", end_minutes=10.0)]) if not goal["met"]]
    assert len(missed) == 5
    assert goals([]) == []
