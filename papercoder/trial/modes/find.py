"""The ways to start a program, read from its code and configuration: subcommands, choices of options, listed names."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from papercoder.bounded_yaml import load
from papercoder.trial.modes.constants import Constants
from papercoder.trial.modes.validated import validated_values

__all__ = ["Found", "Mode", "find_modes"]

_NOT_MODES = {"--device", "--accelerator", "--log-level", "--log_level", "--loglevel"}
"""What a machine or a reader chooses, not what is computed; a GPU is not there to be chosen."""

_KINDS = ("ablation", "baseline", "dataset", "experiment", "method", "mode", "model", "stage", "task", "variant")
"""Options without choices that select by name; their names are looked up in config.yaml."""

_MOST = 64
"""Ways started at most; a program with more has an option that is no mode, such as a number's range."""


@dataclass(frozen=True)
class Mode:
    """One way to start the program.

    Args:
        words: What the command line has beside the usual options.
        group: What it is one of: an option's name, or `subcommand`.
    """

    words: tuple[str, ...]
    group: str

    @property
    def name(self) -> str:
        """The words as one would type them."""
        return " ".join(self.words)


@dataclass(frozen=True)
class Found:
    """What was found.

    Args:
        modes: The ways to start the program.
        unread: Options that select something, whose values only running it would tell.
        listed: Names that config.yaml lists for a smoke test, by kind.
        planned: Keys of metrics.json that the plan asks for.
    """

    modes: tuple[Mode, ...]
    unread: tuple[str, ...]
    listed: Mapping[str, tuple[str, ...]]
    planned: Sequence[str] = ()


def find_modes(files: Mapping[str, str], entry_point: str, config: str) -> Found:
    """Read the ways to start a program; each value of each option counts once, the others at their defaults.

    Args:
        files: Text by path.
        entry_point: Path of the program.
        config: Text of config.yaml.
    """
    constants = Constants(files)
    listed = _listed(config)
    modes: list[Mode] = []
    unread: list[str] = []
    for path in _programs(constants, entry_point):
        reader = _Reader(constants, path, listed)
        reader.visit(constants.trees[path])
        modes += reader.modes()
        unread += reader.unread
    return Found(tuple(dict.fromkeys(modes))[:_MOST], tuple(dict.fromkeys(unread)), listed)


def _programs(constants: Constants, entry_point: str) -> list[str]:
    """Return the entry point, and the modules that read a command line without being programs of their own."""
    others = [
        path
        for path, tree in constants.trees.items()
        if path != entry_point and not path.startswith("tests/") and not _is_program(tree)
    ]
    return [path for path in (entry_point, *others) if path in constants.trees]


def _is_program(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.If) and "__name__" in {n.id for n in ast.walk(node.test) if isinstance(n, ast.Name)}
        for node in tree.body
    )


class _Reader(ast.NodeVisitor):
    """Collects subcommands and options of one file."""

    def __init__(self, constants: Constants, path: str, listed: Mapping[str, tuple[str, ...]]) -> None:
        self.constants, self.path, self.listed = constants, path, listed
        self.parsers: dict[str, tuple[str, ...]] = {}
        self.commands: list[str] = []
        self.options: list[tuple[str, str, tuple[str, ...]]] = []
        self.unread: list[str] = []
        self.loops: dict[str, tuple[str, ...]] = {}

    def modes(self) -> Iterator[Mode]:
        """Return the ways to start the program, subcommands first."""
        # typer and click make a subcommand of a function only where there are several.
        alone = sum(command.startswith("?") for command in self.commands) == 1
        real = {c: "" if alone and c.startswith("?") else c.lstrip("?") for c in self.commands}
        yield from (Mode((command,), "subcommand") for command in real.values() if command)
        for owner, option, values in self.options:
            for command in (real.get(c, c) for c in self.parsers.get(owner, ("",))):
                before = (command,) if command else ()
                group = " ".join([*before, option])
                yield from (Mode((*before, *((option,) if option.startswith("-") else ()), v), group) for v in values)

    def visit_For(self, node: ast.For) -> None:
        """Remember what a loop's name stands for while its body is read."""
        values = self.constants.values(self.path, node.iter)
        if isinstance(node.target, ast.Name) and values is not None:
            self.loops[node.target.id] = values
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        """Note which variable holds which subcommand's parser."""
        if isinstance(node.value, ast.Call) and _called(node.value) == "add_parser" and node.value.args:
            names = self._names(node.value.args[0])
            self.parsers |= {target.id: names for target in node.targets if isinstance(target, ast.Name)}
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """Read argparse's calls."""
        called = _called(node)
        if called == "add_parser" and node.args:
            self.commands += self._names(node.args[0])
        elif called == "add_argument" and isinstance(node.func, ast.Attribute):
            self._option(node, node.func.value)
        self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Read the commands and options of typer and click."""
        decorators = [item for item in node.decorator_list if isinstance(item, ast.Call)]
        command = next((item for item in decorators if _called(item) == "command"), None)
        if command is not None:
            words = [a.value for a in command.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            name = words[0] if words else node.name.replace("_", "-")
            self.commands.append(f"?{name}")
            self.parsers[node.name] = (f"?{name}",)
            for item in decorators:
                if _called(item) in {"option", "argument"}:
                    self._option(item, ast.Name(node.name))
            self._annotated(node)
        self.generic_visit(node)

    def _names(self, node: ast.expr) -> tuple[str, ...]:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return (node.value,)
        return self.loops.get(node.id, ()) if isinstance(node, ast.Name) else ()

    def _option(self, node: ast.Call, owner: ast.expr) -> None:
        flags = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        option = next((flag for flag in flags if flag.startswith("--")), flags[0] if flags else "")
        given = {keyword.arg: keyword.value for keyword in node.keywords}
        choices = given.get("choices")
        kind = given.get("type")
        if isinstance(kind, ast.Call) and _called(kind) == "Choice" and kind.args:
            choices = kind.args[0]
        if not option or option in _NOT_MODES:
            return
        place = owner.id if isinstance(owner, ast.Name) else ""
        if choices is None:
            self._by_name(place, option)
        elif (values := self.constants.values(self.path, choices)) is not None:
            self.options.append((place, option, values))
        else:
            self.unread.append(option)

    def _annotated(self, node: ast.FunctionDef) -> None:
        """Read a typer command's parameters: enumerations and literals are choices."""
        for argument in node.args.args + node.args.kwonlyargs:
            option = f"--{argument.arg.replace('_', '-')}"
            kind = argument.annotation
            if isinstance(kind, ast.Subscript) and isinstance(kind.slice, ast.Tuple):
                kind = kind if ast.unparse(kind.value).endswith("Literal") else kind.slice.elts[0]
            values = self.constants.values(self.path, kind)
            if option in _NOT_MODES:
                continue
            if values is not None:
                self.options.append((node.name, option, values))
            elif ast.unparse(kind) == "str" if kind else False:
                self._by_name(node.name, option)

    def _by_name(self, place: str, option: str) -> None:
        """Take the values of an option without choices from a list of its name in config.yaml, or from its check.

        `--only` is the option by which every repository starts one experiment.
        """
        name = option.lstrip("-").replace("-", "_").removesuffix("s")
        if name not in (*_KINDS, "only"):
            return
        if values := self.listed.get(name) or validated_values(self.constants, self.path, option):
            self.options.append((place, option, values))
        else:
            self.unread.append(option)


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _listed(config: str) -> dict[str, tuple[str, ...]]:
    """Return the names that config.yaml lists by kind: `methods: [a, b]`, or `methods: {a: ..., b: ...}`."""
    found: dict[str, tuple[str, ...]] = {}

    def look(value: Any, depth: int = 0) -> None:
        for key, inner in value.items() if isinstance(value, dict) and depth < 4 else ():
            kind = str(key).removesuffix("s")
            if key == "smoke":
                continue
            if kind in _KINDS and str(key).endswith("s") and (names := _names_of(inner)):
                found.setdefault(kind, names)
            look(inner, depth + 1)

    try:
        given = load(config)
    except yaml.YAMLError:
        return {}
    look(_replaced(given, given.get("smoke")) if isinstance(given, dict) else {})
    return found


def _replaced(values: dict[str, Any], smoke: Any) -> dict[str, Any]:
    """Return the values with what the smoke block puts in their place."""
    if not isinstance(smoke, dict):
        return values
    both = {**values}
    for key, value in smoke.items():
        old = values.get(key)
        both[key] = _replaced(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return both


def _names_of(value: Any) -> tuple[str, ...]:
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return tuple(value)
    if isinstance(value, list) and value and all(isinstance(item, dict) and "name" in item for item in value):
        return tuple(str(item["name"]) for item in value)
    return (
        tuple(map(str, value)) if isinstance(value, dict) and all(isinstance(v, dict) for v in value.values()) else ()
    )
