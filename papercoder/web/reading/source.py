"""What every place where runs live can tell the pages and do for them; called in worker threads, never in the loop."""

from typing import TYPE_CHECKING, Any, Protocol

from papercoder.runs.listing import RunEntry

if TYPE_CHECKING:
    from starlette.requests import Request

    from papercoder.web.view import RunView

__all__ = ["RunSource", "form_token", "runs_of"]


class RunSource(Protocol):
    """Runs that whoever asks may see."""

    def find(self, asked: str) -> str:
        """Return the id of the run that is meant.

        Raises:
            SettingsError: there is none for whoever asks.
        """

    def entries(self) -> list[RunEntry]:
        """Return the runs, newest first."""

    def earlier(self) -> list[RunEntry]:
        """Return runs whose calls tell how long such calls take here, newest first."""

    def view(self, run: str) -> "RunView":
        """Return everything of a run that pages show."""

    def question(self, run: str) -> Any:
        """Return what the run asks a person; None where it does not wait."""

    def text(self, ref: str) -> str:
        """Return a text of the store."""

    def is_driven(self, run: str) -> bool:
        """Say whether the run is under way, or somebody waits for its answer."""

    def mark(self, run: str) -> object:
        """Return what changes whenever there is more to be shown of a run."""

    def go_on(self, run: str, answer: Any = None) -> None:
        """Have the run go on, with the answer to its question where one was sent."""

    def fork(self, run: str, node: str) -> str:
        """Return the id of a new run that goes on from the state that this one had before a node.

        Raises:
            SettingsError: it never came to that node.
        """

    async def remove(self, run: str) -> None:
        """Delete a run for good."""


def runs_of(request: "Request") -> RunSource:
    """Return the runs of whoever sent the request."""
    source: RunSource = request.app.state.runs(request)
    return source


def form_token(request: "Request") -> str:
    """Return what every form of whoever sent the request must hold, so that no other page can send one."""
    token: str = request.app.state.form_token(request)
    return token
