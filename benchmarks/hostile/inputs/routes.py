"""Requests that no page of ours makes: every route, with ids, queries, forms and bodies of every wrong kind."""

# ruff: noqa: E501  # inputs read better whole

import http.client
import re
import tempfile
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.cli.conftest import make_cli
from tests.server.options import ServerOptions
from tests.server.running import serve
from tests.web.conftest import serve_pages

__all__ = ["Tried", "tried_routes"]

_SECONDS = 30.0
"""A page of a run takes well under a second; with less, a busy machine would be counted."""
_IDS = (
    "..", "../..", "%2e%2e", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "..%5c..%5cwindows", "%00", "a%00b", "%ff%fe", "%ed%a0%80",
    "%e2%80%ae", "%f0%9f%98%80", "%EF%BC%8E%EF%BC%8E", "CON", "-", "--help", "~", "~root", "*", "?", "%3f", "last", "%20",
    "a" * 3000, "%0d%0aset-cookie:%20x=1", "<script>", "%3Cscript%3E", "{{7*7}}", "%7B%7B7*7%7D%7D", "' OR 1=1 --".replace(" ", "%20"),
    "1e999", "-1", "99999999999999999999999", "%D9%A1", "0x10", ".", "./", "//", "/etc/passwd", "%2fetc%2fpasswd",
)  # fmt: skip
_GETS = (
    "/runs/{id}", "/runs/{id}/picture", "/runs/{id}/ledger", "/runs/{id}/ledger/R1", "/runs/{id}/files/main.py",
    "/runs/{id}/download/main.py", "/runs/{id}/calls", "/runs/{id}/calls/1", "/runs/{id}/review", "/runs/{id}/review/text",
    "/runs/{id}/evidence?name=x", "/runs/{id}/pages/1.png", "/runs/{run}/ledger/{id}", "/runs/{run}/files/{id}",
    "/runs/{run}/download/{id}", "/runs/{run}/calls/{id}", "/runs/{run}/pages/{id}.png", "/runs/{run}/evidence?name={id}",
    "/runs/{run}/evidence?{id}", "/runs/{run}?{id}={id}", "/runs/{run}/ledger?kind={id}&status={id}&page={id}", "/?q={id}",
    "/runs/{run}/review?at={id}&show={id}", "/runs/{run}/calls?page={id}", "/static/{id}", "/{id}",
)  # fmt: skip
_POSTS = ("review/set", "review/approve", "review/reject", "review/leave", "review/text", "review/undo", "review/send", "review/{id}", "fork", "resume", "delete")  # fmt: skip
_FORM = "application/x-www-form-urlencoded"
_BODIES: tuple[tuple[str, str, bytes], ...] = (
    ("nothing", _FORM, b""),
    ("JSON", "application/json", b'{"key": "train.rate", "value": 1}'),
    ("a list", "application/json", b"[" * 100_000),
    ("no type", "", b"key=a&value=b"),
    ("a type that is none", "\xff/\xfe", b"key=a"),
    ("many parts", "multipart/form-data; boundary=x", b"--x\r\n" * 20_000),
    ("a part without an end", "multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="key"\r\n\r\n' + b"a" * 100_000),
    ("a file for a value", "multipart/form-data; boundary=x",
     b'--x\r\nContent-Disposition: form-data; name="value"; filename="../../x"\r\n\r\nowned\r\n--x--\r\n'),
    ("no boundary", "multipart/form-data", b"--x\r\n"),
    ("a boundary of ten thousand letters", "multipart/form-data; boundary=" + "x" * 10_000, b"--x\r\n"),
    ("bytes that are no text", _FORM, b"key=%ff%fe&value=\xff\xfe"),
    ("half characters", _FORM, b"key=%ed%a0%80&value=%ed%a0%80&reason=%ed%b0%80"),
    ("NUL", _FORM, b"key=%00&value=%00&reason=%00&text=%00"),
    ("a charset of its own", _FORM + "; charset=utf-16", "key=a&value=b".encode("utf-16")),
    ("a charset that is none", _FORM + "; charset=nobody", b"key=a&value=b"),
    ("equal signs", _FORM, b"=" * 100_000),
    ("ampersands", _FORM, b"&" * 500_000),
    ("percents", _FORM, b"key=" + b"%" * 500_000),
    ("a value of a megabyte", _FORM, b"key=train.rate&value=" + b"9" * 1_000_000),
    ("a list in a value", _FORM, b"key=train.rate&value=" + b"[" * 100_000),
    ("aliases in a value", _FORM, urllib.parse.urlencode(
        {"key": "train.rate", "value": "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 9))}).encode()),
    ("a huge number", _FORM, b"key=train.rate&value=" + b"9" * 5000),
    ("the same name a thousand times", _FORM, b"&".join([b"key=a"] * 1000)),
    ("names of every kind", _FORM, b"__class__=x&key[]=x&key[a][b]=x&key.__proto__=x&value=%7B%7B7*7%7D%7D"),
    ("another version", _FORM, b"key=train.rate&value=1&version=-1&stamp=x&seen=%00&draft=99999999999999999999"),
    ("a line break", _FORM, b"key=train.rate%0d%0aSet-Cookie:x&value=1%0d%0a&reason=%0d%0a"),
)  # fmt: skip


@dataclass(frozen=True)
class Tried:
    """One attempt and what went wrong with it, "" where it held."""

    family: str
    name: str
    fault: str


@dataclass(frozen=True)
class _Pages:
    host: str
    cookie: str
    run: str
    form_token: str

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[int, bytes]:
        """Send a request whose path is not touched; return the status and the body."""
        connection = http.client.HTTPConnection(self.host, timeout=_SECONDS)
        try:
            connection.putrequest(
                method, path.encode("utf-8", "surrogatepass").decode("latin-1"), skip_accept_encoding=True
            )
            for name, text in (("cookie", self.cookie), ("origin", f"http://{self.host}"), ("content-type", kind)):
                if text:
                    connection.putheader(name, text)
            if method == "POST":
                connection.putheader("content-length", str(len(body)))
            connection.endheaders(body or None)
            answer = connection.getresponse()
            body = answer.read()
            # Text that is sent as text draws nothing, whatever it says.
            drawn = "html" in (answer.getheader("content-type") or "html")
            return answer.status, body if drawn else body.replace(b"<script>", b"")
        finally:
            connection.close()


def tried_routes() -> Iterator[Tried]:
    """Serve the pages of a run that waits for its review, and ask them for everything."""
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder, serve(ServerOptions(files=4)) as model:
        cli = make_cli(Path(folder), model.url)
        cli("run", "paper.txt", expect=3)
        with serve_pages(cli) as served:
            pages = _opened(served.address, served.run)
            before = pages.ask("GET", f"/runs/{pages.run}/review/text")[1]
            yield from _asked(pages)
            after = pages.ask("GET", f"/runs/{pages.run}/review/text")[1]
            left = sorted(path.name for path in Path(folder).iterdir())
            yield Tried("pages: what is kept", "the draft", "" if before == after else "the draft was changed")
            strange = [name for name in left if name not in {"data", "paper.txt", "settings"}]
            yield Tried("pages: what is kept", "the folder", f"files appeared: {strange}" if strange else "")


def _opened(address: str, run: str) -> _Pages:
    host = urllib.parse.urlsplit(address).netloc
    connection = http.client.HTTPConnection(host, timeout=_SECONDS)
    connection.request("GET", address.removeprefix(f"http://{host}"))
    cookie = (connection.getresponse().getheader("set-cookie") or "").split(";")[0]
    pages = _Pages(host, cookie, run, "")
    page = pages.ask("GET", f"/runs/{run}/review")[1].decode()
    found = re.search(r'name="form_token" value="([^"]+)"', page)
    return _Pages(host, cookie, run, found[1] if found else "")


def _asked(pages: _Pages) -> Iterator[Tried]:
    for route in _GETS:
        for number, odd in enumerate(_IDS):
            path = route.replace("{id}", odd).replace("{run}", pages.run)
            yield Tried(
                f"pages: {'ids' if '?' not in route else 'queries'}",
                f"{route} {number}",
                _asked_for(pages, "GET", path),
            )
    for route in _POSTS:
        for name, kind, body in _BODIES:
            path = f"/runs/{pages.run}/{route.replace('{id}', '..%2f..')}"
            # With it, what sends, forks or deletes would be what a person asked for.
            valid = route == "review/set" and kind.startswith(_FORM)
            own = body + (f"&form_token={pages.form_token}".encode() if valid else b"")
            yield Tried("pages: bodies", f"{route}: {name}", _asked_for(pages, "POST", path, own, kind))
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "OPTIONS", "HEAD", "BREW", "get"):
        yield Tried("pages: methods", method, _asked_for(pages, method, f"/runs/{pages.run}"))


def _asked_for(pages: _Pages, method: str, path: str, body: bytes = b"", kind: str = "") -> str:
    try:
        status, text = pages.ask(method, path, body, kind)
    except (http.client.InvalidURL, UnicodeError, ValueError):
        return ""  # this client does not send it
    except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
        return ""  # refused before it was read whole
    except (OSError, http.client.HTTPException) as error:
        return f"{type(error).__name__}: {error}"
    if status >= 500 or b"Traceback" in text:
        return f"{status}: {text[-300:]!r}"
    if b"root:x:0" in text or b"<script>" in text:
        return f"{status}: shows {text[:200]!r}"
    return ""
