"""Each test has its own data folder and its own receipts."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.harness.postgres import missing, postgres


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


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Return the address of a Postgres of the module's own; skips where none is installed."""
    if reason := missing():
        pytest.skip(reason)
    # Not in pytest's own folder: another pytest that starts meanwhile shuts it to other users, such as Postgres's.
    with tempfile.TemporaryDirectory(prefix="postgres-") as folder:
        Path(folder).chmod(0o755)
        with postgres(Path(folder)) as running:
            yield running
