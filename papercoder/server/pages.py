"""The pages of `papercoder web` as routes of the server: threads take the place of runs, its authentication holds."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Mount

from papercoder.server.callers import server_tokens
from papercoder.server.entering import PREFIX, derived
from papercoder.web.app import make_app
from papercoder.web.reading.threads import ThreadRuns

__all__ = ["mount_pages"]


def mount_pages(server: Starlette) -> None:
    """Add the pages to the application that becomes the server's."""

    def runs_of(request: Request) -> ThreadRuns:
        return ThreadRuns(server, _token(request))

    def form_token(request: Request) -> str:
        return derived(_token(request), "forms")

    server.router.routes.append(Mount(PREFIX, make_app(runs_of, form_token, [])))


def _token(request: Request) -> str:
    """Return the token of who was let in."""
    return server_tokens()[request.user.identity]
