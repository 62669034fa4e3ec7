"""A run of 40 files and 200 requirements, each with a verdict and lines, that waits for its review."""

import asyncio

from papercoder.review.render import render_config
from papercoder.review.request import review_request
from papercoder.runs.card import RunCard, now, write_card
from papercoder.settings import load_settings
from state.config import Config
from tests.review.sample import ARCHITECTURE, LOGIC, entry, plan, requirement
from tests.web.waiting import wait_with

__all__ = ["RUN", "make_large_run"]

RUN = "large-aaaaaa"
_FILES, _REQUIREMENTS = 40, 200
_STATEMENT = (
    "Do thing {}: the layer is normalised before the attention, its dropout is 0.1 while training, and the mean over "
    "the batch is what the loss adds up, as the third section says of all models but the smallest."
)


def make_large_run() -> None:
    """Write the run; PAPERCODER_DATA says where."""
    entries = (entry("training.lr", 0.1, "assumed", reason="usual"), entry("smoke.training.lr", 1.0, reason="short"))
    config = Config(text=render_config(entries), entries=entries, warnings=())
    ledger = plan(*(requirement(number, _STATEMENT.format(number)) for number in range(1, _REQUIREMENTS + 1)))
    paths = [f"package/file_{number}.py" for number in range(_FILES)]
    verdicts = {
        path: [
            {"requirement": f"R{number}", "result": "met", "lines": [[2, 4], [9, 12]], "reason": "The lines do it."}
            for number in range(at + 1, _REQUIREMENTS + 1, _FILES)
        ]
        for at, path in enumerate(paths)
    }
    source = "".join(f"def part_{number}(x: float) -> float:\n    return x * {number}\n" for number in range(300))
    write_card(RunCard(id=RUN, paper="p", paper_source="p", started=now(), settings=load_settings({}, {})))
    question = review_request(config, ledger, ARCHITECTURE, LOGIC, can_reject=True)
    asyncio.run(wait_with(RUN, question, ledger, config, dict.fromkeys(paths, source), verdicts))
