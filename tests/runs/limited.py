"""A process that shares limits with others: `python -m tests.runs.limited WHAT`, in the environment of its database."""

import asyncio
import json
import sys
import time

from papercoder.errors import BudgetExceeded
from papercoder.joint_limits import keep_limits
from papercoder.models.limits.shared_limits import ProcessLimits, SharedLimits
from papercoder.models.prompt import Message, digest, key_of
from papercoder.models.recorded.call import Call, Tokens

PRICE = 0.01
LEASE = 1.0


def used(cost: float) -> Call:
    message = Message("user", "")
    about = {"attempt": 1, "agent": "coder", "model": "a:b", "started": "", "seconds": 0, "finish_reason": "stop"}
    sent = [{"role": "user", "text": digest(message.text)}]
    tokens = Tokens(input_tokens=10, output_tokens=10).to_json()
    return Call.from_json(
        about | {"key": key_of([message]), "messages": sent, "usage": tokens, "cost": cost, "answer": ""}
    )


async def pace(limits: SharedLimits, times: int) -> list[float]:
    passed = []
    for _ in range(times):
        await limits.wait_to_send(0)
        passed.append(time.time())
    return passed


async def spend(limits: SharedLimits, at_once: int) -> int:
    """Make calls until the budget is used up; what they cost is known only afterwards."""
    paid = 0

    async def call_and_call() -> None:
        nonlocal paid
        while True:
            async with limits.slot(0, 0.0) as slot:
                await asyncio.sleep(0.01)
                paid += 1
                await limits.settle(slot, used(PRICE))

    ended = await asyncio.gather(*(call_and_call() for _ in range(at_once)), return_exceptions=True)
    assert all(isinstance(error, BudgetExceeded) for error in ended), ended
    return paid


async def hold(limits: SharedLimits, cost: float, seconds: float) -> float:
    async with limits.slot(0, cost):
        print("held", flush=True)
        await asyncio.sleep(seconds)
    return time.time()


async def main(what: str, *values: str) -> None:
    numbers = [float(value) for value in values]
    per_minute, budget = (numbers[0], None) if what == "pace" else (None, numbers[0])
    asked = ProcessLimits(requests_per_minute=per_minute, max_cost=budget)
    limits = SharedLimits(asked, kept=keep_limits(asked, "batch", lease=LEASE))
    if what == "spend":
        async with limits.slot(0, PRICE) as slot:
            await limits.settle(slot, used(PRICE))
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    match what:
        case "pace":
            print(json.dumps(await pace(limits, int(numbers[1]))))
        case "spend":
            print(json.dumps(await spend(limits, int(numbers[1])) + 1))
        case "hold":
            print(json.dumps(await hold(limits, numbers[1], numbers[2])))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
