"""Draws the class diagram of a design from the declarations and dependencies of its files."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from papercoder.trees import parse_python
from state.logic import FileLogic, LogicDesign

__all__ = ["drawn_classes"]

_SQUARE = str.maketrans("()", "[]")
"""A field with a round bracket is a method to Mermaid."""
_WORD = re.compile(r"[A-Za-z_]\w*")
# A field's type beyond this is a sentence; the logic design has it whole.
_WIDEST = 60


@dataclass
class _Box:
    """One class or module: the names of its bases and its members, each as a line."""

    label: str
    module: bool = False
    bases: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)
    types: set[str] = field(default_factory=set)


def drawn_classes(design: LogicDesign) -> str:
    """Return the Mermaid text: a box for each module and class, what a module defines, what rests on what."""
    boxes: dict[str, _Box] = {}
    defined: dict[str, str] = {}
    modules = {file.path: _id(file.path) for file in design.files if file.path.endswith(".py")}
    relations: list[str] = []
    for file in design.files:
        if file.path in modules:
            own = _boxes_of(file, modules[file.path])
            relations += [f"{modules[file.path]} *-- {name}" for name in own if name != modules[file.path]]
            boxes |= {name: box for name, box in own.items() if name not in boxes}
            defined |= {box.label: name for name, box in own.items() if not box.module and box.label not in defined}
    for file in design.files:
        at = modules.get(file.path)
        relations += [f"{at} ..> {modules[path]}" for path in file.dependencies if at and path in modules]
    for name, box in boxes.items():
        relations += [f"{defined[base]} <|-- {name}" for base in box.bases if defined.get(base, name) != name]
        held = {defined[one] for one in box.types if one in defined} - {name, *(defined.get(b, "") for b in box.bases)}
        relations += [f"{name} --> {one}" for one in sorted(held)] if not box.module else []
    drawn = [line for name, box in boxes.items() for line in _drawn(name, box)]
    return "\n".join(["classDiagram", *drawn, *(f"    {one}" for one in dict.fromkeys(relations))])


def _boxes_of(file: FileLogic, module: str) -> dict[str, _Box]:
    """Return the module's box and one for each of its classes, with the module's name before its own."""
    boxes = {module: _Box(file.path, module=True)}
    for line in file.interface:
        head, found = _read(line.partition(" #")[0])
        owner, _, name = head.rpartition(".")
        if isinstance(found, ast.ClassDef):
            box = boxes.setdefault(f"{module}_{found.name}", _Box(found.name))
            box.bases += [base.rpartition(".")[2] for base in map(ast.unparse, found.bases)]
            continue
        box = boxes.setdefault(f"{module}_{owner}", _Box(owner)) if owner else boxes[module]
        if isinstance(found, ast.FunctionDef | ast.AsyncFunctionDef):
            _add_function(box, name, found)
        elif isinstance(found, ast.AnnAssign):
            _add_field(box, name, found.annotation)
    return boxes


def _add_function(box: _Box, name: str, found: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    given = [*found.args.posonlyargs, *found.args.args, *found.args.kwonlyargs]
    if name == "__init__":
        for one in given:
            if one.arg != "self":
                _add_field(box, one.arg, one.annotation)
        return
    words = ", ".join(_plain(one.arg) for one in given if one.arg not in ("self", "cls"))
    back = f" {_plain(ast.unparse(found.returns))}" if found.returns else ""
    box.methods.append(f"+{name}({words}){back}")
    box.types |= set(_WORD.findall(back))


def _add_field(box: _Box, name: str, annotation: ast.expr | None) -> None:
    kind = ast.unparse(annotation).translate(_SQUARE) if annotation else ""
    box.fields.append(f"+{_plain(kind)} {name}" if kind else f"+{name}")
    box.types |= set(_WORD.findall(kind))


def _read(line: str) -> tuple[str, ast.stmt | None]:
    """Return the full name that a line declares and its tree; nothing where it is no declaration."""
    text = re.sub(r"^(?:@[\w.]+(?:\([^()\n]*\))?\s+)+", "", line.strip()).rstrip(":").strip()
    bare = re.sub(r"^(?:async\s+)?def\s+|^async\s+", "", text)
    head = re.match(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*", bare)
    if head is None:
        return "", None
    name = head[0]
    rest = bare[len(name) :].strip()
    flat = name.replace(".", "_")
    forms = {"(": f"def {flat}{rest}: ...", ":": f"{flat}{rest}"}
    try:
        tree = parse_python(f"{text}: ..." if text.startswith("class ") else forms[rest[:1]])
    except (KeyError, SyntaxError, ValueError, RecursionError, MemoryError):
        return "", None
    return name, tree.body[0]


def _drawn(name: str, box: _Box) -> Iterator[str]:
    yield f'    class {name}["{_plain(box.label)}"] {{'
    if box.module:
        yield "        <<module>>"
    yield from (f"        {line}" for line in (*box.fields, *box.methods))
    yield "    }"


def _id(path: str) -> str:
    """Return a name for a file that is no word of Mermaid."""
    return re.sub(r"\W", "_", path.removesuffix(".py"), flags=re.ASCII) + "_py"


def _plain(text: str) -> str:
    """Return a text as a member of a class can hold it: on one line, without braces, quotes and ends of statements."""
    words = " ".join(re.sub(r"[{}\"~;]", " ", text.replace(":", " ")).split())
    return words if len(words) <= _WIDEST else words[: _WIDEST - 3].rstrip() + "..."
