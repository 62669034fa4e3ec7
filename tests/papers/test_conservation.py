"""Every word of a document is in the paper, left out for a reason, or named: whatever its pieces and their order."""

import io
import random
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from papercoder.papers.latex.read import read_latex
from papercoder.papers.markup.html import read_html
from papercoder.papers.markup.markdown import read_markdown
from papercoder.papers.office.read import serve_office
from state.paper import Paper, Source

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OPEN = 'xmlns:office="urn:o" xmlns:text="urn:t" xmlns:table="urn:tab" xmlns:draw="urn:d"'
A = 'xmlns:a="urn:a" xmlns:p="urn:p"'
KINDS = ("heading", "paragraph", "item", "table", "note", "box", "deleted")
Pieces = list[tuple[str, list[str]]]


class Words:
    """Words of which each is made once, so that what is found was found in its own place."""

    def __init__(self, seed: int) -> None:
        self.random, self.made = random.Random(seed), list[str]()

    def some(self, count: int) -> list[str]:
        found = list[str]()
        while len(found) < count:
            word = "".join(self.random.choice("bdfglmnprstvz") + self.random.choice("aeiou") for _ in range(4))
            if word not in self.made:
                self.made.append(word)
                found.append(word)
        return found


def zipped(parts: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, text in parts.items():
            archive.writestr(path, text)
    return buffer.getvalue()


def docx(pieces: Pieces, words: Words) -> bytes:
    def p(text: str, style: str = "", numbered: bool = False) -> str:
        named = f'<w:pStyle w:val="{style}"/>' if style else ""
        listed = '<w:numPr><w:ilvl w:val="0"/></w:numPr>' if numbered else ""
        return f"<w:p><w:pPr>{named}{listed}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"

    body, notes = [p(" ".join(words.some(5)), "Title")], []
    for kind, said in pieces:
        text = " ".join(said)
        if kind == "heading":
            body.append(p(text, "H1"))
        elif kind == "item":
            body.append(p(text, numbered=True))
        elif kind == "table":
            cells = [f"<w:tc>{p(word)}</w:tc>" for word in said]
            row = f"<w:tr>{''.join(cells[:2])}<w:sdt><w:sdtContent>{''.join(cells[2:])}</w:sdtContent></w:sdt></w:tr>"
            body.append(f"<w:tbl>{row}{row}</w:tbl>")
        elif kind == "note":
            notes.append(text)
        elif kind == "box":
            box = f"<w:txbxContent>{p(text)}</w:txbxContent>"
            body.append(f"<w:p><w:r><w:pict>{box}</w:pict></w:r></w:p>")
        elif kind == "deleted":
            body.append(f"<w:p><w:del><w:r><w:delText>{text}</w:delText></w:r></w:del></w:p>")
        else:
            body.append(p(text))
    parts = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {W}><w:body>{''.join(body)}</w:body></w:document>",
        "word/styles.xml": f'<w:styles {W}><w:style w:styleId="Title"><w:name w:val="Title"/></w:style>'
        '<w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style></w:styles>',
    }
    for number, (path, tag) in enumerate((("footnotes", "footnote"), ("endnotes", "endnote"), ("comments", "comment"))):
        inside = "".join(f"<w:{tag}>{p(text)}</w:{tag}>" for text in notes[number::3])
        parts[f"word/{path}.xml"] = f"<w:{path} {W}>{inside}</w:{path}>"
    head = " ".join(words.some(3))
    parts["word/header1.xml"] = f"<w:hdr {W}>{p(head)}</w:hdr>"
    diagram = " ".join(words.some(6))
    parts["word/diagrams/data1.xml"] = f'<d xmlns:a="urn:a"><a:p><a:r><a:t>{diagram}</a:t></a:r></a:p></d>'
    return zipped(parts)


def odt(pieces: Pieces, words: Words) -> bytes:
    body = [f'<text:p text:style-name="Title">{" ".join(words.some(5))}</text:p>']
    for kind, said in pieces:
        text = " ".join(said)
        body.append(
            {
                "heading": f'<text:h text:outline-level="1">{text}</text:h>',
                "item": f"<text:list><text:list-item><text:p>{text}</text:p></text:list-item></text:list>",
                "table": "<table:table><table:table-row>"
                + "".join(f"<table:table-cell><text:p>{word}</text:p></table:table-cell>" for word in said)
                + "</table:table-row></table:table>",
                "note": f"<text:p>{said[0]}<text:note><text:note-body><text:p>{' '.join(said[1:])}</text:p>"
                "</text:note-body></text:note></text:p>",
                "box": f"<text:p><draw:text-box><text:p>{text}</text:p></draw:text-box></text:p>",
                "deleted": f"<text:p>{said[0]}<office:annotation><text:p>{' '.join(said[1:])}</text:p>"
                "</office:annotation></text:p>",
            }.get(kind, f"<text:p>{said[0]} <text:span>{' '.join(said[1:])}</text:span></text:p>")
        )
    styles = f"<office:styles {OPEN}><text:p>{' '.join(words.some(3))}</text:p></office:styles>"
    content = f"<office:document {OPEN}><office:body>{''.join(body)}</office:body></office:document>"
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, "styles.xml": styles})


def pptx(pieces: Pieces, words: Words) -> bytes:
    def p(text: str) -> str:
        return f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>"

    def title(text: str) -> str:
        return f'<p:sp><p:nvPr><p:ph type="title"/></p:nvPr>{p(text)}</p:sp>'

    parts = {
        "ppt/presentation.xml": "<p/>",
        "ppt/slides/slide1.xml": f"<p:sld {A}>{title(' '.join(words.some(5)))}</p:sld>",
    }
    for number, (kind, said) in enumerate(pieces, start=2):
        text = " ".join(said)
        inside = f"<p:sp>{p(text)}</p:sp>"
        if kind == "heading":
            inside = title(text)
        elif kind == "table":
            cells = "".join(f"<a:tc>{p(word)}</a:tc>" for word in said)
            inside = f"<p:graphicFrame><a:tbl><a:tr>{cells}</a:tr></a:tbl></p:graphicFrame>"
        elif kind == "box":
            inside = f"<p:grpSp><p:sp>{p(text)}</p:sp></p:grpSp>"
        if kind == "note":
            parts[f"ppt/notesSlides/notesSlide{number}.xml"] = f"<p:notes {A}>{p(text)}</p:notes>"
            inside = ""
        if kind == "deleted":
            parts[f"ppt/diagrams/data{number}.xml"] = f"<d {A}>{p(text)}</d>"
            inside = ""
        parts[f"ppt/slides/slide{number}.xml"] = f"<p:sld {A}>{inside}</p:sld>"
    return zipped(parts)


def epub(pieces: Pieces, words: Words) -> bytes:
    package = (
        "<package><metadata><title>x</title></metadata><manifest><item id='a' href='a.xhtml'/></manifest>"
        "<spine><itemref idref='a'/></spine></package>"
    )
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container><rootfiles><rootfile full-path="a.opf"/></rootfiles></container>',
            "a.opf": package, "a.xhtml": html(pieces, words),
        }
    )  # fmt: skip


def rtf(pieces: Pieces, words: Words) -> bytes:
    parts = [rf"\pard\outlinelevel0 {' '.join(words.some(5))}\par\pard "]
    parts.append(rf"{{\header {' '.join(words.some(3))}}}")
    for kind, said in pieces:
        text = " ".join(said)
        cells = "".join(rf"{word}\cell " for word in said)
        parts.append(
            {
                "heading": rf"\pard\outlinelevel1 {text}\par\pard ",
                "table": rf"\trowd {cells}\row\pard ",
                "note": rf"{said[0]}{{\footnote {' '.join(said[1:])}}}\par ",
                "box": rf"{{\shp{{\*\shpinst\shpleft0 {{\shptxt {text}\par}}}}}}",
                "deleted": rf"{{\*\unknownword {text}}}",
            }.get(kind, rf"{text}\par ")
        )
    return (r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Times;}}" + "".join(parts) + "}").encode()


def html(pieces: Pieces, words: Words) -> str:
    body = [f"<h1>{' '.join(words.some(5))}</h1><nav>{' '.join(words.some(3))}</nav>"]
    for kind, said in pieces:
        text = " ".join(said)
        body.append(
            {
                "heading": f"<h2>{text}</h2>",
                "item": f"<ul><li>{text}</li></ul>",
                "table": f"<table><tr>{''.join(f'<td>{word}</td>' for word in said)}</tr></table>",
                "note": f"<p>{said[0]}<span class='ltx_note'>{' '.join(said[1:])}</span></p>",
                "box": f"<aside>{text}</aside>",
                "deleted": f"<figure><p>{text}</p></figure>",
            }.get(kind, f"<p>{text}</p>")
        )
    return f"<html><body>{''.join(body)}</body></html>"


def markdown(pieces: Pieces, words: Words) -> str:
    parts = [f"# {' '.join(words.some(5))}"]
    for kind, said in pieces:
        text = " ".join(said)
        parts.append(
            {
                "heading": f"## {text}",
                "item": f"- {text}",
                "table": f"| {' | '.join(said)} |\n|{' --- |' * len(said)}",
                "note": f"{said[0]}[^{said[1]}]\n\n[^{said[1]}]: {' '.join(said[2:])}",
                "box": f"> {text}",
                "deleted": f"<div>{text}</div>",
            }.get(kind, f"{said[0]} **{said[1]}** {' '.join(said[2:])}.")
        )
    return "\n\n".join(parts)


def latex(pieces: Pieces, words: Words) -> str:
    parts = [rf"\title{{{' '.join(words.some(5))}}}"]
    for kind, said in pieces:
        text = " ".join(said)
        parts.append(
            {
                "heading": rf"\section{{{text}}}",
                "item": rf"\begin{{itemize}}\item {text}\end{{itemize}}",
                "table": rf"\begin{{table}}\begin{{tabular}}{{ll}}{' & '.join(said[:2])}\\ {' & '.join(said[2:4])}"
                rf"\end{{tabular}}\caption{{{' '.join(said[4:])}}}\end{{table}}",
                "note": rf"{said[0]}\footnote{{{' '.join(said[1:])}}}.",
                "box": rf"\begin{{unknownbox}}{text}\end{{unknownbox}}",
                "deleted": rf"\unknowncommand{{{text}}}.",
            }.get(kind, rf"{said[0]} \emph{{{said[1]}}} {' '.join(said[2:])}.")
        )
    body = "\n\n".join(parts)
    return f"\\documentclass{{article}}\\begin{{document}}{body}\n\\end{{document}}"


def office(kind: str, build: Callable[[Pieces, Words], bytes]) -> Callable[[Pieces, Words], Paper]:
    def read(pieces: Pieces, words: Words) -> Paper:
        return Paper.from_json(serve_office(build(pieces, words), kind=kind, name=f"paper.{kind}", sha256=""))

    return read


READERS: dict[str, Callable[[Pieces, Words], Paper]] = {
    "docx": office("docx", docx),
    "odt": office("odt", odt),
    "pptx": office("pptx", pptx),
    "epub": office("epub", epub),
    "rtf": office("rtf", rtf),
    "html": lambda pieces, words: read_html(html(pieces, words), Source(kind="html")),
    "markdown": lambda pieces, words: read_markdown(markdown(pieces, words), Source(kind="markdown")),
    "latex": lambda pieces, words: read_latex({"a.tex": latex(pieces, words)}, Source(kind="latex")),
}


def known(paper: Paper) -> str:
    """Return all that a paper says, and what it says that it has not."""
    blocks = [block for section in paper.sections for block in section.blocks]
    texts = [paper.title, paper.abstract, *paper.references, *paper.warnings, *(s.title for s in paper.sections)]
    texts += [f"{block.caption} {block.label} {block.text}" for block in blocks]
    texts += [each.text for each in (paper.account.left_out if paper.account else ())]
    return " ".join(texts)


@pytest.mark.parametrize("kind", READERS)
@given(order=st.lists(st.sampled_from(KINDS), min_size=1, max_size=14), seed=st.integers(0, 10_000))
@settings(max_examples=8, deadline=None, derandomize=True, phases=[Phase.generate])
def test_every_word_is_in_the_paper_or_named(kind: str, order: list[str], seed: int) -> None:
    words = Words(seed)
    pieces = [(each, words.some(6)) for each in ("paragraph", *order)]
    paper = READERS[kind](pieces, words)
    there = known(paper)
    assert [word for word in words.made if word not in there] == []
    assert paper.account
    left = sum(each.lines for each in paper.account.left_out)
    assert paper.account.total == sum(paper.account.placed.values()) + left
