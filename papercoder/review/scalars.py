"""JSON values as YAML that readers of YAML 1.1 (PyYAML) and of the YAML 1.2 core schema understand alike."""

import math
import re
from decimal import Decimal

from pydantic import JsonValue

__all__ = ["ambiguity", "core_type", "flow", "is_new_float", "is_too_large", "safe_text"]

# Texts that no reader of YAML 1.1 or 1.2 takes for another type; everything else is put in quotes.
_PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9_./+ -]*[A-Za-z0-9_/+-])?|_[A-Za-z_][A-Za-z0-9_]*")
# YAML 1.1 reads `on` and `no` as booleans, 1.2 as texts; quotes make both agree.
_RESERVED = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "nan", "inf", "infinity"})
# Only escapes that JSON and YAML share.
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
# Below a thousandth a power of ten is easier to read, and to compare with the paper, than zeros.
_SMALL = 1e-3
# https://yaml.org/spec/1.2.2/#103-core-schema
_CORE = {
    "null": re.compile(r"null|Null|NULL|~|"),
    "bool": re.compile(r"true|True|TRUE|false|False|FALSE"),
    "int": re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"),
    "float": re.compile(
        r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
    ),
}
# 010 is eight for YAML 1.1 and ten for 1.2.
_OCTAL_OR_NOT = re.compile(r"[-+]?0[0-9]+")


def flow(value: JsonValue) -> str:
    """Return the value on one line, in flow style.

    Raises:
        ValueError: a number is not finite.
    """
    if isinstance(value, list):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_text(key)}: {flow(item)}" for key, item in value.items()) + "}"
    return _scalar(value)


def is_too_large(value: object) -> bool:
    """Say whether an integer, also one in a list, is beyond what a checkpoint, NumPy or JSON readers can hold."""
    if isinstance(value, list):
        return any(is_too_large(item) for item in value)
    return isinstance(value, int) and not -(2**63) <= value < 2**64


def _scalar(value: str | bool | float | None) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    return _float(value) if isinstance(value, float) else str(value)


def _float(value: float) -> str:
    """Return the shortest exact notation with a dot and a signed exponent, which YAML 1.1 needs for a float."""
    if not math.isfinite(value):
        raise ValueError(f"a configuration value must be a finite number, not {value}")
    text = repr(value)
    if value == 0 or ("e" not in text and abs(value) >= _SMALL):
        return text
    digits, exponent = f"{Decimal(text):e}".split("e")
    return f"{digits if '.' in digits else digits + '.0'}e{exponent}"


def _text(value: str) -> str:
    if _PLAIN.fullmatch(value) and value.lower() not in _RESERVED:
        return value
    return '"' + "".join(_character(char) for char in value) + '"'


def _character(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    code = ord(char)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def safe_text(text: str, limit: int) -> str:
    """Return text of a model or a paper on one line, without control characters, cut after `limit` characters."""
    clean = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return clean if len(clean) <= limit else clean[: limit - 3].rstrip() + "..."


def core_type(plain: str) -> str:
    """Return the type that the YAML 1.2 core schema gives to a plain scalar."""
    return next((name for name, pattern in _CORE.items() if pattern.fullmatch(plain)), "str")


def is_new_float(plain: str, old_type: str) -> bool:
    """Say whether a plain scalar is a number such as 1e-4, which only YAML 1.2 takes for one."""
    return old_type == "str" and core_type(plain) == "float"


def ambiguity(plain: str, old_type: str) -> str:
    """Say how readers of YAML 1.2 take a plain scalar if not as YAML 1.1 does; empty where both agree."""
    new_type = core_type(plain)
    if new_type != old_type:
        return {"str": "a text"}.get(new_type, f"{'an' if new_type == 'int' else 'a'} {new_type}")
    return "another number" if _OCTAL_OR_NOT.fullmatch(plain) else ""
