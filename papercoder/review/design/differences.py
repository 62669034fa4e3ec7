"""Where the logic design, written before config.yaml, does not say what the approved config.yaml says."""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from papercoder.review.mentions import mentioned, numbers_of, parameter
from state.logic import LogicDesign

__all__ = ["design_faults"]

_SMOKE = "smoke"
# Objects that carry settings by the usual names; a number in another class is data, not a setting.
_CARRIER = re.compile(
    r"(\w{0,80}(?:Config|Parameters|Settings|Options|Hyperparameters|Params)\w{0,80})\.__init__\((.*)\)"
)
_NUMBER = re.compile(r"(?<!\w)(\w++)\s*+:\s*+(?:int|float)\b(?:\s*+\|\s*+None)?")
# Keys that the entry point or any file may read without a word in the design: where to write, which seed.
_EVERYWHERE = {"output", "experiment", "seed", "seeds"}


def design_faults(logic: LogicDesign, text: str) -> list[str]:
    """Return keys without a reader, parameters without a key, and places that say something else.

    A key counts as read where the design has all the words of its name; so what is found is seldom wrong, and a key
    that only shares its words with something else is not found.

    Args:
        logic: The logic design.
        text: config.yaml.
    """
    data = yaml.safe_load(text) or {}
    leaves = dict(_leaves({k: v for k, v in data.items() if k != _SMOKE}))
    smoke = dict(_leaves(data.get(_SMOKE) or {}))
    said = "\n".join([logic.shared_knowledge, *(f"{f.role}\n" + "\n".join(f.interface) for f in logic.files)])
    faults = [f"no file of the design reads the key `{key}`" for key in leaves if not _is_read(key, said)]
    faults += [f"`{key}` is named in the design and is no key of config.yaml" for key in _foreign(said, data, leaves)]
    faults += [
        f"{path}: config.yaml has no key for the parameter `{name}` of `{carrier}`"
        for path, carrier, name in _carried(logic)
        if not any(_same_name(name, key) for key in leaves)
    ]
    return faults + list(dict.fromkeys(_other_values(logic, leaves, smoke)))


def _leaves(data: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in data.items() if isinstance(data, dict) else ():
        if isinstance(value, dict):
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _is_read(key: str, said: str) -> bool:
    parts = key.split(".")
    if parts[0] in _EVERYWHERE or parts[-1] in _EVERYWHERE:
        return True
    if any(re.search(rf"(?<![A-Za-z0-9]){re.escape(part)}(?![A-Za-z0-9])", said) for part in parts[1:]):
        return True
    return all(re.search(rf"(?<![a-z]){re.escape(_stem(word))}", said.lower()) for word in parts[-1].split("_"))


def _stem(word: str) -> str:
    return word.lower().removesuffix("s")[:7]


def _foreign(said: str, data: dict[str, Any], leaves: dict[str, Any]) -> list[str]:
    """Return dotted names that begin like a key and are none."""
    groups = "|".join(re.escape(str(group)) for group, value in data.items() if isinstance(value, dict))
    if not groups:
        return []
    found = dict.fromkeys(re.findall(rf"(?<![\w./])((?:{groups})(?:\.[A-Za-z_]\w*)+)(?![\w/(]|\.\w)", said))
    known = {".".join(key.split(".")[:n]) for key in leaves for n in range(1, key.count(".") + 2)}
    return [
        name
        for name in found
        if name not in known and not name.startswith(_SMOKE) and not name.endswith(".py") and not _has_capitals(name)
    ]


def _has_capitals(name: str) -> bool:
    """Return whether a part is in capitals: the constant of a module `data.AUGMENTATIONS`, or `data.DATASET.folder`."""
    return any(part.isupper() and len(part) > 1 for part in name.split("."))  # `training.K` may be a key


def _carried(logic: LogicDesign) -> Iterator[tuple[str, str, str]]:
    for file in logic.files:
        for line in file.interface:
            carrier = _CARRIER.match(line.removeprefix("def ").strip())
            for name in _NUMBER.findall(carrier[2]) if carrier else ():
                yield file.path, carrier[1] if carrier else "", name


def _same_name(name: str, key: str) -> bool:
    """Return whether a key may give the parameter: the same name, or one within the other word by word."""
    last = key.rpartition(".")[2].lower().split("_")
    words, whole = name.lower().split("_"), key.lower().replace(".", "_").split("_")
    return set(words) <= set(whole) or set(last) <= set(words)


def _other_values(logic: LogicDesign, leaves: dict[str, Any], smoke: dict[str, Any]) -> Iterator[str]:
    # Not the roles: ablations and baselines say there by which other value they differ, on purpose.
    places = [(f.path, "\n".join(f.interface)) for f in logic.files]
    for key, value in leaves.items():
        words, known = parameter(key), numbers_of(value) | numbers_of(smoke.get(key))
        alike = [numbers_of(other) for k, other in leaves.items() if parameter(k) == words]
        known = known.union(*alike)
        if not words or not numbers_of(value):
            continue
        for path, text in [*places, ("shared knowledge", logic.shared_knowledge)]:
            for number, written in mentioned(words, text):
                if number not in known:
                    yield f"{path}: '{words}' is {written} there, and `{key}` in config.yaml is {value}"
