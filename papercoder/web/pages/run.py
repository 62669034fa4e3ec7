"""The pages of one run: how it stands; its ledger, files, calls; each requirement beside its lines."""

from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from papercoder.web.code import code_lines
from papercoder.web.ledger import LedgerRow, counts, filtered
from papercoder.web.pages.dependants import values_of
from papercoder.web.pages.live import live_values
from papercoder.web.reading.source import runs_of
from papercoder.web.templating import render
from papercoder.web.view import RunView

__all__ = ["ROUTES"]

_CALLS_PER_PAGE = 200  # browsers grow slow with thousands of rows; a run has 20 to 200 calls
_CONTEXT = 3  # lines around those that show a requirement
_FILTERS = ("kind", "weight", "verdict", "ran", "owner", "q")


def show_run(request: Request) -> Response:
    """Show how a run stands."""
    return render(request, "run.html", live_values(runs_of(request), _view(request)))


def show_ledger(request: Request) -> Response:
    """Show the requirements that fit the filters of the address."""
    view = _view(request)
    wanted = {name: request.query_params.get(name, "") for name in _FILTERS}
    values = {"view": view, "rows": filtered(view.ledger, wanted), "counts": counts(view.ledger), "wanted": wanted}
    return render(request, "ledger.html", {**values, "query": urlencode({k: v for k, v in wanted.items() if v})})


def show_requirement(request: Request) -> Response:
    """Show a requirement between its quote in the paper and its lines of code."""
    view = _view(request)
    wanted = {name: request.query_params.get(name, "") for name in _FILTERS}
    rows = filtered(view.ledger, wanted)
    row = next((row for row in view.ledger if row.requirement.id == request.path_params["requirement"]), None)
    if row is None:
        raise HTTPException(404, "There is no such requirement.")
    at = rows.index(row) if row in rows else -1
    values = {
        "view": view, "row": row, "excerpts": _excerpts(view, row),
        "entries": values_of(view.values, row.requirement), "query": urlencode({k: v for k, v in wanted.items() if v}),
        "before": rows[at - 1].requirement.id if at > 0 else "",
        "after": rows[at + 1].requirement.id if 0 <= at < len(rows) - 1 else "",
        "why_unknown": _why_unknown(view, row),
    }  # fmt: skip
    return render(request, "requirement.html", values)


def show_file(request: Request) -> Response:
    """Show a file of the repository, each line with the requirements that it shows."""
    view, path = _view(request), request.path_params["path"]
    text = view.source(path)
    if text is None:
        raise HTTPException(404, "The repository has no such file.")
    shown: dict[int, list[str]] = {}
    for row in view.ledger:
        for place in row.places:
            if place.path == path:
                shown.setdefault(place.first, []).append(row.requirement.id)
    values = {"view": view, "path": path, "lines": code_lines(path, text), "shown": shown}
    return render(request, "file.html", values)


def download_file(request: Request) -> Response:
    """Return a file as it is, to be saved; generated text is never shown as a page."""
    view, path = _view(request), request.path_params["path"]
    text = view.source(path)
    if text is None:
        raise HTTPException(404, "The repository has no such file.")
    headers = {"content-disposition": "attachment"}
    return Response(text.encode("utf-8"), media_type="application/octet-stream", headers=headers)


def show_calls(request: Request) -> Response:
    """Show the model calls, newest last; those of one agent where that is asked."""
    view = _view(request)
    agent, page = request.query_params.get("agent", ""), request.query_params.get("page", "1")
    numbered = [(n, call) for n, call in enumerate(view.calls, 1) if agent in {"", call.agent}]
    at = max(int(page), 1) if page.isdigit() else 1
    values = {
        "view": view, "agent": agent, "calls": numbered[(at - 1) * _CALLS_PER_PAGE : at * _CALLS_PER_PAGE],
        "total": len(numbered), "page": at, "more": len(numbered) > at * _CALLS_PER_PAGE,
    }  # fmt: skip
    return render(request, "calls.html", values)


def show_call(request: Request) -> Response:
    """Show one call: its messages and its answer."""
    view, number = _view(request), request.path_params["number"]
    if not 1 <= number <= len(view.calls):
        raise HTTPException(404, "There is no such call.")
    call = view.calls[number - 1]
    messages = [(message.role, view.message(message.text)) for message in call.messages]
    values = {"view": view, "number": number, "call": call, "messages": messages, "last": len(view.calls)}
    return render(request, "call.html", values)


def _view(request: Request) -> RunView:
    runs = runs_of(request)
    return runs.view(runs.find(request.path_params["run"]))


def _why_unknown(view: RunView, row: LedgerRow) -> str:
    """Return why it is not known whether the lines of a requirement ran."""
    if view.trial is None:
        return "the program has not been tried yet."
    if not view.trial.lines:
        reason = f": {view.trial.reason}" if view.trial.reason else ""
        return f"the trial has measured no lines ({view.trial.result}{reason})."
    return "no line that could run is named for it." if row.places else "no line is named for it."


def _excerpts(view: RunView, row: LedgerRow) -> list[dict[str, Any]]:
    """Return the lines that show a requirement, with a few around them."""
    found = []
    for place in row.places:
        text = view.source(place.path)
        if text is not None:
            lines = code_lines(place.path, text)
            first, last = max(place.first - _CONTEXT, 1), min(place.last + _CONTEXT, len(lines))
            numbered = [(n, lines[n - 1], place.first <= n <= place.last) for n in range(first, last + 1)]
            found.append({"path": place.path, "first": place.first, "last": place.last, "lines": numbered})
    return found


ROUTES = [
    Route("/runs/{run}", show_run),
    Route("/runs/{run}/ledger", show_ledger),
    Route("/runs/{run}/ledger/{requirement}", show_requirement),
    Route("/runs/{run}/files/{path:path}", show_file),
    Route("/runs/{run}/download/{path:path}", download_file),
    Route("/runs/{run}/calls", show_calls),
    Route("/runs/{run}/calls/{number:int}", show_call),
]
