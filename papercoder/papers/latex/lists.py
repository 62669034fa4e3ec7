"""itemize, enumerate and description as Markdown lists, nested ones indented."""

# ruff: noqa: SIM905  # long lists of words read better as words

import re
from itertools import pairwise

from papercoder.papers.latex.inline import HARD_BREAK, Inline, skip_arguments
from papercoder.papers.latex.source import balanced, skip_space

__all__ = ["LISTS", "list_to_text"]

LISTS = frozenset(
    """itemize enumerate description compactitem compactenum compactdesc inparaenum inparaitem asparaenum asparaitem
    enumerate* itemize* tightitemize easylist itemise trivlist Itemize Enumerate""".split()
)
_ITEM = re.compile(r"\\item(?![A-Za-z])|\\(begin|end)\s*\{([A-Za-z]+)\*?\}")


def list_to_text(name: str, body: str, inline: Inline) -> str:
    """Return one line per item; the author's own labels are kept."""
    lines = []
    for number, item in enumerate(_items(body[skip_arguments(body, 0, 0) :]), start=1):
        label, text = _label(item)
        mark = "- " if not label else f"- {'**' + inline.convert(label) + '**'} "
        if "enum" in name.lower() and not label:
            mark = f"{number}. "
        content = inline.convert(text).replace("\n\n", HARD_BREAK)
        if content or label:
            first, *rest = content.split(HARD_BREAK)
            lines += [(mark + first).rstrip(), *("  " + line for line in rest if line.strip())]
    return "\n".join(lines)


def _items(body: str) -> list[str]:
    r"""Split at the \\item commands of this list, not those of lists inside."""
    starts, depth = [], 0
    for match in _ITEM.finditer(body):
        if match[1]:
            depth += (1 if match[1] == "begin" else -1) if match[2] in LISTS else 0
        elif depth == 0:
            starts.append(match.start())
    return [body[a + len("\\item") : b] for a, b in pairwise([*starts, len(body)])]


def _label(item: str) -> tuple[str, str]:
    i = skip_space(item, 0)
    if item[i : i + 1] == "[" and (end := balanced(item, i, "[]", limit=2000)) > 0:
        return item[i + 1 : end - 1].strip(), item[end:]
    return "", item
