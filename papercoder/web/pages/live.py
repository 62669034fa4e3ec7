"""How a run stands, as a stream of what changes on its page."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from papercoder.models.following import calls_under_way, follow
from papercoder.runs.folders import run_folder
from papercoder.web.drawing.edges import edges
from papercoder.web.drawing.picture import draw
from papercoder.web.environment import environment
from papercoder.web.reading.source import RunSource, form_token, runs_of
from papercoder.web.time_left import rest_of
from papercoder.web.view import RunView

__all__ = ["ROUTES", "live_values"]

# Often enough to follow a run, seldom enough that a page costs nothing: one small file is looked at.
_PAUSE = 1.0
# Comments that keep a stream open through whatever closes idle connections after half a minute.
_PING_EVERY = 15


async def show_events(request: Request) -> Response:
    """Stream how the run stands, whenever that changes, until nobody drives it any more."""
    runs = await run_in_threadpool(runs_of, request)
    run = await run_in_threadpool(runs.find, request.path_params["run"])
    return StreamingResponse(_events(request, runs, run), media_type="text/event-stream")


def live_values(runs: RunSource, view: RunView) -> dict[str, Any]:
    """Return what the part of the page shows that changes while the run works."""
    running = view.status.status == "running"
    return {
        "view": view,
        "picture": draw(view.nodes, edges()),
        "rest": rest_of(view, runs.earlier()) if running else None,
    }


async def _events(request: Request, runs: RunSource, run: str) -> AsyncIterator[str]:
    before, quiet, written = None, 0, ""
    while not await request.is_disconnected():
        words = await run_in_threadpool(_words, run)
        if words != written:
            written = words
            yield _event("words", words)
        now = await run_in_threadpool(lambda: (runs.mark(run), runs.is_driven(run)))
        if now != before:
            before, quiet = now, 0
            yield _event("live", await run_in_threadpool(_live, request, runs, run))
        elif not now[1]:
            yield _event("end", "")
            return
        elif (quiet := quiet + 1) % _PING_EVERY == 0:
            yield ": still here\n\n"
        await asyncio.sleep(_PAUSE)


def _live(request: Request, runs: RunSource, run: str) -> str:
    template = environment().get_template("_live.html")
    return template.render(
        **live_values(runs, runs.view(run)), root=request.scope.get("root_path", ""), form_token=form_token(request)
    )


def _words(run: str) -> str:
    """Return what is being written now, and say that somebody looks: only then are answers streamed."""
    folder = run_folder(run)
    if not os.path.isdir(folder):
        return ""
    follow(folder)
    calls = [{**asdict(call), "seconds": int(time.time() - call.began)} for call in calls_under_way(folder)]
    return environment().get_template("_words.html").render(calls=calls)


def _event(name: str, text: str) -> str:
    """Return a server-sent event; each line of the text needs its own field."""
    return f"event: {name}\n" + "".join(f"data: {line}\n" for line in text.splitlines() or [""]) + "\n"


ROUTES = [Route("/runs/{run}/events", show_events)]
