from collections.abc import Iterator
from pathlib import Path

import pytest

from papercoder.settings import Permissions, permit


@pytest.fixture(autouse=True)
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A data folder of its own, and the permissions of a local caller."""
    monkeypatch.setenv("PAPERCODER_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    permit(Permissions(files=True, private_urls=True, base_url=True))
    yield
    permit(None)
