import json
from typing import Any, TypedDict

import pytest

from papercoder.errors import AnswerError, UnsafePath
from papercoder.models.prompt import Prompt
from state.review import Review
from tests.models.conftest import Clients
from tests.models.server import Server, Step, chat, cut_stream, no_choices, raw

PROMPT = Prompt("system", ("# Paper\ntext",), "# Task: coder\nFile: `a.py`")
GOOD = '{"issues": []}'
ISSUE = {"severity": "high", "where": "R1", "problem": "p", "change": "c"}


class Told(TypedDict):
    answer: str


def no_faults(_: Review) -> list[str]:
    return []


def strict(text: str) -> str:
    if not text.endswith("END"):
        raise ValueError("it must end with END")
    return text


async def test_messages_go_out_in_order(server: Server, clients: Clients) -> None:
    server.steps = [chat(GOOD)]
    assert await clients().client.ask_json(PROMPT, Review, no_faults) == Review()
    sent = [(m["role"], m["content"]) for m in server.seen[0]["messages"]]
    assert sent == [("system", PROMPT.system), ("user", PROMPT.shared[0]), ("user", PROMPT.task)]


async def test_invalid_json_schema_and_meaning_are_asked_again_with_the_faults(
    server: Server, clients: Clients
) -> None:
    answers = ["{'issues': 1}", '{"issues": [{"severity": "huge"}]}', json.dumps({"issues": [ISSUE]})]
    server.steps = [*(chat(text) for text in answers), chat(GOOD)]
    asked = clients(answer_attempts=4)
    found = await asked.client.ask_json(PROMPT, Review, lambda review: ["R1 is fine"] if review.issues else [])
    assert found == Review()
    second, third, fourth = (body["messages"][-2:] for body in server.seen[1:])
    assert [second[0]["content"], third[0]["content"], fourth[0]["content"]] == answers
    assert all(pair[0]["role"] == "assistant" for pair in (second, third, fourth))
    assert second[1]["content"].startswith("# Faults\n")
    assert "line 1, column 2" in second[1]["content"] or "expected one JSON object" in second[1]["content"]
    assert "issues[0].severity" in third[1]["content"]
    assert "'\"huge\"'" in third[1]["content"]
    assert "issues[0].where: this field is required and missing" in third[1]["content"]
    assert "- R1 is fine" in fourth[1]["content"]
    assert len(server.seen[3]["messages"]) == 5


async def test_answer_error_lists_the_last_faults(server: Server, clients: Clients) -> None:
    server.steps = [chat("nothing of the kind")]
    with pytest.raises(AnswerError, match=r"coder for a.py .*3 attempts: .*one JSON object.*nothing of the kind") as e:
        await clients().client.ask_json(PROMPT, Review, no_faults, subject="a.py")
    assert "Resume" in e.value.hint
    assert len(server.seen) == 3


async def test_text_and_unsafe_paths_are_asked_again(server: Server, clients: Clients) -> None:
    def parse(text: str) -> str:
        if "../" in text:
            raise UnsafePath("the path ../x leaves the repository")
        return strict(text)

    server.steps = [chat("no"), chat("../x END"), chat("fine END")]
    assert await clients().client.ask_text(PROMPT, parse) == "fine END"
    assert "it must end with END" in server.seen[1]["messages"][-1]["content"]
    assert "../x leaves" in server.seen[2]["messages"][-1]["content"]
    assert "response_format" not in server.seen[0]


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (chat(""), "empty"),
        (chat(None), "empty"),
        (chat("   \n"), "empty"),
        (chat("<think>hm</think>\n"), "empty"),
        (chat(None, refusal="I will not."), "refused"),
        (chat(None, "content_filter"), "filter"),
        (chat("half", "content_filter"), "filter"),
        (chat(None, "length"), "before its first word"),
        (no_choices(), "without choices"),
        (no_choices(None), "without choices"),
        (raw("{}"), "no chat completion"),
        (raw("<html>hello</html>", "text/html"), "no chat completion"),
        (raw('{"choices": [', "application/json"), "no chat completion"),
    ],
)
async def test_nothing_to_read_is_recorded_and_asked_again(
    server: Server, clients: Clients, step: Step, said: str
) -> None:
    server.steps = [step, chat("fine END")]
    asked = clients()
    assert await asked.client.ask_text(PROMPT, strict) == "fine END"
    assert server.seen[0]["messages"] == server.seen[1]["messages"]
    assert [call.attempt for call in asked.records.calls()] == [1, 2]
    retried = [event["reason"] for event in asked.events if event["event"] == "call-retried"]
    assert len(retried) == 1
    assert said in retried[0]


async def test_only_empty_answers_end_in_an_error(server: Server, clients: Clients) -> None:
    server.steps = [chat("")]
    with pytest.raises(AnswerError, match="the answer was empty"):
        await clients(answer_attempts=2).client.ask_text(PROMPT, strict)
    assert len(server.seen) == 2


async def test_a_cut_answer_is_continued_and_each_part_recorded(server: Server, clients: Clients) -> None:
    server.steps = [chat('{"issues": [{"severity": "hi', "length"), chat('gh", "where": "R1", ', "length")]
    server.steps.append(chat('"where": "R1", "problem": "p", "change": "c"}]}'))
    asked = clients()
    review = await asked.client.ask_json(PROMPT, Review, no_faults)
    assert [issue.to_json() for issue in review.issues] == [ISSUE]
    assert len(asked.records.calls()) == 3
    assert "response_format" in server.seen[0]
    assert "response_format" not in server.seen[1]
    roles = [message["role"] for message in server.seen[2]["messages"]]
    assert roles == ["system", "user", "user", "assistant", "user"]
    assert server.seen[2]["messages"][3]["content"].endswith('"where": "R1", ')


async def test_an_endless_answer_is_given_up(server: Server, clients: Clients) -> None:
    server.steps = [chat("again and again, for ever\n", "length")]
    with pytest.raises(AnswerError, match="still cut"):
        await clients(answer_attempts=1).client.ask_text(PROMPT, strict)
    assert len(server.seen) == 6


async def test_an_answer_without_a_finish_reason_that_is_not_whole_is_asked_for_again(
    server: Server, clients: Clients
) -> None:
    server.steps = [chat("half of it", None), chat("fine END", None)]
    assert await clients().client.ask_text(PROMPT, strict) == "fine END"
    assert server.seen[0]["messages"] == server.seen[1]["messages"]


async def test_usage_that_the_server_does_not_give_is_estimated(server: Server, clients: Clients) -> None:
    server.steps = [chat("fine END", usage=None)]
    asked = clients()
    await asked.client.ask_text(PROMPT, strict)
    (call,) = asked.records.calls()
    assert call.usage.estimated
    assert call.usage.input_tokens > 0
    assert call.usage.output_tokens == 2


async def test_a_misreported_usage_does_not_cost_the_reply(server: Server, clients: Clients) -> None:
    usage = {"prompt_tokens": -3, "completion_tokens": 7, "total_tokens": 4}
    server.steps = [chat("fine END", usage=usage)]
    asked = clients()
    assert await asked.client.ask_text(PROMPT, strict) == "fine END"
    assert asked.records.usage().output_tokens == 7


async def test_streamed_answers_are_whole_with_their_usage(server: Server, clients: Clients) -> None:
    from langchain_core.messages import AIMessageChunk
    from langgraph.graph import END, START, StateGraph

    asked = clients(request_retries=1)

    async def node(state: Told) -> Told:
        return {"answer": await asked.client.ask_text(PROMPT, strict)}

    builder = StateGraph(Told)
    builder.add_node("node", node)
    builder.add_edge(START, "node")
    builder.add_edge("node", END)
    server.steps = [cut_stream("fi", announced=True), cut_stream("fi", announced=False), chat("fine END")]
    streamed: list[Any] = [part async for part in builder.compile().astream({"answer": ""}, stream_mode="messages")]
    assert server.seen[0]["stream"] is True
    assert any(isinstance(chunk, AIMessageChunk) for chunk, _ in streamed)
    assert [call.answer for call in asked.records.calls()] == ["fi", "fine END"]
    assert asked.records.calls()[-1].usage.to_json() == {
        "input_tokens": 100,
        "cached_tokens": 60,
        "written_tokens": 0,
        "output_tokens": 20,
        "reasoning_tokens": 5,
        "estimated": False,
    }
