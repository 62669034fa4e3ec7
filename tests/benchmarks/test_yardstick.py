"""The yardstick of cost and waiting: its sizes are those of the recorded runs, its arithmetic is right."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.cost.answered_today import answered_anew, example
from benchmarks.cost.calls_of_run import compact_calls
from benchmarks.cost.critical_path import CriticalPath, critical_path, until_review
from benchmarks.cost.dollars import PRICED, dollars
from benchmarks.cost.edited import edit_tokens
from benchmarks.cost.former import former_example, forms, larger_paper, recorded_answers
from benchmarks.cost.goals import goals
from benchmarks.cost.own_forms import own_forms
from benchmarks.cost.recorded import PLANNING, RecordedRun, read_folder
from benchmarks.cost.replaying import FEW, Replayed, replayed
from benchmarks.cost.shorter import FORMS
from papercoder.models.recorded.call import Call
from papercoder.workspace.diagrams.drawn_sequence import drawn_sequence
from prompts.loader import render
from state.settings import AgentName
from tests.server import LoggedRequest, ServerOptions
from tests.server.answers import answer, project_of
from tests.server.request import read_request
from tests.server.sizes import FileSizes

RUNS = (example(), former_example(), larger_paper(), answered_anew())
RECORDING = Path(__file__).parents[2] / "examples" / "recorded"
EACH = pytest.mark.parametrize("run", RUNS, ids=lambda run: run.name)


def call(started: float, seconds: float, output: int = 0, agent: str = "coder", **more: Any) -> LoggedRequest:
    return LoggedRequest(0, agent, "", "k", started, seconds=seconds, output_tokens=output, **more)


def test_the_larger_paper_is_the_run_that_was_measured() -> None:
    run = larger_paper()
    assert (len(run.calls), run.input, run.output, run.files) == (90, 3_372_919, 307_430, 20)
    assert sum(c.output for c in run.before_review()) == 116_553
    assert len(run.before_review()) == 13


def test_the_former_example_is_its_recording() -> None:
    run = former_example()
    assert run.files == 10
    assert 0.9 < sum(f.code for f in run.sizes.files) / 14_000 < 1.1


def test_the_example_is_the_recording_of_today() -> None:
    run, read = example(), read_folder(RECORDING)
    assert (len(run.calls), run.output) == (len(read), sum(call.usage.output_tokens for call in read))
    assert {call.agent for call in run.before_review()} == {*PLANNING, "critic"}
    # One more file, which only holds a docstring, is written by program, and by `classic`'s coder.
    assert run.files == len({call.subject for call in run.calls if call.agent == "coder"}) + 1
    sizes, own = run.sizes, own_forms(read)
    # All of it has the forms of today; `classic` is asked for longer ones.
    assert {name: own.shorter[name] for name in PLANNING} == dict.fromkeys(PLANNING, 1)
    asked = {call.agent: call.output for call in run.calls if call.subject == ""}
    assert {a: round(sizes.first[a] * sizes.shorter[a]) for a in PLANNING} == pytest.approx(asked, abs=2)
    written, judged = ([c.output for c in run.calls if c.agent == agent] for agent in ("coder", "auditor"))
    assert sum(f.code for f in sizes.files if not f.docstring) == sum(written)
    assert sum(f.audit for f in sizes.files if not f.docstring) == sum(judged)
    (settled,) = (c.output for c in run.calls if c.agent == "analyst")
    assert sizes.settled_unread == settled >= sizes.settled > 0.8 * settled


_ONE_ISSUE = 60
"""Tokens below which no critique with an issue in it can be made up."""


DATA = FileSizes(contract=300, code=500, audit=200)
IN_PARTS = [
    ["planner", "outline", 1, 20_000, 3_000],
    ["planner", "abstract", 1, 23_000, 1_500],
    ["planner", "s3", 1, 23_000, 2_500],
    ["planner", "s5", 1, 23_000, 2_000],
    ["planner", "s5", 2, 24_000, 300],
    ["planner", "merge", 1, 30_000, 700],
    ["critic", "planner", 1, 31_000, 900],
    ["planner", "revision", 1, 32_000, 800],
]
WRITTEN = [
    ["analyst", "all files", 1, 50_000, 4_000],
    ["coder", "main.py", 1, 20_000, 2_000],
    ["coder", "data.py", 1, 20_000, 3_000],
    ["coder", "data.py", 1, 21_000, 100],
    ["auditor", "data.py", 1, 20_000, 300],
]
REST = [
    ["architect", "", 1, 30_000, 2_000],
    ["logic-designer", "", 1, 31_000, 7_000],
    ["critic", "logic-designer", 1, 38_000, 600],
    ["config-writer", "", 1, 31_000, 5_000],
    ["critic", "config-writer", 1, 36_000, 400],
    ["config-writer", "revision", 1, 36_000, 500],
    *WRITTEN,
]
OWN = {"shorter": {"architect": 1.0, "planner": 1.0, "logic-designer": 0.98}, "edits": {"planner": 0.9}}


def anew(folder: Path, calls: list[list[Any]]) -> RecordedRun:
    path = folder / "planned.json"
    known = {"source": "Made up.", "settled": 4_000, "settled_unread": 5_000, "forms": OWN}
    path.write_text(json.dumps({**known, "calls": calls}))
    return answered_anew(path)


def test_a_run_answered_anew_has_its_own_sizes(tmp_path: Path) -> None:
    run, larger = anew(tmp_path, IN_PARTS + REST), larger_paper()
    assert (run.name, run.given, run.paper) == ("larger paper, answered anew", ("--set", "ledger=by-section"), 16_415)
    sizes = run.sizes
    docstrings = [file for file in larger.sizes.files if file.docstring]
    assert [(file.code, file.audit) for file in sizes.files] == [
        *((2_000, 0), (3_000, 300)),
        *((file.code, file.audit) for file in docstrings),
    ]
    assert (sizes.settled, sizes.settled_unread, sizes.parts) == (4_000, 5_000, larger.sizes.parts)
    assert (larger.sizes.settled, larger.sizes.settled_unread) == (5_381, 7_091)
    assert (sizes.outline, sizes.sections, sizes.merge) == (3_000, (1_500, 2_500, 2_000), 700)
    # In one answer, as `classic` has it, the plan is as long as its parts, and what today's form leaves out more.
    assert sizes.shorter["planner"] == forms().shorter["planner"]
    assert sizes.first["planner"] == round(9_000 / forms().shorter["planner"])
    assert (sizes.first["logic-designer"], sizes.shorter["logic-designer"]) == (7_000, 0.98)
    assert sizes.edited["planner"] == 720
    assert {"planner", "config-writer"} <= set(sizes.revised)
    assert "logic-designer" not in sizes.revised
    whole = anew(tmp_path, [["planner", "", 1, 20_000, 11_000], *IN_PARTS[-2:], *REST])
    assert (whole.given, whole.sizes.sections) == ((), ())
    assert whole.sizes.first["planner"] == round(11_000 / forms().shorter["planner"])


def test_the_run_answered_anew_is_counted_call_by_call() -> None:
    run = answered_anew()
    assert (len(run.calls), run.input, run.output, run.files) == (55, 1_339_831, 146_598, 20)
    assert sum(file.code for file in run.sizes.files if not file.docstring) == 64_989
    own = [call.subject for call in run.calls if call.agent == "coder"]
    assert len(set(own)) == 19


def test_a_critique_that_mends_is_told_from_its_edits() -> None:
    """A run that is recorded under today's defaults says what its critiques, edits and forms are by itself."""
    edits = [{"op": "replace", "at": ["method"], "value": "It is " + "longer " * 50}]
    issue = {"severity": "high", "where": "method", "problem": "A step is missing."}
    mending = json.dumps({"issues": [issue], "edits": edits}, separators=(",", ":"))
    plan = FORMS["planner"](json.loads(next(c.answer for c in recorded_answers() if c.agent == "planner")))
    made = [answered("planner", json.dumps(plan)), answered("critic", mending, "planner")]
    own = own_forms(made)
    assert own.shorter == {"planner": 1.0, "ledger": 1.0}
    assert own.found == 0
    assert own.mended == {"planner": pytest.approx(len(mending) / 4 - 20, abs=5)}
    assert own_forms(recorded_answers()).mended == {}


def answered(agent: AgentName, answer: str, subject: str = "") -> Call:
    return recorded_answers()[0].model_copy(update={"agent": agent, "subject": subject, "answer": answer})


def test_a_ledger_by_section_is_answered_with_the_sizes_of_its_parts(tmp_path: Path) -> None:
    run = anew(tmp_path, IN_PARTS + REST)
    folder = tmp_path / "in parts"
    folder.mkdir()
    done = replayed(
        folder, replace(run, sizes=run.sizes.model_copy(update={"files": (*run.sizes.files, DATA)})), FEW[0], 2000
    )
    read = [900 * forms().found + 720, 400 * forms().found + 500]
    planned = [6_000 + 3_000, 700, 2_000, 0.98 * 7_000, 5_000, *read]
    assert done.planning == pytest.approx(sum(planned), rel=0.05)
    names = [goal["what"] for goal in goals([done])]
    assert "larger paper, answered anew: output on the critical path until the review" in names


@EACH
@pytest.mark.parametrize("agent", ["planner", "architect", "logic-designer", "config-writer", "analyst", "coder"])
def test_answers_are_as_long_as_the_recorded_ones(run: RecordedRun, agent: str) -> None:
    options = ServerOptions(files=run.files, sizes=run.sizes)
    project = project_of(options)
    of_files = agent in {"analyst", "coder"}
    subjects = [file.path for file in project.files] if of_files else [""]
    total = 0
    for subject in subjects:
        task = f"# Task: {agent}\n" + (f"File: `{subject}`\n" if subject else "")
        total += len(answer(options, read_request([{"role": "user", "content": task}]))) // 4
    sizes = run.sizes
    kind = {"analyst": "contract", "coder": "code"}.get(agent, "")
    wanted = sum(getattr(sizes.of(project, f), kind) for f in project.files) if kind else sizes.first[agent]
    assert 0.97 < total / wanted < 1.1


def test_the_parts_of_a_contract_are_as_long_as_in_the_recorded_ones() -> None:
    run = larger_paper()
    options = ServerOptions(files=run.files, sizes=run.sizes)
    said = answer(options, read_request([{"role": "user", "content": "# Task: analyst\nFile: `main.py`\n"}]))
    contract = json.loads(said)
    for name, share in run.sizes.parts.items():
        assert 0.6 < len(json.dumps(contract[name])) / len(said) / share < 1.2


@EACH
def test_the_critic_finds_something_where_the_recorded_run_revised(run: RecordedRun) -> None:
    options = ServerOptions(files=run.files, sizes=run.sizes)
    told = {agent: size for agent, size in run.sizes.critique.items() if size > _ONE_ISSUE}
    for agent, wanted in told.items():
        asked = read_request([{"role": "user", "content": f"# Task: critic\nArtifact: {agent}\n"}])
        said = answer(options, asked)
        assert 0.97 < len(said) / 4 / wanted < 1.05
        serious = [issue for issue in json.loads(said)["issues"] if issue["severity"] != "low"]
        assert bool(serious) == (agent in run.sizes.revised)


@EACH
def test_an_answer_in_the_shorter_form_is_as_much_shorter_as_measured(run: RecordedRun) -> None:
    options, sizes = ServerOptions(files=run.files, sizes=run.sizes), run.sizes
    task = "# Task: architect\n" + render("architect", schema="{}", reserved="", drawn=True)
    said = answer(options, read_request([{"role": "user", "content": task}]))
    assert 0.97 < len(said) / 4 / (sizes.first["architect"] * sizes.shorter["architect"]) < 1.05
    assert 0.5 < sizes.shorter["architect"] < 0.6


def task_of_planner(written: bool) -> str:
    parts = {"plan": render("ledger/plan", written=written), "requirements": render("ledger/requirements")}
    return "# Task: planner\n" + render("planner", schema="{}", notes=(), **parts)


@EACH
@pytest.mark.parametrize(
    ("form", "task"),
    [
        ("planner", task_of_planner(written=False)),
        ("ledger", task_of_planner(written=True)),  # what `classic` is asked for
        ("logic-designer", "# Task: logic-designer\n" + render("logic_designer", schema="{}")),
        ("config-writer", "# Task: config-writer\n" + render("config_writer", schema="{}", rejections=())),
    ],
)
def test_an_answer_is_as_long_as_the_form_that_its_prompt_asks_for(run: RecordedRun, form: str, task: str) -> None:
    sizes, asked = run.sizes, read_request([{"role": "user", "content": task}])
    said = answer(ServerOptions(files=run.files, sizes=sizes), asked)
    assert 0.97 < len(said) / 4 / (sizes.first[asked.agent] * sizes.shorter[form]) < 1.05
    assert 0.78 < sizes.shorter[form] < 1


@EACH
@pytest.mark.parametrize("agent", ["planner", "logic-designer", "config-writer"])
def test_a_critic_that_mends_says_what_is_wrong_and_what_its_author_would_have_edited(
    run: RecordedRun, agent: str
) -> None:
    task = render("critic", artifact=agent, answer="{}", schema="{}", mends=True)
    said = answer(ServerOptions(files=run.files, sizes=run.sizes), read_request([{"role": "user", "content": task}]))
    edited = run.sizes.edited[agent] if agent in run.sizes.revised else 0
    if run.sizes.critique[agent] * run.sizes.found + edited < _ONE_ISSUE:
        assert len(said) / 4 < _ONE_ISSUE
        return
    assert 0.95 < len(said) / 4 / (run.sizes.critique[agent] * run.sizes.found + edited) < 1.06
    assert 0.54 < run.sizes.found < 0.6


@EACH
@pytest.mark.parametrize("unread", [False, True])
def test_what_is_settled_for_all_files_is_as_long_as_recorded(run: RecordedRun, unread: bool) -> None:
    task = render("analyst/together", remarks=(), unread=unread, schema="{}")
    sizes = run.sizes
    said = answer(ServerOptions(files=run.files, sizes=sizes), read_request([{"role": "user", "content": task}]))
    alone = sizes.settled or round(sum(file.contract for file in sizes.files) * sizes.together)
    edits = sizes.settled_unread - alone if sizes.settled else sizes.edited["logic-designer"]
    assert 0.95 < len(said) / 4 / (alone + edits * unread) < 1.05


def test_the_compact_calls_of_a_recorded_diagram_lose_no_message() -> None:
    answers = [call.answer for call in recorded_answers() if call.agent == "architect"]
    design = json.loads(answers[0])
    paths = [file["path"] for file in design["files"]]
    drawn = drawn_sequence(compact_calls(design["sequence_diagram"]), paths, "main.py")
    for arrow in ("->>", "-->>", "loop ", "opt "):
        assert drawn.count(arrow) == design["sequence_diagram"].count(arrow)


@EACH
@pytest.mark.parametrize("agent", ["planner", "architect", "logic-designer", "config-writer"])
def test_a_revision_is_edits_where_edits_are_asked_for(run: RecordedRun, agent: str) -> None:
    options = ServerOptions(files=run.files, sizes=run.sizes)
    task = f'# Task: {agent}\n\n## Revision\n\nAnswer with `{{"edits": [...]}}`.'
    said = answer(options, read_request([{"role": "user", "content": task}]))
    (edit,) = json.loads(said)["edits"]
    assert edit["op"] == "replace"
    assert 0.9 < len(said) / 4 / run.sizes.edited[agent] < 1.1
    assert forms().edits[agent] < 0.4


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
