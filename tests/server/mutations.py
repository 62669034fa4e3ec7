"""Faults of an answer's text: malformed JSON, odd fences, paths and dependencies that are not allowed."""

import json
import re
from collections.abc import Callable
from typing import Any

from tests.server.options import ARCHITECTURE_FAULTS, CODE_ANSWER_FAULTS, JSON_FAULTS, LOGIC_FAULTS, Fault

__all__ = ["mutate"]


def _after_brace(text: str, addition: str) -> str:
    """Put something behind the opening brace of the object."""
    return "{" + addition + text.lstrip()[1:]


_JSON: dict[str, Callable[[str], str]] = {
    "json-truncated": lambda t: t[: len(t) - max(2, len(t) // 10)],
    "json-trailing-comma": lambda t: t.rstrip()[:-1] + ",}",
    "json-single-quotes": lambda t: t.replace('"', "'"),
    "json-unquoted-key": lambda t: re.sub(r'"(\w+)":', r"\1:", t),
    "json-comment": lambda t: _after_brace(t, "\n// the answer\n"),
    "json-python-literal": lambda t: _after_brace(t, '"checked": True, '),
    "json-raw-newline": lambda t: _after_brace(t, '"note": "one\ntwo", '),
    "json-bad-escape": lambda t: _after_brace(t, r'"note": "\d+ \alpha", '),
    "json-missing-comma": lambda t: _after_brace(t, '"note": 1 '),
    "json-two-objects": lambda t: '{"note": 1}\n' + t,
    "wrong-schema": lambda _: '{"answer": "as discussed"}',
}


def _architecture(kind: str, text: str) -> str:
    data: dict[str, Any] = json.loads(text)
    files = data["files"]
    if kind == "nested-paths":
        for file in files:
            file["path"] = "./" + file["path"].replace("src/", "src/./")
    elif kind == "missing-owner":
        owner = next(file for file in files if file["owns"])
        owner["owns"] = owner["owns"][1:]
    else:
        paths = {"parent-path": "../escape.py", "absolute-path": "/opt/escape.py", "reserved-name": "src/aux.py"}
        files.append({"path": paths.get(kind, files[0]["path"]), "purpose": "One file more.", "owns": []})
    return json.dumps(data, ensure_ascii=False)


def _logic(kind: str, text: str) -> str:
    data: dict[str, Any] = json.loads(text)
    files = data["files"]
    user = next(file for file in reversed(files) if file["dependencies"])
    first = next(file for file in files if file["path"] == user["dependencies"][0])
    first["dependencies"].append(user["path"] if kind == "dependency-cycle" else "src/nowhere.py")
    return json.dumps(data, ensure_ascii=False)


def _code(kind: str, text: str, path: str) -> str:
    fence, info, body = _parts(text)
    shapes = {
        "fence-in-docstring": f"```{info}\n{body}```\n",
        "bash-first": f"Install what it needs:\n\n```bash\npip install pyyaml\n```\n\nThe file:\n\n{text}",
        "crlf": text.replace("\n", "\r\n"),
        "no-fence": body,
        "path-comment": f"{fence}{info}\n# {path}\n{body}{fence}\n",
        "path-line": f"{fence}{info}\n{path}\n{body}{fence}\n",
        "path-info": f"{fence}{info}:{path}\n{body}{fence}\n",
    }
    return shapes[kind]


def _parts(text: str) -> tuple[str, str, str]:
    """Return fence, info string and body of an answer that is one fenced block."""
    head, _, rest = text.partition("\n")
    info = head.lstrip("`")
    fence = head[: len(head) - len(info)]
    return fence, info, rest[: rest.rindex(fence)]


def mutate(fault: Fault, text: str, path: str) -> str:
    """Return the answer with the fault; unchanged where the fault does not concern the text."""
    if fault.kind == "text":
        return fault.text
    if fault.kind in JSON_FAULTS:
        return _JSON[fault.kind](text)
    if fault.kind in ARCHITECTURE_FAULTS:
        return _architecture(fault.kind, text)
    if fault.kind in LOGIC_FAULTS:
        return _logic(fault.kind, text)
    return _code(fault.kind, text, path) if fault.kind in CODE_ANSWER_FAULTS else text
