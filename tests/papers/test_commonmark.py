import subprocess
import sys
from pathlib import Path

import pytest

from papercoder.errors import PaperError
from papercoder.papers.markdown import render_paper
from papercoder.papers.markup.markdown import read_markdown
from state.paper import Paper, Source

ROOT = Path(__file__).parents[2]
HEAVY = ("unstructured", "langchain_community", "langchain_core", "spacy", "nltk", "bs4", "iso639", "markdown")
MATH = "- Compute\n  $$\n  x\n  $$\n  then stop.\n- Next"


def read(body: str) -> Paper:
    return read_markdown(f"# T\n\n# 1 One\n\n{body}\n", Source(kind="markdown", name="paper.md"))


def blocks(body: str) -> list[tuple[str, str]]:
    return [(b.kind, b.text) for s in read(body).sections for b in s.blocks]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("*a* _b_ **c** ***d*** snake_case_name `x *y*`", "a b c d snake_case_name x *y*"),
        ("**重要：**文字, **Note:**text", "重要：文字, Note:text"),
        (r"\*a\* \_b\_ 5\% \$5 \& C:\path", r"*a* _b_ 5% $5 & C:\path"),
        ("a &lt; b &amp; c&nbsp;d &#8211; &unknown; AT&T x<y", "a < b & c d – &unknown; AT&T x<y"),
        ("one  \ntwo\\\nthree<br/>four", "one two three four"),
        ('See [the page][p] and [a](http://x.y "T"), [1, 2].\n\n[p]: http://x.y', "See the page and a, [1, 2]."),
        ("<http://x.y/a_b_c> and x<sub>i</sub>", "http://x.y/a_b_c and xi"),
        ("a rate of 10<sup>-4</sup>, the 5<sup>th</sup>", "a rate of 10^-4, the 5th"),
        ("the token <EOS>, <think>x</think> a <script>alert(1)</script> b", "the token <EOS>, <think>x</think> a b"),
        ("Before <!-- never closed", "Before <!-- never closed"),
        ("p < 0.05*, **p < 0.01", "p < 0.05*, **p < 0.01"),
        ("    One indented line.", "One indented line."),
    ],
)
def test_the_text_of_a_paragraph(body: str, text: str) -> None:
    assert blocks(body) == [("paragraph", text)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("- a\n  - b\n    - c\n- d\n\n  more of d", [("list", "- a\n- b\n- c\n- d more of d")]),
        ("We have:\n- a\n- b\nlazy", [("paragraph", "We have:"), ("list", "- a\n- b lazy")]),
        ("1. x\n2. y\n\n1986. A year", [("list", "- x\n- y\n- 1986. A year")]),
        (MATH, [("list", "- Compute"), ("equation", "$$\nx\n$$"), ("paragraph", "then stop."), ("list", "- Next")]),
        ("- Do\n\n  ```python\n  x = [1]\n    y\n  ```\n- Then", [("list", "- Do"), ("code", "x = [1]\n  y"),
                                                                 ("list", "- Then")]),
        ("– one\n\n○ two", [("list", "- one\n- two")]),
        ("> a *b*\n> c\n>\n> de", [("paragraph", "a b c"), ("paragraph", "de")]),
        ("> | a | b |\n> |---|---|\n> | 1 | 2 |", [("table", "| a | b |\n|---|---|\n| 1 | 2 |")]),
        ("a | b\n--- | ---\n1 | $x$", [("table", "| a | b |\n| --- | --- |\n| 1 | $x$ |")]),
        ("    x = [1]\n\n    y = 2", [("code", "x = [1]\n\ny = 2")]),
        ("<pre>\na  b\n\n# c\n</pre>", [("code", "a  b\n\n# c")]),
        ("Text[^1].\n\n[^1]: A *note*.\n[^b]: word", [("paragraph", "Text[^1]."), ("footnote", "[^1] A note."),
                                                     ("footnote", "[^b] word")]),
        ("[![words](a.png)](http://x.y)\n\n<img src=b.png alt='more words'>", [("figure", "words"),
                                                                               ("figure", "more words")]),
        ("A page\nends here\n---\nAnd goes on.", [("paragraph", "A page ends here"), ("paragraph", "And goes on.")]),
        ("<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n\n<details><summary>More</summary>\n\nText *here*.\n\n</details>",
         [("list", "- one\n- two"), ("paragraph", "More"), ("paragraph", "Text here.")]),
        ('A <math><mi>c</mi></math> <math alttext="c^2"><mi>c</mi></math>', [("paragraph", "A $c$ $c^2$")]),
    ],
)  # fmt: skip
def test_blocks(body: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(body) == expected


def test_headings_of_every_form() -> None:
    text = (
        '<h1 align="center"\n  class="x">\n  A Title\n</h1>\n\n1 One\n-----\n\nText.\n\n## 1.1 Two ##\n\n'
        "##1.2 Three##\n\n<div>\n\n> ### 1.2.1 Four\n\n</div>\n\n"
        "#1 of many\nis no heading\n\n<h2>2 <em>Five</em></h2>\n\nEnd.\n"
    )
    paper = read_markdown(text, Source(kind="markdown"))
    assert paper.title == "A Title"
    assert [(s.id, s.title, s.level) for s in paper.sections] == [
        ("s1", "One", 1), ("s1.1", "Two", 2), ("s1.2", "Three", 2), ("s1.2.1", "Four", 3), ("s2", "Five", 1),
    ]  # fmt: skip
    assert paper.sections[3].blocks[0].text == "#1 of many is no heading"


def test_every_block_has_the_line_it_begins_in() -> None:
    body = [
        "Same words.", "", "[Same](http://x.y) words.", "", "<!-- two", "lines -->", "Same words.", "", "$$", "x", "$$",
        "&amp; more", "", "> Same words.", "", "- Same words.", "- two", "", "<p>", "Same</p>", "<p>words.</p>",
    ]  # fmt: skip
    lines = [b.place.line - 4 for b in read("\n".join(body)).sections[0].blocks if b.place and b.place.line]
    assert lines == [1, 3, 7, 9, 12, 14, 16, 20, 21]


@pytest.mark.parametrize(
    "piece",
    [
        "[", "> ", "*a ", "**a *b ", "`a``b", "![", "[a](", "[a]: b\n", "<", "<a ", "<?", "<!--", "<!-<!-- x -->-",
        "<table>", "<pre>\n", "<svg>", "<x y='", " ```x\n", "- ", "- x\n", "#A", "|", "a|", "a\n=\n", "$$a ", "\\(x ",
        "![x](", "<http:", "[^1]: a\n", "• ",
    ],
)  # fmt: skip
def test_repeated_signs_lose_nothing_behind_them(piece: str) -> None:
    paper = read(piece * (4000 // len(piece)) + "x--->\n\n# 2 Two\n\nThe end.")
    assert [s.id for s in paper.sections][-1] == "s2"
    assert paper.sections[-1].blocks[-1].text == "The end."


def test_deep_nesting_is_read_or_refused() -> None:
    quotes = "".join(f"{'>' * depth} x{depth}\n" for depth in range(300))
    items = "".join(f"{'  ' * depth}- x{depth}\n" for depth in range(300))
    for deep in (quotes, items):
        text = render_paper(read(f"{deep}\n# 2 Two\n\nThe end."))
        assert "x299" in text
        assert text.endswith("The end.")
    with pytest.raises(PaperError, match=r"paper\.md: .*nested too deeply"):
        read("1. " * 200 + "x")


def test_markdown_is_read_without_heavy_libraries(tmp_path: Path) -> None:
    page = tmp_path / "paper.md"
    page.write_text("# T\n\n# 1 One\n\nText with *words* and $x$.\n\n- item\n", encoding="utf-8")
    code = (
        "import sys\nfrom papercoder.papers.read import read_path\n"
        "print(read_path(sys.argv[1]).sections[0].blocks[0].text)\nprint(*sorted(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(page)], capture_output=True, text=True, cwd=ROOT, timeout=60, check=True
    )
    text, _, modules = done.stdout.partition("\n")
    assert text == "Text with words and $x$."
    assert "markdown_it" in modules.split()
    assert not set(HEAVY) & set(modules.split())


@pytest.mark.parametrize(
    ("behind", "label"),
    [
        ("(3)", "3"),
        (" (A.2)", "A.2"),
        (" (7b)\n", "7b"),
        (" (2.11)", "2.11"),
        (" (see above)", ""),
        (" (3) holds.", ""),
    ],
)
def test_the_number_behind_a_display_formula_is_its_label(behind: str, label: str) -> None:
    found = [block for section in read(f"So\n\n$$\nx = y\n$${behind}\n\nand on.").sections for block in section.blocks]
    formula = next(block for block in found if block.kind == "equation")
    assert (formula.text, formula.label) == ("$$\nx = y\n$$", label)
    rest = "".join(block.text for block in found if block.kind != "equation")
    assert rest == (f"So{'' if label else behind.strip()}and on.")


@pytest.mark.parametrize(
    "end",
    [
        "Keywords: scans, encoders",
        "\\* Corresponding author: a@b.c",
        "$$\nx\n$$",
        "| a | b |\n| --- | --- |\n| 1 | 2 |",
    ],
)
def test_an_abstract_ends_with_its_text_where_no_heading_follows(end: str) -> None:
    text = f"# T\n\n## Abstract\n\nWe say it.\n\nIn two parts.\n\n{end}\n\nThe paper begins here, in one line of text."
    paper = read_markdown(f"{text}\n\n## 1 One\n\nMore.", Source(kind="markdown", name="paper.md"))
    assert paper.abstract == "We say it.\n\nIn two parts."
    first = paper.sections[0]
    assert (first.title, first.blocks[-1].text) == ("", "The paper begins here, in one line of text.")
    assert [section.title for section in paper.sections] == ["", "One"]


def test_an_abstract_is_no_longer_than_abstracts_are() -> None:
    lines = [
        f"This is paragraph {n} of a letter whose text has no heading, and it goes on for a while. " * 5
        for n in range(30)
    ]
    text = "# T\n\n## Abstract\n\n" + "\n\n".join(lines)
    paper = read_markdown(text, Source(kind="markdown", name="paper.md"))
    assert 3_000 < len(paper.abstract) <= 4_000
    whole = paper.abstract + "\n\n" + "\n\n".join(block.text for block in paper.sections[0].blocks)
    assert whole == "\n\n".join(line.strip() for line in lines)
