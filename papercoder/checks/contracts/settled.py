"""What one analyst settled for all files, against the design's contracts and config.yaml."""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from papercoder.checks.configuration.tree import ConfigTree
from papercoder.checks.contracts.completing import declared_names, holders_of, planned_contract
from papercoder.checks.rules.repeated import repeated_in_words
from state.answers.settled import Rule, Settled, WorkedOut
from state.contract import Contract
from state.logic import LogicDesign

__all__ = ["settled_checker", "unowned"]

_WORD = re.compile(r"[A-Za-z_]\w*")
# A dotted name in a sentence: no path, no call, no pattern such as data.*
_DOTTED = re.compile(r"(?<![\w./*'\"\]-])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?![\w(/*\[]|\.\w)")
# What stands for several names: `model.DOMAIN.file`, `baselines.DOMAIN_file`.
_PLACEHOLDER = re.compile(r"(?<![a-z])[A-Z]{2,}(?![a-z])")
# As close as a slip of the pen: `training.gama`. Attributes of modules and objects, which are no keys, are further off.
_SLIP = 0.85


def settled_checker(design: Callable[[Settled], LogicDesign], config: str) -> Callable[[Settled], list[str]]:
    """Return a checker of one conversation; what a program may misread is sent back once.

    Args:
        design: The logic design with the edits of an answer made; raises ValueError where they do not fit.
        config: Text of config.yaml.
    """
    sent_back = False

    def faults(found: Settled) -> list[str]:
        nonlocal sent_back
        try:
            after = design(found)
        except ValueError as error:
            return str(error).splitlines()
        plans = {file.path: planned_contract(file) for file in after.files}
        doubtful = [] if sent_back else list(_doubtful(found, plans, config))
        sent_back = sent_back or bool(doubtful)
        return unowned(found, plans) + doubtful

    return faults


def unowned(found: Settled, plans: Mapping[str, Contract]) -> list[str]:
    """Return what in an answer belongs to no file."""
    owned = {o.requirement for contract in plans.values() for o in contract.obligations}
    faults = [
        f"worked_out: no file owns the requirement '{one.requirement}'"
        for one in found.worked_out
        if one.requirement not in owned
    ]
    unknown = sorted({path for rule in found.rules for path in rule.files} - plans.keys())
    return faults + [f"rules: '{path}' is none of the files of the logic design" for path in unknown]


def _doubtful(found: Settled, plans: Mapping[str, Contract], config: str) -> Iterator[str]:
    names = {path: declared_names(contract) for path, contract in plans.items()}
    owners = {o.requirement: path for path, contract in plans.items() for o in contract.obligations}
    for one in found.worked_out:
        yield from _elsewhere(one, owners.get(one.requirement, ""), names)
    for rule in found.rules:
        yield from _held(rule, plans)
    if tree := ConfigTree.read(config):
        yield from _values(found, tree)


def _values(found: Settled, tree: ConfigTree) -> Iterator[str]:
    """Yield keys that are not there, and values of config.yaml that are written again."""
    said = {f"worked_out, {one.requirement}": one.what for one in found.worked_out}
    said |= {f"rules, {number}": rule.rule for number, rule in enumerate(found.rules, 1)}
    known = [".".join(path) for path in tree.leaves()]
    for place, text in said.items():
        yield from (f"{place}: {fault}" for fault in _keys(text, known))
        yield from (
            f"{place}: `{name}` has the value of {key!r} in config.yaml: name the key in place of the number"
            for name, key in repeated_in_words(text, tree)
        )


def _elsewhere(one: WorkedOut, owner: str, names: Mapping[str, set[str]]) -> Iterator[str]:
    """Yield what is wrong where the place that meets a requirement is declared, and not by the file that owns it."""
    words = set(_WORD.findall(one.where))
    if not owner or one.where == owner or words & names[owner]:
        return
    if others := [path for path, declared in names.items() if words & declared]:
        yield (
            f"worked_out, {one.requirement}: `{one.where}` is declared by {', '.join(others)}, and the requirement "
            f"belongs to {owner}: is it another requirement, or a rule?"
        )


def _held(rule: Rule, plans: Mapping[str, Contract]) -> Iterator[str]:
    """Yield that nothing declares what is to hold a rule.

    Who only relies on the rule need not depend on the holder's file, and who holds it need not be named: contracts say
    to each what concerns it.
    """
    if rule.function and not holders_of(rule, plans):
        yield f"rules: no file of the design declares `{rule.function}`: leave `function` out, or name what is declared"


def _keys(text: str, known: list[str]) -> Iterator[str]:
    """Yield dotted names that are all but keys of config.yaml, or a key's own name in another group."""
    groups = {key.rpartition(".")[0] for key in known} | {key.partition(".")[0] for key in known}
    for name in dict.fromkeys(_DOTTED.findall(text)):
        if name in known or name in groups or name.partition(".")[0] not in groups or _stands_for(name, known):
            continue
        last = name.rpartition(".")[2]
        near = difflib.get_close_matches(name, known, 1, _SLIP) or [k for k in known if k.rpartition(".")[2] == last]
        if near:
            yield f"config.yaml has no key '{name}'; the nearest is '{near[0]}'"


def _stands_for(name: str, known: Iterable[str]) -> bool:
    """Return whether a name with placeholders in capitals (`model.DOMAIN.file`) stands for keys that are there."""
    form = _PLACEHOLDER.sub(r"\\w+", re.escape(name))
    return form != re.escape(name) and any(re.fullmatch(form, key) for key in known)
