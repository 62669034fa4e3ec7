"""Planned paths that tools run by themselves, that hide modules, or that look like others."""

import pytest

from papercoder.workspace.paths import path_faults
from papercoder.workspace.planned import planned_notes

REFUSED = [
    ".github/workflows/ci.yml", ".vscode/tasks.json", ".claude/settings.json", ".envrc", "src/.hidden.py",
    "evil.pth", "lib/x.pth", "sitecustomize.py", "src/usercustomize.py", "conftest.py", "src/conftest.py",
    "json/__init__.py", "json.py", "src/random.py", "src/logging/handlers.py", "torch/__init__.py", "numpy.py",
    "yaml.py", "Jenkinsfile", "azure-pipelines.yml", "CLAUDE.md", "AGENTS.md", "autorun.inf", "a/run.desktop",
    "native.so", "src/fast.pyd", ".gitlab-ci.yml", ".pre-commit-config.yaml", ".env", "types.py",
]  # fmt: skip
REFUSED += ["m\u043edel.py", "\u0441\u043e\u0440.py", "\uff4dodel.py", "mode\u017f.py", "src/\u0391dam.py"]
ALLOWED = [
    "main.py", "src/model.py", "src/data/json.py", "src/evaluation/statistics.py", "tests/conftest.py",
    "test/test_model.py", "data/README.md", "configs/base.yaml", "src/models/random.py",
    "experiments/table_1.sh", "setup.py", "pyproject.toml", "json.md", "notebooks/figure.ipynb", "Makefile",
    "src/r\xe9sum\xe9/notes.md", "datasets/cifar.py", "evaluate.py", "code.md",
]  # fmt: skip


@pytest.mark.parametrize("path", REFUSED)
def test_refused(path: str) -> None:
    (fault,) = path_faults([path])
    assert fault.endswith(".")


def test_allowed() -> None:
    assert path_faults(ALLOWED) == []


def test_a_name_that_differs_in_width_only_is_refused_beside_the_other() -> None:
    assert len(path_faults(["model.py", "\uff4dodel.py"])) == 1


def test_what_tools_run_when_asked_is_said_in_words() -> None:
    notes = planned_notes([*ALLOWED, "tools/fetch.ps1"])
    assert [note.partition(" ")[0] for note in notes] == [
        "tests/conftest.py", "experiments/table_1.sh", "setup.py", "pyproject.toml", "Makefile", "tools/fetch.ps1",
    ]  # fmt: skip
