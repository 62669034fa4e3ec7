"""Seeds changed at random places, and values that readers tend to fall over."""

# ruff: noqa: E501  # seeds read better whole

import random
from collections.abc import Callable, Sequence

__all__ = ["NASTY", "changed"]

NASTY: tuple[bytes, ...] = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\\ud800", b"\\udfff\\ud800", b"\r\n", b"\x85", b"\x1b]52;c;eA==\x07",
    "\u2028\u202e\u200b\ufeff\U0001f4a9".encode(), b"NaN", b"-Infinity", b"1e999", b"-0", b"1" * 25, b"9" * 5000,
    b"18446744073709551616", b"0x" + b"f" * 40, b"1_000", b"0o7", b"1:30", b"2020-99-99", b"!!python/object:os.system",
    b"!!binary x", b"!!timestamp 2020-13-45", b"&a [*a]", b"*a", b"<<: *a", b"? ", b"- " * 60, b"[" * 3000, b"{" * 2000,
    b'{"a":' * 1500, b"(" * 400, b"-" * 300 + b"1", b"not " * 300, b"'''", b'"""', b"```", b"~~~~", b"````python main.py",
    b"<<<<<<< SEARCH\n", b"=======\n", b">>>>>>> REPLACE\n", b"../../etc/passwd", b"/dev/zero", b"CON", b"a\x00b", b"null",
    b"true", b'""', b"[]", b"{}", b"=", b"%", b"${HOME}", b"\\", b"\\u0000", b"#", b",", b":", b"\t", b"\n\n", b"\x0c",
    b"f'{x!r:{y}}'", b"lambda: (yield)", b"match x:\n case _: pass", b"async def f(): await x", b"global x", b"del (x)",
    b"return 1", b"import " + b"a." * 300 + b"b", b"x = " + b"1+" * 1500 + b"1", b"\xc3", b"\xf0\x9f",
)  # fmt: skip
"""Each has made some reader fall, here or elsewhere: encodings, numbers, nesting, tags, fences, edits, paths, syntax."""


def changed(seed: bytes, others: Sequence[bytes], rng: random.Random) -> bytes:
    """Return the seed with one to six changes."""
    data = seed
    for _ in range(rng.choice((1, 1, 1, 2, 3, 6))):
        data = rng.choice(_CHANGES)(data, others, rng)
    return data[: 1 << 20]


def _insert(data: bytes, _: Sequence[bytes], rng: random.Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.choice(NASTY) + data[at:]


def _put_at_a_token(data: bytes, _: Sequence[bytes], rng: random.Random) -> bytes:
    """Replace one word, number or quoted text, so that the rest stays well formed."""
    import re

    found = list(re.finditer(rb'"[^"\n]*"|[\w.+-]+', data))
    if not found:
        return rng.choice(NASTY)
    token = rng.choice(found)
    return data[: token.start()] + rng.choice(NASTY) + data[token.end() :]


def _cut(data: bytes, _: Sequence[bytes], rng: random.Random) -> bytes:
    first, last = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    return data[:first] + data[last:]


def _end_early(data: bytes, _: Sequence[bytes], rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _flip(data: bytes, _: Sequence[bytes], rng: random.Random) -> bytes:
    own = bytearray(data or b"\x00")
    for _turn in range(rng.randrange(1, 9)):
        own[rng.randrange(len(own))] = rng.randrange(256)
    return bytes(own)


def _repeat(data: bytes, _: Sequence[bytes], rng: random.Random) -> bytes:
    first, last = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    return data[:last] + data[first:last] * rng.choice((1, 2, 40)) + data[last:]


def _cross(data: bytes, others: Sequence[bytes], rng: random.Random) -> bytes:
    other = rng.choice(others)
    return data[: rng.randrange(len(data) + 1)] + other[rng.randrange(len(other) + 1) :]


def _swap_lines(data: bytes, _: Sequence[bytes], rng: random.Random) -> bytes:
    lines = data.split(b"\n")
    one, two = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    return b"\n".join(lines)


_CHANGES: tuple[Callable[[bytes, Sequence[bytes], random.Random], bytes], ...] = (
    _insert, _put_at_a_token, _put_at_a_token, _cut, _end_early, _flip, _repeat, _cross, _swap_lines,
)  # fmt: skip
