"""The benchmark's own comparison notices what is lost: a paragraph that is taken out of a reading counts."""

import pytest

from benchmarks.papers.build import FOLDER
from benchmarks.papers.real import letters, lost_lines
from benchmarks.papers.truth import is_lead_in
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


@pytest.mark.parametrize(
    ("title", "lead_in"),
    [
        ("Proposed 4-shot on AQuA-RAT:", True),
        ("Proposed 6-shot on StrategyQA: 6", True),
        ("$f _ { 1 }$ optimization stage:", True),
        ("Ethical Considerations: Risks", False),
        ("3.1 Attention:", False),
        ("A.1 Proofs:", False),
        ("Conclusion", False),
    ],
)
def test_only_a_line_that_announces_its_text_is_no_heading_of_a_layout_model(title: str, lead_in: bool) -> None:
    assert is_lead_in(title) == lead_in
