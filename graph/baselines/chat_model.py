"""A chat model for LangChain's agents that asks through the run's own client: each step is recorded and limited.

The agent's tools travel as text: each answer is one JSON object that names a tool, validated and asked again like any
other answer. So it works with every provider, and a resumed or replayed run pays for no step twice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.tools import BaseTool
from pydantic import ConfigDict, Field, JsonValue

from papercoder.models.model_client import ModelClient
from papercoder.models.prompt import Message, Prompt
from papercoder.models.text_length import estimate_tokens
from prompts.loader import render
from state.value import Value

__all__ = ["AgentStep", "ClientChatModel"]


class AgentStep(Value):
    """One step of an agent with tools."""

    thought: str = Field("", description="Why this step, in a sentence or two.")
    tool: str = Field(description="Name of the tool.")
    arguments: dict[str, JsonValue] = Field(default_factory=dict, description="The tool's arguments by name.")


@dataclass(frozen=True)
class _Conversation(Prompt):
    """A prompt with turns after the task."""

    turns: tuple[Message, ...] = ()

    def messages(self) -> tuple[Message, ...]:
        return (*super().messages(), *self.turns)


class ClientChatModel(BaseChatModel):
    """What `create_agent` takes as its model."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    client: ModelClient
    kind: str
    room: int = Field(description="Tokens that the conversation may take.")
    tools: tuple[str, ...] = ()

    @property
    def _llm_type(self) -> str:
        return "papercoder-client"

    def bind_tools(self, tools: Sequence[Any], **_: Any) -> "ClientChatModel":
        """Return a copy that knows these tools."""
        return self.model_copy(update={"tools": tuple(t.name for t in tools if isinstance(t, BaseTool))})

    def _generate(
        self, messages: list[BaseMessage], stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None, **kwargs: Any,
    ) -> ChatResult:  # fmt: skip
        raise NotImplementedError("this model answers only asynchronously")

    async def _agenerate(
        self, messages: list[BaseMessage], stop: list[str] | None = None,  # noqa: ARG002 -- the interface
        run_manager: AsyncCallbackManagerForLLMRun | None = None, **kwargs: Any,  # noqa: ARG002 -- the interface
    ) -> ChatResult:  # fmt: skip
        task, *rest = [m for m in messages if m.type != "system"]
        turns = _fitting([self._turn(message) for message in rest], self.room - estimate_tokens(str(task.text)))
        prompt = _Conversation(render("baselines/system"), (), str(task.text), turns=turns)
        number = sum(isinstance(m, AIMessage) for m in rest) + 1
        step = await self.client.ask_json(prompt, AgentStep, self._faults(), subject=f"{self.kind} step {number}")
        call = {"name": step.tool, "args": dict(step.arguments), "id": f"step-{number}", "type": "tool_call"}
        said = AIMessage(content=step.model_dump_json(), tool_calls=[call])
        return ChatResult(generations=[ChatGeneration(message=said)])

    def _faults(self) -> Callable[[AgentStep], list[str]]:
        known = ", ".join(self.tools)
        return lambda step: [] if step.tool in self.tools else [f"tool: {step.tool!r} is none of {known}"]

    def _turn(self, message: BaseMessage) -> Message:
        if isinstance(message, AIMessage):
            return Message("assistant", str(message.text))
        if isinstance(message, ToolMessage):
            iterative = self.kind == "iterative-agent"
            shown = render("baselines/turn", tool=message.name or "tool", result=str(message.text), iterative=iterative)
            return Message("user", shown)
        return Message("user", str(message.text))


def _fitting(turns: list[Message], room: int) -> tuple[Message, ...]:
    """Return the newest turns that fit; an answer and what it gave go together."""
    kept = list(turns)
    while len(kept) > 2 and sum(estimate_tokens(turn.text) for turn in kept) > room:
        kept = kept[2:]
    if len(kept) < len(turns):
        kept[1] = kept[1]._replace(text=f"{render('baselines/forgotten')}\n{kept[1].text}")
    return tuple(kept)
