"""The measures: each compares what was read with the truth and returns a share from 0 to 1."""

# ruff: noqa: RUF001 - signs of formulas are what is compared
import re
import unicodedata
from collections import Counter

from benchmarks.papers.truth import Truth
from state.paper import Block, Paper

__all__ = ["common_share", "kept_verbatim", "measure", "tokens"]

_NAMES = "alpha beta epsilon lambda pi times cdot leq geq sqrt infty in sum rightarrow to"
_COMMANDS = dict(zip(_NAMES.split(), "αβϵλπ×·≤≥√∞∈∑→→", strict=True))


def tokens(text: str) -> list[str]:
    """Split into words, numbers and signs; a CJK character is a word of its own; markup of formulas is dropped."""
    text = re.sub(r"\\(?:mathrm|text|mathbf|mathit|left|right|bar|hat|,|;|!|quad)\b", "", text)
    text = re.sub(r"\\([A-Za-z]+)", lambda m: _COMMANDS.get(m[1], m[1]), text)
    text = re.sub(
        r"\[(?:@[^\]]*|\d{1,3}(?:, ?\d{1,3})*|[A-Za-z]+:?\w*\d{2,4}\w*(?:,\s*\w+)*)\]",
        "",
        unicodedata.normalize("NFKC", text),
    )
    text = re.sub(r"[\\{}^_]", "", re.sub(r"[$~*•]", " ", text)).replace("−", "-").replace("’", "'").replace("‑", "-")
    return re.findall(
        r"[\u3040-\u30ff\u3400-\u9fff]|\d+(?:[.,]\d+)*|[^\W\d_\u3040-\u30ff\u3400-\u9fff]+|[^\w\s]", text.lower()
    )


def common_share(truth: list[str], found: list[str]) -> float:
    """Return twice the longest common subsequence over both lengths (bit-parallel, Hyyrö 2004)."""
    if not truth or not found:
        return 0.0
    places: dict[str, int] = {}
    for index, token in enumerate(truth):
        places[token] = places.get(token, 0) | (1 << index)
    full = (1 << len(truth)) - 1
    row = full
    for token in found:
        matches = places.get(token, 0)
        both = row & matches
        row = ((row + both) | (row - both)) & full
    return 2 * (len(truth) - row.bit_count()) / (len(truth) + len(found))


def measure(truth: Truth, paper: Paper) -> dict[str, float]:
    """Return every measure that the truth allows, by name."""
    blocks = [block for section in paper.sections for block in section.blocks]
    found: dict[str, float] = {}
    if truth.title:
        found["title"] = common_share(tokens(truth.title), tokens(paper.title))
    if truth.abstract:
        found["abstract"] = common_share(tokens(truth.abstract), tokens(paper.abstract))
    if truth.body:
        body = "\n".join(block.text for block in blocks if block.kind in {"paragraph", "list"})
        found[f"body text, {truth.columns} column{'s' * (truth.columns > 1)}"] = common_share(
            tokens(truth.body), tokens(body)
        )
        found["numbers of the body"] = _numbers(truth.body, blocks)
    found |= _headings(truth, paper)
    if truth.captions:
        found["captions"] = sum(_best_caption(caption, blocks) for caption in truth.captions) / len(truth.captions)
    if truth.rows:
        found["table rows kept together"] = _rows(truth.rows, blocks)
    if truth.equations:
        labels = {block.label for block in blocks if block.kind == "equation" and block.text}
        found["numbered equations found"] = sum(str(n + 1) in labels for n in range(truth.equations)) / truth.equations
    if truth.references:
        found["references found"] = min(truth.references, len(paper.references)) / max(
            truth.references, len(paper.references), 1
        )
    found["furniture in the body"] = float(sum(_is_furniture(block, truth) for block in blocks))
    return found


def kept_verbatim(formulas: list[str], paper: Paper) -> float:
    """Return the share of display equations that stand in the paper letter for letter, white space aside."""
    there = ["".join(block.text.split()) for s in paper.sections for block in s.blocks if block.kind == "equation"]
    return sum(any("".join(formula.split()) in text for text in there) for formula in formulas) / len(formulas)


def _numbers(body: str, blocks: list[Block]) -> float:
    """Return the share of the truth's numbers that are in the text read, counted as often as they stand there."""
    wanted = Counter(token for token in tokens(body) if token[0].isdigit())
    there = Counter(
        token for block in blocks for token in tokens(block.text + " " + block.caption) if token[0].isdigit()
    )
    return sum(min(count, there[number]) for number, count in wanted.items()) / max(1, sum(wanted.values()))


def _headings(truth: Truth, paper: Paper) -> dict[str, float]:
    wanted = {(number, _plain(title)): level for number, title, level in truth.headings}
    there = {(section.number, _plain(section.title)): section.level for section in paper.sections if section.title}
    both = [key for key in wanted if key in there]
    return {
        "headings, recall": len(both) / len(wanted),
        "headings, precision": len(both) / max(1, len(there)),
        "headings, levels": sum(wanted[key] == there[key] for key in both) / max(1, len(both)),
    }


def _plain(title: str) -> str:
    return " ".join(token for token in tokens(title) if token.isalnum())


def _best_caption(caption: str, blocks: list[Block]) -> float:
    label = re.compile(r"^\S+\s*(?:\d+|[IVX]+)\s*[:.]?\s*")
    return max(
        (common_share(tokens(caption), tokens(label.sub("", block.caption))) for block in blocks if block.caption),
        default=0.0,
    )


def _rows(rows: list[list[str]], blocks: list[Block]) -> float:
    there = {_row(line.split(" | ")) for block in blocks if block.kind == "table" for line in block.text.splitlines()}
    return sum(_row(row) in there for row in rows) / len(rows)


def _row(cells: list[str]) -> tuple[str, ...]:
    return tuple(" ".join(tokens(cell.strip().strip("|"))) for cell in cells)


def _is_furniture(block: Block, truth: Truth) -> bool:
    text = block.text.strip()
    if block.kind not in {"paragraph", "list"}:
        return False
    return (
        text.isdigit()
        or bool(truth.head and truth.head.lower() in text.lower())
        or bool(re.match(r"arXiv:\d{4}\.\d+", text))
    )
