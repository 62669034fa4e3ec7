"""The systems of a benchmark at the widths of terminals: every figure is whole."""

import io

import pytest
from rich.console import Console

from papercoder.cli.commands.evaluation.systems_table import tables_of
from papercoder.evaluation.reporting.summary import BenchmarkSummary, SystemSummary

NAMES = ("papercoder", "no-audit", "a-system-with-a-long-name", "classic", "abstract", "iterative-agent")


def summary() -> BenchmarkSummary:
    score = {"mean": 4.5, "interval": (4.0, 5.0), "cells": 2}
    nothing = {"mean": None, "interval": None, "cells": 0}
    scores = {"reference-free": score, "reference-based": score, "strict": nothing, "rubric": score}
    facts = {
        "cells": 2, "finished": 2, "scores": scores, "cost": 0.047, "seconds": 4.83, "gate_errors": 1.0,
        "runs_untouched": None, "changed_share": 0.125, "severities": {}, "coverage": {}, "rubric_kinds": {},
    }  # fmt: skip
    systems = tuple(SystemSummary.from_json({"name": name, **facts}) for name in NAMES)
    return BenchmarkSummary(
        suite="s", cells=12, finished=12, systems=systems, correlations=(), generation_cost=0.5, judging_cost=0.1
    )


@pytest.mark.parametrize(("width", "tables"), [(40, 6), (80, 2), (120, 2), (200, 1)])
def test_every_figure_is_whole(width: int, tables: int) -> None:
    page = io.StringIO()
    console = Console(file=page, width=width)
    made = list(tables_of(summary(), width))
    for table in made:
        console.print(table)
    lines = page.getvalue().splitlines()
    assert len(made) == tables
    assert max(len(line.rstrip()) for line in lines) <= width
    assert "…" not in page.getvalue()
    assert page.getvalue().count("4.50 [4.00, 5.00]") == 3 * len(NAMES)
    assert page.getvalue().count("$0.047") == len(NAMES)
    assert not [line for line in lines if line.startswith("strict")], "nobody judged so"
