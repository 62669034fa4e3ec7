"""Contracts in waves, and all contracts read together."""

import json
from pathlib import Path
from typing import Any

from agents.shared.handing_out import contract_wave
from state.logic import FileLogic, LogicDesign
from tests.graph.driving import Drive, drive
from tests.server import Fault, ServerOptions, serve

DESIGN = LogicDesign(
    files=(
        FileLogic(path="a.py", role="r", interface=("class Base",)),
        FileLogic(path="b.py", role="r", interface=("def f(x: int) -> int",)),
        FileLogic(path="c.py", role="r", dependencies=("b.py",), interface=("NAMES: tuple[str, ...]",)),
        FileLogic(path="d.py", role="r", dependencies=("a.py",)),
        FileLogic(path="e.py", role="r", dependencies=("c.py", "d.py")),
    )
)


def test_a_contract_waits_only_for_classes_and_constants() -> None:
    missing = [f.path for f in DESIGN.files]
    waves = []
    while missing:
        waves.append(contract_wave(DESIGN, missing))
        missing = [path for path in missing if path not in waves[-1]]
    assert waves == [["a.py", "b.py", "c.py"], ["d.py", "e.py"]]


def texts(run: Drive, begins: str) -> list[str]:
    folder = Path(run.report["repository"]).parent / "records/texts"
    return [text for path in folder.iterdir() if (text := path.read_text()).startswith(begins)]


async def test_an_analyst_sees_the_contracts_that_its_file_rests_on(tmp_path: Path) -> None:
    with serve(ServerOptions(files=5)) as server:
        clean = await drive(server, tmp_path, audit=False, contracts="every-file")
    design = clean.state["logic"]
    for file in design["files"]:
        file["interface"] += ["LIMIT: int"] if file["path"].endswith(".py") else []
    fault = Fault(kind="text", agent="logic-designer", text=json.dumps(design))
    (tmp_path / "second").mkdir()
    with serve(ServerOptions(files=5, faults=(fault,))) as server:
        # The made-up code has no LIMIT, and brief contracts hold every declaration of the design.
        run = await drive(
            server,
            tmp_path / "second",
            audit=False,
            contracts="every-file",
            contract_order="waves",
            contract_text="whole",
        )
    tasks = {text.split("`")[1]: text for text in texts(run, "# Task: analyst")}
    for file in run.state["logic"]["files"]:
        for needed in filter(lambda path: path.endswith(".py"), file["dependencies"]):
            assert f"The contract of `{needed}`, on which it depends, is settled." in tasks[file["path"]]
    assert run.report["status"] == "complete"


async def test_what_a_reader_of_all_contracts_finds_goes_back_once_to_the_file_that_departs(tmp_path: Path) -> None:
    with serve(ServerOptions(files=5)) as server:
        clean = await drive(server, tmp_path, audit=False, contracts="every-file", read_contracts=True)
    path = next(f["path"] for f in clean.state["logic"]["files"] if f["requirements"])
    (shown,) = texts(clean, "# Task: critic\nArtifact: contracts")
    assert all(f"contract of {f['path']}" in shown for f in clean.state["logic"]["files"])
    issue = {"severity": "high", "where": path, "problem": "b.py leaves the last out, a.py does not.", "change": "Do."}
    lesser = {**issue, "severity": "low", "where": "main.py"}
    found = json.dumps({"issues": [issue, lesser]})
    told: Any = {"kind": "text", "agent": "critic", "subject": "contracts"}
    (tmp_path / "second").mkdir()
    wrong = Fault(**told, text=found.replace(path, "no such file"))
    with serve(ServerOptions(files=5, faults=(wrong, Fault(**told, nth=2, text=found)))) as server:
        run = await drive(server, tmp_path / "second", audit=False, contracts="every-file", read_contracts=True)
        asked = [(r.agent, r.subject) for r in server.requests if r.agent in {"analyst", "critic"}]
    assert asked.count(("critic", "contracts")) == 2
    assert asked.count(("analyst", path)) == 2
    assert asked.count(("analyst", "main.py")) == 1
    assert "b.py leaves the last out, a.py does not. Change: Do." in "".join(texts(run, "# Task: analyst"))
    assert run.report["status"] == "complete"
