import asyncio
from functools import cache

import pytest

from papercoder.papers.markdown import render_block
from papercoder.papers.quotes import ABSTRACT, PaperIndex, section_text
from papercoder.papers.read import read_paper
from state.paper import Block, Paper, Section, Source
from tests.papers.quotes_data import CHANGED_NUMBERS, NEGATED, REWORDED, SPLICED, TRUE
from tests.papers.shared import PAPERS, needs_papers

FORMATS = ("paper.tex", "paper.pdf", "s2orc.json", "s2orc_cleaned.json")


@cache
def transformer(name: str) -> PaperIndex:
    return PaperIndex(asyncio.run(read_paper(str(PAPERS / "transformer" / name), allow_files=True)))


def index(*texts: str, abstract: str = "") -> PaperIndex:
    sections = tuple(
        Section(id=f"s{n}", number=str(n), blocks=(Block(text=text),)) for n, text in enumerate(texts, start=1)
    )
    return PaperIndex(Paper(title="A title", abstract=abstract, sections=sections, source=Source(kind="text")))


@needs_papers
@pytest.mark.parametrize("name", FORMATS)
def test_true_quotes_of_the_latex_are_found_in_every_format(name: str) -> None:
    missing = [quote for quote in TRUE if transformer(name).locate(quote).result != "found"]
    assert len(TRUE) >= 40
    assert len(missing) <= 0.05 * len(TRUE), missing


@needs_papers
@pytest.mark.parametrize("name", FORMATS)
def test_altered_quotes_are_found_in_no_format(name: str) -> None:
    altered = CHANGED_NUMBERS + NEGATED + SPLICED + REWORDED
    found = [quote for quote in altered if transformer(name).locate(quote).result != "not found"]
    assert len(altered) >= 40
    assert found == []


@needs_papers
def test_a_quote_names_its_section_and_place() -> None:
    grounding = transformer("paper.tex").locate(r"We used $warmup\_steps=4000$", "s5.3")
    paper = asyncio.run(read_paper(str(PAPERS / "transformer/paper.tex"), allow_files=True))
    section = paper.section("s5.3")
    assert section is not None
    assert (grounding.section, grounding.score) == ("s5.3", 100.0)
    assert section_text(section)[grounding.offset :].startswith(grounding.text)
    assert "4000" in grounding.text


@needs_papers
def test_a_quote_with_the_wrong_section_is_found_where_it_stands() -> None:
    assert transformer("paper.pdf").locate("We used the Adam optimizer", "s3.1").section == "s5.3"


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("trained with a learn-\ning rate of 1e−4", "learning rate of 10^{-4}"),
        ("an eﬃcient ﬁlter with 1,000 steps", "efficient filter with 1000 steps"),
        ("rate 1 × 10−4 and 10% dropout", r"rate $10^{-4}$ and 10\% dropout"),
        ("学习率为０．００１，批大小为６４。", "学习率为0.001，批大小为64"),
        ("Die Lernrate beträgt 0.1 für alle Läufe", "Die Lernrate beträgt 0.1"),
        ("Le taux d’apprentissage est de 0.01", "taux d'apprentissage est de 0.01"),
        ("the [0, 10] range of scores was used", "the [0, 10] range of scores"),
        ("as shown before [3, 7], training helps", "as shown before, training helps"),
        ("as shown (Smith et al., 2020), training helps", r"as shown \citep{smith2020}, training helps"),
        ("with ε = 10 -8 in all runs", r"with $\epsilon=10^{-8}$ in all runs"),
        ("we use six layers in all", "we use 6 layers in all"),
        ("trained for 100K steps", "trained for 100,000 steps"),
    ],
)
def test_notation_does_not_matter(text: str, quote: str) -> None:
    assert index("Something else entirely.", text).locate(quote).result == "found"


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("a beam size of 40 was used in every run", "a beam size of 4"),
        ("a dropout of 10% was used in every run", "a dropout of 10"),
        ("scores in the range [0, 10] were kept for all runs", "scores in the range [0, 20] were kept for all runs"),
        (
            "the supervised model is trained on everything we have",
            "the unsupervised model is trained on everything we have",
        ),
        (
            "the encoder reads the whole sequence of tokens first",
            "the decoder reads the whole sequence of tokens first",
        ),
        ("it is unable to learn the order of the phases alone", "able to learn the order of the phases alone"),
        ("we train only if k < n holds in the batch", "we train only if k > n holds in the batch"),
        ("the rate is 1e-4 for all of the models in the table", "the rate is 1e-5 for all of the models in the table"),
        ("学习率为0.001，批大小为64。", "学习率为0.01，批大小为64"),
        (
            "该模型不使用注意力机制来处理输入序列的全部内容和位置信息以及所有层的输出",
            "该模型使用注意力机制来处理输入序列的全部内容和位置信息以及所有层的输出",
        ),
    ],
)
def test_what_changes_the_meaning_is_not_found(text: str, quote: str) -> None:
    assert index(text).locate(quote).result == "not found"


@pytest.mark.parametrize("label", ["7", "A.2", "3b"])
def test_an_equation_is_quoted_with_the_number_that_is_shown_behind_it(label: str) -> None:
    equation = Block(kind="equation", text="F Z ½ðSSE_{s} KSSE_{c}Þ=ðdf_{c} Kdf_{s}Þ SSE_{c}=df_{c}", label=label)
    paper = Paper(title="A", sections=(Section(id="s1", blocks=(equation,)),), source=Source(kind="text"))
    assert render_block(equation) == f"{equation.text} ({label})"
    assert PaperIndex(paper).locate(f"{equation.text} ({label})").result == "found"


def test_small_slips_are_approximate() -> None:
    text = "We optimize all of the parameters with stochastic gradient descent and momentum 0.9 for 90 epochs."
    grounding = index(text).locate(
        "We optimise all parameters with stochastic gradient descent and momentum 0.9 for 90 epochs"
    )
    assert grounding.result == "approximate"
    assert grounding.score < 100


def test_an_ellipsis_joins_parts_of_one_section_in_order() -> None:
    paper = index(
        "We use the Adam optimizer with its defaults. All models train for 90 epochs.",
        "The batch size is 256 everywhere.",
    )
    assert paper.locate("We use the Adam optimizer ... All models train for 90 epochs").result == "approximate"
    assert paper.locate("All models train for 90 epochs ... We use the Adam optimizer").result == "not found"
    assert paper.locate("We use the Adam optimizer ... The batch size is 256").result == "not found"


def test_abstract_and_emptiness() -> None:
    paper = index("Body.", abstract="We reach 91.5 points.")
    assert paper.locate("We reach 91.5 points").section == ABSTRACT
    assert paper.locate("").result == "not found"
    assert paper.locate(" ... ").result == "not found"
