"""Faults planted in the packages themselves: each kind gives every place where it can be planted."""

import ast
from collections.abc import Iterator

from benchmarks.gates.planting import Files, Function, Kind, Plant, Source, parsed, start_line

__all__ = ["PACKAGE_KINDS"]


def _broken_def(files: Files) -> Iterator[Plant]:
    for source in parsed(files):
        for node in source.functions():
            line = source.lines[node.lineno - 1]
            if line.rstrip().endswith(":"):
                at = source.starts[node.lineno - 1] + line.rstrip().rindex(":")
                yield Plant(source.path, f"{source.path}:{node.lineno}", at, at + 1, "")


def _undefined(files: Files) -> Iterator[Plant]:
    for source in parsed(files):
        for function in source.functions():
            for statement in function.body:
                names = (n for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load))
                for node in names:
                    if node not in source.guarded and not isinstance(statement, ast.AnnAssign):
                        yield source.swap(node, f"{node.id}_undefined")


def _relative_imports(source: Source) -> Iterator[ast.ImportFrom]:
    for node in source.tree.body:
        if isinstance(node, ast.ImportFrom) and node.level == 1 and node.module and node.names[0].name != "*":
            yield node


def _bad_module(files: Files) -> Iterator[Plant]:
    for source in parsed(files):
        for node in _relative_imports(source):
            names = ", ".join(ast.unparse(a) for a in node.names)
            yield source.swap(node, f"from .{node.module}_gone import {names}")


def _undeclared(files: Files) -> Iterator[Plant]:
    for source in parsed(files):
        yield source.insert(source.first_line(), "import pandas_like as pd\npd.options\n")
        for function in source.functions():
            first = function.body[-1]
            if first not in source.guarded and first.col_offset:
                yield source.insert(start_line(first), f"{' ' * first.col_offset}import torchish; torchish.seed()\n")


def _bad_import_name(files: Files) -> Iterator[Plant]:
    for source in parsed(files):
        for node in _relative_imports(source):
            for alias in node.names:
                yield source.swap(alias, f"{alias.name}_gone as {alias.asname or alias.name}")


def _renamed_definition(files: Files) -> Iterator[Plant]:
    sources = list(parsed(files))
    imported = {(node.module, a.name) for s in sources for node in _relative_imports(s) for a in node.names}
    for source in sources:
        stem = source.path.rpartition("/")[2].removesuffix(".py")
        for name, node in source.plain_functions().items():
            if (stem, name) in imported and "/" in source.path and source.path.count("/") == 1:
                line = source.lines[node.lineno - 1]
                at = source.starts[node.lineno - 1] + line.index(name)
                where = f"{source.path}:{node.lineno}"
                yield Plant(source.path, where, at, at + len(name), f"{name}_renamed")


def _module_attribute(files: Files) -> Iterator[Plant]:
    plain = {"os", "json", "math", "logging", "functools", "itertools", "collections", "re", "inspect", "typing"}
    for source in parsed(files):
        modules = {a.asname or a.name for n in source.tree.body if isinstance(n, ast.Import) for a in n.names}
        annotations = _annotations(source)
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
                continue
            if node.value.id in modules & plain and node not in source.guarded | annotations:
                yield source.swap(node, f"{node.value.id}.{node.attr}_gone")


def _annotations(source: Source) -> set[ast.AST]:
    """Return the nodes of annotations, which many files never evaluate."""
    roots = [getattr(n, "annotation", None) or getattr(n, "returns", None) for n in ast.walk(source.tree)]
    return {node for root in roots if root is not None for node in ast.walk(root)}


def _own_method(files: Files) -> Iterator[Plant]:
    for source in parsed(files):
        for cls in (n for n in ast.walk(source.tree) if isinstance(n, ast.ClassDef)):
            methods = {n.name for n in cls.body if isinstance(n, ast.FunctionDef)}
            for node in ast.walk(cls):
                if isinstance(node, ast.Call) and _is_own(node, methods) and node not in source.guarded:
                    assert isinstance(node.func, ast.Attribute)
                    yield source.swap(node.func, f"self.{node.func.attr}_gone")


def _is_own(node: ast.Call, methods: set[str]) -> bool:
    func = node.func
    return isinstance(func, ast.Attribute) and getattr(func.value, "id", "") == "self" and func.attr in methods


def _calls(source: Source) -> Iterator[tuple[ast.Call, Function]]:
    """Yield calls by name of functions of the same file that no local name hides."""
    functions = source.plain_functions()
    stored = {n.id for n in ast.walk(source.tree) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    stored |= {a.arg for n in source.functions() for a in (*n.args.args, *n.args.kwonlyargs)}
    nested = [n.name for n in source.functions()]
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node not in source.guarded:
            name = node.func.id
            plain = not any(isinstance(a, ast.Starred) for a in node.args) and all(k.arg for k in node.keywords)
            if name in functions and name not in stored and nested.count(name) == 1 and plain:
                yield node, functions[name]


def _recall(node: ast.Call, args: list[ast.expr], keywords: list[ast.keyword]) -> str:
    return ast.unparse(ast.Call(func=node.func, args=args, keywords=keywords))


def _missing_argument(files: Files) -> Iterator[Plant]:
    for source in parsed(files):
        for node, function in _calls(source):
            needed = len(function.args.args) - len(function.args.defaults)
            if 0 < len(node.args) <= needed:
                yield source.swap(node, _recall(node, node.args[:-1], node.keywords))


def _unknown_keyword(files: Files) -> Iterator[Plant]:
    for source in parsed(files):
        for node, function in _calls(source):
            if function.args.kwarg is None:
                extra = ast.keyword(arg="unknown_option", value=ast.Constant(1))
                yield source.swap(node, _recall(node, node.args, [*node.keywords, extra]))


def _extra_argument(files: Files) -> Iterator[Plant]:
    for source in parsed(files):
        for node, function in _calls(source):
            if function.args.vararg is None and not node.keywords:
                extra = [ast.Constant(0)] * (len(function.args.args) - len(node.args) + 1)
                yield source.swap(node, _recall(node, [*node.args, *extra], []))


def _own_call(files: Files) -> Iterator[Plant]:
    for source in parsed(files):
        for cls in (n for n in ast.walk(source.tree) if isinstance(n, ast.ClassDef)):
            own = {n.name: n for n in cls.body if isinstance(n, ast.FunctionDef) and not n.decorator_list}
            for node in ast.walk(cls):
                if isinstance(node, ast.Call) and _is_own(node, set(own)) and node not in source.guarded:
                    assert isinstance(node.func, ast.Attribute)
                    if own[node.func.attr].args.kwarg is None:
                        extra = ast.keyword(arg="unknown_option", value=ast.Constant(1))
                        yield source.swap(node, _recall(node, node.args, [*node.keywords, extra]))


def _changed_signature(files: Files) -> Iterator[Plant]:
    for source in parsed(files):
        called = {function.name: function for _, function in _calls(source)}
        for function in called.values():
            if function.args.kwarg is None and function.args.args and not function.args.defaults:
                first = function.args.args[0]
                at = source.offset(first.lineno, first.col_offset)
                yield Plant(source.path, f"{source.path}:{function.lineno}", at, at, "added_argument, ")


def _circle(files: Files) -> Iterator[Plant]:
    sources = {s.path: s for s in parsed(files)}
    for source in sources.values():
        folder = source.path.rpartition("/")[0]
        for node in _relative_imports(source):
            target = sources.get(f"{folder}/{node.module}.py")
            late = [name for name, f in source.plain_functions().items() if f.lineno > node.lineno]
            stem = source.path.rpartition("/")[2].removesuffix(".py")
            if target is not None and late and stem != "__init__" and node not in source.guarded:
                yield target.insert(target.first_line(), f"from .{stem} import {late[0]}\n{late[0]}\n")


def _body(source: Source, function: Function, new: str) -> Plant:
    first, last = function.body[0], function.body[-1]
    start = source.starts[start_line(first) - 1]
    end = source.starts[last.end_lineno or last.lineno]
    line = f"{' ' * first.col_offset}{new}\n"
    return Plant(source.path, f"{source.path}:{function.lineno}", start, end, line)


def _not_implemented(files: Files) -> Iterator[Plant]:
    for source in parsed(files):
        for function in source.plain_functions().values():
            if function.body[0].lineno > function.lineno:
                yield _body(source, function, "raise NotImplementedError")


def _emptied(files: Files) -> Iterator[Plant]:
    for source in parsed(files):
        used = {function.name for _, function in _calls(source)}
        for function in source.plain_functions().values():
            if function.name in used and function.body[0].lineno > function.lineno:
                yield _body(source, function, "pass")


def _hidden(files: Files) -> Iterator[Plant]:
    for source in parsed(files):
        for function in source.plain_functions().values():
            last = function.body[-1]
            if isinstance(last, ast.Return) and isinstance(last.value, ast.Call) and last.lineno == last.end_lineno:
                pad, text = " " * last.col_offset, source.lines[last.lineno - 1].strip()
                new = f"try:\n{pad}    {text}\n{pad}except Exception:\n{pad}    return None"
                yield source.swap(last, new)


def _placeholder(files: Files) -> Iterator[Plant]:
    texts = ("placeholder", "omitted for brevity", "in practice you would do more here", "rest of the code unchanged")
    for source in parsed(files):
        for number, function in enumerate(source.functions()):
            first = function.body[0]
            if first.lineno > function.lineno:
                yield source.insert(start_line(first), f"{' ' * first.col_offset}# {texts[number % len(texts)]}\n")


def _unused_import(files: Files) -> Iterator[Plant]:
    for source in parsed(files):
        if not source.path.endswith("__init__.py"):
            yield source.insert(source.first_line(), "import wave\n")


def _removed_file(files: Files) -> Iterator[Plant]:
    yield from (Plant(s.path, s.path) for s in parsed(files))


PACKAGE_KINDS: tuple[Kind, ...] = (
    Kind("syntax error", frozenset({"syntax"}), _broken_def),
    Kind("undefined name", frozenset({"undefined-name"}), _undefined),
    Kind("import of a file that is not there", frozenset({"unresolved-import"}), _bad_module),
    Kind("import of an undeclared package", frozenset({"unresolved-import"}), _undeclared),
    Kind("imported name that is not there", frozenset({"missing-name"}), _bad_import_name),
    Kind("renamed definition", frozenset({"missing-name", "undefined-name"}), _renamed_definition),
    Kind("attribute a module does not have", frozenset({"missing-attribute"}), _module_attribute),
    Kind("method a class does not have", frozenset({"missing-attribute"}), _own_method),
    Kind("missing argument", frozenset({"call-mismatch"}), _missing_argument),
    Kind("unknown keyword argument", frozenset({"call-mismatch"}), _unknown_keyword),
    Kind("too many arguments", frozenset({"call-mismatch"}), _extra_argument),
    Kind("method called with unknown keyword", frozenset({"call-mismatch"}), _own_call),
    Kind("signature changed under its callers", frozenset({"call-mismatch"}), _changed_signature),
    Kind("circular import", frozenset({"circular-import"}), _circle),
    Kind("body that raises NotImplementedError", frozenset({"stub"}), _not_implemented),
    Kind("emptied body", frozenset({"stub"}), _emptied),
    Kind("exception turned into a default", frozenset({"hidden-exception", "swallowed-failure"}), _hidden),
    Kind("comment that stands for code", frozenset({"placeholder"}), _placeholder),
    Kind("unused import", frozenset({"unused-import"}), _unused_import),
    Kind("removed file", frozenset({"missing-file", "unresolved-import"}), _removed_file),
)
