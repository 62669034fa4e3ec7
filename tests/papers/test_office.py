"""Documents of word processors and slide programs, written here part by part as their standards say."""

import io
import zipfile

import pytest

from papercoder.errors import PaperError
from papercoder.papers.parse import parse_bytes
from state.paper import Block, Paper

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
TEXT = "We train a small model on few examples, and it is enough for all of them."


def zipped(parts: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in parts.items():
            kind = zipfile.ZIP_STORED if path == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(path, text, compress_type=kind)
    return buffer.getvalue()


def p(text: str, style: str = "", more: str = "") -> str:
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{named}<w:r><w:t>{text}</w:t></w:r>{more}</w:p>"


FRACTION = (
    "<m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:sSup><m:e><m:r><m:t>b</m:t></m:r></m:e>"
    "<m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:den></m:f></m:oMath>"
)
ROWS = "".join(
    f"<w:tr>{''.join(f'<w:tc>{p(cell)}</w:tc>' for cell in row)}</w:tr>"
    for row in (("Model", "Score"), ("ours", "0.91"))
)
DOCX = zipped(
    {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {W} {M}><w:body>{p('A Paper in Word', 'Title')}{p('Abstract', 'H1')}"
        f"{p(TEXT)}"
        f"{p('1 Introduction', 'H1')}{p(TEXT)}{p('The loss is ', more=FRACTION)}<w:tbl>{ROWS}</w:tbl>"
        f"<w:p><w:del><w:r><w:t>deleted words</w:t></w:r></w:del></w:p>{p('1.1 Details', 'H2')}{p(TEXT)}"
        "</w:body></w:document>",
        "word/styles.xml": f'<w:styles {W}><w:style w:styleId="Title"><w:name w:val="Title"/></w:style>'
        '<w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:styleId="H2"><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style></w:styles>',
        "word/footnotes.xml": f"<w:footnotes {W}><w:footnote>{p('A note below.')}</w:footnote></w:footnotes>",
    }
)
OPEN = 'xmlns:office="urn:o" xmlns:text="urn:t" xmlns:table="urn:tab" xmlns:draw="urn:d" xmlns:xlink="urn:x"'
ODT = zipped(
    {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document {OPEN}><office:body>"
        '<text:p text:style-name="Title">A Paper in Writer</text:p>'
        f'<text:h text:outline-level="1">1 Introduction</text:h><text:p>{TEXT}</text:p>'
        '<text:p>The loss is <draw:object xlink:href="./Object 1"/>.</text:p>'
        "<table:table><table:table-row><table:table-cell><text:p>Model</text:p></table:table-cell>"
        "<table:table-cell><text:p>Score</text:p></table:table-cell></table:table-row><table:table-row>"
        "<table:table-cell><text:p>ours</text:p></table:table-cell><table:table-cell><text:p>0.91</text:p>"
        "</table:table-cell></table:table-row></table:table>"
        f'<text:h text:outline-level="2">1.1 Details</text:h><text:p>{TEXT}</text:p></office:body></office:document>',
        "Object 1/content.xml": '<math:math xmlns:math="http://www.w3.org/1998/Math/MathML"><math:mfrac><math:mi>a</math:mi>'
        "<math:mi>b</math:mi></math:mfrac></math:math>",
    }
)
EPUB = zipped(
    {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container><rootfiles><rootfile full-path="OPS/a.opf"/></rootfiles></container>',
        "OPS/a.opf": "<package><metadata><title>A Paper as a Book</title></metadata><manifest>"
        '<item id="b" href="b.xhtml"/><item id="a" href="a.xhtml"/></manifest>'
        '<spine><itemref idref="a"/><itemref idref="b"/>'
        "</spine></package>",
        "OPS/a.xhtml": f"<html><body><h1>A Paper as a Book</h1><h2>1 Introduction</h2><p>{TEXT}</p></body></html>",
        "OPS/b.xhtml": f"<html><body><h2>2 Method</h2><p>{TEXT}</p><table><tr><td>Model</td><td>Score</td></tr>"
        "<tr><td>ours</td><td>0.91</td></tr></table></body></html>",
    }
)
A = 'xmlns:a="urn:a" xmlns:p="urn:p"'


def slide(title: str, text: str) -> str:
    return (
        f'<p:sld {A}><p:sp><p:nvPr><p:ph type="title"/></p:nvPr><a:p><a:r><a:t>{title}</a:t></a:r></a:p></p:sp>'
        f"<p:sp><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sp></p:sld>"
    )


PPTX = zipped(
    {
        "ppt/presentation.xml": "<p/>",
        "ppt/slides/slide1.xml": slide("A Paper on Slides", "Somebody, Nowhere"),
        "ppt/slides/slide2.xml": slide("1 Introduction", TEXT),
        "ppt/slides/slide10.xml": slide("2 Method", TEXT),
    }
)
RTF = (
    rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Times;}}{\info{\title hidden}}\pard\outlinelevel0 A Paper in Rich Text\par"
    rb"\pard\outlinelevel1 1 Introduction\par\pard " + TEXT.encode() + rb"\par "
    rb"Gr\'f6\'dfe und \u945?-Werte {\*\generator x}\par"
    rb"\trowd Model\cell Score\cell\row\trowd ours\cell 0.91\cell\row\pard\outlinelevel1 2 Method\par\pard "
    + TEXT.encode() + rb"\par}"
)  # fmt: skip


def blocks(paper: Paper) -> list[Block]:
    return [block for section in paper.sections for block in section.blocks]


@pytest.mark.parametrize(
    ("data", "kind", "title", "numbers"),
    [
        (DOCX, "docx", "A Paper in Word", ["1", "1.1"]),
        (ODT, "odt", "A Paper in Writer", ["1", "1.1"]),
        (EPUB, "epub", "A Paper as a Book", ["1", "2"]),
        (PPTX, "pptx", "A Paper on Slides", ["1", "2"]),
        (RTF, "rtf", "A Paper in Rich Text", ["1", "2"]),
    ],
)
def test_documents_become_papers(data: bytes, kind: str, title: str, numbers: list[str]) -> None:
    paper = parse_bytes(data, "paper.bin")
    assert (paper.source.kind, paper.title) == (kind, title)
    assert [section.number for section in paper.sections if section.number] == numbers
    assert sum(TEXT in block.text for block in blocks(paper)) + (TEXT in paper.abstract) >= 2
    assert paper.account is not None
    assert paper.account.total == sum(paper.account.placed.values()) + sum(e.lines for e in paper.account.left_out)
    if kind != "pptx":
        assert any("| ours | 0.91 |" in block.text for block in blocks(paper) if block.kind == "table")


def test_word_keeps_equations_and_footnotes_and_leaves_deleted_text_out() -> None:
    text = "\n".join(block.text for block in blocks(parse_bytes(DOCX, "paper.docx")))
    assert r"$\frac{a}{b^{2}}$" in text
    assert "A note below." in text
    assert "deleted words" not in text


def test_writer_and_rich_text_keep_formulas_and_letters() -> None:
    assert any("frac" in block.text for block in blocks(parse_bytes(ODT, "paper.odt")))
    assert any("Größe und α-Werte" in block.text for block in blocks(parse_bytes(RTF, "paper.rtf")))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (zipped({"word/document.xml": "<w:document"}), "damaged in it"),
        (DOCX[:-60], "damaged or cut short"),
        (zipped({"mimetype": "application/epub+zip", "x.xml": "<a/>"}), "without META-INF/container.xml"),
        (zipped({"word/document.xml": f"<w:document {W}/>"}), "found none"),
        (zipped({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "found none"),
    ],
)
def test_damaged_documents_are_refused(data: bytes, said: str) -> None:
    with pytest.raises(PaperError, match=said) as caught:
        parse_bytes(data, "paper.docx")
    assert caught.value.hint
