"""The channels of the graph: plain JSON, small; bulk text is in the store and a channel holds its reference."""

from typing import Annotated, Literal

from state.answers.probes import Tried
from state.files import FileState
from state.value import Json
from state.wiring.handing import HandOut, latest, merge_files, more_used, replaced_by_author
from state.wiring.interface import Input

__all__ = ["ASK_NO_MODEL", "NODES", "Decision", "FileState", "Json", "State"]

NODES = (
    "reader", "figure-reader", "planner", "architect", "logic-designer", "config-writer", "design-ready",
    "config-review", "amender", "analyst", "coder", "checker", "auditor", "runner", "debugger", "packager",
)  # fmt: skip
"""In the order in which a person sees them, for who may not wait until the graph is built; a test compares both."""
ASK_NO_MODEL = ("reader", "design-ready", "config-review", "checker", "runner", "packager")

Decision = Literal["repair", "audit", "check", "try", "debug", "pack"]  # files; try and pack: the repository


class State(Input, Tried, total=False):
    """Everything that travels between the nodes."""

    paper: Json
    """Card of the paper with `ref`, its text in the store, and its figures; written by reader and figure reader."""
    figures: Json
    """state.parts.figures_read.FiguresRead; written by the figure reader."""
    plan: Json
    """state.plan.Plan; written by the planner."""
    architecture: Json
    """state.architecture.Architecture; written by the architect."""
    beside: bool
    """Whether config.yaml is written beside the logic design, as was set; written by the architect."""
    logic: Json
    """state.logic.LogicDesign; written by the logic designer, and by review and amender."""
    objections: Annotated[dict[str, list[Json]], replaced_by_author]
    """state.objection.Objection by the agent whose answer raised it; written by every agent that answers with one."""
    config: Json
    """state.config.Config; written by the config writer and by the review."""
    answer_problem: Json
    """Why the person's last answer was refused, with its text and what it leaves out; else empty; by the review."""
    rejections: list[str]
    """Reasons of the person who rejected config.yaml, oldest first; written by the review."""
    review: Literal["approved", "rejected", "aborted", "again"]
    """How the last review ended; written by the review."""
    amendment: Json
    """Findings and state.answers.amendment.Amendment where the design differed from config.yaml; the amender's."""
    brief: str
    """Reference of what per-file agents read (paper, plan, architecture, logic, config); by the analyst."""
    files: Annotated[dict[str, FileState], merge_files]
    """What is known of each file; written by analyst, coder, auditor and debugger."""
    agreement_round: int
    """Rounds in which contracts that disagree went back; written by the analyst's hand-out."""
    hand_out: Annotated[HandOut, latest]
    """What was handed out last to an agent that works on files; written by `graph.per_file` alone."""
    tickets: list[Json]
    """state.findings.Ticket per file to repair; written by checker, auditor's hand-out and cleared by the coder's."""
    findings: list[Json] | None
    """state.findings.Finding of the newest check, None where the gates are switched off; written by the checker."""
    decision: Decision
    """What comes next, as checker, auditor or runner decided; written by these."""
    repair_round: int
    """Rounds of repair used; written by checker and auditor."""
    attempts: list[str]
    """Edits that the debugger tried, with the error they were meant to mend, oldest first; written by the debugger."""
    debug_round: int
    """Rounds of debugging used; written by the debugger."""
    best: Json
    """Best version so far: sources by path, errors, coverage; written by the auditor's hand-out."""
    trial: Json
    """state.findings.Trial; written by the runner."""
    usage: Annotated[Json, more_used]
    """state.status.Usage: what all calls of the run have used so far; written by every node."""
    report: Json
    """state.status.Report; written by the packager."""
    repository: dict[str, str]
    """Every file of the finished repository by path, as reference of its text; written by the packager."""
