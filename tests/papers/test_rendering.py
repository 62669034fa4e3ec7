import json

import pytest

from papercoder.errors import PaperError
from papercoder.papers.command import describe
from papercoder.papers.markdown import estimate_tokens, fit_paper, render_paper, render_section
from state.paper import Block, Paper, PaperPart, Place, Section, Source


def section(name: str, part: PaperPart = "body", level: int = 1, words: int = 100) -> Section:
    blocks = (Block(text="word " * words, place=Place(line=3)),)
    number = name[1:] if name[0] == "s" else ""
    return Section(id=name, number=number, title=f"Title {name}", level=level, part=part, blocks=blocks)


PAPER = Paper(
    title="A Paper",
    abstract="We train.",
    sections=(
        section("s1"),
        section("s2", "related"),
        section("s2.1", "related", 2),
        section("s3"),
        section("u1", "acknowledgements"),
        section("sA", "appendix"),
        section("sA.1", "appendix", 2),
        section("sB", "appendix"),
    ),
    references=("A. One.", "B. Two."),
    source=Source(kind="text", name="paper.txt", sha256="ab" * 32),
    warnings=("Something was not read.",),
)


def test_a_section_carries_its_id() -> None:
    shown = Section(
        id="s3.2",
        number="3.2",
        title="Attention",
        level=2,
        blocks=(
            Block(text="Text."),
            Block(kind="equation", text="$$\nx\n$$", label="4"),
            Block(kind="table", text="| a |\n| --- |", caption="Table 1: A."),
            Block(kind="algorithm", text="for x\n  y", caption="Algorithm 1: B"),
            Block(kind="figure", caption="Figure 1: C."),
            Block(kind="footnote", text="D."),
        ),
    )
    assert render_section(shown).split("\n\n") == [
        "## [s3.2] 3.2 Attention",
        "Text.",
        "$$\nx\n$$ (4)",
        "Table 1: A.",
        "| a |\n| --- |",
        "Algorithm 1: B\n```\nfor x\n  y\n```",
        "[Figure 1: C.]",
        "(Footnote: D.)",
    ]


def test_the_whole_paper_without_references() -> None:
    text = render_paper(PAPER)
    assert text.startswith("# A Paper\n\n# [abstract] Abstract\n\nWe train.\n\n# [s1] 1 Title s1")
    assert "# [sB] B Title sB (appendix)" in text
    assert "A. One." not in text
    assert "[s3]" not in render_paper(PAPER, without=frozenset({"s3"}))


def kept(budget: int) -> tuple[list[str], tuple[str, ...]]:
    text, notes = fit_paper(PAPER, budget)
    assert estimate_tokens(text) <= budget
    return [s.id for s in PAPER.sections if f"[{s.id}]" in text], notes


def test_sections_are_dropped_whole_and_in_order() -> None:
    one = estimate_tokens(render_section(PAPER.sections[0]))
    whole = estimate_tokens(render_paper(PAPER))
    assert kept(whole) == (["s1", "s2", "s2.1", "s3", "u1", "sA", "sA.1", "sB"], ("References left out (2 entries).",))
    assert kept(whole - 1)[0] == ["s1", "s2", "s2.1", "s3", "sA", "sA.1", "sB"]
    assert kept(whole - one - 20)[0] == ["s1", "s3", "sA", "sA.1", "sB"]
    assert kept(whole - 3 * one - 40)[0] == ["s1", "s3", "sA", "sA.1"]
    last, notes = kept(whole - 4 * one - 60)
    assert last == ["s1", "s3"]
    kinds = [note.split(" left out")[0] for note in notes]
    assert kinds == ["References", "Acknowledgements", "Related work", "Appendix", "Appendix"]
    assert "[sA] Title sA, [sA.1] Title sA.1" in notes[-1]


def test_a_body_that_does_not_fit_is_an_error() -> None:
    with pytest.raises(PaperError, match="room for 50") as caught:
        fit_paper(PAPER, 50)
    assert "larger context window" in caught.value.hint


def test_describe() -> None:
    shown = describe(PAPER)
    counts = "8 sections: 8 paragraphs; 2 references"
    for part in ("A Paper", "We train.", "s2.1", "related work", counts, "line 3", "Warning: Something"):
        assert part in shown
    assert f"about {estimate_tokens(render_paper(PAPER))} tokens" in shown
    assert Paper.from_json(json.loads(describe(PAPER, "json"))) == PAPER
    assert describe(PAPER, "markdown") == render_paper(PAPER)


def test_describe_places_on_pages() -> None:
    block = Block(text="x", place=Place(page=3, box=(72.0, 100.5, 300.0, 200.0)))
    paper = PAPER.model_copy(update={"sections": (Section(id="s1", number="1", title="T", blocks=(block,)),)})
    assert "page 3 (72, 100, 300, 200)" in describe(paper)
