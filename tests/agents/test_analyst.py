import json
from pathlib import Path
from typing import Any

from tests.graph.driving import drive
from tests.server import Fault, ServerOptions, serve


async def test_contracts_that_disagree_go_back_before_code_is_written(tmp_path: Path) -> None:
    with serve(ServerOptions(files=5)) as server:
        clean = await drive(server, tmp_path, audit=False, contracts="every-file")
        order = [f["path"] for f in clean.state["logic"]["files"]]
        user = next(f for f in clean.state["logic"]["files"] if f["dependencies"] and f["path"] != "main.py")
    contract = {
        "path": user["path"],
        "obligations": [{"requirement": r, "where": "f", "what": "it"} for r in user["requirements"]],
        "signatures": [{"declaration": line} for line in user["interface"]],
        "uses": [{"path": user["dependencies"][0], "name": "nobody_defines_this", "call": "nobody_defines_this()"}],
    }
    fault = Fault(kind="text", agent="analyst", subject=user["path"], text=json.dumps(contract))
    (tmp_path / "second").mkdir()
    with serve(ServerOptions(files=5, faults=(fault,))) as server:
        run = await drive(server, tmp_path / "second", audit=False, contracts="every-file")
        asked = [r.subject for r in server.requests if r.agent == "analyst"]
    asked_of = [path for path in order if not path.endswith("__init__.py")]
    assert sorted(asked) == sorted([*asked_of, user["path"]])
    assert run.report["status"] == "complete"


async def test_a_contract_may_stay_as_it_is_with_a_reason_that_a_person_reads(tmp_path: Path) -> None:
    with serve(ServerOptions(files=5)) as server:
        clean = await drive(server, tmp_path, audit=False, contracts="every-file")
    user = next(f for f in clean.state["logic"]["files"] if f["dependencies"] and f["path"] != "main.py")
    used = {"path": user["dependencies"][0], "name": "nobody_defines_this", "call": ""}
    contract = {
        "path": user["path"],
        "obligations": [{"requirement": r, "where": "f", "what": "it"} for r in user["requirements"]],
        "signatures": [{"declaration": line} for line in user["interface"]],
        "uses": [used],
        "pitfalls": ["The rows keep their shape in every step of the algorithm."] * 40,
        "objections": [{"what": "R1", "why": "s1 says otherwise"}],
    }
    because: Any = {"op": "replace", "at": ["no_change"], "value": "The program does not see names made at run time."}
    told: Any = {"agent": "analyst", "subject": user["path"], "kind": "text"}
    faults = (
        Fault(**told, text=json.dumps(contract)),
        Fault(**told, nth=2, text='{"edits": []}'),
        Fault(**told, nth=3, text=json.dumps({"edits": [because]})),
    )
    (tmp_path / "second").mkdir()
    with serve(ServerOptions(files=5, faults=faults)) as server:
        run = await drive(server, tmp_path / "second", audit=False, contracts="every-file", agreement_rounds=3)
        asked = [r.subject for r in server.requests if r.agent == "analyst"]
    known = run.state["files"][user["path"]]
    assert asked.count(user["path"]) == 3
    assert known["unchanged"]["because"] == because["value"]
    assert "'nobody_defines_this'" in str(known["unchanged"]["faults"])
    assert [o["kind"] for o in known["objections"]] == ["doubt", "remark"]
    assert because["value"] in (Path(run.report["repository"]) / "README.md").read_text()


async def test_agreement_can_be_switched_off(tmp_path: Path) -> None:
    with serve(ServerOptions(files=5)) as server:
        run = await drive(server, tmp_path, audit=False, contracts="every-file", agreement_rounds=0)
    assert run.report["status"] == "complete"
    assert "agreement_round" not in run.state
