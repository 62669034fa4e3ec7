"""Scrolling a page from top to bottom and back by program, with the time of every frame."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["scroll"]

# As fast as a person drags; a jump of a whole page would hide what drawing between costs.
_SPEED = 60
_SCROLL = """(speed) => new Promise((done) => {
  const frames = [], end = document.documentElement.scrollHeight - innerHeight;
  let last = 0, step = speed;
  const frame = (now) => {
    if (last) frames.push(now - last);
    last = now;
    window.scrollBy(0, step);
    if (step > 0 && window.scrollY >= end - 1) step = -speed;
    if (step < 0 && window.scrollY <= 0) done(frames); else requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
})"""


def scroll(page: "Page", speed: int = _SPEED) -> list[float]:
    """Scroll by so many pixels a frame; return how many milliseconds each frame took."""
    found: list[float] = page.evaluate(_SCROLL, speed)
    return found
