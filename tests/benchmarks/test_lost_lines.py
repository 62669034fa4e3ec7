"""The benchmark's own comparison notices what is lost: a paragraph that is taken out of a reading counts."""

from benchmarks.papers.build import FOLDER
from benchmarks.papers.real import letters, lost_lines
from papercoder.papers.parse import parse_bytes


def test_each_paragraph_that_is_taken_out_is_noticed_as_lost_lines() -> None:
    data = (FOLDER / "english-two.pdf").read_bytes()
    paper = parse_bytes(data, "two.pdf")
    count, lost = lost_lines(paper, data)
    assert count > 50
    assert lost == []
    tried = 0
    for at, section in enumerate(paper.sections):
        for number, block in enumerate(section.blocks):
            if block.kind != "paragraph" or len(letters(block.text)) < 120:
                continue
            rest = section.model_copy(update={"blocks": (*section.blocks[:number], *section.blocks[number + 1 :])})
            less = paper.model_copy(update={"sections": (*paper.sections[:at], rest, *paper.sections[at + 1 :])})
            assert lost_lines(less, data)[1], block.text
            tried += 1
    assert tried > 5
