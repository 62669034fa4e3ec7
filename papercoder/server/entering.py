"""How a browser comes to the pages of the server: a token in the address once, then a cookie for these pages alone."""

import asyncio
import hashlib
import hmac
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, quote

from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from papercoder.server.callers import server_tokens
from papercoder.web.guard import CHANGES, with_headers

__all__ = ["PREFIX", "Entering", "caller_by_cookie", "derived", "is_page"]

PREFIX = "/papercoder"
"""Where the pages are: routes of ours come before the server's own, whose `/runs` and `/threads` must stay theirs."""


class Entering:
    """Takes the token out of an address before anything logs it, and refuses what another site's page sends."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on."""
        if scope["type"] != "http" or not is_page(scope):
            await self._app(scope, receive, send)
            return
        # The token may have to be read from its file, and the server refuses to wait for a disk in its loop.
        refusal = await asyncio.to_thread(_answer, scope)

        async def send_with_headers(message: Message) -> None:
            await send(with_headers(message))

        await (refusal or self._app)(scope, receive, send_with_headers)


def is_page(scope: Scope) -> bool:
    """Say whether a request is for a page, and not for the server's API."""
    path = str(scope["path"]).removeprefix(str(scope.get("root_path", "")).removesuffix(PREFIX))
    return path == PREFIX or path.startswith(f"{PREFIX}/")


def caller_by_cookie(headers: dict[bytes, bytes]) -> str:
    """Return the name of the caller whose cookie came; empty for none."""
    try:
        found = SimpleCookie(headers.get(b"cookie", b"").decode("latin-1")).get(_cookie_name(headers))
    except CookieError:
        return ""
    given = found.value.encode() if found else b""
    known = server_tokens().items()
    return next((name for name, token in known if hmac.compare_digest(given, derived(token, "pages").encode())), "")


def derived(token: str, purpose: str) -> str:
    """Return what is made from a token and tells nothing about it; every worker of a server makes the same."""
    return hmac.new(token.encode(), f"papercoder {purpose}".encode(), hashlib.sha256).hexdigest()


def _cookie_name(headers: dict[bytes, bytes]) -> str:
    """All ports of a host share its cookies, so the port is part of the name."""
    port = headers.get(b"host", b"").decode("latin-1").rpartition(":")[2]
    return f"papercoder_server_{port if port.isdigit() else 'web'}"


def _answer(scope: Scope) -> Response | None:
    """Return the answer to a request that is not passed on."""
    headers = dict(scope["headers"])
    given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
    if given and scope["method"] == "GET":
        return _welcome(scope, headers, given)
    if scope["method"] in CHANGES and not _own_origin(headers):
        return PlainTextResponse("This was not sent from a page of PaperCoder; nothing was changed.", status_code=403)
    return None


def _own_origin(headers: dict[bytes, bytes]) -> bool:
    """A browser names where a form comes from; whatever ends TLS before this server leaves the host's name alone."""
    origin, host = headers.get(b"origin", b"").lower(), headers.get(b"host", b"").lower()
    return origin in {b"http://" + host, b"https://" + host}


def _welcome(scope: Scope, headers: dict[bytes, bytes], given: str) -> Response:
    """Put what the token stands for into the cookie, and take it out of the address."""
    if not any(hmac.compare_digest(given.encode(), token.encode()) for token in server_tokens().values()):
        return PlainTextResponse("The address holds no valid token of this server.", status_code=401)
    path = str(scope["path"])
    answer: Any = RedirectResponse(quote(path if path != PREFIX else f"{path}/"), status_code=303)
    secure = scope.get("scheme") == "https" or headers.get(b"x-forwarded-proto", b"") == b"https"
    answer.set_cookie(
        _cookie_name(headers), derived(given, "pages"), httponly=True, samesite="strict", path="/", secure=secure
    )
    return answer  # type: ignore[no-any-return]
