import asyncio
from typing import Any

import pytest

from papercoder.errors import BudgetExceeded, SettingsError, TransientError
from papercoder.models.limits.prefix_turns import Prefix, PrefixTurns, prefixes_of, worth_waiting
from papercoder.models.prompt import Message, Prompt
from state.model_name import ModelName
from tests.models.conftest import Clients, RecordedClient, made
from tests.models.server import Server, chat, status, together

LONG = "words and words " * 400
DISCOUNT = (10.0, 1.0, 10.0)


async def ask_all(asked: RecordedClient, count: int, shared: str = "short") -> list[Any]:
    prompts = [Prompt("system", (shared,), f"# Task: coder\n{n}") for n in range(count)]
    return await asyncio.gather(*(asked.client.ask_text(prompt, str) for prompt in prompts), return_exceptions=True)


async def ask_in_turn(asked: RecordedClient, count: int) -> int:
    for done in range(count):
        try:
            await asked.client.ask_text(Prompt("s", (), f"task {done}"), str)
        except BudgetExceeded:
            return done
    return count


@pytest.mark.parametrize(
    ("limits", "passed"),
    [
        ({"max_tokens": 240}, 2),
        ({"max_tokens": 0}, 0),
        ({"max_tokens": 10_000}, 4),
        ({"max_cost": 1.3e-4, "price": (1, 0.5, 2)}, 2),
        ({"max_cost": 0, "price": (1, 0.5, 2)}, 0),
    ],
)
async def test_a_run_stops_at_its_limit(server: Server, clients: Clients, limits: dict[str, Any], passed: int) -> None:
    server.steps = [chat("fine")]
    asked = clients(**limits)
    assert await ask_in_turn(asked, 4) == passed
    assert len(server.seen) == passed


async def test_the_error_says_how_to_go_on_and_a_higher_limit_goes_on(server: Server, clients: Clients) -> None:
    server.steps = [chat("fine")]
    asked = clients(max_cost=0.0001, price=(1, 1, 1))
    await ask_in_turn(asked, 1)
    with pytest.raises(BudgetExceeded, match=r"spent \$0.0001 of the \$0.0001") as e:
        await asked.client.ask_text(Prompt("s", (), "more"), str)
    assert "papercoder resume RUN --max-cost" in e.value.hint
    assert await ask_in_turn(clients(max_cost=1, price=(1, 1, 1)), 3) == 3
    assert len(server.seen) == 3


async def test_parallel_calls_hardly_pass_the_limit_and_no_reply_is_lost(server: Server, clients: Clients) -> None:
    server.steps = [chat("fine", wait=0.1)]
    asked = clients(max_tokens=300)
    results = await ask_all(asked, 12, shared="word " * 400)
    paid = [result for result in results if result == "fine"]
    assert all(isinstance(result, BudgetExceeded) for result in results if result != "fine")
    assert len(paid) == asked.records.usage().calls == len(server.seen) <= 3


async def test_a_cost_limit_needs_a_price(server: Server, clients: Clients) -> None:
    server.steps = [chat("fine")]
    with pytest.raises(SettingsError, match="price of openai:m is not known") as e:
        await clients(max_cost=1).client.ask_text(Prompt("s", (), "t"), str)
    assert "max_tokens" in e.value.hint
    await ask_in_turn(clients(), 1)
    with pytest.raises(SettingsError, match="1 earlier calls"):
        await clients(max_cost=1, model="openai:gpt-5-mini", base_url="").client.ask_text(Prompt("s", (), "t"), str)
    with pytest.raises(BudgetExceeded):
        await clients(max_cost=0.0001, price=(1, 1, 1)).client.ask_text(Prompt("s", (), "t"), str)


async def test_the_first_call_of_a_fan_out_passes_alone(server: Server, clients: Clients) -> None:
    server.steps = [chat("first", wait=0.3), together("rest", 5)]
    tasks = asyncio.create_task(ask_all(clients(price=DISCOUNT), 6, LONG))
    await server.first_request()
    await asyncio.sleep(0.15)
    assert len(server.seen) == 1
    results = await tasks
    assert sorted(results) == ["first", *["rest"] * 5]
    assert server.most_at_once == 5


async def test_a_warm_prefix_does_not_wait(server: Server, clients: Clients) -> None:
    asked = clients(price=DISCOUNT)
    server.steps = [chat("fine")]
    await asked.client.ask_text(Prompt("system", (LONG,), "before"), str)
    server.steps = [together("fine", 6)]
    await ask_all(asked, 6, LONG)
    assert server.most_at_once == 6


@pytest.mark.parametrize(
    "about",
    [{}, {"price": (10.0, 10.0, 10.0)}, {"price": (0.05, 0.005, 0.4)}],
    ids=["a server of one's own", "no discount", "hardly anything saved"],
)
async def test_nobody_waits_where_nothing_worth_it_is_saved(
    server: Server, clients: Clients, about: dict[str, Any]
) -> None:
    server.steps = [together("fine", 6)]
    await ask_all(clients(**about), 6, LONG)
    assert server.most_at_once == 6


@pytest.mark.parametrize(
    ("model", "base_url", "worth"),
    [
        ("openai:gpt-5.1", "", True),
        ("anthropic:claude-sonnet-4-5", "", True),
        ("anthropic:a-model-of-tomorrow", "", True),
        ("openai:qwen3", "http://127.0.0.1:8000/v1", False),
        ("ollama:qwen3", "", False),
        ("cohere:command-a", "", False),
    ],
)
def test_waiting_depends_on_what_the_provider_saves(model: str, base_url: str, worth: bool) -> None:
    settings = made(model=model, base_url=base_url)
    prefix = Prompt("system", ("word " * 20_000,), "task").prefix()
    assert worth_waiting(settings, ModelName.of(model), prefix) is worth


async def test_a_short_prefix_does_not_wait(server: Server, clients: Clients) -> None:
    server.steps = [together("fine", 6)]
    await ask_all(clients(), 6)
    assert server.most_at_once == 6


async def test_a_failing_first_call_lets_the_rest_pass(server: Server, clients: Clients) -> None:
    server.steps = [status(500), chat("rest")]
    results = await ask_all(clients(request_retries=0), 6, LONG)
    assert sum(isinstance(result, TransientError) for result in results) == 1
    assert results.count("rest") == 5


async def test_a_cancelled_first_call_lets_the_rest_pass() -> None:
    turns, entered = PrefixTurns(), []

    async def call(name: str, seconds: float) -> None:
        async with turns.turn([Prefix("prefix", 5000)]):
            entered.append(name)
            await asyncio.sleep(seconds)

    leader = asyncio.create_task(call("leader", 30))
    rest = [asyncio.create_task(call(f"rest {n}", 0)) for n in range(3)]
    await asyncio.sleep(0.05)
    assert entered == ["leader"]
    rest[0].cancel()
    await asyncio.sleep(0)
    leader.cancel()
    await asyncio.gather(leader, *rest, return_exceptions=True)
    assert entered == ["leader", "rest 1", "rest 2"]


@pytest.mark.parametrize(("last", "waits"), [(100, False), (4000, True)])
async def test_a_prefix_that_was_nearly_all_read_before_needs_no_first_call(last: int, waits: bool) -> None:
    turns, entered = PrefixTurns(), []
    planning = (Message("system", "s" * 400), Message("user", "paper" * 2000))
    async with turns.turn(prefixes_of(planning, "model")):
        pass

    async def call(name: int) -> None:
        async with turns.turn(prefixes_of((*planning, Message("user", "config" * last)), "model")):
            entered.append(name)
            await asyncio.sleep(0.05)

    calls = [asyncio.create_task(call(n)) for n in range(3)]
    await asyncio.sleep(0.02)
    assert len(entered) == (1 if waits else 3)
    await asyncio.gather(*calls)
    assert len(entered) == 3


async def test_another_model_has_not_read_the_prefix() -> None:
    prefix = (Message("user", "paper" * 2000),)
    turns, entered = PrefixTurns(), []
    async with turns.turn(prefixes_of(prefix, "one")):
        pass

    async def call(name: int) -> None:
        async with turns.turn(prefixes_of(prefix, "another")):
            entered.append(name)
            await asyncio.sleep(0.05)

    calls = [asyncio.create_task(call(n)) for n in range(3)]
    await asyncio.sleep(0.02)
    assert entered == [0]
    await asyncio.gather(*calls)
