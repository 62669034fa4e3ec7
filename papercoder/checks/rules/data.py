"""Rule `random-data`: random numbers where a dataset should be read, outside the smoke mode."""

import ast
import re
from collections.abc import Iterator

from papercoder.checks.code.parsed import Module, ParsedRepository
from papercoder.checks.code.scopes import Function
from papercoder.checks.code.values import last_name
from state.findings import Finding

__all__ = ["check_data"]

# Calls that make arrays of random numbers whatever library they come from.
_MAKERS = {
    "randn", "rand", "randint", "standard_normal", "integers", "random_integers", "rand_like", "randn_like",
    "make_classification", "make_regression", "make_blobs", "random_sample",
}  # fmt: skip
# Names that are also methods of other things: they count only behind something named random or rng.
_NUMPY = {"normal", "uniform", "choice", "random", "binomial", "poisson"}
# Names that promise to read a dataset; anything else may draw random numbers freely.
_LOADS = re.compile(
    r"(^|_)(load|read|fetch|download|get|prepare|build|create|open)_?\w{0,60}(data|dataset|split|loader|images|corpus|batch|examples)"
    r"|^_?(load|read|fetch)(_|$)|^load_\w+",
    re.IGNORECASE,
)
# Names that say themselves that they draw: samplers, augmentation, initialisation, toy data.
_OPEN = re.compile(
    r"smoke|synthetic|simulat|toy|noise|sampl|augment|shuffle|perm|init|mask|perturb|bootstrap|fake|mock|crop|dummy|demo",
    re.IGNORECASE,
)
# A branch under such a test is the trial with made-up data, which is allowed.
_SMOKE = re.compile(r"smoke|synthetic|toy|debug|dry_run|simulat|mock|fake_data", re.IGNORECASE)
# Where a dataset class reads its data; its other methods may augment.
_METHODS = {"__init__", "__getitem__", "__iter__", "_load", "load", "setup", "prepare_data", "_load_data", "_read"}


def check_data(repository: ParsedRepository) -> Iterator[Finding]:
    """Look for generated arrays in what is named as loading a dataset."""
    for module in repository.sorted_modules():
        for node, scope in module.scopes.of_node.items():
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                owner = scope.parent.node if scope.parent else None
                if _is_loader(node, owner):
                    yield from _function(node, module)


def _is_loader(node: Function, owner: ast.AST | None) -> bool:
    if _OPEN.search(node.name):
        return node.name == "__init__" and _is_dataset(owner)
    return bool(_LOADS.search(node.name)) or (node.name in _METHODS and _is_dataset(owner))


def _is_dataset(owner: ast.AST | None) -> bool:
    if not isinstance(owner, ast.ClassDef) or _OPEN.search(owner.name.replace("Sampler", "")):
        return False
    return bool(re.search(r"Data(set|Module|Loader)?$|Corpus$|Dataset", owner.name))


def _function(node: Function, module: Module) -> Iterator[Finding]:
    for call in _unguarded_calls(node.body):
        if _makes_arrays(call):
            text = f"{node.name} makes random numbers with {ast.unparse(call.func)} where data should be read"
            yield Finding(path=module.path, line=call.lineno, rule="random-data", severity="error", message=text)


def _unguarded_calls(body: list[ast.stmt]) -> Iterator[ast.Call]:
    """Yield the calls that run outside the smoke mode."""
    queue: list[ast.AST] = list(body)
    while queue:
        node = queue.pop(0)
        if isinstance(node, ast.If | ast.IfExp) and _SMOKE.search(ast.unparse(node.test)):
            negated = isinstance(node.test, ast.UnaryOp)
            other = node.body if negated else node.orelse
            queue += other if isinstance(other, list) else [other]
            continue
        if isinstance(node, ast.Call):
            yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            queue += list(ast.iter_child_nodes(node))


def _makes_arrays(call: ast.Call) -> bool:
    """Return whether the call makes an array of a given size; a single draw, as augmentation needs, does not."""
    name, source = last_name(call), ast.unparse(call.func)
    if name in {"rand", "randn", "rand_like", "randn_like"} or (name.startswith("make_") and name in _MAKERS):
        return _size(call)
    random_source = re.search(r"(^|\.)(random|rng|generator|_rng|gen)(\.|$)", source) is not None
    if name in _MAKERS:
        return _size(call) and (random_source or source.startswith(("torch.", "jax.", "tf.", "np.", "numpy.")))
    named = any(k.arg in {"size", "shape"} for k in call.keywords)
    return name in _NUMPY - {"choice"} and random_source and (named or len(call.args) >= 3)


def _size(call: ast.Call) -> bool:
    if any(k.arg in {"size", "shape", "n_samples"} for k in call.keywords):
        return True
    sizes = [a for a in call.args if not (isinstance(a, ast.Constant) and a.value in (0, 1))]
    return len(call.args) >= 3 or (bool(sizes) and last_name(call) not in {"randint", "integers"})
