"""Templates as answers: whole pages, or the part of one that htmx asks for."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from papercoder.web.environment import environment

__all__ = ["render"]


def render(request: Request, name: str, values: Mapping[str, Any], *, status: int = 200) -> HTMLResponse:
    """Return a page, or for htmx only its part: the template of the same name with `_` before it."""
    part = "HX-Request" in request.headers
    text = (
        environment()
        .get_template(f"_{name}" if part else name)
        .render(form_token=request.app.state.access.form_token, root=request.scope.get("root_path", ""), **values)
    )
    return HTMLResponse(text, status_code=status)
