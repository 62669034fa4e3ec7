"""A graph as a server runs it: what its callers get where a node fails."""

import json
from typing import Any

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, StateGraph
from typing_extensions import TypedDict

from graph.served import RunFailed, ServedGraph
from papercoder.errors import BudgetExceeded, RunError
from state.status import Report


class Values(TypedDict, total=False):
    paper_source: str
    plan: str
    report: dict[str, Any]
    usage: dict[str, Any]


USED = {"calls": 3, "input_tokens": 10, "output_tokens": 5, "cost": 0.25}


def graph_that_fails(error: Exception, times: int = 1) -> ServedGraph:
    left = [error] * times

    async def planner(_: Values) -> Values:
        return {"plan": "a plan", "usage": USED}

    async def coder(_: Values) -> Values:
        if left:
            raise left.pop()
        return {"report": {"status": "complete"}}

    builder: Any = StateGraph(Values)
    builder.add_node("planner", planner)
    builder.add_node("coder", coder)
    for start, end in ((START, "planner"), ("planner", "coder"), ("coder", END)):
        builder.add_edge(start, end)
    return ServedGraph.of(builder.compile()).copy({"checkpointer": InMemorySaver()})


async def stream(graph: ServedGraph, given: Any, modes: list[str], into: list[Any] | None = None) -> list[Any]:
    chunks = [] if into is None else into
    async for chunk in graph.astream(given, {"configurable": {"thread_id": "1"}}, stream_mode=modes):
        chunks.append(chunk)
    return chunks


@pytest.mark.parametrize(
    ("error", "status", "reason", "hint"),
    [
        (RunError("The key was refused.", "Set another."), "failed", "The key was refused.", "Set another."),
        (BudgetExceeded("$1 is spent.", "Raise max_cost."), "stopped", "$1 is spent.", "Raise max_cost."),
        (KeyError("/home/somebody/secret"), "failed", "fault of its own (KeyError)", "report it"),
    ],
)
async def test_a_failure_is_a_report(error: Exception, status: str, reason: str, hint: str) -> None:
    chunks: list[Any] = []
    with pytest.raises(RunFailed) as failed:
        await stream(graph_that_fails(error), {"paper_source": "x"}, ["updates", "values"], chunks)
    sent = json.loads(json.dumps(failed.value.model_dump()))
    report = Report.from_json(sent["report"])
    assert (report.status, report.usage.calls, report.usage.cost) == (status, 3, 0.25)
    assert reason in report.reason
    assert hint in report.hint
    assert sent["error"] == type(error).__name__
    assert sent["message"] == f"{report.reason} {report.hint}"
    assert "secret" not in str(sent)
    assert chunks[-2:] == [
        ("updates", {"coder": {"report": sent["report"]}}),
        ("values", {"paper_source": "x", "plan": "a plan", "usage": USED, "report": sent["report"]}),
    ]


def test_every_setting_has_a_widget_for_forms() -> None:
    from graph.pipeline import graph

    schema: Any = graph.get_context_jsonschema()
    shown = {name: field["metadata"]["x_oap_ui_config"] for name, field in schema["properties"].items()}
    known = {"text", "number", "boolean", "select", "json"}
    assert {each["type"] for each in shown.values()} == known
    assert all(each["description"] for each in shown.values())
    assert shown["audit"] | {"description": ""} == {
        "type": "boolean", "label": "audit", "description": "", "default": True
    }  # fmt: skip
    assert [option["value"] for option in shown["profile"]["options"]] == ["default", "classic"]
    assert (shown["max_cost"]["type"], shown["max_cost"]["min"]) == ("number", 0)
    assert (shown["trial_seconds"]["max"], shown["price"]["type"]) == (3600, "json")


async def test_a_run_without_input_goes_on_where_it_failed() -> None:
    graph = graph_that_fails(RunError("Not now.", "Later."))
    with pytest.raises(RunFailed):
        await stream(graph, {"paper_source": "x"}, ["updates"])
    assert await stream(graph, None, ["updates"]) == [("updates", {"coder": {"report": {"status": "complete"}}})]


async def test_what_no_node_raised_is_left_to_the_server() -> None:
    class Broken(InMemorySaver):
        async def aput(self, *_: Any, **__: Any) -> Any:
            raise ConnectionError("the database restarts")

    graph = graph_that_fails(RunError("Not reached."), times=0).copy({"checkpointer": Broken()})
    with pytest.raises(ConnectionError):
        await stream(graph, {"paper_source": "x"}, ["values"])
