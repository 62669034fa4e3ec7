"""How a run stands, as a stream of what changes on its page."""

import asyncio
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from papercoder.web.environment import environment
from papercoder.web.reading.source import RunSource, form_token, runs_of

__all__ = ["ROUTES"]

# Often enough to follow a run, seldom enough that a page costs nothing: one small file is looked at.
_PAUSE = 1.0
# Comments that keep a stream open through whatever closes idle connections after half a minute.
_PING_EVERY = 15


async def show_events(request: Request) -> Response:
    """Stream how the run stands, whenever that changes, until nobody drives it any more."""
    runs = await run_in_threadpool(runs_of, request)
    run = await run_in_threadpool(runs.find, request.path_params["run"])
    return StreamingResponse(_events(request, runs, run), media_type="text/event-stream")


async def _events(request: Request, runs: RunSource, run: str) -> AsyncIterator[str]:
    before, quiet = None, 0
    while not await request.is_disconnected():
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
    return template.render(view=runs.view(run), root=request.scope.get("root_path", ""), form_token=form_token(request))


def _event(name: str, text: str) -> str:
    """Return a server-sent event; each line of the text needs its own field."""
    return f"event: {name}\n" + "".join(f"data: {line}\n" for line in text.splitlines() or [""]) + "\n"


ROUTES = [Route("/runs/{run}/events", show_events)]
