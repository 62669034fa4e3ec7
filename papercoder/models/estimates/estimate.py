"""Calls, tokens, dollars and minutes of a run before it is made, as a range."""

from collections.abc import Iterable
from dataclasses import dataclass

from papercoder.errors import SettingsError
from papercoder.models.estimates.ratios import OUTPUT_PER_SECOND, READ_PER_SECOND, SPREAD, sizes_for
from papercoder.models.estimates.steps import EstimatedCalls, prefix_behind, steps_after_review, steps_until_review
from papercoder.models.limits.prices import cost_of
from papercoder.models.naming import model_for
from papercoder.models.recorded.call import Tokens
from state.settings import Settings

__all__ = ["Estimate", "Share", "estimate_rest", "estimate_run"]


@dataclass(frozen=True)
class Share:
    """What a part of a run needs.

    Args:
        calls: Model calls.
        input: Input tokens.
        output: Output tokens.
        minutes: Model time until its end, where calls that can run side by side do.
        dollars: Lowest and highest; None where a price is not known.
    """

    calls: int
    input: int
    output: int
    minutes: float
    dollars: tuple[float, float] | None


@dataclass(frozen=True)
class Estimate:
    """What a run will need, by the review; `before` is empty where the review is reached.

    Args:
        paper: Tokens of the paper.
        files: Files to be written.
        before: Until the review of config.yaml.
        after: From there to the end.
        whole: Both.
        assumed: What the figures rest on beside the lengths of recorded answers; empty where nothing.
    """

    paper: int
    files: int
    before: Share
    after: Share
    whole: Share
    assumed: str = ""


_PROBES = (
    "Probes are on: counted is one more call of amender, analyst (each of them) and debugger, as if in each answer one "
    "belief about a library proved wrong; how often that is has not been measured."
)


def estimate_run(paper: int, settings: Settings, figures: int = 0) -> Estimate:
    """Return what a run over a paper of so many tokens will need.

    The price is that of the settings' models, each call priced by itself, cached input at its own price; the upper end
    of the dollars is what it costs where nothing is served from a cache. `figures` are looked at by a model.
    """
    settings, sizes = settings.effective(), sizes_for(paper)
    before = tuple(steps_until_review(paper, sizes, settings, figures))
    after = tuple(steps_after_review(prefix_behind(paper, sizes, settings), sizes, settings))
    parts = (_share(before, settings), _share(after, settings), _share((*before, *after), settings))
    return Estimate(paper, sizes.files, *parts, assumed=_PROBES if settings.probes else "")


def estimate_rest(paper: int, prefix: int, files: int, settings: Settings) -> Estimate:
    """Return what is left behind the review, where the number of files and the shared messages are known.

    Args:
        paper: Tokens of the paper.
        prefix: Tokens of paper, plan, architecture, logic design and configuration; 0 where they are not known.
        files: Files that the architecture names.
        settings: Of the run.
    """
    settings, sizes = settings.effective(), sizes_for(paper, files)
    steps = tuple(steps_after_review(prefix or prefix_behind(paper, sizes, settings), sizes, settings))
    rest = _share(steps, settings)
    return Estimate(paper, files, _share((), settings), rest, rest)


def _share(steps: tuple[EstimatedCalls, ...], settings: Settings) -> Share:
    waited = sum(step.waited / OUTPUT_PER_SECOND + (step.input - step.cached) / READ_PER_SECOND for step in steps)
    return Share(
        calls=round(sum(step.calls for step in steps)),
        input=round(sum(step.calls * step.input for step in steps)),
        output=round(sum(step.calls * step.output for step in steps)),
        minutes=waited / 60,
        dollars=_dollars(steps, settings),
    )


def _dollars(steps: Iterable[EstimatedCalls], settings: Settings) -> tuple[float, float] | None:
    """Return the range: the lower end with every cache hit, the upper one without any."""
    low = high = 0.0
    for step in steps:
        cheap, dear = _price(step, step.cached, settings), _price(step, 0, settings)
        if cheap is None or dear is None:
            return None
        low += step.calls * cheap
        high += step.calls * dear
    return low * SPREAD[0], high * SPREAD[1]


def _price(step: EstimatedCalls, cached: int, settings: Settings) -> float | None:
    tokens = Tokens(input_tokens=step.input, cached_tokens=min(cached, step.input), output_tokens=step.output)
    try:
        return cost_of(settings, model_for(settings, step.agent), tokens)
    except SettingsError:
        return None
