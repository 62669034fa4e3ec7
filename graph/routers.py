"""Where the graph goes next: pure functions of the state; their return types are the edges of the picture."""

from typing import Literal

from state.channels import State

__all__ = [
    "after_architect",
    "after_auditor",
    "after_checker",
    "after_config_review",
    "after_logic_designer",
    "after_runner",
]


def after_architect(state: State) -> list[Literal["logic-designer", "config-writer"]]:
    """Design the logic, with config.yaml beside it where that is set."""
    return ["logic-designer", "config-writer"] if state.get("beside") else ["logic-designer"]


def after_logic_designer(state: State) -> Literal["config-writer", "design-ready"]:
    """Write config.yaml unless that is done in the same step: what both lead to begins when both have ended."""
    return "design-ready" if state.get("beside") else "config-writer"


def after_config_review(state: State) -> Literal["amender", "config-writer", "config-review", "packager"]:
    """Go on after approval, write the config again after a rejection, ask again after an answer that cannot be used."""
    match state["review"]:
        case "approved":
            return "amender"
        case "rejected":
            return "config-writer"
        case "again":
            return "config-review"
        case "aborted":
            return "packager"


def after_checker(state: State) -> Literal["coder", "auditor"]:
    """Repair, or go on to the audit."""
    return "coder" if state["decision"] == "repair" else "auditor"


def after_auditor(state: State) -> Literal["checker", "coder", "runner"]:
    """Check a restored version again, repair, or go on to the trial."""
    match state["decision"]:
        case "check":
            return "checker"
        case "repair":
            return "coder"
        case "try":
            return "runner"
        case other:
            raise ValueError(f"the auditor does not decide to {other}")


def after_runner(state: State) -> Literal["debugger", "packager"]:
    """Debug a failed trial while rounds are left."""
    return "debugger" if state["decision"] == "debug" else "packager"
