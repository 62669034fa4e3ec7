import json
from pathlib import Path

from tests.graph.driving import drive
from tests.server import Fault, ServerOptions, serve


async def test_contracts_that_disagree_go_back_before_code_is_written(tmp_path: Path) -> None:
    with serve(ServerOptions(files=5)) as server:
        clean = await drive(server, tmp_path, audit=False)
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
        run = await drive(server, tmp_path / "second", audit=False)
        asked = [r.subject for r in server.requests if r.agent == "analyst"]
    assert sorted(asked) == sorted([*order, user["path"]])
    assert run.report["status"] == "complete"


async def test_agreement_can_be_switched_off(tmp_path: Path) -> None:
    with serve(ServerOptions(files=5)) as server:
        run = await drive(server, tmp_path, audit=False, agreement_rounds=0)
    assert run.report["status"] == "complete"
    assert "agreement_round" not in run.state
