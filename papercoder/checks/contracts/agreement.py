"""Contracts against the logic design, the configuration and each other, before any code is written."""

import ast
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from papercoder.checks.contracts.members import Declared, bases_of, declaration_node, full_name
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
    faults += [f"config key '{k}' is not in config.yaml" for k in found.config_keys if not _is_key(k, keys)]
    if path.endswith(".py"):
        faults += _signature_faults(found, entry)
    return faults


def disagreements(contracts: Sequence[Contract]) -> dict[str, list[str]]:
    """Compare what files expect of each other with what these define.

    Returns:
        Path to faults, for each file whose contract should be looked at again: the caller's, where its call does not
        fit or it alone uses a name; the callee's, where several files use the same name and it does not define it.
    """
    declared = Declared(contracts)
    faults: dict[str, list[str]] = defaultdict(list)
    unknown: dict[tuple[str, str], list[str]] = defaultdict(list)
    for caller in contracts:
        for use in caller.uses:
            if not use.path.endswith(".py") or not any(c.path == use.path for c in contracts):
                continue
            if not declared.has(use.path, use.name, called=_call(use) is not None):
                unknown[use.path, use.name].append(caller.path)
            elif fault := _call_fault(use, declared.signatures(use.path, use.name)):
                faults[caller.path].append(f"the call `{use.call}` of {use.path} does not fit: {fault}")
    offered = {c.path: "; ".join(_declared(s) for s in c.signatures) or "nothing" for c in contracts}
    for path, text in _unknown_faults(unknown, offered):
        faults[path].append(text)
    return dict(faults)


def _unknown_faults(
    unknown: Mapping[tuple[str, str], Sequence[str]], offered: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield path and message for names that nobody defines; what a file does define is said once to each caller."""
    alone: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (path, name), callers in unknown.items():
        users = list(dict.fromkeys(callers))
        if len(users) > 1:
            yield path, f"{' and '.join(users)} use '{name}' of {path}, which does not define it"
        else:
            alone[users[0], path].append(f"'{name}'")
    for (caller, path), names in alone.items():
        listed = ", ".join(dict.fromkeys(names))
        yield caller, f"{caller} uses {listed} of {path}, which defines: {offered[path]}"


def _is_key(key: str, keys: Collection[str]) -> bool:
    """Return whether config.yaml has the key or group, also below `smoke` and written as `group.*`."""
    plain = key.removeprefix("smoke.").removesuffix(".*")
    return key in keys or plain in keys or plain in {"smoke", "*"} or any(k.startswith(f"{plain}.") for k in keys)


def _obligation_faults(found: Contract, entry: FileLogic) -> list[str]:
    given = [o.requirement for o in found.obligations]
    faults = [f"{i} is owned by the file and has no obligation" for i in entry.requirements if i not in given]
    faults += [f"{o.requirement}: an obligation says what the code does" for o in found.obligations if not o.what]
    return faults + [f"{i} is not owned by this file" for i in dict.fromkeys(given) if i not in entry.requirements]


def _use_faults(found: Contract, entry: FileLogic) -> list[str]:
    allowed = ", ".join(entry.dependencies) or "none"
    return [
        f"uses '{u.name}' of '{u.path}', which is not among its dependencies ({allowed})"
        for u in found.uses
        if u.path not in {*entry.dependencies, entry.path, "config.yaml"} and not _is_package_of(u.path, entry)
    ]


def _is_package_of(path: str, entry: FileLogic) -> bool:
    """Return whether the path is the `__init__.py` around a dependency, which importing that runs anyway."""
    folder = path.removesuffix("__init__.py")
    return folder != path and any(dependency.startswith(folder) for dependency in entry.dependencies)


def _signature_faults(found: Contract, entry: FileLogic) -> list[str]:
    faults = [f"'{s.declaration}' is no Python declaration" for s in found.signatures if declaration_node(s) is None]
    defined = {name for s in found.signatures if (name := full_name(s))}
    for line in entry.interface:
        promised = _promised_name(line)
        if promised and promised not in defined and not _is_inherited(promised, found):
            faults.append(f"the logic design promises '{line}', and no signature defines '{promised}'")
    return faults


def _is_inherited(promised: str, found: Contract) -> bool:
    """Return whether a method that is promised comes from a base, of this file or of one that it uses."""
    owner, dot, _ = promised.partition(".")
    used = {use.name for use in found.uses}
    return bool(dot) and (
        bool(Declared([found]).signatures(found.path, promised)) or bool(bases_of(found, owner) & used)
    )


def _promised_name(line: str) -> str:
    """Return 'name' or 'Class.name' of an interface line that declares a function or class, else nothing."""
    text = line.partition(" #")[0].strip()
    for word in ("@staticmethod ", "@classmethod ", "@dataclass ", "async ", "def ", "class "):
        text = text.removeprefix(word)
    declares = re.match(r"([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*(\(|:?$)", text)
    is_class = line.strip().removeprefix("@dataclass ").startswith("class ")
    return declares[1] if declares and (is_class or declares[2] == "(") else ""


def _call_fault(use: ExpectedCall, matches: Iterable[Signature]) -> str:
    """Return why the call fits none of the signatures, or nothing; what cannot be read is not judged."""
    call = _call(use)
    nodes = ((s, declaration_node(s)) for s in matches)
    functions = [(s, n) for s, n in nodes if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    if call is None or not functions or any(_is_property(node) for _, node in functions):
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


def _is_property(node: Function) -> bool:
    """Return whether reading the name gives the value, so that a call is one of what it gives."""
    return any(_called(decorator) in {"property", "cached_property"} for decorator in node.decorator_list)


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
