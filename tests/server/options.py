"""What the server is told: size of the project, how it answers, which faults it commits."""

from typing import Literal, get_args

from pydantic import Field

from state.review import Issue
from state.value import Value
from tests.server.sizes import Sizes

__all__ = [
    "ARCHITECTURE_FAULTS",
    "CODE_ANSWER_FAULTS",
    "CODE_FAULT_KINDS",
    "FAULT_KINDS",
    "JSON_FAULTS",
    "LOGIC_FAULTS",
    "REPLY_FAULTS",
    "WIRE_FAULTS",
    "CodeFault",
    "CodeFaultKind",
    "Fault",
    "FaultKind",
    "ServerOptions",
]

WireFault = Literal[
    "429", "429-retry-after", "500", "503", "reset", "hang", "slow-stream", "cut-stream",
    "401", "404-model", "context-overflow",
]  # fmt: skip
ReplyFault = Literal["empty", "null", "refusal", "length", "no-choices", "usage-missing", "usage-partial"]
JsonFault = Literal[
    "json-truncated", "json-trailing-comma", "json-single-quotes", "json-unquoted-key", "json-comment",
    "json-python-literal", "json-raw-newline", "json-bad-escape", "json-missing-comma", "json-two-objects",
    "wrong-schema",
]  # fmt: skip
CodeAnswerFault = Literal[
    "fence-in-docstring", "bash-first", "crlf", "no-fence", "path-line", "path-comment", "path-info"
]  # fmt: skip
ArchitectureFault = Literal[
    "nested-paths", "parent-path", "absolute-path", "duplicate-path", "reserved-name", "missing-owner"
]  # fmt: skip
LogicFault = Literal["dependency-cycle", "unknown-dependency"]
FaultKind = Literal[WireFault, ReplyFault, JsonFault, CodeAnswerFault, ArchitectureFault, LogicFault, "text"]

WIRE_FAULTS: tuple[str, ...] = get_args(WireFault)
REPLY_FAULTS: tuple[str, ...] = get_args(ReplyFault)
JSON_FAULTS: tuple[str, ...] = get_args(JsonFault)
CODE_ANSWER_FAULTS: tuple[str, ...] = get_args(CodeAnswerFault)
ARCHITECTURE_FAULTS: tuple[str, ...] = get_args(ArchitectureFault)
LOGIC_FAULTS: tuple[str, ...] = get_args(LogicFault)
FAULT_KINDS: tuple[str, ...] = get_args(FaultKind)

CodeFaultKind = Literal[
    "missing-import", "wrong-argument", "shape-error", "missing-key", "endless-loop", "memory-hog", "stub", "unmet"
]  # fmt: skip
CODE_FAULT_KINDS: tuple[str, ...] = get_args(CodeFaultKind)


class Fault(Value):
    """One fault of the server: on which calls, and what happens there."""

    kind: FaultKind
    agent: str = Field(default="", description="Only calls of this agent; empty for all.")
    subject: str = Field(default="", description="Only calls for this file (reviewer: this artifact); empty for all.")
    nth: int = Field(default=1, ge=1, description="The first of the matching calls that is hit.")
    times: int = Field(default=1, ge=0, description="How many matching calls in a row are hit; 0 for all that follow.")
    seconds: float = Field(default=1.0, ge=0, description="Retry-After, extra seconds of a slow stream.")
    text: str = Field(default="", description="The whole answer, for kind 'text'.")


class CodeFault(Value):
    """A mistake in the first version of a generated file."""

    kind: CodeFaultKind
    path: str = Field(default="", description="A module; empty for the one that the entry point calls first.")
    repaired: bool = Field(default=True, description="Whether repair and debugger answers mend it.")


class ServerOptions(Value):
    """Everything the server is told. The same options give the same answers to the same requests."""

    files: int = Field(default=10, ge=4, description="Files of the made-up project.")
    seed: int = 0
    host: str = "127.0.0.1"
    port: int = Field(default=0, ge=0, le=65535, description="0 for any free port.")
    model: str = Field(default="test-model", description="Name that /v1/models lists.")
    any_model: bool = Field(default=True, description="Answer for every model name; else 404 for all but `model`.")
    api_key: str = Field(default="", description="The only accepted bearer token; empty accepts everything.")
    usage: Literal["details", "plain", "absent"] = "details"
    formats: Literal["json_schema", "json_object", "none"] = Field(
        default="json_schema", description="The most that response_format may ask for; more is answered with 400."
    )
    context_window: int = Field(default=0, ge=0, description="Tokens a prompt may have, else 400; 0 for no limit.")
    speed: float = Field(
        default=0.0, ge=0, description="1 = latency model in real time, 10 = ten times faster, 0 = none."
    )
    tokens_per_second: float = Field(default=2000.0, gt=0, description="How fast the latency model writes an answer.")
    padded: bool = Field(default=False, description="Longer answers, of assumed sizes.")
    sizes: Sizes | None = Field(default=None, description="Answers as long as those of a recorded run.")
    faults: tuple[Fault, ...] = ()
    fault_rate: float = Field(default=0.0, ge=0, le=1, description="Share of calls hit by a random fault that passes.")
    fault_kinds: tuple[FaultKind, ...] = Field(
        default=(), description="Kinds drawn at random; empty for all that pass."
    )
    fault_seed: int = 0
    code_faults: tuple[CodeFault, ...] = ()
    issues: dict[str, tuple[Issue, ...]] = Field(
        default_factory=dict, description="Issues of the first review of an artifact, by agent name."
    )
