"""What was paid against what is on disk: no reply that arrived may be asked for again, and the sums must agree."""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.harness.program import Place
from tests.server import RunningServer
from tests.server.metering import Prices
from tests.server.request import read_request

__all__ = ["Books", "calls_on_disk"]


def calls_on_disk(run: Path) -> list[dict[str, Any]]:
    """Return the recorded calls of a run that can be read, oldest first."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted((run / "records").glob("*.json"))]


def _keys(run: Path) -> Counter[str]:
    """Count the recorded requests by the key the server gives them."""
    texts: dict[str, str] = {}
    keys: Counter[str] = Counter()
    for call in calls_on_disk(run):
        messages = []
        for sent in call["messages"]:
            name = sent["text"]
            if name not in texts:
                texts[name] = (run / "records" / "texts" / f"{name}.txt").read_bytes().decode()
            messages.append({"role": sent["role"], "content": texts[name]})
        keys[read_request(messages).key] += 1
    return keys


@dataclass
class Books:
    """The books of one run on one server.

    A reply that the server has sent in the moment of a kill may not have come to the disk; it is counted as lost, with
    its age: the milliseconds between its last byte leaving the server and the kill.
    """

    server: RunningServer
    lost: Counter[str] = field(default_factory=Counter)
    ages: list[float] = field(default_factory=list)

    def after_kill(self, run: Path, killed: float) -> None:
        """Find the replies that the kill kept from the disk; `killed` is the time of day."""
        answered = [entry for entry in self.server.requests if entry.answered]
        missing = Counter(entry.key for entry in answered)
        missing.subtract(_keys(run))
        missing.subtract(self.lost)
        for key, count in missing.items():
            if count > 0:
                self.lost[key] += count
                ended = max(entry.started + entry.seconds for entry in answered if entry.key == key)
                self.ages.append(round(1000 * (killed - ended), 1))

    def asked_again(self) -> int:
        """Return how many replies were asked for again that a kill had not kept from the disk."""
        again = Counter({key: count - 1 for key, count in self.server.repeated().items()})
        again.subtract(self.lost)
        return sum(count for count in again.values() if count > 0)

    def off_by(self, place: Place) -> float:
        """Return by how many dollars records and status differ from the bill, lost replies apart; the larger one."""
        lost = Counter(self.lost)
        paid = 0.0
        for entry in self.server.requests:
            if entry.status != 200 or not entry.delivered:
                continue
            if lost[entry.key] > 0:
                lost[entry.key] -= 1
                continue
            paid += Prices().dollars(entry.input_tokens, entry.cached_tokens, entry.output_tokens)
        recorded = sum(float(call["cost"]) for call in calls_on_disk(place.run_folder()))
        return max(abs(recorded - paid), abs(float(place.status()["usage"]["cost"]) - paid))
