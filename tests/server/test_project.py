"""The made-up project and its paper: layered, connected, the same every time."""

from graphlib import TopologicalSorter

import pytest

from tests.server.options import CodeFault
from tests.server.paper import make_paper
from tests.server.planted import faulty_source
from tests.server.project import Project, build_project
from tests.server.quotes import number_in, sentences


def _waves(project: Project) -> list[tuple[str, ...]]:
    """Group the files so that each wave needs only files of earlier waves; a cycle raises."""
    order = TopologicalSorter({f.path: f.dependencies for f in project.files})
    order.prepare()
    waves = []
    while order.is_active():
        waves.append(order.get_ready())
        order.done(*waves[-1])
    return waves


@pytest.mark.parametrize("size", [4, 5, 9, 10, 20, 40, 100])
def test_files_are_layered_and_none_is_unused(size: int) -> None:
    project = build_project(size)
    assert len(project.files) == size
    assert len({f.path for f in project.files}) == size
    assert all(len(f.dependencies) <= 3 for f in project.files)
    assert len(_waves(project)) <= 5 + (size > 85)
    used = {path for f in project.files for path in f.dependencies}
    assert {f.path for f in project.modules} <= used


@pytest.mark.parametrize("size", [10, 20, 40])
def test_larger_projects_have_five_levels_and_folders(size: int) -> None:
    project = build_project(size)
    assert len(_waves(project)) == 5
    assert {"src/core/__init__.py", "scripts/run.sh", "data/reference.yaml"} <= set(project.by_path)


def test_every_requirement_belongs_to_one_file() -> None:
    project = build_project(20)
    assert [d.id for d in project.demands] == [f"R{n}" for n in range(1, len(project.demands) + 1)]
    assert 1.5 * 20 <= len(project.demands) <= 2.5 * 20


def test_seed_decides() -> None:
    assert build_project(40, 1) == build_project.__wrapped__(40, 1)
    assert build_project(40, 1) != build_project(40, 2)


def test_too_small_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 4 files"):
        build_project(3)


def test_paper_is_the_same_every_time_and_names_every_stage() -> None:
    text = make_paper(20, 3)
    assert text == make_paper(20, 3)
    assert all(f"### 3.{n} {f.name}" in text for n, f in enumerate(build_project(20, 3).modules, 1))
    assert "| training, learning rate | 0.05 |" in text


def test_paper_can_be_lengthened() -> None:
    assert 10_300 <= len(make_paper(10, tokens=10_500)) / 4 <= 10_700


def test_sentences_are_verbatim_and_know_their_section() -> None:
    text = "# Title\n\n## [s1] 1 Data\n\nWe draw 400 points in two\nclasses. See Table 2 for $x$ there.\n\n| a | b |\n"
    assert [(s.text, s.section) for s in sentences(text)] == [("We draw 400 points in two classes.", "s1")]


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        ("We draw 400 points.", 400),
        ("A rate of 0.05 is used.", 0.05),
        ("See Table 2.", None),
        ("In [3] x1.", None),
    ],
)
def test_numbers_that_stand_for_themselves(sentence: str, number: float | None) -> None:
    assert number_in(sentence) == number


def test_planted_faults_need_a_module_and_room() -> None:
    project = build_project(10)
    with pytest.raises(ValueError, match=r"not into main\.py"):
        faulty_source(project, project.entry, (CodeFault(kind="stub", path="main.py"),))
    path = project.modules[0].path
    both = (CodeFault(kind="stub", path=path), CodeFault(kind="unmet", path=path))
    with pytest.raises(ValueError, match="beside its other faults"):
        faulty_source(project, project.modules[0], both)
