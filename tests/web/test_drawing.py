"""What pages draw, without a browser: the graph, a repository's Markdown, what ran of a requirement, the time left."""

import re

import pytest

from papercoder.web.drawing.edges import compiled, edges
from papercoder.web.drawing.markdown import as_html
from papercoder.web.drawing.picture import draw
from papercoder.web.ledger import counts, filtered, ledger_rows
from papercoder.web.node_states import NodeState
from papercoder.web.time_left import Rest
from state.channels import NODES
from tests.review.sample import plan, requirement
from tests.web.hostile import EVIL


def test_the_picture_has_every_node_and_every_edge_of_the_compiled_graph() -> None:
    assert edges() == {*compiled()}, "the graph has changed: make docs"
    between = {(source, target) for source, target in edges() if source != target and {source, target} <= {*NODES}}
    picture = draw([NodeState(name, "waiting") for name in NODES], edges())
    assert [box.node.name for box in picture.boxes] == list(NODES)
    assert len(set(picture.arrows)) == len(between) > len(NODES)
    corners = {(box.x, box.y) for box in picture.boxes}
    assert len(corners) == len(NODES)
    numbers = [int(n) for arrow in picture.arrows for n in re.findall(r"-?\d+", arrow)]
    assert min(numbers) >= 0
    assert max(numbers) <= max(picture.width, picture.height)


def test_a_node_that_the_table_of_states_does_not_know_is_drawn() -> None:
    names = [*NODES[:3], "skimmer", *NODES[3:]]
    picture = draw([NodeState(name, "waiting") for name in names], [("architect", "skimmer"), ("skimmer", "packager")])
    assert (len(picture.boxes), len(picture.arrows)) == (len(NODES) + 1, 2)


LINKS = "[x](javascript:alert(1)) ![y](http://evil.example/z.png) <http://evil.example>"
TABLE = f"| a | b |\n|--:|---|\n| {EVIL.replace('|', '')} | 1 |"


@pytest.mark.parametrize("text", [EVIL, f"# {EVIL}", TABLE, LINKS])
def test_markdown_of_a_repository_brings_no_markup_of_its_own(text: str) -> None:
    shown = as_html(text)
    assert not re.search(r"<(?!/?(?:h[1-6]|p|table|thead|tbody|tr|th|td)>)", shown), shown
    assert "style=" not in shown


def test_tables_of_numbers_are_tables() -> None:
    assert "<td>0.9</td>" in as_html("## Table 1\n\n| paper | ours |\n|---|---:|\n| 0.9 | 0.8 |\n")
    assert "<h4>Table 1</h4>" in as_html("## Table 1\n")


def test_the_ledger_says_which_lines_ran_and_filters_by_it() -> None:
    ledger = plan(*(requirement(number, f"Do thing {number}.") for number in range(1, 5)))
    verdict = {"result": "met", "lines": [[1, 2]], "reason": ""}
    verdicts = [{**verdict, "requirement": f"R{number}"} for number in range(1, 5)]
    told = {"R1": ["yes"], "R2": ["yes", "no"], "R3": ["no"], "R4": ["not run"]}
    pairs = [(name, ran) for name, each in told.items() for ran in each]
    reached = [{"requirement": name, "path": "a.py", "ran": ran, "missed": [7]} for name, ran in pairs]
    values = {"plan": ledger.to_json(), "files": {"a.py": {"verdicts": verdicts}}, "trial": {"reached": reached}}
    rows = ledger_rows(values)
    assert [row.evidence for row in rows] == [
        "its lines ran; read: met",
        "its lines ran in part; read: met",
        "its lines did not run; read: met",
        "read: met",
    ]
    assert [row.requirement.id for row in filtered(rows, {"ran": "no"})] == ["R3"]
    assert counts(rows)["ran"] == {"yes": 1, "in part": 1, "no": 1}


def test_the_ledger_is_no_better_than_its_worst_verdict_and_names_what_is_left_to_other_files() -> None:
    ledger = plan(requirement(1, "Do it."))
    left = {"path": "b.py", "what": "Hand the seed on."}
    own = {"requirement": "R1", "result": "met", "lines": [[1, 2]], "elsewhere": [left]}
    part = {"requirement": "R1", "result": "partly", "lines": [[4, 4]], "reason": "No seed.", "change": "Hand it on."}
    files = {"a.py": {"verdicts": [own]}, "b.py": {"shared": [part]}}
    (row,) = ledger_rows({"plan": ledger.to_json(), "files": files})
    assert (row.verdict, row.reason) == ("partly", "Left to b.py: Hand the seed on. No seed.")
    assert [place.path for place in row.places] == ["a.py", "b.py"]


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        (Rest(30, at_least=False), "less than a minute"),
        (Rest(61, at_least=False), "about 2 minutes"),
        (Rest(600, at_least=True), "at least 10 minutes"),
    ],
)
def test_the_time_left_in_words(rest: Rest, words: str) -> None:
    assert rest.words == words
