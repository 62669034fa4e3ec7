"""The environment in which a LangGraph server of ours is started beside a test server."""

import os
from pathlib import Path

from tests.server.running import RunningServer

__all__ = ["environment_beside"]

_ROOT = Path(__file__).parents[2]


def environment_beside(model: RunningServer, folder: Path, token: str, **own: str) -> dict[str, str]:
    """Return the variables.

    Args:
        model: Answers in place of a provider.
        folder: Home of the server, with its data folder.
        token: Lets callers in.
        own: Further variables, or others than these.
    """
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(_ROOT),
        "PAPERCODER_DATA": str(folder / "data"),
        "PAPERCODER_MODEL": "openai:test-model",
        "PAPERCODER_BASE_URL": model.url,
        "OPENAI_API_KEY": "sk-test",
        "PAPERCODER_SERVER_TOKEN": token,
        "LANGSMITH_TRACING": "false",
        "LANGGRAPH_CLI_NO_ANALYTICS": "1",
        **own,
    }
