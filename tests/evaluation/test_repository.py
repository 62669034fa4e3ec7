import json
import os
from pathlib import Path

import pytest

from papercoder.errors import InputError
from papercoder.evaluation.judging.repository import fit, holds_keys, read, show_tree
from papercoder.papers.markdown import as_markdown
from papercoder.papers.read import read_paper
from state.paper import Paper


def test_code_comes_before_configuration_and_documents_and_entry_points_first(repository: Path) -> None:
    (repository / "tests").mkdir()
    (repository / "tests/test_a.py").write_text("x = 1\n")
    (repository / "config.yaml").write_text("a: 1\n")
    (repository / "metrics.json").write_text("{}")
    found = read(str(repository))
    paths = [f.path for f in found.files]
    assert paths[0] == "main.py"
    assert paths[-4:] == ["tests/test_a.py", "config.yaml", "README.md", "metrics.json"]
    assert {f.kind for f in found.files} == {"code", "config", "document", "result"}


def test_what_cannot_be_shown_is_named(tmp_path: Path) -> None:
    (tmp_path / "weights.pt").write_bytes(b"\x00")
    (tmp_path / "latin.py").write_bytes(b"# \xe9\n")
    (tmp_path / "big.csv").write_text("1\n" * 300_000)
    (tmp_path / "linked.py").symlink_to("latin.py")
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__/a.py").write_text("x = 1\n")
    found = read(str(tmp_path))
    assert found.files == ()
    assert found.others == ("big.csv", "latin.py", "weights.pt")


@pytest.mark.parametrize(
    "name",
    ["secrets.yaml", "conf/Secrets.prod.yml", "token.cfg", "hf_token.txt", "credentials.json", "my-credentials.json",
     "client_secret_1234.json", "api_keys.toml", "service-account.json", "passwords.ini", "keys.json"],
)  # fmt: skip
def test_files_with_keys_are_named_and_not_shown(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("key: very-much-a-secret\n")
    found = read(str(tmp_path))
    assert (found.files, found.others) == ((), (name,))
    assert holds_keys(name)


@pytest.mark.parametrize(
    "name",
    ["tokens.py", "tokenizer.json", "special_tokens_map.json", "secretary.yaml", "keypoints.json", "key_frames.csv",
     "password_reset.py", "monkeys.txt", "config.yaml", "keyboard.cfg", "credential_loader.py"],
)  # fmt: skip
def test_files_whose_names_only_resemble_are_shown(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("{}\n")
    assert [file.path for file in read(str(tmp_path)).files] == [name]


def test_a_notebook_is_shown_as_its_cells(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "source": ["x = 1\n", "y = 2"], "outputs": ["a" * 1000]}
    (tmp_path / "run.ipynb").write_text(json.dumps({"cells": [cell]}))
    (tmp_path / "torn.ipynb").write_text("{")
    found = read(str(tmp_path))
    assert found.files[0].text == "# %% [code]\nx = 1\ny = 2"
    assert found.others == ("torn.ipynb",)


def test_whole_files_are_taken_while_there_is_room(repository: Path) -> None:
    (repository / "src/large.py").write_text("x = 1\n" * 6000)
    shown = fit(read(str(repository)).files, 4000)
    assert "main.py" in [f.path for f in shown.files]
    assert len(shown.left_out) == 1


def test_the_tree_names_each_folder_once() -> None:
    assert show_tree(["b/c/e.py", "a.py", "b/c/d.py", "b/x.py"]) == "a.py\nb/\n  c/\n    d.py\n    e.py\n  x.py"
    assert show_tree([]) == "(no files)"


def test_a_folder_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Expected a folder"):
        read(str(tmp_path / "nothing"))


async def test_a_paper_sent_to_a_server_reads_back_as_it_was(paper: Paper) -> None:
    again = await read_paper(as_markdown(paper), allow_files=False, allow_private_urls=False)
    assert (again.title, again.abstract) == (paper.title, paper.abstract)
    assert [s.title for s in again.sections] == [s.title for s in paper.sections]
    assert [s.number for s in again.sections] == [s.number for s in paper.sections]
