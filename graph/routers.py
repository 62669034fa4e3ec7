"""Where the graph goes next: pure functions of the state."""

from typing import Literal

from langgraph.types import Send

from state.channels import State
from state.trial import Trial

__all__ = ["after_analyst", "after_auditor", "after_checker", "after_coder", "after_config_review", "after_runner"]


def after_config_review(state: State) -> Literal["analyst", "config-writer", "config-review", "packager"]:
    """Go on after approval, write the config again after a rejection, ask again after an answer that cannot be used."""
    match state["review"]:
        case "approved":
            return "analyst"
        case "rejected":
            return "config-writer"
        case "again":
            return "config-review"
        case "aborted":
            return "packager"


def after_analyst(state: State) -> list[Send] | Literal["analyst", "coder"]:
    """Hand out files, wait for all of them, or go on to coding."""
    return _handed_out(state, "analyst") or ("analyst" if state["assigned"] is None else "coder")


def after_coder(state: State) -> list[Send] | Literal["coder", "checker"]:
    """Hand out a wave, wait for all of it, or go on to the gates."""
    return _handed_out(state, "coder") or ("coder" if state["assigned"] is None else "checker")


def after_checker(state: State) -> Literal["coder", "auditor"]:
    """Repair, or go on to the audit."""
    return "coder" if state.get("tickets") else "auditor"


def after_auditor(state: State) -> list[Send] | Literal["auditor", "checker", "coder", "runner"]:
    """Hand out files, wait for all of them, check a restored version again, repair, or go on to the trial."""
    if state["assigned"]:
        return _handed_out(state, "auditor")
    if state["assigned"] is None:
        return "auditor"
    if state.get("recheck"):
        return "checker"
    return "coder" if state.get("tickets") else "runner"


def after_runner(state: State) -> Literal["debugger", "packager"]:
    """Debug a failed trial while rounds are left."""
    failed = Trial.from_json(state["trial"]).result == "failed"
    return "debugger" if failed and state.get("may_debug", False) else "packager"


def _handed_out(state: State, node: str) -> list[Send]:
    tasks = state["assigned"] or []
    return [Send(node, {"task": task, "brief": state["brief"], "files": state.get("files", {})}) for task in tasks]
