"""Signatures of functions and constructors, and whether a call fits one."""

import ast
from dataclasses import dataclass

from papercoder.checks.code.classes import body_scope
from papercoder.checks.code.resolver import Resolver
from papercoder.checks.code.scopes import Function
from papercoder.checks.code.values import ClassValue, FunctionValue, decorators, last_name

__all__ = ["CallSignature", "constructor", "misfit", "signature"]

# Decorators that keep the call as written; with any other one nothing is said about calls.
_TRANSPARENT = {
    "staticmethod", "classmethod", "abstractmethod", "lru_cache", "cache", "no_grad", "inference_mode", "enable_grad",
    "override", "final", "contextmanager", "asynccontextmanager",
}  # fmt: skip


@dataclass(frozen=True)
class CallSignature:
    """What a call must give, without self or cls.

    Args:
        positional: Names that may be given by position, in order.
        positional_only: How many of them may not be given by name.
        named: Names that must be given by name.
        required: Names without a default.
        rest: Takes any number of further positional arguments.
        any_name: Takes any further named argument.
    """

    positional: tuple[str, ...] = ()
    positional_only: int = 0
    named: tuple[str, ...] = ()
    required: frozenset[str] = frozenset()
    rest: bool = False
    any_name: bool = False


def signature(function: FunctionValue) -> CallSignature | None:
    """Return the signature a call of it must fit; None where a decorator may change it."""
    if not decorators(function.node) <= _TRANSPARENT:
        return None
    return _of_node(function.node, drop=function.bound)


def _of_node(node: Function, *, drop: bool) -> CallSignature | None:
    args = node.args
    names = [a.arg for a in (*args.posonlyargs, *args.args)]
    required = set(names[: len(names) - len(args.defaults)])
    required |= {a.arg for a, default in zip(args.kwonlyargs, args.kw_defaults, strict=True) if default is None}
    if drop and not names and args.vararg is None:
        return None
    dropped = 1 if drop and names else 0
    return CallSignature(
        positional=tuple(names[dropped:]),
        positional_only=max(0, len(args.posonlyargs) - dropped),
        named=tuple(a.arg for a in args.kwonlyargs),
        required=frozenset(required - set(names[:dropped])),
        rest=args.vararg is not None,
        any_name=args.kwarg is not None,
    )


def constructor(resolver: Resolver, cls: ClassValue) -> CallSignature | None:
    """Return the signature of calling the class; None where it cannot be known."""
    classes = resolver.classes
    if not classes.is_plain(cls):
        return None
    line = classes.lineage(cls)
    for owner in line.classes:
        if "__init__" in body_scope(owner).bindings:
            found = classes.member(owner, "__init__")
            node = found.node if found else None
            known = isinstance(node, ast.FunctionDef) and not node.decorator_list
            return _of_node(node, drop=True) if known and isinstance(node, ast.FunctionDef) else None
        if "dataclass" in decorators(owner.node):
            return _dataclass(resolver, owner)
        if not line.linear:
            return None
    return CallSignature() if line.closed else None


def _dataclass(resolver: Resolver, cls: ClassValue) -> CallSignature | None:
    line = resolver.classes.lineage(cls)
    if not line.closed or not line.linear or not all("dataclass" in decorators(c.node) for c in line.classes):
        return None
    positional: dict[str, bool] = {}
    named: dict[str, bool] = {}
    for owner in reversed(line.classes):
        options = _options(owner.node)
        if options.get("init") is False:
            return None
        keyword_only = options.get("kw_only") is True
        for statement in owner.node.body:
            if not (isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)):
                continue
            if last_name(statement.annotation) == "KW_ONLY":
                keyword_only = True
            else:
                _add_field(statement, statement.target.id, positional, named, keyword_only=keyword_only)
    required = {name for name, has_default in (positional | named).items() if not has_default}
    return CallSignature(tuple(positional), named=tuple(named), required=frozenset(required))


def _add_field(
    statement: ast.AnnAssign, name: str, positional: dict[str, bool], named: dict[str, bool], *, keyword_only: bool
) -> None:
    text = ast.unparse(statement.annotation)
    value = statement.value
    options = _keywords(value) if isinstance(value, ast.Call) and last_name(value) == "field" else None
    if "ClassVar" in text or (options and _is_false(options.get("init"))):
        # A subclass may so take a field of its base out of the constructor.
        positional.pop(name, None)
        named.pop(name, None)
        return
    has_default = value is not None if options is None else bool({"default", "default_factory"} & set(options))
    by_name = keyword_only or bool(options and _constant(options.get("kw_only")) is True)
    (named if by_name else positional)[name] = has_default


def _options(node: ast.ClassDef) -> dict[str, object]:
    calls = [d for d in node.decorator_list if isinstance(d, ast.Call) and last_name(d) == "dataclass"]
    return {name: _constant(value) for call in calls for name, value in _keywords(call).items()}


def _keywords(call: ast.Call) -> dict[str, ast.expr]:
    return {k.arg: k.value for k in call.keywords if k.arg}


def _constant(node: ast.expr | None) -> object:
    return node.value if isinstance(node, ast.Constant) else None


def _is_false(node: ast.expr | None) -> bool:
    return _constant(node) is False


def misfit(call: ast.Call, wanted: CallSignature) -> str | None:
    """Return why the call does not fit, or None; `*args` and `**kwargs` in the call count as fitting."""
    starred = any(isinstance(a, ast.Starred) for a in call.args)
    given = [] if starred else list(wanted.positional[: len(call.args)])
    if not starred and len(call.args) > len(wanted.positional) and not wanted.rest:
        return f"takes {len(wanted.positional)} positional arguments, {len(call.args)} are given"
    names = [k.arg for k in call.keywords if k.arg]
    by_name = set(wanted.positional[wanted.positional_only :]) | set(wanted.named)
    for name in names:
        if name in given[wanted.positional_only :]:
            return f"gets {name!r} twice"
        if name not in by_name and not wanted.any_name:
            return f"has no parameter {name!r}"
    if starred or any(k.arg is None for k in call.keywords):
        return None
    missing = sorted(wanted.required - set(given) - set(names))
    return f"needs {', '.join(repr(name) for name in missing)}" if missing else None
