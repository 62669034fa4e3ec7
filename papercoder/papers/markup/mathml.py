"""Math on HTML pages back to LaTeX: MathML with alttext or annotation, MathJax and KaTeX."""

import re
from typing import Any

from papercoder.papers.markup.dom import replace, with_class
from papercoder.papers.markup.placeholders import Placeholders
from state.paper import Block, Place

__all__ = ["hide_equations", "hide_math", "mathml_to_latex"]

_TEX = re.compile(
    r"(?<!\\)\$\$(?P<a>[^$]{1,10000}?)\$\$|\\\[(?P<b>(?:(?!\\\[)[\s\S]){1,10000}?)\\\]|\\\((?P<c>(?:(?!\\\()[\s\S]){1,3000}?)\\\)"
)
_EQUATION_TABLES = ("ltx_eqn_table", "ltx_equationgroup", "ltx_equation")


def hide_equations(root: Any, placeholders: Placeholders) -> None:
    """Replace each numbered display, which LaTeXML sets as a table, by one token in a paragraph."""
    for name in _EQUATION_TABLES:
        for element in with_class(root, name):
            if element.getparent() is None or element.tag not in {"table", "div", "span"}:
                continue
            if any(set(_EQUATION_TABLES) & set((a.get("class") or "").split()) for a in element.iterancestors()):
                continue
            lines, label = (
                _rows(element),
                " ".join("".join(t.itertext()).strip() for t in with_class(element, "ltx_tag_equation")),
            )
            if lines:
                text = " \\\\\n".join(lines)
                place = Place(line=element.sourceline) if element.sourceline else None
                block = Block(kind="equation", text=f"$$\n{text}\n$$", label=label.strip("() "), place=place)
                replace(element, placeholders.hide_block(block))


def _rows(element: Any) -> list[str]:
    rows = list(element.iter("tr")) or [element]
    lines = (" ".join(tex for math in row.iter("math") if (tex := _latex(math))) for row in rows)
    return [re.sub(r"\\displaystyle\s*", "", line) for line in lines if line]


def _latex(math: Any) -> str:
    for annotation in math.iter("annotation"):
        if "tex" in (annotation.get("encoding") or "").lower():
            return "".join(annotation.itertext()).replace("%\n", "").strip()
    return (math.get("alttext") or "").replace("%\n", "").strip() or " ".join("".join(math.itertext()).split())


def mathml_to_latex(markup: str) -> str:
    """Return the markup of one formula as LaTeX between dollar signs; '' if it holds none."""
    from lxml import etree, html

    try:
        math = next(html.fromstring(markup).iter("math"), None)
    except (etree.ParserError, ValueError):
        return ""
    tex = _latex(math) if math is not None else ""
    return f"${tex}$" if tex else ""


def hide_math(root: Any, placeholders: Placeholders) -> None:
    """Replace every other formula by a token inside its line, display math by one of its own."""
    for katex in [e for e in root.iter("span") if "katex-html" in (e.get("class") or "")]:
        katex.drop_tree()
    for math in list(root.iter("math")):
        tex = _latex(math)
        display = math.get("display") == "block"
        _put(math, placeholders.hide(_fenced(tex, display=display)) if tex else "")
    for script in [s for s in root.iter("script") if (s.get("type") or "").startswith("math/tex")]:
        _put(
            script,
            placeholders.hide(_fenced((script.text or "").strip(), display="display" in (script.get("type") or ""))),
        )
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag not in {"pre", "code"}:
            element.text = _hidden(element.text, placeholders)
        element.tail = _hidden(element.tail, placeholders)


def _fenced(tex: str, *, display: bool) -> str:
    return f"$${tex}$$" if display else f"${tex}$"


def _hidden(text: str | None, placeholders: Placeholders) -> str | None:
    if not text or ("$$" not in text and "\\" not in text):
        return text
    return _TEX.sub(
        lambda m: placeholders.hide(_fenced((m["a"] or m["b"] or m["c"]).strip(), display=m["c"] is None)), text
    )


def _put(element: Any, token: str) -> None:
    """Put a token into the line in an element's place."""
    parent, previous = element.getparent(), element.getprevious()
    if parent is None:
        return
    words = token + (element.tail or "")
    if previous is not None:
        previous.tail = (previous.tail or "") + words
    else:
        parent.text = (parent.text or "") + words
    element.tail = None
    parent.remove(element)
