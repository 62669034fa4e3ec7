"""The repository as Python modules: syntax trees, and which file an import reaches."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from papercoder.checks.code.scope_reader import read_scopes
from papercoder.checks.code.scopes import ModuleScopes
from papercoder.checks.subject import Subject
from papercoder.trees import parsing
from state.findings import Finding

__all__ = ["Module", "ParsedRepository", "has_main_guard"]


@dataclass(frozen=True, eq=False)
class Module:
    """One Python file that could be parsed."""

    path: str
    text: str
    tree: ast.Module
    scopes: ModuleScopes

    @property
    def folder(self) -> str:
        """Return the folder it stands in; empty for the root."""
        return self.path.rpartition("/")[0]

    @property
    def is_package(self) -> bool:
        """Return whether it is the `__init__.py` of a package."""
        return self.path.rpartition("/")[2] == "__init__.py"

    @cached_property
    def lines(self) -> list[str]:
        """Return the lines of the text."""
        return self.text.splitlines()

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Return every node of the syntax tree."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def is_script(self) -> bool:
        """Return whether it has a `__main__` guard."""
        return has_main_guard(self.tree)


@dataclass(eq=False)
class ParsedRepository:
    """Parsed modules by path, faults of those that could not be parsed, and import resolution."""

    subject: Subject
    modules: dict[str, Module] = field(default_factory=dict)
    broken: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        for path, text in sorted(self.subject.files.items()):
            if path.endswith(".py"):
                parsed = _parse(path, text)
                if isinstance(parsed, Module):
                    self.modules[path] = parsed
                else:
                    self.broken.append(parsed)

    @cached_property
    def _python(self) -> frozenset[str]:
        built = (f"{place}.so" for place in self.subject.compiled)
        return frozenset([*(p for p in self.subject.files if p.endswith((".py", ".pyi"))), *built])

    @cached_property
    def _folders(self) -> frozenset[str]:
        return frozenset(folder for path in self._python for folder in _parents(path))

    @cached_property
    def import_roots(self) -> tuple[str, ...]:
        """Return the folders from which absolute imports are looked up, the root first."""
        scripts = {m.folder for m in self.modules.values() if m.is_script}
        if self.subject.entry_point:
            scripts.add(self.subject.entry_point.rpartition("/")[0])
        packages = {p.rpartition("/")[0] for p in self._python if p.endswith("/__init__.py")}
        entry_folder = (self.subject.entry_point or "").rpartition("/")[0]
        loose = {folder for folder in scripts if folder not in packages or folder == entry_folder}
        return tuple(dict.fromkeys(["", *(["src"] if "src" in self._folders else []), *sorted(loose)]))

    @cached_property
    def top_level(self) -> frozenset[str]:
        """Return every name that an absolute import can reach inside the repository."""
        names: set[str] = set()
        for root in self.import_roots:
            start = f"{root}/" if root else ""
            rests = (p.removeprefix(start) for p in self._python if p.startswith(start))
            names.update(rest.partition("/")[0].removesuffix(".py") for rest in rests)
        return frozenset(names - {"__init__"})

    def find(self, dotted: str, importer: Module) -> str | None:
        """Return the path of an absolute import, a folder ending in '/' for a namespace package, or None."""
        roots = list(self.import_roots)
        beside = f"{importer.folder}/__init__.py" not in self._python
        if beside and importer.folder not in roots and dotted.partition(".")[0] not in sys.stdlib_module_names:
            roots.append(importer.folder)
        parts = dotted.replace(".", "/")
        places = [f"{root}/{parts}" if root else parts for root in roots]
        return next((found for place in places if (found := self._at(place) or self._built(place))), None)

    def _built(self, place: str) -> str | None:
        """Return the extension module that the place lies in: what such a module holds is not known."""
        return next((f"{above}.so" for above in _parents(place) if f"{above}.so" in self._python), None)

    def find_relative(self, importer: Module, level: int, dotted: str) -> str | None:
        """Return the path of a relative import, or None; `level` counts the dots."""
        folder = importer.folder
        for _ in range(level - 1):
            if not folder:
                return None
            folder = folder.rpartition("/")[0]
        tail = dotted.replace(".", "/")
        return self._at("/".join(part for part in (folder, tail) if part))

    def submodule(self, package: str, name: str) -> str | None:
        """Return the path of `name` inside the package file or namespace folder `package`."""
        if package.endswith("/"):
            return self._at(package + name)
        folder, _, file = package.rpartition("/")
        return self._at(f"{folder}/{name}" if folder else name) if file == "__init__.py" else None

    def source(self, node: ast.ImportFrom, importer: Module) -> str | None:
        """Return the path that a `from ... import` reads, or None where it is outside the repository."""
        if node.level:
            return self.find_relative(importer, node.level, node.module or "")
        return self.find(node.module or "", importer)

    def reached(self, node: ast.AST, importer: Module) -> Iterator[str]:
        """Yield the paths that an import statement may run."""
        found: list[str | None] = []
        if isinstance(node, ast.Import):
            found = [self.find(alias.name, importer) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            source = self.source(node, importer)
            found = [source, *(self.submodule(source, alias.name) for alias in node.names if source)]
        yield from (path for path in found if path)

    @cached_property
    def always_imported(self) -> frozenset[str]:
        """Return the files that a program, or an import of a package, runs at once; plugins are not among them."""
        loose = (m for m in self.modules.values() if m.is_script or not self.in_package(m))
        tops = (m for m in self.modules.values() if m.is_package and not self.in_package(m, above=True))
        queue = [*loose, *tops]
        found = {module.path for module in queue}
        while queue:
            current = queue.pop()
            for use in current.scopes.imports:
                for path in () if use.guarded or use.scope.kind == "function" else self._run(use.node, current):
                    if path in self.modules and path not in found:
                        found.add(path)
                        queue.append(self.modules[path])
        return frozenset(found)

    def in_package(self, module: Module, *, above: bool = False) -> bool:
        """Return whether the file's folder, or the one above it, is a package."""
        folder = module.folder.rpartition("/")[0] if above else module.folder
        return f"{folder}/__init__.py" in self.modules if folder else not above and "__init__.py" in self.modules

    def _run(self, node: ast.AST, importer: Module) -> Iterator[str]:
        """Yield what an import statement reaches, with the packages around it."""
        for path in self.reached(node, importer):
            yield path
            yield from (f"{folder}/__init__.py" for folder in _parents(path))

    def _at(self, place: str) -> str | None:
        for path in (f"{place}/__init__.py" if place else "__init__.py", f"{place}.py", f"{place}.pyi", f"{place}.so"):
            if path in self._python:
                return path
        return f"{place}/" if place in self._folders else None

    def sorted_modules(self) -> Iterator[Module]:
        """Yield the modules in the order of their paths."""
        return iter(self.modules.values())


def has_main_guard(tree: ast.Module) -> bool:
    """Return whether the module has `if __name__ == "__main__":` at top level."""
    tests = (ast.dump(node.test) for node in tree.body if isinstance(node, ast.If))
    return any("__name__" in test and "__main__" in test for test in tests)


def _parents(path: str) -> Iterator[str]:
    folder = path.rpartition("/")[0]
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]


@lru_cache(maxsize=1024)
def _parse(path: str, text: str) -> Module | Finding:
    try:
        with parsing():
            tree = ast.parse(text)
            compile(tree, path, "exec", dont_inherit=True)
        return Module(path, text, tree, read_scopes(tree))
    except SyntaxError as error:
        fault, line = error.msg, error.lineno or 0
    except (ValueError, RecursionError, MemoryError) as error:
        fault, line = str(error) or type(error).__name__, 0
    return Finding(
        path=path, line=line, rule="syntax", severity="error", message=f"Python file cannot be compiled: {fault}"
    )
