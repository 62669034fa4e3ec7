"""Short fuzzing with hypothesis; `benchmarks/fuzz_papers.py` does it for minutes."""

# ruff: noqa: SIM905  # long lists of words read better as words

import contextlib
import io
import json
import zipfile
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from papercoder.errors import PaperError
from papercoder.papers.decode import decode_text
from papercoder.papers.kinds import kind_of, kind_of_text
from papercoder.papers.latex.read import read_latex
from papercoder.papers.markdown import render_paper
from papercoder.papers.markup.html import read_html
from papercoder.papers.markup.markdown import read_markdown
from papercoder.papers.office.read import serve_office
from papercoder.papers.plaintext import read_text
from papercoder.papers.sources.archive import gunzip, unpack
from papercoder.papers.structured.s2orc import is_s2orc, read_s2orc
from papercoder.papers.structured.tei import read_tei
from state.paper import Paper, Source
from tests.papers.samples import TEX, tar, targz, zipped
from tests.papers.test_office import DOCX, EPUB, ODT, PPTX, RTF

SLOW = settings(max_examples=60)

TEX_TOKENS = st.sampled_from(
    [
        *(r"\begin{table} \end{table} \begin{tabular}{cc} \end{tabular} \begin{equation} \end{equation}").split(),
        *(r"\begin{itemize} \item \end{itemize} \section{A} \section{ \caption{ \footnote{ \[ \] \( \) $$ $").split(),
        *(r"\\ & % { } [ ] \def\a#1{\a\a} \a \newcommand{\b}[2][x]{#1#2} \b \if \else \fi \iffalse").split(),
        *(r"\input{x} \verb|x| \begin{algorithm} \For{x} \State \end{algorithm} \label{l} \ref{l}").split(),
        *(r"\cite{k} \appendix ~ -- x 1").split(),
    ]
)
MARKDOWN_TOKENS = st.sampled_from(
    [
        *("# 1 A\n", "# Abstract\n", "\n\n", "$", "$$", "`", "```\n", "|a|b|\n|-|-|\n", "- x\n", "<table><tr><td>"),
        *("</table>", "![x](y)", "*", "_", "Table 1: x", "word ", "\\(", "[1] "),
    ]
)
HTML_TOKENS = st.sampled_from(
    [
        *("<p>", "</p>", "<math alttext='x'>", "<table>", "<tr><td>", "<h2>1 A</h2>", "<li>", "<figure>", "x"),
        *("<pre>", "\\(x\\)"),
    ]
)
KEYS = st.sampled_from(["text", "section", "sec_num", "body_text", "eq_spans", "ref_entries", "content"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
ARCHIVES = st.sampled_from([tar({"p.tex": TEX}), targz({"p.tex": TEX}), zipped({"p.tex": TEX})])
CHANGES = st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=8)


@SLOW
@given(st.lists(TEX_TOKENS | st.text(max_size=8), max_size=60))
def test_latex(tokens: list[str]) -> None:
    text = " ".join(tokens)
    try:
        paper = read_latex({"paper.tex": text, "x.tex": text[:50]}, Source(kind="latex", name="p"), main="paper.tex")
    except PaperError:
        return
    assert not set(render_paper(paper)) & set("\ue000\ue001\ue002\ue010\u2060")


@SLOW
@given(st.lists(MARKDOWN_TOKENS | st.text(max_size=8), max_size=40))
def test_markdown(tokens: list[str]) -> None:
    text = "".join(tokens)
    try:
        paper = read_markdown(text, Source(kind="markdown", name="p"))
    except PaperError:
        return
    assert "ZQ0X" not in render_paper(paper)


@SLOW
@given(st.lists(HTML_TOKENS | st.text(max_size=5), max_size=40))
def test_html(tokens: list[str]) -> None:
    try:
        paper = read_html("<html><body>" + "".join(tokens), Source(kind="html", name="p"))
    except PaperError:
        return
    assert "ZQ0X" not in render_paper(paper)


@SLOW
@given(st.dictionaries(st.sampled_from(["pdf_parse", "body_text", "title", "abstract"]), JSON, max_size=4))
def test_json(value: dict[str, object]) -> None:
    data = json.loads(json.dumps(value))
    if not is_s2orc(data):
        return
    try:
        read_s2orc(data, Source(kind="s2orc", name="p"))
    except PaperError:
        return


@SLOW
@given(ARCHIVES, CHANGES, st.integers(0, 3000))
def test_archives(data: bytes, changes: list[tuple[int, int]], length: int) -> None:
    changed = bytearray(data)
    for at, value in changes:
        changed[at % len(changed)] = value
    del changed[max(1, len(changed) - length) :]
    try:
        kind = kind_of(bytes(changed), "p")
        if kind == "gzip":
            gunzip(bytes(changed), "p")
        elif kind in {"tar", "zip"}:
            unpack(bytes(changed), kind, "p")
    except PaperError:
        return


@SLOW
@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes(data: bytes) -> None:
    text, _ = decode_text(data)
    kind_of_text(text)
    readers: list[Callable[[], Paper]] = [
        lambda: read_text(text, Source(kind="text", name="p")),
        lambda: read_tei(data, Source(kind="tei", name="p")),
    ]
    for read in readers:
        try:
            read()
        except PaperError:
            continue


@SLOW
@given(st.sampled_from([("docx", DOCX), ("odt", ODT), ("epub", EPUB), ("pptx", PPTX), ("rtf", RTF)]), CHANGES)
def test_documents_of_word_processors(document: tuple[str, bytes], changes: list[tuple[int, int]]) -> None:
    """Change a part of the document, for a zip that is changed itself is refused before anything is read."""
    kind, data = document
    if kind == "rtf":
        changed = _changed(data, changes)
    else:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        largest = max(parts, key=lambda name: len(parts[name]))
        changed = zipped(parts | {largest: _changed(parts[largest], changes)})
    with contextlib.suppress(PaperError):
        assert Paper.from_json(serve_office(changed, kind=kind, name="x", sha256="")).sections is not None


def _changed(data: bytes, changes: list[tuple[int, int]]) -> bytes:
    out = bytearray(data)
    for place, value in changes:
        out[place % len(out)] = value
    return bytes(out)
