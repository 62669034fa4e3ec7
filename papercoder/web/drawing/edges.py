"""The edges of the compiled graph; building it takes seconds, so a page never waits for it, only its picture does."""

import threading
from functools import lru_cache

__all__ = ["edges", "edges_if_ready"]

_ready = threading.Event()


@lru_cache(maxsize=1)
def edges() -> frozenset[tuple[str, str]]:
    """Return from which node the graph goes to which, as it was compiled."""
    from graph.pipeline import graph

    found = frozenset((edge.source, edge.target) for edge in graph.get_graph().edges)
    _ready.set()
    return found


def edges_if_ready() -> frozenset[tuple[str, str]] | None:
    """Return the edges where the graph has been compiled."""
    return edges() if _ready.is_set() else None
