"""Each test has its own data folder and its own receipts."""

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the data folder of this test."""
    folder = tmp_path / "data"
    monkeypatch.setenv("PAPERCODER_DATA", str(folder))
    monkeypatch.setenv("STANDIN_RECEIPTS", str(tmp_path / "receipts"))
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def receipts(tmp_path: Path) -> Callable[[], list[str]]:
    """Return what reads the receipts, one per piece of work."""
    path = tmp_path / "receipts"
    return lambda: path.read_text(encoding="utf-8").split() if path.exists() else []
