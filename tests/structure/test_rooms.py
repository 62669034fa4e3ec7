"""The shape of the project: rooms, sizes, triples, and files that other programs read."""

import ast
import json
from pathlib import Path

import pytest

from state.channels import ASK_NO_MODEL

ROOT = Path(__file__).parents[2]
ROOMS = ("agents", "graph", "papercoder", "prompts", "state")
SOURCES = sorted(p for room in ROOMS for p in (ROOT / room).rglob("*.py"))
ASKS_NO_MODEL = {name.replace("-", "_") for name in ASK_NO_MODEL}
NOT_ROOMS = {"build", "dist", "demo"}


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text())
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_at_most_nine_folders_at_the_root() -> None:
    import subprocess

    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    folders = {line.split("/")[0] for line in listed if "/" in line and not line.startswith(".")}
    assert len(folders) <= 9, sorted(folders)


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_and_functions_stay_small(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400
    long = [f.name for f in functions(path) if (f.end_lineno or 0) - f.lineno + 1 > 50]
    assert long == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_module_says_what_it_is_and_has_a_sorted_all(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree)
    assert path.stem not in {"utils", "helpers", "common", "base", "manager", "misc", "legacy"}


def test_one_agent_one_file_one_prompt_one_test() -> None:
    agents = {p.stem for p in (ROOT / "agents").glob("*.py")} - {"__init__"}
    prompts = {p.stem for p in (ROOT / "prompts").glob("*.md")}
    tests = {p.stem.removeprefix("test_") for p in (ROOT / "tests/agents").glob("test_*.py")}
    assert agents - ASKS_NO_MODEL <= prompts
    assert sorted(agents - tests) == []


def test_langgraph_json_names_a_graph_that_exists() -> None:
    import importlib

    listed = [
        json.loads((ROOT / name).read_text())["graphs"] for name in ("langgraph.json", "langgraph.baselines.json")
    ]
    assert list(listed[0]) == ["papercoder"]
    for target, description in [(g["path"], g["description"]) for graphs in listed for g in graphs.values()]:
        assert description
        module, _, name = target.partition(":")
        assert hasattr(importlib.import_module(module), name)


def test_the_lock_file_names_no_host() -> None:
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    assert all("://" not in line and not line.lstrip().startswith("--index") for line in lines)
    assert sum("==" in line for line in lines) > 50


def test_the_command_line_writes_through_one_door() -> None:
    """Whatever else prints could send a paper's escape sequences to a terminal; use `say` or `open_console`."""
    folder = ROOT / "papercoder/cli"
    names = {"print", "echo", "secho", "echo_via_pager", "Console", "Live"}
    past = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted(folder.rglob("*.py"))
        if path.parent != folder / "terminal"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.stmt | ast.expr) and _writes_to_the_terminal(node, names)
    ]
    assert past == []


def _writes_to_the_terminal(node: ast.AST, names: set[str]) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.module == "rich" and "print" in {alias.name for alias in node.names}
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        written = node.value.id == "typer" and node.attr in names
        return written or (node.value.id == "sys" and node.attr in {"stdout", "stderr"})
    called = node.func if isinstance(node, ast.Call) else None
    return isinstance(called, ast.Name) and called.id in names
