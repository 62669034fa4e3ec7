"""The hand-out of files: waves, the join after each, and one after the other, in a graph of its own."""

from typing import Any

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, StateGraph
from langgraph.store.memory import InMemoryStore
from langgraph.types import Send

from agents.shared.file_job import FileJob
from agents.shared.handing_out import HandedOut
from agents.shared.tools import Tools
from graph.nodes import announced
from graph.per_file import PerFile
from state.channels import State
from state.files import FileState
from state.settings import Settings
from tests.agents.artifacts import paper

WAVES = (("a.py", "b.py", "c.py"), ("d.py", "e.py"), ("f.py",))


async def waves(state: State, _: Tools) -> HandedOut:
    """Name the first wave of which a file is not written."""
    done = state.get("files", {})
    left = [[path for path in wave if path not in done] for wave in WAVES]
    return HandedOut([{"path": path} for path in next((wave for wave in left if wave), [])], {})


async def write(job: FileJob) -> FileState:
    seen = ",".join(sorted(job.files.written))
    return {"source": f"{job.path} after {seen}", "version": 1}


async def run(**settings: Any) -> tuple[dict[str, FileState], list[str], int]:
    """Return the files, who began in which order, and how often the node behind the join ran."""
    builder: Any = StateGraph(State, context_schema=Settings)
    joined = 0

    async def settle(state: State, tools: Tools) -> Any:
        made = await tools.save_text(paper().model_dump_json())
        return {"brief": await tools.save_brief({"paper": {"ref": made}})}

    async def join(state: State, _: Tools) -> Any:
        nonlocal joined
        joined += 1
        return {"review": "approved"}

    agent = PerFile(waves, write)
    builder.add_node("settle", announced("settle", settle))
    builder.add_node("coder", announced("coder", agent))
    builder.add_node("join", announced("join", join))
    builder.add_edge(START, "settle")
    builder.add_edge("settle", "coder")
    builder.add_conditional_edges("coder", agent.router("coder", lambda _: "join"), ["coder", "join"])
    builder.add_edge("join", END)
    graph = builder.compile(checkpointer=InMemorySaver(), store=InMemoryStore())
    config: Any = {"configurable": {"thread_id": "per-file"}}
    events = [e async for e in graph.astream({}, config, context=Settings(**settings), stream_mode="custom")]
    begun = [e["subject"] for e in events if e["event"] == "node-started" and e["node"] == "coder"]
    return (await graph.aget_state(config)).values["files"], begun, joined


@pytest.fixture(autouse=True)
def _folder(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERCODER_DATA", str(tmp_path))


async def test_a_wave_sees_all_that_the_waves_before_it_wrote() -> None:
    files, _, joined = await run(model="openai:none")
    assert {file["source"] for file in files.values()} == {
        "a.py after ", "b.py after ", "c.py after ",
        "d.py after a.py,b.py,c.py", "e.py after a.py,b.py,c.py",
        "f.py after a.py,b.py,c.py,d.py,e.py",
    }  # fmt: skip
    assert joined == 1


async def test_files_are_handed_out_once_per_wave_and_once_to_find_none_left() -> None:
    _, begun, _ = await run(model="openai:none")
    assert [subject or "-" for subject in begun if not subject] == ["-"] * (len(WAVES) + 1)
    assert sorted(filter(None, begun)) == [path for wave in WAVES for path in wave]


async def test_one_by_one_hands_out_a_single_file() -> None:
    files, begun, joined = await run(model="openai:none", profile="classic")
    assert [subject for subject in begun if subject] == [path for wave in WAVES for path in wave]
    assert files["b.py"]["source"] == "b.py after a.py"
    assert joined == 1


def test_the_router_sends_files_waits_for_them_and_leads_on() -> None:
    route = PerFile.router("coder", lambda _: "checker")
    sent = route({"hand_out": {"tasks": [{"path": "a.py"}], "again": False}, "brief": "ref", "files": {}})
    assert sent == [Send("coder", {"task": {"path": "a.py"}, "brief": "ref", "files": {}})]
    assert route({"hand_out": {"tasks": [], "again": True}}) == "coder"
    assert route({"hand_out": {"tasks": [], "again": False}, "brief": "ref"}) == "checker"
