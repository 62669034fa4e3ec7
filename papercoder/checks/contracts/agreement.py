"""Contracts against the logic design, the configuration and each other, before any code is written."""

import ast
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from papercoder.trees import parse_python
from state.contract import Contract, ExpectedCall, Signature
from state.logic import FileLogic, LogicDesign

__all__ = ["contract_faults", "disagreements"]

Function = ast.FunctionDef | ast.AsyncFunctionDef


def contract_faults(found: Contract, logic: LogicDesign, keys: Collection[str], path: str) -> list[str]:
    """Return what is wrong with one contract.

    Args:
        found: The analyst's answer.
        logic: The logic design, which says what the file owns, offers and may use.
        keys: Dotted keys and groups of config.yaml.
        path: The file that was asked for.
    """
    entry = logic.file(path)
    if entry is None or found.path != path:
        return [f"'path' must be '{path}', not '{found.path}'"]
    faults = _obligation_faults(found, entry) + _use_faults(found, entry)
    faults += [f"config key '{k}' is not in config.yaml" for k in found.config_keys if k not in keys and k != "smoke"]
    if path.endswith(".py"):
        faults += _signature_faults(found, entry)
    return faults


def disagreements(contracts: Sequence[Contract]) -> dict[str, list[str]]:
    """Compare what files expect of each other with what these define.

    Returns:
        Path to faults, for each file whose contract should be looked at again. A call that does not fit is the
        caller's; a name that nobody defines is both sides'.
    """
    by_path = {c.path: c for c in contracts}
    faults: dict[str, list[str]] = defaultdict(list)
    for caller in contracts:
        for use in caller.uses:
            callee = by_path.get(use.path)
            if callee is None or not callee.path.endswith(".py"):
                continue
            matches = _definitions(callee, use.name)
            offered = "; ".join(_declared(s) for s in callee.signatures) or "nothing"
            if not matches and not _known_class_member(callee, use.name):
                message = f"{caller.path} uses '{use.name}' of {use.path}, which defines: {offered}"
                faults[caller.path].append(message)
                faults[callee.path].append(message)
            elif fault := _call_fault(use, matches):
                faults[caller.path].append(f"the call `{use.call}` of {use.path} does not fit: {fault}")
    return dict(faults)


def _obligation_faults(found: Contract, entry: FileLogic) -> list[str]:
    given = [o.requirement for o in found.obligations]
    faults = [f"{i} is owned by the file and has no obligation" for i in entry.requirements if i not in given]
    return faults + [f"{i} is not owned by this file" for i in dict.fromkeys(given) if i not in entry.requirements]


def _use_faults(found: Contract, entry: FileLogic) -> list[str]:
    allowed = ", ".join(entry.dependencies) or "none"
    return [
        f"uses '{u.name}' of '{u.path}', which is not among its dependencies ({allowed})"
        for u in found.uses
        if u.path not in entry.dependencies
    ]


def _signature_faults(found: Contract, entry: FileLogic) -> list[str]:
    faults = [f"'{s.declaration}' is no Python declaration" for s in found.signatures if _node(s) is None]
    defined = {name for s in found.signatures if (name := _full_name(s))}
    for line in entry.interface:
        promised = _promised_name(line)
        if promised and promised not in defined:
            faults.append(f"the logic design promises '{line}', and no signature defines '{promised}'")
    return faults


def _promised_name(line: str) -> str:
    """Return 'name' or 'Class.name' of an interface line that declares a function or class, else nothing."""
    text = line.partition(" #")[0].strip()
    for word in ("@staticmethod ", "@classmethod ", "@dataclass ", "async ", "def ", "class "):
        text = text.removeprefix(word)
    declares = re.match(r"([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*(\(|:?$)", text)
    is_class = line.strip().removeprefix("@dataclass ").startswith("class ")
    return declares[1] if declares and (is_class or declares[2] == "(") else ""


def _node(signature: Signature) -> ast.stmt | None:
    text = signature.declaration.strip().rstrip(":")
    lines = text.splitlines()
    decorators = [line for line in lines[:-1] if line.strip().startswith("@")]
    for candidate in (f"{text}: ...", "\n".join([*decorators, f"{lines[-1]}: ..."]) if lines else "", text):
        try:
            body = parse_python(candidate).body
        except SyntaxError:
            continue
        if len(body) == 1:
            return body[0]
    return None


def _full_name(signature: Signature) -> str:
    node = _node(signature)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return f"{signature.owner}.{node.name}" if signature.owner else node.name
    return ""


def _definitions(callee: Contract, name: str) -> list[Signature]:
    """Return the signatures that a call of `name` must fit; a class stands for its constructor."""
    exact = [s for s in callee.signatures if _full_name(s) == name]
    constructor = [s for s in callee.signatures if _full_name(s) == f"{name}.__init__"]
    return constructor or exact


def _known_class_member(callee: Contract, name: str) -> bool:
    """Whether `name` may be an attribute of a class, or a constant, that signatures do not list."""
    head, _, member = name.partition(".")
    if not member:
        return head.isupper()
    return any(_full_name(s) == head for s in callee.signatures) and not any(s.owner == head for s in callee.signatures)


def _call_fault(use: ExpectedCall, matches: Iterable[Signature]) -> str:
    """Return why the call fits none of the signatures, or nothing; what cannot be read is not judged."""
    call = _call(use)
    functions = [(s, n) for s in matches if isinstance(n := _node(s), ast.FunctionDef | ast.AsyncFunctionDef)]
    if call is None or not functions:
        return ""
    faults = [_fit(call, node, method=bool(s.owner) and not _is_static(node)) for s, node in functions]
    return "" if "" in faults else faults[0]


def _call(use: ExpectedCall) -> ast.Call | None:
    """Return the outermost call of the used name in the text of the call."""
    try:
        tree = parse_python(use.call.strip())
    except SyntaxError:
        return None
    wanted = use.name.rpartition(".")[2]
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and _called(n.func) == wanted]
    return calls[0] if calls else None


def _called(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def _is_static(node: Function) -> bool:
    return any(isinstance(d, ast.Name) and d.id == "staticmethod" for d in node.decorator_list)


def _fit(call: ast.Call, node: Function, *, method: bool) -> str:
    if any(isinstance(a, ast.Starred) for a in call.args) or any(k.arg is None for k in call.keywords):
        return ""
    arguments = node.args
    positional = [a.arg for a in (*arguments.posonlyargs, *arguments.args)][1 if method else 0 :]
    keyword_only = {a.arg for a in arguments.kwonlyargs}
    given = set(positional[: len(call.args)]) | {k.arg for k in call.keywords if k.arg}
    required = set(positional[: len(positional) - len(arguments.defaults)] if arguments.defaults else positional)
    required |= {a.arg for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if d is None}
    declared = ast.unparse(node).splitlines()[-2 if len(ast.unparse(node).splitlines()) > 1 else 0].rstrip(":")
    if len(call.args) > len(positional) and arguments.vararg is None:
        return f"{len(call.args)} positional arguments for `{declared}`"
    unknown = {k.arg for k in call.keywords if k.arg} - set(positional) - keyword_only
    if unknown and arguments.kwarg is None:
        return f"no parameter {', '.join(sorted(unknown))} in `{declared}`"
    if lacking := required - given:
        return f"{', '.join(sorted(lacking))} is missing for `{declared}`"
    return ""


def _declared(signature: Signature) -> str:
    return f"{signature.owner}: {signature.declaration}" if signature.owner else signature.declaration
