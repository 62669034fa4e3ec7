"""Makes the new run of a fork, and the answer its review gets when another config.yaml was given."""

import asyncio

from papercoder.cli.driving.drive_options import DriveOptions, GiveAnswer
from papercoder.cli.driving.drive_run import drive_run, first_line
from papercoder.cli.options import Given
from papercoder.errors import InputError
from papercoder.library.checks_before_start import check_output
from papercoder.runs.card import read_card
from papercoder.settings import load_settings

__all__ = ["check_answer_fits", "fork_run", "review_answer"]


def fork_run(parent: str, node: str, output: str, given: Given, options: DriveOptions) -> int:
    """Copy the state into a new run and drive it; returns the exit code."""
    from graph.pipeline import build
    from papercoder.runs.fork import fork_run as fork_state
    from papercoder.runs.fork import new_card

    check_output(output)
    old = read_card(parent)
    agents = {**old.settings.agent_models, **given.get("agent_models", {})}
    if options.given_answer:
        given = {"approve_config": False, **given}
    known = old.settings.model_dump() | given | {"agent_models": agents}
    card = new_card(parent, node, load_settings(known, {}), output)
    first_line(card.id, f"forks {parent} at {node}")
    asyncio.run(fork_state(build(), card))
    return drive_run(card, options)


def check_answer_fits(node: str) -> None:
    """Refuse another config.yaml for a node whose input was already made from the old one.

    Raises:
        InputError: the review is not ahead of the node.
    """
    from state.channels import NODES

    if NODES.index(node) > NODES.index("config-review"):
        raise InputError(
            f"At {node} the contracts are already written against the old config.yaml.",
            "Leave --at out: with --config or --config-set a fork begins at config-review.",
        )


def review_answer(path: str, changes: list[str]) -> GiveAnswer | None:
    """Return what answers the review with the file or the changed values; None where neither is given.

    Raises:
        InputError: both were given, or the file cannot be read.
    """
    from papercoder.cli.driving.given_answers import given_answer
    from papercoder.cli.options import pairs

    if path and changes:
        raise InputError("Expected one of --config and --config-set, got both.", "Leave one.")
    if not changes:
        return given_answer(approve=False, config=path, reject="")
    values = pairs(changes, "--config-set", "training.lr=3e-4")
    return lambda _: {"set": values}
