"""Large texts in a child process with limits: their sheer size cannot hold up or bring down who asks."""

from typing import Any

from papercoder.papers.child import run_in_child
from papercoder.papers.texts import read_text
from state.paper import Paper, Source

__all__ = ["read_text_isolated", "serve_markdown", "serve_text"]


def read_text_isolated(data: bytes, name: str) -> Paper:
    """Read a large text of any kind in a child.

    Raises:
        PaperError: it holds no paper, or reading it goes over a limit.
    """
    return Paper.from_json(run_in_child("papercoder.papers.isolated:serve_text", data, {"name": name}, name=name))


def serve_text(data: bytes, *, name: str) -> dict[str, Any]:
    """Read what `read_text_isolated` was given; this runs in the child."""
    return read_text(data, name).to_json()


def serve_markdown(data: bytes, *, name: str) -> dict[str, Any]:
    """Read what a model wrote as Markdown, whatever it looks like; this runs in the child."""
    from papercoder.papers.markup.markdown import read_markdown

    return read_markdown(data.decode("utf-8", "replace"), Source(kind="markdown", name=name)).to_json()
