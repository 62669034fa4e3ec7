"""Rules `swallowed-failure`, `hidden-exception`, `silent-fallback`: a run that fails must say so."""

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from papercoder.checks.code.parsed import Module, ParsedRepository
from papercoder.checks.code.values import last_name
from papercoder.checks.subject import is_test
from state.findings import Finding, Severity

__all__ = ["check_failures"]

# Names of functions that are a whole run or one step of it: a failure swallowed there loses the result.
_RUNS = re.compile(
    r"^_?(main|run|train|fit|evaluate|eval|test|reproduce|experiment|benchmark|launch|execute)(_|$)|_all$"
)
# Calls that only report; a handler that does nothing else goes on as if nothing had happened.
_SAYS = {"print", "debug", "info", "warning", "warn", "error", "exception", "log", "print_exc", "write", "critical"}
# Calls that end the program with the code they are given.
_ENDS = {"exit", "_exit", "SystemExit"}
# `python ... || true` and its like; between program and `||` no pipe or second command may stand.
_SHELL = re.compile(r"\bpython[\d.]*\s[^|&;#]{0,400}+(\|\|\s*(true|:|echo\b)|;\s*exit 0)")


def check_failures(repository: ParsedRepository) -> Iterator[Finding]:
    """Look at every broad `except`, and at shell scripts that drop exit codes."""
    for module in repository.sorted_modules():
        for place in _tries(module):
            for handler in place.node.handlers:
                yield from _handler(handler, place, module)
        yield from _suppressed(module)
    for path, text in repository.subject.files.items():
        if path.endswith((".sh", ".bash")):
            yield from _script(path, text)


class _Try(NamedTuple):
    """A `try`, the function around it (`main` for the top level of a script), and whether it is in a loop."""

    node: ast.Try
    function: str
    in_loop: bool
    around: ast.AST


@lru_cache(maxsize=1024)
def _tries(module: Module) -> tuple[_Try, ...]:
    return tuple(_walk(module))


def _walk(module: Module) -> Iterator[_Try]:
    top = "main" if module.is_script else ""
    queue: list[tuple[str, bool, ast.AST, ast.AST]] = [(top, False, module.tree, module.tree)]
    while queue:
        name, in_loop, around, node = queue.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            name, in_loop, around = node.name, False, node
        if isinstance(node, ast.Try):
            yield _Try(node, name, in_loop, around)
        in_loop = in_loop or isinstance(node, ast.For | ast.AsyncFor | ast.While)
        queue += [(name, in_loop, around, child) for child in ast.iter_child_nodes(node)]


def _finding(path: str, line: int, rule: str, severity: Severity, message: str) -> Finding:
    return Finding(path=path, line=line, rule=rule, severity=severity, message=message)


def _handler(handler: ast.ExceptHandler, place: _Try, module: Module) -> Iterator[Finding]:
    if not _is_broad(handler):
        if _replaces_import(handler):
            text = "another implementation is used without a word when the import fails"
            yield _finding(module.path, handler.lineno, "silent-fallback", "warning", text)
        return
    body = handler.body
    if _exits_with_success(body):
        text = "every failure ends the program with exit code 0"
        yield _finding(module.path, handler.lineno, "swallowed-failure", "error", text)
    elif (
        all(_is_idle(statement) for statement in body)
        and _works(place.node)
        and not _is_told(handler, place.around, module)
    ):
        text = f"{_caught(handler)} hides every failure"
        if _is_part_of_run(place, module.path) and any(isinstance(s, ast.Expr | ast.Pass | ast.Continue) for s in body):
            text += " of the run, which then ends as if it had worked"
            yield _finding(module.path, handler.lineno, "swallowed-failure", "error", text)
        else:
            yield _finding(module.path, handler.lineno, "hidden-exception", "warning", text)


def _is_told(handler: ast.ExceptHandler, around: ast.AST, module: Module) -> bool:
    """Return whether the handler sets a flag by which the function ends otherwise, or that its callers take."""
    kept = [s for s in handler.body if isinstance(s, ast.Assign) and _is_truth(s.value)]
    flags = {target.id for s in kept for target in s.targets if isinstance(target, ast.Name)}
    deciding: list[ast.AST | None] = []
    for node in ast.walk(around) if flags else ():
        if isinstance(node, ast.Return) and not _is_ignored(around, module):
            deciding.append(node.value)
        elif isinstance(node, ast.If) and any(
            isinstance(s, ast.Raise | ast.Return) for s in (*node.body, *node.orelse)
        ):
            deciding.append(node.test)
        elif isinstance(node, ast.Call) and last_name(node) in _ENDS:
            deciding += node.args
    return any(isinstance(n, ast.Name) and n.id in flags for part in deciding if part for n in ast.walk(part))


def _is_ignored(function: ast.AST, module: Module) -> bool:
    """Return whether the module calls a function without looking at what it returns."""
    name = getattr(function, "name", "")
    bare = (n.value for n in ast.walk(module.tree) if isinstance(n, ast.Expr) and isinstance(n.value, ast.Call))
    return any(last_name(call) == name for call in bare)


def _is_truth(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, bool)


def _is_part_of_run(place: _Try, path: str) -> bool:
    """Return whether the run's own work is caught: a step of it is called, or repeated, or keeps its result here.

    The work of a test is what it asserts.
    """
    if not _RUNS.search(place.function):
        return False
    parts = [part for statement in place.node.body for part in ast.walk(statement)]
    if is_test(path) and place.function.startswith("test"):
        return any(isinstance(part, ast.Assert) for part in parts)
    if any(isinstance(part, ast.Call) and _RUNS.search(last_name(part)) for part in parts):
        return True
    works = place.in_loop or any(isinstance(part, ast.Assign | ast.AugAssign | ast.For | ast.While) for part in parts)
    return works and place.function != "main"


def _is_broad(handler: ast.ExceptHandler) -> bool:
    """Return whether the handler catches every ordinary exception."""
    if handler.type is None:
        return True
    types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(last_name(t) in {"Exception", "BaseException"} for t in types)


def _caught(handler: ast.ExceptHandler) -> str:
    return f"except {ast.unparse(handler.type)}" if handler.type else "bare except"


def _is_idle(statement: ast.stmt) -> bool:
    """Return whether the statement only goes on: pass, continue, say something, return or assign a constant."""
    if isinstance(statement, ast.Pass | ast.Continue | ast.Break):
        return True
    if isinstance(statement, ast.Expr):
        value = statement.value
        return isinstance(value, ast.Constant) or (isinstance(value, ast.Call) and last_name(value) in _SAYS)
    if isinstance(statement, ast.Return) and isinstance(statement.value, ast.Constant):
        # `return 1` of a program is its exit code; True and texts are no exit codes.
        return type(statement.value.value) is not int or statement.value.value == 0
    if isinstance(statement, ast.Return | ast.Assign):
        return statement.value is None or _is_default(statement.value)
    return False


def _is_default(node: ast.expr) -> bool:
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return all(_is_default(e) for e in node.elts)
    if isinstance(node, ast.Dict):
        return not node.keys
    if isinstance(node, ast.Call):
        return last_name(node) in {"float", "dict", "list"} and all(_is_default(a) for a in node.args)
    if isinstance(node, ast.UnaryOp):
        return _is_default(node.operand)
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Attribute) and node.attr in {"nan", "inf"})


def _works(node: ast.Try) -> bool:
    """Return whether the body does more than import or look something up."""
    parts = [part for statement in node.body for part in ast.walk(statement)]
    return any(isinstance(p, ast.Call) for p in parts) and not any(
        isinstance(p, ast.Import | ast.ImportFrom) for p in parts
    )


def _exits_with_success(body: list[ast.stmt]) -> bool:
    calls = [n for s in body for n in ast.walk(s) if isinstance(n, ast.Call)]
    exits = [c for c in calls if last_name(c) in _ENDS and len(c.args) == 1]
    return any(isinstance(c.args[0], ast.Constant) and c.args[0].value == 0 for c in exits)


def _replaces_import(handler: ast.ExceptHandler) -> bool:
    types = {last_name(n) for n in ast.walk(handler.type)} if handler.type else set()
    if not types & {"ImportError", "ModuleNotFoundError"}:
        return False
    says = any(isinstance(n, ast.Raise) or last_name(n) in _SAYS for s in handler.body for n in ast.walk(s))
    defines = any(isinstance(s, ast.FunctionDef | ast.ClassDef) for s in handler.body)
    return defines and not says


def _suppressed(module: Module) -> Iterator[Finding]:
    for use in module.scopes.calls:
        node = use.node
        if not isinstance(node, ast.Call) or last_name(node) != "suppress":
            continue
        if any(last_name(a) in {"Exception", "BaseException"} for a in node.args):
            text = "suppress(Exception) hides every failure"
            yield _finding(module.path, node.lineno, "hidden-exception", "warning", text)


def _script(path: str, text: str) -> Iterator[Finding]:
    lines = text.splitlines()
    for number, line in enumerate(lines, start=1):
        if _SHELL.search(line.partition("#")[0]):
            message = "the exit code of the program is thrown away"
            yield _finding(path, number, "swallowed-failure", "error", message)
    runs = sum(bool(re.search(r"\bpython[\d.]*\s", line)) for line in lines)
    strict = re.search(r"^\s*set\s+-\w*e|set -o errexit|^#!.*\s-\w*e", text, re.MULTILINE)
    if runs > 1 and not strict:
        message = "several programs are run without `set -e`: only the last one's failure would be seen"
        yield _finding(path, 1, "swallowed-failure", "warning", message)
