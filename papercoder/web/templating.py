"""Templates as answers: whole pages, or the part of one that htmx asks for."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from papercoder.web.environment import environment
from papercoder.web.reading.source import form_token

__all__ = ["render", "to"]


def render(request: Request, name: str, values: Mapping[str, Any], *, status: int = 200) -> HTMLResponse:
    """Return a page, or for htmx only its part: the template of the same name with `_` before it."""
    part = "HX-Request" in request.headers
    text = (
        environment()
        .get_template(f"_{name}" if part else name)
        .render(form_token=form_token(request), root=request.scope.get("root_path", ""), **values)
    )
    return HTMLResponse(text, status_code=status)


def to(request: Request, path: str) -> RedirectResponse:
    """Send the browser to another page of ours, after what was sent has been done."""
    return RedirectResponse(f"{request.scope.get('root_path', '')}{path}", status_code=303)
