"""The repair of a file that is written: what its prompt shows, and what becomes of an answer that is no repair."""

from pathlib import Path

from tests.graph.driving import Drive, drive
from tests.server import CodeFault, Fault, ServerOptions, serve

BROKEN = CodeFault(kind="missing-import")


def repairs(run: Drive) -> list[str]:
    records = Path(run.report["repository"]).parent / "records"
    texts = [path.read_text() for path in (records / "texts").iterdir()]
    return [text for text in texts if text.startswith("# Task: coder") and "Mode: repair" in text]


def repaired(run: Drive) -> str:
    return next(path for path, file in run.state["files"].items() if file["version"] == 2)


async def test_a_repair_shows_the_file_and_its_findings_and_makes_a_second_version(tmp_path: Path) -> None:
    with serve(ServerOptions(files=6, code_faults=(BROKEN,))) as server:
        run = await drive(server, tmp_path, audit=False)
    path = repaired(run)
    (task,) = repairs(run)
    assert f"File: `{path}`" in task
    assert "(error): " in task
    assert run.state["files"][path]["version"] == 2
    assert run.report["status"] == "complete"


async def test_an_answer_that_is_no_repair_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    with serve(ServerOptions(files=6, code_faults=(BROKEN,))) as server:
        path = repaired(await drive(server, tmp_path, audit=False))
    fault = Fault(kind="text", agent="coder", subject=path, nth=3, times=0, text="I would rather not.")
    (tmp_path / "second").mkdir()
    with serve(ServerOptions(files=6, code_faults=(BROKEN,), faults=(fault,))) as server:
        run = await drive(server, tmp_path / "second", audit=False)
    assert run.state["files"][path]["version"] == 1
    assert not run.state["files"][path].get("failed")
    assert run.report["status"] == "partial"
    assert any(path in note for note in run.notes)


async def test_a_repairer_may_hold_that_a_finding_is_wrong(tmp_path: Path) -> None:
    with serve(ServerOptions(files=6, code_faults=(BROKEN,))) as server:
        path = repaired(await drive(server, tmp_path, audit=False))
    said = "Objection: the missing import | it is a builtin | Leave the file as it is."
    fault = Fault(kind="text", agent="coder", subject=path, nth=3, times=0, text=said)
    (tmp_path / "second").mkdir()
    with serve(ServerOptions(files=6, code_faults=(BROKEN,), faults=(fault,))) as server:
        run = await drive(server, tmp_path / "second", audit=False)
        asked = [r for r in server.requests if r.agent == "coder" and r.subject == path]
    assert run.state["files"][path]["version"] == 1
    assert [o["why"] for o in run.state["files"][path]["objections"]] == ["it is a builtin"]
    assert any("builtin" in o["why"] for o in run.report["objections"])
    assert run.report["status"] == "partial"
    assert len(asked) <= 4
    # The objection is no reason to ask the same again: that round is left for what an audit finds.
    assert run.state["repair_round"] == 1
