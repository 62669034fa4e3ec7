"""Display formulas become LaTeX from the places of their signs; what is uncertain keeps its characters."""

import pytest

from benchmarks.papers.build import FOLDER
from papercoder.papers.pdf.blocks import to_blocks
from papercoder.papers.pdf.formula.apply import UNCERTAIN_ROW
from papercoder.papers.pdf.formula.build import build_formula
from papercoder.papers.pdf.formula.doubts import torn_latex, torn_row
from papercoder.papers.pdf.headings import Looks
from papercoder.papers.pdf.layer.lines import finish_line, to_lines
from papercoder.papers.pdf.layer.shapes import Box, Line, Run
from papercoder.papers.pdf.read import read_pdf
from papercoder.papers.quotes import PaperIndex
from state.paper import Block, Paper, Section, Source


def at(text: str, x: float, y: float = 100.0, size: float = 10.0, font: str = "CMMI10", width: float = 5.0) -> Run:
    """A run of letters 5 points wide at a place."""
    return Run(text, x, x + width * size / 10 * len(text), y, size, font)


def latex(*runs: Run, bars: tuple[Box, ...] = ()) -> str:
    found = build_formula(list(runs), list(bars))
    assert found.certain
    return found.latex.replace(" ", "")


def test_a_bar_with_something_over_and_under_it_is_a_fraction() -> None:
    runs = (at("y", 0), at("=", 8), at("a", 20, 107), at("b", 20, 93))
    assert latex(*runs, bars=((19, 102.3, 26, 102.7),)) == "y=\\frac{a}{b}"


def test_fractions_in_fractions_and_indices_in_denominators() -> None:
    runs = (at("a", 20, 114), at("b", 20, 100.5), at("n", 20, 86), at("i", 25, 84.5, 7))
    assert latex(*runs, bars=((19, 109, 26, 109.4), (17, 95, 32, 95.4))) == "\\frac{\\frac{a}{b}}{n_{i}}"


def test_a_bar_that_begins_at_a_radical_sign_is_a_root() -> None:
    runs = (at("√", 0, 108, font="CMEX10", width=10), at("n", 10), at("+", 20), at("k", 30))
    assert latex(*runs, bars=((10, 108, 36, 108.4),)) == "\\sqrt{n+k}"


def test_limits_stand_under_and_over_sums_and_under_words() -> None:
    runs = (at("∑", 0, 109.5, font="CMEX10", width=14), at("i=1", 0, 87, 7), at("n", 5, 113, 7), at("x", 16))
    assert latex(*runs, at("i", 21, 98.5, 7)) == "\\sum_{i=1}^{n}x_{i}"
    word = (at("max", 0, font="CMR10"), at("w", 5, 93, 7), at("f", 18))
    assert latex(*word) == "\\max_{w}f"


def test_scripts_of_scripts_and_accents() -> None:
    runs = (at("x", 0), at("i", 5, 104, 7), at("2", 9, 106, 5), at("y", 20), at("ˆ", 20, font="CMR10"))
    assert latex(*runs) == "x^{i^{2}}\\hat{y}"


def test_rows_of_fractions_close_to_each_other_are_kept_apart() -> None:
    first = (at("a", 20, 107), at("b", 20, 93))
    second = (at("c", 20, 83), at("d", 20, 69))
    found = latex(*first, *second, bars=((19, 102.3, 26, 102.7), (19, 78.3, 26, 78.7)))
    assert found == "\\frac{a}{b}\\\\\n\\frac{c}{d}"


@pytest.mark.parametrize(
    ("runs", "bars"),
    [
        ([at("a", 0), at("b", 8)], [(20.0, 100.0, 40.0, 100.4)]),
        ([at("⎡", 0), at("a", 5), at("⎤", 12)], []),
        ([at("[", 0), at("]", 5), at("a", 2, 120), at("b", 2, 80)], []),
    ],
    ids=["a bar over nothing", "a matrix", "brackets whose rows went elsewhere"],
)
def test_what_does_not_find_its_place_is_uncertain(
    runs: list[Run], bars: list[tuple[float, float, float, float]]
) -> None:
    assert not build_formula(runs, bars).certain


@pytest.mark.parametrize("name", ["english-one.pdf", "english-two.pdf"])
def test_the_formulas_of_a_typeset_paper(name: str) -> None:
    paper = read_pdf((FOLDER / name).read_bytes(), name, sha256="")
    found = {b.label: b.text for s in paper.sections for b in s.blocks if b.kind == "equation"}
    assert found["1"] == "$$\nc_{t}=c_{\\min}+\\frac{1}{2}(c_{\\max}-c_{\\min})(1+\\cos (2\\pi t/p))\n$$"
    assert found["2"] == "$$\nm=\\frac{w_{i}m_{i}+w_{j}m_{j}}{w_{i}+w_{j}}\n$$"
    assert found["3"] == "$$\nL=-\\sum_{k=1}^{K}y_{k}\\log q_{k}+\\lambda \\|m-x\\|^{2}\n$$"
    assert not any("fraction bar" in warning for warning in paper.warnings)


def test_signs_without_a_size_and_lines_that_begin_with_a_word_are_left_as_they_are() -> None:
    fraction = (at("a", 20, 107), at("b", 20, 93))
    bars = [(19.0, 102.3, 26.0, 102.7)]
    assert build_formula([*fraction], bars).shaped
    assert not build_formula([at("where", 0, font="NimbusRomNo9L"), *fraction], bars).shaped
    flat = build_formula([*fraction, at("x", 30, size=0.0)], bars)
    assert not flat.certain
    assert not build_formula([at("x", 0, size=0.0)], bars).shaped


@pytest.mark.parametrize(
    "row",
    [
        "κ_{L}(S) ≥ C_{2}n^{α}_{res},", "κ(S) = Ω(n^{α}_{res}), with probability ≥ 1 − δ.", "x ∼ p(x)",
        "Attention(Q, K, V) = V", "lrate = d^{−0.5}_{model} · min(step_num^{−0.5}, step_num · warmup_steps^{−1.5})",
    ],
)  # fmt: skip
def test_a_row_of_signs_that_says_something_is_not_marked(row: str) -> None:
    assert not torn_row(row)


@pytest.mark.parametrize(
    "row",
    [
        "10^{−1} 10^{−4} 10^{−7}", "Eigenvalue", "2.5 2.0 1.5", "Wave, β = 5 Residual", "/ ^{∗}_{1};",
        "^{γ}_{eff}(G(w)) δ = 1", "L(w) ≤ ϵ)", "K = √ a", "˜ T_{k} = 1", "x = 1. By substituting them into the last",
        "+ σ_{t}ϵ_{t} |{z}",
    ],
)  # fmt: skip
def test_labels_of_an_axis_and_pieces_of_a_formula_are_marked(row: str) -> None:
    assert torn_row(row)


@pytest.mark.parametrize(
    "torn",
    [
        "⃗_{(F)},", "/_{1}^{\\ast}\\in M", "\\tilde{f}_{1}\\ast ,˜", "\\frac{a}{b})", "f(x)\\ \\text{can}\\ \\text{be}",
        "f(x),\\ \\text{where}\\ f\\ \\text{is}\\ \\text{taken}\\ x",
    ],
)  # fmt: skip
def test_latex_of_a_torn_line_is_marked(torn: str) -> None:
    assert torn_latex(torn)
    assert not torn_latex("L(w)\\leq \\frac{a}{b}\\ \\text{for}\\ \\text{all}\\ w")
    assert not torn_latex("f(x)=\\frac{a}{b}\\ \\text{otherwise}")


def test_a_mark_does_not_hide_the_words_around_it_from_quotes() -> None:
    blocks = (
        Block(text="We set"),
        Block(kind="equation", text=f"x = √ a\n{UNCERTAIN_ROW}"),
        Block(text="in all runs."),
    )
    section = Section(id="s1", title="Method", blocks=blocks)
    paper = Paper(title="T", sections=(section,), source=Source(kind="pdf"))
    found = PaperIndex(paper).locate("We set x = √ a in all runs.", "s1")
    assert found.result == "found"


def test_a_name_with_arguments_begins_a_formula_and_a_word_of_text_does_not() -> None:
    fraction, bars = (at("a", 60, 107), at("b", 60, 93)), [(59.0, 102.3, 66.0, 102.7)]
    assert build_formula([at("Attention", 0, font="CMR10"), at("(Q)=", 46), *fraction], bars).shaped
    assert not build_formula([at("where", 0, font="CMR10"), at("x=", 30), *fraction], bars).shaped


def test_a_raised_accent_does_not_part_the_line_it_stands_in() -> None:
    words = (at("by", 0, font="CMR10"), at("ˆ", 16, 102.6, font="CMR10"), at("f", 14), at("0", 20, 98.5, 7))
    more = (at("(x)", 24), at("Θ(", 50, font="CMR10"), at("˜", 51, 102.6, font="CMR10"), at("y", 60))
    lines = to_lines(
        [*words, *more, at("next", 0, 88, font="CMR10"), at("ˆ", 1, 90.6, font="CMR10"), at("f", 0, 76)], 1
    )
    assert [(line.text, line.base) for line in lines] == [("by ˆf_{0}(x) Θ(˜ y", 100.0), ("nextˆ", 88.0), ("f", 76.0)]
    first = to_lines([at("ˆ", 2, 102.6, font="CMR10"), at("f", 0), at("=", 8), at("g", 16)], 1)
    assert [(line.text, line.base) for line in first] == [("ˆf = g", 100.0)]


def test_a_formula_as_wide_as_its_column_is_one_where_white_stands_around_it() -> None:
    def line(text: str, y: float, font: str = "Times") -> Line:
        made = finish_line(Line([Run(text, 72.0, 300.0, y, 10.0, font)], 1))
        made.left, made.right = 72.0, 300.0
        return made

    def kinds(above: float, below: float, text: str = "f(x) = g(y) + h(z)") -> list[str]:
        places = [500.0, 488.0, 476.0, 464.0]
        lines = [line(f"A line of the running text of this paper, {n}", y) for n, y in enumerate(places)]
        lines += [line(text, 464.0 - above, "CMMI10"), line("goes on with words below it", 464.0 - above - below)]
        return [block["kind"] for _, block in to_blocks(lines, Looks(lines, 10.0), set())]

    assert kinds(20.0, 20.0) == ["paragraph", "equation", "paragraph"]
    assert kinds(12.0, 12.0) == ["paragraph"]
    assert "equation" not in kinds(20.0, 12.0)
    assert "equation" not in kinds(20.0, 20.0, "f(x) = g(y) where h is")
