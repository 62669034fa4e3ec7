"""A Git repository with one first commit of the files we wrote; nothing in them, no hook and no template is run."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping

from papercoder.errors import PaperCoderError, RunError
from papercoder.workspace.disk import MANIFEST
from papercoder.workspace.paths import confined

__all__ = ["begin_git"]

_SECONDS = 60.0
"""Of one command; a repository of hundreds of small files takes less than one, and a broken file system has no end."""
_NOBODY = {"user.name": "PaperCoder", "user.email": "papercoder@localhost"}
_SWITCHED_OFF = (
    "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "core.attributesFile=/dev/null",
    "-c", "commit.gpgSign=false", "-c", "gc.auto=0", "-c", "maintenance.auto=false",
)  # fmt: skip
"""What a person's configuration lets Git start by itself: not on files that a model wrote."""
_KEPT = ("PATH", "HOME", "XDG_CONFIG_HOME", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT")
_IDENTITY = ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL")


def begin_git(folder: str, message: str) -> str:
    """Begin a repository in a folder that `write_repository` wrote, with one commit of the files it wrote.

    The files are put into it as they are: neither .gitignore nor .gitattributes of the folder is asked.

    Args:
        folder: The finished repository.
        message: Of the commit.

    Returns:
        One sentence: the commit, or why there is none.
    """
    if shutil.which("git") is None:
        return "No Git repository was begun: git is not installed."
    if around := _repository_around(os.path.realpath(folder)):
        return f"No Git repository was begun: {folder} lies in one already ({around})."
    try:
        return f"Git repository begun: one commit, {_commit(folder, message)[:12]}."
    except (OSError, ValueError, KeyError, TypeError, PaperCoderError, subprocess.TimeoutExpired) as error:
        shutil.rmtree(os.path.join(folder, ".git"), ignore_errors=True)
        return f"No Git repository was begun: {' '.join(str(error).split())[:300]}"


def _repository_around(folder: str) -> str:
    """Return the folder, or one above it, that holds a repository; empty where none does."""
    while True:
        if os.path.lexists(os.path.join(folder, ".git")):
            return folder
        above = os.path.dirname(folder)
        if above == folder:
            return ""
        folder = above


def _commit(folder: str, message: str) -> str:
    known = _configured(folder)
    environment = _environment(known)

    def git(*words: str, given: str = "") -> str:
        return _git(folder, environment, *words, given=given)

    branch = known.get("init.defaultbranch") or "main"
    git("-c", f"init.defaultBranch={branch}", "init", "--quiet", "--template=")
    paths = list(_files(folder))
    blobs = git("hash-object", "-w", "--no-filters", "--stdin-paths", given="\n".join(paths)).splitlines()
    entries = zip(paths, blobs, strict=True)
    index = (f"{'100755' if path.endswith('.sh') else '100644'} {blob}\t{path}\n" for path, blob in entries)
    git("update-index", "--add", "--index-info", given="".join(index))
    commit = git("commit-tree", git("write-tree"), "-F", "-", given=message)
    git("update-ref", "HEAD", commit)
    return commit


def _files(folder: str) -> Iterator[str]:
    """Return the files that we wrote; what a person put beside them is the person's to add."""
    with open(os.path.join(folder, MANIFEST), encoding="utf-8") as file:
        written = json.load(file)["files"]
    for path in sorted([*written, MANIFEST]):
        full = os.path.join(folder, path) if path == MANIFEST else confined(folder, path)
        if os.path.isfile(full) and not os.path.islink(full):
            yield path


def _configured(folder: str) -> Mapping[str, str]:
    """Return the person's name, address and name of first branches, as far as their configuration has them."""
    asked = r"^(user\.(name|email)|init\.defaultbranch)$"
    try:
        lines = _git(os.path.dirname(folder) or ".", _environment({}), "config", "--get-regexp", asked).splitlines()
    except RunError:  # none of them is set
        return {}
    return {name.lower(): value for name, _, value in (line.partition(" ") for line in lines)}


def _environment(known: Mapping[str, str]) -> dict[str, str]:
    own = {name: os.environ[name] for name in (*_KEPT, *_IDENTITY) if os.environ.get(name)}
    named = {what: known.get(what) or nobody for what, nobody in _NOBODY.items()}
    identity = dict(zip(_IDENTITY, (*named.values(), *named.values()), strict=True))
    return {**identity, **own, "GIT_TERMINAL_PROMPT": "0"}


def _git(folder: str, environment: Mapping[str, str], *words: str, given: str = "") -> str:
    """Run one command and return what it says.

    Raises:
        RunError: it failed.
    """
    done = subprocess.run(
        ["git", *_SWITCHED_OFF, *words],
        cwd=folder,
        env=dict(environment),
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=_SECONDS,
        check=False,
    )
    if done.returncode:
        raise RunError(f"git {words[0] if words[0] != '-c' else 'init'} said: {done.stderr.strip() or 'nothing'}")
    return done.stdout.strip()
