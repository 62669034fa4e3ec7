"""Whole trials in the real sandbox."""

import asyncio
import contextlib
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from blockbuster import blockbuster_ctx

from papercoder.errors import UnsafePath
from papercoder.sandbox.backend import CommandLimits
from papercoder.sandbox.bubblewrap import Bubblewrap
from papercoder.sandbox.current import current_environment
from papercoder.trial.run import TrialOptions, run_trial
from papercoder.workspace.running.reproduce import reproduce_script
from state.trial import Trial
from tests.server import CodeFault, ServerOptions
from tests.server.answers import project_of
from tests.server.options import CodeFaultKind
from tests.server.test_generated import _write
from tests.trial.repositories import MAIN, repository


async def _trial(files: dict[str, str], *, requirements: Sequence[str] = (), **given: Any) -> Trial:
    metrics = given.pop("metrics", ["accuracy"])
    unknown = given.pop("unknown", ())
    return await run_trial(
        files,
        entry_point="main.py",
        requirements=requirements,
        unknown_imports=unknown,
        metrics=metrics,
        options=TrialOptions(**given),
    )


def _synthetic(folder: Path, *faults: CodeFault) -> tuple[dict[str, str], list[str]]:
    options = ServerOptions(files=8, code_faults=faults)
    _write(folder, options)
    files = {str(p.relative_to(folder)): p.read_text(encoding="utf-8") for p in folder.rglob("*") if p.is_file()}
    return files, list(project_of(options).metrics)


def _results(trial: Trial) -> dict[str, str]:
    return {stage.stage: stage.result for stage in trial.stages}


async def test_a_synthetic_repository_passes(sandbox: Bubblewrap, tmp_path: Path) -> None:
    files, metrics = _synthetic(tmp_path)
    trial = await _trial(files, requirements=["PyYAML  # read by main.py"], metrics=metrics)
    assert (trial.result, trial.reason) == ("passed", "")
    assert _results(trial) == dict.fromkeys(("install", "compile", "import", "smoke", "metrics"), "passed")
    assert set(metrics) <= set(trial.metrics)
    assert (trial.sandbox, trial.environment) == ("bubblewrap", "current interpreter")
    assert "RLIMIT_NPROC" in trial.confinement
    assert "accuracy" in trial.stages[3].output


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("shape-error", "smoke: ValueError: zip() argument 2"),
    ],
)
async def test_a_fault_is_named(sandbox: Bubblewrap, tmp_path: Path, kind: CodeFaultKind, reason: str) -> None:
    files, metrics = _synthetic(tmp_path, CodeFault(kind=kind))
    trial = await _trial(files, requirements=["PyYAML"], metrics=metrics)
    assert trial.result == "failed"
    assert trial.reason.startswith(reason)
    assert 'File "src/' in trial.stages[3].output
    assert trial.stages[4].reason == "smoke failed"


async def test_metrics_that_nobody_may_read_are_read(sandbox: Bubblewrap) -> None:
    closing = MAIN.replace(
        '    print("acc', '    os.chmod(os.path.join(options.output, "metrics.json"), 0)\n    print("acc'
    )
    trial = await _trial(repository() | {"main.py": closing})
    assert (trial.result, trial.reason, trial.metrics["accuracy"]) == ("passed", "", 0.5)


async def test_an_endless_loop_is_stopped_and_placed(sandbox: Bubblewrap, tmp_path: Path) -> None:
    files, metrics = _synthetic(tmp_path, CodeFault(kind="endless-loop"))
    trial = await _trial(files, requirements=["PyYAML"], metrics=metrics, seconds=3)
    assert trial.result == "failed"
    assert trial.reason.startswith("smoke: hit the limit of wall time (3 s) in src/")


async def test_a_memory_hog_is_stopped(sandbox: Bubblewrap, tmp_path: Path) -> None:
    files, metrics = _synthetic(tmp_path, CodeFault(kind="memory-hog"))
    trial = await _trial(files, requirements=["PyYAML"], metrics=metrics, memory_mb=200)
    assert trial.reason.startswith("smoke: hit the limit of memory (200 MiB)")


@pytest.mark.parametrize(
    ("files", "stage", "reason"),
    [
        ({"src_model": "def value(:\n"}, "compile", "SyntaxError: invalid syntax"),
        ({"src_model": "import no_such_module\n"}, "import", "ModuleNotFoundError: No module named 'no_such_module'"),
        ({"src_model": "import sys\nsys.exit(3)\n"}, "import", "SystemExit: 3"),
        ({"src_unused": "raise ValueError('at import')\n"}, "import", "ValueError: at import"),
        ({"main": MAIN.replace("metrics.json", "other.json")}, "metrics", "no metrics.json was written"),
        ({"main": MAIN.replace('options.output, "metrics', '"metrics')}, "metrics", "metrics.json was written instead"),
        ({"src_model": "def value():\n    return float('nan')\n"}, "metrics", "accuracy is nan, no finite number"),
        (
            {"src_model": "import os, signal\ndef value():\n    os.kill(os.getppid(), 9)\n"},
            "smoke",
            "killed the process",
        ),
        (
            {"main": MAIN.replace("main()\n", "import ctypes; ctypes.string_at(0)\n", 2)},
            "smoke",
            "Fatal Python error: Segmentation fault in main.py, line 16",
        ),
    ],
)
async def test_each_stage_fails_for_its_reason(
    sandbox: Bubblewrap, files: dict[str, str], stage: str, reason: str
) -> None:
    trial = await _trial(repository(**files))
    assert trial.result == "failed"
    assert trial.reason.startswith(f"{stage}: ")
    assert reason in trial.reason


async def test_a_heavy_framework_is_not_installed(sandbox: Bubblewrap) -> None:
    files = repository(src_model="import jax\ndef value():\n    return 1\n")
    trial = await _trial(files, requirements=["jax>=0.4"])
    assert (trial.result, trial.reason) == ("not run", "needs jax; --install-heavy lets it be installed")
    assert _results(trial) == dict.fromkeys(("install", "import", "smoke", "metrics"), "not run") | {
        "compile": "passed"
    }
    assert "imports inside the repository resolve" in trial.stages[2].reason


async def test_without_the_framework_wrong_imports_are_still_found(sandbox: Bubblewrap) -> None:
    files = repository(src_model="import jax\nfrom src.layers import dense\nfrom .norms import batch\n")
    trial = await _trial(files, requirements=["jax"])
    assert trial.result == "failed"
    assert "src/model.py:2: no module src.layers in the repository" in trial.stages[2].output
    assert "src/model.py:3: no module src.norms in the repository" in trial.stages[2].output


async def test_unknown_imports_are_reported(sandbox: Bubblewrap) -> None:
    trial = await _trial(repository(), unknown=["mysterylib"])
    assert trial.result == "passed"
    assert trial.stages[0].reason == "no distribution is known for the imports mysterylib"


@pytest.mark.parametrize(
    "line", ["--no-binary :all:", "-e .", "numpy @ https://example.org/numpy.whl", "git+https://x/y"]
)
async def test_requirements_are_only_names_and_versions(sandbox: Bubblewrap, line: str) -> None:
    trial = await _trial(repository(), requirements=[line])
    assert trial.result == "failed"
    assert trial.reason.startswith("install: ")
    assert line in trial.reason
    assert _results(trial)["smoke"] == "not run"


async def test_a_path_outside_is_refused(sandbox: Bubblewrap) -> None:
    with pytest.raises(UnsafePath, match="inside the repository"):
        await _trial(repository() | {"../outside.py": ""})


async def test_nothing_blocks_the_loop(sandbox: Bubblewrap) -> None:
    """What watches over blocking calls in the development server finds none."""
    with blockbuster_ctx():
        trial = await _trial(repository(), requirements=["PyYAML"])
    assert trial.result == "passed", trial.reason


async def test_no_sandbox_is_said_with_the_line_that_installs_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    trial = await _trial(repository())
    assert trial.result == "not run"
    assert trial.reason.startswith("no sandbox: bwrap is not installed; apt-get install bubblewrap")
    assert (trial.sandbox, trial.stages) == ("", ())


async def test_none_is_reported_in_the_trial() -> None:
    trial = await _trial(repository(), sandbox="none")
    assert (trial.result, trial.sandbox) == ("passed", "none")
    assert "open to the code" in trial.confinement


@pytest.mark.parametrize("name", ["bubblewrap", "none"])
async def test_cancelling_leaves_nothing(
    name: Any, sandbox: Bubblewrap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    task = asyncio.create_task(_trial(repository(main=_SLEEPERS), sandbox=name))
    await asyncio.to_thread(_wait_for_sleepers)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert _sleepers() == 0
    assert list(tmp_path.iterdir()) == []


_SLEEPERS = """\
import os, sys
if os.fork() == 0:
    os.setsid()
os.execv(sys.executable, ["python", "-c", "import time; time.sleep(77.125)"])
"""


def _wait_for_sleepers() -> None:
    until = time.monotonic() + 20
    while _sleepers() < 2 and time.monotonic() < until:
        time.sleep(0.05)
    assert _sleepers() == 2


def _sleepers() -> int:
    found = 0
    for pid in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError), open(f"/proc/{pid}/cmdline", "rb") as file:
            found += file.read().startswith(b"python\0-c\0import time; time.sleep(77.125)")
    return found


async def test_reproduce_script_runs_inside(sandbox: Bubblewrap, tmp_path: Path) -> None:
    _synthetic(tmp_path)
    (tmp_path / "reproduce.sh").write_text(reproduce_script("main.py"), encoding="utf-8")
    done = await sandbox.run(
        ["sh", "reproduce.sh", "--smoke-only", "--no-install"],
        repository=str(tmp_path),
        environment=current_environment(),
        limits=CommandLimits(seconds=30),
        collect=["metrics.json"],
    )
    assert done.exit_code == 0, done.output
    assert list(done.files) == ["results/smoke/metrics.json"]
    assert not (tmp_path / "results").exists()


async def test_a_folder_that_cannot_be_copied_is_a_fault_of_the_sandbox(sandbox: Bubblewrap, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    done = await sandbox.run(
        ["python", "-c", ""], repository=str(tmp_path), environment=current_environment(), limits=CommandLimits()
    )
    assert "named pipe" in done.fault
    assert done.exit_code is None


async def test_a_smoke_test_that_is_too_slow_comes_with_where_the_time_went(sandbox: Bubblewrap) -> None:
    slow = (
        "import time\n\n\ndef wait():\n    while True:\n        time.sleep(0.01)\n\n\ndef value():\n    return wait()\n"
    )
    trial = await _trial(repository(src_model=slow), metrics=["accuracy"], seconds=4)
    smoke = next(stage for stage in trial.stages if stage.stage == "smoke")
    assert smoke.reason.startswith("hit the limit of wall time")
    head, *rows = smoke.profile.splitlines()
    assert head == "cumulative seconds by function:"
    places = {row.split()[1]: float(row.split()[0]) for row in rows}
    assert places["src/model.py:4"] > 1
    assert places["main.py:4"] >= places["src/model.py:4"]
