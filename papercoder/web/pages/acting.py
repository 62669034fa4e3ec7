"""What can be done with a run from its page: have it go on, fork it, delete it."""

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from papercoder.web.forms import read_form
from papercoder.web.reading.source import runs_of
from papercoder.web.templating import to
from state.channels import NODES

__all__ = ["ROUTES"]


async def delete_run(request: Request) -> Response:
    """Delete a run for good, after its id was typed."""
    form, runs = await read_form(request), await run_in_threadpool(runs_of, request)
    run = await run_in_threadpool(runs.find, request.path_params["run"])
    if form.get("confirm", "").strip() != run:
        raise HTTPException(409, f"Nothing was deleted: type the run's id, {run}, to confirm.")
    await runs.remove(run)
    return to(request, "/")


async def resume_run(request: Request) -> Response:
    """Have a run go on that nobody drives."""
    await read_form(request)
    runs = await run_in_threadpool(runs_of, request)
    run = await run_in_threadpool(runs.find, request.path_params["run"])
    if await run_in_threadpool(runs.is_driven, run):
        raise HTTPException(409, "The run is under way already.")
    await run_in_threadpool(runs.go_on, run)
    return to(request, f"/runs/{run}")


async def fork_run(request: Request) -> Response:
    """Begin a new run from the state that this one had before a node; this one stays as it is."""
    form, runs = await read_form(request), await run_in_threadpool(runs_of, request)
    run = await run_in_threadpool(runs.find, request.path_params["run"])
    node = form.get("node", "")
    if node not in NODES:
        raise HTTPException(404, "The graph has no such node.")
    return to(request, f"/runs/{await run_in_threadpool(runs.fork, run, node)}")


ROUTES = [
    Route("/runs/{run}/delete", delete_run, methods=["POST"]),
    Route("/runs/{run}/fork", fork_run, methods=["POST"]),
    Route("/runs/{run}/resume", resume_run, methods=["POST"]),
]
