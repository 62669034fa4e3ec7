import asyncio
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from papercoder.errors import PaperError
from papercoder.papers.parse import MAX_HERE, parse_bytes
from papercoder.papers.read import read_paper
from papercoder.papers.sources import standard
from tests.papers.samples import TEX

LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n"
HTML = b"<!DOCTYPE html><html><body><p>Please log in</p></body></html>"

BYTES = {
    "empty": (b"", "empty"),
    "blank": (b" \n\n", "empty"),
    "garbage": (bytes(range(256)) * 20, "no text and no known format"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "PNG"),
    "lfs pointer": (LFS, "Git LFS"),
    "office": (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "Office"),
    "other json": (b'{"a": 1}', "an object with a"),
    "json list": (b'["x", 2]', "a list"),
    "cut json": (b'{"pdf_parse": {"body_text": [', "not valid JSON"),
    "deep json": (b'{"pdf_parse":' + b"[" * 200_000, "JSON"),
    "json without text": (b'{"pdf_parse": {"body_text": []}}', "no text"),
    "other xml": (b"<?xml version='1.0'?><a/>", "root is <a>"),
    "cut xml": (b"<?xml version='1.0'?><TEI xmlns='http://www.tei-c.org/ns/1.0'><text>", "not well-formed"),
    "tei without text": (b"<TEI xmlns='http://www.tei-c.org/ns/1.0'/>", "found none"),
    "page without text": (b"<html><body><script>x</script></body></html>", "found none"),
    "latex without text": (b"\\documentclass{article}\\begin{document}\\end{document}", "without text"),
    "circular input": (b"\\begin{document}\\input{paper}\\section{A}\\end{document}", "includes itself"),
}


@pytest.mark.parametrize(("data", "said"), BYTES.values(), ids=BYTES)
def test_each_is_one_clear_error(data: bytes, said: str) -> None:
    name = "paper.tex" if b"\\" in data else "paper.dat"
    with pytest.raises(PaperError, match=said) as caught:
        parse_bytes(data, name)
    assert name in caught.value.message
    assert caught.value.hint
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("null.json", b"null", "found null"),
        ("half.json", rb'{"title": "\ud800", "abstract": "\udc00", "pdf_parse": {"body_text": []}}', "no letter"),
        ("words.json", b"no json at all", "not valid JSON"),
        ("words.xml", b"no xml at all", "not well-formed"),
        ("host.dat", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><TEI>&x;</TEI>', "<TEI>|no"),
    ],
)
def test_a_file_that_says_it_is_data_is_not_read_as_plain_text(name: str, data: bytes, said: str) -> None:
    with pytest.raises(PaperError, match=said) as caught:
        parse_bytes(data, name)
    assert "root:" not in caught.value.message


def test_html_named_pdf_is_said_to_be_html() -> None:
    with pytest.raises(PaperError, match="HTML"):
        parse_bytes(HTML, "paper.pdf")


def test_a_billion_laughs_stay_unread() -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    body = '<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><p>&l11;x</p></body></text></TEI>'
    xml = f'<?xml version="1.0"?><!DOCTYPE TEI [<!ENTITY l0 "lol">{entities}]>{body}'
    with pytest.raises(PaperError, match="not well-formed"):
        parse_bytes(xml.encode(), "paper.xml")


def test_crlf_bom_and_form_feeds() -> None:
    data = b"\xef\xbb\xbf" + TEX.replace(b"\n", b"\r\n") + b"\x0c"
    assert parse_bytes(data, "paper.tex").sections == parse_bytes(TEX, "paper.tex").sections


async def test_paths_that_hold_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "main.txt").write_text("Title\n\n1 Introduction\n\nText.", encoding="utf-8")
    os.mkfifo(tmp_path / "pipe")
    for path, said in (("empty", "found none"), ("nowhere.tex", "nothing of that name"), ("pipe", "something else")):
        with pytest.raises(PaperError, match=said) as caught:
            await read_paper(str(tmp_path / path), allow_files=True)
        assert caught.value.hint


async def test_files_are_read_and_refused(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(TEX)
    paper = await read_paper(str(path), allow_files=True)
    assert (paper.source.kind, paper.source.name) == ("latex", "paper.pdf")
    with pytest.raises(PaperError, match="files of the server cannot be named"):
        await read_paper(str(path), allow_files=False)


async def test_folders(tmp_path: Path) -> None:
    (tmp_path / "sections").mkdir()
    (tmp_path / "main.tex").write_bytes(TEX.replace(b"We use", b"\\input{sections/one}We use"))
    (tmp_path / "sections/one.tex").write_text("From the part.\n\n", encoding="utf-8")
    (tmp_path / "secret.tex").symlink_to("/etc/hostname")
    for source in (tmp_path, tmp_path / "main.tex"):
        paper = await read_paper(str(source), allow_files=True)
        assert paper.sections[0].blocks[0].text == "From the part."
        assert [s.id for s in paper.sections] == ["s1", "s2", "s2.1"]


async def test_inline_text_and_standard_input() -> None:
    latex = await read_paper(TEX.decode(), allow_files=False)
    assert (latex.source.kind, latex.title) == ("latex", "A Small Paper")
    assert (await read_paper("# T\n\n# 1 One\n\nText.", allow_files=False)).source.kind == "markdown"
    assert (await read_paper(TEX, allow_files=False)).source.name == "standard input"
    with pytest.raises(PaperError, match="empty name"):
        await read_paper("  ", allow_files=True)
    with pytest.raises(PaperError, match="nothing of that name"):
        await read_paper("no\0such", allow_files=True)


async def test_standard_input_by_its_sign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "paper").write_bytes(TEX)
    with (tmp_path / "paper").open(encoding="utf-8") as file:
        monkeypatch.setattr(sys, "stdin", file)
        paper = await read_paper("-", allow_files=True)
    assert (paper.title, paper.source.name) == ("A Small Paper", "standard input")
    with pytest.raises(PaperError, match="cannot be named"):
        await read_paper("-", allow_files=False)


async def test_standard_input_that_never_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standard, "SECONDS", 0.2)
    reading, writing = os.pipe()
    try:
        with os.fdopen(reading, encoding="utf-8") as file:
            monkeypatch.setattr(sys, "stdin", file)
            with pytest.raises(PaperError, match="expected its end"):
                await read_paper("-", allow_files=True)
    finally:
        os.close(writing)


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="sees its children through /proc")
async def test_a_large_text_is_read_in_a_child_that_ends_with_its_caller(tmp_path: Path) -> None:
    entries = [{"text": f"Text {n}.", "section": "A", "sec_num": str(n)} for n in range(4000)]
    path = tmp_path / "paper.json"
    path.write_text(json.dumps({"title": "T", "pdf_parse": {"body_text": entries}}), encoding="utf-8")
    assert path.stat().st_size < MAX_HERE
    small = await read_paper(str(path), allow_files=True)
    path.write_bytes(path.read_bytes() + b" " * MAX_HERE)
    large = await read_paper(str(path), allow_files=True)
    assert large.sections == small.sections
    reading = asyncio.create_task(read_paper(str(path), allow_files=True))
    await _until(lambda: bool(_children()))
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    await _until(lambda: not _children())


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    parse_bytes(b"# T\n\n# 1 One\n\nText.", "paper.md")
    parse_bytes(TEX, "paper.tex")
    assert list(tmp_path.iterdir()) == []
    assert _children() == []


def _children() -> list[str]:
    """Return the children that any thread of this process has started."""
    return [child for path in Path("/proc/self/task").glob("*/children") for child in path.read_text().split()]


async def _until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not done():  # noqa: ASYNC110  # the kernel announces no children
            await asyncio.sleep(0.01)
