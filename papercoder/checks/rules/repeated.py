"""Rule `repeated-value`: a number of config.yaml that stands in code or contract once more, where a change is lost."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from papercoder.checks.code.parsed import ParsedRepository
from papercoder.checks.code.values import last_name
from papercoder.checks.configuration.tree import ConfigTree
from papercoder.checks.contracts.members import declaration_node
from state.contract import Contract
from state.findings import Finding

__all__ = ["check_repeated", "repeated_in_words"]

_Function = ast.FunctionDef | ast.AsyncFunctionDef
# Words that say nothing of which value is meant: a name must share another word with the key.
_VAGUE = {
    "n", "num", "number", "count", "size", "default", "value", "values", "max", "min", "the", "of", "per", "total",
    "list", "all", "range", "length", "name", "names",
}  # fmt: skip
# A name with a number, as formulas and sentences give it; arithmetic behind the number makes it another one.
_GIVEN = re.compile(
    r"(?<![\w.])(?P<name>[A-Za-z_]\w*)\s*(?:==?|:)\s*(?P<number>\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)(?![\w%]|\.\d|\s*[-+*/^])"
)
# Counts and switches that any code holds: an equal 0 or 1 is no evidence that the configuration's value is meant.
_COMMON = (0, 1, -1)


def check_repeated(repository: ParsedRepository) -> Iterator[Finding]:
    """Look through constants, defaults of parameters and declared constants of contracts."""
    tree = ConfigTree.read(repository.subject.config_text or "")
    if tree is None:
        return
    known = _configured(tree)
    calls = _calls(repository)
    for module in repository.sorted_modules():
        for name, node in [*_constants(module.tree), *_defaults(module.tree, calls)]:
            for key in _same(name, _literal(node), known):
                text = (
                    f"`{name}` repeats the value of {key!r} in config.yaml: a changed configuration would not reach it"
                )
                yield _finding(module.path, node.lineno, text)
    for path, contract in sorted((repository.subject.contracts or {}).items()):
        for signature in contract.signatures:
            declared = declaration_node(signature)
            whole = ast.Module([declared] if declared else [], [])
            for name, node in [*_constants(whole), *_defaults(whole, {})]:
                for key in _same(name, _literal(node), known):
                    yield _finding(path, 0, f"the contract's `{name}` repeats the value of {key!r} in config.yaml")
        for name, key in dict.fromkeys(pair for text in _settled(contract) for pair in repeated_in_words(text, tree)):
            yield _finding(path, 0, f"what was settled of `{name}` repeats the value of {key!r} in config.yaml")


def repeated_in_words(text: str, tree: ConfigTree) -> Iterator[tuple[str, str]]:
    """Yield the names that a sentence or formula gives the value of a key, and the key: `gamma = 0.8`, `beta: 0.5`."""
    known = _configured(tree)
    for match in _GIVEN.finditer(text):
        number = ast.literal_eval(match["number"])
        for key in _same(match["name"], number, known):
            yield match["name"], key


def _configured(tree: ConfigTree) -> list[tuple[str, frozenset[str], frozenset[str], Any]]:
    """Return each key with a number that counts: the words of its last part, those of all of it, and the value."""
    values = [(path, tree.value(path)) for path in tree.leaves()]
    return [(".".join(path), _words(path[-1]), _words("_".join(path)), v) for path, v in values if _counts(v)]


def _settled(contract: Contract) -> list[str]:
    """Return what was settled for a file beyond its design: formulas and rules, which stand behind its role."""
    return [o.what for o in contract.obligations] + [*contract.steps[1:]] if contract.of_design else []


def _finding(path: str, line: int, message: str) -> Finding:
    return Finding(path=path, line=line, rule="repeated-value", severity="warning", message=message)


def _constants(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Yield the constants of modules and classes with the literal that they stand for."""
    for node in ast.walk(tree):
        for statement in node.body if isinstance(node, ast.Module | ast.ClassDef) else ():
            target = statement.target if isinstance(statement, ast.AnnAssign) else None
            if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
                target = statement.targets[0] if isinstance(statement.targets[0], ast.Name) else None
            value = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
            if isinstance(target, ast.Name) and value is not None:
                yield target.id, value


def _calls(repository: ParsedRepository) -> Mapping[str, list[ast.Call]]:
    """Return the calls of the repository by the last name of what is called."""
    found: dict[str, list[ast.Call]] = defaultdict(list)
    for module in repository.sorted_modules():
        for use in module.scopes.calls:
            if isinstance(use.node, ast.Call):
                found[last_name(use.node.func)].append(use.node)
    return found


def _defaults(tree: ast.AST, calls: Mapping[str, list[ast.Call]]) -> Iterator[tuple[str, ast.expr]]:
    """Yield the defaults that some call may leave standing: where all calls give the value, a change reaches it."""
    for owner in ast.walk(tree):
        for node in owner.body if isinstance(owner, ast.Module | ast.ClassDef | _Function) else ():
            if not isinstance(node, _Function):
                continue
            method = isinstance(owner, ast.ClassDef)
            made = calls.get(
                owner.name if isinstance(owner, ast.ClassDef) and node.name == "__init__" else node.name, []
            )
            for name, position, default in _parameters(node, method=method):
                if not made or not all(_gives(call, name, position) for call in made):
                    yield name, default


def _parameters(node: _Function, *, method: bool) -> Iterator[tuple[str, int | None, ast.expr]]:
    """Yield name, position in a call and default of the parameters that have one."""
    positional = [*node.args.posonlyargs, *node.args.args]
    first = len(positional) - len(node.args.defaults)
    for at, default in enumerate(node.args.defaults, first):
        yield positional[at].arg, at - method, default
    for argument, given in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
        if given is not None:
            yield argument.arg, None, given


def _gives(call: ast.Call, name: str, position: int | None) -> bool:
    """Return whether the call gives the parameter, or may: what is spread with stars is not known."""
    spread = any(isinstance(a, ast.Starred) for a in call.args) or any(k.arg is None for k in call.keywords)
    return spread or (position is not None and position < len(call.args)) or name in {k.arg for k in call.keywords}


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
