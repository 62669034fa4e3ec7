"""The trial and the debugging loop through the whole graph, in the real sandbox."""

import shutil
from pathlib import Path

import pytest

from tests.graph.driving import drive
from tests.server import CodeFault, ServerOptions, serve
from tests.server.options import CodeFaultKind

pytestmark = pytest.mark.skipif(shutil.which("bwrap") is None, reason="needs bubblewrap, which .ci/run installs")


@pytest.mark.parametrize("kind", ["missing-import", "wrong-argument", "shape-error"])
async def test_the_loop_repairs(kind: CodeFaultKind, tmp_path: Path) -> None:
    with serve(ServerOptions(files=5, code_faults=(CodeFault(kind=kind),))) as server:
        run = await drive(server, tmp_path, trial=True, check=False, audit=False)
    assert run.nodes.count("debugger") == 1
    assert run.state["trial"]["result"] == "passed"
    assert run.report["status"] == "complete"
    assert run.report["trial"]["metrics"]["accuracy"] > 0


@pytest.mark.parametrize(("kind", "limit"), [("endless-loop", "wall time"), ("memory-hog", "memory")])
async def test_the_limits_stop_and_say_so(kind: CodeFaultKind, limit: str, tmp_path: Path) -> None:
    fault = CodeFault(kind=kind, repaired=False)
    with serve(ServerOptions(files=5, code_faults=(fault,))) as server:
        run = await drive(
            server, tmp_path, trial=True, check=False, audit=False, debug_rounds=0, trial_seconds=6, trial_memory_mb=256
        )
    assert run.report["status"] == "partial"
    assert limit in run.report["reason"]
    assert "debugger" not in run.nodes


async def test_debugging_is_bounded_and_the_truth_is_told(tmp_path: Path) -> None:
    fault = CodeFault(kind="shape-error", repaired=False)
    with serve(ServerOptions(files=5, code_faults=(fault,))) as server:
        run = await drive(server, tmp_path, trial=True, check=False, audit=False, debug_rounds=2)
    assert 1 <= run.nodes.count("debugger") <= 2
    assert run.report["status"] == "partial"
    assert "trial" in run.report["reason"]
