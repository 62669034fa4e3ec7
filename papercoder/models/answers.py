"""Reading a structured answer: strict JSON, then the schema; faults are phrased so that the model can correct them."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import ValidationError

from papercoder.models.editing import named_place
from state.value import Value

__all__ = ["parse_answer", "parse_object", "validated", "without_thoughts"]

V = TypeVar("V", bound=Value)

_OPENING = re.compile(r"```(?P<info>[^`\n]*)\Z")
_CLOSING = re.compile(r"```[ \t]*\Z")
_OBJECT = re.compile(r'\{\s*["}]')
_THOUGHTS = re.compile(r"\A\s*<(think|thinking)>.*?</\1>", re.DOTALL)
_MOST_FAULTS = 25
"""An answer in another schema has hundreds of faults; the first say what is wrong, the others fill the prompt."""
_EXPECTED = {
    "tuple_type": "expected a list",
    "list_type": "expected a list",
    "string_type": "expected a string",
    "dict_type": "expected an object",
    "model_type": "expected an object",
}


class _RefusedError(ValueError):
    """Something that JSON parsers accept and JSON does not know, or that loses data."""


def without_thoughts(text: str) -> str:
    """Return the answer without the block of reasoning some servers leave at its beginning."""
    return _THOUGHTS.sub("", text.removeprefix("\ufeff"), count=1)


def parse_answer(text: str, answer: type[V]) -> V:
    """Return the value in the text.

    Raises:
        ValueError: the message lists the faults, one per line, each with the place, what was expected and what came.
    """
    return validated(parse_object(text), answer)


def validated(data: dict[str, Any], answer: type[V]) -> V:
    """Return the value of a parsed answer.

    Raises:
        ValueError: as `parse_answer`.
    """
    try:
        return answer.from_json(data)
    except ValidationError as error:
        raise ValueError("\n".join(_phrase(error, data))) from None
    except RecursionError:
        raise ValueError("the JSON is nested too deeply") from None


def parse_object(text: str) -> dict[str, Any]:
    """Return the one JSON object of an answer: the whole text, its one fenced block, or the object within prose.

    Nothing is repaired: what does not parse is refused with the parser's place.

    Raises:
        ValueError: there is no object, more than one, or it is not valid JSON.
    """
    text = without_thoughts(text).strip()
    if text.startswith("{"):
        return _object(text)
    fenced = _fenced_json(text)
    if fenced is not None:
        return _object(fenced)
    return _object_in_prose(text)


def _fenced_json(text: str) -> str | None:
    blocks = list(_fenced(text))
    labelled = [body for info, body in blocks if info in {"json", "jsonc", "json5"}]
    candidates = labelled or [body for _, body in blocks]
    return candidates[0] if len(candidates) == 1 and candidates[0].startswith("{") else None


def _fenced(text: str) -> Iterator[tuple[str, str]]:
    """Yield label and body of each closed fence, line by line, so that an answer full of open ones is read as fast."""
    label: str | None = None
    body: list[str] = []
    for line in text.split("\n"):
        if label is None:
            if opened := _OPENING.match(line):
                label, body = opened["info"].strip().lower(), []
        elif _CLOSING.match(line):
            yield label, "\n".join(body).strip()
            label = None
        else:
            body.append(line)


def _object(text: str) -> dict[str, Any]:
    data, end = _decode(text, 0)
    if text[end:].strip(" \n\r\t`"):
        raise ValueError(f"expected one JSON object and nothing after it, got {_excerpt(text[end:].strip())} after it")
    return data


def _object_in_prose(text: str) -> dict[str, Any]:
    """Find the only object that stands in a text; a brace that does not open JSON is prose."""
    found: list[dict[str, Any]] = []
    at = text.find("{")
    while at >= 0:
        if _OBJECT.match(text, at):
            data, at = _decode(text, at)
            found.append(data)
        else:
            at += 1
        at = text.find("{", at)
    if not found:
        raise ValueError(f"expected one JSON object, got {_excerpt(text) if text else 'an empty answer'}")
    if len(found) > 1:
        raise ValueError(f"expected one JSON object, got {len(found)} of them; give the final one alone")
    return found[0]


def _decode(text: str, start: int) -> tuple[dict[str, Any], int]:
    try:
        data, end = _DECODER.raw_decode(text, start)
    except json.JSONDecodeError as error:
        near = text[max(0, error.pos - 40) : error.pos + 20]
        raise ValueError(
            f"the JSON is not valid at line {error.lineno}, column {error.colno}: {error.msg}, near {_excerpt(near)}"
        ) from None
    except _RefusedError:
        raise
    except ValueError:
        raise ValueError("the JSON holds a number with too many digits") from None
    except RecursionError:
        raise ValueError("the JSON is nested too deeply") from None
    return data, end


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise _RefusedError(f"the key {twice!r} stands twice in one JSON object; only one of its values can be meant")
    return data


def _no_constant(name: str) -> float:
    raise _RefusedError(f"{name} is not JSON; use a number, a string or null")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise _RefusedError(f"the number {digits} is too large")
    return number


def _of_64_bits(digits: str) -> int:
    number = int(digits)
    if not -(2**63) <= number < 2**64:  # what a checkpoint holds: one larger number would make the run unresumable
        raise _RefusedError(
            f"the integer {_excerpt(digits)} does not fit into 64 bits; write it as 1.0e+30 or as a text"
        )
    return number


_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_finite, parse_int=_of_64_bits
)


def _phrase(error: ValidationError, data: dict[str, Any]) -> list[str]:
    """Say each fault as place, expected, got."""
    # Of a default that is made of other fields it is said that they are at fault, which stands there already.
    faults = [f for f in error.errors(include_url=False) if f["type"] != "default_factory_not_called"]
    lines = [
        _fault(named_place(data, fault["loc"]), fault["type"], fault["msg"], fault["input"])
        for fault in faults[:_MOST_FAULTS]
    ]
    if len(faults) > _MOST_FAULTS:
        lines.append(f"and {len(faults) - _MOST_FAULTS} more faults of this kind")
    return lines


def _fault(place: str, kind: str, message: str, came: Any) -> str:
    place = place or "the answer"
    if kind == "missing":
        return f"{place}: this field is required and missing"
    if kind == "extra_forbidden":
        return f"{place}: the schema has no such field"
    expected = _EXPECTED.get(kind) or message[0].lower() + message[1:]
    return f"{place}: {expected}, got {_excerpt(json.dumps(came, ensure_ascii=False, default=str))}"


def _excerpt(text: str, most: int = 80) -> str:
    flat = " ".join(text.split())
    return repr(flat if len(flat) <= most else f"{flat[: most - 3]}...")
