"""The picture of the compiled graph, as the documentation shows it: `python -m graph.picture > docs/graph.md`."""

__all__ = ["page"]


def page() -> str:
    """Return the page with the Mermaid drawing of the compiled graph."""
    from graph.pipeline import graph

    drawing = graph.get_graph().draw_mermaid().strip()
    return f"# The state machine\n\nDrawn from the compiled graph by `make docs`.\n\n```mermaid\n{drawing}\n```\n"


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201 -- the page goes to standard output
