"""The lock is closed for every supported Python, the installation is whole, a wrong Python is told in one sentence."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.structure.closed import PLATFORMS, Held, environment, faults, locked, roots, supported

ROOT = Path(__file__).parents[2]
PYTHONS = ("3.11.0", "3.11.7", "3.12.1", "3.13.0", "3.14.0")


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("python", PYTHONS)
def test_the_lock_is_closed(python: str, platform: str) -> None:
    markers = environment(python, platform)
    assert faults(roots(), locked(markers), markers) == []


@pytest.mark.parametrize("python", PYTHONS)
def test_nothing_in_the_lock_is_taken_on_trust(python: str) -> None:
    """What a Python on Linux installs has been installed here in that version, so that its needs are known."""
    assert {name for name, held in locked(environment(python)).items() if held.needs is None} == set()


def test_this_installation_is_whole() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.structure.closed"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_an_extra_that_nobody_brought_is_found() -> None:
    held = {"langsmith": Held("0.6.3", (Requirement("otel-sdk>=1 ; extra == 'otel'"),))}
    markers = environment("3.12.1")
    assert faults([Requirement("langsmith>=0.6")], held, markers) == []
    assert faults([Requirement("langsmith[otel]>=0.6")], held, markers) == [
        'langsmith needs otel-sdk>=1; extra == "otel": nothing is there'
    ]
    whole = held | {"otel-sdk": Held("0.9", ())}
    assert "0.9 is there" in faults([Requirement("langsmith[otel]")], whole, markers)[0]


def test_the_supported_pythons_are_the_ones_that_are_tried_and_named() -> None:
    assert [p for p in (*PYTHONS, "3.10.13", "3.15.0") if p in supported()] == list(PYTHONS)
    assert "Python 3.11 to 3.14" in (ROOT / "Makefile").read_text()
    assert "Python 3.11 to 3.14" in (ROOT / "README.md").read_text()


def test_a_wrong_python_is_one_sentence_at_once(tmp_path: Path) -> None:
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    old = tmp_path / "old"
    before = "import sys; sys.version_info = (3, 10, 13); code = sys.argv[2]; exec(code)"
    old.write_text(f'#!/bin/sh\n[ "$1" = -V ] && echo Python 3.10.13 || exec {sys.executable} -c "{before}" "$@"\n')
    old.chmod(0o755)
    make = ["make", "UV=", f"PYTHON={old}", "demo"]
    done = subprocess.run(make, cwd=tmp_path, capture_output=True, text=True, timeout=20, check=False)
    sentence, *rest = done.stderr.splitlines()
    assert done.returncode != 0
    assert sentence == (
        "PaperCoder needs Python 3.11 to 3.14, this is Python 3.10.13: "
        "install one, or name it as in `make PYTHON=python3.12`."
    )
    assert all(re.match(r"make.*Error", line) for line in rest)
    assert not (tmp_path / ".venv").exists()
