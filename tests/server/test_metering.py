"""Tokens, prefix cache, latency, the request log and the bill."""

import threading
import time

import httpx
import pytest

from tests.server import ServerOptions, serve
from tests.server.metering import Latency, PrefixCache, Prices, tokens
from tests.server.talk import client, messages, talk


def test_tokens_are_a_quarter_of_the_characters() -> None:
    assert [tokens(text) for text in ("", "a", "abcd", "abcde")] == [0, 1, 1, 2]


def test_prefix_cache_counts_blocks_from_the_smallest_prefix() -> None:
    cache = PrefixCache()
    cache.remember("x" * 8000)
    assert cache.cached("x" * 8000) == 1920
    assert cache.cached("x" * 5000 + "y" * 3000) == 1152
    assert cache.cached("x" * 4000) == 0
    assert cache.cached("y" + "x" * 7999) == 0


def test_latency_and_prices() -> None:
    assert Latency(1).reading(2000) == pytest.approx(0.1)
    assert Latency(10).writing(2000) == pytest.approx(0.1)
    assert Latency(0).reading(2000) == 0
    assert Prices().dollars(1_000_000, 500_000, 100_000) == pytest.approx(0.55 + 0.275 + 0.44)


def test_latency_is_kept_and_the_second_call_reads_from_the_cache() -> None:
    shared = ["A sentence of the paper. " * 8000]
    took = []
    with serve(ServerOptions(speed=5)) as server:
        for n in (1, 2):
            started = time.monotonic()
            talk(server.url, f"# Task: critic\nArtifact: planner\n{n}\n", shared)
            took.append(time.monotonic() - started)
        first, second = server.requests
        bill = server.bill()
    assert took[0] >= 0.5
    assert first.cached_tokens == 0
    assert second.cached_tokens >= second.input_tokens - 256
    assert bill.calls == 2
    assert bill.largest_prompt == second.input_tokens
    sums = (bill.input_tokens, bill.cached_tokens, bill.output_tokens)
    assert bill.dollars == pytest.approx(Prices().dollars(*sums))


def test_streamed_usage_is_what_the_log_holds() -> None:
    with serve() as server, client(server.url) as ready:
        pieces = ready.chat.completions.create(
            model="m", messages=messages("# Task: planner\n"), stream=True, stream_options={"include_usage": True}
        )
        usage = list(pieces)[-1].usage
        entry = server.requests[0]
    assert usage
    assert (usage.prompt_tokens, usage.completion_tokens) == (entry.input_tokens, entry.output_tokens)


def test_log_knows_agents_and_repeats_and_is_open_to_look_at() -> None:
    with serve() as server:
        for subject in ("main.py", "scripts/run.sh", "main.py"):
            talk(server.url, f"# Task: coder\nFile: `{subject}`\nMode: write\n")
        talk(server.url, "# Task: planner\n", after=[("assistant", "{}"), ("user", "# Faults\n- x")])
        log, repeated = server.requests, server.repeated()
        shown = httpx.get(server.url.replace("/v1", "/requests")).json()
        bill = httpx.get(server.url.replace("/v1", "/bill")).json()
    assert [(r.agent, r.subject, r.asked_again) for r in log] == [
        ("coder", "main.py", False),
        ("coder", "scripts/run.sh", False),
        ("coder", "main.py", False),
        ("planner", "", True),
    ]
    assert repeated == {log[0].key: 2}
    assert [entry["key"] for entry in shown] == [r.key for r in log]
    assert (bill["calls"], bill["repeated"]) == (4, 1)


def test_a_client_that_leaves_is_not_charged() -> None:
    with serve(ServerOptions(speed=0.5)) as server:
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(
                f"{server.url}/chat/completions",
                json={"model": "m", "messages": messages("# Task: architect\n")},
                timeout=0.2,
            )
        until = time.monotonic() + 5
        while server.bill().undelivered == 0 and time.monotonic() < until:
            time.sleep(0.05)
        assert server.bill().calls == 0
        assert server.bill().undelivered == 1


def test_parallel_calls_are_all_logged() -> None:
    with serve() as server:
        threads = [
            threading.Thread(target=talk, args=(server.url, f"# Task: critic\nArtifact: planner\n{n}\n"))
            for n in range(16)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(r.number for r in server.requests) == list(range(16))
        assert server.bill().calls == 16
