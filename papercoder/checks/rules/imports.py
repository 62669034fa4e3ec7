"""Rules `unresolved-import`, `missing-name`, `missing-attribute`, `shadows-library`."""

import ast
import sys
from collections.abc import Iterator

from papercoder.checks.code.parsed import Module, ParsedRepository
from papercoder.checks.code.scopes import Use
from papercoder.checks.code.symbols import Symbols
from papercoder.checks.rules.library import library_fault
from papercoder.checks.subject import distribution_name
from papercoder.distributions import provided_by
from state.findings import Finding

__all__ = ["check_imports"]


def check_imports(repository: ParsedRepository) -> Iterator[Finding]:
    """Follow every import statement that no `try` guards."""
    symbols = Symbols(repository)
    spared = _optional_modules(repository)
    for module in repository.sorted_modules():
        yield from _shadows(module)
        for use in module.scopes.imports:
            if not use.guarded:
                found = _import(use, module, repository, symbols)
                plugin = module.path not in repository.always_imported
                lazy = use.scope.kind == "function" and repository.in_package(module)
                optional = plugin or lazy or use.conditional
                if module.path in spared and use.scope.kind == "module":
                    yield from (finding.model_copy(update={"severity": "warning"}) for finding in found)
                    continue
                yield from (_doubtful(finding) if optional else finding for finding in found)


def _optional_modules(repository: ParsedRepository) -> frozenset[str]:
    """Return the files imported only under a `try` or a test for the platform: they may miss what they import."""
    guarded: set[str] = set()
    needed: set[str] = set()
    for module in repository.sorted_modules():
        for use in module.scopes.imports:
            reached = set(repository.reached(use.node, module))
            guarded |= reached if use.guarded else set()
            needed |= set() if use.guarded else reached
    return frozenset(guarded - needed)


def _finding(module: Module, node: ast.AST, rule: str, message: str) -> Finding:
    line = getattr(node, "lineno", 0)
    return Finding(path=module.path, line=line, rule=rule, severity="error", message=message)


def _doubtful(finding: Finding) -> Finding:
    """Lower an undeclared import that only one branch, function or plugin needs: it may be an optional one."""
    undeclared = finding.rule == "unresolved-import" and "requirements" in finding.message
    return finding.model_copy(update={"severity": "warning"}) if undeclared else finding


def _shadows(module: Module) -> Iterator[Finding]:
    name = module.path.removesuffix(".py")
    if "/" not in name and name in sys.stdlib_module_names:
        text = f"the file hides the standard library's module {name!r} from every other file and library"
        yield Finding(path=module.path, line=0, rule="shadows-library", severity="warning", message=text)


def _import(use: Use, module: Module, repository: ParsedRepository, symbols: Symbols) -> Iterator[Finding]:
    node = use.node
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield from _absolute(alias.name, node, module, repository)
        return
    if not isinstance(node, ast.ImportFrom):
        return
    source = repository.source(node, module)
    if source is None:
        yield from _outside(node, module, repository)
    else:
        yield from _names(node, source, module, repository, symbols)


def _outside(node: ast.ImportFrom, module: Module, repository: ParsedRepository) -> Iterator[Finding]:
    if node.level:
        text = f"relative import {'.' * node.level}{node.module or ''} reaches no file of the repository"
        yield _finding(module, node, "unresolved-import", text)
        return
    faults = list(_absolute(node.module or "", node, module, repository))
    yield from faults
    for alias in [] if faults else node.names:
        fault = library_fault(node.module or "", alias.name)
        if fault and alias.name != "*":
            found = _finding(module, node, "missing-name", fault.text)
            yield found.model_copy(update={"severity": fault.severity})


def _absolute(dotted: str, node: ast.AST, module: Module, repository: ParsedRepository) -> Iterator[Finding]:
    if repository.find(dotted, module) is not None:
        return
    top = dotted.partition(".")[0]
    inside = repository.find(top, module)
    if inside is not None and (inside.endswith("/") or top in repository.top_level):
        if top not in sys.stdlib_module_names:
            text = f"import of {dotted!r}: {inside} is here, but nothing in it has that name"
            yield _finding(module, node, "unresolved-import", text)
    elif top not in sys.stdlib_module_names and not _required(top, repository):
        text = (
            f"import of {dotted!r} is neither a file of the repository, nor in the standard library, "
            "nor provided by its requirements"
        )
        yield _finding(module, node, "unresolved-import", text)


def _required(top: str, repository: ParsedRepository) -> bool:
    names = repository.subject.requirements
    return names is None or provided_by(top, (distribution_name(name) for name in names))


def _names(
    node: ast.ImportFrom, source: str, module: Module, repository: ParsedRepository, symbols: Symbols
) -> Iterator[Finding]:
    package = repository.subject.entry_point is None and "__init__.py" in repository.modules  # `python -m` starts it
    if node.level and "/" not in module.path and module.is_script and not package:
        text = "relative import in a file that is run as a script: it has no parent package"
        yield _finding(module, node, "unresolved-import", text)
        return
    target = repository.modules.get(source)
    for alias in node.names:
        if alias.name == "*" or repository.submodule(source, alias.name):
            continue
        if source.endswith("/") or (target is not None and not symbols.may_have(target, alias.name)):
            text = f"{source} has no {alias.name!r}{_similar(alias.name, target, symbols)}"
            yield _finding(module, node, "missing-name", text)


def _similar(name: str, target: Module | None, symbols: Symbols) -> str:
    from difflib import get_close_matches

    names = (symbols.names(target) if target else None) or frozenset()
    close = get_close_matches(name, sorted(names), n=1, cutoff=0.75)
    return f"; it has {close[0]!r}" if close else ""
