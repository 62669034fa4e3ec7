"""YAML that unfolds, nests, repeats or lies: what a person's or a model's configuration may be."""

# ruff: noqa: E501  # inputs read better whole

import contextlib
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.hostile.inputs.case import Case

__all__ = ["CASES", "SMALL"]

_LARGEST = 5_000_000
"""Characters of JSON that a text may become; the largest text here has a million."""


def _chain(first: str, step: str, levels: int) -> str:
    """Return lines that each name the one before: `{a}` is the own number, `{b}` the one before."""
    return first + "".join(step.format(a=level, b=level - 1) for level in range(1, levels))


_KEYS = ", ".join(f"k{number}: 1" for number in range(2000))
_TEXTS: dict[str, str] = {
    "merges of merges in lists": _chain("a0: &a0 {x: 1}\n", "a{a}: &a{a} {{<<: [" + ", ".join(["*a{b}"] * 10) + "]}}\n", 9),
    "a wide map merged two thousand times": f"a: &a {{{_KEYS}}}\n" + "".join(f"b{i}: {{<<: *a}}\n" for i in range(2000)),
    "a wide map merged into itself by a list": f"a: &a {{{_KEYS}}}\nb: {{<<: [{', '.join(['*a'] * 3000)}]}}\n",
    "a map that merges itself": "a: &a {<<: *a}\n",
    "a map that merges what holds it": "a: &a {b: {<<: *a}}\n",
    "a merge inside a merge of itself": "a: &a {<<: {<<: *a}}\n",
    "lists of one alias, wide and flat": "a: &a [1, 2, 3]\nb: [" + ", ".join(["*a"] * 200_000) + "]\n",
    "lists that alternate with maps": _chain("a0: &a0 [x]\n", "a{a}: &a{a} [{{k: *a{b}}}, {{k: *a{b}}}, {{l: [*a{b}, *a{b}]}}]\n", 14),
    "keys that are aliases": _chain("a0: &a0 x\n", "? &a{a} [*a{b}, *a{b}]\n: 1\n", 30),
    "anchors that are set again": "a: &a [x]\n" + "b: &a [*a, *a]\n" * 30,
    "anchors within anchors": "".join(f"&n{i} [" for i in range(400)) + "]" * 400,
    "a set of aliases": _chain("a0: &a0 [x]\n", "a{a}: &a{a} !!pairs [k: *a{b}, k: *a{b}, k: *a{b}]\n", 20),
    "an ordered map of aliases": _chain("a0: &a0 [x]\n", "a{a}: &a{a} !!omap [k: *a{b}, l: *a{b}, m: *a{b}]\n", 20),
    "a set of lists": "a: !!set {? [1], ? [2]}\n",
    "a million letters": "a: " + "x" * 1_000_000,
    "a block of a hundred thousand lines": "a: |\n" + "  line\n" * 100_000,
    "a folded block": "a: >\n" + "  line\n\n" * 60_000,
    "a plain text over lines": "a: x\n" + "  y\n" * 100_000,
    "a quoted text that does not end": 'a: "' + "x\\n" * 200_000,
    "single quotes": "a: '" + "''" * 200_000,
    "a comment only": "#" * 1_000_000,
    "empty documents": "---\n" * 100_000,
    "ends of documents": "...\n" * 100_000,
    "two documents": "a: 1\n---\nb: 2\n",
    "tag directives": "".join(f"%TAG !t{i}! tag:x,{i}:\n" for i in range(20_000)) + "---\na: 1\n",
    "a long version": f"%YAML {'9' * 6000}.1\n---\na: 1\n",
    "a version that is none": "%YAML 1.\n---\na: 1\n",
    "an integer of base sixty": "a: 1" + ":59" * 40_000,
    "a number of base sixty": "a: 1" + ":59" * 40_000 + ".5",
    "hexadecimal digits": "a: 0x" + "f" * 200_000,
    "binary digits": "a: 0b" + "1" * 400_000,
    "octal digits": "a: 0" + "7" * 300_000,
    "digits and underscores": "a: 1" + "_" * 400_000,
    "an integer tag without digits": "a: !!int ''",
    "a number tag without digits": "a: !!float ''",
    "an integer tag on words": "a: !!int seven",
    "an integer tag on a sign": "a: !!int '-'",
    "a truth tag on words": "a: !!bool perhaps",
    "a time tag on words": "a: !!timestamp soon",
    "a time zone of ninety-nine hours": "a: 2001-12-14T21:59:43.1-99:99",
    "the year nought": "a: 0000-01-01",
    "a list tag on a text": "a: !!seq x",
    "a map tag on a text": "a: !!map x",
    "a text tag on a map": "a: !!str {b: 1}",
    "a null tag on a list": "a: !!null [1]",
    "a binary that is none": "a: !!binary '=====\u00e9'",
    "a Python object": "a: !!python/object/apply:os.system [touch owned]",
    "a Python name": "a: !!python/name:os.system",
    "a Python module": "a: !!python/module:antigravity",
    "a tag in full": "a: !<tag:yaml.org,2002:python/object/new:os.system> [touch owned]",
    "a tag with percents": "a: !<" + "%41" * 50_000 + "> 1",
    "a tag that does not end": "a: !<" + "x" * 100_000,
    "a tag without a handle": "a: !nobody!x 1",
    "an escape of half a character": 'a: "\\ud800"',
    "an escape beyond characters": 'a: "\\U00110000"',
    "an escape of nothing": 'a: "\\x00"',
    "an escape that is none": 'a: "\\q"',
    "a mark in the middle": "a: 1\n\ufeffb: 2\n",
    "control characters": "a: \x07\n",
    "a lone surrogate": "a: \ud800\n",
    "lists in one line": "- " * 3000 + "x",
    "keys in one line": "? " * 3000 + "x",
    "lists in tags": "!!seq [" * 2000,
    "braces and brackets": "[{a: " * 1500,
    "maps by indentation": "".join(f"{' ' * level}a:\n" for level in range(700)),
    "a key of a hundred thousand letters": "x" * 100_000 + ": 1\n",
    "an alias of a hundred thousand letters": "*" + "x" * 100_000,
    "the same key again and again": "a: 1\n" * 60_000,
    "a key that is a map": "? {a: 1}\n: b\n",
    "a key that is a list in a list": "? [[a]]\n: b\n",
    "keys that are not a number": "? .nan\n: 1\n? .nan\n: 2\n",
    "a merge of a number": "a: {<<: 1}",
    "a merge of texts": "a: {<<: [x, y]}",
    "a merge of nothing": "a: {<<: }",
    "the value key": "a: {=: 1}\nb: !!int {=: '5'}\nc: !!str {=: {=: x}}",
    "a value key of itself": "a: &a {=: *a}\nb: !!str *a\n",
    "tabs": "a:\n\t" + "\t" * 100_000 + "b: 1",
    "dashes": "-" * 200_000,
    "colons": ":" * 200_000,
    "questions": "?" * 200_000,
    "commas": "[" + "," * 200_000,
    "exclamation marks": "!" * 100_000,
    "backslashes": 'a: "' + "\\" * 200_001,
    "line separators": "a: x" + "\u2028" * 100_000,
    "aliases of what was not said": "a: [" + "*b, " * 50_000 + "]",
    "a number of no end": "a: 1e999999999999\nb: -1e999999999999\n",
    "digits after the point": "a: 0." + "1" * 300_000,
}  # fmt: skip


def _weighed(value: object) -> str:
    """Say what was read if it unfolds to more than a file may hold."""
    with contextlib.suppress(ValueError):
        if sum(len(part) for part in json.JSONEncoder(default=str, skipkeys=True).iterencode(value)) > _LARGEST:
            return "unfolds to more than five million characters"
    return ""


def _load(text: str) -> str:
    import yaml

    from papercoder.bounded_yaml import load

    try:
        return _weighed(load(text))
    except yaml.YAMLError:
        return ""


def _reviewed(text: str) -> str:
    """Give it as the edited configuration of a review and as one value of it; what is taken must be kept."""
    import ormsgpack

    from benchmarks.fuzz.people import REVIEWED
    from papercoder.review.answer import apply_answer
    from papercoder.review.left_out import make_ledger
    from papercoder.review.problem import ReviewProblem
    from papercoder.review.render import render_config
    from state.config import Config

    entries = Config.from_json(REVIEWED).entries
    config = Config(text=render_config(entries), entries=entries)
    for answer in (text, {"type": "edit", "config": config.text + text}, {"set": {"train.name": text}}):
        with contextlib.suppress(ReviewProblem):
            kept = apply_answer(answer, config, make_ledger(("R1",), {})).config
            if kept is not None and len(ormsgpack.packb(kept.to_json())) > _LARGEST:
                return "the review keeps more than five million bytes"
    return ""


def _answered(text: str) -> str:
    """Give it as the file of a model's answer, and as a file of a repository that is checked and shown."""
    from papercoder.checks.run import check
    from papercoder.checks.subject import Subject
    from papercoder.workspace.answers import checked_file
    from papercoder.workspace.outline import outline

    with contextlib.suppress(ValueError):
        checked_file(text, "config.yaml")
    if "\ud800" in text:
        return ""  # no file can hold it
    outline("config.yaml", text)
    check(Subject(files={"main.py": "print(1)\n", "config.yaml": text}, entry_point="main.py"))
    return ""


def _owned(read: Callable[[str], str], text: str, folder: Path) -> str:
    return read(text) or ("a program was started" if (folder / "owned").exists() else "")


def _cases(texts: dict[str, str]) -> tuple[Case, ...]:
    ways = (("as read", _load), ("in a review", _reviewed), ("in an answer", _answered))
    return tuple(
        Case(f"YAML {way}", name, partial(_owned, read, text)) for way, read in ways for name, text in texts.items()
    )


CASES = _cases(_TEXTS)
SMALL = _cases({name: text for name, text in _TEXTS.items() if len(text) < 1_000})
"""Those that take no time where they hold."""
