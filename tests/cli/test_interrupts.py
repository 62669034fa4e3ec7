"""Ctrl-C on a real terminal is answered within a second, whatever the program does in that moment."""

import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.cli.conftest import PROGRAM, Cli, make_cli
from tests.cli.terminal import Terminal
from tests.server.options import Fault, ServerOptions
from tests.server.running import serve

_WITHIN = 1.0
"""Seconds; a person who waits longer presses it again."""


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    """Return a command line whose server never answers the architect."""
    with serve(ServerOptions(files=4, faults=(Fault(kind="hang", agent="architect", times=0),))) as server:
        yield make_cli(tmp_path_factory.mktemp("silent"), server.url)


def heard(terminal: Terminal, *words: str) -> float:
    """Interrupt and return the seconds until one of these was shown."""
    terminal.shown = ""
    began = time.monotonic()
    terminal.interrupt()
    while not any(word in terminal.shown for word in words):
        assert terminal.read(), f"ended without a word: {terminal.shown!r}"
    return time.monotonic() - began


@pytest.mark.parametrize(
    ("until", "said"),
    [
        # Whole words: of half a word one cannot tell whether the program leaves already, or waits to be told again.
        ("reads paper.txt", ("Stopped", "Stopping")),
        ("●  reader", ("Stopped", "Stopping")),
        ("    architect  ", ("Stopping when the calls in flight have answered",)),
    ],
)
def test_a_run_hears_it_while_it_starts_reads_and_waits_for_a_model(
    silent: Cli, until: str, said: tuple[str, ...]
) -> None:
    with closing(Terminal([*PROGRAM, "run", "paper.txt", "--yes"], silent.folder, silent.environment)) as terminal:
        terminal.until(until)
        assert heard(terminal, *said) < _WITHIN
        if "Stopped" not in terminal.shown:
            terminal.interrupt()
        assert terminal.end() == 3


@pytest.mark.parametrize("pause", [0.0, 0.05, 0.2])
def test_the_first_moments_of_the_review_leave_it_open_with_words(waiting: Cli, pause: float) -> None:
    with closing(Terminal([*PROGRAM, "resume"], waiting.folder, waiting.environment)) as terminal:
        terminal.until("Review of config.yaml")
        time.sleep(pause)
        assert heard(terminal, "papercoder resume") < _WITHIN
        assert terminal.end() == 3


_ASKS = """
import sys
from papercoder.cli.terminal.keyboard import typed_line
while True:
    try:
        sys.stdout.write("> "); sys.stdout.flush()
        typed_line()
    except KeyboardInterrupt:
        sys.stdout.write("heard "); sys.stdout.flush()
"""


def test_no_instant_before_the_reading_of_a_line_swallows_it(cli: Cli) -> None:
    """Plain reading loses some of these on a busy machine: the signal comes before the kernel waits for keys."""
    with closing(Terminal([PROGRAM[0], "-c", _ASKS], cli.folder, cli.environment)) as terminal:
        for turn in range(1500):
            terminal.until("> ")
            until = time.perf_counter() + turn % 200 * 1e-6
            while time.perf_counter() < until:
                pass
            terminal.interrupt()
            terminal.until("heard", 20)


@pytest.mark.parametrize("share", range(1, 10))
def test_no_moment_of_the_start_ends_without_a_word(cli: Cli, share: int) -> None:
    """From the first statement of `main` on; before it, Python itself is not up."""
    begins = "import sys; print('up', flush=True); sys.argv[1:] = ['run', 'paper.txt', '--yes']"
    code = f"{begins}; from papercoder.cli import main; main()"
    with closing(Terminal([PROGRAM[0], "-c", code], cli.folder, cli.environment)) as terminal:
        terminal.until("up")
        time.sleep(0.02 + share * 0.12)
        assert heard(terminal, "Stop", "complete") < _WITHIN
        assert terminal.end() in {0, 3}
        assert b"Traceback" not in terminal.received


def test_a_step_that_was_cancelled_by_it_is_no_fault() -> None:
    """Seen once in a campaign: it came while the auditor waited for the database, and a traceback was shown."""
    import asyncio

    from papercoder.cli.driving.drive_run import _run

    async def cancelled() -> None:
        raise asyncio.CancelledError

    with pytest.raises(KeyboardInterrupt):
        _run(cancelled())  # type: ignore[arg-type]
