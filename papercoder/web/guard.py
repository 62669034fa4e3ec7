"""Who may ask for pages: host, token and origin are checked before anything is read, on every route alike."""

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, quote

from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["CHANGES", "POLICY", "Access", "Guard", "with_headers"]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing from elsewhere is loaded, nothing inline runs: what a paper or a model wrote stays text."""

_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # `no-referrer` would make browsers send `Origin: null` with our own forms.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
"""Methods that may change something; a browser says where such a request comes from."""
_NAMES = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True)
class Access:
    """Who may come in.

    Args:
        port: The port that is listened on; names with another port are refused.
        token: In the printed address once, then in a cookie.
        form_token: In every form besides the cookie, so that no other page can send one.
        names: Host names that are answered to.
    """

    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    form_token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    names: Iterable[str] = _NAMES

    @property
    def cookie(self) -> str:
        """The cookie's name; all ports of a host share its cookies, so the port is part of it."""
        return f"papercoder_{self.port}"

    def address(self, path: str = "/") -> str:
        """Return the address of a page to open first, with the token."""
        return f"http://127.0.0.1:{self.port}{path}?token={self.token}"


def with_headers(message: Message) -> Message:
    """Return a message of an answer with the headers that every answer has."""
    if message["type"] != "http.response.start":
        return message
    present = {name.lower() for name, _ in message["headers"]}
    extra = {**_HEADERS, "cache-control": "no-store"}
    added = [(n.encode(), v.encode()) for n, v in extra.items() if n.encode() not in present]
    return {**message, "headers": [*message["headers"], *added]}


class Guard:
    """Refuses foreign hosts (400), strangers (401) and foreign senders (403), and adds the headers to all answers."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access
        self._hosts = {f"{name}:{access.port}" for name in access.names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): text.decode("latin-1") for name, text in scope["headers"]}
        refusal = self._refusal(scope, headers)

        async def send_with_headers(message: Message) -> None:
            await send(with_headers(message))

        await (refusal or self._app)(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> Response | None:
        """Return the answer to a request that may not pass."""
        if headers.get("host", "").lower() not in self._hosts:
            return PlainTextResponse("This address does not belong to PaperCoder.", status_code=400)
        if scope["path"].startswith("/static/"):
            return None
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if given and scope["method"] == "GET" and self._is_token(given):
            return self._welcome(scope["path"])
        if not self._is_token(self._cookie(headers)):
            return PlainTextResponse(
                "Open the address that PaperCoder printed in the terminal; it holds the token of this start.",
                status_code=401,
            )
        if scope["method"] in CHANGES and not self._own_origin(headers):
            return PlainTextResponse(
                "This was not sent from a page of PaperCoder; nothing was changed.", status_code=403
            )
        return None

    def _is_token(self, text: str) -> bool:
        return hmac.compare_digest(text.encode(), self._access.token.encode())

    def _cookie(self, headers: dict[str, str]) -> str:
        try:
            found = SimpleCookie(headers.get("cookie", "")).get(self._access.cookie)
        except CookieError:
            return ""
        return found.value if found else ""

    @staticmethod
    def _own_origin(headers: dict[str, str]) -> bool:
        """A browser names where a form comes from; a request without that name changes nothing."""
        return headers.get("origin", "").lower() == f"http://{headers['host'].lower()}"

    def _welcome(self, path: str) -> Response:
        """Put the token into the cookie and take it out of the address."""
        answer: Any = RedirectResponse(quote(path), status_code=303)
        answer.set_cookie(self._access.cookie, self._access.token, httponly=True, samesite="strict", path="/")
        return answer  # type: ignore[no-any-return]
