"""The generated files together: they run, and planted faults break them in the way they are named after."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.server import CodeFault, ServerOptions
from tests.server.answers import project_of
from tests.server.options import CodeFaultKind
from tests.server.planted import faulty_source
from tests.server.project import CONFIG, scale_of

_LIMITED = """
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_AS, (1 << 28, 1 << 28))
sys.argv = sys.argv[1:]
sys.path.insert(0, ".")
runpy.run_path("main.py", run_name="__main__")
"""


def _write(folder: Path, options: ServerOptions) -> None:
    project = project_of(options)
    config: dict[str, object] = {"seed": 0, "smoke": {"data": {"points": 40}, "training": {"epochs": 3}}}
    for key, value in CONFIG.items():
        group, _, name = key.partition(".")
        config.setdefault(group, {})[name] = value  # type: ignore[index]  # the group is a dict made here
    config |= {file.stem: {"scale": scale_of(file)} for file in project.modules}
    (folder / "config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    for file in project.files:
        target = folder / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(faulty_source(project, file, options.code_faults), encoding="utf-8")


def _run(folder: Path, *words: str, seconds: float = 20) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *words, "--config", "config.yaml", "--smoke"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=seconds, check=False)


@pytest.mark.parametrize("padded", [False, True])
@pytest.mark.parametrize("size", [5, 10, 40])
def test_the_project_runs(tmp_path: Path, size: int, padded: bool) -> None:
    options = ServerOptions(files=size, padded=padded)
    _write(tmp_path, options)
    done = _run(tmp_path, "main.py")
    assert done.returncode == 0, done.stderr
    metrics = json.loads((tmp_path / "metrics.json").read_text(encoding="utf-8"))
    assert set(metrics) == set(project_of(options).metrics)
    assert metrics["accuracy"] > metrics["baseline_accuracy"]
    assert json.loads(done.stdout) == metrics


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("missing-import", "NameError"),
        ("wrong-argument", "TypeError"),
        ("shape-error", "ValueError"),
        ("missing-key", "KeyError"),
        ("stub", "NotImplementedError"),
    ],
)
def test_planted_faults_break_it(tmp_path: Path, kind: CodeFaultKind, error: str) -> None:
    _write(tmp_path, ServerOptions(files=10, code_faults=(CodeFault(kind=kind),)))
    done = _run(tmp_path, "main.py")
    assert done.returncode == 1
    assert error in done.stderr


def test_an_endless_loop_does_not_end(tmp_path: Path) -> None:
    _write(tmp_path, ServerOptions(files=5, code_faults=(CodeFault(kind="endless-loop"),)))
    with pytest.raises(subprocess.TimeoutExpired):
        _run(tmp_path, "main.py", seconds=2)


def test_a_memory_hog_meets_the_limit(tmp_path: Path) -> None:
    _write(tmp_path, ServerOptions(files=5, code_faults=(CodeFault(kind="memory-hog"),)))
    done = _run(tmp_path, "-c", _LIMITED, "main.py")
    assert done.returncode == 1
    assert "MemoryError" in done.stderr


def test_an_unmet_requirement_runs_all_the_same(tmp_path: Path) -> None:
    _write(tmp_path, ServerOptions(files=5, code_faults=(CodeFault(kind="unmet"),)))
    assert _run(tmp_path, "main.py").returncode == 0
