"""Rule `syntax`."""

import pytest

from papercoder.checks.run import Subject, check
from tests.checks.sample import found


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("a.py", "def f(:\n    pass\n", 1),
        ("a.py", "x = 1\nreturn x\n", 2),
        ("a.py", "x = 1\0\n", 0),
        ("a.yaml", "a: 1\nb: [1, 2\n", 3),
        ("a.yml", "a: 1\na: 2\n", 2),
        ("a.json", '{"a": 1,}', 1),
        ("a.toml", "a = 1\nb = \n", 2),
        ("run.sh", "set -e\nif true; then\n", 3),
    ],
)
def test_fault_is_found_with_its_line(path: str, text: str, line: int) -> None:
    findings = found(Subject(files={path: text}), "syntax")
    assert [(f.path, f.line, f.severity) for f in findings] == [(path, line, "error")]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "import os\nprint(os.name)\n"),
        ("a.yaml", "base: &b {x: 1}\nother:\n  <<: *b\n  x: 2\n"),
        ("a.yaml", "a: !custom {b: 1}\n---\nc: 2\n"),
        ("a.json", '{"a": [1, 2]}'),
        ("a.toml", '[project]\nname = "x"\n'),
        ("run.sh", 'set -e\nfor i in 1 2; do python a.py --seed "$i"; done\n'),
        ("README.md", "# {{[\n"),
    ],
)
def test_sound_file_is_left_alone(path: str, text: str) -> None:
    assert check(Subject(files={path: text})) == []


def test_configuration_given_apart_is_read() -> None:
    findings = found(Subject(files={}, config="a: [1\n"), "syntax")
    assert [f.path for f in findings] == ["config.yaml"]


def test_shell_script_is_not_run(tmp_path: object) -> None:
    trace = f"{tmp_path}/ran"
    assert check(Subject(files={"run.sh": f"touch {trace}\n"})) == []
    from pathlib import Path

    assert not Path(trace).exists()
