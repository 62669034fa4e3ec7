from pathlib import Path

import pytest

from graph.baselines.systems import SYSTEMS
from papercoder.errors import InputError
from papercoder.evaluation.benchmark.suite import cells_of, read_suite

GOOD = """
name: small
papers:
  - {id: one, source: paper.md, gold: gold}
  - {id: two, source: 2203.11170, gold: gold}
systems:
  - papercoder
  - {name: no-audit, graph: papercoder, settings: {audit: false}}
  - oracle
  - {name: chatdev, folder: "made/{paper}"}
seeds: 2
controls: true
"""


def written(folder: Path, text: str) -> str:
    (folder / "gold").mkdir(exist_ok=True)
    (folder / "paper.md").write_text("# A paper\n")
    (folder / "suite.yaml").write_text(text)
    return str(folder / "suite.yaml")


def test_cells_are_papers_times_systems_times_seeds(tmp_path: Path) -> None:
    suite = read_suite(written(tmp_path, GOOD), SYSTEMS)
    cells = cells_of(suite)
    assert len(cells) == 2 * (2 * 2 + 1 + 1 + 3)
    assert len({cell.run for cell in cells}) == len({cell.id for cell in cells}) == len(cells)
    assert suite.papers[0].source == str(tmp_path / "paper.md")
    assert suite.papers[1].source == "2203.11170"
    assert {c.system.kind for c in cells} == {"graph", "oracle", "folder", "control"}


def test_a_run_id_depends_on_what_is_asked_and_on_nothing_else(tmp_path: Path) -> None:
    first = cells_of(read_suite(written(tmp_path, GOOD), SYSTEMS))
    again = cells_of(read_suite(written(tmp_path, GOOD + "limits: {cells: 5}\n"), SYSTEMS))
    other = cells_of(read_suite(written(tmp_path, GOOD.replace("audit: false", "check: false")), SYSTEMS))
    assert [c.run for c in first] == [c.run for c in again]
    assert {c.system.name for c, d in zip(first, other, strict=True) if c.run != d.run} == {"no-audit"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("papercoder\n", "papercodr\n", "no graph 'papercodr'"),
        ("seeds: 2", "seeds: 0", "seeds"),
        ("seeds: 2", "seed: 2", "seed"),
        ("gold: gold", "gold: golden", "golden"),
        ("{id: two, source: 2203.11170, gold: gold}", "{id: two, source: 2203.11170}", "oracle"),
        ("id: two", "id: one", "twice"),
        ("papers:", "papers: [", "cannot be read"),
    ],
)
def test_what_is_wrong_with_a_suite_is_said(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_suite(written(tmp_path, GOOD.replace(old, new, 1)), SYSTEMS)
