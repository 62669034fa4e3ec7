"""Give every reader of outside bytes damaged and generated input for a while: only the project's own errors come out.

    python -m benchmarks.fuzz [--seconds 300] [--seed 0] [--limit 10] [--reader WORDS] [--keep FOLDER] [--special WORDS]

Each reader gets the same share of the time; the first inputs are its seeds as they are. An input that takes more than
`--limit` seconds of the processor counts as a fault. Then pipes, sockets, devices and loops of links are put in every
place that the command line reads or writes. Papers in LaTeX, JSON and archives have a longer campaign of their
own: `python -m benchmarks.fuzz_papers`. The exit code says whether a reader fell; what it fell over is printed.
"""

import argparse
import itertools
import logging
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.fuzz.bodies import BODIES
from benchmarks.fuzz.machines import MACHINES
from benchmarks.fuzz.mutation import changed
from benchmarks.fuzz.pdfs import PDFS
from benchmarks.fuzz.people import PEOPLE
from benchmarks.fuzz.reader import Reader
from benchmarks.fuzz.replies import REPLIES
from benchmarks.fuzz.special import Outcome, special_files
from benchmarks.fuzz.special import rows as special_rows
from benchmarks.harness.results import keep

__all__ = ["READERS", "Tally", "campaign", "main"]

READERS: tuple[Reader, ...] = (*REPLIES, *BODIES, *PEOPLE, *PDFS, *MACHINES)
_SECONDS, _SEED, _LIMIT = 300.0, 0, 10
_MEMORY = 8 << 30
"""Addresses of the whole process: an input that unfolds to more ends as a MemoryError, which is a fault."""


class TooLongError(BaseException):
    """One input took longer than the limit; no reader may swallow it."""


@dataclass
class Tally:
    """What happened to the inputs of one reader."""

    read: int = 0
    refused: int = 0
    fell: int = 0
    faults: dict[str, str] = field(default_factory=dict)
    worst: list[bytes] = field(default_factory=list)

    @property
    def cases(self) -> int:
        """Return the number of inputs."""
        return self.read + self.refused + self.fell


def main() -> int:
    """Run the campaign and print what happened."""
    parser = argparse.ArgumentParser(description="Damaged input for every reader.")
    parser.add_argument("--seconds", type=float, default=_SECONDS)
    parser.add_argument("--seed", type=int, default=_SEED)
    parser.add_argument("--limit", type=float, default=_LIMIT, help="processor seconds one input may take")
    parser.add_argument("--reader", default="", help="only readers whose name holds these words")
    parser.add_argument("--keep", type=Path, help="folder for inputs that a reader fell over")
    parser.add_argument("--special", help="only special files, in places whose name holds these words")
    options = parser.parse_args()
    if options.special is not None:
        return _show_special(special_files(options.special))
    logging.disable()
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, resource.RLIM_INFINITY))
    readers = [reader for reader in READERS if options.reader in f"{reader.family} {reader.name}"]
    tallies = campaign(readers, options.seconds, options.seed, options.limit)
    for reader, tally in zip(readers, tallies, strict=True):
        _show(reader, tally, options.keep)
    if (options.seconds, options.seed, options.limit, options.reader) == (_SECONDS, _SEED, _LIMIT, ""):
        rows = [
            {"reader": f"{r.family}: {r.name}", "cases": t.cases, "read": t.read, "refused": t.refused, "fell": t.fell}
            for r, t in zip(readers, tallies, strict=True)
        ]
        special = special_files()
        figures = {"cases": sum(tally.cases for tally in tallies), "seconds": options.seconds, "seed": options.seed}
        keep("fuzz", {**figures, "limit": options.limit, "rows": rows, "special": list(special_rows(special))})
        return _show_special(special) or int(any(tally.fell for tally in tallies))
    return 1 if any(tally.fell for tally in tallies) else 0


def _show_special(outcomes: Sequence[Outcome]) -> int:
    fell = [outcome for outcome in outcomes if not outcome.held]
    print(f"{'special files':<52} {len(outcomes):>7} commands: {len(outcomes) - len(fell)} held, {len(fell)} fell")
    for outcome in fell:
        print(f"--- {outcome.entrance}, {outcome.kind}: {outcome.said}")
    return 1 if fell else 0


def campaign(readers: Sequence[Reader], seconds: float, seed: int, limit: float, *, most: int = 0) -> list[Tally]:
    """Return what happened to each reader's inputs, up to a time or a number of inputs for each."""
    signal.signal(signal.SIGPROF, _too_long)
    share = seconds / max(1, sum(reader.share for reader in readers))
    return [_tally(reader, share * reader.share, seed, limit, most) for reader in readers]


def _tally(reader: Reader, seconds: float, seed: int, limit: float, most: int) -> Tally:
    tally = Tally()
    until = 0.0
    for turn in itertools.count():
        # The time begins after the first input, with which the reader is imported.
        until = until if turn != 1 else time.monotonic() + seconds
        if (turn and time.monotonic() > until) or (most and turn >= most):
            return tally
        rng = random.Random(f"{seed} {reader.name} {turn}")
        sound = turn < len(reader.seeds)
        data = reader.seeds[turn] if sound else changed(rng.choice(reader.seeds), reader.seeds, rng)
        _try(reader, data, limit, tally)
    raise AssertionError  # count() does not end


def _try(reader: Reader, data: bytes, limit: float, tally: Tally) -> None:
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    # The first input of a reader also pays for its imports.
    signal.setitimer(signal.ITIMER_PROF, limit if tally.cases else 10 * limit)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader.read(data, folder)
        tally.read += 1
    except reader.refuses:
        tally.refused += 1
    except (Exception, TooLongError) as error:  # noqa: BLE001  # finding them is what this is for
        signal.setitimer(signal.ITIMER_PROF, 0)
        tally.fell += 1
        where = traceback.extract_tb(error.__traceback__)[-1]
        if (fault := f"{type(error).__name__} in {where.filename}:{where.lineno}") not in tally.faults:
            tally.worst.append(data)
            text = "".join(traceback.format_exception(error, limit=-6))[-2500:]
            tally.faults[fault] = f"{text}\ninput: {data[:300]!r} ({len(data)} bytes)"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        shutil.rmtree(folder, ignore_errors=True)


def _too_long(*_: object) -> None:
    raise TooLongError("more seconds of the processor than one input may take")


def _show(reader: Reader, tally: Tally, kept: Path | None) -> None:
    shown = f"{reader.family}: {reader.name}"
    print(f"{shown:<52} {tally.cases:>7} inputs: {tally.read} read, {tally.refused} refused, {tally.fell} fell")
    for text in tally.faults.values():
        print(f"--- {shown}\n{text}\n")
    if kept and tally.worst:
        kept.mkdir(parents=True, exist_ok=True)
        for number, data in enumerate(tally.worst):
            (kept / f"{reader.name.replace(' ', '-').replace('/', '-')}-{number}").write_bytes(data)


if __name__ == "__main__":
    sys.exit(main())
