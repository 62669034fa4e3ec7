"""An estimate in words: a table for a dry run, one line before the first call, one line at the review."""

from collections.abc import Iterator

from papercoder.models.estimates.estimate import Estimate, Share
from papercoder.models.estimates.ratios import OUTPUT_PER_SECOND, SPREAD

__all__ = ["estimate_line", "estimate_table", "rest_line"]

_THOUSAND, _MILLION = 1_000, 1_000_000


def estimate_table(estimate: Estimate) -> Iterator[str]:
    """Yield the lines that a dry run prints."""
    yield f"Paper       {_tokens(estimate.paper)} tokens"
    yield f"Repository  about {estimate.files} files"
    yield ""
    yield f"{'':<18}{'calls':>7}{'tokens in':>15}{'tokens out':>14}{'minutes':>10}  dollars"
    parts = {"until the review": estimate.before, "from there": estimate.after, "whole run": estimate.whole}
    for name, share in parts.items():
        figures = f"{share.calls:>7}{_range(share.input):>15}{_range(share.output):>14}{_minutes(share):>10}"
        yield f"{name:<18}{figures}  {_dollars(share)}"
    yield ""
    yield (
        "Answers as long as those of three recorded runs, for a paper of this length; a model that thinks aloud writes "
        f"more. Minutes of model time at {OUTPUT_PER_SECOND:.0f} output tokens a second."
    )
    if estimate.assumed:
        yield estimate.assumed


def estimate_line(estimate: Estimate) -> str:
    """Return what a run says once before its first call."""
    whole = estimate.whole
    return (
        f"Estimate: about {estimate.files} files, {whole.calls} calls, {_range(whole.input)} tokens in, "
        f"{_range(whole.output)} out, {_dollars(whole)}; review in {_minutes(estimate.before)} min, "
        f"end after {_minutes(whole)} min of model time"
    )


def rest_line(estimate: Estimate) -> str:
    """Return what the review says about what approving will still cost."""
    rest = estimate.after
    return (
        f"After this review: about {rest.calls} calls for {estimate.files} files, {_range(rest.output)} tokens out, "
        f"{_dollars(rest)}, {_minutes(rest)} min"
    )


def _range(count: float) -> str:
    low, high = (count * factor for factor in SPREAD)
    return f"{_tokens(low)}-{_tokens(high)}"


def _tokens(count: float) -> str:
    if count < _THOUSAND:
        return f"{count:.0f}"
    return f"{count / _THOUSAND:.0f}k" if count < _MILLION else f"{count / _MILLION:.1f}M"


def _minutes(share: Share) -> str:
    low, high = (share.minutes * factor for factor in SPREAD)
    return f"{low:.0f}-{high:.0f}" if low >= 1 else f"{low:.1f}-{high:.1f}"


def _dollars(share: Share) -> str:
    if share.dollars is None:
        return "price unknown"
    return "-".join(f"${dollars:.2f}" for dollars in share.dollars)
