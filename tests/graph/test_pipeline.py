from pathlib import Path

from graph.picture import page
from graph.pipeline import build, graph
from prompts.loader import names
from state.channels import ASK_NO_MODEL, NODES

DOCS = Path(__file__).parents[2] / "docs"


def test_the_light_list_of_nodes_is_that_of_the_graph() -> None:
    assert tuple(build().nodes) == NODES
    assert set(graph.get_graph().nodes) - {"__start__", "__end__"} == set(NODES)


def test_the_nodes_that_ask_no_model_have_no_prompt() -> None:
    asked = {name.replace("_", "-") for name in names()}
    assert [node for node in NODES if node not in asked] == list(ASK_NO_MODEL)


def test_every_node_is_reached_and_leads_on() -> None:
    edges = graph.get_graph().edges
    assert {e.target for e in edges} >= set(NODES)
    assert {e.source for e in edges} >= set(NODES)


def test_the_graph_for_the_server_is_bare() -> None:
    assert graph.checkpointer is None
    assert graph.store is None


def test_the_context_schema_describes_every_setting() -> None:
    schema = build().compile().get_context_jsonschema()
    assert schema is not None
    assert all(field.get("description") for field in schema["properties"].values())


def test_the_picture_in_the_documentation_is_the_compiled_graph() -> None:
    assert (DOCS / "graph.md").read_text() == page()
