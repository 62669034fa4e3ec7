"""Runs inside the sandbox, as a text of its own: import every module, or only look whether its imports exist.

Arguments: `import` or `look`, then the entry point's path. Nothing of PaperCoder can be imported here.
"""

import ast
import importlib
import importlib.util
import os
import sys
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Self

__all__ = ["main"]

_SKIPPED = {"__main__.py", "conftest.py", "setup.py"}


class _Tried:
    """Takes whatever exception a module raises, since a foreign module may raise what it likes, and prints it."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.failed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if error is None or isinstance(error, KeyboardInterrupt):
            return False
        self.failed = True
        while trace and trace.tb_next and not _file(trace).startswith(os.getcwd() + os.sep):
            trace = trace.tb_next
        text = "".join(traceback.format_exception(kind, error, trace))
        sys.stdout.write(f"{self.path} cannot be imported:\n{text}\n")
        return True


def main() -> int:
    """Return 1 where a module fails."""
    how, entry = sys.argv[1:3]
    root = os.getcwd()
    sys.argv = [entry]
    # As `python ENTRY` with PYTHONPATH at the root would have it.
    sys.path[:1] = list(dict.fromkeys([os.path.join(root, os.path.dirname(entry)).rstrip("/"), root]))
    paths = sorted(_modules())
    failed = sum(_fails(path) if how == "import" else _lacks(path) for path in paths)
    sys.stdout.write(
        f"{len(paths) - failed} of {len(paths)} modules {'imported' if how == 'import' else 'looked at'}\n"
    )
    return 1 if failed else 0


def _modules() -> Iterator[str]:
    for place, folders, files in os.walk("."):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if name.endswith(".py") and name not in _SKIPPED:
                yield os.path.relpath(os.path.join(place, name))


def _fails(path: str) -> bool:
    with _Tried(path) as tried:
        if name := _dotted(path):
            importlib.import_module(name)
        else:
            spec = importlib.util.spec_from_file_location("loaded_by_path", path)
            if spec and spec.loader:
                spec.loader.exec_module(importlib.util.module_from_spec(spec))
    return tried.failed


def _dotted(path: str) -> str:
    """Return the module's name from the root; empty where its path is no name."""
    parts = path.removesuffix(".py").split(os.sep)
    parts = parts[:-1] if parts[-1] == "__init__" else parts
    return ".".join(parts) if all(part.isidentifier() for part in parts) else ""


def _file(trace: TracebackType) -> str:
    return trace.tb_frame.f_code.co_filename


def _lacks(path: str) -> bool:
    """Look whether the repository's own modules that a file imports exist."""
    with open(path, encoding="utf-8") as file:
        tree = ast.parse(file.read(), path)
    lacking = [
        f"{path}:{node.lineno}: no module {name} in the repository"
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in _named(node, path)
        if _is_own(name) and not _exists(name)
    ]
    sys.stdout.write("".join(f"{line}\n" for line in lacking))
    return bool(lacking)


def _named(node: ast.Import | ast.ImportFrom, path: str) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif not node.level:
        yield node.module or ""
    else:
        package = path.split(os.sep)[: -node.level]
        yield ".".join([*package, node.module] if node.module else package)


def _is_own(name: str) -> bool:
    """Tell whether the first part of the name is a module or folder with modules in the repository."""
    top = name.partition(".")[0]
    return bool(top) and any(os.path.isfile(f"{base}/{top}.py") or _has_python(f"{base}/{top}") for base in _bases())


def _exists(name: str) -> bool:
    path = name.replace(".", "/")
    return any(os.path.isfile(f"{base}/{path}.py") or os.path.isdir(f"{base}/{path}") for base in _bases())


def _bases() -> list[str]:
    return sys.path[:2]


def _has_python(folder: str) -> bool:
    return any(name.endswith(".py") for _, _, names in os.walk(folder) for name in names)


if __name__ == "__main__":
    sys.exit(main())
