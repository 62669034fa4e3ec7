"""Rules `config-key`, `config-default`, `config-unused`, `config-smoke`: what code reads against config.yaml."""

import ast
import re
from collections.abc import Iterator
from functools import lru_cache

from papercoder.checks.code.parsed import Module, ParsedRepository
from papercoder.checks.code.scopes import Scope
from papercoder.checks.code.signatures import constructor, signature
from papercoder.checks.code.values import ClassValue, last_name
from papercoder.checks.configuration.flow import ConfigFlow, Paths, constant_key
from papercoder.checks.configuration.tree import ConfigTree, Path, key_lines
from state.findings import Finding, Severity

__all__ = ["check_config"]

# Methods of dictionaries and of the usual configuration objects: not keys of config.yaml.
_DICT = frozenset(dir(dict)) | {"to_dict", "toDict", "keys"}
# A function that merges, writes or prints goes over all keys without reading any: none counts as used there.
_MERGING = re.compile(r"merge|smoke|overrid|deep|update|flatten|dump|save|print|log", re.IGNORECASE)


def check_config(repository: ParsedRepository) -> Iterator[Finding]:
    """Follow config.yaml through the code; nothing is said where it cannot be followed."""
    subject = repository.subject
    text = subject.config_text
    if text is None:
        if subject.entry_point is not None:
            message = "the repository has no config.yaml"
            yield Finding(path="config.yaml", line=0, rule="missing-file", severity="error", message=message)
        return
    tree = ConfigTree.read(text)
    if tree is None or not repository.modules:
        return
    reader = _Reader(repository, tree)
    yield from reader.faults()
    yield from _unused(repository, tree, reader.whole, key_lines(text))


class _Reader:
    """Reads every place that touches config.yaml: first what is stored, then what is read."""

    def __init__(self, repository: ParsedRepository, tree: ConfigTree) -> None:
        self._tree = tree
        self._flow = ConfigFlow(repository)
        self._places = [place for module in repository.sorted_modules() for place in _places(module)]
        self.whole: set[Path] = set()
        for node, scope, module, function in self._places:
            self._stores(node, scope, module)
            self._wholes(node, scope, module, function)

    def _at(self, node: ast.expr, scope: Scope, module: Module) -> frozenset[Path]:
        return self._flow.paths(node, scope, module) or frozenset()

    def _stores(self, node: ast.AST, scope: Scope, module: Module) -> None:
        if isinstance(node, ast.Subscript | ast.Attribute) and not isinstance(node.ctx, ast.Load):
            key = constant_key(node.slice) if isinstance(node, ast.Subscript) else node.attr
            for path in self._at(node.value, scope, module):
                self._tree.add((*path, key)) if key else self._tree.open(path)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr == "setdefault" and node.args:
                self._add(self._at(node.func.value, scope, module), node.args[0])
            elif node.func.attr == "update" and not self._overrides(node, scope, module):
                for path in self._at(node.func.value, scope, module):
                    self._tree.open(path)
        elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
            self._add(self._at(node.comparators[0], scope, module), node.left)
        elif isinstance(node, ast.Call) and last_name(node) == "hasattr" and len(node.args) > 1:
            self._add(self._at(node.args[0], scope, module), node.args[1])

    def _overrides(self, node: ast.Call, scope: Scope, module: Module) -> bool:
        """Return whether `update` only lays other keys of config.yaml (the smoke block) over it."""
        return bool(node.args) and bool(self._at(node.args[0], scope, module))

    def _add(self, paths: frozenset[Path], key: ast.expr) -> None:
        name = constant_key(key)
        for path in paths:
            self._tree.add((*path, name)) if name else self._tree.open(path)

    def _wholes(self, node: ast.AST, scope: Scope, module: Module, function: str) -> None:
        """Note mappings of which every key is read at once: `**x`, `x.items()`, `x[name]`, `getattr(x, name)`."""
        taken: list[ast.expr] = []
        if isinstance(node, ast.Call):
            taken += [k.value for k in node.keywords if k.arg is None]
            if isinstance(node.func, ast.Attribute) and node.func.attr in {"items", "values", "keys"}:
                taken.append(node.func.value)
            if last_name(node) in {"getattr", "vars"} and node.args:
                taken.append(node.args[0])
        elif isinstance(node, ast.Subscript) and constant_key(node.slice) is None:
            taken.append(node.value)
        elif isinstance(node, ast.For | ast.comprehension):
            taken.append(node.iter)
        if not _MERGING.search(function):
            for expression in taken:
                self.whole |= self._at(expression, scope, module)

    def faults(self) -> Iterator[Finding]:
        """Yield a finding for each key that is read and not there."""
        for node, scope, module, function in self._places:
            if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
                if function != "smoke":
                    yield from self._always(node, scope, module)
                yield from self._read(node.value, constant_key(node.slice), node, scope, module, "error")
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load) and node.attr not in _DICT:
                yield from self._read(node.value, node.attr, node, scope, module, "error")
            elif isinstance(node, ast.Call):
                yield from self._get(node, scope, module)
                yield from self._spread(node, scope, module)

    def _always(self, node: ast.Subscript, scope: Scope, module: Module) -> Iterator[Finding]:
        """Check that a key is there without --smoke as well."""
        key = constant_key(node.slice)
        paths = [(*path, key) for path in self._at(node.value, scope, module)] if key else []
        if paths and all(self._tree.only_in_smoke(path) for path in paths):
            text = f"config.yaml has {'.'.join(paths[0])!r} in the smoke block only: a full run fails"
            yield Finding(path=module.path, line=node.lineno, rule="config-key", severity="error", message=text)

    def _get(self, node: ast.Call, scope: Scope, module: Module) -> Iterator[Finding]:
        if isinstance(node.func, ast.Attribute) and node.func.attr in {"get", "pop"} and node.args:
            key = constant_key(node.args[0])
            yield from self._read(node.func.value, key, node, scope, module, "warning")

    def _read(
        self, owner: ast.expr, key: str | None, node: ast.expr, scope: Scope, module: Module, severity: Severity
    ) -> Iterator[Finding]:
        paths: Paths = self._flow.paths(owner, scope, module)
        if not paths or key is None or not any(self._tree.has(path) for path in paths):
            return
        if any(self._tree.has((*path, key)) for path in paths):
            return
        dotted = ".".join((*min(paths), key))
        if severity == "error":
            text, rule = f"config.yaml has no key {dotted!r}", "config-key"
        else:
            text, rule = f"config.yaml has no key {dotted!r}: the default in the code is always taken", "config-default"
        yield Finding(path=module.path, line=node.lineno, rule=rule, severity=severity, message=text)

    def _spread(self, node: ast.Call, scope: Scope, module: Module) -> Iterator[Finding]:
        """Check `Class(**section)`: each key must be a parameter."""
        spread = [k.value for k in node.keywords if k.arg is None]
        callee = self._flow.callee(node, scope, module)
        if len(spread) != 1 or callee is None:
            return
        resolver = self._flow.resolver
        wanted = constructor(resolver, callee) if isinstance(callee, ClassValue) else signature(callee)
        paths = self._at(spread[0], scope, module)
        if wanted is None or wanted.any_name or len(paths) != 1:
            return
        names = {*wanted.positional[wanted.positional_only :], *wanted.named}
        (path,) = paths
        for key in sorted({str(k) for k in self._tree.mapping(path) or ()} - names):
            text = f"{ast.unparse(node.func)} has no parameter {key!r}, which config.yaml gives it"
            yield Finding(path=module.path, line=node.lineno, rule="config-key", severity="error", message=text)


_Place = tuple[ast.AST, Scope, Module, str]
# Only in these can a key of the configuration be read; the walk hands on nothing else.
_LOOKED_AT = ast.Subscript | ast.Attribute | ast.Call | ast.Compare | ast.For | ast.comprehension


@lru_cache(maxsize=1024)
def _places(module: Module) -> tuple[_Place, ...]:
    """Return the nodes that may touch a mapping; not what a KeyError handler guards."""
    return tuple(place for place in _walk(module) if isinstance(place[0], _LOOKED_AT))


def _walk(module: Module) -> Iterator[_Place]:
    """Yield every node with its scope and the name of the function around it."""
    queue: list[tuple[ast.AST, Scope, str]] = [(module.tree, module.scopes.top, "")]
    while queue:
        node, scope, function = queue.pop()
        if isinstance(node, ast.Try) and any("KeyError" in ast.unparse(h.type) for h in node.handlers if h.type):
            queue += [(child, scope, function) for h in node.handlers for child in h.body]
            continue
        inner = module.scopes.of_node.get(node, scope)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            function = node.name
        if (isinstance(node, ast.For) and "smoke" in ast.unparse(node.iter)) or (
            isinstance(node, ast.If) and "smoke" in ast.unparse(node.test)
        ):
            function = "smoke"
        yield node, scope, module, function
        queue += [(child, inner, function) for child in ast.iter_child_nodes(node)]


def _unused(
    repository: ParsedRepository, tree: ConfigTree, whole: set[Path], lines: dict[Path, int]
) -> Iterator[Finding]:
    words = _words(repository)
    spread = _spread_names(repository)
    path = repository.subject.config_path
    for leaf in tree.leaves():
        taken = any(leaf[:end] in whole for end in range(len(leaf)))
        if leaf[-1] in words or taken or any(part in name for part in leaf[:-1] for name in spread):
            continue
        text = f"no code reads the key {'.'.join(leaf)!r}"
        yield Finding(path=path, line=lines.get(leaf, 0), rule="config-unused", severity="warning", message=text)
    known = set(tree.leaves())
    for leaf in tree.smoke_leaves():
        if leaf not in known and leaf[-1] not in words and not any(one[: len(leaf)] == leaf for one in known):
            text = f"the smoke block gives {'.'.join(leaf)!r}, which overrides nothing"
            line = lines.get(("smoke", *leaf), lines.get(("smoke", ".".join(leaf)), 0))
            yield Finding(path=path, line=line, rule="config-smoke", severity="warning", message=text)


def _words(repository: ParsedRepository) -> frozenset[str]:
    """Return every constant text, attribute, keyword, parameter and field name of the code."""
    words: set[str] = set().union(*(_module_words(module) for module in repository.sorted_modules()))
    scripts = (text for path, text in repository.subject.files.items() if path.endswith((".sh", ".bash")))
    return frozenset(words.union(*(re.findall(r"\w+", text) for text in scripts)))


@lru_cache(maxsize=1024)
def _module_words(module: Module) -> frozenset[str]:
    words: set[str] = set()
    for node in module.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 200:
            words.update(re.findall(r"\w+", node.value) if " " not in node.value else ())
        elif isinstance(node, ast.Attribute):
            words.add(node.attr)
        elif isinstance(node, ast.keyword | ast.arg) and node.arg:
            words.add(node.arg)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            words.add(node.target.id)
    return frozenset(words)


def _spread_names(repository: ParsedRepository) -> frozenset[str]:
    """Return the texts of all `**x`."""
    calls = (u.node for m in repository.sorted_modules() for u in m.scopes.calls if isinstance(u.node, ast.Call))
    return frozenset(ast.unparse(k.value) for call in calls for k in call.keywords if k.arg is None)
