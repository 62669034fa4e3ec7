"""What a benchmark says: each system's scores with intervals, and how far judges and people agree."""

from collections.abc import Callable, Iterable, Sequence

from pydantic import Field

from papercoder.evaluation.benchmark.result import CellResult
from papercoder.evaluation.judging.judgements import SEVERITIES, Kind
from papercoder.evaluation.statistics.estimates import Interval, bootstrap, mean, pearson, spearman
from papercoder.evaluation.statistics.ratings import Agreement, Rating, agreement, mean_ratings
from state.value import Value

__all__ = ["BenchmarkSummary", "Correlation", "ScoreSummary", "SystemSummary", "summarise"]

Measure = Callable[[CellResult], float | None]
MEASURES: dict[str, Measure] = {
    "reference-free": lambda c: c.score("reference-free"),
    "reference-based": lambda c: c.score("reference-based"),
    "strict": lambda c: c.score("strict"),
    "rubric": lambda c: c.rubric.score if c.rubric else None,
}


class ScoreSummary(Value):
    """One measure of one system over its cells."""

    mean: float | None
    interval: Interval | None = Field(description="95% bootstrap interval of the mean over the cells.")
    cells: int


class SystemSummary(Value):
    """One system."""

    name: str
    cells: int
    finished: int
    scores: dict[str, ScoreSummary]
    cost: float | None = Field(description="Mean US dollars of one run; None where it is not known.")
    seconds: float | None = Field(description="Mean active seconds of one run.")
    gate_errors: float | None
    runs_untouched: float | None = Field(description="Share of the runs with a trial that passed as written.")
    changed_share: float | None = Field(description="Lines changed by debugging, as a share of all lines.")
    severities: dict[str, float]
    coverage: dict[str, float] = Field(description="Share of the ledger met, by kind; partly counts half.")
    rubric_kinds: dict[str, float]


class Correlation(Value):
    """How two judges order the same cells."""

    one: str
    other: str
    pairs: int
    pearson: float | None
    spearman: float | None


class BenchmarkSummary(Value):
    """The whole benchmark."""

    suite: str
    cells: int
    finished: int
    systems: tuple[SystemSummary, ...]
    correlations: tuple[Correlation, ...]
    people: Agreement | None = None
    generation_cost: float | None = Field(description="US dollars of all runs; None where one is not known.")
    judging_cost: float | None


def summarise(suite: str, results: Sequence[CellResult], ratings: Sequence[Rating] = ()) -> BenchmarkSummary:
    """Sum up a benchmark's results, systems in the order of their first cell."""
    names = dict.fromkeys(result.system for result in results)
    return BenchmarkSummary(
        suite=suite,
        cells=len(results),
        finished=sum(result.done for result in results),
        systems=tuple(_system(name, [r for r in results if r.system == name]) for name in names),
        correlations=tuple(_correlations(results, ratings)),
        people=agreement(ratings) if ratings else None,
        generation_cost=_sum(r.usage.cost for r in results),
        judging_cost=_sum(r.judging.cost for r in results),
    )


def _system(name: str, cells: list[CellResult]) -> SystemSummary:
    tried = [c.executability for c in cells if c.executability and c.executability.untouched is not None]
    lines = sum(e.lines for e in tried)
    made = [c for c in cells if c.usage.calls]
    return SystemSummary(
        name=name,
        cells=len(cells),
        finished=sum(c.done for c in cells),
        scores={measure: _score(cells, of) for measure, of in MEASURES.items()},
        cost=_mean(c.usage.cost for c in made),
        seconds=_mean(c.seconds for c in made),
        gate_errors=_mean(c.gate_errors for c in cells),
        runs_untouched=mean([float(bool(e.untouched)) for e in tried]),
        changed_share=sum(e.changed_lines for e in tried) / lines if lines else None,
        severities={s: mean([c.severities().get(s, 0.0) for c in cells if c.evaluations]) or 0.0 for s in SEVERITIES},
        coverage=_coverage(cells),
        rubric_kinds=_rubric_kinds(cells),
    )


def _score(cells: list[CellResult], of: Measure) -> ScoreSummary:
    values = [value for cell in cells if (value := of(cell)) is not None]
    return ScoreSummary(mean=mean(values), interval=bootstrap(values), cells=len(values))


def _coverage(cells: list[CellResult]) -> dict[str, float]:
    met: dict[str, float] = {}
    total: dict[str, int] = {}
    for row in (row for cell in cells for row in cell.coverage):
        met[row.kind] = met.get(row.kind, 0.0) + row.met + row.partly / 2
        total[row.kind] = total.get(row.kind, 0) + row.total
    judged = any(row.met + row.partly + row.missing for cell in cells for row in cell.coverage)
    return {kind: met[kind] / total[kind] for kind in met if total[kind]} if judged else {}


def _rubric_kinds(cells: list[CellResult]) -> dict[str, float]:
    found: dict[str, list[float]] = {}
    for cell in cells:
        for kind, score in (cell.rubric.kinds if cell.rubric else {}).items():
            found.setdefault(kind, []).append(score)
    return {kind: mean(scores) or 0.0 for kind, scores in sorted(found.items())}


def _correlations(results: Sequence[CellResult], ratings: Sequence[Rating]) -> Iterable[Correlation]:
    """Compare the kinds of judgement, the judges, and the judges with people."""
    names = list(MEASURES)
    for at, one in enumerate(names):
        for other in names[at + 1 :]:
            yield from _compare(one, other, [(MEASURES[one](r), MEASURES[other](r)) for r in results])
    judges = max((len(r.evaluations) for r in results), default=0)
    for other_judge in range(1, judges):
        models = next(r.evaluations for r in results if len(r.evaluations) > other_judge)
        for kind in _kinds(results):
            pairs = [(r.score(kind), r.score(kind, other_judge)) for r in results]
            yield from _compare(f"{kind} by {models[0].model}", f"by {models[other_judge].model}", pairs)
    people = mean_ratings(ratings)
    for name, of in MEASURES.items():
        by_item: dict[tuple[str, str], list[float]] = {}
        for r in results:
            value = of(r)
            if value is not None and (r.paper, r.system) in people:
                by_item.setdefault((r.paper, r.system), []).append(value)
        yield from _compare(name, "people", [(mean(values), people[item]) for item, values in by_item.items()])


def _kinds(results: Sequence[CellResult]) -> list[Kind]:
    return list(dict.fromkeys(p.kind for r in results for e in r.evaluations for p in e.protocols))


def _compare(one: str, other: str, pairs: list[tuple[float | None, float | None]]) -> Iterable[Correlation]:
    known = [(a, b) for a, b in pairs if a is not None and b is not None]
    if len(known) >= 3:
        x, y = [a for a, _ in known], [b for _, b in known]
        yield Correlation(one=one, other=other, pairs=len(known), pearson=pearson(x, y), spearman=spearman(x, y))


def _mean(values: Iterable[float | None]) -> float | None:
    return mean([value for value in values if value is not None])


def _sum(values: Iterable[float | None]) -> float | None:
    known = list(values)
    return None if any(value is None for value in known) else sum(value or 0.0 for value in known)
