"""A small graph with fan-out, review and a receipt for every piece of work, driven by the code under test.

As a program: `python -m tests.runs.standin RUN [answer]` drives one run in its own process. Work on a file takes
STANDIN_SECONDS and leaves one line in STANDIN_RECEIPTS, so that a test can count what was done twice.
"""

import asyncio
import os
import sys
from typing import Annotated, Any, TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime
from langgraph.types import Send, interrupt

from papercoder.errors import BudgetExceeded, ProviderError
from papercoder.runs.drive import DriveRequest, DriveResult, drive
from papercoder.runs.lock import hold_run
from papercoder.runs.texts import get_text, put_text
from papercoder.settings import load_settings
from state.settings import Settings
from state.wiring.handing import latest, merge_files

FILES = ("a.py", "b.py", "c.py", "d.py")
ORDER = ("reader", "config-review", "coder", "packager")


class State(TypedDict, total=False):
    paper_source: str
    paper: str
    config: str
    files: Annotated[dict[str, Any], merge_files]
    assigned: Annotated[list[str] | None, latest]
    report: dict[str, Any]


async def reader(state: State, runtime: Runtime[Settings]) -> State:
    receipt("reader")
    assert runtime.store is not None
    return {"paper": await put_text(runtime.store, state["paper_source"] * 1000)}


async def config_review(state: State) -> State:
    answer = interrupt({"yaml": "lr: 1"})
    return {"config": answer}


async def coder(state: Any, runtime: Runtime[Settings]) -> State:
    if "path" not in state:
        return {"assigned": [path for path in FILES if path not in state.get("files", {})]}
    seconds = float(os.environ.get("STANDIN_SECONDS", "0"))
    await asyncio.sleep(seconds if state["path"] in FILES[2:] else seconds / 5)
    if state["config"] == "over budget":
        raise BudgetExceeded("The run has used $2.00 of $1.00.", "Raise --max-cost and resume.")
    if state["config"] == "refused":
        raise ProviderError("The provider refuses the key.", "Set OPENAI_API_KEY.")
    assert runtime.store is not None
    receipt(state["path"])
    source = await put_text(runtime.store, f"# {state['path']} {state['config']}")
    return {"files": {state["path"]: {"source": source}}, "assigned": None}


def after_coder(state: State) -> Any:
    if state["assigned"] is None:
        return "coder"
    return [Send("coder", {"path": path, "config": state["config"]}) for path in state["assigned"]] or "packager"


async def packager(state: State, runtime: Runtime[Settings]) -> State:
    assert runtime.store is not None
    texts = [await get_text(runtime.store, file["source"]) for file in state["files"].values()]
    return {"report": {"status": "complete", "reason": " ".join(texts)}}


def build() -> StateGraph[State, Settings, State, State]:
    builder: StateGraph[State, Settings, State, State] = StateGraph(State, context_schema=Settings)
    builder.add_node("reader", reader)
    builder.add_node("config-review", config_review)
    builder.add_node("coder", coder)
    builder.add_node("packager", packager)
    builder.add_edge(START, "reader")
    builder.add_edge("reader", "config-review")
    builder.add_edge("config-review", "coder")
    builder.add_conditional_edges("coder", after_coder, ["coder", "packager"])
    builder.add_edge("packager", END)
    return builder


def receipt(what: str) -> None:
    if path := os.environ.get("STANDIN_RECEIPTS"):
        with open(path, "a", encoding="utf-8") as file:
            file.write(f"{what}\n")


async def go(run_id: str, answer: str | None = None, until: str = "") -> DriveResult:
    request = DriveRequest(run_id, load_settings({}, {}), {"paper_source": "words "}, answer, until)
    return await drive(build(), request, lambda kind, data: None)


if __name__ == "__main__":
    with hold_run(sys.argv[1]):
        print("driving", flush=True)
        outcome = asyncio.run(go(sys.argv[1], *sys.argv[2:3]))
        print(outcome.status, "|", outcome.reason, flush=True)
