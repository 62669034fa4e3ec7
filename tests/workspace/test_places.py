"""Where in the paper a requirement stands, as TRACE.md and trace.json say it."""

import json
from typing import Any

import pytest

from papercoder.papers.quotes import PaperIndex
from papercoder.workspace.packaging import package
from papercoder.workspace.pages.places import PaperPlace, in_words, place_of
from state.paper import Block, BlockKind, Paper, Place, Section, Source
from state.plan import Requirement

from .samples import CODE, sample


def paper(*, kind: BlockKind = "table", label: str = "Table 2", refers: str = "as Table 2 shows") -> Paper:
    """A paper whose table about training landed in the conclusion."""
    return Paper(
        title="Floats",
        sections=(
            Section(
                id="s3",
                number="3",
                title="Training | details",
                blocks=(
                    Block(text="We train for ten epochs.", place=Place(page=4)),
                    Block(text=f"All rates were searched, {refers}.", place=Place(page=5)),
                ),
            ),
            Section(
                id="s6",
                number="6",
                title="Conclusion",
                blocks=(
                    Block(text="We conclude.", place=Place(page=8)),
                    Block(
                        kind=kind,
                        label=label,
                        caption=f"{label}: Rates.",
                        text="| rate | 0.125 |",
                        place=Place(page=7),
                    ),
                ),
            ),
        ),
        source=Source(kind="pdf"),
    )


def quoted(quote: str, of: Paper, section: str = "s3") -> Requirement:
    return Requirement(
        id="R1",
        kind="training",
        statement="Train.",
        quote=quote,
        section=section,
        status="stated",
        weight="core",
        grounding=PaperIndex(of).locate(quote, section),
    )


def test_running_text_has_its_section_and_page() -> None:
    of = paper()
    place = place_of(of, quoted("All rates were searched", of))
    assert place == PaperPlace("s3", 5)
    assert in_words(of, place) == "3 Training \\| details, p. 5"


@pytest.mark.parametrize(
    ("kind", "label", "refers"),
    [
        ("table", "Table 2", "as Table 2 shows"),
        ("table", "Table 2", "see Tab. 2"),
        ("figure", "Figure 3", "in Figures 3 and 4"),
        ("algorithm", "Algorithm 1", "by Alg. 1"),
        ("table", "Table A.1", "(Table A.1)"),
    ],
)
def test_a_float_belongs_to_the_section_that_refers_to_it(kind: BlockKind, label: str, refers: str) -> None:
    of = paper(kind=kind, label=label, refers=refers)
    place = place_of(of, quoted("rate | 0.125", of, "s6"))
    assert place == PaperPlace("s3", 7, label)
    assert in_words(of, place) == f"{label}, referred to in 3 Training \\| details, p. 7"


@pytest.mark.parametrize("refers", ["as Table 22 shows", "as Table 2.1 shows", "as Figure 2 shows", "as shown"])
def test_a_float_that_nothing_refers_to_has_no_section(refers: str) -> None:
    of = paper(refers=refers)
    place = place_of(of, quoted("rate | 0.125", of, "s6"))
    assert place == PaperPlace("", 7, "Table 2")
    assert in_words(of, place) == "Table 2, p. 7"


def test_a_quote_that_was_not_found_keeps_the_plans_section_and_has_no_page() -> None:
    of = paper()
    assert place_of(of, quoted("Never said anywhere in it at all", of)) == PaperPlace("s3")


def test_trace_links_to_the_lines_and_gives_the_page() -> None:
    of, given = paper(), sample()
    first, *rest = given["plan"].requirements
    found = first.model_copy(update={"grounding": PaperIndex(of).locate("rate | 0.125")})
    plan = given["plan"].model_copy(update={"requirements": (found, *rest)})
    made = package({"src/main.py": CODE}, **given | {"paper": of, "plan": plan})
    assert "| [`src/main.py`](src/main.py) | `f` [2-3](src/main.py#L2-L3) |" in made["TRACE.md"]
    assert "Table 2, referred to in 3 Training \\| details, p. 7" in made["TRACE.md"]
    entry: dict[str, Any] = json.loads(made["trace.json"])["requirements"][0]
    assert (entry["section"], entry["float"], entry["page"]) == ("s3", "Table 2", 7)
