"""What is checked: the texts of a repository and what is known about it."""

import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from papercoder.errors import InputError

__all__ = ["Subject", "distribution_name"]

# What tools make or install: other people's code there would be reported as if it were the repository's.
_SKIPPED = {".git", ".hg", ".svn", ".venv", "venv", "node_modules", "__pycache__", "build", "dist", "site-packages"}
# Languages that some rule reads; every other suffix would only be read to be thrown away.
_SUFFIXES = {".py", ".pyi", ".yaml", ".yml", ".json", ".toml", ".sh", ".bash", ".txt", ".md", ".cfg", ".ini"}
# Files above 2 MB are data in a code suffix (dumped JSON, tables): they cost minutes and hold no code.
_LARGEST = 2_000_000
# Most usual first; a name that is missing here only leaves the rules about options unasked.
_ENTRY_NAMES = ("main.py", "run.py", "train.py", "reproduce.py", "src/main.py")


@dataclass(frozen=True)
class Subject:
    """A repository as texts, and optionally what its plan promises.

    Args:
        files: Relative posix path to text.
        config: Text of config.yaml; taken from `files` where it is not given.
        requirements: Names of the distributions the repository installs; None where they are not known.
        entry_point: Path of the file that is run.
        planned: Paths the plan promises.
        owners: Path to the ids of the requirements the file must meet.
        compiled: Paths, without a suffix, of modules that are no Python text: extension modules and their sources.
    """

    files: Mapping[str, str]
    config: str | None = None
    requirements: Sequence[str] | None = None
    entry_point: str | None = None
    planned: Sequence[str] | None = None
    owners: Mapping[str, Sequence[str]] | None = None
    compiled: Sequence[str] = ()

    @property
    def config_text(self) -> str | None:
        """Return the text of config.yaml, wherever it stands."""
        return self.config if self.config is not None else self.files.get(self.config_path)

    @property
    def config_path(self) -> str:
        """Return the path under which findings about config.yaml are reported."""
        names = ("config.yaml", "config.yml", "configs/config.yaml", "config/config.yaml", "configs/default.yaml")
        return next((name for name in names if name in self.files), "config.yaml")

    @classmethod
    def from_folder(cls, folder: str | Path) -> Self:
        """Read any repository on disk.

        Raises:
            InputError: the folder does not exist.
        """
        root = Path(folder)
        if not root.is_dir():
            raise InputError(f"Expected a folder to check, got {str(folder)!r}.", "Give the path of a repository.")
        files = dict(_texts(root))
        entry = next((name for name in _ENTRY_NAMES if name in files), None)
        return cls(files=files, requirements=_requirements(files), entry_point=entry)


def distribution_name(requirement: str) -> str:
    """Return the normalised distribution name of a requirement line, or an empty string."""
    text = requirement.split("#", 1)[0].strip()
    egg = re.search(r"#egg=([A-Za-z0-9._-]+)", requirement)
    if text.startswith(("-", "git+", "http://", "https://")):
        return _normal(egg.group(1)) if egg else ""
    found = re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", text)
    return _normal(found.group()) if found else ""


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).strip("-").lower()


def _texts(root: Path) -> Iterator[tuple[str, str]]:
    for folder, names, files in os.walk(root):
        names[:] = sorted(n for n in names if n not in _SKIPPED and not n.endswith(".egg-info"))
        for name in sorted(files):
            path = Path(folder) / name
            if path.suffix not in _SUFFIXES or path.is_symlink() or path.stat().st_size > _LARGEST:
                continue
            shown = os.fsencode(path.relative_to(root).as_posix()).decode("utf-8", "backslashreplace")
            yield shown, path.read_text(encoding="utf-8-sig", errors="replace")


def _requirements(files: Mapping[str, str]) -> tuple[str, ...] | None:
    """Collect distribution names from requirements*.txt and pyproject.toml; None where there is neither."""
    sources = [text.splitlines() for path, text in files.items() if re.fullmatch(r"requirements[\w.-]*\.txt", path)]
    if "pyproject.toml" in files:
        sources.append(list(_declared(files["pyproject.toml"])))
    if not sources:
        return None
    names = {distribution_name(line) for lines in sources for line in lines}
    return tuple(sorted(names - {""}))


def _declared(text: str) -> Iterator[str]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    project = _table(document, "project")
    yield from _strings(project.get("dependencies"))
    for table in (_table(project, "optional-dependencies"), _table(document, "dependency-groups")):
        for group in table.values():
            yield from _strings(group)
    yield from _table(_table(_table(document, "tool"), "poetry"), "dependencies")


def _table(parent: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = parent.get(key)
    return value if isinstance(value, dict) else {}


def _strings(value: Any) -> Iterable[str]:
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []
