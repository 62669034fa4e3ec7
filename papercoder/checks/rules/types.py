"""Whether two annotations of one thing plainly contradict each other."""

import ast

__all__ = ["differing"]

# Names for the same thing as far as a caller is concerned; a wider one in a contract is no contradiction.
_SAME = {
    "Dict": "dict", "Mapping": "dict", "MutableMapping": "dict", "List": "list", "Sequence": "list", "Iterable": "list",
    "Iterator": "list", "Generator": "list", "Collection": "list", "MutableSequence": "list", "Tuple": "tuple",
    "Set": "set", "FrozenSet": "set", "frozenset": "set", "AbstractSet": "set", "Type": "type", "Text": "str",
}  # fmt: skip
# Types whose difference changes what callers give or get; arrays, paths and foreign classes have too many spellings.
_PLAIN = {"int", "float", "str", "bool", "bytes", "dict", "list", "tuple", "set", "None"}


def differing(promised: ast.expr | None, found: ast.expr | None) -> str:
    """Return how two annotations differ, in words; empty where they agree or it cannot be told."""
    wanted, given = _kinds(promised), _kinds(found)
    if wanted is None or given is None or wanted & given or not (wanted | given) <= _PLAIN:
        return ""
    return f"`{ast.unparse(promised)}` there and `{ast.unparse(found)}` in the code" if promised and found else ""


def _kinds(node: ast.expr | None) -> frozenset[str] | None:
    """Return the outermost types that a value may have; None where there is no annotation to read."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        node = _quoted(node.value)
    if isinstance(node, ast.Constant) and node.value is None:
        return frozenset({"None"})
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return _either([node.left, node.right])
    if isinstance(node, ast.Subscript) and _last(node.value) in {"Optional", "Union"}:
        either = _either(node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice])
        return either | {"None"} if either and _last(node.value) == "Optional" else either
    name = _last(node.value if isinstance(node, ast.Subscript) else node)
    return frozenset({_SAME.get(name, name)}) if name else None


def _either(nodes: list[ast.expr]) -> frozenset[str] | None:
    parts = [_kinds(node) for node in nodes]
    known = [part for part in parts if part is not None]
    return frozenset().union(*known) if len(known) == len(parts) else None


def _quoted(text: str) -> ast.expr | None:
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError):
        return None


def _last(node: ast.expr | None) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
