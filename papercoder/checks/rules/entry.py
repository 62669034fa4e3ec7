"""Rules `entry-point` and `entry-option`: the program that is run, and the options every repository has."""

import ast
import re
from collections.abc import Iterator

from papercoder.checks.code.parsed import Module, ParsedRepository
from papercoder.checks.code.values import last_name
from state.findings import Finding

__all__ = ["check_entry"]

# The options that the trial and reproduce.sh give to every repository.
_OPTIONS = ("config", "smoke", "seed")
# Must be read where it is declared; a program may write beside its configuration instead.
_IF_TAKEN = ("output",)
# Calls of argparse, click, typer, absl and of `sys.argv` that declare or look for an option.
_DECLARING = {"add_argument", "option", "Option", "argument", "getopt", "index", "flag", "DEFINE_string", "DEFINE_bool"}
# Names under which parsed options are passed on; whoever gets them may read any.
_PARSED = {"args", "arguments", "opts", "options", "opt", "ns", "namespace", "parsed", "kwargs", "params", "flags"}


def check_entry(repository: ParsedRepository) -> Iterator[Finding]:
    """Check the entry point, where one is named."""
    path = repository.subject.entry_point
    if path is None:
        return
    if path not in repository.subject.files:
        yield _finding(path, "entry-point", "the repository has no entry point of this name")
        return
    module = repository.modules.get(path)
    if module is None:
        return
    if not module.is_script and not _runs(module):
        yield _finding(path, "entry-point", "running the file does nothing: no `if __name__ == '__main__':` calls it")
    reached = _reached(repository, module)
    for option in (*_OPTIONS, *_IF_TAKEN):
        if not any(_understands(one, option) for one in reached):
            if option in _IF_TAKEN:
                continue
            yield _finding(path, "entry-option", f"the entry point does not understand --{option}")
        elif not any(_reads(one, option, start=module) for one in reached):
            yield _finding(path, "entry-option", f"--{option} is accepted and then ignored")


def _finding(path: str, rule: str, message: str) -> Finding:
    return Finding(path=path, line=0, rule=rule, severity="error", message=message)


def _runs(module: Module) -> bool:
    calls = (s.value for s in module.tree.body if isinstance(s, ast.Expr) and isinstance(s.value, ast.Call))
    return any(
        last_name(call) not in {"basicConfig", "filterwarnings", "load_dotenv", "append", "insert"} for call in calls
    )


def _reached(repository: ParsedRepository, start: Module) -> list[Module]:
    """Return the entry point and every file of the repository it imports, directly or not."""
    found = {start.path: start}
    queue = [start]
    while queue:
        current = queue.pop()
        for use in current.scopes.imports:
            for path in repository.reached(use.node, current):
                module = repository.modules.get(path)
                if module is not None and module.path not in found:
                    found[module.path] = module
                    queue.append(module)
    return list(found.values())


def _understands(module: Module, option: str) -> bool:
    """Return whether the file takes the option by argparse, click, sys.argv or a typer or fire command."""
    pattern = re.compile(rf"--(no-)?{option}\b(?!-)|--{option}/|/--no-{option}")
    return any(_names_option(node, pattern) or _has_parameter(node, option, module) for node in module.nodes)


def _names_option(node: ast.AST, pattern: re.Pattern[str]) -> bool:
    declares = isinstance(node, ast.Call) and last_name(node) in _DECLARING
    if declares or isinstance(node, ast.Compare | ast.Match):
        return any(_is_text(part, pattern) for part in ast.walk(node))
    return False


def _has_parameter(node: ast.AST, option: str, module: Module) -> bool:
    if not isinstance(node, ast.FunctionDef):
        return False
    names = {a.arg for a in (*node.args.args, *node.args.kwonlyargs)}
    return option in names and _is_command(node, module)


def _is_text(node: ast.AST, pattern: re.Pattern[str]) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and pattern.match(node.value) is not None


def _is_command(node: ast.FunctionDef, module: Module) -> bool:
    """Return whether typer or fire turns the function's parameters into options."""
    imports = {a.name.partition(".")[0] for u in module.scopes.imports for a in getattr(u.node, "names", [])}
    imports |= {getattr(u.node, "module", None) or "" for u in module.scopes.imports}
    if "typer" in imports and any(last_name(d) in {"command", "callback"} for d in node.decorator_list):
        return True
    handed = (u.node for u in module.scopes.calls if isinstance(u.node, ast.Call) and u.node.args)
    starters = {"run", "Fire", "cli", "tyro"} if imports & {"typer", "fire", "tyro"} else set()
    return any(last_name(c) in starters and last_name(c.args[0]) == node.name for c in handed)


def _by_name(module: Module, option: str) -> bool:
    """Return whether the file has the option as a variable or parameter, not as a field of parsed arguments."""
    return "add_argument" not in module.text and _understands(module, option)


def _reads(module: Module, option: str, *, start: Module) -> bool:
    """Return whether the value is looked at: `args.smoke`, or near its declaration all of `args` or a name `smoke`."""
    named = _by_name(module, option)
    near = module is start or _understands(module, option)
    return any(_is_field(n, option) or (near and _is_handed_on(n, option, named=named)) for n in module.nodes)


def _is_field(node: ast.AST, option: str) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == option and isinstance(node.ctx, ast.Load)


def _is_handed_on(node: ast.AST, option: str, *, named: bool) -> bool:
    if isinstance(node, ast.Name):
        return named and node.id == option and isinstance(node.ctx, ast.Load)
    if isinstance(node, ast.Subscript):
        return last_name(node.value) in _PARSED and _is_text(node.slice, re.compile(rf"{option}$"))
    if isinstance(node, ast.Compare):
        return any(_is_text(part, re.compile(rf"--{option}$")) for part in ast.walk(node))
    if isinstance(node, ast.Call):
        renamed = any(k.arg == "dest" for k in node.keywords) and f"--{option}" in ast.unparse(node)
        return renamed or any(isinstance(a, ast.Name) and a.id in _PARSED for a in node.args)
    return False
