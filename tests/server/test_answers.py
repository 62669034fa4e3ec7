"""Every agent's answer over real HTTP, streamed and not, against the models of the state."""

import json
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter

import pytest

from papercoder.checks.contracts.completing import completed
from papercoder.workspace.designed.logic import with_owned
from state.architecture import Architecture
from state.audit import Audit
from state.config import ConfigDraft
from state.contract import Contract
from state.logic import LogicDesign
from state.plan import Plan
from state.review import Issue, Review
from tests.server import CodeFault, RunningServer, ServerOptions, make_paper, serve
from tests.server.answers import project_of
from tests.server.planted import faulty_source
from tests.server.talk import talk

_OTHER_PAPER = """<data name="paper">
# A Paper About Something Else

## [s1] 1 Introduction

Nobody has looked at this question for a very long time. We use a dropout rate of 0.1 everywhere.

## [s2.1] 2.1 Training

All models were trained for 300 epochs on one machine. The batch holds 64 samples in every run.
</data>
"""


@pytest.fixture(scope="module", params=[5, 10, 40])
def server(request: pytest.FixtureRequest) -> Iterator[RunningServer]:
    with serve(ServerOptions(files=request.param)) as running:
        yield running


def _marked(paper: str) -> str:
    """Return the paper with section ids as prompts show them."""
    numbered = re.sub(r"^(#+) (\d[\d.]*) ", r"\1 [s\2] \2 ", paper, flags=re.MULTILINE)
    return numbered.replace("## Abstract", "# [abstract] Abstract")


@pytest.mark.parametrize("own", [True, False])
def test_planning_agents_answer_validly(server: RunningServer, own: bool) -> None:
    size = server.options.files
    paper = _marked(make_paper(size)) if own else _OTHER_PAPER
    plain = " ".join(paper.split())
    plan = Plan.from_json(json.loads(talk(server.url, "# Task: planner\n", [paper], stream=own)))
    assert all(r.quote in plain and r.section for r in plan.requirements)
    assert f"# {plan.title} " in plain
    shared = [paper, json.dumps(plan.to_json())]
    architecture = Architecture.from_json(json.loads(talk(server.url, "# Task: architect\n", shared)))
    owned = [i for f in architecture.files for i in f.owns]
    assert sorted(owned) == sorted(r.id for r in plan.requirements)
    logic = LogicDesign.from_json(json.loads(talk(server.url, "# Task: logic-designer\n", shared)))
    assert sorted(f.path for f in logic.files) == sorted(architecture.paths)
    assert len(list(TopologicalSorter({f.path: f.dependencies for f in logic.files}).static_order())) == size
    assert not any(f.requirements for f in logic.files)
    assert {i for f in with_owned(logic, architecture).files for i in f.requirements} == set(owned)
    draft = ConfigDraft.from_json(json.loads(talk(server.url, "# Task: config-writer\n", shared)))
    entries = draft.config_entries()
    stated = [e for e in entries if e.provenance == "stated"]
    assert stated
    assert all(e.quote in plain and str(e.value) in e.quote and e.section for e in stated)
    assert all(e.reason for e in entries if e.provenance != "stated")


def test_contracts_and_audits_agree_with_the_logic_design(server: RunningServer) -> None:
    project = project_of(server.options)
    architecture = Architecture.from_json(json.loads(talk(server.url, "# Task: architect\n")))
    logic = with_owned(LogicDesign.from_json(json.loads(talk(server.url, "# Task: logic-designer\n"))), architecture)
    for file in (*project.modules[-3:], project.entry, project.files[-1]):
        entry = logic.file(file.path)
        assert entry
        answered = Contract.from_json(json.loads(talk(server.url, f"# Task: analyst\nFile: `{file.path}`\n")))
        contract = completed(answered, entry)
        assert [s.declaration for s in contract.signatures] == list(entry.interface)
        assert [o.requirement for o in contract.obligations] == list(entry.requirements)
        assert {u.path for u in contract.uses} == {p for p in entry.dependencies if p.endswith(".py")}
        found = Audit.from_json(json.loads(talk(server.url, f"# Task: auditor\nFile: `{file.path}`\n")))
        lines = len(faulty_source(project, file, ()).splitlines())
        assert [v.requirement for v in found.verdicts] == list(entry.requirements)
        assert all(1 <= first <= last <= lines for v in found.verdicts for first, last in v.lines)


def test_new_and_dropped_requirements_keep_one_owner() -> None:
    ledger = json.dumps({"requirements": [{"id": "R1"}, {"id": "R2"}, {"id": "R900"}]})
    with serve(ServerOptions(files=10)) as server:
        answer = Architecture.from_json(json.loads(talk(server.url, "# Task: architect\n", [ledger])))
    assert sorted(i for f in answer.files for i in f.owns) == ["R1", "R2", "R900"]
    assert answer.owner("R900") == "main.py"


def test_reviewer_finds_scripted_issues_once() -> None:
    issue = Issue(severity="high", where="R1", problem="It is vague.", change="Say which points.")
    with serve(ServerOptions(issues={"planner": (issue,)})) as server:
        tasks = [f"# Task: critic\nArtifact: planner\n{n}\n" for n in (1, 1, 2)]
        found = [Review.from_json(json.loads(talk(server.url, task))).issues for task in tasks]
        other = Review.from_json(json.loads(talk(server.url, "# Task: critic\nArtifact: architect\n")))
    assert found == [(issue,), (issue,), ()]
    assert other.issues == ()


def test_streamed_and_whole_answers_are_the_same(server: RunningServer) -> None:
    task = "# Task: coder\nFile: `main.py`\nMode: write\n"
    assert talk(server.url, task) == talk(server.url, task, stream=True)


def test_asked_again_it_answers_whole_and_asked_to_go_on_it_goes_on(server: RunningServer) -> None:
    task = "# Task: planner\n"
    whole = talk(server.url, task)
    again = talk(server.url, task, after=[("assistant", "{}"), ("user", "# Faults\n\n- wrong")])
    rest = talk(server.url, task, after=[("assistant", whole[:500]), ("user", "# Continue\n\nGo on.")])
    assert again == whole
    assert whole[:500] + rest == whole


def test_repair_and_debugger_mend_what_is_shown() -> None:
    options = ServerOptions(files=10, code_faults=(CodeFault(kind="shape-error"), CodeFault(kind="missing-key")))
    project = project_of(options)
    file = project.by_path[project.entry.dependencies[0]]
    wrong, right = faulty_source(project, file, options.code_faults), faulty_source(project, file, ())
    with serve(options) as server:
        tasks = (f"# Task: coder\nFile: `{file.path}`\nMode: repair\n", "# Task: debugger\nMode: repair\n")
        answers = [talk(server.url, f"{task}\n{wrong}") for task in tasks]
        anew = talk(server.url, f"{tasks[0]}\nnothing that gives a fault away")
    assert answers[1].startswith(f"File: `{file.path}`\n")
    for answer in answers:
        mended = wrong
        for search, replace in re.findall(r"<{7} SEARCH\n(.*?)={7}\n(.*?)>{7} REPLACE\n", answer, re.DOTALL):
            assert mended.count(search) == 1
            mended = mended.replace(search, replace)
        assert mended == right
    assert right in anew


def test_auditor_misses_what_the_code_shown_lacks() -> None:
    options = ServerOptions(files=10, code_faults=(CodeFault(kind="unmet"),))
    project = project_of(options)
    file = project.by_path[project.entry.dependencies[0]]
    results = []
    with serve(options) as server:
        for faults in (options.code_faults, ()):
            task = f"# Task: auditor\nFile: `{file.path}`\n\n{faulty_source(project, file, faults)}"
            found = Audit.from_json(json.loads(talk(server.url, task)))
            results.append([v.result for v in found.verdicts])
    assert results == [["met", "missing"], ["met", "met"]]


def test_padded_answers_have_the_benchmark_sizes() -> None:
    sizes = {}
    with serve(ServerOptions(files=20, padded=True)) as server:
        for agent in ("planner", "architect", "logic-designer"):
            talk(server.url, f"# Task: {agent}\n", [_marked(make_paper(20, tokens=10_500))])
        path = project_of(server.options).modules[0].path
        for agent in ("analyst", "coder"):
            talk(server.url, f"# Task: {agent}\nFile: `{path}`\n")
        sizes = {r.agent: r.output_tokens for r in server.requests}
    wanted = {"planner": 1500, "architect": 2600, "logic-designer": 2000, "analyst": 800, "coder": 1520}
    assert all(0.9 * wanted[agent] <= size <= 1.25 * wanted[agent] for agent, size in sizes.items()), sizes
