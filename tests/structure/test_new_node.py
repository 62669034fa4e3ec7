"""A new node in a copy of the repository, step by step: six files, and the picture drawn again."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.server import make_paper

ROOT = Path(__file__).parents[2]
GIST = "It bounds an encoder and measures it on two classes."

NEW = {
    "agents/skimmer.py": '''"""skimmer: what the paper is about, in one sentence."""

from typing_extensions import TypedDict

from agents.shared.tools import Tools
from prompts.loader import render
from state.channels import State

__all__ = ["SkimmerUpdate", "skimmer"]


class SkimmerUpdate(TypedDict):
    """What the skimmer writes."""

    gist: str


async def skimmer(state: State, tools: Tools) -> SkimmerUpdate:
    """Say what the paper is about."""
    brief = await tools.settled(state)
    prompt = tools.prompt(brief, ("paper",), render("skimmer"))
    return {"gist": await tools.client("skimmer").ask_text(prompt, str.strip)}
''',
    "prompts/skimmer.md": """---
agent: skimmer
variables: []
---
# Task: skimmer

Say in one sentence what the paper is about.
""",
    "tests/agents/test_skimmer.py": f"""from pathlib import Path

from tests.graph.driving import drive
from tests.server import ServerOptions, serve


async def test_the_gist_is_in_the_state(tmp_path: Path) -> None:
    with serve(ServerOptions(files=4)) as server:
        run = await drive(server, tmp_path, audit=False)
    assert run.state["gist"] == "{GIST}"
    assert run.nodes.index("reader") < run.nodes.index("skimmer") < run.nodes.index("planner")
""",
}
CHANGED = {
    "state/channels.py": [
        ('    "reader", "figure-reader"', '    "reader", "skimmer", "figure-reader"'),
        (
            "    plan: Json\n",
            '    gist: str\n    """What the paper is about; written by the skimmer."""\n    plan: Json\n',
        ),
    ],
    "graph/pipeline.py": [
        (
            "from agents.runner import runner\n",
            "from agents.runner import runner\nfrom agents.skimmer import skimmer\n",
        ),
        ('    Step("figure-reader",', '    Step("skimmer", skimmer),\n    Step("figure-reader",'),
    ],
    "tests/server/answers.py": [
        (
            "    if not asked.agent:\n",
            f'    if asked.agent == "skimmer":\n        return "{GIST}"\n    if not asked.agent:\n',
        ),
    ],
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository with the new node."""
    folder = tmp_path_factory.mktemp("copy") / "papercoder"
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file() and not name.startswith(("benchmarks/", "examples/")):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    for name, text in NEW.items():
        (folder / name).write_text(text)
    for name, changes in CHANGED.items():
        text = (folder / name).read_text()
        for before, after in changes:
            assert text.count(before) == 1, f"{name}: {before}"
            text = text.replace(before, after)
        (folder / name).write_text(text)
    (folder / "docs/graph.md").write_text(run(folder, "-m", "graph.picture"))
    return folder


def run(folder: Path, *words: str, expect: int = 0) -> str:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(folder),
        "PAPERCODER_DATA": str(folder / "data"),
        "OPENAI_API_KEY": "none",
    }
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, env=environment, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stdout


@contextmanager
def model_server(folder: Path) -> Iterator[str]:
    """The stand-in model server of the copy; yields its address."""
    words = [sys.executable, "-m", "tests.server", "--files", "4"]
    with subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def test_a_new_node_costs_at_most_six_files() -> None:
    assert len(NEW) + len(CHANGED) <= 6


def test_it_stands_in_the_compiled_graph_and_in_the_picture(copy: Path) -> None:
    edges = "from graph.pipeline import graph; print(*((e.source, e.target) for e in graph.get_graph().edges), sep='|')"
    assert "('reader', 'skimmer')|" in run(copy, "-c", edges)
    assert "skimmer --> figure-reader;" in (copy / "docs/graph.md").read_text()


def test_its_own_test_and_those_of_the_shape_pass(copy: Path) -> None:
    tests = ["tests/agents/test_skimmer.py", "tests/graph/test_pipeline.py", "tests/prompts/test_loader.py"]
    rooms = "tests/structure/test_rooms.py::test_one_agent_one_file_one_prompt_one_test"
    measures = "tests/structure/test_measures.py::test_"
    bounds = [f"{measures}few_files_stand_at_the_top_of_a_room", f"{measures}to_change_an_agent_few_lines_are_read"]
    named = ["tests/prompts/test_snapshots.py", rooms, *bounds]
    assert " passed" in run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests, *named)


def test_a_run_streams_it_and_show_names_it(copy: Path) -> None:
    (copy / "paper.md").write_text(make_paper(4))
    program = ("-c", "from papercoder.cli import main; main()")
    with model_server(copy) as url:
        begun = run(copy, *program, "run", "paper.md", "--model", "openai:test-model", "--base-url", url,
                    "--until", "skimmer", expect=3)  # fmt: skip
    assert "skimmer: begins" in begun
    assert "stopped after skimmer" in begun
    (folder,) = (copy / "data/runs").iterdir()
    assert "skimmer" in run(copy, *program, "show", folder.name)
