"""Answers about config.yaml and reviews."""

from typing import Any

from tests.server.paper import stated_sentence
from tests.server.project import CONFIG, Project, scale_of
from tests.server.quotes import Sentence, number_in
from tests.server.request import Asked

__all__ = ["config_draft"]

_GENERIC_STATED = 8


def config_draft(project: Project, asked: Asked) -> dict[str, Any]:
    """Return the entries: stated where the paper shown holds the value, else assumed; smoke values are chosen."""
    found = asked.sentences
    entries = [_chosen("seed", 0, "Any seed serves; runs are compared at the same one.")]
    entries += [_own(key, value, "", found) for key, value in CONFIG.items()]
    spare = [s for s in found if number_in(s.text) is not None]
    for file in project.modules:
        entry = _own(f"{file.stem}.scale", scale_of(file), file.name, found)
        if "assumed" in entry and file.index < min(_GENERIC_STATED, len(spare)):
            entry = _stated(entry["key"], number_in(spare[file.index].text), spare[file.index])
        entries.append(entry)
    entries.append(_chosen("smoke.data.points", 40, "Enough points for both classes within a second."))
    entries.append(_chosen("smoke.training.epochs", 3, "Shows that training runs."))
    return {"entries": entries}


def _own(key: str, value: float, name: str, found: list[Sentence]) -> dict[str, Any]:
    """Return the entry of a project's key; the paper made for the project states it in one sentence."""
    wanted = stated_sentence(key, value, name)
    sentence = next((s for s in found if s.text == wanted), None)
    if sentence:
        return _stated(key, value, sentence)
    return {"key": key, "value": value, "assumed": "The paper does not give it; a usual value."}


def _stated(key: str, value: object, sentence: Sentence) -> dict[str, Any]:
    return {"key": key, "value": value, "stated": sentence.text, "section": sentence.section}


def _chosen(key: str, value: object, reason: str) -> dict[str, Any]:
    return {"key": key, "value": value, "chosen": reason}
