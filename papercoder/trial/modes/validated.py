"""Values of an option without choices, read from where the program checks what was given."""

import ast
from collections.abc import Iterator

from papercoder.trial.modes.constants import Constants

__all__ = ["validated_values"]


def validated_values(constants: Constants, path: str, option: str) -> tuple[str, ...] | None:
    """Return the values that a file compares an option with; None where it does not, or they cannot be read.

    `name not in NAMES for name in args.only`, `args.only in NAMES` and `set(args.only) - set(NAMES)` say them.
    """
    tree, given = constants.trees[path], option.lstrip("-").replace("-", "_")
    names = {given, *_loops(tree, given)}
    found = [values for node in _known(tree, names) if (values := constants.values(path, node))]
    # A program that dispatches by groups asks for each of them too; all names together are the longest.
    return max(found, key=len, default=None)


def _loops(tree: ast.AST, given: str) -> Iterator[str]:
    """Yield the names of loops over what the option was given."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.comprehension | ast.For) or not isinstance(node.target, ast.Name):
            continue
        if _speaks_of(node.iter, {given}):
            yield node.target.id


def _known(tree: ast.AST, names: set[str]) -> Iterator[ast.expr]:
    """Yield what such a name must be in."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
            if _named(node.left) in names:
                yield node.comparators[0]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and _speaks_of(node.left, names):
            yield node.right


def _speaks_of(node: ast.AST, names: set[str]) -> bool:
    return any(_named(inner) in names for inner in ast.walk(node))


def _named(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
