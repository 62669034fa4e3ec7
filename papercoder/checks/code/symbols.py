"""Which names a module has after it was imported."""

import ast
from functools import cached_property

from papercoder.checks.code.parsed import Module, ParsedRepository

__all__ = ["Symbols"]

# What the import system and `object` give every module; without them `module.__name__` would be an error.
_ALWAYS_TEXT = (
    "__name__ __file__ __doc__ __dict__ __path__ __package__ __spec__ __loader__ __builtins__ __cached__ "
    "__annotations__ __class__"
)
_ALWAYS = frozenset(_ALWAYS_TEXT.split())


class Symbols:
    """Names of the modules of a repository; modules with dynamic names may have any."""

    def __init__(self, repository: ParsedRepository) -> None:
        self._repository = repository
        self._seen: dict[str, frozenset[str] | None] = {}

    def names(self, module: Module) -> frozenset[str] | None:
        """Return the module's names, or None where they cannot be known."""
        if module.path not in self._seen:
            self._seen[module.path] = frozenset()  # a star import may come back here
            self._seen[module.path] = self._collect(module)
        return self._seen[module.path]

    def may_have(self, module: Module, name: str) -> bool:
        """Return whether the module has the name or cannot be known."""
        names = self.names(module)
        return names is None or name in names or name in _ALWAYS

    def _collect(self, module: Module) -> frozenset[str] | None:
        top = module.scopes.top
        if module.scopes.dynamic or "__getattr__" in top.bindings:
            return None
        names = set(top.bindings) | self._set_from_outside.get(module.path, set())
        for use in module.scopes.imports:
            node = use.node
            if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
                target = self._repository.modules.get(self._repository.source(node, module) or "")
                exported = self.exported(target) if target else None
                if exported is None:
                    return None
                names |= exported
        return frozenset(names)

    def exported(self, module: Module) -> set[str] | None:
        """Return the names that a star import of the module brings, or None where they cannot be known."""
        names = self.names(module)
        if names is None:
            return None
        declared = module.scopes.top.bindings.get("__all__")
        if declared is None:
            return {name for name in names if not name.startswith("_")}
        value = declared[0].value
        if len(declared) == 1 and isinstance(value, ast.List | ast.Tuple):
            return {e.value for e in value.elts if isinstance(e, ast.Constant) and isinstance(e.value, str)}
        return None

    @cached_property
    def _set_from_outside(self) -> dict[str, set[str]]:
        """Return names that other modules assign (`module.name = ...`, `setattr(module, "name", ...)`)."""
        found: dict[str, set[str]] = {}
        for module in self._repository.sorted_modules():
            for use in module.scopes.attributes:
                node = use.node
                if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                    for path in self._modules_named(node.value, module):
                        found.setdefault(path, set()).add(node.attr)
        return found

    def _modules_named(self, expression: ast.expr, module: Module) -> list[str]:
        """Return files whose last name is the expression's last name; generous, as it only excuses."""
        name = expression.attr if isinstance(expression, ast.Attribute) else getattr(expression, "id", None)
        bindings = module.scopes.top.bindings.get(name or "", [])
        if isinstance(expression, ast.Name) and not any(b.kind == "import" for b in bindings):
            return []
        ends = (f"{name}.py", f"{name}/__init__.py")
        return [path for path in self._repository.modules if f"/{path}".endswith(tuple(f"/{e}" for e in ends))]
