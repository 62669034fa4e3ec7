"""What the paper claims and what is known of it here: no result, until the experiments were run in full."""

import json
from collections.abc import Iterator

from papercoder.results.claims import claims_of
from papercoder.results.compare import Comparison, compare
from papercoder.workspace.pages.bundle import Bundle
from papercoder.workspace.pages.markdown import bullets, code, escaped, table
from papercoder.workspace.pages.numbers import numbers_block, numbers_page
from papercoder.workspace.pages.numbers_html import numbers_html

__all__ = ["result_pages", "results"]

_SMOKE = "smoke."
# As many as one looks over; all of them are in config.yaml, and metrics.json of one's own smoke run.
_SHOWN_SIZES, _SHOWN_NUMBERS = 8, 12

_NOT_RUN = (
    "The full experiments have not been run here: papercoder reproduce runs them and sets their numbers beside the "
    "paper's, ./reproduce.sh runs them by hand and writes results/full/metrics.json."
)


def results(bundle: Bundle) -> str:
    """Return the claims, how the paper's numbers are made, and what the smoke test printed, with its sizes."""
    return f"{numbers_block(_compared(bundle), (), _NOT_RUN, bundle.plan.claims)}\n{_smoke(bundle)}"


def result_pages(bundle: Bundle) -> dict[str, str]:
    """Return RESULTS.md and results.html as they are before the full run, by path."""
    comparison = _compared(bundle)
    claims = claims_of(comparison)
    sizes = list(_sizes(bundle))
    return {
        "RESULTS.md": numbers_page(comparison, claims, _NOT_RUN, sizes),
        "results.html": numbers_html(
            comparison, claims, _NOT_RUN, bundle.paper.title, [size.replace("`", "") for size in sizes]
        ),
    }


def _compared(bundle: Bundle) -> Comparison:
    """Return the paper's tables with the smoke test's numbers where it has some; they are never compared."""
    smoke = bundle.report.trial.metrics if bundle.report.trial else {}
    return compare(bundle.paper, bundle.plan.metrics, bundle.plan.axes, smoke, "smoke" if smoke else "none")


def _smoke(bundle: Bundle) -> str:
    trial = bundle.report.trial
    stage = next((stage for stage in trial.stages if stage.stage == "smoke"), None) if trial else None
    if trial is None or stage is None or stage.result == "not run":
        reason = escaped((stage.reason if stage else "") or (trial.reason if trial else ""))
        return f"The smoke test was not run{f': {reason}' if reason else ''}.\n"
    if stage.result == "failed":
        return f"The smoke test failed: {escaped(stage.reason)}.\n"
    sizes = list(_sizes(bundle))
    more = f"- and {len(sizes) - _SHOWN_SIZES} more, in config.yaml\n" if len(sizes) > _SHOWN_SIZES else ""
    at = f" at these sizes:\n\n{bullets(sizes[:_SHOWN_SIZES])}{more}\n" if sizes else ". "
    return f"The smoke test ran{at}{_numbers(trial.metrics)}"


def _sizes(bundle: Bundle) -> Iterator[str]:
    """Yield each value of the smoke block, with the full one that it replaces."""
    values = {entry.key: entry.value for entry in bundle.config.entries}
    for key, value in values.items():
        if key.startswith(_SMOKE):
            full = values.get(key.removeprefix(_SMOKE))
            instead = "" if full is None else f" instead of {code(json.dumps(full))}"
            yield f"{code(key.removeprefix(_SMOKE))}: {code(json.dumps(value))}{instead}"


def _numbers(metrics: dict[str, float]) -> str:
    if not metrics:
        return "It left no numbers that could be read.\n"
    shown = [(code(name), f"{value:.6g}") for name, value in list(metrics.items())[:_SHOWN_NUMBERS]]
    more = f"\n{len(metrics) - _SHOWN_NUMBERS} more numbers are left out.\n" if len(metrics) > _SHOWN_NUMBERS else ""
    return (
        "At such sizes its numbers show that the code runs, and say nothing about the paper's claims:\n\n"
        f"{table(('Metric', 'Smoke value'), shown)}{more}"
    )
