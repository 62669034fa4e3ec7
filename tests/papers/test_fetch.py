import asyncio
import socket
import time
from collections.abc import Iterator

import httpcore
import pytest

from papercoder.errors import PaperError
from papercoder.papers.read import read_paper
from papercoder.papers.sources import fetch as module
from papercoder.papers.sources.addresses import refuse_private
from papercoder.papers.sources.fetch import FetchError, fetch
from tests.papers.samples import TEX
from tests.papers.server import serving

MARKDOWN = b"# A Page\n\n# 1 Introduction\n\nText of the page."
PAGES = {
    "/paper.tex": (200, {}, TEX),
    "/moved": (302, {"Location": "/paper.tex"}, b""),
    "/loop": (302, {"Location": "/loop"}, b""),
    "/metadata": (302, {"Location": "http://169.254.169.254/latest/meta-data"}, b""),
    "/file": (302, {"Location": "file:///etc/passwd"}, b""),
    "/empty": (200, {}, b""),
    "/paper.pdf": (200, {"Content-Type": "text/html"}, b"<!DOCTYPE html><html><body>Please log in</body></html>"),
}


@pytest.fixture
def base() -> Iterator[str]:
    with serving(PAGES) as (address, _):
        yield address


async def test_a_url_is_read_through_redirects(base: str) -> None:
    paper = await read_paper(f"{base}/moved", allow_files=False, allow_private_urls=True)
    assert paper.title == "A Small Paper"
    assert [s.id for s in paper.sections] == ["s1", "s2", "s2.1"]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/nowhere", "404"),
        ("/loop", "redirects"),
        ("/metadata", "private address 169.254.169.254"),
        ("/file", "http or https"),
        ("/empty", "empty"),
        ("/paper.pdf", "HTML"),
    ],
)
async def test_bad_answers_are_one_clear_error(base: str, path: str, said: str) -> None:
    with pytest.raises(PaperError, match=said) as caught:
        await read_paper(f"{base}{path}", allow_files=True, allow_private_urls=True)
    assert caught.value.hint


SPELLED = [
    "127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0.0.0.0", "0x7f.1", "0x7f000001",
    "017700000001", "0177.0.0.01", "127.1", "127.0.1", "0", "LOCALHOST", "localhost.", "user:pw@127.0.0.1",
    "example.org@127.0.0.1", "[::]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::ffff:0:127.0.0.1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "127\u30020\u30020\u30021", "\u2460\u2461\u2466.\u24ea.\u24ea.\u2460", "127.0.0.1%2f@x", "ip6-localhost",
]  # fmt: skip
"""Ways to write an address of this machine."""


@pytest.mark.parametrize("host", SPELLED)
async def test_private_addresses_are_refused(base: str, host: str) -> None:
    port = base.rsplit(":", 1)[1]
    with pytest.raises(PaperError, match=r"private address|connection failed|expected"):
        await read_paper(f"http://{host}:{port}/paper.tex", allow_files=False)


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "192.168.1.1",
        "172.16.0.1",
        "100.64.0.1",
        "169.254.1.1",
        "192.0.0.192",
        "168.63.129.16",
        "192.88.99.1",
        "fec0::1",
        "3fff::1",
        "::ffff:168.63.129.16",
        "fe80::1",
        "fc00::1",
        "64:ff9b::7f00:1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b:1::7f00:1",
        "2001:0:7f00:1:8000:63bf:3fff:fdd2",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
        "::127.0.0.1",
        "::ffff:0:127.0.0.1",
        "fd00:ec2::254",
        "198.18.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "100::1",
        "5f00::1",
        "ff02::1",
        "fe80::1%eth0",
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    with pytest.raises(PaperError, match="private"):
        refuse_private("host", [address], allow_private=False)
    assert refuse_private("host", [address, "93.184.216.34"], allow_private=False) == ["93.184.216.34"]


def test_link_local_is_refused_even_when_private_is_allowed() -> None:
    assert refuse_private("host", ["10.0.0.1"], allow_private=True) == ["10.0.0.1"]
    for secret in ("169.254.169.254", "100.100.100.200", "fd00:ec2::254", "64:ff9b::a9fe:a9fe", "192.0.0.192"):
        with pytest.raises(PaperError, match="private"):
            refuse_private("host", [secret], allow_private=True)


async def test_what_is_connected_to_is_what_was_checked(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers with a public address first and with this machine's afterwards gains nothing."""
    loop, answers = asyncio.get_running_loop(), ["93.184.216.34", "127.0.0.1"]
    asked: list[str] = []

    async def resolve(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers[min(len(asked), 2) - 1], port))]

    connected: list[str] = []

    async def connect(_: object, host: str, *__: object, **___: object) -> None:
        connected.append(host)
        raise httpcore.ConnectError("it is enough to know where to")

    monkeypatch.setattr(loop, "getaddrinfo", resolve)
    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", connect)
    with pytest.raises(PaperError):
        await fetch(f"http://turning.example:{base.rsplit(':', 1)[1]}/paper.tex")
    assert connected == ["93.184.216.34"]
    with pytest.raises(PaperError, match="private"):
        await fetch("http://turning.example/paper.tex")
    assert connected == ["93.184.216.34"]


async def test_an_endless_body_ends_at_the_limit(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 5_000_000)
    with pytest.raises(PaperError, match="more than 5 MB"):
        await fetch(f"{base}/endless", allow_private=True)


async def test_a_slow_drip_ends_at_the_limit(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SECONDS", 0.5)
    started = time.monotonic()
    with pytest.raises(PaperError, match="did not come"):
        await fetch(f"{base}/drip", allow_private=True)
    assert time.monotonic() - started < 10


async def test_a_refused_connection_and_an_unknown_name() -> None:
    with pytest.raises(PaperError, match="connection failed"):
        await fetch("http://127.0.0.1:9/x", allow_private=True)
    with pytest.raises(PaperError, match="connection failed"):
        await fetch("http://no-such-host.invalid/x")


async def test_the_status_is_known(base: str) -> None:
    with pytest.raises(FetchError) as caught:
        await fetch(f"{base}/nowhere", allow_private=True)
    assert caught.value.status == 404
