"""Documents that langchain-community's loaders read: real files, a real child process, and no network."""

import io
import json
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from papercoder.errors import PaperError
from papercoder.papers.child import ChildLimits, run_in_child
from papercoder.papers.loaders import extras
from papercoder.papers.parse import parse_bytes

MAIL = b"""\
From: Ada <ada@example.org>
To: Ben <ben@example.org>
Subject: Settings of the third experiment
Date: Mon, 1 Jun 2026 10:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="x"

--x
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: quoted-printable

Dear Ben,

the learning rate was 0.0030 and not 0.03 as Table=202 says.

- dropout 0.1
- weight decay 0.01

--x
Content-Type: text/csv
Content-Disposition: attachment; filename="values.csv"

a,b
--x--
"""
RST = """\
Notes on Tests
==============

Training
--------

The rate is :math:`\\eta = 0.1`.

.. include:: /etc/passwd

.. list-table::
   :header-rows: 1

   * - Model
     - Score
   * - ours
     - 0.91
"""
ORG = """\
#+TITLE: Notes on Tests
#+INCLUDE: "/etc/passwd"

* Training
The rate is $\\eta=0.1$.
| Model | Score |
|-------+-------|
| ours  | 0.91  |
"""
LIMITS = ChildLimits(memory=4 << 30, files=10_000_000)
pandoc = pytest.mark.skipif(find_spec("pypandoc") is None, reason="the pandoc extra is not installed")
sheets = pytest.mark.skipif(find_spec("openpyxl") is None, reason="the sheets extra is not installed")


def workbook() -> bytes:
    openpyxl = import_module("openpyxl")
    book = openpyxl.Workbook()
    first = book.active
    first.title = "Results"
    for row in (["Model", "Score"], ["ours", 0.91]):
        first.append(row)
    first["D8"] = "Three seeds each."
    second = book.create_sheet("Ablation")
    for values in (["layers", "loss"], [2, 1.5]):
        second.append(values)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_mail_is_read_with_its_subject_and_names_its_attachments() -> None:
    paper = parse_bytes(MAIL, "answer.txt")
    text = "\n".join(block.text for section in paper.sections for block in section.blocks) + paper.abstract
    assert (paper.source.kind, paper.title) == ("eml", "Settings of the third experiment")
    assert "the learning rate was 0.0030 and not 0.03 as Table 2 says." in text
    assert "weight decay 0.01" in text
    assert any("values.csv" in warning for warning in paper.warnings)


@sheets
def test_a_workbook_is_its_sheets_with_their_tables_and_notes() -> None:
    paper = parse_bytes(workbook(), "results.xlsx")
    assert [section.title for section in paper.sections] == ["Results", "Ablation"]
    tables = [block.text for section in paper.sections for block in section.blocks if block.kind == "table"]
    assert tables[0].splitlines()[-1] == "| ours | 0.91 |"
    assert tables[1].splitlines()[-1] == "| 2 | 1.5 |"
    assert any(block.text == "Three seeds each." for block in paper.sections[0].blocks)


@pandoc
@pytest.mark.parametrize(("text", "name"), [(RST, "notes.rst"), (ORG, "notes.org")])
def test_headings_formulas_and_tables_are_read_and_other_files_are_not(text: str, name: str) -> None:
    paper = parse_bytes(text.encode(), name)
    blocks = [block for section in paper.sections for block in section.blocks]
    assert paper.title == "Notes on Tests"
    assert [section.title for section in paper.sections] == ["Training"]
    assert any(block.kind == "table" and "| ours | 0.91 |" in block.text for block in blocks)
    assert not any("root:" in block.text for block in blocks)
    assert any("/etc/passwd" in warning for warning in paper.warnings)


def test_values_with_commas_stay_as_they_are_written() -> None:
    paper = parse_bytes(b'Model;Score\nours;0.910\n"a;b";1\n', "values.csv")
    assert paper.sections[0].blocks[0].text.splitlines()[-2:] == ["| ours | 0.910 |", "| a;b | 1 |"]
    with pytest.raises(PaperError, match="expected rows of values"):
        parse_bytes(b'a,b\n"' + b"x" * 140_000 + b'",1\n', "large.csv")


def test_the_kind_is_decided_by_the_bytes_before_the_name() -> None:
    latex = b"\\documentclass{article}\\title{T}\\begin{document}\\section{One}Words of the text.\\end{document}"
    assert parse_bytes(latex, "paper.rst").source.kind == "latex"
    assert parse_bytes(b"A Title\n\nFrom: here it goes on with words.\n", "paper.txt").source.kind == "text"


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(extras._NEEDED, "xlsx", ("sheets", ("no_such_module",)))
    monkeypatch.setitem(extras._NEEDED, "rst", ("pandoc", ("no_such_module",)))
    with pytest.raises(PaperError, match="needs the sheets extra") as refused:
        extras.need_extra("xlsx", "results.xlsx")
    assert "papercoder[sheets]" in refused.value.hint
    paper = parse_bytes(RST.encode(), "notes.rst")
    assert any("papercoder[pandoc]" in warning for warning in paper.warnings)
    assert "0.91" in str(paper.to_json())


@sheets
def test_damage_is_said_in_our_words() -> None:
    whole = workbook()
    damaged = whole.replace(b"PK\x05\x06", b"PK\x05\x07")
    with pytest.raises(PaperError, match=r"expected a \.xlsx document, found one that cannot be read"):
        parse_bytes(damaged[:600] + b"\0" * 50 + damaged[650:] + b"xl/workbook.xml", "results.xlsx")


def test_old_office_documents_are_refused_with_what_is_expected() -> None:
    with pytest.raises(PaperError, match="an old Office document") as refused:
        parse_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "paper.doc")
    assert "DOCX" in refused.value.hint


_WATCHED = """
import json, os, sys
seen = []
sys.addaudithook(lambda event, _: seen.append(event) if event.startswith(("socket.", "urllib.")) else None)
from papercoder.papers.loaders.read import serve_loaded
said = serve_loaded(open(sys.argv[1], "rb").read(), kind=sys.argv[2], name="n", sha256="", folder=sys.argv[3])
reached = [e for e in seen if e in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request")]
print(json.dumps([reached, len(said["sections"])]), flush=True)
os._exit(0)
"""


@pytest.mark.parametrize("kind", ["eml", pytest.param("xlsx", marks=sheets), pytest.param("rst", marks=pandoc)])
def test_nothing_asks_a_network(kind: str, tmp_path: Path) -> None:
    data = {"eml": MAIL, "rst": RST.encode()}.get(kind) or workbook()
    file = tmp_path / "file"
    file.write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", _WATCHED, str(file), kind, str(tmp_path)],
        capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin"}, timeout=200,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    reached, sections = json.loads(done.stdout.splitlines()[-1])
    assert reached == []
    assert sections


def test_a_child_that_reads_documents_cannot_reach_out(tmp_path: Path) -> None:
    reached = run_in_child(
        "tests.papers.loaders.reaching:reach", MAIL, {"folder": str(tmp_path)}, name="mail", limits=LIMITS
    )
    assert "PermissionError" in reached
