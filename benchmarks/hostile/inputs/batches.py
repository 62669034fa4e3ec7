"""Batches of which many papers are no papers, or whose model says anything at any moment: all others are written."""

# ruff: noqa: E501  # inputs read better whole

import gzip
import json
import os
import re
import socket
import tempfile
import threading
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx

from benchmarks.hostile.inputs.routes import Tried
from tests.cli.conftest import Cli, make_cli
from tests.server.options import ServerOptions
from tests.server.paper import make_paper
from tests.server.running import serve

__all__ = ["tried_batches", "tried_papers"]

_LATE = 24
"""Calls of an undisturbed paper are fewer, so that the last moments are after its end."""


def tried_papers() -> Iterator[Tried]:
    """Yield what happened to each of a batch of odd papers among good ones."""
    with serve(ServerOptions(files=4)) as model, tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        yield from _odd_papers(make_cli(Path(folder), model.url))


def tried_batches() -> Iterator[Tried]:
    """Yield what happened to each of 200 papers about which the model says anything at some moment."""
    with (
        serve(ServerOptions(files=4)) as model,
        tempfile.TemporaryDirectory(prefix="hostile-") as folder,
        _wild(model.url) as wild,
    ):
        yield from _wild_model(make_cli(Path(folder), wild.url), wild)


def _paper(title: str) -> bytes:
    return re.sub(r"^# .*", lambda _: f"# {title}", make_paper(4), count=1).encode()


def _zip(names: dict[str, bytes]) -> bytes:
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in names.items():
            file.writestr(name, data)
    return kept.getvalue()


_GOOD = ("good.md", "Good.md", "good.txt", "g\u00f6\u00f6d.md", "goo\u0308d.md", "a good one.md", "a-good-one.md", "-o.md", "--yes.md",
         "\u202egood.md", "\U0001f600.md", "last.md", "l" * 200 + ".md", "line\nbreak.md", "per%cent.md", "'quote\".md")  # fmt: skip
_BAD: dict[str, bytes] = {
    "empty.md": b"",
    "spaces.md": b" \n" * 1000,
    "nul.md": b"\x00" * 1000,
    "other-bytes.md": b"\xff\xfe\xfd" * 500,
    "half.json": b'{"paper_id": "x", "title": "\\ud800", "abstract": "\\udc00", "pdf_parse": {"body_text": []}}',
    "deep.json": b"[" * 100_000,
    "digits.json": b'{"title": ' + b"9" * 6000 + b"}",
    "null.json": b"null",
    "cut.pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog",
    "liar.pdf": b"MZ\x90\x00" * 100,
    "charset.html": b"<meta charset=undefined><p>x",
    "deeper.html": b"<div>" * 50_000,
    "entities.xml": b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(
        f'<!ENTITY a{i} "{"&a" + (str(i - 1) if i > 1 else "") + ";"}{"&a" + (str(i - 1) if i > 1 else "") + ";"}">'.encode()
        for i in range(1, 40)
    )
    + b"]><TEI xmlns='http://www.tei-c.org/ns/1.0'>&a39;</TEI>",
    "host.xml": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><TEI xmlns="http://www.tei-c.org/ns/1.0">&x;</TEI>',
    "loop.tex": b"\\documentclass{article}\\begin{document}\\input{loop}\\def\\a{\\a\\a}\\a\\end{document}",
    "bomb.tar.gz": gzip.compress(b"\x00" * 50_000_000),
    "climb.zip": _zip({"../../owned.tex": b"\\documentclass{article}", "/owned.tex": b"x"}),
    "bomb.zip": _zip({"main.tex": b"\\documentclass{article}" + b" " * 50_000_000}),
    "notes.docx": b"PK\x03\x04 and no more",
}

_READABLE = {"loop.tex", "charset.html", "deeper.html", "other-bytes.md"}
"""Odd, and a text all the same: what begins with the mark of UTF-16 is one in some language."""


def _odd_papers(cli: Cli) -> Iterator[Tried]:
    papers = cli.folder / "papers"
    papers.mkdir()
    for number, name in enumerate(_GOOD):
        (papers / name).write_bytes(_paper(f"Layered Gating {number}"))
    raw = os.fsdecode(os.fsencode(papers) + b"/caf\xe9 \xff.md")
    Path(raw).write_bytes(_paper("Layered Gating of no text"))
    for name, data in _BAD.items():
        # A folder with LaTeX in it is one paper.
        place = papers / "latex" / name if name.endswith(".tex") else papers / name
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(data)
    Path(os.fsdecode(os.fsencode(papers / "latex") + b"/caf\xe9.tex")).write_bytes(b"\\section{B}")
    os.mkfifo(papers / "pipe.pdf")
    socket.socket(socket.AF_UNIX).bind(str(papers / "socket.pdf"))
    (papers / "folder.pdf").mkdir()
    (papers / "nowhere.pdf").symlink_to("nothing")
    (papers / "itself.pdf").symlink_to("itself.pdf")
    (papers / "up").symlink_to(papers, target_is_directory=True)
    (papers / "device.pdf").symlink_to("/dev/zero")
    listed = [
        "papers",
        "2404.99999x",
        "http://127.0.0.1:9/paper.pdf",
        "file:///etc/passwd",
        "arxiv:",
        "x" * 5000,
        "papers/good.md",
    ]
    (cli.folder / "list.txt").write_bytes("\ufeff# list\r\n".encode() + "\r\n".join(listed).encode() + b"\r\n\r\n")
    first = _run(cli, "batch", "papers", "list.txt", "--yes", "--at-once", "6", "--set", "check=false")
    states = _states(cli)
    yield Tried("batches: odd papers", "the batch", _said(first, {1}))
    yield Tried("batches: odd papers", "none is left running", _unfinished(states))
    wanted = len(_GOOD) + 1
    complete = Counter(states.values())["complete"]
    yield Tried(
        "batches: odd papers",
        "every good one",
        "" if complete >= wanted else f"{complete} of {wanted} complete: {states}",
    )
    yield Tried(
        "batches: odd papers", "nothing outside", "" if not list(cli.folder.rglob("*owned*")) else "a file was written"
    )
    for name in _BAD:
        fault = "complete" if any(_names(run, name) and end == "complete" for run, end in states.items()) else ""
        yield Tried("batches: odd papers", name, fault if name not in _READABLE else "")
    for name in _GOOD:
        yield Tried("batches: odd papers", name, "" if complete >= wanted else "not every good one is complete")
    again = _run(cli, "batch", "--resume", "last")
    yield Tried("batches: odd papers resumed", "odd papers again", _said(again, {1}) or _unfinished(_states(cli)))
    skipped = _run(cli, "batch", "--resume", "last", "--skip-failed")
    yield Tried(
        "batches: odd papers resumed",
        "odd papers skipped",
        _said(skipped, {1}) or ("it began one" if "begins" in skipped[1] else ""),
    )


def _names(run: str, name: str) -> bool:
    return run.rpartition("-")[0] == name.rsplit(".", 1)[0]


def _run(cli: Cli, *words: str) -> tuple[int, str]:
    process = cli.start(*words)
    out, errors = process.communicate(timeout=900)
    return process.returncode, out + errors


def _said(ended: tuple[int, str], codes: set[int]) -> str:
    code, said = ended
    if code not in codes:
        return f"exit {code}: {said[-800:]}"
    for words in ("Traceback", "fault of its own", "Task exception"):
        if words in said:
            return f"{words}: {said[max(0, said.index(words) - 300) : said.index(words) + 600]}"
    return ""


def _states(cli: Cli) -> dict[str, str]:
    """Return how each run ended, by the file that tells other programs."""
    found = {}
    for folder in (cli.data / "runs").iterdir():
        try:
            found[folder.name] = str(json.loads((folder / "status.json").read_text())["status"])
        except (OSError, ValueError, KeyError) as error:
            found[folder.name] = f"no status: {type(error).__name__}"
    return found


def _unfinished(states: dict[str, str]) -> str:
    left = {run: end for run, end in states.items() if end not in {"complete", "partial", "failed"}}
    return f"left: {left}" if left else ""


def _content(text: str) -> bytes:
    message = {"role": "assistant", "content": text}
    return json.dumps({"id": "x", "object": "chat.completion", "model": "m", "choices": [{"message": message, "finish_reason": "stop"}],
                       "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}}).encode()  # fmt: skip


def _usage(text: str) -> bytes:
    return _content("{}").replace(b'{"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}', text.encode())


_REPLIES: dict[str, tuple[int, dict[str, str], bytes]] = {
    "tokens that are no number": (200, {}, _usage('{"prompt_tokens": NaN, "completion_tokens": Infinity}')),
    "tokens beyond words": (200, {}, _usage('{"prompt_tokens": 1e400, "completion_tokens": 1180591620717411303424}')),
    "tokens of other kinds": (200, {}, _usage('{"prompt_tokens": "x", "completion_tokens": [1], "prompt_tokens_details": 7}')),
    "usage of another kind": (200, {}, _usage("[]")),
    "half a character": (200, {}, _content("{}").replace(b'"{}"', b'"{\\"a\\": \\"\\ud800\\"}"')),
    "half characters for keys": (200, {}, _content('{"\\ud800": "\\udfff"}')),
    "brackets": (200, {}, _content("[" * 200_000)),
    "braces": (200, {}, _content('{"a":' * 50_000)),
    "a long integer": (200, {}, _content('{"a": ' + "9" * 6000 + "}")),
    "an integer of seventy bits": (200, {}, _content('{"a": 1180591620717411303424}')),
    "a body of brackets": (200, {}, b"[" * 100_000),
    "a body of null": (200, {}, b"null"),
    "a body of a list": (200, {}, b"[]"),
    "other bytes": (200, {}, b"\xff\xfe\x00" * 100),
    "a page": (200, {"content-type": "text/html"}, b"<html><body>Welcome to nginx</body></html>"),
    "gzip that is none": (200, {"content-encoding": "gzip"}, b"not gzip"),
    "gzip of much": (200, {"content-encoding": "gzip"}, gzip.compress(b" " * 60_000_000)),
    "an encoding of its own": (200, {"content-encoding": "nobody"}, b"{}"),
    "choices of another kind": (200, {}, b'{"choices": {"a": 1}}'),
    "a message of another kind": (200, {}, b'{"choices": [{"message": [1, 2], "finish_reason": 7}]}'),
    "content of another kind": (200, {}, b'{"choices": [{"message": {"content": {"a": 1}}, "index": "x"}], "created": "x", "id": 5}'),
    "calls of tools": (200, {}, b'{"choices": [{"message": {"role": "assistant", "content": null, "tool_calls": [{"id": 1, "function": 7}]}}]}'),
    "no content": (204, {}, b""),
    "not changed": (304, {}, b""),
    "a status of its own": (599, {}, b"\x1b]52;c;eA==\x07\x1b[2J"),
    "status 418": (418, {"content-type": "application/json"}, b'{"error": {"message": {"a": ["\\ud800"]}, "code": [1], "type": {}}}'),
    "a redirect to the host": (302, {"location": "http://169.254.169.254/latest"}, b""),
    "a redirect to a file": (301, {"location": "file:///etc/passwd"}, b""),
    "a redirect to nothing": (307, {"location": "\x1b[31m//"}, b""),
    "wait for no number": (429, {"retry-after": "nan"}, b"{}"),
    "wait for ever": (429, {"retry-after": "1e400"}, b"{}"),
    "wait less than nothing": (503, {"retry-after": "-1", "date": "yesterday"}, b"[]"),
    "nothing but spaces": (200, {}, b" " * 1_000_000),
    "a long last line": (200, {}, _content("```python\n" * 20_000)),
    "numbers that are none": (200, {}, _content('{"a": NaN, "b": -Infinity, "c": 1e999}')),
}  # fmt: skip


class _Wild:
    """A server that hands requests on, and answers the N-th call about a paper with something else."""

    def __init__(self, url: str) -> None:
        self.inner = url.removesuffix("/v1")
        self.url = ""
        self.healed = False
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def reply(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body."""
        marked = re.search(rb"Gating Wild (\d+) (once|on)", body)
        if marked and not self.healed:
            name = marked[0].decode()
            with self._lock:
                self._counts[name] += 1
                count = self._counts[name]
            number = int(marked[1])
            if count == 1 + number % _LATE or (marked[2] == b"on" and count > 1 + number % _LATE):
                return list(_REPLIES.values())[number % len(_REPLIES)]
        answer = httpx.post(self.inner + path, content=body, headers=headers, timeout=120)
        return answer.status_code, {"content-type": answer.headers.get("content-type", "")}, answer.content


@contextmanager
def _wild(url: str) -> Iterator[_Wild]:
    wild = _Wild(url)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:  # the library's own name
            body = self.rfile.read(int(self.headers["content-length"]))
            own = {name: self.headers[name] for name in ("content-type", "authorization") if self.headers[name]}
            status, headers, data = wild.reply(self.path, own, body)
            self.send_response(status)
            for name, text in {"content-type": "application/json", **headers}.items():
                self.send_header(name, text)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    wild.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield wild
    finally:
        server.shutdown()
        server.server_close()


def _wild_model(cli: Cli, wild: _Wild) -> Iterator[Tried]:
    """Run 200 papers, 30 of which are no papers and 70 of which have a wild reply at some call, once or from then on."""
    papers = cli.folder / "papers"
    papers.mkdir()
    for number in range(len(_REPLIES) * 2):
        (papers / f"wild-{number}.md").write_bytes(
            _paper(f"Layered Gating Wild {number} {'once' if number % 2 else 'on'}")
        )
    for number in range(100):
        (papers / f"good-{number}.md").write_bytes(_paper(f"Layered Gating Good {number}"))
    for number in range(30):
        (papers / f"bad-{number}.pdf").write_bytes(b"%PDF-1.4" + bytes([number]) * number)
    first = _run(cli, "batch", "papers", "--yes", "--at-once", "8", "--set", "check=false")
    states = _states(cli)
    family = "batches: wild replies"
    yield Tried(family, "the batch", _said(first, {1}))
    good = [run for run, end in states.items() if run.startswith("good-") and end == "complete"]
    yield Tried(family, "every good one of 200", "" if len(good) == 100 else f"{len(good)} of 100 complete")
    for number in range(len(_REPLIES) * 2):
        runs = {run: end for run, end in states.items() if run.startswith(f"wild-{number}-")}
        name = f"{list(_REPLIES)[number % len(_REPLIES)]}, call {1 + number % _LATE}"
        yield Tried(family, name, _unfinished(runs) if runs else "it has no run")
    wild.healed = True
    # Where the answers about a file never were answers, the run has ended without that file, and keeps what was paid.
    left_out = {
        run
        for run, end in states.items()
        if run.startswith("wild-") and end == "partial" and int(run.split("-")[1]) % 2 == 0
    }
    again = _run(cli, "batch", "--resume", "last")
    states = _states(cli)
    wild_ends = {run: end for run, end in states.items() if run.startswith("wild-")}
    late = {
        run: end for run, end in wild_ends.items() if end != "complete" and not (end == "partial" and run in left_out)
    }
    yield Tried(
        "batches: wild replies resumed",
        "wild replies, healed",
        _said(again, {1}) or _unfinished(states) or (f"not complete: {late}" if late else ""),
    )
