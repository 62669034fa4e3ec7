"""Planned paths that tools run by themselves, that hide modules, or that look like others."""

import pytest

from papercoder.workspace.designed.files import planned_notes
from papercoder.workspace.paths import path_faults

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
REFUSED += [
    "evil.dist-info/entry_points.txt", "src/Evil.EGG-INFO/entry_points.txt", "x.egg/EGG-INFO/PKG-INFO", "x.egg-link",
    "src/pkg/data/x.PTH", "python311._pth", "pyvenv.cfg", "jupyter_server_config.py", "ipython_config.py",
    "scripts/random.py", "lib/json/__init__.py", "tests/logging.py", "python/src/typing.py", "tools/requests.py",
    "bin/_pytest/__init__.py", "CONFTEST.PY", "SiteCustomize.py", ".GITHUB/workflows/x.yml", "buildspec.yml",
    "binder/postBuild", "netlify.toml", "Agent.md", "docs2/Claude.local.md", "JENKINSFILE", "src/.GitHub/x.py",
    "ma\u0131n.py", "mode\u029f.py", "src/mode\u1d0f.md", "a\u2215b.py", "main\u2010two.py",
    "model\u0332.py", "a\u2044b.md",
    "\u03bcodel.py", "\u0406nit.py", "\u1e57.py\u200b", "COM\u00b9.py", "aux .py", "lpt9.tar.py", "nul", "CONIN$.md",
    "main.py.", "main.py ", "src./x.py", "x\0.py", "x\t.py", "a:b.py", "GIT~1/config", "SETTIN~1.py", "a//../../x.py",
    "x/..namedfork/rsrc", "-rf.py", "~root.py", "a\u202eyp.exe", "\uff0e\uff0e\uff0fx.py",
    "//server/share.py", "\\\\x\\y.py",
]  # fmt: skip
BESIDE_A_PROGRAM = ["programs/train_all.py", "programs/json.py"]


@pytest.mark.parametrize("path", REFUSED)
def test_refused(path: str) -> None:
    (fault,) = path_faults([path])
    assert fault.endswith(".")


def test_allowed() -> None:
    assert path_faults(ALLOWED) == []


def test_beside_a_file_that_is_started_no_name_hides_a_module() -> None:
    (fault,) = path_faults(BESIDE_A_PROGRAM)
    assert "'json'" in fault
    assert path_faults(["programs/data.py", "programs/json.py"]) == []


def test_a_name_that_differs_in_width_only_is_refused_beside_the_other() -> None:
    assert len(path_faults(["model.py", "\uff4dodel.py"])) == 1


def test_what_tools_run_when_asked_is_said_in_words() -> None:
    notes = planned_notes([*ALLOWED, "tools/fetch.ps1"])
    assert [note.partition(" ")[0] for note in notes] == [
        "tests/conftest.py", "experiments/table_1.sh", "setup.py", "pyproject.toml", "Makefile", "tools/fetch.ps1",
    ]  # fmt: skip
