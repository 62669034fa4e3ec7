from papercoder.papers.topics import cited_sections, topic_section
from state.paper import Block, Paper, Section, Source

TEXTS = {
    "s1": "We introduce a network for images of small animals and compare it with others.",
    "s2": "Optimisation: the learning rate follows a cosine schedule with warmup, momentum stays fixed.",
    "s3": "The dataset holds photographs; we split photographs by camera and resize images.",
}
PAPER = Paper(
    title="t",
    sections=tuple(Section(id=i, title=i, blocks=(Block(text=text),)) for i, text in TEXTS.items()),
    source=Source(kind="text"),
)


def test_the_section_with_the_rare_words_is_the_topics() -> None:
    assert topic_section(PAPER, "The length of the warmup of the learning rate schedule is not given.") == "s2"
    assert topic_section(PAPER, "Which photographs belong to the split by camera is not said.") == "s3"


def test_where_no_section_stands_out_there_is_none() -> None:
    assert topic_section(PAPER, "The hardware is not named.") == ""
    assert topic_section(PAPER, "") == ""
    assert topic_section(Paper(title="t", source=Source(kind="text")), "warmup schedule") == ""


def test_sections_that_somebody_names_are_shown_beside_those_that_are_cited() -> None:
    def shown(said: str) -> list[str]:
        return [i for i in TEXTS if f"[{i}]" in cited_sections(PAPER, (), said)]

    assert shown("") == shown("s1.2, s22 and axis s2x are no sections of it; section 3.1 neither") == []
    assert shown("R2 (partly): the schedule of [s2] is not followed. Change: as s1 says") == ["s1", "s2"]
    assert shown("Take the split of Section 3, see also §2.") == ["s2", "s3"]
