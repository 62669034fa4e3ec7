"""What can be said of a run that has not come to its end: how it stopped, and how many files are there."""

from collections.abc import Mapping
from typing import Any

from state.status import Report

__all__ = ["report_so_far"]


def report_so_far(status: str, reason: str, values: Mapping[str, Any], hint: str = "") -> Report:
    """Return the report.

    Args:
        status: As status.json says it.
        reason: One sentence.
        values: State of the graph.
        hint: What to do about it.
    """
    planned = {file["path"] for file in (values.get("architecture") or {}).get("files", ())}
    written = {path for path, file in (values.get("files") or {}).items() if file.get("source")}
    facts = {"files_planned": len(planned), "files_written": len(written & planned), "hint": hint}
    if values.get("usage"):
        facts["usage"] = values["usage"]
    return Report.from_json({"status": status, "reason": reason, **facts})
