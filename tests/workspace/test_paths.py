"""Paths stay relative, portable and inside the repository."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papercoder.errors import UnsafePath
from papercoder.workspace.paths import confined, path_faults, safe_path


@pytest.mark.parametrize(
    ("given_path", "normal"),
    [
        ("src/model.py", "src/model.py"),
        ("./src//a/./b.py", "src/a/b.py"),
        ("my file.py", "my file.py"),
        ("cafe\u0301.py", "caf\u00e9.py"),
        ("ｍodel.py", "model.py"),
        (".gitignore", ".gitignore"),
        ("console.py", "console.py"),
        ("a..b.py", "a..b.py"),
    ],
)
def test_normalises(given_path: str, normal: str) -> None:
    assert safe_path(given_path) == normal


@pytest.mark.parametrize(
    "path",
    [
        "", ".", "/", "/etc/passwd", "//host/share", "C:/x.py", "c:x.py", "../x.py", "a/../../x.py", "a/../b.py", "..",
        "~/x.py", "~root/x.py", "a\\..\\b.py", "\\\\host\\x", "a\0.py", "a\nb.py", "a\x1b[0m.py", "con", "src/NUL.txt",
        "com1.py", "COM¹", "lpt9", "aux.tar.gz", "a.", "a ", "a /b.py", "a./b.py", " a.py", ".git/config", "x/.GIT/a",
        "git~1/x", ".g\u200cit/config", "a:b.py", "a/", "x" * 101 + ".py", "/".join(["abcdefgh"] * 30), "．．/x.py",
        "a／../b", "-rf", "a\u202eyp.py", "a\u2028b", "what?.py", "\ud800.py",
    ],
)  # fmt: skip
def test_refuses(path: str) -> None:
    with pytest.raises(UnsafePath):
        safe_path(path)


@given(st.text(max_size=60))
def test_what_is_accepted_stays_inside_and_is_stable(path: str) -> None:
    try:
        safe = safe_path(path)
    except UnsafePath:
        return
    assert safe_path(safe) == safe
    assert os.path.normpath(safe) == safe
    assert not os.path.isabs(safe)
    assert ".." not in safe.split("/")


def test_faults_of_a_plan() -> None:
    faults = path_faults(["src/a.py", "SRC/A.py", "src", "README.md", "docs/plan.md", "../x", "main.py", "Config.yaml"])
    text = "\n".join(faults)
    assert len(faults) == 6
    for words in (
        "'SRC/A.py' is planned twice",
        "'src' is planned as a file",
        "'README.md'",
        "'docs/plan.md'",
        "'../x'",
    ):
        assert words in text
    assert "'Config.yaml' is written by the program" in text


def test_nothing_wrong_with_an_ordinary_plan() -> None:
    assert path_faults(["main.py", "src/__init__.py", "src/model.py", "src/docs/x.md", "configs/config.yaml"]) == []


def test_confined_refuses_links_that_lead_out(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    (root / "src").mkdir(parents=True)
    outside.mkdir()
    (root / "out").symlink_to(outside)
    (root / "inside").symlink_to(root / "src")
    (root / "dangling.py").symlink_to(outside / "new.py")
    assert confined(str(root), "src/a.py") == os.path.realpath(root / "src" / "a.py")
    assert confined(str(root), "inside/a.py").endswith("inside/a.py")
    for path in ("out/a.py", "dangling.py", "../a.py"):
        with pytest.raises(UnsafePath):
            confined(str(root), path)
