from pathlib import Path

import pytest

from papercoder.errors import PaperError
from papercoder.papers.latex.read import read_latex
from state.paper import Block, Paper, Source

SOURCE = Source(kind="latex", name="paper.tex")
TORTURE = (Path(__file__).parents[1] / "data/torture.tex").read_text(encoding="utf-8")


def read(text: str, **files: str) -> Paper:
    return read_latex(
        {"paper.tex": text} | {f"{name}.tex": body for name, body in files.items()}, SOURCE, main="paper.tex"
    )


def body(text: str) -> list[Block]:
    return [b for s in read(f"\\section{{One}}\n{text}").sections for b in s.blocks]


@pytest.fixture(scope="module")
def torture() -> Paper:
    return read(TORTURE)


def blocks(paper: Paper, kind: str) -> list[Block]:
    return [b for s in paper.sections for b in s.blocks if b.kind == kind]


def test_title_and_abstract(torture: Paper) -> None:
    assert torture.title == "A Test of GraphNet: Reading What Authors Write"
    assert torture.abstract == "We read GraphNet papers at 95% accuracy. It costs $5 per run."


def test_the_section_tree(torture: Paper) -> None:
    assert [(s.id, s.level, s.part, s.title) for s in torture.sections] == [
        ("s1", 1, "body", "Introduction & Overview"),
        ("s2", 1, "body", "Method"),
        ("s2.1", 2, "body", "Objective"),
        ("u1", 1, "acknowledgements", "Acknowledgements"),
        ("sA", 1, "appendix", "Details"),
        ("sA.1", 2, "appendix", "Hyperparameters"),
    ]


def test_text_references_and_citations(torture: Paper) -> None:
    text = torture.sections[0].blocks[0].text
    assert "“quotes”, an em—dash, a range 7–10, naïve café, Škoda, øre, and bold words" in text
    assert "If $a$$<$b then nothing. We cite [@smith2020; @lee2021]." in text
    assert text.endswith("See Section 2, Table 1 and Eq. (1).")
    assert torture.sections[0].blocks[1] == Block(
        kind="footnote", text="A note with $x^2$ in it.", place=torture.sections[0].blocks[0].place
    )


def test_comments_and_conditionals(torture: Paper) -> None:
    whole = " ".join(b.text for s in torture.sections for b in s.blocks)
    assert "The short version appears." in whole
    for hidden in ("must not appear", "hidden", "Not a section"):
        assert hidden not in whole


def test_equations_are_verbatim_and_numbered(torture: Paper) -> None:
    first, second, third, fourth = blocks(torture, "equation")
    left = r"\mathcal{L}(\theta) = \operatorname{arg\,min}_\theta"
    expected = left + r" \left\lVert y - f_\theta(x) \right\rVert^2 + \lambda (a, b)"
    assert first.text == f"$$\n{expected}\n$$"
    assert (first.label, second.label, third.label, fourth.label) == ("1", "", "2-3", "")
    assert second.text == "$$\na \\\\[2pt] b\n$$"
    assert r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}" in third.text
    assert "By (3) we are done." in [b.text for b in blocks(torture, "paragraph")]


def test_tables(torture: Paper) -> None:
    (table,) = blocks(torture, "table")
    assert table.caption == "Table 1: Main results. **Bold** is best."
    assert table.text.split("\n") == [
        "| Model | Score Dev | Score Test |",
        "| --- | --- | --- |",
        "| Base | $\\|x\\|$ | 81.2 $\\pm$0.3 |",
        "| Ours | 90 (+2) | **91.5** |",
    ]


def test_algorithms_of_both_kinds(torture: Paper) -> None:
    first, second = blocks(torture, "algorithm")
    assert first.text.split("\n")[1:5] == [
        "for $t = 1$ to $T$ do",
        "  sample a batch $B \\sim D$ // uniform",
        "  if $t > T_0$ then",
        "    $\\theta \\gets \\theta - \\eta g$",
    ]
    assert second.text.split("\n") == [
        "Input: a set $S$",
        "for each $s \\in S$ do",
        "  if $s > 0$ then",
        "    keep $s$",
        "  else",
        "    drop $s$",
        "return $S$",
    ]
    assert (first.caption, second.caption) == ("Algorithm 1: Training", "Algorithm 2: Second")


def test_figures_lists_code_theorems_references(torture: Paper) -> None:
    (figure,) = blocks(torture, "figure")
    assert (figure.caption, figure.text) == ("Figure 1: Two panels of GraphNet.", "(a) Left panel\n(b) Right panel")
    assert blocks(torture, "list")[0].text == "1. First $n$ items\n2. Second:\n  - **(a)** inner\n  - other"
    assert blocks(torture, "code")[0].text == "x = 100 % 7  # \\section{no}"
    paragraphs = [b.text for b in blocks(torture, "paragraph")]
    assert "**Proposition 1 (Main).** Everything holds for all $x$." in paragraphs
    assert "**Proof.** Trivial, by Proposition 1." in paragraphs
    assert torture.references == ("J. Smith. A paper. Journal, 2020.", "K. Lee. Another paper. 2021.")


def test_lines_are_those_of_the_file(torture: Paper) -> None:
    lines = TORTURE.split("\n")
    for block in (b for s in torture.sections for b in s.blocks if b.kind in {"table", "figure", "algorithm", "code"}):
        assert block.place is not None
        assert block.place.line is not None
        assert "\\begin" in lines[block.place.line - 1]


def test_what_was_not_understood_is_said(torture: Paper) -> None:
    assert len(torture.warnings) == 1
    assert "\\unknowncommand" in torture.warnings[0]


def test_input_is_followed_and_keeps_its_lines() -> None:
    paper = read("\\section{A}\n\\input{part}\nAfter.", part="\n\nFrom the part.\n")
    placed = [(b.text, b.place.file, b.place.line) for b in paper.sections[0].blocks if b.place]
    assert placed == [("From the part.", "part.tex", 3), ("After.", "paper.tex", 3)]


def test_missing_input_is_a_warning_unless_nothing_is_left() -> None:
    assert "gone" in read("\\section{A}\nText.\n\\input{gone}").warnings[0]
    with pytest.raises(PaperError, match="files it includes are missing: gone"):
        read("\\begin{document}\\input{gone}\\end{document}")


def test_circular_input_names_the_circle() -> None:
    with pytest.raises(PaperError, match=r"paper.tex -> a.tex -> b.tex -> a.tex|a.tex -> b.tex -> a.tex"):
        read("\\input{a}", a="\\input{b}", b="\\input{a}")


def test_undefined_macros_stay_by_name() -> None:
    paper = read("\\section{A}\nA dimension of $\\dmodel=512$ and \\mystery.")
    assert "$\\dmodel=512$" in paper.sections[0].blocks[0].text
    assert "\\mystery" in paper.warnings[0]
    assert "\\dmodel" in paper.warnings[0]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("A % comment\n  line.", "A line."),
        ("100\\% of % x\n\ncases", "100% of"),
        ("a\n% only a comment\nb", "a b"),
        ("\\verb|a_b|, \\url{http://x.y/a_b\\%c}", "`a_b`, http://x.y/a_b%c"),
        ("\\href{http://x.y}{here} and \\textcolor{red}{there}", "[here](http://x.y) and there"),
        ("Stra{\\ss}e, \\\"{u}ber, \\'etude, \\c{c}a, \\~n, \\^{\\i}le", "Straße, über, étude, ça, ñ, île"),
        ("$\\text{if $x$ is small}$ then", "$\\text{if $x$ is small}$ then"),
        ("costs \\$5 and $x$", "costs $5 and $x$"),
        ("an open $ dollar", "an open \\$ dollar"),
        ("\\(a\\) and \\ensuremath{b}", "$a$ and $b$"),
        ("{\\em a} {\\bf b} \\emph{c} \\textbf{d} \\texttt{e\\_f}", "a b *c* **d** `e_f`"),
        ("\\cite{a}~\\citet[p. 3]{b}", "[@a] [@b]"),
        ("text\\footnote{note} goes on", "text goes on"),
        ("\\begin{center}inside\\end{center}", "inside"),
        ("\\begin{minipage}{0.5\\textwidth}inside\\end{minipage}", "inside"),
        ("2\\,000 and 3\\textsuperscript{rd}", "2 000 and 3^rd"),
    ],
)
def test_running_text(source: str, text: str) -> None:
    assert body(source)[0].text == text


@pytest.mark.parametrize(
    ("source", "last_row"),
    [
        ("\\begin{tabular}{cc} a & b \\\\ 1 & 2 \\end{tabular}", "| 1 | 2 |"),
        ("\\begin{tabularx}{\\textwidth}{XX} a & b \\\\ 1 & 2 \\\\ \\end{tabularx}", "| 1 | 2 |"),
        ("\\begin{tabular}{c} a \\\\ \\multicolumn{1}{c}{\\textbf{x \\& y}} \\end{tabular}", "| **x & y** |"),
        ("\\begin{tabular}{cc} a & b \\\\ {1 & x} & $\\begin{matrix}1&2\\\\3&4\\end{matrix}$ \\end{tabular}",
         "| 1 & x | $\\begin{matrix}1&2\\\\3&4\\end{matrix}$ |"),
        ("\\begin{tabular}{cc} a & b \\tabularnewline \\hline 1 & \\shortstack{2\\\\3} \\end{tabular}", "| 1 | 2 3 |"),
    ],
)  # fmt: skip
def test_tabulars(source: str, last_row: str) -> None:
    (table,) = body(source)
    assert table.kind == "table"
    assert table.text.split("\n")[-1] == last_row


def test_macros_with_arguments_defaults_and_bombs() -> None:
    paper = read(
        "\\newcommand{\\two}[2][x]{#1+#2}\\def\\three#1{<#1>}\\newcommand\\four{4}\n"
        "\\def\\a{\\b\\b}\\def\\b{\\c\\c}\\def\\c{\\d\\d}\\def\\d{\\a\\a}\n"
        "\\section{A}\n\\two{y} \\two[z]{y} \\three{q} \\four{} \\a"
    )
    assert paper.sections[0].blocks[0].text.startswith("x+y z+y <q> 4")


def test_thousands_of_unclosed_braces_end() -> None:
    text = "\\section{A}\nSome text " + "\\ref{" * 4000 + "\\footnote{" * 500
    assert read(text).sections[0].blocks[0].text.startswith("Some text")


def test_chapters_and_numbering_within_sections() -> None:
    head = "\\documentclass{report}\\numberwithin{equation}{chapter}\\begin{document}"
    paper = read(
        f"{head}\\chapter{{A}}\\section{{B}}\\begin{{equation}}x\\end{{equation}}\\subsection{{C}}\\subsubsection{{D}}t\\end{{document}}"
    )
    assert [(s.id, s.level) for s in paper.sections] == [("s1", 1), ("s1.1", 2), ("s1.1.1", 3), ("u1", 4)]
    assert paper.sections[1].blocks[0].label == "1.1"


def test_bib_files_serve_where_there_is_no_bbl() -> None:
    files = {
        "paper.tex": "\\section{A}\nAs \\cite{b}.\\bibliography{refs}",
        "refs.bib": '@article{a, title={Not cited}}\n@article{b, author = "B. Bee", '
        "title = {The {Big} One}, year = 2020}",
    }
    assert read_latex(files, SOURCE, main="paper.tex").references == ("B. Bee. The Big One. 2020.",)
