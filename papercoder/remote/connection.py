"""A connection to a LangGraph server, whose faults are said in our words."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from papercoder.errors import RunError, SettingsError, TransientError

if TYPE_CHECKING:
    from langgraph_sdk.client import LangGraphClient

__all__ = ["check_server", "connected"]

_TOKEN_HINT = "Set LANGGRAPH_API_KEY to the server's token, which it printed when it started."  # noqa: S105 -- a hint


def check_server(url: str) -> None:
    """Refuse what is no address of a server, before anything is made for it.

    Raises:
        SettingsError: it is no web address, or holds a password, which would be kept in files.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.password:
        raise SettingsError(
            f"{parts.hostname or url!r} is no address of a server as expected here, without name and password.",
            f"Write it as http://127.0.0.1:2024. {_TOKEN_HINT}",
        )


_REFUSALS = frozenset({400, 405, 413, 415, 422})
"""What no later try changes. 404 and 409 are none: a development server that was killed has forgotten threads, and a
run that another client has just begun is in the way for a moment only."""


@asynccontextmanager
async def connected(url: str) -> AsyncIterator["LangGraphClient"]:
    """Connect to the server; its token comes from LANGGRAPH_API_KEY, as all of LangGraph's clients read it.

    Raises:
        TransientError: the server cannot be reached, failed, or does not know what it knew before.
        RunError: it refuses what was asked.
        SettingsError: it does not know the token.
    """
    import httpx
    from langgraph_sdk import get_client
    from langgraph_sdk.errors import LangGraphError

    try:
        async with get_client(url=url) as client:
            yield client
    except (httpx.HTTPError, LangGraphError) as error:
        status = getattr(getattr(error, "response", None), "status_code", 0)
        if status in {401, 403}:
            raise SettingsError(f"The server {url} does not let this caller in.", _TOKEN_HINT) from error
        kind = RunError if status in _REFUSALS else TransientError
        raise kind(
            f"The server {url} did not answer as expected: {_words(error)}.",
            "Look at its log; nothing that it has made is lost.",
        ) from error


def _words(error: Exception) -> str:
    return (" ".join(str(error).split()) or type(error).__name__)[:300].rstrip(".")
