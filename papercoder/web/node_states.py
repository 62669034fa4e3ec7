"""How far each node of a run is, as its state says; the same for a page, its live part and the exported file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from papercoder.runs.card import Status
from state.channels import NODES
from state.settings import Settings

__all__ = ["NodeState", "node_states"]

_SWITCHES = {"checker": "check", "auditor": "audit", "runner": "trial", "debugger": "trial"}
_SIGNS = {"done": "\u2713", "working": "\u25cf", "asking": "?", "off": "-", "skipped": "-", "waiting": "\u00b7"}
_WORDS = {
    "done": "done", "working": "at work", "asking": "waits for you", "off": "switched off",
    "skipped": "did not run", "waiting": "not yet",
}  # fmt: skip


@dataclass(frozen=True)
class NodeState:
    """One node.

    Args:
        name: As in the graph.
        state: done, working, asking, off, skipped (the run ended without it) or waiting.
        detail: How far it is, such as '7 of 20 files'; empty for nodes that do one thing.
    """

    name: str
    state: str
    detail: str = ""

    @property
    def sign(self) -> str:
        """One character for the state, so that it is not told by colour alone."""
        return _SIGNS[self.state]

    @property
    def words(self) -> str:
        """The state in words."""
        return _WORDS[self.state]


def node_states(values: Mapping[str, Any], status: Status, settings: Settings) -> list[NodeState]:
    """Return the nodes in the order of the graph."""
    files = (values.get("files") or {}).values()
    planned = len((values.get("architecture") or {}).get("files", ()))
    contracts = sum(bool(file.get("contract")) for file in files)
    sources = sum(bool(file.get("source")) for file in files)
    audited = sum(bool(file.get("verdicts")) for file in files)
    reported = bool(values.get("report"))
    ran = dict.fromkeys(("files", "gates", "audit", "trial"), False)
    ran |= {check.name: check.result != "not run" for check in status.checks}
    done = {
        "reader": "paper" in values, "figure-reader": "figures" in values or "plan" in values,
        "planner": "plan" in values, "architect": "architecture" in values,
        "logic-designer": "logic" in values, "config-writer": "config" in values,
        "design-ready": "logic" in values and "config" in values,
        "config-review": values.get("review") == "approved", "amender": "amendment" in values or "brief" in values,
        "analyst": planned > 0 and contracts >= planned,
        "coder": planned > 0 and sources >= planned, "checker": bool(values.get("checked")) or ran["gates"],
        "auditor": audited > 0 and (reported or audited >= planned),
        "runner": ran["trial"] or bool(values.get("trial")),
        "debugger": bool(values.get("debug_round")), "packager": reported,
    }  # fmt: skip
    # What the state does not tell of a node is done where a later one is.
    later = [name for name in NODES if done.get(name)]
    done = {name: done.get(name, bool(later) and NODES.index(name) < NODES.index(later[-1])) for name in NODES}
    of = f" of {planned} files"
    looked = values.get("figures") or {"read": 0, "captions": 0}
    details = {
        "figure-reader": f"{looked['read']} of {looked['read'] + looked['captions']} figures" if looked["read"] else "",
        "analyst": f"{contracts}{of}" if planned else "", "coder": f"{sources}{of}" if planned else "",
        "auditor": f"{audited}{of}" if planned and audited else "",
        "checker": _rounds(values.get("repair_round"), "repair"),
        "debugger": _rounds(values.get("debug_round"), "debugging"),
    }  # fmt: skip
    working = _working(done, status)
    effective = settings.effective()
    return [
        NodeState(
            name,
            "skipped" if reported and not done[name] else _state(name, done[name], name in working, status, effective),
            details.get(name, ""),
        )
        for name in NODES
    ]


def _working(done: Mapping[str, bool], status: Status) -> set[str]:
    if status.next:
        return set(status.next)
    return {next((name for name, is_done in done.items() if not is_done), "")}


def _state(name: str, done: bool, working: bool, status: Status, settings: Settings) -> str:
    switch = _SWITCHES.get(name)
    if switch and not getattr(settings, switch):
        return "off"
    if working and name == "config-review" and status.status == "waiting for review":
        return "asking"
    if working and status.status == "running":
        return "working"
    return "done" if done else "waiting"


def _rounds(count: Any, what: str) -> str:
    return f"{count} round{'s' if count != 1 else ''} of {what}" if count else ""
