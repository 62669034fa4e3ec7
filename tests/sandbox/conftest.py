"""The sandbox of this machine, or why there is none."""

import pytest

from papercoder.sandbox import bubblewrap
from papercoder.sandbox.backend import BackendState


@pytest.fixture(scope="session")
def sandbox() -> bubblewrap.Bubblewrap:
    found = bubblewrap.find()
    if isinstance(found, BackendState):
        pytest.skip(f"bubblewrap does not work here: {found.reason}")
    return found
