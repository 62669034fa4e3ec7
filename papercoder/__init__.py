"""The toolbox: everything that touches the world: papers, models, workspace, sandbox, runs, the command line.

From Python: `from papercoder import reproduce` (or `areproduce`), `resume` (or `aresume`), in `papercoder.library.api`.
"""

from typing import TYPE_CHECKING, Any

from papercoder.surroundings import fault, find_packages

if TYPE_CHECKING:
    from papercoder.library.api import Reproduction, areproduce, aresume, reproduce, resume

__all__ = ["Reproduction", "areproduce", "aresume", "reproduce", "resume"]

find_packages()  # the one effect of importing: a wheel's `state` must be found by whatever of ours is imported next


def __getattr__(name: str) -> Any:
    """Import what the library offers when it is asked for, so that the command line starts at once."""
    if name in __all__:
        if (words := fault()) is not None:
            raise ImportError(words)
        from papercoder.library import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
