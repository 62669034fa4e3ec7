from pathlib import Path

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
