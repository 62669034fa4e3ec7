"""The runner: what is not tried, and a trial that passed without running what core requirements rest on."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from papercoder.runs.storage import open_storage
from papercoder.runs.texts import get_text
from tests.graph.driving import drive
from tests.server import Fault, ServerOptions, serve


async def test_a_trial_that_is_switched_off_says_so(tmp_path: Path) -> None:
    with serve(ServerOptions(files=4)) as server:
        run = await drive(server, tmp_path, audit=False, trial=False)
    assert run.state["trial"]["result"] == "not run"
    assert run.state["trial"]["reason"] == "switched off by the settings"


async def test_a_repository_with_missing_files_is_not_tried(tmp_path: Path) -> None:
    fault = Fault(kind="text", agent="coder", subject="src/scaling_00.py", times=0, text="no")
    with serve(ServerOptions(files=4, faults=(fault,))) as server:
        run = await drive(server, tmp_path, audit=False, trial=True)
    assert run.state["trial"]["reason"] == "files are missing: src/scaling_00.py"


_NEVER = "    return x + 1.0\n"
_EDITS = {
    "reaches them": f"{_NEVER}\n\nnever(1.0)\n",
    "breaks the program": f"{_NEVER}\n\nraise ValueError(never(1.0))\n",
}


@pytest.mark.skipif(shutil.which("bwrap") is None, reason="needs bubblewrap, which .ci/run installs")
@pytest.mark.parametrize("edit", _EDITS)
async def test_lines_of_a_core_requirement_that_did_not_run_are_asked_for_and_nothing_is_lost(
    edit: str, tmp_path: Path
) -> None:
    with serve(ServerOptions(files=4)) as server:
        off = await drive(server, tmp_path, check=False)
    path = next(f["path"] for f in off.state["logic"]["files"] if f["requirements"] and f["path"].startswith("src/"))
    code = Path(off.report["repository"], path).read_text() + f"\n\ndef never(x: float) -> float:\n{_NEVER}"
    last = code.count("\n")
    ids = [verdict["requirement"] for verdict in off.state["files"][path]["verdicts"]]
    said = [{"requirement": name, "result": "met", "lines": [[last - 1, last]], "reason": "There."} for name in ids]
    mended = f"File: `{path}`\n<<<<<<< SEARCH\n{_NEVER}=======\n{_EDITS[edit]}>>>>>>> REPLACE\n"
    told: Any = {"kind": "text"}
    faults = (
        Fault(**told, agent="coder", subject=path, text=f"```python\n{code}```\n"),
        Fault(**told, agent="auditor", subject=path, text=json.dumps({"verdicts": said})),
        Fault(**told, agent="debugger", text=mended),
    )
    (tmp_path / "on").mkdir()
    with serve(ServerOptions(files=4, faults=faults)) as server:
        run = await drive(server, tmp_path / "on", trial=True, check=False, debug_rounds=1)
    assert run.nodes.count("debugger") == 1
    assert any("it passed without running the lines that" in note for note in run.notes)
    assert run.state["trial"]["result"] == "passed", run.state["trial"]["reason"]
    assert run.report["status"] == "complete"
    async with open_storage() as storage:
        text = await get_text(storage.store, run.state["files"][path]["source"])
    back = "what was changed so that more lines run broke the trial; the version that passed is back"
    assert (text == code, back in run.notes) == ((True, True) if "breaks" in edit else (False, False))


@pytest.mark.skipif(shutil.which("bwrap") is None, reason="needs bubblewrap, which .ci/run installs")
async def test_nobody_is_asked_where_all_of_them_ran(tmp_path: Path) -> None:
    with serve(ServerOptions(files=4)) as server:
        run = await drive(server, tmp_path, trial=True)
    assert run.state["trial"]["result"] == "passed"
    assert {reach["ran"] for reach in run.state["trial"]["reached"]} <= {"yes", "in part", "no code"}
    assert "debugger" not in run.nodes


@pytest.mark.skipif(shutil.which("bwrap") is None, reason="needs bubblewrap, which .ci/run installs")
async def test_requirements_txt_stands_beside_the_code_in_the_trial_as_in_the_repository(tmp_path: Path) -> None:
    with serve(ServerOptions(files=4)) as server:
        off = await drive(server, tmp_path, check=False, audit=False)
    path = next(f["path"] for f in off.state["logic"]["files"] if f["requirements"] and f["path"].startswith("src/"))
    code = Path(off.report["repository"], path).read_text()
    code += "\n\nfrom pathlib import Path\n\nPINNED = Path('requirements.txt').read_text()\n"
    fault = Fault(kind="text", agent="coder", subject=path, text=f"```python\n{code}```\n")
    (tmp_path / "on").mkdir()
    with serve(ServerOptions(files=4, faults=(fault,))) as server:
        run = await drive(server, tmp_path / "on", trial=True, check=False, audit=False, debug_rounds=0)
    assert run.state["trial"]["result"] == "passed", run.state["trial"]
    assert Path(run.report["repository"], "requirements.txt").is_file()
