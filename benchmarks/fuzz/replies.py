"""Readers of what model servers answer."""

# ruff: noqa: E501  # seeds read better whole

import contextlib
from pathlib import Path
from typing import Any

from benchmarks.fuzz.machines import BOMBS
from benchmarks.fuzz.reader import Reader
from papercoder.errors import PaperCoderError

__all__ = ["REPLIES"]

_CODE = b"Here it is.\n\n```python main.py\nimport os\n\n\ndef main(x: int = 3) -> None:\n    print(f'{x:>3}', os.sep)\n```\n"
_EDITS = (
    b"main.py\n<<<<<<< SEARCH\nimport os\n=======\nimport sys\n>>>>>>> REPLACE\n\n```\n<<<<<<< SEARCH\n    print(x)\n"
    b"=======\n    print(x + 1)\n>>>>>>> REPLACE\n```\n"
)
_OLD = "import os\n\n\ndef main(x):\n    print(x)\n"
_PLAN = b"""{"entries": [{"key": "train.rate", "value": 1e-4, "unit": "", "provenance": "stated", "quote": "a rate of",
 "section": "s1", "reason": ""}, {"key": "smoke.epochs", "value": [1, 2.5, null, "x", true], "provenance": "chosen"}]}"""
_USAGE = b"""{"usage_metadata": {"input_tokens": 10, "output_tokens": 5, "total_tokens": 15, "input_token_details":
 {"cache_read": 3}, "output_token_details": {"reasoning": 2}}, "response_metadata": {"finish_reason": "stop",
 "incomplete_details": {"reason": "max_output_tokens"}, "status": "completed"}, "additional_kwargs": {"refusal": "no"},
 "content": [{"type": "text", "text": "Answer"}]}"""
_PATHS = ("main.py", "config.yaml", "data.json", "pyproject.toml", "reproduce.sh", "README.md", "a/__init__.py")


def _text(data: bytes) -> str:
    # What arrives over HTTP was decoded by json, which lets lone surrogates through.
    return (
        data.decode("utf-8", "surrogatepass") if b"\xed" in data and _passes(data) else data.decode("utf-8", "replace")
    )


def _passes(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _object(data: bytes, _: Path) -> object:
    from papercoder.models.answers import parse_answer
    from state.config import ConfigDraft

    return parse_answer(_text(data), ConfigDraft).to_json()


def _file(data: bytes, _: Path) -> object:
    from papercoder.workspace.answers import parse_file

    path = _PATHS[len(data) % len(_PATHS)]
    return parse_file(_text(data), path)


def _edits(data: bytes, _: Path) -> object:
    from papercoder.workspace.edits import apply_edits, parse_edits, parse_repair

    text = _text(data)
    try:
        for edits in parse_edits(text).values():
            apply_edits(_OLD, edits)
    except ValueError:
        return parse_repair(text, "main.py", _OLD)
    return parse_repair(text, "main.py", _OLD)


def _code(data: bytes, _: Path) -> object:
    """What is made of a file that was accepted: interface, imports, outline, requirements."""
    from papercoder.workspace.answers import checked_file
    from papercoder.workspace.interface import imports, interface
    from papercoder.workspace.outline import outline
    from papercoder.workspace.requirements import requirements_for

    text = _text(data)
    taken = []
    for path in _PATHS:
        with contextlib.suppress(ValueError):
            taken.append((path, checked_file(text, path)))
    for path, whole in taken:
        interface(path, whole)
        outline(path, whole)
        if path.endswith(".py"):
            imports(whole)
            requirements_for({path: whole}, ())
    return taken


def _message(data: bytes, _: Path) -> object:
    import json

    from langchain_core.messages import AIMessage

    from papercoder.models.providers.reply import reply_of

    try:
        given: Any = json.loads(_text(data))
        message = AIMessage(content="")
    except (ValueError, RecursionError) as error:
        raise PaperCoderError("no JSON") from error
    if not isinstance(given, dict):
        raise PaperCoderError("no object")
    # The client's own checks are not the reader's: what servers send arrives unchecked in these places.
    for name in ("usage_metadata", "response_metadata", "additional_kwargs"):
        value = given.get(name)
        object.__setattr__(message, name, value if isinstance(value, dict) else {})
    return reply_of(message, ())


_REFUSES = (PaperCoderError, ValueError)

REPLIES = (
    Reader("replies", "an object by a schema", (_PLAN, b"```json\n" + _PLAN + b"\n```"), _object, _REFUSES),
    Reader(
        "replies",
        "one whole file",
        (_CODE, b"smoke:\n  epochs: 1\n", b'{"a": [1, 2]}', b"[a]\nb = 1\n"),
        _file,
        _REFUSES,
    ),
    Reader("replies", "edits of a file", (_EDITS, _CODE), _edits, _REFUSES),
    Reader(
        "replies",
        "interface, outline, requirements",
        (_CODE[30:-5], b"a:\n  b: [1, {c: 2}]\n", b"[a]\nb = 1\n", *BOMBS),
        _code,
    ),
    Reader("replies", "tokens and reasons", (_USAGE,), _message),
)
