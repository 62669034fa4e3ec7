"""A benchmark as one HTML page with plots, self-contained."""

from collections.abc import Callable, Sequence
from html import escape

from papercoder.evaluation.benchmark.result import CellResult
from papercoder.evaluation.reporting.html import page, percent
from papercoder.evaluation.reporting.plots import Bar, Point, bars, grouped, scatter, stacked
from papercoder.evaluation.reporting.summary import MEASURES, BenchmarkSummary, Correlation, ScoreSummary, SystemSummary

__all__ = ["report_page"]

_SEVERITY_COLOURS = {"high": "#c4320a", "medium": "#f0a030", "low": "#9fb4c8"}
_TITLES = {
    "reference-free": "Reference-free score (1 to 5)",
    "reference-based": "Reference-based score (1 to 5)",
    "strict": "Strict score (1 to 5)",
    "rubric": "Rubric score (0 to 1)",
}


def report_page(summary: BenchmarkSummary, results: Sequence[CellResult]) -> str:
    """Return the page."""
    parts = [
        _lead(summary),
        "<h2>Systems</h2>",
        _systems(summary.systems),
        f"<h2>Plots</h2><div class='plots'>{''.join(_plots(summary.systems))}</div>",
        _correlations(summary.correlations),
        _people(summary),
        _cells(results),
    ]
    return page(f"Benchmark {summary.suite}", "".join(parts))


def _lead(summary: BenchmarkSummary) -> str:
    unfinished = summary.cells - summary.finished
    rest = f", {unfinished} not finished: run the suite again to go on" if unfinished else ""
    costs = f"Runs {_dollars(summary.generation_cost)}, judges {_dollars(summary.judging_cost)}."
    return (
        f"<p class='lead'><b class='big'>{summary.finished}</b> of {summary.cells} cells{rest}</p>"
        f"<p class='muted'>{costs} Means over all cells of a system, with 95% bootstrap intervals.</p>"
    )


def _systems(systems: Sequence[SystemSummary]) -> str:
    measures = [m for m in MEASURES if any(s.scores[m].mean is not None for s in systems)]
    heads = ["system", *measures, "cost", "time", "gate errors", "runs untouched", "lines debugged", "cells"]
    rows = "".join(
        "<tr>"
        f"<td class='name'>{escape(s.name)}</td>"
        + "".join(f"<td class='n'>{_score(s.scores[m])}</td>" for m in measures)
        + "".join(f"<td class='n'>{text}</td>" for text in _facts(s))
        + "</tr>"
        for s in systems
    )
    return _table(heads, rows)


def _facts(system: SystemSummary) -> list[str]:
    seconds = "&ndash;" if system.seconds is None else f"{system.seconds:.1f} s"
    errors = "&ndash;" if system.gate_errors is None else f"{system.gate_errors:.1f}"
    return [
        _dollars(system.cost),
        seconds,
        errors,
        percent(system.runs_untouched),
        percent(system.changed_share),
        f"{system.finished} / {system.cells}",
    ]


def _plots(systems: Sequence[SystemSummary]) -> list[str]:
    found = []
    for measure, title in _TITLES.items():
        if any(s.scores[measure].mean is not None for s in systems):
            low, high = (0, 1) if measure == "rubric" else (1, 5)
            rows = [Bar(s.name, s.scores[measure].mean, s.scores[measure].interval) for s in systems]
            found.append(_plot(title, "Mean and 95% interval over papers and seeds.", bars(rows, low, high)))
    main = _main_measure(systems)
    found += _against(systems, main, "US dollars per run", lambda s: s.cost)
    found += _against(systems, main, "seconds per run", lambda s: s.seconds)
    found += _ablation(systems, main)
    shown = {s.name: s.severities for s in systems if any(c.mean is not None for c in s.scores.values())}
    found.append(_plot("Critiques per sample", "By severity.", stacked(shown, _SEVERITY_COLOURS)))
    for title, about, kinds in (
        ("Coverage per kind", "Share of the requirement ledger met, by the runs' own audit.", lambda s: s.coverage),
        ("Rubric per kind", "Score of the rubric's leaves, by fine-grained category.", lambda s: s.rubric_kinds),
    ):
        found += _per_kind(title, about, systems, kinds)
    return found


def _main_measure(systems: Sequence[SystemSummary]) -> str:
    """Return the measure that most cells have; among equals, the one that is hardest to please."""
    order = ("rubric", "strict", "reference-based", "reference-free")
    return max(order, key=lambda measure: sum(s.scores[measure].cells for s in systems))


def _against(
    systems: Sequence[SystemSummary], measure: str, name: str, of: Callable[[SystemSummary], float | None]
) -> list[str]:
    known = [(s.name, of(s), s.scores[measure].mean) for s in systems]
    points = [Point(label, x, y) for label, x, y in known if x is not None and y is not None]
    if not points:
        return []
    low, high = (0, 1) if measure == "rubric" else (1, 5)
    title = f"{_TITLES[measure]} against {name.split(' per', maxsplit=1)[0]}"
    return [_plot(title, "One point per system; up and to the left is better.", scatter(points, name, low, high))]


def _ablation(systems: Sequence[SystemSummary], measure: str) -> list[str]:
    """Compare the first system with every other one."""
    first = systems[0].scores[measure].mean if systems else None
    rows = [
        Bar(s.name, mean - first)
        for s in systems[1:]
        if first is not None and (mean := s.scores[measure].mean) is not None and not s.name.startswith("control-")
    ]
    if not rows:
        return []
    most = max(0.5, *(abs(row.value or 0.0) for row in rows))
    about = f"Difference of the {measure} score to {systems[0].name}."
    return [_plot("Ablation steps", about, bars(rows, -most, most, signed=True))]


def _per_kind(
    title: str, about: str, systems: Sequence[SystemSummary], of: Callable[[SystemSummary], dict[str, float]]
) -> list[str]:
    having = [s for s in systems if of(s)]
    kinds = list(dict.fromkeys(kind for s in having for kind in of(s)))
    if not kinds:
        return []
    rows = {kind: {s.name: of(s)[kind] for s in having if kind in of(s)} for kind in kinds}
    return [_plot(title, about, grouped(rows, [s.name for s in having]))]


def _plot(title: str, about: str, drawing: str) -> str:
    return f"<div class='plot'><h3>{escape(title)}</h3><p class='muted'>{escape(about)}</p>{drawing}</div>"


def _correlations(found: Sequence[Correlation]) -> str:
    if not found:
        return ""
    rows = "".join(
        f"<tr><td>{escape(c.one)}</td><td>{escape(c.other)}</td><td class='n'>{c.pairs}</td>"
        f"<td class='n'>{_number(c.pearson)}</td><td class='n'>{_number(c.spearman)}</td></tr>"
        for c in found
    )
    return f"<h2>Agreement of the judges</h2>{_table(['one', 'other', 'pairs', 'Pearson', 'Spearman'], rows)}"


def _people(summary: BenchmarkSummary) -> str:
    people = summary.people
    if people is None:
        return ""
    return (
        f"<h2>People</h2><p>{people.annotators} annotators, {people.items} items; weighted kappa "
        f"{_number(people.kappa)}, Krippendorff's alpha {_number(people.alpha)}.</p>"
    )


def _cells(results: Sequence[CellResult]) -> str:
    rows = "".join(
        f"<tr><td class='name'>{escape(r.paper)}</td><td class='name'>{escape(r.system)}</td>"
        f"<td class='n'>{r.seed}</td>"
        f"<td>{escape(r.status if r.done else f'{r.status}: {r.error}')}</td><td class='n'>{r.code_files}</td>"
        + "".join(f"<td class='n'>{_number(of(r))}</td>" for of in MEASURES.values())
        + f"<td class='n'>{_dollars(r.usage.cost if r.usage.calls else None)}</td>"
        + f"<td class='muted name'>{escape(r.run)}</td></tr>"
        for r in results
    )
    heads = ["paper", "system", "seed", "status", "code files", *MEASURES, "cost", "run"]
    return f"<h2>Cells</h2>{_table(heads, rows)}"


_LEFT = {"system", "paper", "status", "run", "one", "other"}


def _table(heads: Sequence[str], rows: str) -> str:
    head = "".join(f"<th{'' if name in _LEFT else ' class=n'}>{escape(name)}</th>" for name in heads)
    return f"<div class='scroll'><table><tr>{head}</tr>{rows}</table></div>"


def _score(score: ScoreSummary) -> str:
    if score.mean is None:
        return "&ndash;"
    low, high = score.interval or (score.mean, score.mean)
    return f"<b>{score.mean:.2f}</b> <span class='range'>{low:.2f} &ndash; {high:.2f}</span>"


def _dollars(cost: float | None) -> str:
    return "&ndash;" if cost is None else f"${cost:.3f}" if cost < 10 else f"${cost:.2f}"


def _number(value: float | None) -> str:
    return "&ndash;" if value is None else f"{value:.2f}"
