"""What the contracts of a repository declare together: members of classes, their bases, and names handed on."""

import ast
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from papercoder.trees import parse_python
from state.contract import Contract, Signature

__all__ = ["Declared", "bases_of", "declaration_node", "full_name"]


class _Place(NamedTuple):
    contract: Contract
    name: str


@lru_cache(maxsize=4096)
def declaration_node(signature: Signature) -> ast.stmt | None:
    """Return the declaration's syntax tree, or None where it is no Python declaration."""
    text = signature.declaration.strip().rstrip(":")
    lines = text.splitlines()
    decorators = [line for line in lines[:-1] if line.strip().startswith("@")]
    for candidate in (f"{text}: ...", "\n".join([*decorators, f"{lines[-1]}: ..."]) if lines else "", text):
        try:
            body = parse_python(candidate).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        if len(body) == 1:
            return body[0]
    return None


def full_name(signature: Signature) -> str:
    """Return 'name' or 'Class.name' of what the signature declares: a function, class, attribute or constant."""
    name = _own_name(declaration_node(signature))
    return f"{signature.owner}.{name}" if signature.owner and name else name


def _own_name(node: ast.stmt | None) -> str:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return node.name
    target: ast.expr | None = node.target if isinstance(node, ast.AnnAssign) else None
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target = node.targets[0]
    if isinstance(node, ast.Expr):
        target = node.value
    if isinstance(target, ast.Attribute):
        return target.attr
    return target.id if isinstance(target, ast.Name) else ""


class Declared:
    """Finds what a name of a file means, through bases and re-exports; unsure where a base is from outside."""

    def __init__(self, contracts: Sequence[Contract]) -> None:
        self._by_path = {contract.path: contract for contract in contracts}

    def signatures(self, path: str, name: str) -> list[Signature]:
        """Return the signatures that a use of the name must fit; a class stands for its constructor."""
        found: list[Signature] = []
        for place in self._places(path, name):
            constructors = [s for s in place.contract.signatures if full_name(s) == f"{place.name}.__init__"]
            found += constructors or [s for s in place.contract.signatures if full_name(s) == place.name]
        return found

    def has(self, path: str, name: str, *, called: bool = False) -> bool:
        """Return whether the file has the name, or may have it; a method that is called must be declared somewhere."""
        head, _, member = name.partition(".")
        if any(full_name(s) == p.name for p in self._places(path, name) for s in p.contract.signatures):
            return True
        if not member:
            return head.isupper() or head.startswith("__")
        return any(self._may_have(place, member, called=called) for place in self._places(path, head))

    def _places(self, path: str, name: str) -> Iterator[_Place]:
        """Yield where the name may be defined: the file, those it takes the name from, the bases of the class."""
        queue, seen = [(path, name)], set[tuple[str, str]]()
        while queue:
            current = queue.pop(0)
            contract = self._by_path.get(current[0])
            if contract is None or current in seen:
                continue
            seen.add(current)
            yield _Place(contract, current[1])
            head, dot, member = current[1].partition(".")
            queue += [(use.path, current[1]) for use in contract.uses if use.name.partition(".")[0] == head]
            if contract.path.endswith("__init__.py"):
                folder = contract.path.removesuffix("__init__.py")
                queue += [(p, current[1]) for p in self._by_path if p.startswith(folder)]
            if dot:
                bases = sorted(bases_of(contract, head))
                queue += [(origin, f"{base}.{member}") for base in bases for origin in self._from(contract)]

    def _from(self, contract: Contract) -> list[str]:
        return [contract.path, *dict.fromkeys(use.path for use in contract.uses)]

    def _may_have(self, place: _Place, member: str, *, called: bool) -> bool:
        """Return whether the class takes members from outside of the contracts, or declares none to compare with."""
        contract, head = place
        nodes = (declaration_node(s) for s in contract.signatures)
        classes = [node for node in nodes if isinstance(node, ast.ClassDef) and node.name == head]
        if not classes:
            return False
        if member in {_own_name(statement) for cls in classes for statement in cls.body} or member.startswith("__"):
            return True
        near = [self._by_path[path] for path in self._from(contract) if path in self._by_path]
        known = {full_name(s) for one in near for s in one.signatures}
        if any(base not in known for base in bases_of(contract, head)):
            return True
        own = [s for s in contract.signatures if s.owner == head]
        described = any(member in s.meaning for s in [*own, *(s for s in contract.signatures if full_name(s) == head)])
        return described or not own or member in _constructed(own) or (not called and not _lists_attributes(own))


def _constructed(own: Sequence[Signature]) -> set[str]:
    """Return the parameters of the constructor, which are kept under their names nearly everywhere."""
    nodes = [n for s in own if isinstance(n := declaration_node(s), ast.FunctionDef) and n.name == "__init__"]
    return {a.arg for node in nodes for a in (*node.args.args, *node.args.kwonlyargs)}


def _lists_attributes(own: Sequence[Signature]) -> bool:
    """Return whether attributes are declared; where none is, those that methods set are not known."""
    return any(isinstance(declaration_node(s), ast.AnnAssign | ast.Assign | ast.Expr) for s in own)


def bases_of(contract: Contract, name: str) -> set[str]:
    """Return the names of the class's bases, without those that add no members of their own."""
    nodes = [n for s in contract.signatures if isinstance(n := declaration_node(s), ast.ClassDef) and n.name == name]
    bases = [base.value if isinstance(base, ast.Subscript) else base for node in nodes for base in node.bases]
    names = [base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in bases]
    return set(names) - {"object", "ABC", "Protocol", "Generic", ""}
