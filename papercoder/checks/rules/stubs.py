"""Rules `stub`, `constant-result`, `placeholder`: code that is announced and not there."""

import ast
import builtins
import io
import re
import tokenize
from collections.abc import Iterator
from functools import lru_cache

from papercoder.checks.code.classes import Classes, body_scope
from papercoder.checks.code.parsed import Module, ParsedRepository
from papercoder.checks.code.resolver import resolver_of
from papercoder.checks.code.scopes import Function, Scope
from papercoder.checks.code.values import ClassValue, decorators, last_name
from papercoder.checks.subject import is_test
from state.findings import Finding, Severity

__all__ = ["check_stubs"]

# Phrases with which models announce code that they leave out; each was seen in generated repositories.
_PHRASES = re.compile(
    r"\bplaceholder\b|for brevity|in practice,? (you|we|one|this) would|in (a )?(real|full|actual|production) "
    r"(implementation|version|code|setting)|(your|actual|real|remaining|rest of the) (code|implementation|logic) "
    r"(here|goes|would|omitted|follows)|(implementation|code|details?) (is |are )?omitted|"
    r"not (yet )?implemented( yet)?$|"
    r"dummy (implementation|value|data|result)|mock(ed)? (implementation|data|result)|stub(bed)?\b(?! file)|"
    r"replace (this|it|me) with|to be implemented|implement(ed)? (me|later|this)|"
    r"simplified (version|implementation) (of|for)|"
    r"(rest|remainder) of (the )?(code|file|function|implementation) (is )?(unchanged|the same|here)|existing code",
    re.IGNORECASE,
)
# The name of a rule in an excuse (`ignore[stub]`) announces nothing.
_EXCUSE = re.compile(r"papercoder:\s*ignore\[[^\]\n]*\]")
# Upper case with the mark at the beginning: prose that mentions a todo list is no open task.
_TASKS = re.compile(r"#\s*(TODO|FIXME|XXX|HACK)\b")
# Also matches inside texts; it only decides whether cutting the file into tokens is worth its time.
_MAYBE_COMMENT = re.compile(r"#[^\r\n]*")
# Words by which a body or docstring says that it is meant to be empty.
_ABSTRACT = re.compile(
    r"subclass|overrid|overload|abstract|derived|interface|nothing|ignore|not support|unsupported|no-?op|no legitimate|"
    r"(never|only) used|only a?sync|cannot|can't|n't support|instead|should be (used|called|added|set)",
    re.IGNORECASE,
)
# Names of hooks, which are empty in most classes that have them.
_HOOKS = re.compile(
    r"^(on_|handle_|visit_|setup|teardown|close|flush|reset|start|stop|begin|end|before|after|noop|do_nothing|_?null)"
)
# Names that promise a computed result; a constant is sound behind any other name.
_PROMISES = re.compile(
    r"^_?(compute|calculate|calc|evaluate|eval|estimate|measure|train|fit|predict|score|optimi[sz]e|load|loss|sample|"
    r"forward|backward|encode|decode|generate|infer|tokeni[sz]e|preprocess|normali[sz]e|transform)(_|$)"
    r"|_(loss|score|accuracy|metric|error|rate|perplexity|bleu|f1|distance|similarity)$"
)


def check_stubs(repository: ParsedRepository) -> Iterator[Finding]:
    """Look at every function body and comment."""
    classes = resolver_of(repository).classes
    used = _results_used(repository)
    unseen = _with_unseen_bases(repository, classes)
    for module in repository.sorted_modules():
        yield from _comments(module)
        for node, scope in module.scopes.of_node.items():
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                owner = scope.parent.node if scope.parent else None
                cls = ClassValue(module, owner) if isinstance(owner, ast.ClassDef) else None
                if (
                    node not in module.scopes.guarded_nodes
                    and not _is_wrapped(node, scope)
                    and _is_only(node, scope.parent)
                    and cls not in unseen
                    and (cls is None or _is_only(cls.node, scope.parent and scope.parent.parent))
                ):
                    yield from _function(node, cls, module, classes, used)


def _with_unseen_bases(repository: ParsedRepository, classes: Classes) -> frozenset[ClassValue]:
    """Return the classes with a base in an extension module of the repository: its bodies may be refused on purpose."""
    if not repository.subject.compiled:
        return frozenset()
    return frozenset(
        cls for cls in classes.all if any(_is_built(owner, repository) for owner in classes.lineage(cls).classes)
    )


def _is_built(cls: ClassValue, repository: ParsedRepository) -> bool:
    for base in cls.node.bases:
        root = base
        while isinstance(root, ast.Attribute | ast.Subscript):
            root = root.value
        bound = cls.module.scopes.top.bindings.get(root.id, []) if isinstance(root, ast.Name) else []
        imports = [binding.node for binding in bound if isinstance(binding.node, ast.ImportFrom)]
        if any((repository.source(node, cls.module) or "").endswith(".so") for node in imports):
            return True
    return False


def _is_wrapped(node: Function, scope: Scope) -> bool:
    """Return whether a decorator of this repository takes the function: what it calls instead is not known."""
    for decorator in node.decorator_list:
        root = decorator
        while isinstance(root, ast.Attribute | ast.Call | ast.Subscript):
            root = root.func if isinstance(root, ast.Call) else root.value
        found = scope.parent.lookup(root.id) if scope.parent and isinstance(root, ast.Name) else None
        for binding in found[1] if found else ():
            outside = isinstance(binding.node, ast.Import | ast.ImportFrom)
            if not outside or (isinstance(binding.node, ast.ImportFrom) and binding.node.level):
                return True
    return False


def _is_only(node: Function | ast.ClassDef, scope: Scope | None) -> bool:
    """Return whether no other definition of the name, for another version or platform, stands beside this one."""
    return scope is None or len(scope.bindings.get(node.name, ())) <= 1


@lru_cache(maxsize=1024)
def _comments(module: Module) -> tuple[Finding, ...]:
    return tuple(_read_comments(module))


def _read_comments(module: Module) -> Iterator[Finding]:
    """Look at the comments; the text is cut into tokens only where some words behind a # would be a finding."""
    if not any(_PHRASES.search(part) or _TASKS.search(part) for part in _MAYBE_COMMENT.findall(module.text)):
        return
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(module.text).readline))
    except (tokenize.TokenError, IndentationError, SyntaxError):
        return
    for token in tokens:
        if token.type != tokenize.COMMENT:
            continue
        found = _PHRASES.search(_EXCUSE.sub("", token.string))
        if found:
            text = f"comment stands for code that is not there: {found.group()!r}"
            yield _finding(module, token.start[0], "placeholder", "warning", text)
        elif _TASKS.match(token.string):
            yield _finding(module, token.start[0], "placeholder", "note", f"open task: {token.string[:80]}")


def _finding(module: Module, line: int, rule: str, severity: Severity, message: str) -> Finding:
    return Finding(path=module.path, line=line, rule=rule, severity=severity, message=message)


def _function(
    node: Function, cls: ClassValue | None, module: Module, classes: Classes, used: frozenset[str]
) -> Iterator[Finding]:
    body = _without_docstring(node)
    kind = _kind(body)
    if kind is None or _excused(node, cls, classes) or is_test(module.path):  # tests make bodies to look at
        return
    place = f"{cls.node.name}.{node.name}" if cls else node.name
    if kind == "not implemented":
        yield _finding(module, node.lineno, "stub", "error", f"{place} only raises NotImplementedError")
    elif kind == "empty":
        severity = _empty_severity(node, cls, used)
        if severity:
            yield _finding(module, node.lineno, "stub", severity, f"{place} has no body")
    elif _PROMISES.search(node.name) and _ignores_arguments(node):
        text = f"{place} returns a constant and uses none of its arguments"
        yield _finding(module, node.lineno, "constant-result", "error", text)


def _without_docstring(node: Function) -> list[ast.stmt]:
    return node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body


def _kind(body: list[ast.stmt]) -> str | None:
    """Return what stands in place of a body, or None where there is one."""
    if all(isinstance(s, ast.Pass) or (isinstance(s, ast.Expr) and _is_ellipsis(s.value)) for s in body):
        return "empty"
    if len(body) != 1:
        return None
    only = body[0]
    if isinstance(only, ast.Raise) and only.exc is not None and last_name(only.exc) == "NotImplementedError":
        return "not implemented"
    return "constant" if isinstance(only, ast.Return) and _is_constant(only.value) else None


def _is_ellipsis(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is ...


def _is_constant(node: ast.expr | None) -> bool:
    if isinstance(node, ast.UnaryOp):
        return _is_constant(node.operand)
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return all(_is_constant(e) for e in node.elts)
    if isinstance(node, ast.Dict):
        return all(_is_constant(e) for e in node.values)
    if isinstance(node, ast.Call):
        makers = {"zeros", "ones", "tensor", "array", "float", "int", "dict", "list"}
        return last_name(node) in makers and all(_is_constant(a) for a in node.args)
    return isinstance(node, ast.Constant) and node.value is not None


def _excused(node: Function, cls: ClassValue | None, classes: Classes) -> bool:
    """Return whether the body is meant to be somewhere else."""
    if decorators(node) & {"abstractmethod", "overload", "abstractproperty", "setter", "fixture", "singledispatch"}:
        return True
    text = (ast.get_docstring(node) or "") + " ".join(ast.unparse(s) for s in _without_docstring(node))
    if _ABSTRACT.search(text) or (node.name.startswith("__") and node.name.endswith("__")):
        return True
    if cls is None:
        return False
    if _is_answer(node) or _is_filled(node.name, cls, classes):
        return True
    if any(node.name in classes.own_names(below) for below in classes.subclasses(cls)):
        return True
    line = classes.lineage(cls)
    bases = {last_name(base) for owner in line.classes for base in owner.node.bases} | set(line.outside)
    return bool(bases & {"Protocol", "ABC"}) or bool(
        re.search(r"Base|Abstract|Mixin|Interface|Null|Dummy|Noop", cls.node.name)
    )


def _is_answer(node: Function) -> bool:
    """Return whether the error names what was given: a case that is refused, not a body that is missing."""
    given = {a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)} - {"self", "cls"}
    used = {n.id for s in node.body for n in ast.walk(s) if isinstance(n, ast.Name)}
    return bool(given & used)


def _is_filled(name: str, cls: ClassValue, classes: Classes) -> bool:
    """Return whether instances get the method by assignment, or a base has a body that is refused here on purpose."""
    line = classes.lineage(cls)
    if classes.assigned(cls, name) or any(hasattr(getattr(builtins, base, None), name) for base in line.outside):
        return True
    for base in line.classes[1:]:
        found = body_scope(base).bindings.get(name, [])
        bodies = [b.node for b in found if isinstance(b.node, ast.FunctionDef | ast.AsyncFunctionDef)]
        if bodies:
            return all(_kind(_without_docstring(body)) in {None, "constant"} for body in bodies)
    return False


def _empty_severity(node: Function, cls: ClassValue | None, used: frozenset[str]) -> Severity | None:
    returns = node.returns
    nothing = returns is None or last_name(returns) == "Any"
    nothing = nothing or (isinstance(returns, ast.Constant) and returns.value is None)
    hook = cls is not None and _HOOKS.match(node.name) is not None
    if not hook and (not nothing or (cls is None and node.name in used)):
        return "error"
    return "note" if hook or (cls is not None and cls.node.bases) else "warning"


def _ignores_arguments(node: Function) -> bool:
    names = [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
    return bool(set(names) - {"self", "cls"})


def _results_used(repository: ParsedRepository) -> frozenset[str]:
    """Return the names of functions whose result some plain-named call uses."""
    names: set[str] = set()
    for module in repository.sorted_modules():
        idle = {s.value for s in module.nodes if isinstance(s, ast.Expr)}
        for use in module.scopes.calls:
            if isinstance(use.node, ast.Call) and use.node not in idle and isinstance(use.node.func, ast.Name):
                names.add(use.node.func.id)
    return frozenset(names)
