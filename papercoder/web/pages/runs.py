"""The list of runs."""

from starlette.requests import Request
from starlette.responses import Response

from papercoder.web.reading.source import runs_of
from papercoder.web.templating import render
from state.channels import NODES

__all__ = ["show_runs"]


def show_runs(request: Request) -> Response:
    """Show the runs, newest first, those of one status or with some words in id or paper where that is asked."""
    words, status = request.query_params.get("q", "").lower(), request.query_params.get("status", "")
    every = runs_of(request).entries()
    shown = [
        entry
        for entry in every
        if words in f"{entry.card.id} {entry.card.paper}".lower() and status in {"", entry.status.status}
    ]
    statuses = sorted({entry.status.status for entry in every})
    values = {"runs": shown, "q": words, "status": status, "statuses": statuses, "forks": NODES}
    return render(request, "runs.html", values)
