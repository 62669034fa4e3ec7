"""A short stretch of the campaign of damaged input, and that the campaign notices a reader that falls."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.fuzz.__main__ import READERS, campaign
from benchmarks.fuzz.reader import Reader
from papercoder.errors import InputError


@pytest.fixture(autouse=True)
def _alarm() -> Iterator[None]:
    before = signal.getsignal(signal.SIGPROF)
    yield
    signal.signal(signal.SIGPROF, before)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: f"{reader.family}: {reader.name}")
def test_only_errors_of_the_project_come_out(reader: Reader) -> None:
    more = 12 // reader.share  # readers with a larger share take longer for each input
    (tally,) = campaign([reader], 60.0, 7, 20.0, most=len(reader.seeds) + more)
    assert not tally.faults, "\n".join(tally.faults.values())
    assert tally.cases == len(reader.seeds) + more
    assert tally.read


def _falls(data: bytes, folder: Path) -> object:
    known: dict[bytes, int] = {}
    return known[data]


def _refuses(data: bytes, folder: Path) -> object:
    raise InputError("Expected something else.")


def _loops(data: bytes, folder: Path) -> object:
    try:
        while True:
            pass
    except Exception:
        return None


def _unfolds(data: bytes, folder: Path) -> object:
    return bytearray(1 << 60)


@pytest.mark.parametrize(
    ("read", "fault"),
    [(_falls, "KeyError"), (_loops, "TooLongError"), (_unfolds, "MemoryError"), (_refuses, "")],
)
def test_a_reader_that_falls_is_noticed(read: object, fault: str) -> None:
    reader = Reader("test", "own", (b"seed",), read)  # type: ignore[arg-type]  # the four above
    (tally,) = campaign([reader], 5.0, 0, 0.05, most=1)
    assert (tally.fell, tally.refused) == ((1, 0) if fault else (0, 1))
    assert all(text.startswith(fault) for text in tally.faults)
