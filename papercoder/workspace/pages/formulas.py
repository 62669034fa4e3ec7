"""Formulas in text that is not trusted, written so that code hosts draw them and nothing in them acts as Markdown."""

import re
from collections.abc import Callable, Iterator

__all__ = ["joined_displays", "with_formulas"]

# $$x$$, $x$ (no blank inside the signs, no digit behind them: "$5 to $6" is money), \(x\) and \[x\].
_FORMULA = re.compile(
    r"(?<![\\$])\$\$(?P<display>[^$`\n]+)\$\$(?!\$)"
    r"|(?<![\\$])\$(?P<inline>[^\s$`](?:[^$`\n]*[^\s$`])?)\$(?![\d$])"
    r"|(?<!\\)\\\((?P<round>(?:[^`\n\\]|\\[^()\[\]`\n])+)\\\)"
    r"|(?<!\\)\\\[(?P<square>(?:[^`\n\\]|\\[^()\[\]`\n])+)\\\]"
)
_DISPLAY = re.compile(r"(?<![\\$])\$\$[^$`]+\$\$(?!\$)|(?<!\\)\\\[(?:[^`\\]|\\[^()\[\]`])+\\\]")


def with_formulas(text: str, plain: Callable[[str], str]) -> str:
    """Return the text with formulas between $` and `$, where no sign is Markdown, and `plain` of all other text."""
    return "".join(_parts(text, plain))


def joined_displays(text: str) -> str:
    """Put each formula that goes over several lines on one line."""
    return _DISPLAY.sub(lambda match: match[0] if re.search(r"\n\s*\n", match[0]) else " ".join(match[0].split()), text)


def _parts(text: str, plain: Callable[[str], str]) -> Iterator[str]:
    at = 0
    for match in _FORMULA.finditer(text):
        formula = match["display"] or match["inline"] or match["round"] or match["square"]
        if not _is_whole(formula):
            continue
        yield plain(text[at : match.start()])
        # A bar ends the cell of a table even inside a code span.
        yield f"$`{_without_bars(formula).strip()}`$"
        at = match.end()
    yield plain(text[at:])


def _is_whole(formula: str) -> bool:
    """Tell whether every brace is closed; half a formula is drawn as an error over the text."""
    bare = re.sub(r"\\[{}\\]", "", formula)
    depth = 0
    for sign in re.findall(r"[{}]", bare):
        depth += 1 if sign == "{" else -1
        if depth < 0:
            return False
    return depth == 0 and bool(formula.strip())


def _without_bars(formula: str) -> str:
    return formula.replace("\\|", "\\Vert ").replace("|", "\\vert ")
