"""Rule `circular-import`: imports followed in the order in which Python runs them."""

import ast
from collections.abc import Iterator

from papercoder.checks.code.parsed import Module, ParsedRepository
from papercoder.checks.code.symbols import Symbols
from state.findings import Finding

__all__ = ["check_cycles"]


def check_cycles(repository: ParsedRepository) -> Iterator[Finding]:
    """Start at each file that can be started or imported first and follow the imports of its top level."""
    symbols = Symbols(repository)
    entry = repository.subject.entry_point
    starts = [m for m in repository.sorted_modules() if m.path == entry or m.is_script]
    rest = [m for m in repository.sorted_modules() if m not in starts]
    seen: set[tuple[str, int]] = set()
    loaded: set[str] = set()
    for start in (*starts, *rest):
        if start.path in loaded:
            continue
        walk = _Walk(repository, symbols)
        # Whatever is not started as a program comes in by its package, also where the repository's root is one.
        if start.path != entry and not start.is_script:
            walk.load("__init__.py")
        walk.load(start.path)
        loaded |= walk.done
        for fault in walk.faults:
            if (fault.path, fault.line) not in seen:
                seen.add((fault.path, fault.line))
                yield fault


class _Walk:
    """One run of the imports, with the names each module has so far; `done` holds the files that were imported."""

    def __init__(self, repository: ParsedRepository, symbols: Symbols) -> None:
        self._repository = repository
        self._symbols = symbols
        self._bound: dict[str, set[str]] = {}
        self._loading: list[str] = []
        self.done: set[str] = set()
        self.faults: list[Finding] = []

    def load(self, path: str) -> None:
        """Run the top level of the file, after that of the packages around it."""
        for package in self._packages(path):
            self._run(package)
        self._run(path)

    def _packages(self, path: str) -> list[str]:
        parts = path.split("/")[:-1]
        inits = ["/".join([*parts[: i + 1], "__init__.py"]) for i in range(len(parts))]
        return [p for p in inits if p != path and p in self._repository.modules]

    def _run(self, path: str) -> None:
        module = self._repository.modules.get(path)
        if module is None or path in self.done or path in self._loading:
            return
        self._loading.append(path)
        self._bound[path] = set()
        self._block(module.tree.body, module)
        self._loading.pop()
        self.done.add(path)

    def _block(self, body: list[ast.stmt], module: Module) -> None:
        for statement in body:
            self._statement(statement, module)

    def _statement(self, node: ast.stmt, module: Module) -> None:
        if isinstance(node, ast.Import):
            self._import(node, module)
        elif isinstance(node, ast.ImportFrom):
            self._import_from(node, module)
        elif isinstance(node, ast.If):
            if "TYPE_CHECKING" not in ast.dump(node.test) and "__main__" not in ast.dump(node.test):
                self._block(node.body, module)
            self._block(node.orelse, module)
        elif isinstance(node, ast.Try):
            self._try(node, module)
        else:
            self._uses(node, module)
            for block in ("body", "orelse"):
                if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                    self._block(getattr(node, block, []), module)
            self._bound[module.path] |= _names(node)

    def _try(self, node: ast.Try, module: Module) -> None:
        before = len(self.faults)
        self._block(node.body, module)
        if node.handlers:
            del self.faults[before:]
        for handler in node.handlers:
            self._block(handler.body, module)
        self._block([*node.orelse, *node.finalbody], module)

    def _import(self, node: ast.Import, module: Module) -> None:
        for alias in node.names:
            parts = alias.name.split(".")
            for end in range(1, len(parts) + 1):
                path = self._repository.find(".".join(parts[:end]), module)
                if path:
                    self.load(path)
            self._bound[module.path].add(alias.asname or parts[0])

    def _import_from(self, node: ast.ImportFrom, module: Module) -> None:
        source = self._repository.source(node, module)
        if source:
            self.load(source)
        for alias in node.names:
            if alias.name == "*":
                self._bound[module.path] |= self._bound.get(source or "", set())
                continue
            if source:
                self._one(alias.name, source, node, module)
            self._bound[module.path].add(alias.asname or alias.name)

    def _one(self, name: str, source: str, node: ast.ImportFrom, module: Module) -> None:
        if source != module.path and self._comes_later(name, source):
            self._report(name, source, node, module)
            return
        sub = self._repository.submodule(source, name)
        if sub and name not in self._bound.get(source, set()):
            self.load(sub)

    def _comes_later(self, name: str, source: str) -> bool:
        """Return whether the file is still being imported, will have the name at its end and has it not now."""
        if source not in self._loading or name in self._bound[source] or self._repository.submodule(source, name):
            return False
        target = self._repository.modules[source]
        if target.scopes.dynamic or "__getattr__" in self._bound[source]:
            return False
        names = self._symbols.names(target)
        return name in target.scopes.top.bindings if names is None else name in names

    def _uses(self, node: ast.stmt, module: Module) -> None:
        """Look for `module.name` that is needed now while that module is still being imported."""
        for part in _evaluated(node):
            if not (isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name)):
                continue
            source = self._module_of(part.value.id, module)
            if source != module.path and self._comes_later(part.attr, source):
                self._report(part.attr, source, part, module)

    def _module_of(self, name: str, module: Module) -> str:
        bindings = module.scopes.top.bindings.get(name, [])
        if len(bindings) != 1 or bindings[0].alias is None:
            return ""
        node, alias = bindings[0].node, bindings[0].alias
        if isinstance(node, ast.Import):
            dotted = alias.name if alias.asname else alias.name.partition(".")[0]
            return self._repository.find(dotted, module) or ""
        if isinstance(node, ast.ImportFrom):
            source = self._repository.source(node, module)
            return (self._repository.submodule(source, alias.name) or "") if source else ""
        return ""

    def _report(self, name: str, source: str, node: ast.AST, module: Module) -> None:
        circle = " -> ".join([*self._loading[self._loading.index(source) :], source])
        text = f"{name!r} is needed from {source} before that file has defined it; the imports go in a circle: {circle}"
        line = getattr(node, "lineno", 0)
        self.faults.append(Finding(path=module.path, line=line, rule="circular-import", severity="error", message=text))


def _names(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def _evaluated(node: ast.stmt) -> Iterator[ast.AST]:
    """Yield what runs when the statement is executed at import: not the bodies of functions, not annotations."""
    queue: list[ast.AST] = [node]
    while queue:
        current = queue.pop()
        yield current
        if isinstance(current, ast.FunctionDef | ast.AsyncFunctionDef):
            queue += [*current.decorator_list, *current.args.defaults, *(d for d in current.args.kw_defaults if d)]
        elif isinstance(current, ast.AnnAssign):
            queue += [current.value] if current.value else []
        elif not isinstance(current, ast.Lambda):
            queue += list(ast.iter_child_nodes(current))
