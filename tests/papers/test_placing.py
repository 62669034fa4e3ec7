"""No text of a LaTeX, HTML or Markdown source is lost: it is in the paper, left out for a reason, or put back."""

import pytest

from papercoder.papers.parse import parse_bytes
from state.paper import Paper

TEX = rb"""\documentclass{article}
\title{A Small Paper}
\author{Ada Example\thanks{University of Nowhere}}
\begin{document}
\maketitle
\begin{abstract}We train a small model on few examples.\end{abstract}
\section{Introduction}
We use a rate of $10^{-4}$, as others do \cite{one,two}, with \textcolor{red}{coloured words of the text}.
%s
\section{Method}
The method is short and needs no further words.
\end{document}
"""
PAGE = b"""<html><head><title>x</title></head><body><nav>Skip this navigation please</nav><h1>A Page of Text</h1>
<h2>1 Introduction</h2><p>The first paragraph has some words of its own.</p>%s
<h2>2 Method</h2><p>The second paragraph has other words than that.</p></body></html>"""


def account(paper: Paper) -> dict[str, int]:
    assert paper.account is not None
    left = sum(each.lines for each in paper.account.left_out)
    assert paper.account.unit == "word"
    assert paper.account.total == sum(paper.account.placed.values()) + left
    return {each.reason: each.lines for each in paper.account.left_out}


def text(paper: Paper) -> str:
    return "\n".join(block.text for section in paper.sections for block in section.blocks)


def test_a_source_that_is_read_whole_puts_nothing_back() -> None:
    paper = parse_bytes(TEX.replace(b"%s", b""), "paper.tex")
    assert paper.account is not None
    assert paper.account.restored == 0
    assert paper.account.placed["abstract"] == 7
    assert paper.warnings == ()
    account(paper)


def test_words_that_no_rule_takes_are_put_back_and_their_environment_is_named() -> None:
    lost = (
        rb"\begin{comment*}x\end{comment*}\begin{CCSXML}A paragraph that stands where nobody looks for it.\end{CCSXML}"
    )
    assert "where nobody looks" not in text(parse_bytes(TEX.replace(b"%s", lost), "paper.tex"))
    unknown = rb"\begin{figure}\includegraphics{a}A sentence under the picture.\end{figure}"
    paper = parse_bytes(TEX.replace(b"%s", unknown), "paper.tex")
    assert "A sentence under the picture." in text(paper)
    assert paper.sections[0].blocks[-1].text == "A sentence under the picture."
    assert any("put back" in warning and "figure" in warning for warning in paper.warnings)


def test_every_line_of_an_algorithm_is_read_also_above_its_caption() -> None:
    lines = (
        rb"\begin{algorithm}1: \textbf{Require:} a net; \\ 2: train it long; \caption{Training} 3: stop.\end{algorithm}"
    )
    paper = parse_bytes(TEX.replace(b"%s", lines), "paper.tex")
    block = next(block for section in paper.sections for block in section.blocks if block.kind == "algorithm")
    assert "Require" in block.text
    assert "train it long" in block.text
    assert paper.account is not None
    assert paper.account.restored == 0


def test_what_belongs_to_the_page_and_not_to_the_paper_is_left_out_for_a_reason() -> None:
    paper = parse_bytes(PAGE.replace(b"%s", b""), "page.html")
    assert account(paper) == {"head of the page": 0} or "navigation" in account(paper)
    assert "navigation" not in text(paper)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (PAGE.replace(b"%s", b"<figure><p>Words in a figure without a caption are kept.</p></figure>"), "page.html"),
        (
            b"# A Page\n\n## 1 Introduction\n\nSome words of the text stand here.\n\n## 2 Method\n\nOther words.\n",
            "page.md",
        ),
    ],
)
def test_pages_account_for_their_words(data: bytes, name: str) -> None:
    paper = parse_bytes(data, name)
    account(paper)
    if name == "page.html":
        assert "Words in a figure without a caption" in text(paper)
        assert paper.account is not None
        assert paper.account.restored > 0
