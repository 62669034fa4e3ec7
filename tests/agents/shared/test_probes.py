"""Beliefs about libraries from an agent's answer to the contracts, the debugger and the repository."""

import json
import re
from pathlib import Path
from typing import Any

from papercoder.runs.storage import open_storage
from papercoder.runs.texts import get_text
from papercoder.sandbox.bubblewrap import Bubblewrap
from tests.graph.driving import Drive, drive
from tests.sandbox.conftest import sandbox
from tests.server import CodeFault, Fault, ServerOptions, serve

__all__ = ["sandbox"]

WRONG = {
    "question": "Does statistics.stdev divide by n?",
    "code": "import statistics\nprint(statistics.stdev([1, 2, 3, 4]))",
    "expected": "1.118",
}
RIGHT = {**WRONG, "question": "Does statistics.pstdev divide by n?", "code": WRONG["code"].replace("stdev", "pstdev")}
LOADED = {
    "question": "Does safe_load refuse two documents?",
    "code": "import yaml\nyaml.safe_load('a: 1\\n---\\nb: 2\\n')",
    "expected": "None",
}


def _sent(run: Drive) -> list[str]:
    return [path.read_text() for path in (Path(run.report["repository"]).parent / "records/texts").iterdir()]


def _tasks(run: Drive, agent: str) -> list[str]:
    return [text for text in _sent(run) if text.startswith(f"# Task: {agent}\n")]


def _contract(file: dict[str, Any], **more: Any) -> str:
    said = {
        "path": file["path"],
        "obligations": [{"requirement": r, "where": "f", "what": "it"} for r in file["requirements"]],
        "signatures": [{"declaration": line} for line in file["interface"]],
        "pitfalls": ["The rows keep their shape in every step of the algorithm."] * 40,
    }
    return json.dumps({**said, **more})


async def test_wrong_beliefs_are_found_before_contracts_and_stand_with_version_and_output(
    sandbox: Bubblewrap, tmp_path: Path
) -> None:
    with serve(ServerOptions(files=5)) as server:
        off = await drive(server, tmp_path, audit=False, refine_rounds=1, contracts="every-file")
    assert not [text for text in _sent(off) if "probes" in text.lower()]
    user = next(f for f in off.state["logic"]["files"] if f["requirements"] and f["path"] != "main.py")
    told: Any = {"kind": "text"}
    mended: Any = {"op": "add", "at": ["pitfalls"], "value": "two documents are refused"}
    faults = (
        Fault(**told, agent="planner", text=json.dumps({**off.state["plan"], "probes": [RIGHT]})),
        Fault(**told, agent="critic", subject="logic-designer", text=json.dumps({"issues": [], "probes": [WRONG]})),
        Fault(**told, agent="logic-designer", text=json.dumps({**off.state["logic"], "probes": [WRONG]})),
        Fault(**told, agent="analyst", subject=user["path"], text=_contract(user, probes=[LOADED])),
        Fault(**told, agent="analyst", subject=user["path"], nth=2, text=json.dumps({"edits": [mended]})),
    )
    (tmp_path / "on").mkdir()
    with serve(ServerOptions(files=5, faults=faults)) as server:
        run = await drive(server, tmp_path / "on", audit=False, refine_rounds=1, contracts="every-file", probes=True)
        asked = [r.subject for r in server.requests if r.agent == "analyst"]
    assert run.report["status"] == "complete", run.report["reason"]
    found = {probe["question"]: probe for probe in run.report["probes"]}
    assert {question: probe["result"] for question, probe in found.items()} == {
        WRONG["question"]: "otherwise", RIGHT["question"]: "as expected", LOADED["question"]: "otherwise",
    }  # fmt: skip
    assert found[WRONG["question"]]["output"] == "1.2909944487358056"
    assert found[LOADED["question"]]["versions"][0].startswith("pyyaml ")
    assert found[LOADED["question"]]["by"] == f"analyst for {user['path']}"
    # The design is mended before contracts, every analyst sees what was tried, one mends its contract, coders read it.
    (amending,) = _tasks(run, "amender")
    assert "a belief about a library is wrong: Does statistics.stdev divide by n?" in amending
    assert all("1.2909944487358056" in task for task in _tasks(run, "analyst"))
    assert asked.count(user["path"]) == 2
    coder = next(task for task in _tasks(run, "coder") if f"File: `{user['path']}`" in task)
    assert re.search(r"With pyyaml [\d.]+, .{1,99}ComposerError.{1,400}and not None, as was believed", coder, re.DOTALL)
    assert "two documents are refused" in coder
    repository = Path(run.report["repository"])
    page = (repository / "docs/libraries.md").read_text()
    assert "not as believed, pyyaml" in page
    assert "1.2909944487358056" in page
    traced = json.loads((repository / "trace.json").read_text())["probes"]
    assert {probe["result"] for probe in traced} == {"as expected", "otherwise"}
    assert not (Path(off.report["repository"]) / "docs/libraries.md").exists()
    assert "probes" not in json.loads((Path(off.report["repository"]) / "trace.json").read_text())


async def test_what_was_tried_stands_in_contracts_that_are_settled_together(
    sandbox: Bubblewrap, tmp_path: Path
) -> None:
    with serve(ServerOptions(files=5)) as server:
        off = await drive(server, tmp_path, audit=False, contracts="together")
    assert not [text for text in _sent(off) if "probes" in text.lower()]
    one, other, *_ = (f for f in off.state["logic"]["files"] if f["requirements"])
    rule = {"files": [one["path"]], "rule": "One document to a file."}
    told: Any = {"kind": "text"}
    designed = {**off.state["logic"], "files": [dict(f) for f in off.state["logic"]["files"]], "probes": [RIGHT]}
    next(f for f in designed["files"] if f["path"] == other["path"])["role"] += " It reports a pstdev."
    settled = {"rules": [rule], "probes": [{**LOADED, "files": [one["path"], "nowhere.py"]}]}
    mended: Any = {"op": "add", "at": ["rules"], "value": {**rule, "rule": "Two documents are refused."}}
    faults = (
        Fault(**told, agent="planner", text=json.dumps({**off.state["plan"], "probes": [WRONG]})),
        Fault(**told, agent="logic-designer", text=json.dumps(designed)),
        Fault(**told, agent="analyst", subject="all", text=json.dumps(settled)),
        Fault(**told, agent="analyst", subject="all", nth=2, text=json.dumps({"edits": [mended]})),
    )
    (tmp_path / "on").mkdir()
    with serve(ServerOptions(files=5, faults=faults)) as server:
        run = await drive(server, tmp_path / "on", audit=False, contracts="together", probes=True)
        asked = [r.subject for r in server.requests if r.agent == "analyst"]
    assert run.report["status"] == "complete", run.report["reason"]
    assert asked == ["all", "all"]
    found = {probe["question"]: probe for probe in run.report["probes"]}
    assert {question: probe["result"] for question, probe in found.items()} == {
        WRONG["question"]: "otherwise", RIGHT["question"]: "as expected", LOADED["question"]: "otherwise",
    }  # fmt: skip
    assert found[LOADED["question"]]["by"] == "analyst for all files"
    async with open_storage() as storage:
        known = {path: file["contract"] for path, file in run.state["files"].items()}
        made = {path: json.loads(await get_text(storage.store, ref)) for path, ref in known.items()}
    facts = {path: [fact.partition("?")[0] for fact in contract["facts"]] for path, contract in made.items()}
    wrong, right, loaded = (probe["question"].rstrip("?") for probe in (WRONG, RIGHT, LOADED))
    programs = {path for path in made if path.endswith(".py")}
    assert {path for path, said in facts.items() if wrong in said} == programs
    assert [path for path, said in facts.items() if right in said] == [other["path"]]
    assert [path for path, said in facts.items() if loaded in said] == [one["path"]]
    (coder,) = (task for task in _tasks(run, "coder") if f"File: `{one['path']}`" in task)
    assert re.search(r"With pyyaml [\d.]+, .{1,99}ComposerError.{1,400}and not None, as was believed", coder, re.DOTALL)
    assert "Two documents are refused." in coder


async def test_the_debugger_may_have_something_tried_first(sandbox: Bubblewrap, tmp_path: Path) -> None:
    faults = (Fault(kind="text", agent="debugger", text=json.dumps({"probes": [WRONG]})),)
    with serve(ServerOptions(files=5, code_faults=(CodeFault(kind="shape-error"),), faults=faults)) as server:
        run = await drive(server, tmp_path, trial=True, check=False, audit=False, probes=True)
    assert run.nodes.count("debugger") == 1
    assert run.state["trial"]["result"] == "passed"
    assert [probe["by"] for probe in run.report["probes"]] == ["debugger"]
    tasks = _tasks(run, "debugger")
    assert [("## Probes" in task, "1.2909944487358056" in task) for task in sorted(tasks, key=len)] in (
        [(True, False), (False, True)],
        [(False, True), (True, False)],
    )


async def test_a_probe_that_cannot_be_run_hinders_nothing(tmp_path: Path) -> None:
    with serve(ServerOptions(files=4)) as server:
        off = await drive(server, tmp_path, audit=False)
    logic = {**off.state["logic"], "packages": [{"name": "nobody-wrote-this-package", "version": "==9"}]}
    (tmp_path / "on").mkdir()
    fault = Fault(kind="text", agent="logic-designer", text=json.dumps({**logic, "probes": [WRONG]}))
    with serve(ServerOptions(files=4, faults=(fault,))) as server:
        run = await drive(server, tmp_path / "on", audit=False, probes=True)
    assert run.report["files_written"] == run.report["files_planned"]
    (probe,) = run.report["probes"]
    assert probe["result"] == "no answer"
    assert probe["reason"].startswith(("no environment", "no sandbox"))
    assert any("beliefs about libraries tried; without an answer" in note for note in run.notes)
