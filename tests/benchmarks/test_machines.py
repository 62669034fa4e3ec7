"""The campaign against workers with a disk each, small: six papers, two workers killed with their disks."""

import tempfile
from pathlib import Path

import pytest

from benchmarks.crashes.machines import Campaign, drain
from benchmarks.harness.postgres import missing, postgres
from benchmarks.harness.program import preloaded


@pytest.mark.skipif(bool(missing()), reason=missing() or "never")
def test_nothing_is_lost_and_nothing_paid_twice_when_workers_die_with_their_disks() -> None:
    with tempfile.TemporaryDirectory(prefix="machines-") as folder, preloaded() as program:
        Path(folder).chmod(0o755)
        database = Path(folder) / "postgres"
        database.mkdir()
        with postgres(database) as address:
            found = drain(program, Campaign(Path(folder), address, 6, 4, workers=2, every=1.0, most=2, at_once=2))
    assert found["good"], found
    assert found["workers_killed_with_their_disks"] >= 1
    assert found["saved_calls_asked_again"] == 0
    assert found["calls_saved"] >= 6 * 8  # calls of a paper of four files
    assert found["dollars_in_the_budget"] >= 0.9 * found["dollars_of_saved_calls"]
