"""Classes of the repository: bases, members, and what may still be added from outside."""

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from papercoder.checks.code.parsed import Module, ParsedRepository
from papercoder.checks.code.scopes import Function, Scope
from papercoder.checks.code.values import ClassValue, Value, decorators, last_name

__all__ = ["Classes", "Lineage", "Member", "body_scope"]

# Bases that add no attribute; any other base from outside leaves the class open.
_HARMLESS = {"object", "ABC", "Generic", "Protocol"}


@dataclass(frozen=True)
class Member:
    """A name in a class body; `node` is None where it is bound more than once."""

    owner: ClassValue
    node: ast.AST | None


@dataclass(frozen=True)
class Lineage:
    """A class with its bases, nearest first; not `closed` where a base is outside the repository."""

    classes: tuple[ClassValue, ...]
    closed: bool
    linear: bool
    outside: tuple[str, ...]


class Classes:
    """What is known about the classes of a repository; `value` follows the expressions of bases."""

    def __init__(self, repository: ParsedRepository, value: Callable[[ast.expr, Scope, Module], Value]) -> None:
        self._repository = repository
        self._value = value
        self._lineages: dict[ClassValue, Lineage] = {}

    @cached_property
    def all(self) -> tuple[ClassValue, ...]:
        """Return every class statement."""
        modules = self._repository.modules.values()
        return tuple(ClassValue(m, n) for m in modules for n in m.scopes.of_node if isinstance(n, ast.ClassDef))

    @cached_property
    def _below(self) -> dict[ClassValue, list[ClassValue]]:
        below: dict[ClassValue, list[ClassValue]] = defaultdict(list)
        for cls in self.all:
            for base in self.lineage(cls).classes[1:]:
                below[base].append(cls)
        return below

    @cached_property
    def _unknown_bases(self) -> frozenset[str]:
        """Return the last names of bases that could not be followed: each may be a class of the repository."""
        return frozenset(name for cls in self.all for name in self.lineage(cls).outside)

    @cached_property
    def called(self) -> frozenset[str]:
        """Return the last names of everything that is called somewhere."""
        modules = self._repository.modules.values()
        calls = (use.node for module in modules for use in module.scopes.calls)
        return frozenset(last_name(node) for node in calls)

    def subclasses(self, cls: ClassValue) -> list[ClassValue]:
        """Return the classes that have this one among their bases."""
        return self._below.get(cls, [])

    def own_names(self, cls: ClassValue) -> frozenset[str]:
        """Return the names that the class body binds."""
        return frozenset(body_scope(cls).bindings)

    def lineage(self, cls: ClassValue) -> Lineage:
        """Return the class, then its known bases, nearest first."""
        if cls not in self._lineages:
            self._lineages[cls] = self._climb(cls)
        return self._lineages[cls]

    def _climb(self, cls: ClassValue) -> Lineage:
        found: list[ClassValue] = []
        outside: list[str] = []
        linear = True
        queue = [cls]
        while queue:
            current = queue.pop(0)
            if current in found:
                continue
            found.append(current)
            outside += ["metaclass" for k in current.node.keywords if last_name(k.value) != "ABCMeta"]
            around = body_scope(current).parent or current.module.scopes.top
            counted = 0
            for base in current.node.bases:
                plain = base.value if isinstance(base, ast.Subscript) else base
                value = self._value(plain, around, current.module)
                if isinstance(value, ClassValue):
                    queue.append(value)
                elif last_name(base) in _HARMLESS:
                    continue
                else:
                    outside.append(last_name(base))
                counted += 1
            linear = linear and counted <= 1
        return Lineage(tuple(found), not outside, linear, tuple(outside))

    def member(self, cls: ClassValue, name: str) -> Member | None:
        """Return the definition of the name that Python would find in a class body; None where it is not known."""
        line = self.lineage(cls)
        for owner in line.classes:
            bindings = body_scope(owner).bindings.get(name, [])
            if bindings:
                only = len(bindings) == 1 and (line.linear or owner is line.classes[0])
                return Member(owner, bindings[0].node if only else None)
        return None

    def is_plain(self, cls: ClassValue) -> bool:
        """Return whether calling the class gives an instance of it: no metaclass, `__new__`, unknown decorator."""
        line = self.lineage(cls)
        if {"metaclass", "type", "NamedTuple", "TypedDict"} & set(line.outside) or any(
            name.endswith(("Enum", "Flag")) for name in line.outside
        ):
            return False
        bodies = (body_scope(owner).bindings for owner in line.classes)
        known = all(decorators(owner.node) <= {"dataclass", "final", "total_ordering"} for owner in line.classes)
        return known and not any("__new__" in body for body in bodies)

    def instance_names(self, cls: ClassValue, *, exact: bool) -> frozenset[str] | None:
        """Return every attribute an instance can have, or None where that is open."""
        if not exact and cls.node.name in self._unknown_bases:
            return None
        names: set[str] = set(dir(object)) | {"__dict__", "__annotations__", "__dataclass_fields__", "__slots__"}
        for one in (cls, *(() if exact else self.subclasses(cls))):
            line = self.lineage(one)
            if (
                "Mixin" in one.node.name
                or not line.closed
                or not self.is_plain(one)
                or any(_is_dynamic(owner) for owner in line.classes)
            ):
                return None
            for owner in line.classes:
                names |= set(body_scope(owner).bindings) | set(_stored(owner))
        return frozenset(names)

    def assigned(self, cls: ClassValue, name: str) -> list[tuple[ast.expr | None, Scope, Module]]:
        """Return every value stored in `self.name` by the class and its bases; None for a value that is not plain."""
        line = self.lineage(cls)
        return [(value, scope, owner.module) for owner in line.classes for value, scope in _stored(owner).get(name, ())]


def body_scope(cls: ClassValue) -> Scope:
    """Return the scope of the class body."""
    return cls.module.scopes.of_node[cls.node]


@lru_cache(maxsize=4096)
def _stored(cls: ClassValue) -> dict[str, list[tuple[ast.expr | None, Scope]]]:
    found: dict[str, list[tuple[ast.expr | None, Scope]]] = defaultdict(list)
    for function, receiver in _methods(cls):
        scope = cls.module.scopes.of_node[function]
        for name, value in _stores(function, receiver):
            found[name].append((value, scope))
    return dict(found)


def _methods(cls: ClassValue) -> Iterator[tuple[Function, str]]:
    scopes = cls.module.scopes.of_node
    for node in ast.walk(cls.node):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and scopes[node].parent is body_scope(cls):
            arguments = [*node.args.posonlyargs, *node.args.args]
            if arguments:
                yield node, arguments[0].arg


def _stores(function: ast.AST, receiver: str) -> Iterator[tuple[str, ast.expr | None]]:
    plain: dict[ast.AST, ast.expr] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and last_name(node) == "setattr" and len(node.args) == 3:
            target, name, value = node.args
            if isinstance(target, ast.Name) and target.id == receiver and isinstance(name, ast.Constant):
                yield str(name.value), value
        if isinstance(node, ast.Assign):
            plain.update((target, node.value) for target in node.targets)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            plain[node.target] = node.value
        if not isinstance(node, ast.Attribute) or isinstance(node.ctx, ast.Load):
            continue
        if isinstance(node.value, ast.Name) and node.value.id == receiver:
            yield node.attr, plain.get(node)


@lru_cache(maxsize=4096)
def _is_dynamic(cls: ClassValue) -> bool:
    """Return whether the class answers or sets attributes by name."""
    if {"__getattr__", "__getattribute__", "__setattr__"} & set(body_scope(cls).bindings):
        return True
    for node in ast.walk(cls.node):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"setattr", "vars"}:
            return True
        if isinstance(node, ast.Attribute) and node.attr in {"__dict__", "__setattr__"}:
            return True
    return False
