"""Rule `cache-key`: a cache file whose name leaves out the seed that its content depends on."""

import ast
import re
from collections.abc import Iterator

from papercoder.checks.code.parsed import Module, ParsedRepository
from papercoder.checks.code.scopes import Function
from papercoder.checks.code.values import last_name
from state.findings import Finding

__all__ = ["check_cache_keys"]

# Reading and writing under the same test of existence is what makes a cache.
_LOADS = {"load", "read_pickle", "read_parquet", "read_csv", "load_file", "load_state_dict", "loads", "read_text"}
_SAVES = {"save", "savez", "savez_compressed", "dump", "to_pickle", "to_parquet", "to_csv", "write_text", "save_file"}
# A file name made with one of these words carries its settings, or lies in a folder of its own run.
_COMPLETE = re.compile(r"seed|hash|digest|fingerprint|sha|md5|key|config|cfg|run_dir|output_dir|run_id", re.IGNORECASE)


def check_cache_keys(repository: ParsedRepository) -> Iterator[Finding]:
    """Look at functions that reuse a file if it is there and write it if it is not."""
    for module in repository.sorted_modules():
        for node in module.scopes.of_node:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _has_seed(node):
                yield from _function(node, module)


def _has_seed(node: Function) -> bool:
    return any("seed" in a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs))


def _function(node: Function, module: Module) -> Iterator[Finding]:
    calls = [n for n in ast.walk(node) if isinstance(n, ast.Call)]
    names = {last_name(c) for c in calls}
    if not (names & _LOADS and names & _SAVES):
        return
    for call in calls:
        path = _tested(call)
        if path is not None and not _COMPLETE.search(_origin(path, node)):
            text = f"{node.name} depends on the seed and reuses {ast.unparse(path)}, whose name leaves it out"
            yield Finding(path=module.path, line=call.lineno, rule="cache-key", severity="warning", message=text)


def _tested(call: ast.Call) -> ast.expr | None:
    """Return the path whose existence the call tests."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in {"exists", "isfile", "is_file"}:
        return None
    return call.args[0] if call.args else call.func.value


def _origin(path: ast.expr, function: Function) -> str:
    """Return the expression with the expressions of the local names in it, as text."""
    texts, names, seen = [ast.unparse(path)], {n.id for n in ast.walk(path) if isinstance(n, ast.Name)}, set[str]()
    while names - seen:
        name = (names - seen).pop()
        seen.add(name)
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets):
                texts.append(ast.unparse(node.value))
                names |= {n.id for n in ast.walk(node.value) if isinstance(n, ast.Name)}
    return " ".join([*texts, *seen])
