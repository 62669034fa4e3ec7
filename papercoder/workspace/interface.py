"""What a file offers to others, taken from its syntax tree: signatures, docstrings, attributes and constants."""

import ast
from collections.abc import Iterable, Iterator
from functools import lru_cache

from papercoder.trees import parse_python
from papercoder.workspace.languages import language_of
from papercoder.workspace.outline import outline

__all__ = ["imports", "interface"]

# A table of names that files compare (experiments and their metrics) has up to 590 characters in two repositories whose
# auditors needed it, and could not see it at 80; tables of data in code are longer and matter to nobody else.
_MAX_VALUE = 600


@lru_cache(maxsize=1024)
def interface(path: str, text: str) -> str:
    """Return the compact surface of a file; for other languages than Python their keys or first lines.

    A Python file that does not parse is shown by its first lines.
    """
    if language_of(path) != "python":
        return outline(path, text)
    try:
        tree = parse_python(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return outline("unread.txt", text)
    head = _doc(tree, "")
    body = _members(tree.body, "", package=path.endswith("__init__.py"))
    return "\n".join([*head, *body]) + "\n"


@lru_cache(maxsize=1024)
def imports(text: str) -> tuple[str, ...]:
    """Return the sorted dotted names of the modules that Python text imports, relative ones left out.

    The first part is the top-level module; `import_module` and `__import__` count where the name is a literal.

    Raises:
        SyntaxError: the text is not Python.
        ValueError: it holds characters that no source may hold.
    """
    names: set[str] = set()
    for node in ast.walk(parse_python(text)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names if alias.name != "*")
        elif isinstance(node, ast.Call) and _callee(node) in {"import_module", "__import__"} and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and not first.value.startswith("."):
                names.add(first.value)
    return tuple(sorted(names))


def _callee(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _members(body: Iterable[ast.stmt], indent: str, *, package: bool = False) -> Iterator[str]:
    """Yield the lines of the public statements; a package's own imports are part of its surface."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _function(node, indent)
        elif isinstance(node, ast.ClassDef):
            yield from _class(node, indent)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            yield from _assignment(node, indent)
        elif isinstance(node, ast.ImportFrom) and package:
            yield indent + ast.unparse(node)
        elif isinstance(node, ast.If | ast.Try) and not _is_main_guard(node):
            yield from _members(node.body, indent, package=package)


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef, indent: str) -> Iterator[str]:
    if _private(node.name):
        return
    yield from (f"{indent}@{ast.unparse(decorator)}" for decorator in node.decorator_list)
    word = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    doc = _doc(node, indent + "    ")
    yield f"{indent}{word} {node.name}({ast.unparse(node.args)}){returns}:{'' if doc else ' ...'}"
    yield from doc


def _class(node: ast.ClassDef, indent: str) -> Iterator[str]:
    if _private(node.name):
        return
    yield from (f"{indent}@{ast.unparse(decorator)}" for decorator in node.decorator_list)
    bases = ", ".join(ast.unparse(part) for part in [*node.bases, *node.keywords])
    inner = indent + "    "
    body = [*_doc(node, inner), *_members(node.body, inner), *_attributes(node, inner)]
    yield f"{indent}class {node.name}{f'({bases})' if bases else ''}:{'' if body else ' ...'}"
    yield from body


def _attributes(node: ast.ClassDef, indent: str) -> list[str]:
    """Return the public attributes that the methods set on self, as one comment line."""
    declared = {t.id for n in node.body for t in _targets(n) if isinstance(t, ast.Name)}
    names: dict[str, None] = {}
    for method in node.body:
        if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef) and method.args.args:
            own = method.args.args[0].arg
            for statement in ast.walk(method):
                names.update(dict.fromkeys(_set_on(statement, own)))
    public = [name for name in names if not name.startswith("_") and name not in declared]
    return [f"{indent}# sets: {', '.join(public)}"] if public else []


def _set_on(node: ast.AST, own: str) -> Iterator[str]:
    for target in _targets(node):
        for part in ast.walk(target):
            if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id == own:
                yield part.attr


def _targets(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return node.targets
    return [node.target] if isinstance(node, ast.AnnAssign) else []


def _assignment(node: ast.Assign | ast.AnnAssign, indent: str) -> Iterator[str]:
    names = [target.id for target in _targets(node) if isinstance(target, ast.Name)]
    if not names or all(_private(name) for name in names):
        return
    annotation = f": {ast.unparse(node.annotation)}" if isinstance(node, ast.AnnAssign) else ""
    value = f" = {_short(ast.unparse(node.value))}" if node.value else ""
    yield f"{indent}{' = '.join(names)}{annotation}{value}"


def _private(name: str) -> bool:
    return name.startswith("_") and not (name.startswith("__") and name.endswith("__"))


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _MAX_VALUE else flat[: _MAX_VALUE - 3] + "..."


def _doc(node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef, indent: str) -> list[str]:
    """Return the docstring's first paragraph as lines."""
    text = (ast.get_docstring(node) or "").split("\n\n")[0].strip()
    if not text:
        return []
    quoted = '"""' + text.replace("\\", "\\\\").replace('"""', "'''") + '"""'
    return [indent + line if line else "" for line in quoted.split("\n")]


def _is_main_guard(node: ast.If | ast.Try) -> bool:
    return isinstance(node, ast.If) and "__name__" in ast.unparse(node.test)
