"""The routes, one application for a start of `papercoder web`."""

import os
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from papercoder.errors import PaperCoderError
from papercoder.web.guard import Access, Guard
from papercoder.web.pages import evidence, review, run, runs

__all__ = ["make_app"]

GoOn = Callable[[str], None]


def make_app(access: Access, go_on: GoOn) -> Starlette:
    """Return the application.

    Args:
        access: Who may come in.
        go_on: Has a run go on with the answer that was sent; called with its id.
    """
    app = Starlette(
        routes=[
            Route("/", runs.show_runs),
            Route("/favicon.ico", _icon),
            *review.ROUTES,
            *evidence.ROUTES,
            *run.ROUTES,
            Mount("/static", StaticFiles(directory=os.path.join(os.path.dirname(__file__), "static"))),
        ],
        middleware=[Middleware(Guard, access=access)],
        exception_handlers={PaperCoderError: _clear, HTTPException: _http},
    )
    app.state.access = access
    app.state.go_on = go_on
    return app


def _icon(_: Request) -> Response:
    """Browsers ask for it on answers that are no page."""
    return RedirectResponse("/static/icon.svg")


def _clear(_: Request, error: Exception) -> Response:
    """Say what is wrong in the words that a terminal would show."""
    text = f"{error.message} {error.hint}" if isinstance(error, PaperCoderError) else "Something went wrong."
    return PlainTextResponse(text, status_code=404)


def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 -- registered for this class only
    return PlainTextResponse(error.detail, status_code=error.status_code)
