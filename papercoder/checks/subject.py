"""What is checked: the texts of a repository and what is known about it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from state.contract import Contract

__all__ = ["Subject", "distribution_name", "is_test"]

_TESTS = re.compile(r"(^|/)(tests?/|test_[^/]*$|conftest\.py$)|_test\.py$")


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
        contracts: What was agreed on before the code was written, by path.
        switches: Key of config.yaml to the requirement whose reading it chooses, and to its readings that are texts.
        tables: Tables of the paper, as Markdown.
        compiled: Paths, without a suffix, of modules that are no Python text: extension modules and their sources.
    """

    files: Mapping[str, str]
    config: str | None = None
    requirements: Sequence[str] | None = None
    entry_point: str | None = None
    planned: Sequence[str] | None = None
    owners: Mapping[str, Sequence[str]] | None = None
    contracts: Mapping[str, Contract] | None = None
    switches: Mapping[str, tuple[str, Sequence[str]]] | None = None
    tables: Sequence[str] = ()
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


def is_test(path: str) -> bool:
    """Return whether a file holds tests, by its name or folder."""
    return _TESTS.search(path) is not None
