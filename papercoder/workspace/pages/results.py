"""What the paper claims and what is known of it here: no result, until the experiments were run in full."""

import json
from collections.abc import Iterator

from papercoder.workspace.pages.bundle import Bundle
from papercoder.workspace.pages.markdown import bullets, code, escaped, table

__all__ = ["results"]

_SMOKE = "smoke."
# As many as one looks over; all of them are in config.yaml, and metrics.json of one's own smoke run.
_SHOWN_SIZES, _SHOWN_NUMBERS = 8, 12


def results(bundle: Bundle) -> str:
    """Return the claims, how the paper's numbers are made, and what the smoke test printed, with its sizes."""
    claims = [(str(at), escaped(claim), "not tested yet") for at, claim in enumerate(bundle.plan.claims, 1)]
    return (
        f"{table(('', 'What the paper claims', 'In this repository'), claims)}\n"
        "The full experiments have not been run here: `./reproduce.sh` runs them and writes their numbers to "
        f"results/full/metrics.json.\n\n{_smoke(bundle)}"
    )


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
