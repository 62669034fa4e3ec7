"""Templates as pages and fragments; everything is escaped, a name that is missing is an error."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from papercoder.review.scalars import flow

__all__ = ["environment", "render"]


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
    return made


def render(request: Request, name: str, values: Mapping[str, Any], *, status: int = 200) -> HTMLResponse:
    """Return a page, or for htmx only its part: the template of the same name with `_` before it."""
    part = "HX-Request" in request.headers
    text = (
        environment()
        .get_template(f"_{name}" if part else name)
        .render(form_token=request.app.state.access.form_token, root=request.scope.get("root_path", ""), **values)
    )
    return HTMLResponse(text, status_code=status)
