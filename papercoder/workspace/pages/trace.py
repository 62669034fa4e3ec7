"""TRACE.md and trace.json: from every requirement of the paper to the lines that implement it."""

import json
from typing import Any

from papercoder.workspace.pages.bundle import Bundle, TraceRow
from papercoder.workspace.pages.markdown import code, escaped, file_link, table
from papercoder.workspace.pages.places import in_words

__all__ = ["trace_json", "trace_page"]

_SHOWN_LINES = 8
"""Lines named in one cell of TRACE.md; trace.json has them all."""

_HEAD = (
    "Requirement", "Statement", "Quote", "Where in the paper", "File", "Function and lines", "Verdict", "Ran", "Round",
)  # fmt: skip


def trace_page(bundle: Bundle) -> str:
    """Return TRACE.md."""
    rows = [_cells(bundle, row) for row in bundle.rows()]
    assumed = [(code(entry.key), code(json.dumps(entry.value)), escaped(why)) for entry, why in bundle.assumptions()]
    return (
        f"# Trace\n\nFrom each requirement of *{escaped(bundle.paper.title)}* to the code. A verdict is a model's "
        "reading of the file named, not a proof; what it leaves to another file in which nobody judged it stands "
        "beside it. Lines are those of the file as it is here. *Ran* says whether statements in "
        "these lines were executed in the smoke test, at its small sizes; refusals of bad input are not counted.\n\n"
        f"{table(_HEAD, rows)}\n## Assumptions\n\nValues of config.yaml that the paper does not give.\n\n"
        f"{table(('Key', 'Value', 'Why'), assumed)}"
    )


def trace_json(bundle: Bundle) -> str:
    """Return trace.json: `version`, `paper`, `requirements`, `assumptions`, and `probes` where some were tried."""
    data: dict[str, Any] = {
        "version": 1,
        "paper": {"title": bundle.paper.title, "sha256": bundle.paper.source.sha256},
        "requirements": [_entry(row) for row in bundle.rows()],
        "assumptions": [
            {"key": entry.key, "value": entry.value, "provenance": entry.provenance, "reason": why}
            for entry, why in bundle.assumptions()
        ],
    }
    if bundle.report.probes:
        data["probes"] = [probe.to_json() for probe in bundle.report.probes]
    return json.dumps(data, indent=2, ensure_ascii=True) + "\n"


def _entry(row: TraceRow) -> dict[str, Any]:
    requirement = row.requirement
    return {
        "id": requirement.id,
        "kind": requirement.kind,
        "weight": requirement.weight,
        "status": requirement.status,
        "statement": requirement.statement,
        "quote": requirement.quote,
        "grounding": requirement.grounding.to_json() if requirement.grounding else None,
        "section": row.section,
        "float": row.place.float,
        "page": row.place.page,
        "file": row.file or None,
        "function": row.function,
        "lines": [list(span) for span in row.lines],
        "verdict": row.verdict,
        "reason": row.reason,
        "ran": row.ran,
        "not_executed": list(row.missed),
        "round": row.round,
        "contract_amended": row.amended,
        "left_to": [part.to_json() for part in row.left_to],
    }


def _cells(bundle: Bundle, row: TraceRow) -> tuple[str, ...]:
    requirement = row.requirement
    reason = f": {escaped(row.reason)}" if row.reason and row.verdict != "met" else ""
    if row.amended:
        reason += f" (the contract contradicted it and was amended: {escaped(row.amended)})"
    reason += "".join(f" (left to {code(part.path)}, not judged there: {escaped(part.what)})" for part in row.left_to)
    return (
        requirement.id,
        escaped(requirement.statement),
        _quote(row),
        in_words(bundle.paper, row.place),
        file_link(row.file),
        _where(row),
        row.verdict + reason,
        _ran(row),
        "" if row.round is None else str(row.round),
    )


def _quote(row: TraceRow) -> str:
    """Return the quote with what a program found of it in the paper."""
    requirement = row.requirement
    if not requirement.quote:
        return f"none ({requirement.status})"
    found: str = requirement.grounding.result if requirement.grounding else "not looked up"
    if requirement.grounding and requirement.grounding.image:
        found = f"read by a model from the image of {escaped(requirement.grounding.image)}"
    return f"“{escaped(requirement.quote)}” ({found})"


def _ran(row: TraceRow) -> str:
    """Return whether the lines ran, and the first lines that did not where only some did."""
    if row.ran != "in part":
        return row.ran
    more = f" and {len(row.missed) - _SHOWN_LINES} more" if len(row.missed) > _SHOWN_LINES else ""
    return f"in part, not {', '.join(map(str, row.missed[:_SHOWN_LINES]))}{more}"


def _where(row: TraceRow) -> str:
    spans = ", ".join(file_link(row.file, span) for span in row.lines)
    return " ".join(part for part in (code(row.function), spans) if part)
