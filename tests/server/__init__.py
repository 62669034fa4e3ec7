"""A local OpenAI-compatible server that stands in for a model: it answers whole runs for a made-up paper of N files."""

from tests.server.log import Bill, LoggedRequest
from tests.server.options import CodeFault, Fault, ServerOptions
from tests.server.paper import make_paper
from tests.server.running import RunningServer, serve

__all__ = ["Bill", "CodeFault", "Fault", "LoggedRequest", "RunningServer", "ServerOptions", "make_paper", "serve"]
