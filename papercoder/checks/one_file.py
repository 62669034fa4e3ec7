"""One file as soon as it is written: what is wrong with it beside the files and contracts that are there already."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from papercoder.checks.code.parsed import ParsedRepository
from papercoder.checks.configuration.keys import check_config
from papercoder.checks.contracts.members import declaration_node
from papercoder.checks.rules.calls import check_calls
from papercoder.checks.rules.imports import check_imports
from papercoder.checks.rules.names import check_names
from papercoder.checks.rules.promises import check_promises
from papercoder.checks.subject import Subject
from state.contract import Contract
from state.findings import Finding

__all__ = ["Surroundings", "errors_in"]

_UNKNOWN = "def __getattr__(name):\n    raise AttributeError(name)\n"
"""Stands for a planned file of which nothing is known: any name may be imported from it."""


@dataclass(frozen=True)
class Surroundings:
    """What a file is written into.

    Args:
        planned: All paths of the repository.
        sources: The files that are written.
        contracts: The contracts that are there.
        config: Text of config.yaml.
    """

    planned: Iterable[str]
    sources: Mapping[str, str]
    contracts: Mapping[str, Contract]
    config: str

    def around(self, path: str) -> dict[str, str]:
        """Return the other Python files; one that is not written yet is what its contract declares."""
        others = [p for p in self.planned if p.endswith(".py") and p != path]
        return {p: self.sources.get(p) or _declared(self.contracts.get(p)) for p in others}


def errors_in(path: str, text: str, known: Surroundings, requirements: Iterable[str]) -> list[Finding]:
    """Return the errors of one file: names, imports, calls, configuration keys, and signatures of its contract."""
    if not path.endswith(".py"):
        return []
    own = {path: known.contracts[path]} if path in known.contracts else {}
    files = {**known.around(path), path: text}
    needed = tuple(requirements)
    whole = ParsedRepository(Subject(files=files, config=known.config, requirements=needed, contracts=own))
    if path not in whole.modules:
        return []
    families = (check_names, check_imports, check_calls, check_config, check_promises)
    found = {finding for family in families for finding in family(whole)}
    mine = [f for f in found if f.path == path and f.severity == "error"]
    return sorted(mine, key=lambda f: (f.line, f.rule, f.message))


def _declared(contract: Contract | None) -> str:
    """Return a module with the names that a contract declares; what its classes have beside them stays open."""
    if contract is None:
        return _UNKNOWN
    lines: list[str] = []
    classes: dict[str, list[str]] = {}
    for signature in contract.signatures:
        node = declaration_node(signature)
        text = signature.declaration.strip().rstrip(":")
        if node is None or "\n" in text:
            return _UNKNOWN
        if text.startswith("class "):
            classes.setdefault(getattr(node, "name", ""), [])
        elif signature.owner:
            classes.setdefault(signature.owner, []).append(f"    {text}{': ...' if 'def ' in text else ''}")
        else:
            lines.append(f"{text}: ..." if "def " in text else text)
    for name, body in classes.items():
        made = "" if any("__init__" in line for line in body) else "    def __init__(self, *args, **kwargs): ...\n"
        lines.append(f"class {name}:\n{made}    def __getattr__(self, name): ...\n" + "\n".join(body))
    return "\n".join(lines) + "\n"
