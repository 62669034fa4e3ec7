"""`make demo` as a process: the recorded run on the example paper, through the whole graph, without network or key."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from papercoder.papers.quotes import PaperIndex
from papercoder.papers.read import read_paper
from state.plan import Plan

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, Path]:
    """Output, repository and run folder of the demo."""
    folder = tmp_path_factory.mktemp("demo")
    return (*run_demo(folder), folder / "run")


def run_demo(folder: Path, root: Path = ROOT, model: str = "") -> tuple[str, Path]:
    """Run the command of `make demo` on the sources of that root; return its output and repository.

    The run's folder is named `run` for the tests.
    """
    line = next(x for x in (root / "Makefile").read_text().splitlines() if "examples/recorded" in x)
    words = line.strip().lstrip("@").replace("$(BIN)", str(Path(sys.executable).parent)).split()
    words[words.index("-o") + 1] = str(folder / "demo")
    if model:
        words[words.index("--model") + 1] = model
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "PAPERCODER_DATA": str(folder / "data")}
    done = subprocess.run(
        words, cwd=root, env=environment | {"PYTHONPATH": str(root)},
        capture_output=True, text=True, timeout=280, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    (run,) = (folder / "data/runs").iterdir()
    (folder / "run").symlink_to(run)
    return done.stdout, folder / "demo"


def test_the_demo_ends_complete_and_says_what_was_checked(demo: tuple[str, Path, Path]) -> None:
    output, _, run = demo
    assert "approved unreviewed" in output
    assert output.rstrip().splitlines()[-1].startswith("complete")
    status = json.loads((run / "status.json").read_text())
    assert status["status"] == "complete"
    tried = "passed" if shutil.which("bwrap") else "not run"
    assert {c["name"]: c["result"] for c in status["checks"]} == {
        "files": "passed", "gates": "passed", "audit": "passed", "trial": tried,
    }  # fmt: skip


def test_the_exact_form_answers_what_was_asked_word_for_word(demo: tuple[str, Path, Path], tmp_path: Path) -> None:
    _, repository, recorded = demo
    output, again = run_demo(tmp_path, model=f"replay:{recorded}")
    assert output.rstrip().splitlines()[-1].startswith("complete")
    calls = [json.loads(file.read_text()) for file in sorted((tmp_path / "run/records").glob("*.json"))]
    assert sorted(call["key"] for call in calls) == sorted(
        json.loads(file.read_text())["key"] for file in (recorded / "records").glob("*.json")
    )
    written = sorted(file.relative_to(repository) for file in repository.rglob("*.py"))
    assert written == sorted(file.relative_to(again) for file in again.rglob("*.py"))
    assert all((again / file).read_bytes() == (repository / file).read_bytes() for file in written)


def test_another_word_in_a_prompt_leaves_the_demo_complete_and_is_said(tmp_path: Path) -> None:
    root = tmp_path / "copy"
    for name in ("agents", "examples", "graph", "papercoder", "prompts", "state"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "Makefile", root)
    prompt = root / "prompts/auditor.md"
    prompt.write_text(prompt.read_text().replace("meets each requirement", "fulfils each requirement", 1))
    assert prompt.read_text() != (ROOT / "prompts/auditor.md").read_text()
    output, _ = run_demo(tmp_path, root)
    calls = [json.loads(file.read_text()) for file in (tmp_path / "run/records").glob("*.json")]
    audits = [call for call in calls if call["agent"] == "auditor"]
    older = [call for call in calls if call["earlier_wording"]]
    assert len(audits) > 5
    assert all(call["earlier_wording"] for call in audits)
    assert f"recorded for an earlier wording: {len(older)} of {len(calls)} calls" in output
    assert output.rstrip().splitlines()[-1].startswith("complete")
    assert json.loads((tmp_path / "run/status.json").read_text())["usage"]["earlier_wording"] == len(older)


def test_every_requirement_was_found_met_in_lines_that_exist(demo: tuple[str, Path, Path]) -> None:
    _, repository, _ = demo
    trace = json.loads((repository / "trace.json").read_text())
    owned = [r for r in trace["requirements"] if r["file"]]
    assert len(owned) >= 30
    for requirement in owned:
        assert requirement["verdict"] in ("met", "met with departure", "not checkable")
        n_lines = len((repository / requirement["file"]).read_text().splitlines())
        assert requirement["lines"]
        assert all(1 <= first <= last <= n_lines for first, last in requirement["lines"])


async def test_every_stated_quote_of_the_ledger_is_in_the_pdf(demo: tuple[str, Path, Path]) -> None:
    trace = json.loads((demo[1] / "trace.json").read_text())
    paper = await read_paper(str(ROOT / "examples/paper/paper.pdf"), allow_files=True)
    index = PaperIndex(paper)
    quotes = [(r["quote"], r["section"]) for r in trace["requirements"] if r["status"] == "stated"]
    assert len(quotes) > 20
    assert [q for q, section in quotes if index.locate(q, section).result != "found"] == []


def test_the_recording_holds_no_key_address_or_path() -> None:
    for file in (ROOT / "examples/recorded").rglob("*"):
        if file.is_file():
            text = file.read_text()
            assert "sk-" not in text
            assert "127.0.0.1" not in text
            assert str(ROOT) not in text


def test_the_plan_type_is_what_the_recording_answers() -> None:
    record = json.loads((ROOT / "examples/recorded/0001-planner.json").read_text())
    assert len(Plan.model_validate_json(record["answer"]).requirements) >= 30
