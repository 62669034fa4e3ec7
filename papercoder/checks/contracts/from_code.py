"""What the code of a file says that was written without an analyst, as the signatures of its contract."""

import ast
from collections.abc import Iterator

from papercoder.checks.contracts.members import full_name
from papercoder.trees import parse_python
from state.contract import Contract, Signature

__all__ = ["with_code"]


def with_code(planned: Contract, text: str) -> Contract:
    """Return the contract with what the code defines beyond the design, and with what its docstrings say.

    Declarations of the design stay as they are: other files are written against them.

    Args:
        planned: The contract that the design makes.
        text: The file, which parses.
    """
    found = {full_name(signature): signature for signature in _signatures(parse_python(text).body, "")}
    signatures = [
        s.model_copy(update={"meaning": s.meaning or found[full_name(s)].meaning}) if full_name(s) in found else s
        for s in planned.signatures
    ]
    declared = {full_name(signature) for signature in planned.signatures}
    more = [signature for name, signature in found.items() if name not in declared]
    return planned.model_copy(update={"signatures": (*signatures, *more)})


def _signatures(body: list[ast.stmt], owner: str) -> Iterator[Signature]:
    """Yield the public definitions of a module or class with the first line of their docstrings."""
    for node in body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and not _is_private(node.target.id):
            declaration = f"{node.target.id}: {ast.unparse(node.annotation)}"
            yield Signature(declaration=declaration, owner=owner)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not _is_private(node.name):
            yield Signature(declaration=_head(node), owner=owner, meaning=_meaning(node))
        elif isinstance(node, ast.ClassDef) and not owner and not _is_private(node.name):
            bases = ", ".join(map(ast.unparse, node.bases))
            yield Signature(declaration=f"class {node.name}({bases})".replace("()", ""), meaning=_meaning(node))
            yield from _signatures(node.body, node.name)


def _head(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    kind = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
    back = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"{kind} {node.name}({ast.unparse(node.args)}){back}"


def _meaning(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> str:
    return (ast.get_docstring(node) or "").partition("\n\n")[0].replace("\n", " ")


def _is_private(name: str) -> bool:
    return name.startswith("_") and name != "__init__"
