"""The command line: one file per command, and no work of its own; it drives the graph and shows what happens."""

import atexit
import gc

__all__ = ["main"]

_NEW_OBJECTS = 100_000
"""Objects made before Python looks for garbage; at its own 700, a tenth of a run's processor time goes there."""


def main() -> None:
    """Run the command line and exit."""
    gc.set_threshold(_NEW_OBJECTS, 20, 20)
    atexit.register(gc.freeze)  # what is left at the end belongs to the system: looking through it takes half a second
    from papercoder.cli.app import app

    app()
