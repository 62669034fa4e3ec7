"""Hostile inputs that take no time, in this process; all of them are tried by `make hostile`."""

from pathlib import Path

import pytest

from benchmarks.hostile.inputs.case import Case
from benchmarks.hostile.inputs.yaml_bombs import SMALL


@pytest.mark.parametrize("case", SMALL, ids=lambda case: f"{case.family}: {case.name}")
def test_it_is_held(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert case.fault(tmp_path) == ""
