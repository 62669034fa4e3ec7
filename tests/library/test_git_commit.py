"""The first commit: what we wrote and nothing else, by the person, without anything being run beside Git."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from papercoder.library.git_commit import begin_git
from papercoder.workspace.disk import MANIFEST, write_repository

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
FILES = {
    "main.py": "print(1)\r\n",
    "src/naïve.py": "X = 1\n",
    "reproduce.sh": "#!/bin/sh\n",
    ".gitignore": "main.py\n*.sh\n",
    ".gitattributes": "* text=auto filter=evil\n",
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the person an empty home folder without a Git configuration."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    place = tmp_path / "home"
    place.mkdir()
    monkeypatch.setenv("HOME", str(place))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(place / ".config"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return place


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "out" / "repository"
    write_repository(str(folder), FILES)
    return folder


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, check=True)
    return done.stdout.decode()


def test_one_commit_holds_what_we_wrote_byte_for_byte(home: Path, repository: Path) -> None:
    (repository / "notes.txt").write_text("a person's own")
    assert begin_git(str(repository), "Reproduce A Paper\n\nStatus.").startswith("Git repository begun: one commit, ")
    assert (
        git(repository, "log", "--format=%s|%an|%ae|%P").strip() == "Reproduce A Paper|PaperCoder|papercoder@localhost|"
    )
    names = git(repository, "-c", "core.quotePath=off", "ls-tree", "-r", "--name-only", "HEAD").splitlines()
    assert set(names) == {*FILES, MANIFEST}
    for path, text in FILES.items():
        assert git(repository, "cat-file", "blob", f"HEAD:{path}").encode() == text.encode()
    assert git(repository, "ls-tree", "HEAD", "reproduce.sh").startswith("100755 ")
    assert git(repository, "branch", "--show-current").strip() == "main"
    assert "nothing to commit" in git(repository, "-c", "core.autocrlf=false", "status", "--untracked-files=no")


def test_the_commit_is_the_persons_own(home: Path, repository: Path) -> None:
    (home / ".gitconfig").write_text(
        "[user]\nname = Ada Lovelace\nemail = ada@example.org\n[init]\ndefaultBranch = trunk\n"
    )
    begin_git(str(repository), "m")
    assert (
        git(repository, "log", "--format=%an|%ae|%cn|%ce").strip()
        == "Ada Lovelace|ada@example.org|Ada Lovelace|ada@example.org"
    )
    assert git(repository, "branch", "--show-current").strip() == "trunk"


def test_neither_hooks_nor_templates_filters_or_signing_run(
    home: Path, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the person's configuration would start at a commit, or the tree's attributes name, leaves no trace."""
    traces, tools = tmp_path / "traces", tmp_path / "tools"
    traces.mkdir()
    (tools / "hooks").mkdir(parents=True)
    (tools / "template" / "hooks").mkdir(parents=True)
    for place in ("hooks", "template/hooks"):
        for name in ("pre-commit", "post-commit", "commit-msg", "reference-transaction", "post-index-change"):
            hook(tools / place / name, traces / f"{place.replace('/', '-')}-{name}")
    for name in ("filter", "gpg", "monitor"):
        hook(tools / name, traces / name)
    (home / ".gitconfig").write_text(
        f"[core]\nhooksPath = {tools}/hooks\nfsmonitor = {tools}/monitor\n[init]\ntemplateDir = {tools}/template\n"
        f"[commit]\ngpgSign = true\n[gpg]\nprogram = {tools}/gpg\n"
        f'[filter "evil"]\nclean = {tools}/filter\nprocess = {tools}/filter\nrequired = true\n'
    )
    monkeypatch.setenv("GIT_TEMPLATE_DIR", str(tools / "template"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.hooksPath")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", str(tools / "hooks"))
    assert "one commit" in begin_git(str(repository), "m")
    assert list(traces.iterdir()) == []
    assert not (repository / ".git" / "hooks").exists()


def hook(path: Path, trace: Path) -> None:
    path.write_text(f"#!/bin/sh\ntouch {trace}\ncat\n")
    path.chmod(0o755)


def test_an_existing_repository_is_left_alone(home: Path, repository: Path) -> None:
    git(repository.parent, "init", "--quiet")
    before = sorted(repository.rglob("*"))
    assert f"lies in one already ({repository.parent})" in begin_git(str(repository), "m")
    assert sorted(repository.rglob("*")) == before
    shutil.rmtree(repository.parent / ".git")
    begin_git(str(repository), "first")
    assert "lies in one already" in begin_git(str(repository), "second")
    assert git(repository, "log", "--format=%s").split() == ["first"]


def test_without_git_and_after_a_failure_it_is_one_sentence(
    home: Path, repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("PATH", str(tmp_path))
        assert begin_git(str(repository), "m") == "No Git repository was begun: git is not installed."
    hook(tmp_path / "git", tmp_path / "asked")
    (tmp_path / "git").write_text("#!/bin/sh\necho the disk is full >&2\nexit 1\n")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert begin_git(str(repository), "m") == "No Git repository was begun: git init said: the disk is full"
    assert not (repository / ".git").exists()
