"""The edges of the compiled graph, as `make docs` wrote them down: compiling it takes seconds, and no page waits."""

import json
import os
from functools import lru_cache

__all__ = ["compiled", "edges"]


@lru_cache(maxsize=1)
def edges() -> frozenset[tuple[str, str]]:
    """Return from which node the graph goes to which."""
    with open(os.path.join(os.path.dirname(__file__), "edges.json"), encoding="utf-8") as file:
        return frozenset((source, target) for source, target in json.load(file))


def compiled() -> list[tuple[str, str]]:
    """Return the same from the graph itself."""
    from graph.pipeline import graph

    return sorted({(edge.source, edge.target) for edge in graph.get_graph().edges})


if __name__ == "__main__":
    print(json.dumps(compiled(), indent=1))  # noqa: T201 -- what is to be written goes to standard output
