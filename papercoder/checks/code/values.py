"""What an expression can evidently be: a module, function, class or instance of this repository."""

import ast
from dataclasses import dataclass

from papercoder.checks.code.parsed import Module
from papercoder.checks.code.scopes import Function

__all__ = ["ClassValue", "FunctionValue", "Instance", "ModuleValue", "Value", "decorators", "last_name"]


@dataclass(frozen=True)
class ModuleValue:
    """A file of the repository, or a namespace folder (path ending in '/')."""

    path: str


@dataclass(frozen=True)
class FunctionValue:
    """A function; `bound` when the call passes self or cls by itself, `receiver` is then the class it is taken from."""

    module: Module
    node: Function
    bound: bool = False
    receiver: "Instance | None" = None


@dataclass(frozen=True)
class ClassValue:
    """A class statement."""

    module: Module
    node: ast.ClassDef


@dataclass(frozen=True)
class Instance:
    """An object of a class; `exact` when it cannot be of a subclass."""

    cls: ClassValue
    exact: bool


# None where nothing is known of a value: then nothing is reported of it.
Value = ModuleValue | FunctionValue | ClassValue | Instance | None


def last_name(node: ast.AST) -> str:
    """Return the last name of a dotted expression, also of what is called or subscripted."""
    if isinstance(node, ast.Call):
        return last_name(node.func)
    if isinstance(node, ast.Subscript):
        return last_name(node.value)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def decorators(node: Function | ast.ClassDef) -> set[str]:
    """Return the last names of the decorators."""
    return {last_name(decorator) for decorator in node.decorator_list}
