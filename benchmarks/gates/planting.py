"""Planting a fault: edits by position in a parsed file."""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

__all__ = ["Files", "Function", "Kind", "Plant", "Source", "parsed", "start_line"]

Files = Mapping[str, str]
Function = ast.FunctionDef | ast.AsyncFunctionDef
_DRIVER = ("main.py", "driver_data.py", "driver_metrics.py")


@dataclass(frozen=True)
class Plant:
    """One edit of a file: the text from `start` to `end` becomes `new`; None removes the file."""

    path: str
    where: str
    start: int = 0
    end: int = 0
    new: str | None = None

    def apply(self, files: Files) -> dict[str, str]:
        """Return the files with the fault in them."""
        changed = dict(files)
        if self.new is None:
            del changed[self.path]
        else:
            text = changed[self.path]
            changed[self.path] = text[: self.start] + self.new + text[self.end :]
        return changed


@dataclass(frozen=True)
class Kind:
    """A kind of fault, where it can be planted, and the rules of which one must report it."""

    name: str
    rules: frozenset[str]
    places: Callable[[Files], Iterator[Plant]]


class Source:
    """A file of the package with its tree and edits by position."""

    def __init__(self, path: str, text: str) -> None:
        self.path, self.text, self.tree = path, text, ast.parse(text)
        self.lines = text.splitlines(keepends=True)
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line))
        self.guarded = {
            child
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Try) or (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test))
            for child in ast.walk(node)
        }

    def offset(self, line: int, column: int) -> int:
        """Return the place in the text; `column` counts UTF-8 bytes, as the tree does."""
        before = self.lines[line - 1].encode()[:column].decode()
        return self.starts[line - 1] + len(before)

    def swap(self, node: ast.expr | ast.stmt | ast.alias, new: str) -> Plant:
        """Replace a node's text."""
        start = self.offset(node.lineno, node.col_offset)
        end = self.offset(node.end_lineno or node.lineno, node.end_col_offset or 0)
        return Plant(self.path, f"{self.path}:{node.lineno}", start, end, new)

    def insert(self, line: int, new: str) -> Plant:
        """Insert lines before the given one."""
        at = self.starts[line - 1]
        return Plant(self.path, f"{self.path}:{line}", at, at, new)

    def first_line(self) -> int:
        """Return the line of the first statement after docstring and `__future__`."""
        for node in self.tree.body:
            future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
            if not future and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
                return (
                    getattr(node, "decorator_list", [node])[0].lineno
                    if getattr(node, "decorator_list", None)
                    else node.lineno
                )
        return len(self.lines)

    def functions(self) -> Iterator[Function]:
        """Yield every function."""
        yield from (n for n in ast.walk(self.tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))

    def plain_functions(self) -> dict[str, Function]:
        """Return top-level functions without decorators, defined once."""
        found = [n for n in self.tree.body if isinstance(n, ast.FunctionDef) and not n.decorator_list]
        names = [n.name for n in found]
        return {n.name: n for n in found if names.count(n.name) == 1}


def start_line(node: ast.stmt) -> int:
    """Return the first line of a statement, that of its first decorator where it has some."""
    decorators = getattr(node, "decorator_list", [])
    return int(decorators[0].lineno) if decorators else node.lineno


def parsed(files: Files) -> Iterator[Source]:
    """Parse the files of the package, not those of the program around it."""
    for path, text in files.items():
        if path.endswith(".py") and path not in _DRIVER and text.strip():
            yield Source(path, text)
