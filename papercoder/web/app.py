"""The routes: one application for a start of `papercoder web`, another for a LangGraph server."""

import os
from collections.abc import Callable, Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from papercoder.errors import PaperCoderError
from papercoder.web.pages import acting, evidence, live, review, run
from papercoder.web.pages import runs as runs_page
from papercoder.web.reading.source import RunSource
from papercoder.web.templating import render, to

__all__ = ["make_app"]


def make_app(
    runs_of: Callable[[Request], RunSource], form_token: Callable[[Request], str], middleware: Sequence[Middleware]
) -> Starlette:
    """Return the application.

    Args:
        runs_of: Where the runs of whoever asks are.
        form_token: What the forms of whoever asks must hold.
        middleware: Lets in whoever may come.
    """
    app = Starlette(
        routes=[
            Route("/", runs_page.show_runs),
            Route("/favicon.ico", _icon),
            *review.ROUTES,
            *evidence.ROUTES,
            *live.ROUTES,
            *acting.ROUTES,
            *run.ROUTES,
            Mount("/static", StaticFiles(directory=os.path.join(os.path.dirname(__file__), "static"))),
        ],
        middleware=middleware,
        exception_handlers={PaperCoderError: _clear, HTTPException: _http},
    )
    app.state.runs = runs_of
    app.state.form_token = form_token
    return app


def _icon(request: Request) -> Response:
    """Browsers ask for it on answers that are no page."""
    return to(request, "/static/icon.svg")


def _clear(request: Request, error: Exception) -> Response:
    """Say what is wrong in the words that a terminal would show."""
    text = f"{error.message} {error.hint}" if isinstance(error, PaperCoderError) else "Something went wrong."
    return _said(request, text, 404)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 -- registered for this class only
    return _said(request, error.detail, error.status_code)


def _said(request: Request, text: str, status: int) -> Response:
    """Return a page with a way back for a browser, the bare words for everything else: htmx shows them in its page."""
    if "HX-Request" in request.headers or "text/html" not in request.headers.get("accept", ""):
        return PlainTextResponse(text, status_code=status)
    return render(request, "said.html", {"text": text}, status=status)
