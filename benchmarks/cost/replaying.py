"""One run of the program against answers as long as a recorded run's, and what a person would wait for and pay."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.cost.critical_path import PER_SECOND, chain_of, critical_path, until_review
from benchmarks.cost.dollars import dollars
from benchmarks.cost.recorded import RecordedRun
from benchmarks.harness.program import PRICE, Place, cold
from tests.server import LoggedRequest, ServerOptions, make_paper, serve

__all__ = ["FEW", "VARIANTS", "Replayed", "replayed"]

_EVERYTHING = ("--set", "critic_reads=everything")
_AFTER = ("--set", "config_beside_design=false")
_EVERY_FILE = ("--set", "contracts=every-file")
_DESIGN_TOO = ("--set", "critic_reads=all-but-architecture")
_BY_AUTHOR = ("--set", "mended_by=author")
_LEANEST = ("--set", "critic_reads=plan-and-config", "--set", "contracts=none")
VARIANTS: dict[str, tuple[str, ...]] = {
    "as set by default": (),
    "no audit": ("--no-audit",),
    "no critic": ("--set", "refine_rounds=0"),
    "critic of everything": _EVERYTHING,
    "config after design": _AFTER,
    "critic of design": _DESIGN_TOO,
    "author mends": _BY_AUTHOR,
    "contract for each file": _EVERY_FILE,
    "as before": (*_EVERYTHING, *_BY_AUTHOR, *_AFTER, *_EVERY_FILE),
    "leanest": _LEANEST,
    "leanest, no audit": (*_LEANEST, "--no-audit"),
    "full": ("--context-policy", "full"),
    "classic": ("--profile", "classic"),
}
FEW = ("as set by default", "no audit", "classic")
"""What goals are about."""
_BY_FILE = ("analyst", "coder")
"""Who is asked about each file behind the review."""


@dataclass(frozen=True)
class Replayed:
    """What one variant needs with the sizes of one recorded run.

    Args:
        run: Whose sizes.
        variant: Which settings.
        files: Files written.
        calls: Model calls.
        chain: The most calls that waited for one another.
        input: Input tokens.
        cached: Part of them that the provider had in its cache.
        output: Output tokens.
        planning: Output tokens until the review.
        prefix: Tokens of the longest prefix that calls behind the review share.
        review_output: Output tokens on the critical path until the review.
        end_output: Output tokens on the critical path until the end.
        review_minutes: Minutes until the review at 80 output tokens a second.
        end_minutes: Minutes of model time until the end.
        dollars: US dollars by provider.
    """

    run: str
    variant: str
    files: int
    calls: int
    chain: int
    input: int
    cached: int
    output: int
    planning: int
    prefix: int
    review_output: int
    end_output: int
    review_minutes: float
    end_minutes: float
    dollars: dict[str, float]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return asdict(self)


def replayed(folder: Path, run: RecordedRun, variant: str, scale: float) -> Replayed:
    """Run the program on a made-up project of as many files.

    Args:
        folder: Where the run may live.
        run: Whose sizes the answers have.
        variant: One of VARIANTS.
        scale: How many times faster than the provider the server's clock runs.

    Raises:
        RuntimeError: the run did not end as complete.
    """
    place = Place(folder / f"{run.name}-{variant}".replace(",", "").replace(" ", "-"))
    paper = place.folder / "paper.md"
    paper.write_text(make_paper(run.files, tokens=run.paper), encoding="utf-8")
    options = ServerOptions(files=run.files, sizes=run.sizes, speed=scale, tokens_per_second=PER_SECOND)
    with serve(options) as server:
        given = ("--model", "openai:test-model", "--base-url", server.url, "--yes", "--no-trial")
        ended = cold(place, "run", str(paper), *given, "--set", f"price={PRICE}", *run.given, *VARIANTS[variant])
        requests = [request for request in server.requests if request.status == 200 and request.delivered]
    if ended.code != 0:
        raise RuntimeError(f"{run.name}, {variant}: the run ended with {ended.code}:\n{ended.out[-2000:]}")
    return _measured(run, variant, requests)


def _measured(run: RecordedRun, variant: str, requests: list[LoggedRequest]) -> Replayed:
    planning = until_review(requests)
    review, end = critical_path(planning), critical_path(requests)
    return Replayed(
        run=run.name,
        variant=variant,
        files=run.files,
        calls=len(requests),
        chain=chain_of(requests),
        input=sum(request.input_tokens for request in requests),
        cached=sum(request.cached_tokens for request in requests),
        output=sum(request.output_tokens for request in requests),
        planning=sum(request.output_tokens for request in planning),
        prefix=_shared_prefix(requests),
        review_output=review.output,
        end_output=end.output,
        review_minutes=round(review.seconds / 60, 2),
        end_minutes=round(end.seconds / 60, 2),
        dollars=dollars(requests),
    )


def _shared_prefix(requests: list[LoggedRequest]) -> int:
    """Return the tokens of the longest prefix that several calls of one agent share; one call shares it with nobody."""
    asked = {agent: [r.prefix_tokens for r in requests if r.agent == agent] for agent in _BY_FILE}
    return max((max(sizes) for sizes in asked.values() if len(sizes) > 1), default=0)
