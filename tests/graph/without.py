"""The test server for a run in which the reviewer leaves a requirement out."""

import json

from tests.server import Fault, ServerOptions
from tests.server.answers import find_file, project_of
from tests.server.judging import contract
from tests.server.request import read_request

__all__ = ["options_without"]


def options_without(left_out: str) -> ServerOptions:
    """Return options with which the owner's analyst writes the contract that is right without the requirement."""
    plain = ServerOptions(files=4)
    project = project_of(plain)
    owner = next(d.path for d in project.demands if d.id == left_out)
    draft = contract(project, find_file(project, owner), read_request([]))
    draft["obligations"] = [o for o in draft["obligations"] if o["requirement"] != left_out]
    fault = Fault(kind="text", agent="analyst", subject=owner, times=0, text=json.dumps(draft))
    return plain.model_copy(update={"faults": (fault,)})
