"""Rules `call-mismatch` and `missing-attribute`: calls and attributes against what they evidently reach."""

import ast
import sys
from collections.abc import Iterator

from papercoder.checks.code.parsed import Module, ParsedRepository
from papercoder.checks.code.resolver import Resolver, resolver_of
from papercoder.checks.code.scopes import Use
from papercoder.checks.code.signatures import CallSignature, constructor, misfit, signature
from papercoder.checks.code.values import ClassValue, FunctionValue, Instance, ModuleValue, Value
from papercoder.checks.rules.library import library_fault
from state.findings import Finding

__all__ = ["check_calls"]

# Bases of torch and Keras whose `__call__` hands its arguments to `forward` or `call`.
_OUTSIDE_CALL = {"Module", "LightningModule", "Layer", "Model"}


def check_calls(repository: ParsedRepository) -> Iterator[Finding]:
    """Check each call and attribute whose target is evident."""
    resolver = resolver_of(repository)
    stored = _stored_anywhere(repository)
    for module in repository.sorted_modules():
        for use in module.scopes.calls:
            if not use.tried and isinstance(use.node, ast.Call):
                yield from _call(use.node, use, module, resolver)
        for use in module.scopes.attributes:
            node = use.node
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load) and not _expected(node, use, module):
                yield from _attribute(node, use, module, resolver, stored)


def _expected(node: ast.Attribute, use: Use, module: Module) -> bool:
    """Return whether the code itself reckons with the attribute's absence."""
    return use.guarded or node.attr in module.scopes.probed


def _finding(module: Module, node: ast.expr, rule: str, message: str) -> Finding:
    return Finding(path=module.path, line=node.lineno, rule=rule, severity="error", message=message)


def _call(node: ast.Call, use: Use, module: Module, resolver: Resolver) -> Iterator[Finding]:
    callee = resolver.value(node.func, use.scope, module)
    wanted = list(_signatures(callee, resolver))
    reasons = [misfit(node, one) if one else None for one in wanted]
    if reasons and all(reasons):
        where = callee.node.lineno if isinstance(callee, FunctionValue | ClassValue) else 0
        place = f" ({callee.module.path}:{where})" if isinstance(callee, FunctionValue | ClassValue) else ""
        yield _finding(module, node, "call-mismatch", f"{ast.unparse(node.func)}{place} {reasons[0]}")


def _signatures(callee: Value, resolver: Resolver) -> Iterator[CallSignature | None]:
    """Yield every signature the call may meet: that of the class found, and those of its subclasses."""
    if isinstance(callee, ClassValue):
        yield constructor(resolver, callee)
    elif isinstance(callee, Instance):
        yield from _instance_call(callee, resolver)
    elif isinstance(callee, FunctionValue):
        yield signature(callee)
        receiver = callee.receiver
        if receiver is not None and not receiver.exact:
            for below in resolver.classes.subclasses(receiver.cls):
                method = resolver.method(below, callee.node.name, receiver)
                yield signature(method) if isinstance(method, FunctionValue) else None


def _instance_call(callee: Instance, resolver: Resolver) -> Iterator[CallSignature | None]:
    line = resolver.classes.lineage(callee.cls)
    outside = set(line.outside)
    name = "forward" if outside & {"Module", "LightningModule"} else "call" if outside & _OUTSIDE_CALL else "__call__"
    if name != "__call__" and resolver.classes.member(callee.cls, "__call__"):
        return
    method = resolver.method(callee.cls, name, callee)
    if isinstance(method, FunctionValue):
        yield from _signatures(method, resolver)


def _attribute(
    node: ast.Attribute, use: Use, module: Module, resolver: Resolver, stored: frozenset[str]
) -> Iterator[Finding]:
    owner = resolver.value(node.value, use.scope, module)
    if isinstance(owner, ModuleValue):
        yield from _module_attribute(node, owner, module, resolver)
    elif isinstance(owner, Instance):
        names = resolver.classes.instance_names(owner.cls, exact=owner.exact)
        if names is not None and node.attr not in names and node.attr not in stored and not _mangled(node.attr):
            text = f"{ast.unparse(node)}: class {owner.cls.node.name} ({owner.cls.module.path}) has no {node.attr!r}"
            yield _finding(module, node, "missing-attribute", text)
    elif isinstance(node.value, ast.Name):
        yield from _library_attribute(node, node.value.id, use, module, resolver)


def _module_attribute(node: ast.Attribute, owner: ModuleValue, module: Module, resolver: Resolver) -> Iterator[Finding]:
    target = resolver.repository.modules.get(owner.path)
    if target is None or resolver.repository.submodule(owner.path, node.attr):
        return
    if not resolver.symbols.may_have(target, node.attr):
        yield _finding(module, node, "missing-attribute", f"{owner.path} has no {node.attr!r}")


def _library_attribute(
    node: ast.Attribute, name: str, use: Use, module: Module, resolver: Resolver
) -> Iterator[Finding]:
    found = use.scope.lookup(name)
    if found is None or len(found[1]) != 1 or not isinstance(found[1][0].node, ast.Import):
        return
    alias = found[1][0].alias
    dotted = (alias.name if alias.asname else name) if alias else name
    if dotted not in sys.stdlib_module_names or resolver.repository.find(dotted, module):
        return
    fault = library_fault(dotted, node.attr)
    imported = {a.name for u in module.scopes.imports if isinstance(u.node, ast.Import) for a in u.node.names}
    if fault and f"{dotted}.{node.attr}" not in imported:
        finding = _finding(module, node, "missing-attribute", fault.text)
        yield finding.model_copy(update={"severity": fault.severity})


def _mangled(name: str) -> bool:
    return name.startswith("__")


def _stored_anywhere(repository: ParsedRepository) -> frozenset[str]:
    """Return attribute names that some code stores on an object that is not `self`."""
    names: set[str] = set()
    for module in repository.sorted_modules():
        for use in module.scopes.attributes:
            node = use.node
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                own = isinstance(node.value, ast.Name) and node.value.id == "self"
                names |= set() if own else {node.attr}
    return frozenset(names)
