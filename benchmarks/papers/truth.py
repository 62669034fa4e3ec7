"""What a document should be read as: from the project's own documents, a LaTeX source or a Markdown file."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.papers.build import DOCUMENTS, FOLDER, HELD_OUT, columns_of
from state.paper import Paper, Source

__all__ = ["SHARED", "Truth", "from_paper", "is_lead_in", "latex_paper", "own_documents", "shared_documents"]

SHARED = Path(__file__).parents[2] / "../shared/papers"

_NAMES = {
    "de": ("Tabelle", "Abbildung"),
    "fr": ("Tableau", "Figure"),
    "zh": ("表", "图"),
    "ja": ("表", "図"),
    "ko": ("표", "그림"),
}


@dataclass(slots=True)
class Truth:
    """A document and what is known of it; an empty field is not known and not measured."""

    name: str
    pdf: Path
    columns: int
    title: str = ""
    abstract: str = ""
    headings: list[tuple[str, str, int]] = field(default_factory=list)
    body: str = ""
    captions: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    equations: int = 0
    formulas: list[str] = field(default_factory=list)
    """Display equations as the source writes them; compared only where a form keeps LaTeX."""
    references: int = 0
    head: str = ""
    """Running head that must not be in the text."""
    held_out: bool = False
    """The rules were not tuned on it."""


def own_documents() -> list[Truth]:
    """Return the documents made for the project."""
    return [_own(name, truth, style) for name, (truth, style) in DOCUMENTS.items()]


def _own(name: str, truth: str, style: str) -> Truth:
    paper = json.loads((FOLDER / f"{truth}.json").read_text(encoding="utf-8"))
    appendix = paper["appendix"] if style != "ieee" else []
    sections = [*paper["sections"], *appendix]
    made = Truth(name, FOLDER / f"{name}.pdf", columns_of(style), paper["title"], paper["abstract"])
    made.headings = [(section["number"], section["title"], section["level"]) for section in paper["sections"]]
    texts = [_texts(section["blocks"]) for section in paper["sections"]]
    if paper["acknowledgements"]:
        made.headings.append(("", "Acknowledgements", 1))
        texts.append(paper["acknowledgements"])
    made.headings += [(section["number"], section["title"], section["level"]) for section in appendix]
    made.body = "\n".join([*texts, *(_texts(section["blocks"]) for section in appendix)])
    blocks = [block for section in sections for block in section["blocks"]]
    made.captions = [block["caption"] for block in blocks if "caption" in block]
    made.rows = [row for block in blocks if block["kind"] == "table" for row in block["rows"]]
    made.formulas = [block["text"] for block in blocks if block["kind"] == "equation"]
    made.equations = len(made.formulas)
    made.references = len(paper["references"])
    made.held_out = style in HELD_OUT
    made.head = {"review": "Under review as a paper of nobody"}.get(style, "")
    return made


def _texts(blocks: list[dict[str, Any]]) -> str:
    parts = [
        block.get("text", "") if block["kind"] != "list" else "\n".join(block["items"])
        for block in blocks
        if block["kind"] != "equation"
    ]
    return "\n".join(part for part in parts if part)


def latex_paper(path: Path) -> Paper:
    """Read a LaTeX file of one piece with the project's own reader."""
    from papercoder.papers.latex.read import read_latex

    files = {path.name: path.read_text(encoding="utf-8")}
    return read_latex(files, Source(kind="latex", name=path.name), main=path.name)


def from_paper(name: str, pdf: Path, columns: int, paper: Paper) -> Truth:
    """Take the LaTeX source's reading as the truth of its PDF."""
    made = Truth(name, pdf, columns, held_out=True)
    made.headings = [(section.number, section.title, section.level) for section in paper.sections]
    blocks = [block for section in paper.sections for block in section.blocks]
    made.body = "\n".join(block.text for block in blocks if block.kind in {"paragraph", "list"})
    made.captions = [re.sub(r"^(?:Figure|Table) \S+:?\s*", "", block.caption) for block in blocks if block.caption]
    made.equations = sum(bool(block.label) for block in blocks if block.kind == "equation")
    return made


def shared_documents() -> list[Truth]:
    """Return the two real papers where they are present: one known by its LaTeX, one by a layout model's Markdown."""
    found: list[Truth] = []
    source = SHARED / "transformer/paper.tex"
    if source.exists():
        made = from_paper("transformer", SHARED / "transformer/paper.pdf", 1, latex_paper(source))
        made.title = "Attention Is All You Need"
        found.append(made)
    markdown = SHARED / "self-consistency/paper.md"
    if markdown.exists():
        found.append(
            _from_markdown(
                "self-consistency", SHARED / "self-consistency/paper.pdf", markdown.read_text(encoding="utf-8")
            )
        )
    return found


_LEAD_IN = re.compile(r"(?!(?:\d+|[A-Z])(?:\.\d+)* ).*:(?: ?\d{1,2})?")
"""A title without a number that ends in a colon, a footnote's mark behind it or not."""


def is_lead_in(title: str) -> bool:
    """Tell whether a layout model's heading is a bold line that announces the text after it, and no section's title.

    Of the papers whose LaTeX is there too, "lbcs" has one ('f_1 optimization stage:'), and its source sets it as a
    paragraph's first words, not as a section; no section of any source ends in a colon. "self-consistency" has two
    ('Proposed 4-shot on AQuA-RAT:', before prompts that stand one after the other), in the type of the text around
    them but for the bold.
    """
    return _LEAD_IN.fullmatch(title.strip()) is not None


def _from_markdown(name: str, pdf: Path, text: str) -> Truth:
    """Take headings, title and abstract, but not the items of the checklist that the layout model made headings."""
    parts = re.split(r"^# (.+)$", text, flags=re.MULTILINE)
    titles = [title.strip() for title in parts[1::2]]
    made = Truth(name, pdf, 1, title=titles[0], held_out=True)
    made.abstract = parts[2::2][titles.index("Abstract")].strip()
    end = titles.index("NeurIPS Paper Checklist") + 1
    for title in titles[1:end]:
        if title in {"Abstract", "References"} or is_lead_in(title):
            continue
        match = re.match(r"^((?:\d+|[A-Z])(?:\.\d+)*) (.+)$", title)
        number = match[1] if match else ""
        made.headings.append(
            (number, (match[2] if match else title).replace("$\\mathbf { k }$", "k"), number.count(".") + 1)
        )
    return made
