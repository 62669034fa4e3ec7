"""The settings of a run: the graph's context schema, so every field has a description that Studio shows."""

from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, WithJsonSchema

from state.channels import ASK_NO_MODEL, NODES
from state.model_name import ModelName
from state.value import Value
from state.wiring.widgets import with_widgets

__all__ = ["AGENTS", "AgentName", "ContextPolicy", "ReasoningEffort", "Settings"]

AGENTS = (*(node for node in NODES if node not in ASK_NO_MODEL), "examiner", "critic", "judge", "grader", "baseline")
"""Who asks a model: the nodes that do, the examiner, the critic of plans, and those of the evaluation."""


def _known(name: str) -> str:
    if name not in AGENTS:
        raise ValueError(f"'{name}' is no agent that asks a model; known: {', '.join(AGENTS)}")
    return name


AgentName = Annotated[str, AfterValidator(_known), WithJsonSchema({"type": "string", "enum": list(AGENTS)})]
ContextPolicy = Literal["auto", "sliced", "full"]
ReasoningEffort = Literal["", "minimal", "low", "medium", "high"]


_Price = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Settings(Value):
    """How a run asks models, how often it may repair, and where it stops."""

    model_config = ConfigDict(json_schema_extra=with_widgets)

    model: str = Field(
        "",
        description="provider:name, for instance openai:gpt-5-mini; or replay:FOLDER to answer from "
        "recorded calls (replay-loosely:FOLDER also where the wording of a request has changed since).",
    )
    base_url: str = Field("", description="Address of an OpenAI-compatible server; empty for the provider's own.")
    agent_models: dict[AgentName, str] = Field(
        default_factory=dict, description="Another provider:name for single agents, for instance {'coder': '...'}."
    )
    reasoning_effort: ReasoningEffort = Field("", description="Reasoning effort; empty for the provider's default.")
    temperature: float | None = Field(
        None, ge=0, le=2, description="Sampling temperature; empty for the provider's default."
    )
    max_output_tokens: int | None = Field(
        None, ge=256, le=10_000_000, description="Limit of one answer; a cut answer is continued."
    )
    context_window: int | None = Field(
        None,
        ge=4096,
        le=100_000_000,
        description="Tokens the model can read; empty where the model's profile says it (else 128,000).",
    )
    request_timeout: float = Field(600.0, gt=0, le=86_400, description="Seconds one model call may take.")
    request_retries: int = Field(
        6,
        ge=0,
        le=20,
        description="How often a request that met a rate limit or a server fault is sent again, "
        "after pauses of 1, 2, 4 seconds and so on, up to a minute.",
    )
    stream: bool = Field(
        default=True, description="Show answers while they are written, where somebody follows the run."
    )
    answer_attempts: int = Field(
        3, ge=1, le=10, description="How often an answer that does not validate is asked for again."
    )
    max_cost: float | None = Field(
        None, ge=0, allow_inf_nan=False, description="US dollars the run may spend; then it stops, resumable."
    )
    max_tokens: int | None = Field(
        None, ge=0, le=10**15, description="Input and output tokens the run may use; then it stops, resumable."
    )
    price: tuple[_Price, _Price, _Price] | None = Field(
        None, description="US dollars per million input, cached input and output tokens, where the price is not known."
    )
    max_parallel: int = Field(64, ge=1, le=256, description="Files analysed, written or audited at once.")
    approve_config: bool = Field(default=False, description="Approve config.yaml without asking a person.")
    prefer_source: bool = Field(
        default=False, description="Read a PDF that carries an arXiv id from its LaTeX source there."
    )
    figures: Literal["auto", "off", "all"] = Field(
        "auto",
        description="Have the model read the paper's figures from their images: auto = where its profile says that it "
        "takes images; all = in any case, also where nothing is known of the model; off = only their captions.",
    )
    look_up_names: bool = Field(
        default=True,
        description="Look up dataset and model names on the Hugging Face hub, where the extra is installed.",
    )
    review_rounds: int = Field(3, ge=0, le=20, description="How often config.yaml may be rejected and written again.")
    refine_rounds: int = Field(
        1, ge=0, le=3, description="Rounds of critique after each planning agent; 0 turns them off."
    )
    critic_reads: Literal["auto", "everything", "all-but-architecture", "plan-and-config", "plan"] = Field(
        "auto",
        description="Which answers of the planning agents the critic reads; a program checks owners, data and paths of "
        "the architecture. auto = plan and configuration, and the logic design where contracts are not settled "
        "together: who settles them reads it, after the review, with the approved config.yaml in sight.",
    )
    mended_by: Literal["critic", "author"] = Field(
        "critic",
        description="Who mends what the critic finds: critic = its answer holds the edits, and the author is asked "
        "only about what they leave to it; author = another call of the author.",
    )
    ledger: Literal["one-call", "by-section"] = Field(
        "one-call",
        description="How the planner writes the requirements: with the plan in one answer, or, of papers with more "
        "than some 7,000 tokens, for groups of sections side by side and then merged, which waits less.",
    )
    agreement_rounds: int = Field(
        1, ge=0, le=3, description="How often contracts that disagree go back to the analysts; 0 = off."
    )
    contract_order: Literal["aside", "waves"] = Field(
        "aside",
        description="aside = all contracts at once; waves = a contract after those of the files whose classes and "
        "constants it rests on, which its analyst then sees.",
    )
    read_contracts: bool = Field(
        default=False,
        description="Have all contracts read together once, for two rules of one thing, before code is written: one "
        "more call, and one for each contract that is sent back; needs agreement_rounds.",
    )
    config_beside_design: bool = Field(
        default=True,
        description="Write config.yaml side by side with the logic design, after the architecture: the review comes "
        "earlier; false = after the logic design, which its author then reads.",
    )
    contracts: Literal["every-file", "together", "large-files", "shared-files", "none"] = Field(
        "together",
        description="How contracts come about: every-file = an analyst's call for each file; together = one call "
        "settles for all files what the design leaves open; large-files = a call for each file but small ones; "
        "shared-files = only for those that other files depend on; none. Where no analyst writes a contract, it is "
        "the design's own, and its signatures are read out of the code.",
    )
    contract_text: Literal["brief", "whole"] = Field(
        "brief",
        description="What a contract says in its analyst's words: brief = only what design, ledger and configuration "
        "do not say, the program puts these in; whole = everything.",
    )
    context_policy: ContextPolicy = Field(
        "sliced",
        description="What a coder sees: sliced = contract, config, direct dependencies, cited sections; "
        "full = the same behind the whole paper and plan; auto = full where it fills less than half of the window.",
    )
    waves: Literal["auto", "dependencies", "contracts"] = Field(
        "auto",
        description="When a file is written: dependencies = after the files it depends on, whose sources its coder "
        "sees; contracts = all files at once, against the contracts of the files they depend on, which is faster; "
        "auto = contracts where context_policy is sliced, else dependencies.",
    )
    check: bool = Field(default=True, description="Run the static gates over the repository.")
    audit: bool = Field(default=True, description="Judge every requirement in the code that owns it.")
    pass_on: bool = Field(
        default=False,
        description="Judge in another file what an audit leaves to that file: one more call for each such file, which "
        "found nothing new of ten defects between files.",
    )
    chains: bool = Field(
        default=False,
        description="Judge core requirements once more along their whole path through the files, after the files were "
        "judged: one more call for each file that owns some.",
    )
    examiner: bool = Field(
        default=False,
        description="Write tests for core requirements from the paper, without the code, and run them in the sandbox: "
        "one more call for each file that owns some, and one where a test fails; needs the audit.",
    )
    trial: bool = Field(default=True, description="Run the repository's smoke test inside the sandbox.")
    repair_rounds: int = Field(
        2, ge=0, le=4, description="Rounds of repair after gates and audit together; 0 turns repair off."
    )
    debug_rounds: int = Field(3, ge=0, le=6, description="Rounds of debugging after a failed trial.")
    probes: bool = Field(
        default=False,
        description="Let planner, critic, logic designer, analyst and debugger have beliefs about libraries tried in "
        "the sandbox, in the environment of the trial, before code rests on them; whether models ask is not measured.",
    )
    reach_rounds: int = Field(
        1,
        ge=0,
        le=2,
        description="How many of the rounds of debugging may let the smoke test reach core and important requirements "
        "of which no line ran; a call only where there are some; 0 = only reported.",
    )
    trial_seconds: float = Field(120.0, gt=0, le=3600, description="Wall time of each stage of the trial.")
    trial_memory_mb: int = Field(2048, ge=128, le=16_777_216, description="Memory of the trial in MiB.")
    real_sizes_seconds: float = Field(
        60.0,
        ge=0,
        le=86400,
        description="Time for trying what the smoke block shrinks at its real size; 0 = not tried.",
    )
    install_heavy: bool = Field(
        default=True, description="Let the trial install torch, tensorflow or jax, for CPUs where that build is found."
    )
    dockerfile: bool = Field(default=False, description="Write a Dockerfile into the repository.")
    git: bool = Field(
        default=False, description="Begin a Git repository with one first commit in the delivered repository."
    )
    sandbox: Literal["auto", "bubblewrap", "docker", "podman", "none"] = Field(
        "auto", description="What confines the trial; none runs the code unconfined and is reported."
    )
    profile: Literal["default", "classic"] = Field(
        "default",
        description="classic = the published PaperCoder pipeline: sequential coding with all earlier files, "
        "nothing verified.",
    )

    @property
    def replays(self) -> bool:
        """Whether recorded calls answer."""
        return ModelName.of(self.model).replays

    @property
    def one_by_one(self) -> bool:
        """Whether files are analysed and written one after the other, with all earlier files in each prompt."""
        return self.profile == "classic"

    @property
    def from_contracts(self) -> bool:
        """Whether all files are written at once, from contracts."""
        return self.waves == "contracts" or (self.waves == "auto" and self.context_policy == "sliced")

    def critic_rounds(self, agent: str) -> int:
        """Return how often the critic reads what a planning agent answers."""
        chosen = self.critic_reads
        if chosen == "auto":
            chosen = "plan-and-config" if self.contracts == "together" else "all-but-architecture"
        unread = {"all-but-architecture": ("architect",), "plan-and-config": ("architect", "logic-designer")}
        read = agent == "planner" if chosen == "plan" else agent not in unread.get(chosen, ())
        return self.refine_rounds if read else 0

    def effective(self) -> "Settings":
        """Return the settings with those that the profile decides."""
        if self.profile == "default":
            return self
        off = {
            "check": False,
            "audit": False,
            "examiner": False,
            "trial": False,
            "probes": False,
            "refine_rounds": 0,
            "agreement_rounds": 0,
        }
        old = {"context_policy": "full", "waves": "dependencies", "contracts": "every-file", "ledger": "one-call"}
        whole = {"contract_text": "whole"}
        one = {"critic_reads": "everything", "config_beside_design": False, "repair_rounds": 0, "debug_rounds": 0}
        return self.model_copy(update={**off, **old, **whole, **one})
