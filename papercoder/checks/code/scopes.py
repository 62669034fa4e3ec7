"""Scopes and bindings of one module, and the places that rules look at."""

import ast
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["Binding", "Function", "ModuleScopes", "Scope", "Use"]

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, eq=False)
class Binding:
    """One place where a scope gets a name.

    Args:
        kind: What binds it.
        node: The import, definition or statement.
        value: The assigned expression where it is the whole value of the name.
        annotation: The annotation of a parameter or variable.
        alias: The alias of an import.
        conditional: Inside a branch, loop or try.
    """

    kind: Literal["import", "def", "class", "assign", "param", "other"]
    node: ast.AST
    value: ast.expr | None = None
    annotation: ast.expr | None = None
    alias: ast.alias | None = None
    conditional: bool = False


@dataclass(eq=False)
class Scope:
    """A module, class, function, lambda or comprehension with its names."""

    kind: Literal["module", "class", "function"]
    node: ast.AST
    parent: "Scope | None" = None
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    outer: set[str] = field(default_factory=set)

    def lookup(self, name: str) -> "tuple[Scope, list[Binding]] | None":
        """Return the scope that binds the name as Python would find it, with all its bindings."""
        scope: Scope | None = self
        while scope is not None:
            visible = scope.kind != "class" or scope is self
            if visible and name in scope.bindings and name not in scope.outer:
                return scope, scope.bindings[name]
            scope = scope.parent
        return None

    def enclosing_class(self) -> ast.ClassDef | None:
        """Return the class whose method this scope (or one around it) is."""
        scope: Scope | None = self
        while scope is not None:
            if scope.kind == "class" and isinstance(scope.node, ast.ClassDef):
                return scope.node
            scope = scope.parent
        return None


@dataclass(frozen=True, eq=False)
class Use:
    """An expression or import with where it stands.

    Args:
        node: The node.
        scope: The scope it is evaluated in.
        tried: Inside a `try` that catches what a missing name or wrong call raises.
        guarded: `tried`, or in a branch for one version or platform, or under `TYPE_CHECKING`.
        conditional: Inside a branch, loop or try of its function or module.
    """

    node: ast.AST
    scope: Scope
    tried: bool
    guarded: bool
    conditional: bool


@dataclass(eq=False)
class ModuleScopes:
    """What `read_scopes` found."""

    top: Scope
    imports: list[Use] = field(default_factory=list)
    stars: list[ast.ImportFrom] = field(default_factory=list)
    calls: list[Use] = field(default_factory=list)
    attributes: list[Use] = field(default_factory=list)
    of_node: dict[ast.AST, Scope] = field(default_factory=dict)
    loaded: set[tuple[int, str]] = field(default_factory=set)
    guarded_nodes: set[ast.AST] = field(default_factory=set)
    guarded_names: set[str] = field(default_factory=set)
    dynamic: bool = False
    probed: set[str] = field(default_factory=set)
    lazy_annotations: bool = False
