"""A new batch, written down before anything is asked."""

import os
from typing import TYPE_CHECKING

from papercoder.cli.terminal.output import say
from papercoder.runs.batch_file import Batch, write_batch
from papercoder.runs.card import RunCard, now, write_card
from papercoder.runs.folders import new_run_id
from state.settings import Settings

if TYPE_CHECKING:
    from papercoder.models.limits.shared_limits import ProcessLimits

__all__ = ["make_batch"]


def make_batch(papers: list[str], output: str, settings: Settings, limits: "ProcessLimits", server: str = "") -> Batch:
    """Write down what is asked: a card for every paper, and the batch."""
    from papercoder.library.paper_input import source_of, valid_text
    from papercoder.runs.storage import disk_faults

    stamp = now()
    with disk_faults():
        runs = []
        for paper in papers:
            run_id = new_run_id(paper)
            folder = os.path.join(os.path.abspath(output), run_id) if output else ""
            source = source_of(paper, run_id)
            asked = {"paper": valid_text(paper), "paper_source": source, "started": stamp}
            write_card(RunCard(id=run_id, settings=settings, output=folder, server=server, **asked))
            runs.append(run_id)
        name = new_run_id("batch").rpartition("-")[2]
        batch = Batch(
            id=f"{stamp[:19].replace(':', '').lower()}-{name}",
            started=stamp,
            runs=tuple(runs),
            budget=limits.max_cost,
            requests_per_minute=limits.requests_per_minute,
            tokens_per_minute=limits.tokens_per_minute,
        )
        write_batch(batch)
    say(f"Batch {batch.id}: {len(runs)} papers")
    return batch
