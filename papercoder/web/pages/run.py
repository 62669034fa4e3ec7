"""The pages of one run: how it stands, live; its ledger, files, calls; each requirement beside its lines."""

import asyncio
import os
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from papercoder.runs.folders import run_folder
from papercoder.runs.listing import find_run
from papercoder.runs.lock import is_held
from papercoder.runs.removal import remove_run
from papercoder.web.code import code_lines
from papercoder.web.environment import environment
from papercoder.web.forms import read_form
from papercoder.web.ledger import LedgerRow, counts, filtered
from papercoder.web.templating import render
from papercoder.web.view import RunView, read_run

__all__ = ["ROUTES"]

# Often enough to follow a run, seldom enough that a page costs nothing: one small file is looked at.
_PAUSE = 1.0
# Comments that keep a stream open through whatever closes idle connections after half a minute.
_PING_EVERY = 15
_CALLS_PER_PAGE = 200  # browsers grow slow with thousands of rows; a run has 20 to 200 calls
_CONTEXT = 3  # lines around those that show a requirement
_FILTERS = ("kind", "weight", "verdict", "owner", "q")


def show_run(request: Request) -> Response:
    """Show how a run stands."""
    return render(request, "run.html", {"view": _view(request)})


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
        "entries": _entries(view, row), "query": urlencode({k: v for k, v in wanted.items() if v}),
        "before": rows[at - 1].requirement.id if at > 0 else "",
        "after": rows[at + 1].requirement.id if 0 <= at < len(rows) - 1 else "",
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


async def show_events(request: Request) -> Response:
    """Stream how the run stands, whenever that changes, until nobody drives it any more."""
    run = await run_in_threadpool(find_run, request.path_params["run"])
    return StreamingResponse(_events(request, run), media_type="text/event-stream")


async def delete_run(request: Request) -> Response:
    """Delete a run for good, after its id was typed."""
    form = await read_form(request)
    run = await run_in_threadpool(find_run, request.path_params["run"])
    if form.get("confirm", "").strip() != run:
        raise HTTPException(409, f"Nothing was deleted: type the run's id, {run}, to confirm.")
    await remove_run(run)
    return RedirectResponse("/", status_code=303)


async def resume_run(request: Request) -> Response:
    """Have a run go on that nobody drives."""
    await read_form(request)
    run = await run_in_threadpool(find_run, request.path_params["run"])
    if await run_in_threadpool(is_held, run):
        raise HTTPException(409, "A process drives this run already.")
    await run_in_threadpool(request.app.state.go_on, run)
    return RedirectResponse(f"/runs/{run}", status_code=303)


def _view(request: Request) -> RunView:
    return read_run(request.path_params["run"])


def _entries(view: RunView, row: LedgerRow) -> list[dict[str, Any]]:
    """Return the values of config.yaml that the requirement uses."""
    from papercoder.review.ranking.links import used_by
    from state.config import ConfigEntry

    entries = [ConfigEntry.from_json(e) for e in (view.values.get("config") or {}).get("entries", ())]
    return [entry.to_json() for entry in entries if used_by(entry, [row.requirement])]


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


async def _events(request: Request, run: str) -> AsyncIterator[str]:
    before, quiet = None, 0
    while not await request.is_disconnected():
        changed, held = await run_in_threadpool(_changed, run), await run_in_threadpool(is_held, run)
        if (changed, held) != before:
            before, quiet = (changed, held), 0
            yield _event("live", await run_in_threadpool(_live, request, run))
        elif not held:
            yield _event("end", "")
            return
        elif (quiet := quiet + 1) % _PING_EVERY == 0:
            yield ": still here\n\n"
        await asyncio.sleep(_PAUSE)


def _changed(run: str) -> tuple[float, ...]:
    """Return when the status was written and a call recorded last."""
    paths = [os.path.join(run_folder(run), name) for name in ("status.json", "records", "lock")]
    return tuple(os.path.getmtime(path) if os.path.exists(path) else 0.0 for path in paths)


def _live(request: Request, run: str) -> str:
    template = environment().get_template("_live.html")
    return template.render(
        view=read_run(run), root=request.scope.get("root_path", ""), form_token=request.app.state.access.form_token
    )


def _event(name: str, text: str) -> str:
    """Return a server-sent event; each line of the text needs its own field."""
    return f"event: {name}\n" + "".join(f"data: {line}\n" for line in text.splitlines() or [""]) + "\n"


ROUTES = [
    Route("/runs/{run}", show_run),
    Route("/runs/{run}/events", show_events),
    Route("/runs/{run}/ledger", show_ledger),
    Route("/runs/{run}/ledger/{requirement}", show_requirement),
    Route("/runs/{run}/files/{path:path}", show_file),
    Route("/runs/{run}/download/{path:path}", download_file),
    Route("/runs/{run}/calls", show_calls),
    Route("/runs/{run}/calls/{number:int}", show_call),
    Route("/runs/{run}/delete", delete_run, methods=["POST"]),
    Route("/runs/{run}/resume", resume_run, methods=["POST"]),
]
