"""Which back end confines a trial on this machine."""

from papercoder.sandbox import bubblewrap, container, unconfined
from papercoder.sandbox.backend import BackendState, Sandbox

__all__ = ["backends", "choose"]

_NONE = "runs the code with the rights of whoever started PaperCoder; only by name"


def choose(name: str) -> Sandbox | BackendState:
    """Return the back end of that name, or why it does not work here; it is tried, which takes up to a few seconds.

    Args:
        name: bubblewrap, docker, podman, none, or auto for the first of the first three that works.
    """
    if name == "none":
        return unconfined.Unconfined()
    if name == "bubblewrap":
        return bubblewrap.find()
    if name in {"docker", "podman"}:
        return container.find("docker" if name == "docker" else "podman")
    first = bubblewrap.find()
    if isinstance(first, BackendState):
        for found in (container.find("docker"), container.find("podman")):
            if not isinstance(found, BackendState):
                return found
    return first


def backends() -> list[BackendState]:
    """Return how each back end does on this machine; each is tried."""
    found: list[Sandbox | BackendState] = [bubblewrap.find(), container.find("docker"), container.find("podman")]
    states = [
        sandbox
        if isinstance(sandbox, BackendState)
        else BackendState(sandbox.name, available=True, reason=sandbox.confinement)
        for sandbox in found
    ]
    return [*states, BackendState("none", available=True, reason=_NONE)]
