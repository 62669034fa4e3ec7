"""Follows names through scopes, imports and assignments to what they evidently are."""

import ast
from functools import lru_cache

from papercoder.checks.code.classes import Classes
from papercoder.checks.code.parsed import Module, ParsedRepository
from papercoder.checks.code.scopes import Binding, Scope
from papercoder.checks.code.symbols import Symbols
from papercoder.checks.code.values import ClassValue, FunctionValue, Instance, ModuleValue, Value, decorators

__all__ = ["Resolver", "resolver_of"]

# Names that lead through more than twelve others are rare and machine-made; deeper would meet Python's own limit.
_DEPTH = 12


class Resolver:
    """Gives None wherever there is any doubt, so that no rule built on it accuses sound code."""

    def __init__(self, repository: ParsedRepository) -> None:
        self.repository = repository
        self.symbols = Symbols(repository)
        self.classes = Classes(repository, self.value)
        self._memo: dict[tuple[ast.AST, Scope], Value] = {}
        self._members: dict[tuple[ast.AST, Scope], Value] = {}
        self._depth = 0

    def value(self, node: ast.expr, scope: Scope, module: Module) -> Value:
        """Return what the expression is, or None."""
        key = (node, scope)
        if key not in self._memo:
            if self._depth > _DEPTH:
                return None
            self._memo[key] = None  # an assignment may lead back here
            self._depth += 1
            self._memo[key] = self._evaluate(node, scope, module)
            self._depth -= 1
        return self._memo[key]

    def _evaluate(self, node: ast.expr, scope: Scope, module: Module) -> Value:
        if isinstance(node, ast.Name):
            return self._name(node.id, scope, module)
        if isinstance(node, ast.Attribute):
            if _is_super(node.value):
                return self._inherited(node.attr, scope, module)
            return self.attribute(self.value(node.value, scope, module), node.attr)
        if isinstance(node, ast.Call):
            return self._result(node, scope, module)
        return None

    def _name(self, name: str, scope: Scope, module: Module) -> Value:
        found = scope.lookup(name)
        if found is None:
            return self._starred(name, module)
        if len(found[1]) != 1:
            return None
        where, (binding,) = found
        if binding.kind == "param" and isinstance(binding.node, ast.arg):
            return self._parameter(binding.node, where, module)
        return self._bound(binding, where, module)

    def member(self, module: Module, name: str) -> Value:
        """Return what a top-level name of the module is."""
        bindings = module.scopes.top.bindings.get(name, [])
        if len(bindings) == 1 and not module.scopes.dynamic:
            key = (bindings[0].alias or bindings[0].node, module.scopes.top)
            if key not in self._members:
                self._members[key] = None  # files may import a name from each other in a circle
                self._members[key] = self._bound(bindings[0], module.scopes.top, module)
            return self._members[key]
        sub = self.repository.submodule(module.path, name)
        if sub and not bindings:
            return ModuleValue(sub)
        return self._starred(name, module) if not bindings and not module.scopes.dynamic else None

    def _starred(self, name: str, module: Module) -> Value:
        """Return what the name is if exactly one star import of the module brings it."""
        sources = {self.repository.source(node, module) for node in module.scopes.stars} - {None, module.path}
        targets = [self.repository.modules[s] for s in sorted(filter(None, sources)) if s in self.repository.modules]
        bringing = [t for t in targets if name in (self.symbols.exported(t) or ())]
        if len(bringing) != 1 or self._depth > _DEPTH:
            return None
        self._depth += 1
        found = self.member(bringing[0], name)
        self._depth -= 1
        return found

    def _bound(self, binding: Binding, scope: Scope, module: Module) -> Value:
        node = binding.node
        if isinstance(node, ast.Import | ast.ImportFrom) and binding.alias:
            return self._imported(node, binding.alias, module)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            return FunctionValue(module, node)
        if isinstance(node, ast.ClassDef):
            return ClassValue(module, node)
        if binding.kind != "assign":
            return None
        if binding.annotation is not None:
            return self.annotated(binding.annotation, scope, module)
        return self.value(binding.value, scope, module) if binding.value is not None else None

    def _imported(self, node: ast.Import | ast.ImportFrom, alias: ast.alias, module: Module) -> Value:
        if isinstance(node, ast.Import):
            dotted = alias.name if alias.asname else alias.name.partition(".")[0]
            path = self.repository.find(dotted, module)
            return ModuleValue(path) if path else None
        source = self.repository.source(node, module)
        return self.attribute(ModuleValue(source), alias.name) if source else None

    def _parameter(self, node: ast.arg, scope: Scope, module: Module) -> Value:
        function, owner = scope.node, scope.parent
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            return None
        first = next(iter([*function.args.posonlyargs, *function.args.args]), None)
        if first is node and owner is not None and isinstance(owner.node, ast.ClassDef):
            if "staticmethod" in decorators(function):
                return None
            cls = ClassValue(module, owner.node)
            return cls if "classmethod" in decorators(function) else Instance(cls, exact=False)
        if node in (function.args.vararg, function.args.kwarg) or node.annotation is None:
            return None
        return self.annotated(node.annotation, owner or scope, module)

    def annotated(self, annotation: ast.expr, scope: Scope, module: Module) -> Value:
        """Return an instance of the class that an annotation names."""
        if isinstance(annotation, ast.Constant):
            text = annotation.value if isinstance(annotation.value, str) else ""
            value = self._name(text, scope, module) if text.isidentifier() else None
        else:
            value = self.value(annotation, scope, module)
        return Instance(value, exact=False) if isinstance(value, ClassValue) else None

    def attribute(self, owner: Value, name: str) -> Value:
        """Return what `owner.name` is."""
        if isinstance(owner, ModuleValue):
            target = self.repository.modules.get(owner.path)
            if target is not None:
                return self.member(target, name)
            sub = self.repository.submodule(owner.path, name)
            return ModuleValue(sub) if sub else None
        if isinstance(owner, ClassValue):
            return self.method(owner, name, None)
        if isinstance(owner, Instance):
            return self.method(owner.cls, name, owner)
        return None

    def method(self, cls: ClassValue, name: str, receiver: Instance | None) -> Value:
        """Return what the class, or an instance of it, has under the name."""
        found = self.classes.member(cls, name)
        if found is None:
            return self._instance_attribute(cls, name) if receiver else None
        node = found.node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            return None
        module, kinds = found.owner.module, decorators(node)
        if kinds & {"property", "cached_property"}:
            return self.annotated(node.returns, module.scopes.top, module) if node.returns else None
        if self.classes.assigned(cls, name):
            return None
        bound = "staticmethod" not in kinds and (receiver is not None or "classmethod" in kinds)
        return FunctionValue(module, node, bound=bound, receiver=receiver)

    def _instance_attribute(self, cls: ClassValue, name: str) -> Value:
        assigned = self.classes.assigned(cls, name)
        if len(assigned) != 1 or self.classes.subclasses(cls):
            return None
        value, scope, module = assigned[0]
        return self.value(value, scope, module) if value is not None else None

    def _inherited(self, name: str, scope: Scope, module: Module) -> Value:
        node = scope.enclosing_class()
        if node is None:
            return None
        line = self.classes.lineage(ClassValue(module, node))
        if not line.linear or len(line.classes) < 2 or self.classes.subclasses(line.classes[0]):
            return None
        found = self.classes.member(line.classes[1], name)
        if found is None or not isinstance(found.node, ast.FunctionDef | ast.AsyncFunctionDef):
            return None
        bound = "staticmethod" not in decorators(found.node)
        return FunctionValue(found.owner.module, found.node, bound=bound, receiver=Instance(found.owner, exact=True))

    def _result(self, node: ast.Call, scope: Scope, module: Module) -> Value:
        callee = self.value(node.func, scope, module)
        if isinstance(callee, ClassValue):
            return Instance(callee, exact=True) if self.classes.is_plain(callee) else None
        if not isinstance(callee, FunctionValue) or not isinstance(callee.node, ast.FunctionDef):
            return None
        plain = decorators(callee.node) <= {"staticmethod", "classmethod", "abstractmethod"}
        if callee.node.returns is None or not plain:
            return None
        return self.annotated(callee.node.returns, callee.module.scopes.top, callee.module)


@lru_cache(maxsize=4)
def resolver_of(repository: ParsedRepository) -> Resolver:
    """Return the resolver that all rules over one repository share."""
    return Resolver(repository)


def _is_super(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super" and not node.args
