"""Values that a module's text gives: lists, tuples, sets, keys of dictionaries, members of enumerations, literals."""

import ast
from collections.abc import Mapping

__all__ = ["Constants"]

_WRAPPERS = {"frozenset", "list", "set", "sorted", "tuple"}
_DEPTH = 8
"""Names that stand for names; a chain longer than that is a circle."""


class Constants:
    """What names of a repository stand for, without running it.

    Args:
        files: Text by path.
    """

    def __init__(self, files: Mapping[str, str]) -> None:
        self.trees = {path: tree for path, text in files.items() if path.endswith(".py") and (tree := _parsed(text))}
        self.scopes = {path: _scope(tree) for path, tree in self.trees.items()}

    def values(self, path: str, node: ast.AST | None, depth: int = 0) -> tuple[str, ...] | None:
        """Return the values that an expression of that file holds, as a command line would give them; None: unknown."""
        if node is None or depth > _DEPTH:
            return None
        if isinstance(node, ast.Name | ast.Attribute):
            where, found = self._defined(path, _named(node), depth)
            return self.values(where, found, depth + 1)
        if isinstance(node, ast.Call):
            return self._called(path, node, depth)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            both = self.values(path, node.left, depth + 1), self.values(path, node.right, depth + 1)
            return None if both[0] is None or both[1] is None else (*both[0], *both[1])
        if isinstance(node, ast.ListComp | ast.GeneratorExp):
            return self._members(path, node, depth)
        return _written(node)

    def _called(self, path: str, node: ast.Call, depth: int) -> tuple[str, ...] | None:
        if isinstance(node.func, ast.Name) and node.func.id in _WRAPPERS and len(node.args) == 1:
            found = self.values(path, node.args[0], depth + 1)
            return tuple(sorted(found)) if found and node.func.id == "sorted" else found
        if isinstance(node.func, ast.Attribute) and node.func.attr == "keys":
            return self.values(path, node.func.value, depth + 1)
        return None

    def _members(self, path: str, node: ast.ListComp | ast.GeneratorExp, depth: int) -> tuple[str, ...] | None:
        """Return the values of `[m.value for m in Mode]` and `[name for name in NAMES]`."""
        plain = isinstance(node.elt, ast.Name) or (isinstance(node.elt, ast.Attribute) and node.elt.attr == "value")
        if not plain or len(node.generators) != 1 or node.generators[0].ifs:
            return None
        return self.values(path, node.generators[0].iter, depth + 1)

    def _defined(self, path: str, name: str, depth: int) -> tuple[str, ast.AST | None]:
        """Return where a name is defined, and by what."""
        found = self.scopes.get(path, {}).get(name)
        if not isinstance(found, ast.ImportFrom) or depth > _DEPTH:
            return path, found
        place = self._module(path, found)
        original = next((a.name for a in found.names if (a.asname or a.name) == name), name)
        return self._defined(place, original, depth + 1) if place else (path, None)

    def _module(self, path: str, node: ast.ImportFrom) -> str:
        folder = path.split("/")[: -node.level] if node.level else []
        dotted = "/".join([*folder, *(node.module or "").split(".")]).strip("/")
        beside = "/".join([*path.split("/")[:-1], dotted]) if not node.level else dotted
        options = [f"{base}{end}" for base in (dotted, beside) for end in (".py", "/__init__.py")]
        return next((option for option in options if option in self.trees), "")


def _written(node: ast.AST) -> tuple[str, ...] | None:
    """Return the values of an expression that spells them out."""
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return _texts(node.elts)
    if isinstance(node, ast.Dict):
        return _texts(node.keys)
    if isinstance(node, ast.Subscript) and _named(node.value) == "Literal":
        return _texts(node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice])
    return _members_of(node) if isinstance(node, ast.ClassDef) else None


def _parsed(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return None


def _scope(tree: ast.Module) -> dict[str, ast.AST]:
    found: dict[str, ast.AST] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            found |= {target.id: node.value for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            found[node.target.id] = node.value
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name: node for alias in node.names}
        elif isinstance(node, ast.ClassDef):
            found[node.name] = node
    return found


def _named(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _texts(nodes: list[ast.expr] | list[ast.expr | None]) -> tuple[str, ...] | None:
    plain = [
        node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str | int | float)
    ]
    return tuple(str(value) for value in plain) if len(plain) == len(nodes) else None


def _members_of(node: ast.ClassDef) -> tuple[str, ...] | None:
    """Return the values of an enumeration's members."""
    if not any(_named(base).endswith("Enum") for base in node.bases):
        return None
    return _texts([inner.value for inner in node.body if isinstance(inner, ast.Assign)])
