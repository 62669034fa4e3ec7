"""Which part of config.yaml an expression holds, followed through variables, parameters, attributes and results."""

import ast
import re
from collections import defaultdict

from papercoder.checks.code.parsed import Module, ParsedRepository
from papercoder.checks.code.resolver import Resolver, resolver_of
from papercoder.checks.code.scopes import Binding, Scope
from papercoder.checks.code.values import ClassValue, FunctionValue, Instance, last_name
from papercoder.checks.configuration.tree import Path

__all__ = ["ConfigFlow", "Paths", "constant_key"]

# Places of the configuration that a value may come from; None where it is not known to come from there.
Paths = frozenset[Path] | None
# PyYAML's loaders; others are known by the texts in `_loads_config`.
_LOADERS = {"safe_load", "full_load", "unsafe_load"}
# Calls that give the same mapping in another wrapping; a missing one only ends the following of keys.
_SAME = {
    "deepcopy", "copy", "dict", "DictConfig", "AttrDict", "EasyDict", "Box", "Munch", "edict", "to_container", "create",
    "Namespace", "SimpleNamespace", "resolve",
}  # fmt: skip
# Functions that lay one configuration over another by their name: the result has the first one's keys.
_MERGES = re.compile(
    r"merge|overrid|deep_?update|update_nested|smoke|update_config|apply_(cli|arg|seed)", re.IGNORECASE
)
# YAML that is read beside none of these words may be any file, and nothing is said about its keys.
_NAMED = re.compile(r"config|cfg|conf\b|settings|hparams", re.IGNORECASE)
# Methods of a mapping, which attribute access on a configuration object does not mean as keys.
_DICT = frozenset(dir(dict))
# The answer while an expression is still being followed: circles then add nothing.
_NOTHING: frozenset[Path] = frozenset()


def constant_key(node: ast.expr) -> str | None:
    """Return the text of a constant key."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


class ConfigFlow:
    """Gives the possible paths of an expression, or None where anything about it is unknown."""

    def __init__(self, repository: ParsedRepository) -> None:
        self._resolver = resolver_of(repository)
        self._memo: dict[tuple[ast.AST, Scope], Paths] = {}
        self._calls: dict[ast.AST, list[tuple[ast.Call, Scope, Module, bool]]] = defaultdict(list)
        for module in repository.sorted_modules():
            for use in module.scopes.calls:
                if isinstance(use.node, ast.Call):
                    self._note_call(use.node, use.scope, module)

    def _note_call(self, node: ast.Call, scope: Scope, module: Module) -> None:
        callee = self._resolver.value(node.func, scope, module)
        if isinstance(callee, FunctionValue):
            self._calls[callee.node].append((node, scope, module, callee.bound))
        elif isinstance(callee, ClassValue):
            found = self._resolver.classes.member(callee, "__init__")
            if found is not None and found.node is not None:
                self._calls[found.node].append((node, scope, module, True))
        elif isinstance(node.func, ast.Subscript) and isinstance(node.func.value, ast.Name):
            for function in self._table(node.func.value.id, scope, module):
                self._calls[function.node].append((node, scope, module, function.bound))

    def _table(self, name: str, scope: Scope, module: Module) -> list[FunctionValue]:
        """Return the functions of a table such as RUNNERS = {"main": run_main}; none where any value is another."""
        found = scope.lookup(name)
        if found is None or len(found[1]) != 1:
            return []
        where, (binding,) = found
        if binding.kind == "import" and isinstance(binding.node, ast.ImportFrom) and binding.alias:
            source = self._resolver.repository.modules.get(self._resolver.repository.source(binding.node, module) or "")
            return self._table(binding.alias.name, source.scopes.top, source) if source and source != module else []
        if not isinstance(binding.value, ast.Dict):
            return []
        values = [self._resolver.value(value, where, module) for value in binding.value.values]
        functions = [value for value in values if isinstance(value, FunctionValue)]
        return functions if len(functions) == len(values) else []

    def callee(self, node: ast.Call, scope: Scope, module: Module) -> FunctionValue | ClassValue | None:
        """Return the function or class of the repository that is called."""
        value = self._resolver.value(node.func, scope, module)
        return value if isinstance(value, FunctionValue | ClassValue) else None

    @property
    def resolver(self) -> Resolver:
        """Return the resolver it follows names with."""
        return self._resolver

    def paths(self, node: ast.expr, scope: Scope, module: Module) -> Paths:
        """Return which parts of config.yaml the expression may hold; empty while it is still being followed."""
        key = (node, scope)
        if key not in self._memo:
            self._memo[key] = _NOTHING
            self._memo[key] = self._evaluate(node, scope, module)
        return self._memo[key]

    def _evaluate(self, node: ast.expr, scope: Scope, module: Module) -> Paths:
        if isinstance(node, ast.Name):
            return self._name(node.id, scope, module)
        if isinstance(node, ast.Subscript):
            return _below(self.paths(node.value, scope, module), constant_key(node.slice))
        if isinstance(node, ast.Attribute):
            return self._attribute(node, scope, module)
        if isinstance(node, ast.Call):
            return self._call(node, scope, module)
        return self._union(_parts(node), scope, module)

    def _union(self, nodes: list[ast.expr], scope: Scope, module: Module) -> Paths:
        found = [self.paths(node, scope, module) for node in nodes]
        known = [paths for paths in found if paths is not None]
        return frozenset().union(*known) if known and len(known) == len(found) else None

    def _name(self, name: str, scope: Scope, module: Module) -> Paths:
        found = scope.lookup(name)
        if found is None:
            return None
        where, bindings = found
        values = [self._binding(name, binding, where, module) for binding in bindings]
        known = [paths for paths in values if paths is not None]
        return frozenset().union(*known) if known and len(known) == len(values) else None

    def _binding(self, name: str, binding: Binding, scope: Scope, module: Module) -> Paths:
        if binding.kind == "assign" and binding.value is not None:
            if _loads_config(binding.value, name, scope):
                return frozenset({()})
            return self.paths(binding.value, scope, module)
        if binding.kind == "param" and isinstance(binding.node, ast.arg):
            return self._parameter(binding.node, scope)
        if binding.kind == "import" and isinstance(binding.node, ast.ImportFrom) and binding.alias:
            source = self._resolver.repository.source(binding.node, module)
            target = self._resolver.repository.modules.get(source or "")
            return self._name(binding.alias.name, target.scopes.top, target) if target else None
        return None

    def _parameter(self, node: ast.arg, scope: Scope) -> Paths:
        function = scope.node
        calls = self._calls.get(function, [])
        if not calls or not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            return None
        names = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
        found: set[Path] = set()
        for call, where, module, bound in calls:
            given = _argument(call, node.arg, names[1:] if bound else names)
            paths = self.paths(given, where, module) if given is not None else None
            if paths is None:
                return None
            found |= paths
        return frozenset(found)

    def _attribute(self, node: ast.Attribute, scope: Scope, module: Module) -> Paths:
        owner = self._resolver.value(node.value, scope, module)
        if isinstance(owner, Instance):
            stored = self._resolver.classes.assigned(owner.cls, node.attr)
            values = [self.paths(value, where, m) if value is not None else None for value, where, m in stored]
            known = [paths for paths in values if paths is not None]
            return frozenset().union(*known) if known and len(known) == len(values) else None
        paths = self.paths(node.value, scope, module)
        return None if node.attr in _DICT or not paths else _below(paths, node.attr)

    def _call(self, node: ast.Call, scope: Scope, module: Module) -> Paths:
        name = last_name(node)
        if isinstance(node.func, ast.Attribute) and name in {"get", "pop", "setdefault"} and node.args:
            return _below(self.paths(node.func.value, scope, module), constant_key(node.args[0]))
        if isinstance(node.func, ast.Attribute) and name == "copy" and not node.args:
            return self.paths(node.func.value, scope, module)
        if _loads_config(node, "", scope):
            return frozenset({()})
        if (name in _SAME or _MERGES.search(name)) and node.args:
            first = self.paths(node.args[0], scope, module)
            if first:
                return first
        callee = self.callee(node, scope, module)
        return self._returned(callee) if isinstance(callee, FunctionValue) else None

    def _returned(self, function: FunctionValue) -> Paths:
        scope = function.module.scopes.of_node[function.node]
        values = [n.value for n in _own_statements(function.node) if isinstance(n, ast.Return) and n.value is not None]
        if not values:
            return None
        return self._union([v for v in values if not isinstance(v, ast.Constant)], scope, function.module)


def _own_statements(function: ast.AST) -> list[ast.AST]:
    found: list[ast.AST] = []
    queue = list(ast.iter_child_nodes(function))
    while queue:
        node = queue.pop()
        found.append(node)
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            queue += list(ast.iter_child_nodes(node))
    return found


def _below(paths: Paths, key: str | None) -> Paths:
    return None if paths is None or key is None else frozenset((*path, key) for path in paths)


def _parts(node: ast.expr) -> list[ast.expr]:
    """Return the expressions of which one, or all merged, make the value."""
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        return [v for v in node.values if not _is_empty(v)]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return [node.left, node.right]
    if isinstance(node, ast.Dict) and node.keys and all(key is None for key in node.keys):
        return list(node.values)
    return [node.value] if isinstance(node, ast.NamedExpr) else []


def _is_empty(node: ast.expr) -> bool:
    return isinstance(node, ast.Dict) and not node.keys


def _argument(call: ast.Call, name: str, names: list[str]) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    if name not in names or any(isinstance(a, ast.Starred) for a in call.args):
        return None
    position = names.index(name)
    return call.args[position] if position < len(call.args) else None


def _loads_config(node: ast.expr, target: str, scope: Scope) -> bool:
    """Return whether the call reads YAML, and a name around it says that it is the configuration."""
    if not isinstance(node, ast.Call):
        return False
    name, text = last_name(node), ast.unparse(node)
    if name not in _LOADERS and not text.startswith(("yaml.load(", "OmegaConf.load(")):
        return False
    around = getattr(scope.node, "name", "")
    return bool(_NAMED.search(f"{target} {around} {text.removeprefix('OmegaConf')}"))
