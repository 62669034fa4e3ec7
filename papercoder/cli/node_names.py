"""The nodes of the graph in the order in which a person sees them; a test compares them with the graph."""

from papercoder.errors import SettingsError

__all__ = ["NODES", "known_node"]

NODES = (
    "reader", "planner", "architect", "logic-designer", "config-writer", "config-review", "analyst", "coder", "checker",
    "auditor", "runner", "debugger", "packager",
)  # fmt: skip


def known_node(name: str) -> str:
    """Return the name if it is a node's.

    Raises:
        SettingsError: it is not.
    """
    if name in NODES:
        return name
    import difflib

    near = difflib.get_close_matches(name, NODES, 1)
    raise SettingsError(
        f"{name!r} is no node of the graph.", f"Did you mean {near[0]}?" if near else f"Nodes: {', '.join(NODES)}."
    )
