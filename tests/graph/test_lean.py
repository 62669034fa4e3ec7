"""What programs draw, read and fill in instead of a model, seen through the whole graph."""

from pathlib import Path

from papercoder.workspace.diagrams.mermaid import mermaid_faults
from tests.graph.driving import drive
from tests.server import ServerOptions, serve

APPROVED = {"decisions": [{"type": "approve"}]}


async def test_both_diagrams_are_drawn_for_the_review_and_for_the_repository(tmp_path: Path) -> None:
    with serve(ServerOptions(files=4)) as server:
        run = await drive(server, tmp_path, [APPROVED], audit=False)
        asked = next(r for r in server.requests if r.agent == "architect")
    assert asked.status == 200
    shown = run.requests[0]["action_requests"][0]["args"]["diagrams"]
    assert mermaid_faults(shown["class"], "classDiagram") == []
    assert mermaid_faults(shown["sequence"], "sequenceDiagram") == []
    assert "(rows, config)" in shown["class"]
    assert "main_py->>" in shown["sequence"]
    page = (Path(run.report["repository"]) / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert shown["class"].splitlines()[1] in page
    assert shown["sequence"].splitlines()[-1] in page
    assert not run.state["architecture"]["class_diagram"]


async def test_a_plan_says_nothing_twice_and_a_design_nothing_that_the_architecture_says(tmp_path: Path) -> None:
    with serve(ServerOptions(files=4)) as server:
        run = await drive(server, tmp_path, [APPROVED], audit=False)
    made, shown = run.state["plan"], run.requests[0]["action_requests"][0]["args"]["plan"]
    assert (made["data"], made["experiments"], made["evaluation"]) == ("", "", "")
    told = next(r for r in made["requirements"] if r["kind"] in ("experiment", "baseline", "metric", "reporting"))
    line = f"{told['id']}: {told['statement']}"
    assert line in shown["experiments"] + shown["evaluation"]
    assert told["id"] in (Path(run.report["repository"]) / "docs" / "plan.md").read_text(encoding="utf-8")
    owned = {file["path"]: file["owns"] for file in run.state["architecture"]["files"]}
    assert {file["path"]: file["requirements"] for file in run.state["logic"]["files"]} == owned
    assert any(owned.values())


async def test_the_published_pipeline_has_its_diagrams_and_its_plan_written(tmp_path: Path) -> None:
    with serve(ServerOptions(files=4)) as server:
        run = await drive(server, tmp_path, [APPROVED], profile="classic")
    assert run.state["architecture"]["class_diagram"].startswith("classDiagram")
    assert run.state["plan"]["experiments"]
    assert run.requests[0]["action_requests"][0]["args"]["diagrams"]["class"].startswith("classDiagram")
