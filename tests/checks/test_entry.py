"""Rules `entry-point`, `entry-option`, and those of the plan."""

import pytest

from papercoder.checks.run import Subject
from tests.checks.sample import CONFIG, MAIN, found, subject

ARGPARSE = """\
import argparse
parser = argparse.ArgumentParser()
for_all = parser.add_argument
parser.add_argument("--config")
parser.add_argument("--smoke", action="store_true")
parser.add_argument("-s", "--seed", type=int)
args = parser.parse_args()
print(args.config, args.smoke, args.seed)
"""
CLICK = """\
import click
@click.command()
@click.option("--config")
@click.option("--smoke/--no-smoke")
@click.option("--seed", type=int)
def main(config, smoke, seed):
    print(config, smoke, seed)
if __name__ == "__main__":
    main()
"""
TYPER = """\
import typer
def main(config: str, smoke: bool = False, seed: int = 0):
    print(config, smoke, seed)
if __name__ == "__main__":
    typer.run(main)
"""
ARGV = """\
import sys
smoke = "--smoke" in sys.argv
config = sys.argv[sys.argv.index("--config") + 1]
seed = sys.argv[sys.argv.index("--seed") + 1]
print(smoke, config, seed)
"""


@pytest.mark.parametrize("text", [ARGPARSE, CLICK, TYPER, ARGV])
def test_options_are_understood(text: str) -> None:
    entry = Subject(files={"main.py": text}, config="lr: 1\n", entry_point="main.py")
    assert found(entry, "entry-option") + found(entry, "entry-point") == []


@pytest.mark.parametrize(
    ("text", "option"), [(t, o) for t in (ARGPARSE, CLICK, TYPER, ARGV) for o in ("smoke", "seed")]
)
def test_option_that_is_missing(text: str, option: str) -> None:
    changed = text.replace(f"--no-{option}", "--no-other").replace(f"--{option}", "--other").replace(option, "other")
    entry = Subject(files={"main.py": changed}, config="lr: 1\n", entry_point="main.py")
    assert [f.message for f in found(entry, "entry-option")] == [f"the entry point does not understand --{option}"]


def test_options_read_in_another_file_count() -> None:
    files = {"main.py": "from options import args\nprint(args.smoke, args.config, args.seed)\n", "options.py": ARGPARSE}
    assert found(Subject(files=files, config="a: 1\n", entry_point="main.py"), "entry-option") == []


def test_option_that_is_ignored() -> None:
    ignored = subject(main_py=MAIN.replace("smoke=args.smoke", "smoke=False"))
    assert [f.message for f in found(ignored, "entry-option")] == ["--smoke is accepted and then ignored"]


def test_output_folder_that_is_ignored() -> None:
    option = 'parser.add_argument("--seed"'
    assert option in MAIN
    ignored = subject(main_py=MAIN.replace(option, f'parser.add_argument("--output"); {option}'))
    assert [f.message for f in found(ignored, "entry-option")] == ["--output is accepted and then ignored"]


def test_entry_point_that_is_missing_or_does_nothing() -> None:
    assert len(found(subject(main_py=None), "entry-point")) == 1
    assert len(found(subject(main_py=MAIN.partition("if __name__")[0]), "entry-point")) == 1
    assert found(subject(), "entry-point") == []


def test_configuration_that_is_missing() -> None:
    assert [f.path for f in found(subject(config_yaml=None), "missing-file")] == ["config.yaml"]


def _plan(planned: list[str], owners: dict[str, list[str]] | None = None) -> Subject:
    files = {"main.py": "x = 1  # R1\n", "model.py": "y = 2  # R12\n"}
    return Subject(files=files, config=CONFIG, planned=planned, owners=owners)


def test_files_against_the_plan() -> None:
    plan = _plan(["main.py", "data.py", "config.yaml"])
    assert [f.path for f in found(plan, "missing-file")] == ["data.py"]
    assert [(f.path, f.severity) for f in found(plan, "unplanned-file")] == [("model.py", "warning")]
    assert found(_plan(["main.py", "model.py"]), "unplanned-file") == []
    assert found(Subject(files={"a.py": "x = 1\n"}), "unplanned-file") == []


def test_empty_file() -> None:
    assert len(found(Subject(files={"a.py": "\n"}), "empty-file")) == 1
    assert found(Subject(files={"a/__init__.py": ""}), "empty-file") == []


def test_requirements_against_their_owners() -> None:
    plan = _plan(["main.py", "model.py"], {"main.py": ["R1"], "model.py": ["R1", "R12"], "gone.py": ["R3"]})
    assert [(f.path, f.severity) for f in found(plan, "requirement-unnamed")] == [("model.py", "warning")]
    assert [(f.path, f.severity) for f in found(plan, "requirement-owner")] == [("gone.py", "error")]
