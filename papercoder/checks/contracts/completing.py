"""What a program can say in a contract: declarations that the design has, or all of it where the design says all."""

import re
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from textwrap import fill

from state.answers.settled import Rule, Settled
from state.contract import Contract, ExpectedCall, Obligation, Signature
from state.logic import FileLogic, LogicDesign
from state.metrics import Axis

__all__ = [
    "completed",
    "declared_names",
    "docstring_file",
    "filled_in",
    "held_by",
    "holders_of",
    "in_one_call",
    "is_docstring_file",
    "is_small",
    "makes_metrics",
    "planned_contract",
    "with_keys",
    "with_settled",
]

_METRICS = "metrics.json"
_NAME = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?")
_DECORATORS = re.compile(r"^(?:@[\w.]+(?:\([^()\n]*\))?\s+)+")
_LINE = re.compile(
    r"(?P<kind>async\s+def\s|def\s|async\s|)\s*(?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?)\s*(?P<rest>[(:=].*)$"
)

_FEW, _SHORT, _PARAGRAPH = 5, 8, 1_600
"""Requirements, lines of interface and characters of role of a small file: 3 of the example's 10 files, with 712 to
1,389 tokens of code; its other files have 1,032 to 3,518, and six requirements or more, or carry the run."""
_TELLING = 6
"""Letters of an axis that mean it inside of a longer name too: `part` is in `partial` and `loss` in every loss's name,
and authors of a long paper's code called such lines foreign to their files."""
_WIDTH = 100
"""Characters of a line of a docstring, as the formatters of generated code have it."""


def completed(found: Contract, entry: FileLogic) -> Contract:
    """Return the contract with the design's declaration in the place of each name that stands for it."""
    declared = {_full(signature): signature for signature in _declarations(entry)}
    signatures = []
    for given in found.signatures:
        name = given.declaration.strip()
        full = f"{given.owner}.{name}" if given.owner else name
        known = declared.get(full) if _NAME.fullmatch(name) else None
        signatures.append(_with_meaning(known, given.meaning) if known else given)
    return found.model_copy(update={"signatures": tuple(signatures)})


def _with_meaning(known: Signature, said: str) -> Signature:
    """Return the design's declaration with what the analyst says beyond the design's own remark."""
    both = said if known.meaning in said else " ".join(filter(None, (known.meaning, said)))
    return known.model_copy(update={"meaning": both})


def filled_in(brief: Contract, entry: FileLogic, statements: Mapping[str, str]) -> Contract:
    """Return a brief contract with what its analyst left to the program; the same again where it is filled in already.

    Args:
        brief: Says what design and ledger do not.
        entry: What the design says of the file: its role comes before the steps, its declarations among the signatures.
        statements: Statement of each requirement by its id, for the obligations that say nothing beyond.
    """
    found = completed(brief, entry)
    obligations = [
        o if o.what else o.model_copy(update={"what": statements.get(o.requirement, "")}) for o in found.obligations
    ]
    named = {_full(signature) for signature in found.signatures}
    unnamed = [signature for signature in _declarations(entry) if _full(signature) not in named]
    return found.model_copy(
        update={
            "obligations": tuple(obligations),
            "signatures": (*found.signatures, *unnamed),
            "steps": found.steps if entry.role in found.steps else (entry.role, *found.steps),
        }
    )


def planned_contract(entry: FileLogic) -> Contract:
    """Return the contract that the design itself makes; what its obligations mean, the ledger says."""
    return Contract(
        path=entry.path,
        obligations=tuple(Obligation(requirement=name, where=entry.path) for name in entry.requirements),
        signatures=tuple(_declarations(entry)),
        steps=(entry.role,),
        of_design=True,
    )


def with_settled(
    planned: Contract, found: Settled, plans: Mapping[str, Contract], depends: Container[str] | None = None
) -> Contract:
    """Return a contract of the design with what was settled for all files: its own obligations, and its rules.

    A rule that a function holds stands in the contract of that function's file; others that may call it are told to.

    Args:
        planned: The contract that the design makes.
        found: What was settled.
        plans: The contracts of all files, by path.
        depends: What the file may call; every file where None.
    """
    worked_out = {one.requirement: one for one in found.worked_out}
    obligations = [
        o.model_copy(update={"where": one.where, "what": one.what}) if one else o
        for o in planned.obligations
        for one in [worked_out.get(o.requirement)]
    ]
    rules, uses = list[str](), list[ExpectedCall]()
    for rule in found.rules:
        holder, name = held_by(rule, plans), _held_name(rule)
        if planned.path not in (*rule.files, holder):
            continue
        if holder and holder != planned.path and depends is not None and holder not in depends:
            rules.append(f"{rule.rule} `{name}` of {holder} holds this; those call it that depend on {holder}.")
        elif holder and holder != planned.path:
            uses.append(ExpectedCall(path=holder, name=name))
            rules.append(
                f"{rule.rule} `{name}` of {holder} holds this: what needs it calls that and does not write it again."
            )
        else:
            rules.append(f"{rule.rule} `{name}` holds this for all files." if holder else rule.rule)
    told = {"obligations": tuple(obligations), "uses": tuple(uses), "steps": (*planned.steps, *rules)}
    return planned.model_copy(update=told)


def makes_metrics(logic: LogicDesign, rules: Iterable[Rule], reported: Collection[str]) -> frozenset[str]:
    """Return the files that metrics.json is a matter of: those that speak of it, and who reports by one of these.

    Args:
        logic: The design.
        rules: What was settled.
        reported: Ids of the requirements whose files report numbers; other files only take other names from a file that
            also writes results, such as the configuration.
    """
    told = {path for rule in rules if _METRICS in rule.rule for path in rule.files}
    told |= {file.path for file in logic.files if any(_METRICS in text for text in (file.role, *file.interface))}
    reports = {f.path for f in logic.files if told.intersection(f.dependencies) and {*f.requirements} & {*reported}}
    return frozenset(told | reports)


def with_keys(planned: Contract, entry: FileLogic, axes: Iterable[Axis], keys: str) -> Contract:
    """Return a contract that spells what becomes keys of metrics.json, which its author is shown nowhere else.

    Args:
        planned: The contract.
        entry: What the design says of the file.
        axes: Of the plan; those that the file declares, or says it deals with, are spelled.
        keys: All keys, for a file that metrics.json is a matter of, in the place of the axes; else empty.
    """
    if keys:
        return planned.model_copy(update={"steps": (*planned.steps, f"The keys of {_METRICS}, from the plan:\n{keys}")})
    said = [
        f"The plan's axis `{axis.name}` has the values {', '.join(axis.values)}: everybody spells them so."
        for axis in axes
        if _deals_with(axis.name, entry)
    ]
    return planned.model_copy(update={"steps": (*planned.steps, *said)})


def _deals_with(axis: str, entry: FileLogic) -> bool:
    bare, role = axis.casefold().replace("_", ""), entry.role.casefold()
    declared = " ".join(line.partition(" #")[0] for line in entry.interface).casefold().replace("_", "")
    names = re.findall(r"\w+", declared)
    whole = bare in names or f"{bare}s" in names  # `k` and `part` stand inside of many names that are not about them
    inside = len(bare) >= _TELLING and any(bare in name for name in names)
    return whole or inside or (("axis" in role or "axes" in role) and axis.casefold() in role)


def held_by(rule: Rule, plans: Mapping[str, Contract]) -> str:
    """Return the one file that declares what holds a rule, first of those it names; empty where there is none, or more.

    It may be written with its file before it (`lab/data.py: read`), with its class, or as a call.
    """
    holders = holders_of(rule, plans)
    named = [path for path in holders if path in rule.function]
    inside = [path for path in holders if path in rule.files]
    found = named or inside or holders
    return found[0] if len(found) == 1 else ""


def holders_of(rule: Rule, plans: Mapping[str, Contract]) -> list[str]:
    """Return the files that declare a name such as that which holds a rule."""
    last = _held_name(rule).rpartition(".")[2]
    return [path for path, contract in plans.items() if last in declared_names(contract)] if last else []


def _held_name(rule: Rule) -> str:
    return rule.function.partition("(")[0].rpartition(":")[2].strip("` ")


def declared_names(contract: Contract) -> set[str]:
    """Return the names that a contract declares, of classes and of their members."""
    return {part for signature in contract.signatures for part in _full(signature).split(".") if part}


def is_small(entry: FileLogic) -> bool:
    """Say whether one author can settle and write the file at once: its design is a paragraph with few obligations."""
    few = len(entry.requirements) <= _FEW and len(entry.interface) <= _SHORT
    return few and len(entry.role) <= _PARAGRAPH


def in_one_call(which: str, entry: FileLogic, dependents: Sequence[str], is_entry_point: bool) -> bool:
    """Say whether the setting `contracts` has the file written from the design, without an analyst."""
    alone = which == "shared-files" and not dependents
    return which in ("none", "together") or alone or (which == "large-files" and not is_entry_point and is_small(entry))


def is_docstring_file(entry: FileLogic) -> bool:
    """Say whether the file is a package's `__init__.py` of which the design asks nothing but to be there."""
    is_package = entry.path.rpartition("/")[2] == "__init__.py"
    return is_package and not (entry.requirements or entry.interface or entry.dependencies)


def docstring_file(path: str, title: str, purposes: Mapping[str, str]) -> str:
    """Return the text of such a file: a docstring with a line for each module of the package.

    Args:
        path: The file.
        title: Of the paper.
        purposes: Purpose of each planned file by its path.
    """
    folder = path.removesuffix("__init__.py")
    modules = {at.removeprefix(folder): said for at, said in purposes.items() if at.startswith(folder) and at != path}
    lines = [f"{at.removesuffix('.py')}: {said}" for at, said in modules.items() if "/" not in at]
    head = f"{folder.strip('/').replace('/', '.') or 'Package'}: part of the reproduction of {title}."
    text = "\n".join([_plain(head), *([""] if lines else []), *map(_plain, lines)])
    return f'"""{text}\n"""\n' if lines else f'"""{text}"""\n'


def _plain(text: str) -> str:
    """Return a text as a docstring can hold it: on lines of its own, without what would end or change it."""
    return fill(" ".join(text.replace("\\", "/").replace('"', "'").split()), _WIDTH)


def _declarations(entry: FileLogic) -> Iterator[Signature]:
    """Yield the interface's lines as signatures; a line of another form than the design has is left out."""
    for line in entry.interface if entry.path.endswith(".py") else ():
        text, _, remark = line.partition(" #")
        text = _DECORATORS.sub("", text.strip()).rstrip(":").strip()
        if text.startswith("class "):
            yield Signature(declaration=text, meaning=remark.strip())
        elif match := _LINE.match(text):
            owner, _, name = match["name"].rpartition(".")
            kind = ""
            if match["rest"].startswith("("):
                kind = "async def " if match["kind"].startswith("async") else "def "
            yield Signature(declaration=f"{kind}{name}{match['rest']}", owner=owner, meaning=remark.strip())


def _full(signature: Signature) -> str:
    name = re.sub(r"^(?:async\s+def|def|class)\s+", "", signature.declaration)
    bare = _NAME.match(name)
    return f"{signature.owner}.{bare[0]}" if signature.owner and bare else bare[0] if bare else ""
