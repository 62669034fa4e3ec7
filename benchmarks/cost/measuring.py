"""One run under the latency model, in a fresh interpreter, and everything that is measured of it."""

import math
import re
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.cost.critical_path import chain_of
from benchmarks.cost.reference import Figures
from benchmarks.harness.program import PRICE, Ended, Place, cold
from tests.server import ServerOptions, make_paper, serve

__all__ = ["PAPER_TOKENS", "VARIANTS", "Measured", "exponent", "measure_median", "write_bytecode"]

PAPER_TOKENS = 10_500
VARIANTS: dict[str, tuple[str, ...]] = {
    "full": ("--context-policy", "full"),
    "full, no audit": ("--context-policy", "full", "--no-audit"),
    "sliced": ("--context-policy", "sliced"),
    "sliced, no audit": ("--context-policy", "sliced", "--no-audit"),
    "sliced, waves": ("--context-policy", "sliced", "--waves", "dependencies"),
    "classic": ("--profile", "classic"),
}
_STATUS = re.compile(r"^(complete|partial|failed|stopped)", re.MULTILINE)


@dataclass(frozen=True)
class Measured:
    """One run.

    Args:
        variant: Which settings.
        figures: What the server counted, and the wall time of the process.
        chain: The most calls that waited for one another.
        span: Seconds from the first call's arrival to the last answer's end.
        cpu: Seconds of the processor that the whole process took, start-up included.
        memory: MiB at the most.
        database: MiB of the checkpoint database at the end.
        status: How the run ended.
        walls: Seconds of every run of which this one is the median.
    """

    variant: str
    figures: Figures
    chain: int
    span: float
    cpu: float
    memory: float
    database: float
    status: str
    walls: tuple[float, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        shown = asdict(self)
        return {**shown.pop("figures"), **shown}


def measure_median(folder: Path, variant: str, files: int, times: int, speed: float, parallel: int) -> Measured:
    """Run so many times and return the run whose wall time is the median.

    Args:
        folder: Where the run may live.
        variant: One of VARIANTS.
        files: Files of the made-up project.
        times: How often, an odd number.
        speed: 1 for the latency model in real time, 0 for none.
        parallel: The setting max_parallel; 0 leaves it as it is.

    Raises:
        RuntimeError: a run did not end as complete.
    """
    name = f"{variant.replace(', ', '-').replace(' ', '-')}-{files}"
    runs = [_measure(Place(folder / f"{name}-{n}"), variant, files, speed, parallel) for n in range(times)]
    runs.sort(key=lambda run: run.figures.wall)
    return replace(runs[times // 2], walls=tuple(run.figures.wall for run in runs))


def _measure(place: Place, variant: str, files: int, speed: float, parallel: int) -> Measured:
    paper = place.folder / "paper.md"
    paper.write_text(make_paper(files, tokens=PAPER_TOKENS), encoding="utf-8")
    more = ("--set", f"max_parallel={parallel}") if parallel else ()
    with serve(ServerOptions.from_json({"files": files, "padded": True, "speed": speed})) as server:
        given = ("--model", "openai:test-model", "--base-url", server.url, "--yes", "--no-trial")
        ended = cold(place, "run", str(paper), *given, "--set", f"price={PRICE}", *more, *VARIANTS[variant])
        bill, requests = server.bill(), server.requests
    figures = Figures(
        files=files,
        wall=round(ended.wall, 2),
        calls=bill.calls,
        input=bill.input_tokens,
        cached=bill.cached_tokens,
        output=bill.output_tokens,
        largest=bill.largest_prompt,
        dollars=round(bill.dollars, 4),
    )
    return Measured(
        variant=variant,
        figures=figures,
        chain=chain_of(requests),
        span=round(max(r.started + r.seconds for r in requests) - min(r.started for r in requests), 2),
        cpu=round(ended.cpu, 2),
        memory=round(ended.rss_mib, 1),
        database=round(sum(path.stat().st_size for path in place.data.glob("papercoder.sqlite*")) / 2**20, 2),
        status=_status(ended),
    )


def write_bytecode(folder: Path) -> None:
    """Run once unmeasured, so that Python has compiled every module, as it has for a person from the second run on."""
    place = Place(folder / "bytecode", more={"PYTHONDONTWRITEBYTECODE": ""})
    paper = place.folder / "paper.md"
    paper.write_text(make_paper(5), encoding="utf-8")
    with serve(ServerOptions.from_json({"files": 5})) as server:
        cold(place, "run", str(paper), "--model", "openai:test-model", "--base-url", server.url, "--yes", "--no-trial")


def exponent(smaller: Figures, larger: Figures) -> float:
    """Return the exponent with which the input tokens grow from one size to the other."""
    return math.log(larger.input / smaller.input) / math.log(larger.files / smaller.files)


def _status(ended: Ended) -> str:
    found = _STATUS.findall(ended.out)
    if ended.code != 0 or not found:
        raise RuntimeError(f"the run ended with {ended.code}:\n{ended.out[-2000:]}")
    return str(found[-1])
