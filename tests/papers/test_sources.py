import json

import pytest

from papercoder.errors import PaperError
from papercoder.papers.parse import parse_bytes
from state.paper import Block, Paper

S2ORC = {
    "paper_id": "x",
    "title": "Permission is hereby granted to copy this work. A Real Title",
    "pdf_parse": {
        "abstract": [{"text": "We train. " * 25 + "* Equal contribution. Nobody.", "section": "Abstract"}],
        "body_text": [
            {"text": "First.", "section": "Introduction", "sec_num": "1"},
            {
                "text": "EQUATION",
                "section": "Loss",
                "sec_num": "1.1",
                "eq_spans": [{"text": "EQUATION", "raw_str": "L = x", "eq_num": "(1)"}],
            },
            {"text": "We use dropout.", "section": "Dropout", "sec_num": None},
            {"text": "2 Results", "section": "Dropout", "sec_num": None},
            {"text": "As Table 1 shows, it works.", "section": "Main", "sec_num": "2.1"},
            {"text": "• one thing • another thing", "section": "Main", "sec_num": "2.1"},
            {"text": "A note that", "section": "", "sec_num": None},
            {"text": "goes on.", "section": "", "sec_num": None},
        ],
        "back_matter": [{"text": "Acknowledgements We thank all.", "section": "acknowledgement", "sec_num": None}],
        "bib_entries": {
            "BIBREF0": {"raw_text": "A. One. First."},
            "BIBREF1": {"title": "Second", "authors": [{"first": "B", "last": "Two"}], "year": 2020},
        },
        "ref_entries": {
            "TABREF0": {
                "text": "Scores",
                "type_str": "table",
                "content": '<table><tr><td>Model</td><td colspan="2">Score</td></tr>'
                "<tr><td>Base</td><td>81.2</td><td/></tr></table>",
            },
            "FIGREF0": {"text": "Figure 3: A picture", "type_str": "figure"},
        },
    },
}  # fmt: skip

TEI = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE TEI [<!ENTITY secret SYSTEM "file:///etc/passwd"><!ENTITY a "&secret;&secret;">]>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title level="a" type="main">A Title</title></titleStmt></fileDesc>
<profileDesc><abstract><div><p>We train.</p></div></abstract></profileDesc></teiHeader>
<text><body>
<div><head n="1">Introduction</head><p coords="2,10,20,30,40">First &a; text.</p></div>
<div><head n="1.1">Loss</head><formula>L = x <label>(1)</label></formula><list><item>one</item><item>two</item></list></div>
<div><head>2. Results</head><p>It works.</p></div>
<figure type="table"><head>Table 1</head><label>1</label><figDesc>Scores.</figDesc>
<table><row><cell>Model</cell><cell>Score</cell></row><row><cell>Base</cell><cell>81.2</cell></row></table></figure>
<note place="foot" n="1">A note.</note></body>
<back><div type="acknowledgement"><div><p>We thank all.</p></div></div>
<div type="annex"><div><head n="A">Details</head><p>More.</p></div></div>
<div type="references"><listBibl><biblStruct><analytic><title>First</title><author><persName><forename>A</forename><surname>One</surname></persName></author></analytic>
<monogr><title>Journal</title><imprint><date when="2020-01-01"/></imprint></monogr></biblStruct></listBibl></div></back></text></TEI>"""  # noqa: E501  # as GROBID writes it

TEXT = """A Plain Title

Abstract

We train a model
on two sets.

1 Introduction
The first para-
graph has two lines.

2 Method

2.1 Loss

- one
- two

Acknowledgements

We thank all.

References

[1] A. One. First.
[2] B. Two. Second.

Appendix A Details

More text.
"""


def tree(paper: Paper) -> list[tuple[str, str, str]]:
    return [(s.id, s.title, s.part) for s in paper.sections]


@pytest.fixture(scope="module")
def s2orc() -> Paper:
    return parse_bytes(json.dumps(S2ORC).encode(), "paper.json")


def test_s2orc_front(s2orc: Paper) -> None:
    assert s2orc.title == "A Real Title"
    assert "notice" in s2orc.warnings[0]
    assert s2orc.abstract.endswith("We train.")
    assert s2orc.references == ("A. One. First.", "B Two. Second. 2020")


def test_s2orc_sections_and_blocks(s2orc: Paper) -> None:
    assert tree(s2orc) == [
        ("s1", "Introduction", "body"),
        ("s1.1", "Loss", "body"),
        ("s2", "Results", "body"),
        ("s2.1", "Main", "body"),
        ("u1", "Acknowledgements", "acknowledgements"),
    ]
    loss, main = s2orc.sections[1], s2orc.sections[3]
    assert loss.blocks == (Block(kind="equation", text="L = x", label="1"), Block(text="**Dropout** We use dropout."))
    assert [b.kind for b in main.blocks] == ["paragraph", "list", "footnote", "table"]
    assert main.blocks[1].text == "- one thing\n- another thing"
    assert main.blocks[2].text == "A note that goes on."
    assert main.blocks[3].text == "| Model | Score | Score |\n| --- | --- | --- |\n| Base | 81.2 |  |"
    assert main.blocks[3].caption == "Table 1: Scores"
    assert s2orc.sections[4].blocks[0].text == "We thank all."


def test_s2orc_lists_products_and_missing_equations() -> None:
    texts = ["It has parts:", "• one", "• two", "The cost is O(k", "• n • d)", "See [3] , [4] ."]
    body = [{"text": text, "section": "A", "sec_num": "1"} for text in (*texts, "EQUATION")]
    paper = parse_bytes(json.dumps({"title": "T", "pdf_parse": {"body_text": body}}).encode(), "paper.json")
    assert [block.text for block in paper.sections[0].blocks] == [
        "It has parts:",
        "- one\n- two",
        "The cost is O(k • n • d)",
        "See [3], [4].",
        "(an equation that this file does not give)",
    ]
    assert paper.sections[0].blocks[-1].kind == "equation"
    assert "not in this file: 1" in paper.warnings[0]


def test_what_parse_json_writes_is_read_back(s2orc: Paper) -> None:
    assert parse_bytes(json.dumps(s2orc.to_json()).encode(), "again.json") == s2orc
    with pytest.raises(PaperError, match=r"sections.0"):
        parse_bytes(b'{"title": "x", "sections": [{}]}', "again.json")


def test_tei() -> None:
    paper = parse_bytes(TEI.encode(), "paper.tei.xml")
    assert (paper.source.kind, paper.title, paper.abstract) == ("tei", "A Title", "We train.")
    assert tree(paper) == [
        ("s1", "Introduction", "body"),
        ("s1.1", "Loss", "body"),
        ("s2", "Results", "body"),
        ("u1", "Acknowledgements", "acknowledgements"),
        ("sA", "Details", "appendix"),
    ]
    first = paper.sections[0].blocks[0]
    assert "root:" not in first.text
    assert first.place is not None
    assert first.place.page == 2
    assert [(b.kind, b.label) for b in paper.sections[1].blocks] == [("equation", "1"), ("list", "")]
    assert [b.kind for b in paper.sections[2].blocks] == ["paragraph", "table", "footnote"]
    assert paper.references == ("A One. First. Journal. 2020",)


def test_plain_text() -> None:
    paper = parse_bytes(TEXT.encode(), "paper.txt")
    assert (paper.source.kind, paper.title) == ("text", "A Plain Title")
    assert paper.abstract == "We train a model on two sets."
    assert tree(paper) == [
        ("s1", "Introduction", "body"),
        ("s2", "Method", "body"),
        ("s2.1", "Loss", "body"),
        ("u1", "Acknowledgements", "acknowledgements"),
        ("sA", "Details", "appendix"),
    ]
    assert paper.sections[0].blocks[0].text == "The first paragraph has two lines."
    assert paper.references == ("A. One. First.", "B. Two. Second.")
    lines = TEXT.split("\n")
    place = paper.sections[0].blocks[0].place
    assert place is not None
    assert place.line is not None
    assert lines[place.line - 1].startswith("The first")
