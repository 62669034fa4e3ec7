"""Equations of Word (OMML) and Writer (MathML) as LaTeX: fractions, powers, roots, sums with limits, matrices."""

from typing import Any

from papercoder.papers.office.parts import local

__all__ = ["linear", "mathml"]

_SIGNS = {"\u2211": "\\sum", "\u220f": "\\prod", "\u222b": "\\int", "\u22c3": "\\bigcup", "\u22c2": "\\bigcap"}


def linear(element: Any) -> str:
    """Return an equation, or a part of one, as LaTeX."""
    made = {
        "f": _fraction, "sSup": _raised, "sSub": _lowered, "sSubSup": _both, "rad": _root, "nary": _sum, "d": _bracket,
        "m": _matrix, "func": _function, "acc": _accent,
    }.get(local(element))  # fmt: skip
    if made is not None:
        return made(element)
    if local(element) == "t":
        return element.text or ""
    return "".join(linear(child) for child in element if not local(child).endswith("Pr"))


def _part(element: Any, name: str) -> str:
    return next((linear(child).strip() for child in element if local(child) == name), "")


def _sign(element: Any, usual: str) -> str:
    """Return the sign that an element's properties name."""
    for each in element.iter():
        if local(each) == "chr":
            return next((str(value) for key, value in each.attrib.items() if key.endswith("val")), usual)
    return usual


def _fraction(element: Any) -> str:
    return f"\\frac{{{_part(element, 'num')}}}{{{_part(element, 'den')}}}"


def _raised(element: Any) -> str:
    return f"{_part(element, 'e')}^{{{_part(element, 'sup')}}}"


def _lowered(element: Any) -> str:
    return f"{_part(element, 'e')}_{{{_part(element, 'sub')}}}"


def _both(element: Any) -> str:
    return f"{_lowered(element)}^{{{_part(element, 'sup')}}}"


def _root(element: Any) -> str:
    degree = _part(element, "deg")
    return f"\\sqrt{f'[{degree}]' if degree else ''}{{{_part(element, 'e')}}}"


def _sum(element: Any) -> str:
    sign = _sign(element, "\u222b")
    under, over = _part(element, "sub"), _part(element, "sup")
    limits = (f"_{{{under}}}" if under else "") + (f"^{{{over}}}" if over else "")
    return f"{_SIGNS.get(sign, sign)}{limits} {_part(element, 'e')}"


def _bracket(element: Any) -> str:
    inner = ", ".join(linear(child) for child in element if local(child) == "e")
    return f"\\left({inner}\\right)"


def _matrix(element: Any) -> str:
    rows = [" & ".join(linear(cell) for cell in row if local(cell) == "e") for row in element if local(row) == "mr"]
    inner = r" \\ ".join(rows)
    return f"\\begin{{matrix}}{inner}\\end{{matrix}}"


def _function(element: Any) -> str:
    return f"{_part(element, 'fName')} {_part(element, 'e')}"


def _accent(element: Any) -> str:
    name = {"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u20d7": "vec"}.get(_sign(element, "\u0302"), "hat")
    return f"\\{name}{{{_part(element, 'e')}}}"


_TWO = {
    "mfrac": "\\frac{{{}}}{{{}}}",
    "msup": "{}^{{{}}}",
    "msub": "{}_{{{}}}",
    "munder": "{}_{{{}}}",
    "mover": "{}^{{{}}}",
}
_THREE = {"msubsup": "{}_{{{}}}^{{{}}}", "munderover": "{}_{{{}}}^{{{}}}"}


def mathml(element: Any) -> str:
    """Return presentation MathML as LaTeX."""
    name = local(element)
    if name in {"mi", "mn", "mo", "mtext"}:
        text = "".join(element.itertext()).strip()
        return _SIGNS.get(text, text)
    if name in {"annotation", "annotation-xml"}:
        return ""
    return _joined(name, [mathml(child) for child in element if local(child)])


def _joined(name: str, parts: list[str]) -> str:
    """Put the parts of an element together."""
    if name in _TWO and len(parts) == 2:
        return _TWO[name].format(*parts)
    if name in _THREE and len(parts) == 3:
        return _THREE[name].format(*parts)
    if name == "mroot" and len(parts) == 2:
        return f"\\sqrt[{parts[1]}]{{{parts[0]}}}"
    if name == "msqrt":
        return f"\\sqrt{{{' '.join(parts)}}}"
    return (" & " if name == "mtr" else r" \\ " if name == "mtable" else " ").join(part for part in parts if part)
