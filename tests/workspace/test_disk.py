"""A repository is written whole or not at all, and a person's files survive."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from papercoder.errors import InputError, UnsafePath
from papercoder.workspace.disk import MANIFEST, write_repository
from papercoder.workspace.folders import recover


def tree(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }


def test_writes_nested_files_and_reads_them_back(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "repo"
    files = {"main.py": "X = 1\n", "src/a/b.py": "é\n", "run.sh": "#!/bin/sh\n", "config.yaml": "a: 1\n"}
    write_repository(str(folder), files)
    assert tree(folder) == files
    assert os.access(folder / "run.sh", os.X_OK)
    assert not os.access(folder / "main.py", os.X_OK) or os.name == "nt"
    manifest = json.loads((folder / MANIFEST).read_text())
    assert sorted(manifest["files"]) == sorted(files)
    assert [path.name for path in folder.parent.iterdir()] == ["repo"]


def test_a_new_version_replaces_only_what_we_wrote(tmp_path: Path) -> None:
    folder = tmp_path / "repo"
    write_repository(
        str(folder), {"a.py": "1\n", "b.py": "1\n", "c.py": "1\n", "gone.py": "1\n", "kept.py": "1\n", "same.py": "1\n"}
    )
    (folder / "a.py").write_text("mine\n")
    (folder / "kept.py").write_text("mine too\n")
    (folder / "same.py").write_text("2\n")
    (folder / "data").mkdir()
    (folder / "data" / "x.csv").write_text("1,2\n")
    (folder / "new.py").write_text("before you\n")
    (folder / "pkg").write_text("a file\n")
    (folder / "empty").mkdir()
    (folder / "link").symlink_to("data")
    write_repository(
        str(folder), {"a.py": "2\n", "b.py": "2\n", "c.py": "1\n", "new.py": "2\n", "pkg/m.py": "2\n", "same.py": "2\n"}
    )
    found = tree(folder)
    link = {name: found.pop(name) for name in list(found) if name.startswith("link")}
    assert found == {
        "a.py": "2\n",
        "a.py.yours": "mine\n",
        "b.py": "2\n",
        "c.py": "1\n",
        "data/x.csv": "1,2\n",
        "kept.py.yours": "mine too\n",
        "new.py": "2\n",
        "new.py.yours": "before you\n",
        "pkg/m.py": "2\n",
        "pkg.yours": "a file\n",
        "same.py": "2\n",
    }
    assert (folder / "empty").is_dir()
    assert (folder / "link").is_symlink(), link
    (folder / "a.py").write_text("mine again\n")
    write_repository(str(folder), {"a.py": "3\n"})
    assert (folder / "a.py.yours").read_text() == "mine\n"
    assert (folder / "a.py.yours2").read_text() == "mine again\n"


def test_a_file_where_a_folder_of_theirs_is(tmp_path: Path) -> None:
    folder = tmp_path / "repo"
    write_repository(str(folder), {"x.py": "1\n"})
    (folder / "model").mkdir()
    (folder / "model" / "w.txt").write_text("w\n")
    write_repository(str(folder), {"model": "text\n"})
    assert tree(folder) == {"model": "text\n", "model.yours/w.txt": "w\n"}


def test_refuses_a_folder_that_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work\n")
    with pytest.raises(InputError, match="Expected an empty folder"):
        write_repository(str(tmp_path), {"a.py": "1\n"})
    (tmp_path / MANIFEST).write_text("[]")
    with pytest.raises(InputError):
        write_repository(str(tmp_path), {"a.py": "1\n"})
    assert (tmp_path / "thesis.tex").read_text() == "years of work\n"
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(InputError):
        write_repository(str(file), {"a.py": "1\n"})
    with pytest.raises(InputError):
        write_repository(str(file / "below"), {"a.py": "1\n"})


@pytest.mark.parametrize("paths", [["../a.py"], ["/a.py"], [MANIFEST], ["a", "a/b.py"], ["a.py", "A.py"]])
def test_nothing_is_written_when_a_path_is_unsafe(tmp_path: Path, paths: list[str]) -> None:
    folder = tmp_path / "repo"
    with pytest.raises(UnsafePath):
        write_repository(str(folder), {"good.py": "1\n", **dict.fromkeys(paths, "x\n")})
    assert list(tmp_path.iterdir()) == []


def test_a_link_in_place_of_our_file_is_not_followed(tmp_path: Path) -> None:
    folder, outside = tmp_path / "repo", tmp_path / "outside"
    outside.mkdir()
    (outside / "a.py").write_text("theirs\n")
    write_repository(str(folder), {"src/a.py": "1\n"})
    (folder / "src" / "a.py").unlink()
    (folder / "src").rmdir()
    (folder / "src").symlink_to(outside)
    write_repository(str(folder), {"src/a.py": "2\n"})
    assert (outside / "a.py").read_text() == "theirs\n"
    assert (folder / "src" / "a.py").read_text() == "2\n"
    assert (folder / "src.yours").is_symlink()


WRITER = """
import sys
from papercoder.workspace.disk import write_repository
for n in range(1, 100000):
    write_repository(sys.argv[1], {f"f{i}.py": f"{n}\\n" for i in range(30)})
    print(n, flush=True)
"""


@pytest.mark.parametrize("more", range(4))
def test_a_kill_leaves_one_version_whole(tmp_path: Path, more: int) -> None:
    folder = tmp_path / "repo"
    write_repository(str(folder), {f"f{i}.py": "0\n" for i in range(30)})
    (folder / "mine.txt").write_text("mine\n")
    root = str(Path(__file__).parents[2])
    with subprocess.Popen([sys.executable, "-c", WRITER, str(folder)], cwd=root, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.005 * more)
        process.send_signal(signal.SIGKILL)
    recover(str(folder))
    found = tree(folder)
    assert found.pop("mine.txt") == "mine\n"
    assert len(found) == 30
    assert len(set(found.values())) == 1
    write_repository(str(folder), {"a.py": "1\n"})
    assert tree(folder) == {"a.py": "1\n", "mine.txt": "mine\n"}
    assert [path.name for path in tmp_path.iterdir()] == ["repo"]


def test_a_version_set_aside_comes_back(tmp_path: Path) -> None:
    folder = tmp_path / "repo"
    write_repository(str(folder), {"a.py": "1\n"})
    folder.rename(tmp_path / ".repo.papercoder-old")
    write_repository(str(folder), {"a.py": "2\n"})
    assert tree(folder) == {"a.py": "2\n"}
    assert [path.name for path in tmp_path.iterdir()] == ["repo"]
