"""Markdown of a generated repository as HTML: its tables and words; no raw HTML, no links, no images, no styles."""

from functools import lru_cache

from markupsafe import Markup

__all__ = ["as_html"]


@lru_cache(maxsize=16)
def as_html(text: str) -> Markup:
    """Return the text as escaped HTML; what could lead elsewhere stays as it is written."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["link", "autolink", "image"])
    tokens = reader.parse(text)
    for token in tokens:
        # The content policy refuses styles, which tables have for their columns; the page has a heading of its own.
        token.attrs.pop("style", None)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1:]) + 2, 6)}"
    return Markup(reader.renderer.render(tokens, reader.options, {}))  # noqa: S704 -- raw HTML is off, text is escaped
