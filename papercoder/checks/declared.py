"""Which distributions a repository says that it needs."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from papercoder.checks.subject import distribution_name

__all__ = ["declared_requirements"]

# Files that name requirements in a form that only their own tool reads whole: with one of them the list stays open.
_OPEN = {"setup.py", "setup.cfg", "environment.yml", "environment.yaml", "Pipfile", "conda.yaml"}


def declared_requirements(files: Mapping[str, str]) -> tuple[str, ...] | None:
    """Return the names in requirements files and pyproject.toml; None where they are not, or not all, known."""
    lists = [
        text for path, text in files.items() if re.fullmatch(r"(requirements/)?[\w.-]*requirements[\w.-]*\.txt", path)
    ]
    lists += [text for path, text in files.items() if re.fullmatch(r"requirements/[\w.-]+\.txt", path)]
    sources = [text.splitlines() for text in lists]
    project = _project(files.get("pyproject.toml", ""))
    if project is not None:
        sources.append(list(project))
    if not sources or _OPEN & set(files):
        return None
    names = {distribution_name(line) for lines in sources for line in lines}
    return tuple(sorted(names - {""}))


def _project(text: str) -> Iterable[str] | None:
    """Return what pyproject.toml declares; None where it declares no project or leaves the list to a build."""
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError):
        return None
    project, tool = _table(document, "project"), _table(document, "tool")
    poetry = _table(tool, "poetry")
    if not project and not poetry:
        return None
    return None if "dependencies" in _strings(project.get("dynamic")) else _names(document, project, poetry)


def _names(document: Mapping[str, Any], project: Mapping[str, Any], poetry: Mapping[str, Any]) -> Iterator[str]:
    yield from (str(table["name"]) for table in (project, poetry) if "name" in table)
    yield from _strings(project.get("dependencies"))
    for table in (_table(project, "optional-dependencies"), _table(document, "dependency-groups")):
        for group in table.values():
            yield from _strings(group)
    yield from _table(poetry, "dependencies")
    yield from _table(poetry, "dev-dependencies")
    for group in _table(poetry, "group").values():
        yield from _table(group, "dependencies") if isinstance(group, dict) else ()


def _table(parent: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = parent.get(key)
    return value if isinstance(value, dict) else {}


def _strings(value: Any) -> list[str]:
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []
