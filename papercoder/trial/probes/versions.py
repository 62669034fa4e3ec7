"""Which versions of libraries a probe was tried with."""

import ast
from collections.abc import Iterable

from papercoder.distributions import normal_name, providers
from papercoder.sandbox.backend import Environment
from papercoder.trees import parse_python
from papercoder.trial.resolved import installed
from state.answers.probes import Probe

__all__ = ["with_versions"]


def with_versions(probes: Iterable[Probe], environment: Environment) -> tuple[Probe, ...]:
    """Return the probes with `name version` of each distribution that their lines import."""
    there = {name: found.version for name, found in installed(environment).items()}
    return tuple(probe.model_copy(update={"versions": _versions(probe.code, there)}) for probe in probes)


def _versions(code: str, there: dict[str, str]) -> tuple[str, ...]:
    try:
        nodes = list(ast.walk(parse_python(code)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    tops = {name.name.partition(".")[0] for node in nodes if isinstance(node, ast.Import) for name in node.names}
    tops |= {node.module.partition(".")[0] for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    wanted = [normal_name(name) for top in sorted(tops) for name in (*_providing(top), top)]
    return tuple(f"{name} {there[name]}" for name in dict.fromkeys(wanted) if name in there)


def _providing(top: str) -> list[str]:
    return [name for alternatives in providers(top) for name in alternatives]
