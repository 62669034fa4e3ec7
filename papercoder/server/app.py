"""Our part of the server's HTTP application: its pages, which host names it answers to, what it says at the start."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from papercoder.server.callers import server_tokens, token_path
from papercoder.server.entering import PREFIX, Entering
from papercoder.server.pages import mount_pages

__all__ = ["KnownHosts", "app"]

_HOSTS = "PAPERCODER_SERVER_HOSTS"
_OWN = ("127.0.0.1", "localhost", "[::1]")


class KnownHosts:
    """Refuse requests for host names that are not this server's, so that no page can have its name point here.

    Health checks pass: a load balancer asks by address.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 400."""
        # Only the server itself calls with this root path (its clients inside nodes); a request cannot set it.
        inside = str(scope.get("root_path", "")).startswith("/noauth")
        if scope["type"] in {"http", "websocket"} and not inside and scope["path"] != "/ok":
            host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
            if not _is_known(host):
                refusal = PlainTextResponse(
                    f"This server does not answer to the host name of this request. The operator names it in {_HOSTS}.",
                    status_code=400,
                )
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _is_known(host: str) -> bool:
    known = {name.strip().lower() for name in os.environ.get(_HOSTS, "").split(",") if name.strip()}
    name = host.lower()
    if not name.endswith("]"):
        name = name.rpartition(":")[0] or name
    return "*" in known or name in known or name in _OWN


@asynccontextmanager
async def _lifespan(_: Starlette) -> AsyncIterator[None]:
    tokens = await asyncio.to_thread(server_tokens)
    named = bool(os.environ.get("PAPERCODER_SERVER_TOKEN", "").strip())
    where = "PAPERCODER_SERVER_TOKEN" if named else token_path()
    shown = f"{len(tokens)} named" if named else next(iter(tokens.values()))
    print(  # noqa: T201 -- the operator's terminal is where the token is read
        f"PaperCoder: callers send 'Authorization: Bearer TOKEN' or 'X-Api-Key: TOKEN'. Token: {shown} ({where})\n"
        f"PaperCoder: pages for a browser are at this server's address with {PREFIX}/?token=TOKEN",
        file=sys.stderr,
        flush=True,
    )
    yield


app = Starlette(middleware=[Middleware(KnownHosts), Middleware(Entering)], lifespan=_lifespan)
mount_pages(app)
