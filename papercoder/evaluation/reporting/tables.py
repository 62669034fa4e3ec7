"""A benchmark's results for other programs: one CSV row per cell, and everything as JSON."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from papercoder.evaluation.benchmark.result import CellResult
from papercoder.evaluation.judging.judgements import SEVERITIES
from papercoder.evaluation.reporting.summary import MEASURES, BenchmarkSummary

__all__ = ["as_csv", "as_json"]


def as_csv(results: Sequence[CellResult]) -> str:
    """Return one row per cell; empty where a value does not exist."""
    text = io.StringIO()
    rows = [_row(result) for result in results]
    writer = csv.DictWriter(text, fieldnames=list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def as_json(summary: BenchmarkSummary, results: Sequence[CellResult]) -> dict[str, Any]:
    """Return summary and cells."""
    return {"version": 1, "summary": summary.to_json(), "cells": [result.to_json() for result in results]}


def _row(result: CellResult) -> dict[str, Any]:
    tried = result.executability
    facts: dict[str, Any] = {
        "paper": result.paper,
        "system": result.system,
        "seed": result.seed,
        "done": int(result.done),
        "status": result.status,
        "files": result.files,
        "code_files": result.code_files,
        "gate_errors": result.gate_errors,
    }
    scores = {name.replace("-", "_"): of(result) for name, of in MEASURES.items()}
    severities = result.severities()
    critiques = {f"critiques_{severity}": severities.get(severity) for severity in SEVERITIES}
    return (
        facts
        | scores
        | critiques
        | {
            "ran_untouched": None if tried is None or tried.untouched is None else int(tried.untouched),
            "lines_changed": tried.changed_lines if tried else None,
            "lines": tried.lines if tried else None,
            "calls": result.usage.calls,
            "input_tokens": result.usage.input_tokens,
            "output_tokens": result.usage.output_tokens,
            "cost": result.usage.cost,
            "seconds": result.seconds,
            "judging_calls": result.judging.calls,
            "judging_cost": result.judging.cost,
            "run": result.run,
            "error": result.error,
        }
    )
