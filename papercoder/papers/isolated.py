"""Large texts in a child process with limits: their sheer size cannot hold up or bring down who asks."""

import tempfile
from typing import Any

from papercoder.papers.child import ChildLimits, run_in_child
from papercoder.papers.texts import read_text
from papercoder.temporary import TemporaryFolder
from state.paper import Paper

__all__ = ["read_text_isolated", "serve_text"]

_LIMITS = ChildLimits(files=100_000_000)
"""The loader of HTML reads from a file, so the child must be able to write one; 100 MB is what a fetch may bring."""


def read_text_isolated(data: bytes, name: str) -> Paper:
    """Read a large text of any kind in a child; what the child writes lies in a folder that is removed here.

    Raises:
        PaperError: it holds no paper, or reading it goes over a limit.
    """
    with TemporaryFolder() as folder:
        arguments = {"name": name, "folder": folder}
        answer = run_in_child("papercoder.papers.isolated:serve_text", data, arguments, name=name, limits=_LIMITS)
    return Paper.from_json(answer)


def serve_text(data: bytes, *, name: str, folder: str) -> dict[str, Any]:
    """Read what `read_text_isolated` was given; this runs in the child."""
    tempfile.tempdir = folder
    return read_text(data, name).to_json()
