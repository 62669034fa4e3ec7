"""evaluate, grade and bench as a person calls them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from papercoder.cli.app import app
from papercoder.evaluation.benchmark.make_on_server import thread_of
from papercoder.evaluation.benchmark.suite import cells_of, read_suite
from tests.evaluation.conftest import FILES
from tests.server import RunningServer, make_paper

Command = Callable[..., Result]


@pytest.fixture
def command(server: RunningServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAPERCODER_MODEL", "openai:test-model")
    monkeypatch.setenv("PAPERCODER_BASE_URL", server.url)
    (tmp_path / "paper.md").write_text(make_paper(FILES))
    return lambda *words: CliRunner().invoke(app, list(words))


def test_evaluate_writes_and_says_the_scores(command: Command, repository: Path, server: RunningServer) -> None:
    words = ("evaluate", "repository", "--paper", "paper.md", "--gold", "repository", "-n", "2", "-o", "found.json")
    first = command(*words)
    assert first.exit_code == 0, first.output
    assert "2 of 2 valid" in first.output
    assert [p["kind"] for p in json.loads(Path("found.json").read_text())["protocols"]][2] == "strict"
    asked = len(server.requests)
    assert command(*words).exit_code == 0
    assert len(server.requests) == asked
    assert command(*words, "--model", "openai:another").exit_code == 0
    assert len(server.requests) == asked + 6


def test_grade_writes_a_tree_and_a_page(command: Command, repository: Path) -> None:
    code = {"id": "a", "requirements": "A loop.", "weight": 2, "task_category": "Code Development"}
    run = {"id": "b", "requirements": "A log.", "weight": 1, "task_category": "Code Execution"}
    Path("rubric.json").write_text(
        json.dumps({"id": "r", "requirements": "All.", "weight": 1, "sub_tasks": [code, run]})
    )
    words = ("grade", "repository", "--rubric", "rubric.json", "--paper", "paper.md", "--code-only", "-o", "graded")
    done = command(*words)
    assert done.exit_code == 0, done.output
    grades = json.loads(Path("graded/grades.json").read_text())
    assert (grades["leaves"], grades["code_only"]) == (1, True)
    assert "A loop." in Path("graded/grades.html").read_text()


def test_what_the_operator_allows_holds_for_judges_and_benchmarks(
    command: Command, repository: Path, server: RunningServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PAPERCODER_PRICE", "1.1,0.55,4.4")
    monkeypatch.setenv("PAPERCODER_BUDGET", "0.000001")
    before = len(server.requests)
    done = command("evaluate", "repository", "--paper", "paper.md", "-n", "2", "--kind", "reference-free")
    assert "they may spend together" in done.output
    asked = len(server.requests)
    assert asked <= before + 2
    suite = "name: one\npapers: [{id: p, source: paper.md}]\nsystems: [paper]\nsettings: {trial: false}\n"
    (tmp_path / "suite.yaml").write_text(suite)
    done = command("bench", "suite.yaml", "-o", "out")
    assert done.exit_code == 3, done.output
    assert "they may spend together" in done.output
    assert len(server.requests) == asked, "what evaluate spent counts for bench"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("evaluate", "nothing", "--paper", "paper.md"), "Expected a folder"),
        (("evaluate", "repository", "--paper", "paper.md", "--kind", "nice"), "reference-free"),
        (("evaluate", "repository", "--paper", "nothing.md"), "nothing.md"),
        (("grade", "repository", "--paper", "paper.md", "--rubric", "paper.md"), "cannot be read as a rubric"),
        (("bench", "nothing.yaml"), "cannot be read as a suite: No such file or directory."),
    ],
)
def test_bad_input_is_said_in_words(command: Command, repository: Path, words: tuple[str, ...], said: str) -> None:
    done = command(*words)
    assert done.exit_code == 2
    assert said in done.output
    assert "Traceback" not in done.output


def test_a_cell_has_the_same_thread_on_a_server_every_time(tmp_path: Path) -> None:
    path = tmp_path / "suite.yaml"
    path.write_text("name: s\npapers: [{id: a, source: x}]\nsystems: [papercoder, paper]\n")
    threads = [[thread_of(c) for c in cells_of(read_suite(str(path), ("papercoder", "paper")))] for _ in range(2)]
    assert threads[0] == threads[1]
    assert len(set(threads[0])) == 2
