"""Names of folders: whatever a caller takes for a thread id stays inside the data folder and apart from others."""

import os
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from papercoder.runs.folders import data_folder, new_run_id, run_folder, runs_folder


@given(st.text(max_size=200))
def test_any_thread_id_is_one_folder_inside(thread_id: str) -> None:
    folder = run_folder(thread_id)
    assert os.path.dirname(os.path.normpath(folder)) == runs_folder()
    name = os.path.basename(folder)
    assert name.isascii()
    assert len(name) <= 80
    assert name not in {"", ".", ".."}


@given(st.text(max_size=40), st.text(max_size=40))
def test_two_thread_ids_have_two_folders_also_where_case_does_not_count(first: str, second: str) -> None:
    assert (first == second) == (run_folder(first).lower() == run_folder(second).lower())


def test_plain_ids_are_their_own_names(data: Path) -> None:
    for name in ("paper-abc123", "1f1e4fe0-769f-6d77-bfff-a038102eb2b8"):
        assert run_folder(name) == str(data / "runs" / name)
    assert data_folder() == str(data)


@given(st.text(max_size=100))
def test_a_new_id_is_plain_whatever_the_paper_is_called(paper: str) -> None:
    run_id = new_run_id(paper)
    assert os.path.basename(run_folder(run_id)) == run_id


def test_a_new_id_tells_the_paper() -> None:
    assert new_run_id("/papers/Attention is all.PDF").startswith("attention-is-all-")
    assert new_run_id("https://arxiv.org/abs/1706.03762/").startswith("1706-")
