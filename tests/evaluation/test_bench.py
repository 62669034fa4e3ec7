"""A benchmark of two papers and four systems: killed in the middle, run again, nothing paid twice."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from typer.testing import CliRunner

from papercoder.cli.app import app
from tests.server import RunningServer, ServerOptions, make_paper, serve
from tests.server.project import build_project
from tests.server.sources import source

PROGRAM = (sys.executable, "-c", "from papercoder.cli import main; main()")
ROOT = Path(__file__).parents[2]
SUITE = """
name: small
papers:
  - {id: one, source: one.md, gold: gold, rubric: rubric.json}
  - {id: two, source: two.md, gold: gold}
systems:
  - papercoder
  - {name: no-audit, graph: papercoder, settings: {audit: false}}
  - paper
  - abstract
seeds: 1
settings: {trial: false, refine_rounds: 0}
judge: {samples: 1, grade: code-only}
limits: {cells: 4, requests_at_once: 8, max_cost: 50}
human: human.csv
"""


@pytest.fixture(scope="module")
def model() -> Iterator[RunningServer]:
    with serve(ServerOptions(files=4)) as running:
        yield running


@pytest.fixture
def place(tmp_path: Path, model: RunningServer, monkeypatch: pytest.MonkeyPatch) -> Path:
    project = build_project(4)
    for file in project.files:
        (tmp_path / "gold" / file.path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "gold" / file.path).write_text(source(project, file))
    for name in ("one", "two"):
        (tmp_path / f"{name}.md").write_text(make_paper(4).replace("# Layered", f"# Study {name}: Layered", 1))
    leaf = {"id": "a", "requirements": "There is a training loop.", "weight": 1, "task_category": "Code Development"}
    rubric = {"id": "root", "requirements": "All.", "weight": 1, "sub_tasks": [leaf]}
    (tmp_path / "rubric.json").write_text(json.dumps(rubric))
    ranks = [f"one,{system},ann,{rank}" for rank, system in enumerate(("papercoder", "paper", "abstract"), 1)]
    (tmp_path / "human.csv").write_text("\n".join(["paper,system,annotator,rank", *ranks]))
    (tmp_path / "suite.yaml").write_text(SUITE)
    settings = {"MODEL": "openai:test-model", "BASE_URL": model.url, "PRICE": "1.1,0.55,4.4"}
    for name, value in settings.items():
        monkeypatch.setenv(f"PAPERCODER_{name}", value)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def killed_after(place: Path, model: RunningServer, calls: int) -> None:
    """Start the benchmark as a process and kill it after so many answered calls."""
    words = [*PROGRAM, "bench", "suite.yaml", "-o", "out"]
    before = model.bill().calls
    with subprocess.Popen(words, cwd=place, env=os.environ | {"PYTHONPATH": str(ROOT)}) as process:
        while model.bill().calls - before < calls and process.poll() is None:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)


def run(code: int) -> str:
    """Run it to its end here and return what it says."""
    done = CliRunner().invoke(app, ["bench", "suite.yaml", "-o", "out"])
    assert done.exit_code == code, done.output
    return done.output


def recorded(place: Path) -> list[dict[str, Any]]:
    names = [p for p in (place / "data/runs").rglob("[0-9]*.json") if p.parent.name.startswith(("records", "judging"))]
    return [json.loads(p.read_text()) for p in names]


def test_killed_in_the_middle_it_goes_on_and_pays_for_nothing_twice(place: Path, model: RunningServer) -> None:
    before = model.bill()
    killed_after(place, model, 30)
    lost = model.bill().calls - before.calls - len(recorded(place))
    assert 0 <= lost <= 8
    run(code=0)
    after = model.bill()
    assert after.calls - before.calls == len(recorded(place)) + lost
    _look_at_results(place / "out")
    run(code=0)
    assert model.bill() == after


def _look_at_results(out: Path) -> None:
    rows = list(csv.DictReader((out / "results.csv").read_text().splitlines()))
    assert len(rows) == 8
    assert all(row["done"] == "1" and float(row["strict"]) >= 1 and float(row["cost"]) > 0 for row in rows)
    assert [row["rubric"] != "" for row in rows] == [row["paper"] == "one" for row in rows]
    data = json.loads((out / "results.json").read_text())
    by_name = {s["name"]: s for s in data["summary"]["systems"]}
    assert by_name["abstract"]["scores"]["strict"]["mean"] < by_name["papercoder"]["scores"]["strict"]["mean"]
    assert set(by_name["papercoder"]["coverage"].values()) == {1.0}
    assert by_name["no-audit"]["coverage"] == {}
    compared = {(c["one"], c["other"]): c["pairs"] for c in data["summary"]["correlations"]}
    assert compared["reference-free", "reference-based"] == 8
    assert compared["strict", "people"] == 3
    page = (out / "report.html").read_text()
    drawn = html.fromstring(page).xpath("count(//*[local-name()='svg'])")
    assert isinstance(drawn, float)
    assert drawn >= 8
    assert "http" not in page


def test_a_budget_that_is_used_up_stops_and_a_larger_one_goes_on(place: Path, model: RunningServer) -> None:
    suite = SUITE.replace("max_cost: 50", "max_cost: 0.05")
    (place / "suite.yaml").write_text(suite)
    assert "of the $0.0500 they may spend together" in run(code=3)
    spent = sum(call["cost"] for call in recorded(place))
    assert 0.045 < spent < 0.08
