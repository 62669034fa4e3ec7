"""Edits of the logic design, checked and applied."""

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from papercoder.review.design.differences import design_faults
from papercoder.trees import is_declaration
from state.answers.amendment import Amendment, DesignEdit, MissingDependency
from state.logic import FileLogic, LogicDesign

__all__ = ["amended", "amendment_faults", "with_type_dependencies"]

_SHARED = "shared_knowledge"
_CLASS = re.compile(r"class (\w+)")
_DECLARED = re.compile(r"\s*(?:async\s+)?(?:def\s+|class\s+)?([A-Za-z_][\w.]*)")


def amended(logic: LogicDesign, edits: Sequence[DesignEdit], needs: Sequence[MissingDependency] = ()) -> LogicDesign:
    """Return the design with the edits made, one after the other, and the dependencies added.

    Raises:
        ValueError: edits name places or words that are not there, or leave no declaration, or a file would need one
            that stands later; a line for each.
    """
    faults = []
    for number, edit in enumerate(edits, 1):
        try:
            logic = _edited(logic, edit)
        except ValueError as error:
            faults.append(f"edit {number}: {error}")
    for need in needs:
        try:
            logic = _needing(logic, need)
        except ValueError as error:
            faults.append(f"needs: {error}")
    if faults:
        raise ValueError("\n".join(faults))
    return logic


def amendment_faults(
    found: Amendment, logic: LogicDesign, config: str, findings: Sequence[str], *, new_ones: bool = True
) -> list[str]:
    """Return what is wrong with an amendment: edits that do not fit, findings that are neither mended nor answered.

    Args:
        found: The answer.
        logic: The design before it.
        config: config.yaml.
        findings: What was asked.
        new_ones: Whether differences that the edits bring count too; they are remarks where the design is read again.
    """
    try:
        after = design_faults(amended(logic, found.edits), config)
    except ValueError as error:
        return str(error).splitlines()
    answered = {findings[k.finding - 1] for k in found.kept if k.finding <= len(findings)}
    answered |= {finding for finding in findings for unused in found.unused if f"`{unused.key}`" in finding}
    faults = [f"finding {k.finding} does not exist" for k in found.kept if k.finding > len(findings)]
    faults += [f"still there: {fault}" for fault in after if fault in findings and fault not in answered]
    return faults + [f"new: {fault}" for fault in after if new_ones and fault not in findings]


def with_type_dependencies(logic: LogicDesign) -> LogicDesign:
    """Return the design where each file depends on those earlier ones whose classes its interface names."""
    owners: dict[str, list[str]] = {}
    for file in logic.files:
        for name in {found[1] for line in file.interface if (found := _CLASS.match(line.strip()))}:
            owners.setdefault(name, []).append(file.path)
    order = [file.path for file in logic.files]
    return logic.model_copy(update={"files": tuple(_depending(file, owners, order) for file in logic.files)})


def _depending(file: FileLogic, owners: dict[str, list[str]], order: list[str]) -> FileLogic:
    text = "\n".join(line.partition(" #")[0] for line in file.interface)
    needed = {paths[0] for name, paths in owners.items() if len(paths) == 1 and _names(text, name, paths[0])}
    needed -= {file.path}
    earlier = {path for path in needed if order.index(path) < order.index(file.path)} - set(file.dependencies)
    return file.model_copy(update={"dependencies": (*file.dependencies, *sorted(earlier))}) if earlier else file


def _names(text: str, name: str, path: str) -> bool:
    """Return whether the class of that file is named: `Generator`, `nets.Generator`, and no `torch.Generator`."""
    module = PurePosixPath(path).stem
    return bool(re.search(rf"(?<![\w.])(?:{re.escape(module)}\.)?{re.escape(name)}(?!\w)", text))


def _needing(logic: LogicDesign, need: MissingDependency) -> LogicDesign:
    order = [file.path for file in logic.files]
    unknown = [path for path in (need.file, need.on) if path not in order]
    if unknown:
        raise ValueError(f"'{unknown[0]}' is no file of the design")
    if order.index(need.on) >= order.index(need.file):
        raise ValueError(f"{need.file} cannot need {need.on}, which does not stand before it in the order")
    return logic.model_copy(update={"files": tuple(_with(file, need) for file in logic.files)})


def _with(file: FileLogic, need: MissingDependency) -> FileLogic:
    if file.path != need.file or need.on in file.dependencies:
        return file
    return file.model_copy(update={"dependencies": (*file.dependencies, need.on)})


def _edited(logic: LogicDesign, edit: DesignEdit) -> LogicDesign:
    if edit.where == _SHARED:
        return logic.model_copy(update={_SHARED: _replaced(logic.shared_knowledge, edit)})
    file = logic.file(edit.where)
    if file is None:
        raise ValueError(f"'{edit.where}' is neither a file of the design nor '{_SHARED}'")
    changed = _edited_file(file, edit)
    return logic.model_copy(update={"files": tuple(changed if f is file else f for f in logic.files)})


def _edited_file(file: FileLogic, edit: DesignEdit) -> FileLogic:
    line = _line_of(file, edit.before)
    if edit.before and not line:
        return file.model_copy(update={"role": _replaced(file.role, edit)})
    new = [text.strip() for text in edit.after.splitlines() if text.strip()]
    for text in new if file.path.endswith(".py") else ():
        if not is_declaration(text):
            raise ValueError(f"'{text}' is no Python declaration")
    if not line:
        return file.model_copy(update={"interface": (*file.interface, *new)})
    at = file.interface.index(line)
    return file.model_copy(update={"interface": (*file.interface[:at], *new, *file.interface[at + 1 :])})


def _line_of(file: FileLogic, before: str) -> str:
    """Return the line of the interface that is meant: as it stands, or by the name that it alone declares."""
    if before in file.interface:
        return before
    named = [line for line in file.interface if (found := _DECLARED.match(line)) and found[1] == before]
    return named[0] if len(named) == 1 else ""


def _replaced(text: str, edit: DesignEdit) -> str:
    if not edit.before:
        return f"{text}\n{edit.after}" if edit.after else text
    if (times := text.count(edit.before)) != 1:
        raise ValueError(f"'{edit.before}' stands {times} times in {edit.where}; give words that stand there once")
    return text.replace(edit.before, edit.after)
