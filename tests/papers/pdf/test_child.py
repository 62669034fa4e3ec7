"""The child process: results, errors, limits, and nothing inherited."""

import os
import sys
from pathlib import Path

import pytest

from papercoder.errors import PaperError
from papercoder.papers.child import ChildLimits, run_in_child


def test_returns_plain_json() -> None:
    assert run_in_child("builtins:len", b"four", {}, name="x") == 4


def test_large_input_and_output_pass_whole() -> None:
    assert run_in_child("builtins:list", bytes(300_000), {}, name="x") == [0] * 300_000


def test_inherits_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_API_KEY", "secret")
    assert run_in_child("os:getenvb", b"SOME_API_KEY", {}, name="x") is None


def test_an_unexpected_end_is_a_paper_error() -> None:
    with pytest.raises(PaperError, match=r"x\.pdf: its reader ended unexpectedly"):
        run_in_child("builtins:int", b"abc", {}, name="x.pdf")


def test_a_paper_error_keeps_its_words() -> None:
    with pytest.raises(PaperError, match="page structure is damaged") as caught:
        run_in_child("papercoder.papers.pdf.parse:parse", b"%PDF-1.5 nothing", {"name": "x.pdf"}, name="x.pdf")
    assert caught.value.hint.startswith("Download it again")


def test_time_is_limited_and_the_child_is_gone() -> None:
    with pytest.raises(PaperError, match="took more than 1 s"):
        run_in_child("signal:sigwait", bytes([10]), {}, name="x.pdf", limits=ChildLimits(seconds=1))
    assert not _children()


def test_memory_is_limited() -> None:
    with pytest.raises(PaperError, match=r"0\.3 GB of memory"):
        run_in_child("zlib:decompress", _zeros(400 << 20), {}, name="x.pdf", limits=ChildLimits(memory=300 << 20))


def _zeros(size: int) -> bytes:
    import zlib

    squeeze = zlib.compressobj(1)
    return b"".join(squeeze.compress(bytes(1 << 20)) for _ in range(size >> 20)) + squeeze.flush()


def _children() -> list[str]:
    """Return command lines of this process's children that are readers."""
    found = []
    for task in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = task.read_text(encoding="utf-8").rsplit(")", 1)[1].split()[1]
            words = (task.parent / "cmdline").read_text(encoding="utf-8")
        except (OSError, IndexError):
            continue
        if parent == str(os.getpid()) and "papercoder.papers.child" in words:
            found.append(words)
    return found


@pytest.mark.parametrize("kept", [True, False])
def test_the_child_keeps_the_bytecode_of_its_modules_where_the_caller_does_and_writes_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: bool
) -> None:
    target = "import needed\ndef write(data, path):\n    try:\n        open(path, 'wb', buffering=0).write(data)\n"
    target += "    except OSError:\n        return 'refused'\n"
    (tmp_path / "serving.py").write_text(target)
    (tmp_path / "needed.py").write_text("")
    (tmp_path / "more.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", not kept)
    said = run_in_child("serving:write", b"x", {"path": str(tmp_path / "out")}, name="x", needs=["more"])
    assert said == "refused"
    written = {file.name.partition(".")[0] for file in tmp_path.glob("__pycache__/*.pyc")}
    assert written == ({"serving", "needed", "more"} if kept else set())
