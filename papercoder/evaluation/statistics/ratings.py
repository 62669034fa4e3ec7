"""Scores that people gave, from CSV: columns paper, system, annotator and either score or rank (1 is the best).

Rankings become scores per annotator and paper: 5, 3, 1 in groups of three (arXiv 2504.17192, section 4).
"""

import csv
import math
from collections import defaultdict
from collections.abc import Iterable

from papercoder.errors import InputError
from papercoder.evaluation.statistics.agreement import krippendorff_alpha, mean_pairwise_kappa, rank_scores
from papercoder.evaluation.statistics.estimates import mean
from papercoder.plain_files import open_plain
from state.value import Value

__all__ = ["Agreement", "Rating", "agreement", "mean_ratings", "read_ratings"]

_EXPECTED = "Expected a header with paper, system, annotator and one of score or rank."


class Rating(Value):
    """One score by one person."""

    paper: str
    system: str
    annotator: str
    score: float


class Agreement(Value):
    """How far people agree."""

    annotators: int
    items: int
    kappa: float | None
    alpha: float | None


def read_ratings(path: str) -> tuple[Rating, ...]:
    """Read scores or rankings.

    Raises:
        InputError: the file cannot be read, a column is missing, or a value is no number.
    """
    try:
        with open_plain(path, encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path} cannot be read as CSV: {error}.", _EXPECTED) from error
    columns = set(rows[0]) if rows else set()
    if not columns >= {"paper", "system"} or not columns & {"score", "rank"}:
        raise InputError(f"{path} has the columns {', '.join(sorted(map(str, columns))) or 'none'}.", _EXPECTED)
    field = "score" if "score" in columns else "rank"
    given = [
        (r["paper"], r["system"], r.get("annotator") or "one", _number(path, at, r[field]))
        for at, r in enumerate(rows, 2)
    ]
    if field == "score":
        return tuple(Rating(paper=p, system=s, annotator=a, score=v) for p, s, a, v in given)
    return _from_ranks(path, given)


def agreement(ratings: Iterable[Rating]) -> Agreement:
    """Return quadratically weighted kappa, averaged over pairs, and Krippendorff's alpha on the interval scale."""
    table: dict[str, dict[tuple[str, str], float]] = defaultdict(dict)
    for rating in ratings:
        table[rating.annotator][rating.paper, rating.system] = rating.score
    items = {item for labels in table.values() for item in labels}
    return Agreement(
        annotators=len(table), items=len(items), kappa=mean_pairwise_kappa(table), alpha=krippendorff_alpha(table)
    )


def mean_ratings(ratings: Iterable[Rating]) -> dict[tuple[str, str], float]:
    """Return the mean score by paper and system."""
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for rating in ratings:
        found[rating.paper, rating.system].append(rating.score)
    return {item: mean(scores) or 0.0 for item, scores in found.items()}


def _number(path: str, line: int, text: str | None) -> float:
    try:
        value = float(text or "")
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError(f"{path}, line {line}: expected a number, got {text!r}.", _EXPECTED)
    return value


def _from_ranks(path: str, given: list[tuple[str, str, str, float]]) -> tuple[Rating, ...]:
    groups: dict[tuple[str, str], dict[float, list[str]]] = defaultdict(lambda: defaultdict(list))
    for paper, system, annotator, rank in given:
        groups[paper, annotator][rank].append(system)
    found: list[Rating] = []
    for (paper, annotator), places in groups.items():
        try:
            scores = rank_scores([places[rank] for rank in sorted(places)])
        except ValueError as error:
            raise InputError(f"{path}: {annotator} on {paper}: {error}.", _EXPECTED) from error
        found += [Rating(paper=paper, system=s, annotator=annotator, score=v) for s, v in scores.items()]
    return tuple(found)
