"""The kinds of mutation, and where each can be planted among given lines of a file."""

import ast
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from benchmarks.gates.planting import Plant, Source

__all__ = ["KINDS", "Mutant", "mutants_of"]

_OPERATORS: dict[type[ast.operator], str] = {ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*", ast.Pow: "*"}
_COMPARISONS: dict[type[ast.cmpop], str] = {ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">"}
_REDUCTIONS = {
    "mean": "sum", "sum": "mean", "max": "min", "min": "max", "argmax": "argmin", "argmin": "argmax",
    "median": "mean", "std": "var", "var": "std", "maximum": "minimum", "minimum": "maximum", "prod": "sum",
}  # fmt: skip
_HALVES = (("train", "test"), ("test", "train"), ("labelled", "unlabelled"), ("unlabelled", "labelled"))


@dataclass(frozen=True)
class Mutant:
    """One planted fault."""

    kind: str
    line: int
    was: str
    plant: Plant


def _operator(source: Source, node: ast.AST) -> Iterator[Plant]:
    if isinstance(node, ast.BinOp) and (new := _OPERATORS.get(type(node.op))) and not _is_text(node):
        yield source.swap(node, f"({ast.unparse(node.left)} {new} {ast.unparse(node.right)})")


def _is_text(node: ast.BinOp) -> bool:
    return any(isinstance(side, ast.JoinedStr) or _is_str(side) for side in (node.left, node.right))


def _is_str(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _sign(source: Source, node: ast.AST) -> Iterator[Plant]:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and not isinstance(node.operand, ast.Constant):
        yield source.swap(node, f"({ast.unparse(node.operand)})")
    if isinstance(node, ast.Call) and _called(node) in {"exp", "log", "tanh"} and node.args:
        yield source.swap(node.args[0], f"-({ast.unparse(node.args[0])})")


def _axis(source: Source, node: ast.AST) -> Iterator[Plant]:
    if isinstance(node, ast.keyword) and node.arg in {"axis", "dim"}:
        yield source.swap(node.value, "1" if ast.unparse(node.value) == "0" else "0")


def _constant(source: Source, node: ast.AST) -> Iterator[Plant]:
    if (
        isinstance(node, ast.Constant)
        and isinstance(node.value, int | float)
        and not isinstance(node.value, bool)
        and node.value not in {0, 1}
    ):
        other = node.value * 2 if isinstance(node.value, float) else int(node.value) + 1
        yield source.swap(node, repr(other))


def _off_by_one(source: Source, node: ast.AST) -> Iterator[Plant]:
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and (new := _COMPARISONS.get(type(node.ops[0]))):
        yield source.swap(node, f"{ast.unparse(node.left)} {new} {ast.unparse(node.comparators[0])}")
    if isinstance(node, ast.Call) and _called(node) in {"range", "arange"} and len(node.args) == 1:
        yield source.swap(node.args[0], f"{ast.unparse(node.args[0])} - 1")
    if isinstance(node, ast.Slice) and node.upper is not None and not isinstance(node.upper, ast.UnaryOp):
        yield source.swap(node.upper, f"{ast.unparse(node.upper)} - 1")


def _arguments(source: Source, node: ast.AST) -> Iterator[Plant]:
    if not isinstance(node, ast.Call) or len(node.args) < 2:
        return
    first, second, *rest = node.args
    if any(isinstance(one, ast.Starred) for one in (first, second)) or ast.dump(first) == ast.dump(second):
        return
    given = [ast.unparse(one) for one in (second, first, *rest, *node.keywords)]
    yield source.swap(node, f"{ast.unparse(node.func)}({', '.join(given)})")


def _reduction(source: Source, node: ast.AST) -> Iterator[Plant]:
    if not isinstance(node, ast.Call) or (new := _REDUCTIONS.get(_called(node))) is None:
        return
    function = node.func
    if isinstance(function, ast.Attribute):
        yield source.swap(function, f"{ast.unparse(function.value)}.{new}")
    elif isinstance(function, ast.Name) and new in {"max", "min", "sum"}:
        yield source.swap(function, new)


def _copy(source: Source, node: ast.AST) -> Iterator[Plant]:
    yield from _unwrapped(source, node, {"copy", "deepcopy", "clone"})


def _detach(source: Source, node: ast.AST) -> Iterator[Plant]:
    yield from _unwrapped(source, node, {"detach", "stop_gradient"})


def _unwrapped(source: Source, node: ast.AST, names: Collection[str]) -> Iterator[Plant]:
    """Put `x` for `x.copy()`, and for `copy(x)`."""
    if not isinstance(node, ast.Call) or _called(node) not in names:
        return
    inner = node.args[0] if node.args else node.func.value if isinstance(node.func, ast.Attribute) else None
    if inner is not None:
        yield source.swap(node, ast.unparse(inner))


def _split(source: Source, node: ast.AST) -> Iterator[Plant]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        names = {other.id for other in ast.walk(source.tree) if isinstance(other, ast.Name)}
        for one, other in _HALVES:
            if one in node.id and (new := node.id.replace(one, other)) in names and new != node.id:
                yield source.swap(node, new)
                return
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice) and node.slice.step is None:
        lower, upper = node.slice.lower, node.slice.upper
        if (lower is None) != (upper is None):
            turned = f"{ast.unparse(upper)}:" if upper is not None else f":{ast.unparse(lower)}" if lower else ":"
            yield source.swap(node, f"{ast.unparse(node.value)}[{turned}]")


KINDS: dict[str, Callable[[Source, ast.AST], Iterator[Plant]]] = {
    "operator": _operator,
    "sign": _sign,
    "axis": _axis,
    "constant": _constant,
    "off by one": _off_by_one,
    "swapped arguments": _arguments,
    "wrong reduction": _reduction,
    "missing copy": _copy,
    "missing detach": _detach,
    "wrong split": _split,
}


def mutants_of(path: str, text: str, lines: frozenset[int]) -> Iterator[Mutant]:
    """Yield every mutant of these lines that parses and is another program."""
    source = Source(path, text)
    whole = ast.dump(source.tree)
    annotations = {
        id(inner)
        for node in ast.walk(source.tree)
        for part in (getattr(node, "annotation", None), getattr(node, "returns", None))
        if isinstance(part, ast.AST)
        for inner in ast.walk(part)
    }
    for node in ast.walk(source.tree):
        if getattr(node, "lineno", 0) not in lines or id(node) in annotations:
            continue
        for kind, places in KINDS.items():
            for plant in places(source, node):
                changed = _parsed(plant.apply({path: text})[path])
                if changed is not None and ast.dump(changed) != whole:
                    was = ast.get_source_segment(text, node) or ""
                    yield Mutant(kind, getattr(node, "lineno", 0), was, plant)


def _called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def _parsed(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except SyntaxError:
        return None
