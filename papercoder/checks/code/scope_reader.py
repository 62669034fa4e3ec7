"""Reads the scopes of a module in one walk over its syntax tree."""

import ast
import re
from collections.abc import Iterable
from typing import Literal

from papercoder.checks.code.scopes import Binding, Function, ModuleScopes, Scope, Use

__all__ = ["read_scopes"]

# What a missing module, name, attribute or wrong call raises; a handler that names one expects the fault.
_GUARDS = {"ImportError", "ModuleNotFoundError", "AttributeError", "TypeError", "NameError"}
# An `except Exception` around at most three statements is about these; around more it catches whatever comes.
_SHORT = 3
# Names that a test for a version, platform or optional module is made of, also as a constant of one's own (IS_WINDOWS).
_PLATFORM_WORDS = re.compile(
    r"^(TYPE_CHECKING|MYPY|version_info|hexversion|platform|find_spec|implementation|uname)$"
    r"|^_?(IS_|ON_|HAS_|HAVE_)?(PY|PYPY|CPYTHON|WIN|WINDOWS|WIN32|LINUX|MACOS|DARWIN|POSIX|ANDROID|IOS|BSD)[_\d]*$|^_?PY_?[23]\w*$"
)


def read_scopes(tree: ast.Module) -> ModuleScopes:
    """Walk the module once."""
    top = Scope("module", tree)
    found = ModuleScopes(top)
    found.of_node[tree] = top
    reader = _Reader(found)
    reader.statements(tree.body)
    return found


class _Reader(ast.NodeVisitor):
    """Fills a ModuleScopes; one instance per module."""

    def __init__(self, found: ModuleScopes) -> None:
        self._found = found
        self._scope = found.top
        self._tried = 0
        self._names_tried = 0
        self._guarded = 0
        self._in_guard = 0
        self._conditional = 0

    def statements(self, body: Iterable[ast.AST]) -> None:
        before = self._guarded
        for node in body:
            self.visit(node)
            self._guarded += _leaves_others(node)
        self._guarded = before

    def _bind(self, name: str, binding: Binding) -> None:
        scope = self._scope
        if name in scope.outer:
            scope = self._found.top
        scope.bindings.setdefault(name, []).append(binding)

    def _use(self, node: ast.AST) -> Use:
        return Use(node, self._scope, self._tried > 0, self._tried + self._guarded > 0, self._conditional > 0)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._function(node)

    def _function(self, node: Function) -> None:
        self._bind(node.name, Binding("def", node, conditional=self._conditional > 0))
        self.statements(node.decorator_list)
        self._defaults(node.args)
        for annotation in (*(a.annotation for a in _arguments(node.args)), node.returns):
            self._annotation(annotation)
        self._inside("function", node, node.args, node.body)

    def _annotation(self, node: ast.expr | None) -> None:
        """Read an annotation, which is never evaluated under `from __future__ import annotations`."""
        if node is not None and not self._found.lazy_annotations:
            self.visit(node)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._defaults(node.args)
        self._inside("function", node, node.args, [node.body])

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._bind(node.name, Binding("class", node, conditional=self._conditional > 0))
        self.statements([*node.decorator_list, *node.bases, *(k.value for k in node.keywords)])
        self._inside("class", node, None, node.body)

    def _defaults(self, args: ast.arguments) -> None:
        self.statements([d for d in (*args.defaults, *args.kw_defaults) if d is not None])

    def _inside(
        self,
        kind: Literal["class", "function"],
        node: ast.AST,
        args: ast.arguments | None,
        body: Iterable[ast.AST],
    ) -> None:
        before = self._scope, self._conditional
        self._scope = Scope(kind, node, self._scope)
        self._conditional = 0
        self._found.of_node[node] = self._scope
        if self._in_guard:
            self._found.guarded_nodes.add(node)
        for arg in _arguments(args) if args else ():
            self._bind(arg.arg, Binding("param", arg, annotation=arg.annotation))
        self.statements(body)
        self._scope, self._conditional = before

    def visit_ListComp(self, node: ast.ListComp) -> None:
        self._comprehension(node, [node.elt])

    def visit_SetComp(self, node: ast.SetComp) -> None:
        self._comprehension(node, [node.elt])

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> None:
        self._comprehension(node, [node.elt])

    def visit_DictComp(self, node: ast.DictComp) -> None:
        self._comprehension(node, [node.key, node.value])

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, results: list[ast.expr]
    ) -> None:
        self.visit(node.generators[0].iter)
        rest: list[ast.AST] = []
        for index, part in enumerate(node.generators):
            rest += [part.target, *([part.iter] if index else []), *part.ifs]
        self._inside("function", node, None, [*rest, *results])

    def visit_Import(self, node: ast.Import) -> None:
        self._import(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self._import(node)

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        self._found.imports.append(self._use(node))
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            self._found.lazy_annotations |= any(alias.name == "annotations" for alias in node.names)
        for alias in node.names:
            plain = alias.name if isinstance(node, ast.ImportFrom) else alias.name.partition(".")[0]
            name = alias.asname or plain
            if name == "*" and isinstance(node, ast.ImportFrom):
                self._found.stars.append(node)
            else:
                self._bind(name, Binding("import", node, alias=alias, conditional=self._conditional > 0))

    def visit_Name(self, node: ast.Name) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._bind(node.id, Binding("other", node, conditional=True))
            return
        self._found.loaded.add((node.lineno, node.id))
        if self._names_tried:
            self._found.guarded_names.add(node.id)

    def visit_Assign(self, node: ast.Assign) -> None:
        self._found.dynamic |= any(ast.unparse(target) == "sys.modules[__name__]" for target in node.targets)
        self.visit(node.value)
        for target in node.targets:
            self._assign(target, node, node.value, None)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self._annotation(node.annotation)
        self.statements([node.value] if node.value else [])
        self._assign(node.target, node, node.value, node.annotation)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.visit(node.value)
        before = self._scope
        while isinstance(self._scope.node, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
            self._scope = self._scope.parent or self._found.top
        self._bind(node.target.id, Binding("other", node, conditional=True))
        self._scope = before

    def _assign(self, target: ast.expr, node: ast.AST, value: ast.expr | None, annotation: ast.expr | None) -> None:
        if isinstance(target, ast.Name):
            binding = Binding("assign", node, value, annotation, conditional=self._conditional > 0)
            self._bind(target.id, binding)
        elif pairs := _pairs(target, value):
            for one, given in pairs:
                self._assign(one, node, given, None)
        else:
            self.visit(target)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self._bind(node.name, Binding("other", node, conditional=True))
        self.generic_visit(node)

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        self._capture(node, node.name)

    def visit_MatchStar(self, node: ast.MatchStar) -> None:
        self._capture(node, node.name)

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        self._capture(node, node.rest)

    def _capture(self, node: ast.AST, name: str | None) -> None:
        if name:
            self._bind(name, Binding("other", node, conditional=True))
        self.generic_visit(node)

    def visit_Global(self, node: ast.Global) -> None:
        self._scope.outer.update(node.names)
        for name in node.names:
            self._found.top.bindings.setdefault(name, []).append(Binding("other", node, conditional=True))

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        for name in node.names:
            self._bind(name, Binding("other", node, conditional=True))
            found = self._scope.parent.lookup(name) if self._scope.parent else None
            if found:
                found[1].append(Binding("other", node, conditional=True))

    def visit_If(self, node: ast.If) -> None:
        self.visit(node.test)
        guard = _guarding(node.test)
        self._branch(node.body, guarded=guard)
        self._branch(node.orelse, guarded=guard or self._asks_module(node.test))

    def _asks_module(self, test: ast.expr) -> bool:
        """Return whether the test asks if a module has an attribute; its else is for modules that have another one."""
        calls = [n for n in ast.walk(test) if isinstance(n, ast.Call) and n.args]
        asked = [n.args[0] for n in calls if isinstance(n.func, ast.Name) and n.func.id == "hasattr"]
        names = [n.id for n in asked if isinstance(n, ast.Name)]
        return any(b.kind == "import" for name in names for b in self._found.top.bindings.get(name, ()))

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self.visit(node.test)
        guard = _guarding(node.test)
        self._branch([node.body, node.orelse], guarded=guard)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        self._branch(node.values, guarded=any(_guarding(value) for value in node.values))

    def visit_For(self, node: ast.For) -> None:
        self._loop(node)

    def visit_AsyncFor(self, node: ast.AsyncFor) -> None:
        self._loop(node)

    def _loop(self, node: ast.For | ast.AsyncFor) -> None:
        self.statements([node.iter, node.target])
        self._branch([*node.body, *node.orelse])

    def visit_While(self, node: ast.While) -> None:
        self.visit(node.test)
        self._branch([*node.body, *node.orelse])

    def visit_Try(self, node: ast.Try) -> None:
        guarded = any(_catches(handler, node.body) for handler in node.handlers)
        named = any("NameError" in ast.unparse(handler.type) for handler in node.handlers if handler.type)
        self._tried += guarded
        self._names_tried += named
        self._branch([*node.body, *node.handlers, *node.orelse])
        self._tried -= guarded
        self._names_tried -= named
        self.statements(node.finalbody)

    def visit_TryStar(self, node: ast.TryStar) -> None:
        self._branch([*node.body, *node.handlers, *node.orelse, *node.finalbody])

    def visit_With(self, node: ast.With) -> None:
        self._with(node)

    def visit_AsyncWith(self, node: ast.AsyncWith) -> None:
        self._with(node)

    def _with(self, node: ast.With | ast.AsyncWith) -> None:
        self.statements(node.items)
        source = " ".join(ast.unparse(item.context_expr) for item in node.items)
        guarded = "suppress(" in source or ".raises(" in source
        self._tried += guarded
        self.statements(node.body)
        self._tried -= guarded

    def _branch(self, body: Iterable[ast.AST], *, guarded: bool = False) -> None:
        before = self._guarded, self._in_guard, self._conditional
        self._guarded += guarded
        self._in_guard += guarded
        self._conditional += 1
        self.statements(body)
        self._guarded, self._in_guard, self._conditional = before

    def visit_Call(self, node: ast.Call) -> None:
        self._found.calls.append(self._use(node))
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        self._found.dynamic |= name == "globals" or (name == "exec" and len(node.args) == 1)
        if name in {"hasattr", "getattr"}:
            self._found.probed.update(str(a.value) for a in node.args[1:2] if isinstance(a, ast.Constant))
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self._found.attributes.append(self._use(node))
        self.generic_visit(node)


def _arguments(args: ast.arguments) -> list[ast.arg]:
    named = [*args.posonlyargs, *args.args, *args.kwonlyargs]
    return [*named, *(a for a in (args.vararg, args.kwarg) if a)]


def _catches(handler: ast.ExceptHandler, body: list[ast.stmt]) -> bool:
    """Return whether the handler expects the fault: by its name, or by catching all around a few statements."""
    names = {n.id for n in ast.walk(handler.type) if isinstance(n, ast.Name)} if handler.type else {"Exception"}
    return bool(names & _GUARDS) or ("Exception" in names and len(body) <= _SHORT)


def _guarding(test: ast.expr) -> bool:
    """Return whether the branch runs only where a name, version or platform is there."""
    for node in ast.walk(test):
        name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
        if _PLATFORM_WORDS.search(name) or (name == "name" and ast.unparse(node) == "os.name"):
            return True
    return False


def _leaves_others(node: ast.AST) -> bool:
    """Return whether only some versions or platforms get past the statement: `if sys.platform == "win32": return`."""
    if isinstance(node, ast.Assert):
        return _guarding(node.test)
    if not isinstance(node, ast.If) or node.orelse or not _guarding(node.test):
        return False
    last = node.body[-1]
    return isinstance(last, ast.Return | ast.Raise | ast.Continue | ast.Break)


def _pairs(target: ast.expr, value: ast.expr | None) -> list[tuple[ast.expr, ast.expr]]:
    """Return what each name of `a, b = x, y` is given; nothing where that is not written out."""
    if not isinstance(target, ast.Tuple | ast.List) or not isinstance(value, ast.Tuple | ast.List):
        return []
    starred = any(isinstance(part, ast.Starred) for part in (*target.elts, *value.elts))
    return [] if starred or len(target.elts) != len(value.elts) else list(zip(target.elts, value.elts, strict=True))
