"""Rule `repeated-value`: a number of config.yaml that stands in code or contract once more, where a change is lost."""

import ast
import re
from collections.abc import Iterator
from typing import Any

from papercoder.checks.code.parsed import ParsedRepository
from papercoder.checks.configuration.tree import ConfigTree
from papercoder.checks.contracts.members import declaration_node
from state.findings import Finding

__all__ = ["check_repeated"]

# Words that say nothing of which value is meant: a name must share another word with the key.
_VAGUE = {
    "n", "num", "number", "count", "size", "default", "value", "values", "max", "min", "the", "of", "per", "total",
    "list", "all", "range", "length", "name", "names",
}  # fmt: skip
# Counts and switches that any code holds: an equal 0 or 1 is no evidence that the configuration's value is meant.
_COMMON = (0, 1, -1)


def check_repeated(repository: ParsedRepository) -> Iterator[Finding]:
    """Look through constants, defaults of parameters and declared constants of contracts."""
    tree = ConfigTree.read(repository.subject.config_text or "")
    if tree is None:
        return
    values = [(path, tree.value(path)) for path in tree.leaves()]
    known = [(".".join(path), _words(path[-1]), _words("_".join(path)), v) for path, v in values if _counts(v)]
    for module in repository.sorted_modules():
        for name, node in _constants(module.tree):
            for key in _same(name, _literal(node), known):
                text = (
                    f"`{name}` repeats the value of {key!r} in config.yaml: a changed configuration would not reach it"
                )
                yield _finding(module.path, node.lineno, text)
    for path, contract in sorted((repository.subject.contracts or {}).items()):
        for signature in contract.signatures:
            declared = declaration_node(signature)
            for name, node in _constants(ast.Module([declared] if declared else [], [])):
                for key in _same(name, _literal(node), known):
                    yield _finding(path, 0, f"the contract's `{name}` repeats the value of {key!r} in config.yaml")


def _finding(path: str, line: int, message: str) -> Finding:
    return Finding(path=path, line=line, rule="repeated-value", severity="warning", message=message)


def _constants(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Yield names with the literal that they stand for: module and class constants, and defaults of parameters."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef):
            for statement in node.body:
                target = statement.target if isinstance(statement, ast.AnnAssign) else None
                if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
                    target = statement.targets[0] if isinstance(statement.targets[0], ast.Name) else None
                value = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
                if isinstance(target, ast.Name) and value is not None:
                    yield target.id, value
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            positional = [*node.args.posonlyargs, *node.args.args]
            defaults = node.args.defaults
            yield from (
                (a.arg, d) for a, d in zip(positional[len(positional) - len(defaults) :], defaults, strict=True)
            )
            pairs = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
            yield from ((a.arg, d) for a, d in pairs if d is not None)


def _literal(node: ast.expr) -> Any:
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return None
    return list(value) if isinstance(value, tuple | set | frozenset) else value


def _counts(value: Any) -> bool:
    if isinstance(value, list):
        return len(value) > 1 and all(isinstance(v, int | float) and not isinstance(v, bool) for v in value)
    return isinstance(value, int | float) and not isinstance(value, bool) and value not in _COMMON


def _same(name: str, value: Any, known: list[tuple[str, frozenset[str], frozenset[str], Any]]) -> Iterator[str]:
    """Yield the keys of which a constant is the copy: the same number under a name that says the same."""
    if not _counts(value):
        return
    words = _words(name)
    for key, last, whole, configured in known:
        if value == configured and words and (last & words) and words <= whole | last:
            yield key


def _words(name: str) -> frozenset[str]:
    parts = re.split(r"[_\W]+|(?<=[a-z])(?=[A-Z])", name)
    return frozenset(p.lower().rstrip("s") or p.lower() for p in parts if p) - _VAGUE
