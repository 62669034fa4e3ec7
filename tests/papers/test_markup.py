import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from papercoder.papers.markup.html import read_html
from papercoder.papers.markup.markdown import read_markdown
from papercoder.papers.markup.placeholders import clean_math
from state.paper import Paper, Source

DATA = Path(__file__).parent / "data"
MARKDOWN = r"""---
title: "Front matter title"
---

A. Author

# Abstract

We train with rate $10^{-4}$ and *care*.

# 1 Introduction

Costs are $5 and $10 per run. Backslashes in $\frac{a_1}{b_2} \\ c$ stay.

$$
\mathcal{L} = \sum_i x_i^2 \tag{1}
$$

## 1.1 Data

- first item with $n = 3$
- second item

| Model | Score |
| --- | --- |
| Base | 81.2 |

Table 1: Scores of two models.

![](a.png)
Figure 1: A picture.

```python
x = "# 9 Not a heading"
```

# References

[1] A. One. First.
[2] B. Two. Second.

# A Details

Reached $9 1 . 5 \%$ here.
"""


@pytest.fixture(scope="module")
def markdown() -> Paper:
    return read_markdown(MARKDOWN, Source(kind="markdown", name="paper.md"))


@pytest.fixture(scope="module")
def html() -> Paper:
    return read_html((DATA / "latexml.html").read_text(encoding="utf-8"), Source(kind="html", name="paper.html"))


def test_markdown_front_and_tree(markdown: Paper) -> None:
    assert markdown.title == "Front matter title"
    assert markdown.abstract == "We train with rate $10^{-4}$ and care."
    assert [(s.id, s.level, s.part) for s in markdown.sections] == [
        ("s1", 1, "body"),
        ("s1.1", 2, "body"),
        ("sA", 1, "appendix"),
    ]
    assert markdown.references == ("A. One. First.", "B. Two. Second.")


def test_markdown_blocks(markdown: Paper) -> None:
    introduction, data, details = markdown.sections
    assert introduction.blocks[0].text == r"Costs are $5 and $10 per run. Backslashes in $\frac{a_1}{b_2} \\ c$ stay."
    equation = introduction.blocks[1]
    assert (equation.kind, equation.text, equation.label) == ("equation", "$$\n\\mathcal{L} = \\sum_i x_i^2\n$$", "1")
    assert [b.kind for b in data.blocks] == ["list", "table", "figure", "code"]
    assert data.blocks[0].text == "- first item with $n = 3$\n- second item"
    assert data.blocks[1].caption == "Table 1: Scores of two models."
    assert data.blocks[2].caption == "Figure 1: A picture."
    assert details.blocks[0].text == r"Reached $91.5 \%$ here."


def test_markdown_lines(markdown: Paper) -> None:
    lines = MARKDOWN.split("\n")
    starts = {b.place.line: b.text for s in markdown.sections for b in s.blocks if b.place and b.place.line}
    assert len(starts) == sum(len(s.blocks) for s in markdown.sections)
    for line, text in starts.items():
        if text.startswith(("Costs", "Reached")):
            assert lines[line - 1][:5] == text[:5]


def test_html_of_latexml(html: Paper) -> None:
    assert (html.title, html.abstract) == ("A Small Model for $k$ Things", "We train with rate $10^{-4}$ on two sets.")
    assert [(s.id, s.title, s.level, s.part) for s in html.sections] == [
        ("s1", "Introduction", 1, "body"),
        ("s1.1", "Loss", 2, "body"),
        ("s2", "Results", 1, "body"),
        ("sA", "Details", 1, "appendix"),
    ]
    assert html.references == ("J. Smith. A paper. 2020.",)
    loss = html.section("s1.1")
    assert loss is not None
    assert [(b.kind, b.label) for b in loss.blocks] == [
        ("paragraph", ""),
        ("equation", "1"),
        ("paragraph", ""),
        ("paragraph", ""),
        ("list", ""),
    ]
    assert loss.blocks[1].text == "$$\n\\mathcal{L}=\\sum_{i}x_{i}^{2}\n$$"
    assert loss.blocks[3].text == "**Optimizer.** We use Adam."
    assert loss.blocks[4].text == "- first item\n- second item with $n=3$"


def test_html_tables_figures_notes_and_lines(html: Paper) -> None:
    kinds = {b.kind: b for s in html.sections for b in s.blocks}
    assert kinds["table"].text.split("\n")[2] == "| Base | $81.2\\pm 0.3$ |"
    assert kinds["table"].caption == "Table 1: Scores by size."
    assert kinds["figure"].caption == "Figure 1: A picture."
    assert kinds["footnote"].text == "Mostly good."
    assert all(b.place and b.place.line for s in html.sections for b in s.blocks)


def test_other_pages_with_mathjax_and_katex() -> None:
    page = r"""<html><body><header>x</header><h1>A Post</h1><h2>First</h2>
    <p>Inline \(a_1 &lt; b\) and <span class="katex">
    <math><semantics><mi>c</mi><annotation encoding="application/x-tex">c^2</annotation></semantics></math>
    <span class="katex-html">junk</span></span> end.</p><h2>Second</h2><script>alert(1)</script>
    <pre>code  here</pre></body></html>"""
    paper = read_html(page, Source(kind="html"))
    assert (paper.title, [s.title for s in paper.sections]) == ("A Post", ["First", "Second"])
    assert paper.sections[0].blocks[0].text == r"Inline $a_1 < b$ and $c^2$ end."
    assert [b.kind for b in paper.sections[1].blocks] == ["code"]


@pytest.mark.parametrize(
    ("spelled", "joined"),
    [
        (r"1 3 . 5 3 \%", r"13.53 \%"),
        ("2 1 - 1 5 = 6", "21 - 15 = 6"),
        ("x _ { 1 } + 1 0", "x _ { 1 } + 10"),
        ("12 3", "12 3"),
        ("a 1 , 2", "a 1 , 2"),
    ],
)
def test_numbers_spelled_digit_by_digit(spelled: str, joined: str) -> None:
    assert clean_math(spelled) == joined


def test_nothing_is_downloaded_and_nothing_reported(tmp_path: Path) -> None:
    script = tmp_path / "offline.py"
    script.write_text(
        textwrap.dedent(
            """
            import socket, sys

            def cut(*args, **kwargs):
                print("NETWORK", args[:2], file=sys.stderr)
                raise OSError("the network is cut")

            socket.socket.connect = cut
            socket.socket.connect_ex = cut
            socket.getaddrinfo = cut
            from papercoder.papers.parse import parse_bytes
            for path in sys.argv[1:]:
                with open(path, "rb") as file:
                    paper = parse_bytes(file.read(), path)
                print(paper.source.kind, len(paper.sections), sep=":")
            """
        ),
        encoding="utf-8",
    )
    page = tmp_path / "paper.md"
    page.write_text(MARKDOWN, encoding="utf-8")
    environment = {k: v for k, v in os.environ.items() if k not in {"DO_NOT_TRACK", "SCARF_NO_ANALYTICS"}}
    command = [sys.executable, str(script), str(page), str(DATA / "latexml.html")]
    root = Path(__file__).parents[2]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=root,
        env=environment | {"PYTHONPATH": str(root)},
        timeout=200,
        check=False,
    )
    assert (done.returncode, done.stdout.split()) == (0, ["markdown:3", "html:4"]), done.stderr
    assert "NETWORK" not in done.stderr


def test_brackets_that_open_no_link_cost_nothing() -> None:
    text = "# T\n\n# 1 One\n\nSee [a page](http://x.y) and [1, 2]. " + "![" * 3000 + "\\[ x " * 3000
    paper = read_markdown(text, Source(kind="markdown"))
    assert paper.sections[0].blocks[0].text.startswith("See a page and [1, 2]. ![![")


def test_a_caption_under_the_words_of_its_picture() -> None:
    paper = read_markdown("# T\n\n# 1 One\n\nA word in it\nFigure 2: Two.\n\nText.", Source(kind="markdown"))
    assert [(b.kind, b.text or b.caption) for b in paper.sections[0].blocks] == [
        ("paragraph", "A word in it"),
        ("figure", "Figure 2: Two."),
        ("paragraph", "Text."),
    ]
