"""The templates of pages and of the exported file; everything is escaped, a name that is missing is an error."""

from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from papercoder.review.scalars import flow
from papercoder.web.drawing.markdown import as_html

__all__ = ["environment"]


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the templates; autoescape is on for all of them, whatever their names."""
    made = Environment(
        loader=PackageLoader("papercoder.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["flow"] = flow
    made.filters["markdown"] = as_html
    return made
