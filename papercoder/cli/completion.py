"""What a shell offers after Tab in the place of a run, a batch or a node; a press of Tab never prints an error."""

import os
from contextlib import suppress

__all__ = ["batch_ids", "node_names", "run_ids"]


def run_ids(incomplete: str) -> list[tuple[str, str]]:
    """Return the runs whose id begins so, each with the name of its paper for shells that show one."""
    from papercoder.errors import PaperCoderError
    from papercoder.runs.card import read_card
    from papercoder.runs.listing import run_names

    def paper(run: str) -> str:
        with suppress(PaperCoderError):
            return os.path.basename(read_card(run).paper)
        return "cannot be read"

    with suppress(PaperCoderError, OSError):
        _prepare()
        names = run_names()
        last = [("last", "the newest run")] if names and "last".startswith(incomplete) else []
        return [*last, *((name, paper(name)) for name in names if name.startswith(incomplete))]
    return []


def batch_ids(incomplete: str) -> list[str]:
    """Return the batches whose id begins so."""
    from papercoder.errors import PaperCoderError
    from papercoder.runs.batch_file import batch_names

    with suppress(PaperCoderError, OSError):
        _prepare()
        names = batch_names()
        return [name for name in [*(["last"] if names else []), *names] if name.startswith(incomplete)]
    return []


def node_names(incomplete: str) -> list[str]:
    """Return the nodes whose name begins so."""
    from state.channels import NODES

    return [name for name in NODES if name.startswith(incomplete)]


def _prepare() -> None:
    """Load the user's settings, which may name another data folder or a database."""
    from papercoder.env_files import load_user_settings

    load_user_settings(os.environ)
