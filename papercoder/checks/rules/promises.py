"""Rules `contract-name`, `contract-parameters`, `contract-type`: what a contract declares, against the code."""

import ast
from collections.abc import Iterator

from papercoder.checks.code.parsed import Module, ParsedRepository
from papercoder.checks.code.scopes import Function
from papercoder.checks.code.symbols import Symbols
from papercoder.checks.code.values import decorators
from papercoder.checks.contracts.members import declaration_node
from papercoder.checks.rules.types import differing
from state.contract import Contract, Signature
from state.findings import Finding, Severity

__all__ = ["check_promises"]


def check_promises(repository: ParsedRepository) -> Iterator[Finding]:
    """Compare every signature of a contract with what its file defines."""
    symbols = Symbols(repository)
    for path, contract in sorted((repository.subject.contracts or {}).items()):
        module = repository.modules.get(path)
        if module is not None:
            for signature in contract.signatures:
                yield from _signature(signature, contract, module, symbols)


def _finding(module: Module, rule: str, message: str, line: int = 0, severity: Severity = "error") -> Finding:
    return Finding(path=module.path, line=line, rule=rule, severity=severity, message=message)


def _signature(signature: Signature, contract: Contract, module: Module, symbols: Symbols) -> Iterator[Finding]:
    promised = declaration_node(signature)
    owner = _class(module.tree.body, signature.owner) if signature.owner else None
    if promised is None or (signature.owner and owner is None):
        return  # what cannot be read is not judged; a class that is missing is said once, by its own signature
    name = _name(promised)
    body = owner.body if owner else module.tree.body
    found = _definition(body, name)
    if found is None:
        if not _is_there(name, owner, module, symbols, promised):
            place = f"{signature.owner}.{name}" if owner else name
            yield _finding(module, "contract-name", f"the contract declares `{place}`, which the file does not define")
    elif isinstance(promised, Function) and isinstance(found, Function):
        yield from _parameters(promised, found, module, contract)


def _name(node: ast.stmt) -> str:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return node.name
    target = node.target if isinstance(node, ast.AnnAssign) else None
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target = node.targets[0] if isinstance(node.targets[0], ast.Name | ast.Attribute) else None
    return target.id if isinstance(target, ast.Name) else ""


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements that run when the body does, branches included."""
    for node in body:
        yield node
        if isinstance(node, ast.If | ast.Try):
            handlers = [s for h in getattr(node, "handlers", []) for s in h.body]
            yield from _statements([*node.body, *node.orelse, *handlers])


def _definition(body: list[ast.stmt], name: str) -> ast.stmt | None:
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return next((n for n in _statements(body) if isinstance(n, kinds) and n.name == name), None)


def _class(body: list[ast.stmt], name: str) -> ast.ClassDef | None:
    found = _definition(body, name)
    return found if isinstance(found, ast.ClassDef) else None


def _is_there(name: str, owner: ast.ClassDef | None, module: Module, symbols: Symbols, promised: ast.stmt) -> bool:
    """Return whether the name is defined otherwise, or may be: by a field, a base, an assignment, an import."""
    if not name or (name.startswith("__") and name != "__init__"):
        return True
    if owner is None:
        return symbols.may_have(module, name)
    if owner.bases or owner.keywords:
        return True
    fields = {n.target.id for n in owner.body if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)}
    if name == "__init__":
        return bool(decorators(owner) & {"dataclass", "define", "attrs"}) and _fields_fit(promised, fields)
    kept = {n.attr for n in ast.walk(owner) if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store)}
    assigned = {t.id for n in owner.body if isinstance(n, ast.Assign) for t in n.targets if isinstance(t, ast.Name)}
    return name in fields | kept | assigned


def _fields_fit(promised: ast.stmt, fields: set[str]) -> bool:
    if not isinstance(promised, Function):
        return True
    given = {a.arg for a in (*promised.args.posonlyargs, *promised.args.args, *promised.args.kwonlyargs)} - {"self"}
    return given <= fields


def _parameters(promised: Function, found: Function, module: Module, contract: Contract) -> Iterator[Finding]:
    if (fault := _parameter_fault(promised, found)) and not decorators(found) - {"staticmethod", "classmethod"}:
        text = f"`{found.name}` of the contract is `{_head(promised)}`, and {fault}"
        yield _finding(module, "contract-parameters", text, found.lineno)
        return
    wanted = {a.arg: a.annotation for a in _all(promised)} | {"return": promised.returns}
    given = {a.arg: a.annotation for a in _all(found)} | {"return": found.returns}
    for name in wanted.keys() & given.keys():
        if why := differing(wanted[name], given[name]):
            text = f"`{name}` of `{found.name}` is {why} (contract of {contract.path})"
            yield _finding(module, "contract-type", text, found.lineno, "warning")


def _all(node: Function) -> list[ast.arg]:
    return [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]


def _parameter_fault(promised: Function, found: Function) -> str:
    """Return why a call that fits the contract would not fit the code, or nothing."""
    wanted, given = _positional(promised), _positional(found)
    named = {a.arg for a in promised.args.kwonlyargs}
    known = {*given, *(a.arg for a in found.args.kwonlyargs)}
    if found.args.kwarg is None and (lacking := [n for n in (*wanted, *sorted(named)) if n not in known]):
        return f"the code has no parameter {', '.join(lacking)}"
    if found.args.vararg is None and given[: len(wanted)] != wanted:
        return f"the code takes its parameters as ({', '.join(given)})"
    extra = _required(found) - {*wanted, *named}
    if extra:
        return f"the code also needs {', '.join(sorted(extra))}"
    if demanded := (_required(found) - _required(promised)) & {*wanted, *named}:
        return f"the code gives {', '.join(sorted(demanded))} no default"
    return ""


def _positional(node: Function) -> list[str]:
    names = [a.arg for a in (*node.args.posonlyargs, *node.args.args)]
    return names[1:] if names[:1] in (["self"], ["cls"]) else names


def _required(node: Function) -> set[str]:
    names = [a.arg for a in (*node.args.posonlyargs, *node.args.args)]
    required = set(names[: len(names) - len(node.args.defaults)])
    required |= {a.arg for a, d in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True) if d is None}
    return required - {"self", "cls"}


def _head(node: Function) -> str:
    return f"{node.name}({ast.unparse(node.args)})"
