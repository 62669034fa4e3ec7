"""EPUB as HTML: the pages of its spine, one after the other."""

import posixpath
from typing import Any
from urllib.parse import unquote

from papercoder.errors import PaperError
from papercoder.papers.office.parts import page, tree, with_name

__all__ = ["epub_to_html"]


def epub_to_html(parts: dict[str, bytes], name: str) -> str:
    """Return an EPUB as HTML.

    Raises:
        PaperError: its list of pages is missing or damaged, or holds no page.
    """
    roots = with_name(tree(parts, "META-INF/container.xml", name), "rootfile")
    path = str(roots[0].get("full-path", "")) if roots else ""
    package = tree(parts, path, name)
    files = {str(each.get("id")): unquote(str(each.get("href", ""))) for each in with_name(package, "item")}
    order = [files.get(str(each.get("idref")), "") for each in with_name(package, "itemref")]
    paths = [posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) for file in order]
    bodies = [_body(parts[each]) for each in paths if each in parts]
    if not bodies:
        raise PaperError(f"{name}: expected an EPUB with pages, found none in it.", "Give the paper as PDF or HTML.")
    title = next((each.text or "" for each in with_name(package, "title")), "")
    return page(title, bodies)


def _body(data: bytes) -> str:
    """Return what stands in the body of one page."""
    from lxml import html

    root: Any = html.document_fromstring(data, parser=html.HTMLParser(no_network=True, recover=True, encoding="utf-8"))
    body = root.find("body")
    inner = body if body is not None else root
    parts = [inner.text or "", *(html.tostring(child, encoding="unicode") for child in inner)]
    return f"<div>{''.join(parts)}</div>"
