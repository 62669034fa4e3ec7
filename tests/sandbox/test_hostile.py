"""Programs that attack this machine are held, and the result says what they met."""

from collections.abc import Iterator

import pytest

from benchmarks.hostile.host import Host, machine
from benchmarks.hostile.program import Program
from benchmarks.hostile.programs import PROGRAMS
from papercoder.sandbox.bubblewrap import Bubblewrap
from papercoder.sandbox.unconfined import Unconfined

_BY_NAME = {program.name: program for program in PROGRAMS}


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    with machine() as host:
        yield host


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
async def test_it_is_held(sandbox: Bubblewrap, host: Host, program: Program) -> None:
    attack = await host.attack(sandbox, program)
    assert not attack.faults, "\n".join(attack.faults)


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("reads keys and the environment", "BREACH"),
        ("connects to the machine", "the listener heard b'owned'"),
        ("writes through links", "the host's files changed"),
    ],
)
async def test_the_attacks_succeed_where_nothing_holds_them(name: str, fault: str) -> None:
    """These three harm only what the fixture made, so they may be let loose to see that they bite."""
    with machine() as host:
        attack = await host.attack(Unconfined(), _BY_NAME[name])
        assert any(found.startswith(fault) for found in attack.faults), attack.faults
