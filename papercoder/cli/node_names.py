"""Whether a name that a person typed is that of a node."""

from papercoder.errors import SettingsError
from state.channels import NODES

__all__ = ["known_node"]


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
