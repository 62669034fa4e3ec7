"""The recipes of CONTRIBUTING.md, followed in a copy of the repository; that of a node is in tests/structure."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = ("-c", "from papercoder.cli import main; main()")
PAPER = "examples/paper/paper.pdf"
PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider")
FEW_FILES = "tests/structure/test_measures.py::test_few_files_stand_at_the_top_of_a_room"
REPLAY = ("--model", "replay-loosely:examples/recorded", "--no-trial", "-y")

RULE = '''"""Rule `no-goodbye`: a program does not say goodbye."""

from collections.abc import Iterator

from papercoder.checks.code.parsed import ParsedRepository
from state.findings import Finding

__all__ = ["check_goodbye"]


def check_goodbye(repository: ParsedRepository) -> Iterator[Finding]:
    """Report each line with a goodbye."""
    for module in repository.sorted_modules():
        for number, line in enumerate(module.lines, 1):
            if "goodbye" in line:
                yield Finding(path=module.path, line=number, rule="no-goodbye", severity="error", message="Goodbye.")
'''
READER = '''"""Papers in AsciiDoc, read as the Markdown that they nearly are."""

import re

from papercoder.papers.markup.markdown import read_markdown
from state.paper import Paper, Source

__all__ = ["read_adoc"]


def read_adoc(text: str, source: Source) -> Paper:
    """Read headings and paragraphs."""
    text = re.sub(r"^(=+) ", lambda m: "#" * len(m[1]) + " ", text, flags=re.MULTILINE)
    return read_markdown(text, source)
'''


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The repository as git knows it, and what is not yet committed."""
    folder = tmp_path / "papercoder"
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file() and not name.startswith("benchmarks/"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    return folder


def change(folder: Path, name: str, before: str, after: str) -> None:
    text = (folder / name).read_text()
    assert text.count(before) == 1, f"{name}: {before}"
    (folder / name).write_text(text.replace(before, after))


def run(folder: Path, *words: str, expect: int = 0, **more: str) -> str:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(folder),
        "PAPERCODER_DATA": str(folder / "data"),
    }
    done = subprocess.run(
        [sys.executable, *words],
        cwd=folder, env=environment | more, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_a_prompts_wording(copy: Path) -> None:
    change(copy, "prompts/planner.md", "# Task: planner\n\nRead the paper", "# Task: planner\n\nStudy the paper")
    snapshots = (*PYTEST, "tests/prompts/test_snapshots.py")
    run(copy, *snapshots, expect=1)
    run(copy, *snapshots, UPDATE_SNAPSHOTS="1")
    run(copy, *snapshots)
    assert "Study the paper" in (copy / "tests/prompts/snapshots/planner.md").read_text()
    shown = run(copy, *PROGRAM, "run", PAPER, *REPLAY)
    assert "earlier wording" in shown
    assert shown.rstrip().splitlines()[-1].startswith("complete")


def test_a_setting(copy: Path) -> None:
    after = '    quiet_hours: int = Field(3, ge=0, le=24, description="Hours without calls.")\n'
    mark = "    repair_rounds: int = Field(\n"
    change(copy, "state/settings.py", mark, after + mark)
    known = ("tests/cli/test_settings.py::test_every_setting_has_its_variable", "tests/cli/test_env_files.py")
    named = (*PYTEST, *known, "-k", "every_setting")
    change(copy, "papercoder/env_files.py", '"profile", "reach_rounds"', '"profile", "quiet_hours", "reach_rounds"')
    change(copy, "tests/cli/test_settings.py", '"reach_rounds": "2",', '"reach_rounds": "2", "quiet_hours": "4",')
    assert "2 passed" in run(copy, *named)
    until = ("run", PAPER, *REPLAY, "--until", "reader")
    run(copy, *PROGRAM, *until, "--set", "quiet_hours=5", expect=3)
    (first,) = (copy / "data/runs").glob("*/run.json")
    assert '"quiet_hours": 5' in first.read_text()
    assert "quiet_hours" in run(copy, *PROGRAM, *until, "--set", "quiet_hours=25", expect=2)
    run(copy, *PROGRAM, *until, expect=3, PAPERCODER_QUIET_HOURS="7")
    assert any('"quiet_hours": 7' in card.read_text() for card in (copy / "data/runs").glob("*/run.json"))


def test_a_provider(copy: Path) -> None:
    change(copy, "papercoder/models/providers/clients.py", "_KEYS = {\n", '_KEYS = {\n    "acme": "ACME_API_KEY",\n')
    shown = run(copy, *PROGRAM, "run", PAPER, "--model", "acme:large", expect=2)
    assert "ACME_API_KEY is not set" in shown
    assert not (copy / "data/runs").exists()


def test_a_paper_format(copy: Path) -> None:
    (copy / "papercoder/papers/asciidoc.py").write_text(READER)
    change(copy, "papercoder/papers/kinds.py", '    "markdown",\n', '    "markdown",\n    "adoc",\n')
    change(copy, "state/paper.py", '    "eml", "msg", "rst", "org",\n', '    "eml", "msg", "rst", "org", "adoc",\n')
    told = '    if re.match(r"= \\w", head):\n        return "adoc"\n'
    mark = '    if head.startswith(("{", "["))'
    change(copy, "papercoder/papers/kinds.py", mark, told + mark)
    change(
        copy,
        "papercoder/papers/texts.py",
        '    "json": _read_json,\n',
        '    "json": _read_json,\n    "adoc": _read_adoc,\n',
    )
    reads = """def _read_adoc(text: str, data: bytes, name: str) -> Paper:
    from papercoder.papers.asciidoc import read_adoc

    return read_adoc(text, _source("adoc", data, name))


"""
    change(copy, "papercoder/papers/texts.py", "def _read_plain", reads + "def _read_plain")
    (copy / "paper.adoc").write_text("= On Bounds\n\n== Method\n\nWe bound it.\n\n=== Details\n\nBy two.\n")
    shown = run(copy, *PROGRAM, "parse", "paper.adoc")
    assert shown.startswith("On Bounds")
    assert "Details" in shown
    assert "paper.pdf" in run(copy, *PROGRAM, "parse", PAPER)
    (copy / "given").mkdir()
    (copy / "paper.adoc").rename(copy / "given/paper.adoc")
    change(copy, "papercoder/papers/read.py", '    ".org",\n', '    ".org",\n    ".adoc",\n')
    change(copy, "papercoder/papers/parse.py", '".org", ".eml"', '".org", ".adoc", ".eml"')
    assert run(copy, *PROGRAM, "parse", "given").startswith("On Bounds")


def test_a_gate_rule(copy: Path) -> None:
    (copy / "papercoder/checks/rules/goodbye.py").write_text(RULE)
    mark = "from papercoder.checks.rules.imports import check_imports\n"
    after = "from papercoder.checks.rules.goodbye import check_goodbye\n" + mark
    change(copy, "papercoder/checks/run.py", mark, after)
    change(copy, "papercoder/checks/run.py", "    check_names,\n", "    check_names,\n    check_goodbye,\n")
    known = ("tests/checks/test_choosing.py::test_every_rule_that_the_sources_name_is_in_the_catalogue", FEW_FILES)
    said = '    "no-goodbye": RuleText("A program that says goodbye.", "Let it end."),\n'
    change(copy, "papercoder/checks/catalogue.py", "_HONESTY = {\n", "_HONESTY = {\n" + said)
    assert "2 passed" in run(copy, *PYTEST, *known)
    found = (
        "from papercoder.checks.run import Subject, check; import sys; "
        "print(*(f.rule for f in check(Subject(files={'a.py': sys.argv[1]}))))"
    )
    assert "no-goodbye" in run(copy, "-c", found, "print('goodbye')")
    assert "no-goodbye" not in run(copy, "-c", found, "print('hello')")
