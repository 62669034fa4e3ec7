from pathlib import Path

from graph.picture import page
from graph.pipeline import NODES, build, graph

DOCS = Path(__file__).parents[2] / "docs"
EXPECTED = {
    "reader", "planner", "architect", "logic-designer", "config-writer", "config-review", "analyst", "coder",
    "checker", "auditor", "runner", "debugger", "packager",
}  # fmt: skip


def test_the_nodes_are_those_of_the_design() -> None:
    assert set(NODES) == EXPECTED
    assert set(graph.get_graph().nodes) - {"__start__", "__end__"} == EXPECTED


def test_every_node_is_reached_and_leads_on() -> None:
    edges = graph.get_graph().edges
    assert {e.target for e in edges} >= EXPECTED
    assert {e.source for e in edges} >= EXPECTED


def test_the_graph_for_the_server_is_bare() -> None:
    assert graph.checkpointer is None
    assert graph.store is None


def test_the_context_schema_describes_every_setting() -> None:
    schema = build().compile().get_context_jsonschema()
    assert schema is not None
    assert all(field.get("description") for field in schema["properties"].values())


def test_the_picture_in_the_documentation_is_the_compiled_graph() -> None:
    assert (DOCS / "graph.md").read_text() == page()
