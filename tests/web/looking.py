"""A page as every reader meets it: at two widths, light and dark, with everything unfolded, read by a screen reader."""

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tests.web.contrast import LOW_CONTRAST

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["look_at"]

VIEWS = [(1600, 1000, "light"), (1600, 1000, "dark"), (360, 800, "light"), (360, 800, "dark")]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
UNFOLD = "for (const each of document.querySelectorAll('details')) each.open = true"
FOUND = """(rules) => axe.run(document, { runOnly: rules }).then((found) => found.violations.map(
  (each) => `${each.id} ${each.nodes.map((node) => node.html.slice(0, 160)).slice(0, 3)}`))"""


def look_at(page: "Page", name: str, pictures: Path, *, whole: bool = True) -> None:
    """Check the page that is open, and keep a picture of each view.

    The page is loaded once: its styles follow the window, and axe looks at one scheme of each width, since contrast is
    looked at in all four by our own measure. What is not looked at as a whole is as it was unfolded.
    """
    page.wait_for_load_state("networkidle")  # until what comes later has come
    if whole:
        page.evaluate(UNFOLD)
    page.evaluate(_axe())
    for width, height, scheme in VIEWS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        where = f"{name} {width} {scheme}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, where
        looked = (width, scheme) in {(1600, "light"), (360, "dark")}
        wrong = page.evaluate(LOW_CONTRAST) + (page.evaluate(FOUND, RULES) if looked else [])
        assert not wrong, (where, wrong)
        page.screenshot(path=pictures / f"{where.replace(' ', '-').replace('/', '-')}.png", full_page=whole)


def _axe() -> str:
    """Return the script of axe-core; evaluated by the browser's driver, no page loads it."""
    found = find_spec("axe_playwright_python")
    assert found is not None
    assert found.origin is not None
    return (Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8")
