"""results.html: the same as RESULTS.md for a browser, one file without scripts, every text escaped."""

from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from typing import Any

from papercoder.results.claims import Claim
from papercoder.results.compare import Comparison
from papercoder.results.curves import Curve
from papercoder.workspace.pages.plots import plot
from papercoder.workspace.pages.shown import counts, notes, shown_tables

__all__ = ["numbers_html"]

_UNPLACED = 200
"""Numbers outside of tables on the page; metrics.json holds all."""


def numbers_html(
    comparison: Comparison,
    claims: Sequence[Claim],
    how: str,
    title: str,
    sizes: Sequence[str] = (),
    curves: Sequence[tuple[Curve, bytes]] = (),
) -> str:
    """Return the page.

    Args:
        comparison: The paper's tables with our numbers.
        claims: What follows from them.
        how: How ours came about.
        title: Of the paper.
        sizes: Of the smoke test, where ours come from it.
        curves: Plots of ours, each with the image of the paper's figure; empty where that is not at hand.
    """
    from markupsafe import Markup

    order = ("does not hold", "not run", "holds")
    unplaced = comparison.unplaced[:_UNPLACED] if comparison.kind == "full" else ()
    text: str = _template().render(
        title=title,
        how=how,
        counts=counts(comparison, tuple(claims)),
        notes=notes(comparison),
        sizes=sizes if comparison.kind == "smoke" else (),
        tables=list(shown_tables(comparison)),
        # The drawing is made of numbers and of texts that it has escaped itself.
        curves=[(curve, Markup(plot(curve)), b64encode(image).decode()) for curve, image in curves],  # noqa: S704
        claims=sorted(claims, key=lambda claim: order.index(claim.result)),
        unplaced=[
            (key, f"{value.value:.6g}" + (f" ± {value.deviation:.3g}" if value.deviation is not None else ""))
            for key, value in unplaced
        ],
    )
    return text


@cache
def _template() -> Any:
    from importlib.resources import files

    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.from_string((files("papercoder.workspace.pages") / "results.html").read_text(encoding="utf-8"))
