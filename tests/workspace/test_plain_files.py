"""Pipes, sockets, devices and folders in the place of files: every reader refuses them at once, in words."""

import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from papercoder.checks.choosing import without_baseline
from papercoder.cli.driving.given_answers import given_answer
from papercoder.errors import PaperCoderError
from papercoder.evaluation.benchmark.suite import read_suite
from papercoder.evaluation.grading.rubric import read_rubric
from papercoder.evaluation.statistics.ratings import read_ratings
from papercoder.models.recorded.records import read_call
from papercoder.plain_files import open_plain
from papercoder.review.drafts.file import DRAFT_NAME, DraftFile
from papercoder.runs.card import read_card, read_status
from papercoder.runs.listing import list_runs
from papercoder.workspace.disk import MANIFEST, write_repository


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as own:
        own.bind(os.path.relpath(path))


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _folder(path: Path) -> None:
    path.mkdir()


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


KINDS = [_pipe, _socket, _device, _folder, _loop]


@pytest.fixture(autouse=True)
def _limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """End a test that waits for a writer."""

    def waited(*_: object) -> None:
        raise TimeoutError("it waited")

    monkeypatch.chdir(tmp_path)
    before = signal.signal(signal.SIGALRM, waited)
    signal.alarm(20)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("make", KINDS)
def test_only_plain_files_are_opened(make: Callable[[Path], None], tmp_path: Path) -> None:
    make(tmp_path / "x")
    with pytest.raises(OSError):  # noqa: PT011 -- each kind has its own words
        open_plain(tmp_path / "x")
    (tmp_path / "plain").write_text("text", encoding="utf-8")
    (tmp_path / "link").symlink_to("plain")
    with open_plain(tmp_path / "link") as file:
        assert file.read() == "text"


READERS: dict[str, Callable[[str], object]] = {
    "baseline": lambda path: without_baseline([], path),
    "edited config.yaml": lambda path: given_answer(approve=False, config=path, reject=""),
    "suite": lambda path: read_suite(path, ("papercoder",)),
    "rubric": read_rubric,
    "ratings": read_ratings,
    "record": read_call,
}


@pytest.mark.parametrize("make", [_pipe, _device])
@pytest.mark.parametrize("reader", READERS)
def test_every_reader_refuses_them(reader: str, make: Callable[[Path], None], tmp_path: Path) -> None:
    make(tmp_path / "x.txt")
    with pytest.raises((PaperCoderError, OSError)) as raised:
        READERS[reader](str(tmp_path / "x.txt"))
    assert not isinstance(raised.value, TimeoutError)


@pytest.mark.parametrize("make", [_pipe, _device])
def test_files_of_a_run_and_of_a_folder(
    make: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERCODER_DATA", str(tmp_path))
    run = tmp_path / "runs" / "paper-abc"
    run.mkdir(parents=True)
    for name in ("run.json", "status.json", DRAFT_NAME, MANIFEST):
        make(run / name)
    assert read_status("paper-abc") is None
    assert DraftFile(str(run), "question").read().steps == ()
    with pytest.raises(PaperCoderError):
        read_card("paper-abc")
    with pytest.raises(PaperCoderError):
        write_repository(str(run), {"main.py": ""})


@pytest.mark.parametrize("make", [_pipe, _socket, _device, _loop])
def test_a_data_folder_that_is_none_is_said(
    make: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path / "data")
    monkeypatch.setenv("PAPERCODER_DATA", str(tmp_path / "data"))
    with pytest.raises(PaperCoderError, match="cannot be read"):
        list_runs()


def test_nesting_without_end_is_refused_in_a_draft_and_a_folder_too(tmp_path: Path) -> None:
    for name in (DRAFT_NAME, MANIFEST):
        (tmp_path / name).write_text("[" * 100_000, encoding="utf-8")
    assert DraftFile(str(tmp_path), "question").read().steps == ()
    with pytest.raises(PaperCoderError):
        write_repository(str(tmp_path), {"main.py": ""})
