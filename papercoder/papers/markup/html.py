"""HTML as LaTeXML makes it (arXiv, ar5iv), and other pages with a paper on them."""

import re
from typing import Any

from papercoder.errors import PaperError
from papercoder.papers.accounting.placing import placed
from papercoder.papers.markup.build import build_paper
from papercoder.papers.markup.dom import drop_controls, replace, text_of, with_class
from papercoder.papers.markup.mathml import hide_equations, hide_math
from papercoder.papers.markup.placeholders import Placeholders
from papercoder.papers.markup.split import split_html
from papercoder.papers.markup.stretches import html_stretches, line_of
from papercoder.papers.outline import heading_role
from papercoder.papers.tables import grid_to_markdown, rows_from_html
from state.paper import Block, Paper, Place, Source

__all__ = ["read_html"]

_DROP = (
    "script",
    "style",
    "nav",
    "footer",
    "aside",
    "noscript",
    "template",
    "svg",
    "button",
    "form",
    "iframe",
    "select",
    "dialog",
)
_DROP_CLASSES = (
    "ltx_page_header", "ltx_page_footer", "ltx_page_logo", "ltx_authors", "ltx_dates", "ltx_TOC",
    "ltx_role_thanks", "ltx_ERROR",
    "ltx_pagination", "package-alerts", "ltx_note_mark", "ltx_keywords", "ltx_classification",
)  # fmt: skip
_PROLOG = re.compile(r"<\?xml[^>]*\?>")
_NAMES = {
    "tableau": "Table", "tabelle": "Table", "表": "Table", "표": "Table", "abbildung": "Figure", "図": "Figure",
    "图": "Figure", "그림": "Figure", "algorithmus": "Algorithm", "algorithme": "Algorithm",
}  # fmt: skip
"""What a caption begins with in other languages; the label is English in every form of a paper."""
_TAG = re.compile(
    rf"(?P<word>{'|'.join(_NAMES)}|Table|Figure|Algorithm|Listing|Appendix)\s*"
    r"(?P<number>\d[\w.]*|[A-Z]\.?\d[\w.]*|[IVX]+(?!\w))\s*[:.：]?\s*",  # noqa: RUF001  # a full-width colon
    re.IGNORECASE,
)


def read_html(text: str, source: Source) -> Paper:
    """Read HTML by its block elements; placeholders stand for math, tables, figures and notes meanwhile.

    Raises:
        PaperError: there is no text on the page.
    """
    root = _root(text, source.name)
    drop_controls(root)
    there = list(html_stretches(root))
    placeholders = Placeholders(text)
    _drop(root)
    references = _references(root)
    hide_equations(root, placeholders)
    hide_math(root, placeholders)
    _hide_notes(root, placeholders)
    _hide_floats(root, placeholders)
    _hide_code(root, placeholders)
    _run_in_headings(root)
    _plain_items(root)
    title, abstract = _front(root, placeholders)
    _mark_lines(root, placeholders)
    body = root.find("body") if root.find("body") is not None else root
    paper = build_paper(split_html(body), placeholders, source, title=title, abstract=abstract, references=references)
    return placed(paper, there, line_of)


def _root(text: str, name: str) -> Any:
    from lxml import etree, html

    try:
        root = html.document_fromstring(
            _PROLOG.sub("", text, count=1), parser=html.HTMLParser(no_network=True, recover=True)
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise PaperError(
            f"{name}: expected an HTML page, found one that holds nothing ({error}).", "Give the paper's own page."
        ) from error
    return root


def _drop(root: Any) -> None:
    from lxml import etree

    etree.strip_elements(root, etree.Comment, *(tag for tag in _DROP if tag != "script"), with_tail=False)
    for script in list(root.iter("script")):
        if not (script.get("type") or "").startswith("math/tex"):
            script.drop_tree()
    for name in _DROP_CLASSES:
        for element in with_class(root, name):
            if element.getparent() is not None:
                element.drop_tree()


def _references(root: Any) -> tuple[str, ...]:
    """Take out LaTeXML's bibliography; other pages have theirs read as a section named References."""
    found = []
    for item in with_class(root, "ltx_bibitem"):
        blocks = [text_of(block) for block in with_class(item, "ltx_bibblock")]
        found.append(" ".join(block for block in blocks if block) or text_of(item))
    for section in with_class(root, "ltx_bibliography"):
        for listing in with_class(section, "ltx_biblist"):
            listing.drop_tree()
    return tuple(entry for entry in found if entry)


def _hide_notes(root: Any, placeholders: Placeholders) -> None:
    """Put footnotes behind the paragraph they are called in."""
    for note in with_class(root, "ltx_role_footnote"):
        content = with_class(note, "ltx_note_content")
        if not content or note.getparent() is None:
            continue
        for mark in (*with_class(content[0], "ltx_tag_note"), *content[0].findall("sup")):
            mark.drop_tree()
        block = Block(kind="footnote", text=placeholders.restore(text_of(content[0])))
        _after_paragraph(note, placeholders.hide_block(_placed(block, note)))
        note.drop_tree()


def _after_paragraph(element: Any, token: str) -> None:
    from lxml import html

    holder = next((a for a in element.iterancestors() if a.tag in {"p", "figcaption", "td", "li"}), element.getparent())
    paragraph = html.Element("p")
    paragraph.text = token
    if holder.getparent() is not None and holder.tag == "p":
        paragraph.tail, holder.tail = holder.tail, None
        holder.addnext(paragraph)


def _hide_floats(root: Any, placeholders: Placeholders) -> None:
    """Keep figures with their captions, tables as Markdown, and tables outside figures."""
    for figure in [f for f in root.iter("figure") if not any(a.tag == "figure" for a in f.iterancestors())]:
        if (block := _figure(figure, placeholders)) is not None:
            replace(figure, placeholders.hide_block(_placed(block, figure)))
        elif figure.getparent() is not None:
            figure.drop_tree()
    for table in [t for t in root.iter("table") if not any(a.tag == "table" for a in t.iterancestors())]:
        caption = table.find("caption")
        text = _table(table, placeholders)
        if text:
            name = placeholders.restore(text_of(caption)) if caption is not None else ""
            replace(table, placeholders.hide_block(_placed(_captioned("table", name, text), table)))


def _placed(block: Block, element: Any) -> Block:
    return block.model_copy(update={"place": Place(line=element.sourceline)}) if element.sourceline else block


def _figure(figure: Any, placeholders: Placeholders) -> Block | None:
    classes = figure.get("class") or ""
    tables = [t for t in figure.iter("table") if not any(a.tag == "table" for a in t.iterancestors())]
    captions = list(figure.iter("figcaption", "caption"))
    outer = [c for c in captions if next(c.iterancestors("figure"), None) is figure] or captions[:1]
    caption = placeholders.restore(text_of(outer[0])) if outer else ""
    minor = [placeholders.restore(text_of(c)) for c in captions if c not in outer]
    if "algorithm" in classes or "ltx_float" in classes or "ltx_lstlisting" in classes:
        for element in outer:
            element.drop_tree()
        lines = [placeholders.restore(text_of(line)) for line in with_class(figure, "ltx_listingline")] or [
            placeholders.restore(text_of(figure))
        ]
        return _captioned("algorithm", caption, "\n".join(line for line in lines if line))
    text = "\n\n".join(part for part in (_table(table, placeholders) for table in tables) if part)
    if not (caption or text or minor):
        return None
    kind = "table" if text and ("ltx_table" in classes or not figure.findall(".//img")) else "figure"
    return _captioned(kind, caption, text or "\n".join(minor))


def _captioned(kind: str, caption: str, text: str) -> Block:
    match = _TAG.match(caption)
    word = match["word"].lower() if match else ""
    label = f"{_NAMES.get(word, word.capitalize())} {match['number'].rstrip('.:')}" if match else ""
    full = f"{label}: {caption[match.end() :]}" if match else caption
    return Block.model_validate({"kind": kind, "text": text, "caption": full, "label": label})


def _table(table: Any, placeholders: Placeholders) -> str:
    rows, header = rows_from_html(table)
    return (
        placeholders.restore(grid_to_markdown(rows, header)) if any(cell.text for row in rows for cell in row) else ""
    )


def _hide_code(root: Any, placeholders: Placeholders) -> None:
    for element in [*root.iter("pre"), *with_class(root, "ltx_listing")]:
        if element.getparent() is not None and text_of(element):
            lines = [text_of(line) for line in with_class(element, "ltx_listingline")]
            text = "\n".join(lines) if lines else "".join(element.itertext()).strip("\n")
            replace(
                element, placeholders.hide_block(_placed(Block(kind="code", text=placeholders.restore(text)), element))
            )


def _run_in_headings(root: Any) -> None:
    r"""Write \\paragraph headings at the front of the paragraph they open, as every other reader does."""
    for name in ("ltx_title_paragraph", "ltx_title_subparagraph"):
        for heading in with_class(root, name):
            following = next((e for e in heading.itersiblings() if isinstance(e.tag, str)), None)
            paragraph = (
                following
                if following is not None and following.tag == "p"
                else next(following.iter("p"), None)
                if following is not None
                else None
            )
            if paragraph is not None:
                paragraph.text = f"**{text_of(heading)}** {paragraph.text or ''}"
                heading.drop_tree()


def _plain_items(root: Any) -> None:
    """Leave nothing but text in list items, or the partitioner makes paragraphs of them."""
    for item in list(root.iter("li")):
        for tag in with_class(item, "ltx_tag_item"):
            tag.drop_tree()
        for inner in [e for e in item.iter("p", "div") if e is not item]:
            inner.tail = f" {inner.tail or ''}"
            inner.drop_tag()


def _mark_lines(root: Any, placeholders: Placeholders) -> None:
    for element in root.iter("p", "li"):
        if element.sourceline and (element.text or len(element)):
            element.text = placeholders.line_token(element.sourceline) + (element.text or "").lstrip()


def _front(root: Any, placeholders: Placeholders) -> tuple[str, str]:
    """Take title and abstract out of the page."""
    title = abstract = ""
    for heading in (*with_class(root, "ltx_title_document"), *root.iter("h1")):
        if not title and heading.getparent() is not None and not heading_role(text_of(heading)):
            title = text_of(heading)
            heading.drop_tree()
    for part in with_class(root, "ltx_abstract")[:1]:
        for heading in with_class(part, "ltx_title_abstract"):
            heading.drop_tree()
        abstract = placeholders.restore("\n\n".join(text_of(p) for p in part.iter("p")) or text_of(part))
        part.drop_tree()
    if not title and (page := root.find(".//title")) is not None:
        title = re.sub(r"^\[[\w.]+\]\s*", "", text_of(page))
    return title, abstract
