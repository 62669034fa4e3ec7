"""Cells on a LangGraph server, so that many workers share the load; the repository comes back through its store."""

import asyncio
import os
import re
import uuid
from typing import Any

from papercoder.errors import RunError
from papercoder.evaluation.benchmark.make_repository import MadeRepository
from papercoder.evaluation.benchmark.suite import BenchmarkCell
from papercoder.papers.markdown import render_paper
from papercoder.runs.folders import run_folder
from papercoder.runs.texts import TEXTS
from papercoder.workspace.disk import write_repository
from state.paper import Paper
from state.status import Report

__all__ = ["as_markdown", "make_there", "thread_of"]


def thread_of(cell: BenchmarkCell) -> str:
    """Return the cell's thread on the server, always the same, so that a benchmark finds it again."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"papercoder:{cell.run}"))


async def make_there(url: str, cell: BenchmarkCell, settings: dict[str, Any], paper: Paper) -> MadeRepository:
    """Run the cell's graph on the server; wait for it or resume it where it has begun.

    Args:
        url: Of the server.
        cell: What to make.
        settings: Those that the suite sets; the rest is the server's own.
        paper: Sent as text, because the server does not read this machine's files.

    Raises:
        RunError: the server cannot be reached, or the run failed there.
    """
    import httpx
    from langgraph_sdk import get_client
    from langgraph_sdk.errors import LangGraphError

    try:
        async with get_client(url=url) as client:
            values = await _finished(client, cell, settings, paper)
            files = await _files(client, values)
    except (httpx.HTTPError, LangGraphError) as error:
        raise RunError(
            f"The server {url} did not carry out {cell.id}: {error}",
            "Look at its log, and set LANGGRAPH_API_KEY to the server's token; then run the suite again.",
        ) from error
    folder = os.path.join(run_folder(cell.run), "repository")
    await asyncio.to_thread(write_repository, folder, files)
    return MadeRepository(repository=folder, report=Report.from_json(values["report"]))


async def _finished(client: Any, cell: BenchmarkCell, settings: dict[str, Any], paper: Paper) -> dict[str, Any]:
    thread, graph = thread_of(cell), cell.system.graph or cell.system.name
    await client.threads.create(thread_id=thread, if_exists="do_nothing", graph_id=graph)
    active = [r for r in await client.runs.list(thread) if r["status"] in {"pending", "running"}]
    state = await client.threads.get_state(thread)
    if not active and not (state["values"] or {}).get("report"):
        begun = bool(state["values"])
        given = None if begun else {"paper_source": as_markdown(paper), **cell.system.input}
        active = [await client.runs.create(thread, graph, input=given, context=settings, durability="sync")]
    for run in active:
        await client.runs.join(thread, run["run_id"])
    values: dict[str, Any] = (await client.threads.get_state(thread))["values"] or {}
    if not values.get("report"):
        told = await client.threads.get(thread)
        raise RunError(
            f"The run of {cell.id} on the server ended as {told['status']}: {told.get('error') or 'no reason given'}.",
            "Look at the server's log, then run the suite again.",
        )
    return values


def as_markdown(paper: Paper) -> str:
    """Return the paper as a source that the reader takes: its headings without our ids."""
    return re.sub(r"^(#+) \[[A-Za-z][\w.]*\] ?", r"\1 ", render_paper(paper), flags=re.MULTILINE)


async def _files(client: Any, values: dict[str, Any]) -> dict[str, str]:
    """Return the repository's files, as the state refers to them."""
    refs: dict[str, str] = values.get("repository") or {}
    return {path: (await client.store.get_item(TEXTS, key=ref))["value"]["text"] for path, ref in refs.items()}
