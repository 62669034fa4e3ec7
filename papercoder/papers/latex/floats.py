"""Figures, tables and algorithms with their captions and numbers."""

import re

from papercoder.papers.latex.algorithms import ALGORITHMIC, algorithm_to_text
from papercoder.papers.latex.inline import HARD_BREAK, Inline, argument_at, find_end, skip_arguments
from papercoder.papers.latex.numbering import LABEL, Counters
from papercoder.papers.latex.source import balanced, skip_space
from papercoder.papers.latex.tabular import TABULARS, tabular_to_markdown
from state.paper import Block, Place

__all__ = ["ARGUMENT_LINES", "FLOATS", "float_blocks"]

ARGUMENT_LINES = re.compile(r"^(?:[^\S\n]*+\n)*+(?:[^\S\n]*+(?:\[[^\]]{0,2000}+\](?:\{\w+\})?|\{\w+\})[ \t]*+\n)?")
"""Empty lines at the beginning of a listing, and the rest of the line that begins it."""

FLOATS = {
    "figure": "figure", "table": "table", "wrapfigure": "figure", "wraptable": "table", "SCfigure": "figure",
    "SCtable": "table", "floatingfigure": "figure", "sidewaysfigure": "figure", "sidewaystable": "table",
    "teaserfigure": "figure", "algorithm": "algorithm", "algorithm2e": "algorithm", "procedure": "algorithm",
    "algo": "algorithm", "listing": "listing", "marginfigure": "figure", "margintable": "table",
    "longtable": "table", "threeparttable": "table", "figwindow": "figure", "tabwindow": "table",
    "ruledtabular": "table", "supertabular": "table",
}  # fmt: skip
_CAPTION = re.compile(
    r"\\(?:caption|captionof\s*\{(?P<kind>[a-z]+)\}|tbl|topcaption|bottomcaption|subcaption|subfloat)(?P<star>\*?)(?=\s*[\[{])"
)
_BEGIN = re.compile(r"\\begin\s*\{([A-Za-z@*0-9]{1,40})\}")
_GRAPHICS = re.compile(
    r"\\includegraphics\*?\s*(?:\[[^\]]{0,2000}\]\s*)?\{([^{}]{1,300})\}|\\epsfig\s*\{[^{}]{0,200}?file=([^,{}]{1,300})"
)
_MINOR = ("\\subcaption", "\\subfloat")
_CODE = frozenset({"verbatim", "lstlisting", "minted", "Verbatim"})
_NAMES = {"figure": "Figure", "table": "Table", "algorithm": "Algorithm", "listing": "Listing"}


def float_blocks(name: str, body: str, place: Place, inline: Inline, counters: Counters) -> list[Block]:
    """Return the blocks of a float: one for each caption, with the tables or algorithm that belong to it."""
    body = _with_subfloats(body)
    kind = FLOATS[name.rstrip("*")]
    if name.startswith("longtable"):
        body = f"\\begin{{longtable}}{body}\\end{{longtable}}"
    parts = _parts(body)
    blocks = []
    for caption, caption_kind, content in parts:
        blocks += _block(caption_kind or kind, caption, content, place, inline, counters)
    if not any(block.caption for block in blocks):
        counters.mark(body)
    return blocks


def _with_subfloats(body: str) -> str:
    """Subfigures keep their own captions as text inside the figure."""
    while (match := re.search(r"\\begin\s*\{(subfigure|subtable)\}", body)) is not None:
        start, end = find_end(body, match.end(), match[1])
        if start < 0:
            break
        inner = body[skip_arguments(body, match.end(), 1) : start].replace("\\caption", "\\subcaption")
        body = body[: match.start()] + inner + "\n" + body[end:]
    return body


def _parts(body: str) -> list[tuple[str, str, str]]:
    """Split a float that has several captions; each takes the content nearest to it."""
    captions = [m for m in _CAPTION.finditer(body) if not m[0].startswith(_MINOR)]
    if not captions:
        return [("", "", body)]
    spans = [(m.start(), *_caption(body, m), m["kind"] or "") for m in captions]
    if len(spans) == 1:
        start, text, end, kind = spans[0]
        return [(text, kind, body[:start] + "\n" + body[end:])]
    first_has_content = bool(_content_length(body[: spans[0][0]]))
    parts: list[tuple[str, str, str]] = []
    position = 0
    for index, (start, text, end, kind) in enumerate(spans):
        if first_has_content:
            content = body[position:start] + (body[end:] if index == len(spans) - 1 else "")
            label = LABEL.match(body, skip_space(body, end))
            content += label[0] if label else ""
            position = end
        else:
            content = body[end : spans[index + 1][0] if index + 1 < len(spans) else len(body)]
        parts.append((text, kind, content))
    return parts


def _content_length(text: str) -> int:
    return len(re.findall(r"\\includegraphics|\\begin\s*\{(?!center|minipage|small)", text))


def _caption(body: str, match: re.Match[str]) -> tuple[str, int]:
    i = skip_space(body, match.end())
    if body[i : i + 1] == "[" and (end := balanced(body, i, "[]", limit=5000)) > 0:
        i = end
    return argument_at(body, i)


def _block(kind: str, caption: str, content: str, place: Place, inline: Inline, counters: Counters) -> list[Block]:
    tables, algorithms, code, rest = _inner(content, inline)
    made = "\n\n".join(part for part in (*tables, *algorithms, *code) if part)
    if kind == "figure" and tables and "\\includegraphics" not in content:
        made_kind = "table"
    else:
        made_kind = {"table": "table", "algorithm": "algorithm", "listing": "code"}.get(kind, "figure")
    label = ""
    if caption:
        number = counters.step(kind)
        counters.mark(caption + content, (kind, number))
        label = f"{_NAMES.get(kind, kind.capitalize())} {number}"
        if names := [match[1] or match[2] for match in _GRAPHICS.finditer(content)]:
            counters.graphics.setdefault(label, names)
    text = inline.convert(caption) if caption else ""
    if made_kind in {"figure", "table"} and not made:
        made = _captions(content, inline) or (inline.convert(rest) if made_kind == "table" else "")
    elif made_kind == "algorithm" and not algorithms:
        made = algorithm_to_text(_CAPTION.sub("", rest), inline.convert)
    if not (made or text):
        return []
    full = f"{label}: {text}" if label else text
    return [
        Block.model_validate(
            {"kind": made_kind, "text": made, "caption": full.replace("\n\n", " "), "label": label, "place": place}
        )
    ]


def _inner(content: str, inline: Inline) -> tuple[list[str], list[str], list[str], str]:
    """Take tables, algorithms and listings out of a float's content."""
    tables: list[str] = []
    algorithms: list[str] = []
    code: list[str] = []
    rest, i = [], 0
    for match in _BEGIN.finditer(content):
        if match.start() < i:
            continue
        name = match[1]
        start, end = find_end(content, match.end(), name)
        if start < 0 or not (name in TABULARS or name in ALGORITHMIC or name in _CODE):
            continue
        body = content[match.end() : start]
        if name in TABULARS:
            tables.append(tabular_to_markdown(name, body, inline.convert))
        elif name in ALGORITHMIC:
            algorithms.append(algorithm_to_text(body[skip_arguments(body, 0, 0) :], inline.convert))
        else:
            code.append(ARGUMENT_LINES.sub("", body).rstrip())
        rest.append(content[i : match.start()])
        i = end
    rest.append(content[i:])
    return tables, algorithms, code, "".join(rest)


def _captions(content: str, inline: Inline) -> str:
    """Return the captions of subfigures, which often say what a panel shows."""
    found = []
    for match in _CAPTION.finditer(content):
        if match[0].startswith(_MINOR):
            i = skip_space(content, match.end())
            if (
                content[i : i + 1] == "["
                and match[0].startswith("\\subfloat")
                and (end := balanced(content, i, "[]")) > 0
            ):
                text = content[i + 1 : end - 1]
            else:
                text, _ = _caption(content, match)
            found.append(inline.convert(text).replace(HARD_BREAK, " "))
    return HARD_BREAK.join(f"({chr(97 + n % 26)}) {text}" for n, text in enumerate(found) if text)
