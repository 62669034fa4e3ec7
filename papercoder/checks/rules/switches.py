"""Rule `switch-unread`: where the paper contradicts itself, the file that decides reads the switch of config.yaml."""

import ast
import re
from collections.abc import Iterator, Sequence

from papercoder.checks.code.parsed import Module, ParsedRepository
from state.findings import Finding

__all__ = ["check_switches"]


def check_switches(repository: ParsedRepository) -> Iterator[Finding]:
    """Look for each switch in the file that owns its requirement, by the words of its name, and for its readings.

    A file that tells the readings apart has the switch under another name: somebody reads the key and hands it on. And
    what one place decides for several files is called by them: the reading is built in a file that the owner imports.
    """
    subject = repository.subject
    owners = {i: path for path, ids in (subject.owners or {}).items() for i in ids}
    for key, (requirement, readings) in sorted((subject.switches or {}).items()):
        module = repository.modules.get(owners.get(requirement, ""))
        if module is None:
            continue
        leaf = key.rpartition(".")[2]
        if not _names(module, leaf) and not _built_elsewhere(repository, module, leaf, readings):
            yield Finding(
                path=module.path, rule="switch-unread", severity="error",
                message=f"{requirement} has two readings, `{key}` of config.yaml chooses, and the file that owns "
                f"{requirement} never reads it: build both readings there",
            )  # fmt: skip
            continue
        named = [r for r in readings if any(r in _texts(m) for m in repository.sorted_modules())]
        # With two readings the second may be the `else` of the first.
        if len(named) < len(readings) - 1:
            missing = ", ".join(f"'{r}'" for r in readings if r not in named)
            text = f"no code names the readings {missing} of `{key}`, between which {requirement} is switched"
            yield Finding(path=module.path, rule="switch-unread", severity="warning", message=text)


def _built_elsewhere(repository: ParsedRepository, owner: Module, leaf: str, readings: Sequence[str]) -> bool:
    """Return whether the owner tells the readings apart under another name, or imports a file that builds them.

    Readings that are no texts (truth values, numbers, lists) cannot be looked for: there, the key's name decides.
    """
    least = max(len(readings) - 1, 1)
    telling = [m for m in repository.sorted_modules() if not readings or sum(r in _texts(m) for r in readings) >= least]
    if readings and owner in telling:
        return any(_names(other, leaf) for other in repository.sorted_modules())
    used = {path for node in owner.nodes for path in repository.reached(node, owner)}
    return any(module.path in used and _names(module, leaf) for module in telling)


def _names(module: Module, leaf: str) -> bool:
    """Return whether a name or text of the file holds all words of the key: it may be handed on as a parameter."""
    wanted = _words(leaf)
    return any(wanted <= _words(name) for name in (*_identifiers(module.tree), *_texts(module)))


def _identifiers(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.arg | ast.keyword) and node.arg:
            yield node.arg


def _texts(module: Module) -> set[str]:
    """Return the texts of the code; docstrings say what is meant, and do nothing."""
    said = {id(n.value) for n in ast.walk(module.tree) if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)}
    nodes = (n for n in ast.walk(module.tree) if isinstance(n, ast.Constant) and id(n) not in said)
    return {n.value for n in nodes if isinstance(n.value, str)}


def _words(name: str) -> frozenset[str]:
    return frozenset(p.lower() for p in re.split(r"[_\W]+|(?<=[a-z])(?=[A-Z])", name) if p)
