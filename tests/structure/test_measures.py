"""The house stays one that can be moved into: the measures, tried on a small one, and their bounds on ours."""

from pathlib import Path

import pytest

from tests.structure.measures import (
    agents,
    circles,
    comments_per_hundred,
    files,
    lines_of,
    longest_function,
    reading,
    rooms,
)

ROOT = Path(__file__).parents[2]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A house with one agent, a circle that only a function's import closes, and one that is none."""
    texts = {
        "agents/__init__.py": "",
        "agents/reader.py": "from state.paper import Paper, join\nfrom agents.shared.tools import open\n\n\nPaper\n",
        "agents/shared/tools.py": "def open():\n    return 1\n",
        "agents/spare.py": "",
        "graph/pipeline.py": "import agents.reader\n",
        "prompts/reader.md": "Read.\nWell.\n",
        "state/paper.py": '"""P."""\n\n\nclass Paper:\n    """It."""\n\n    a = 1\n\n\ndef join():\n    pass\n',
        "papercoder/__init__.py": "",
        "papercoder/one.py": "import papercoder.two\n",
        "papercoder/two.py": "def late():\n    from papercoder import one\n    return one\n",
        "papercoder/three.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import papercoder.four\n",
        "papercoder/four.py": 'import papercoder.three\nN = 1\n"""Why one."""\nM = 2  # why two\nL = 3  # noqa: X\n',
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_the_measures_of_a_small_house(small: Path) -> None:
    (reader,) = agents(small)
    assert reading(small, reader) == (5 + 2 + (4 + 2) + 2, 5 + 2 + 11 + 2)
    assert circles(small) == [["papercoder.one", "papercoder.two"]]
    assert comments_per_hundred(small / "papercoder") == pytest.approx(100 * 2 / 12)
    assert rooms(small)["agents"] == 3
    assert longest_function(small / "papercoder/two.py") == 3


def test_every_agent_is_measured() -> None:
    assert {p.stem for p in agents(ROOT)} >= {"planner", "analyst", "coder", "auditor", "debugger", "config_review"}


def test_to_change_an_agent_few_lines_are_read() -> None:
    """Its file, its prompt, and the whole of every file that it imports from agents and state."""
    assert {agent.stem: whole for agent in agents(ROOT) if (whole := reading(ROOT, agent)[1]) > 400} == {}


def test_no_module_imports_itself_by_way_of_others() -> None:
    assert circles(ROOT) == []


def test_few_files_stand_at_the_top_of_a_room() -> None:
    assert {room: n for room, n in rooms(ROOT).items() if n > 20} == {}


def test_files_and_functions_stay_small() -> None:
    assert {str(p): n for p in files(ROOT) if (n := lines_of(p)) > 400} == {}
    assert {str(p): n for p in files(ROOT) if (n := longest_function(p)) > 50} == {}


@pytest.mark.parametrize("room", ["papers", "checks"])
def test_heuristics_give_their_reasons(room: str) -> None:
    assert comments_per_hundred(ROOT / "papercoder" / room) >= 1.5
