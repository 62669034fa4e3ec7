"""Bring captions and the tables or figures beside them together."""

# ruff: noqa: RUF001  # the signs themselves are what these tables are about

import re

from state.paper import Block

__all__ = ["CAPTION", "join_captions"]

CAPTION = re.compile(
    r"(?:\*\*)?(?P<kind>Table|Tableau|Tabelle|Figure|Fig\.|Abbildung|Abb\.|Algorithm|表|図|图|그림|표)\s*+"
    r"(?P<number>\d+|[A-Z]\.?\d+|[IVX]+)\s*+(?:\*\*)?\s*+[:.：．|]\s*+(?:\*\*)?\s*+",
)
_KINDS = {"T": "table", "表": "table", "표": "table", "A": "figure"}
_NAMES = {"table": "Table", "figure": "Figure", "algorithm": "Algorithm"}


def join_captions(blocks: list[Block]) -> list[Block]:
    """Attach each caption to the uncaptioned table, figure or algorithm next to it: the one below first, then above."""
    joined: list[Block] = []
    i = 0
    while i < len(blocks):
        block = blocks[i]
        match = CAPTION.match(block.text) if block.kind == "paragraph" else None
        if not match:
            joined.append(block)
            i += 1
            continue
        kind = _kind(match["kind"])
        after = blocks[i + 1] if i + 1 < len(blocks) else None
        if after is not None and _takes(after, kind):
            joined.append(_captioned(after, block, kind, match))
            i += 2
            continue
        if joined and _takes(joined[-1], kind):
            joined[-1] = _captioned(joined[-1], block, kind, match)
        else:
            joined.append(_captioned(Block.model_validate({"kind": kind, "place": block.place}), block, kind, match))
        i += 1
    return joined


def _kind(word: str) -> str:
    if word.startswith("Alg"):
        return "algorithm"
    return _KINDS.get(word[0], "figure")


def _takes(block: Block, kind: str) -> bool:
    return block.kind == kind and not block.caption


def _captioned(block: Block, caption: Block, kind: str, match: re.Match[str]) -> Block:
    label = f"{_NAMES[kind]} {match['number']}"
    text = f"{label}: {caption.text[match.end() :].strip(' *')}"
    return block.model_copy(update={"caption": text, "label": label, "place": block.place or caption.place})
