"""What every HTML page of an evaluation shares: the frame, its style, and numbers as text."""

from html import escape

__all__ = ["bar", "page", "percent"]

_STYLE = """
:root { --ink:#1f2328; --muted:#656d76; --line:#d8dee4; --soft:#f6f8fa; --accent:#0b62c4; }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; color: var(--ink);
  max-width: 1080px; margin: 0 auto; padding: 28px 24px 60px; background: #fff; }
h1 { font-size: 24px; margin: 0 0 4px; } h2 { font-size: 18px; margin: 34px 0 10px; }
h3 { font-size: 15px; margin: 0 0 6px; }
.muted, .weight { color: var(--muted); } .lead { margin: 4px 0; } .big { font-size: 26px; margin-right: 8px; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { text-align: left; padding: 5px 10px; border-bottom: 1px solid var(--line); vertical-align: top; }
th { background: var(--soft); font-weight: 600; } .n { text-align: right; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; } .range { display: block; font-size: 12px; white-space: nowrap; color: var(--muted); }
td.name { white-space: nowrap; }
.bar { background: var(--soft); border-radius: 3px; height: 12px; width: 160px; margin-top: 5px; }
.bar div { background: var(--accent); border-radius: 3px; height: 12px; }
.tree details { margin-left: 18px; border-left: 1px solid var(--line); padding-left: 10px; }
.tree > details { margin-left: 0; border: 0; padding: 0; }
summary { cursor: pointer; padding: 3px 0; }
.score { display: inline-block; min-width: 52px; text-align: center; border-radius: 4px; padding: 0 6px;
  font-size: 13px; font-variant-numeric: tabular-nums; }
.good { background: #d5f0dc; } .half { background: #fbeec2; } .bad { background: #fbd9d6; }
.none { background: #e6e6e6; }
.tag { white-space: nowrap; font-size: 12px; color: var(--muted); border: 1px solid var(--line);
  border-radius: 10px; padding: 0 8px; }
.why { white-space: pre-wrap; margin: 4px 0 10px; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(480px, 1fr)); gap: 22px; align-items: start; }
.plot { border: 1px solid var(--line); border-radius: 8px; padding: 14px 14px 6px; }
.plot p { font-size: 13px; margin: 0 0 6px; } svg { width: 100%; height: auto; display: block; }
svg text { font: 12px system-ui, "DejaVu Sans", sans-serif; fill: var(--ink); } svg .small { fill: var(--muted); }
button { font: inherit; font-size: 13px; padding: 2px 10px; }
"""


def page(title: str, body: str) -> str:
    """Return a whole page; `body` is HTML."""
    return (
        f"<!doctype html>\n<html lang='en'><head><meta charset='utf-8'>"
        f"<meta name='viewport' content='width=device-width, initial-scale=1'><title>{escape(title)}</title>"
        f"<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>{body}</body></html>\n"
    )


def percent(share: float | None) -> str:
    """Return a share as text."""
    return "&ndash;" if share is None else f"{100 * share:.1f}%"


def bar(share: float | None) -> str:
    """Return a horizontal bar."""
    return "" if share is None else f"<div class='bar'><div style='width:{100 * share:.1f}%'></div></div>"
