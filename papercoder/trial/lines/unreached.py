"""A trial that passed without running what core requirements rest on, as a failure that a debugger may mend."""

from collections.abc import Collection, Mapping

from state.trial import Reach, Trial

__all__ = ["to_be_reached"]

_NAMED = 8
"""Requirements of one ticket: more places than that are no longer one repair."""

_LINES = 12
"""Lines shown of each: enough to see the branch that was not taken."""


def to_be_reached(
    trial: Trial, weights: Mapping[str, str], sources: Mapping[str, str], apart: Collection[str] = ()
) -> Trial | None:
    """Return the trial with its smoke stage failed for what did not run; None where nothing is missing.

    Args:
        trial: One that passed.
        weights: Weight of each requirement, by id.
        sources: Text by path.
        apart: Programs that obtain data: run before the smoke run and never by it, with a network that it has not.
    """
    if trial.result != "passed":
        return None
    ran = {reach.requirement for reach in trial.reached if reach.ran in ("yes", "in part")}
    asked = {requirement for requirement, weight in weights.items() if weight != "minor"} - ran
    left = [reach for reach in trial.reached if reach.ran == "no" and reach.requirement in asked]
    left = [reach for reach in left if reach.path not in apart][:_NAMED]
    if not left:
        return None
    named = ", ".join(dict.fromkeys(reach.requirement for reach in left))
    reason = (
        f"it passed without running the lines that {named} rest on; let the smoke run reach them, with smaller sizes "
        "or a synthetic stand-in, without changing what the full run does"
    )
    shown = "\n".join(_shown(reach, sources.get(reach.path, "")) for reach in left)
    stages = tuple(
        stage.model_copy(update={"result": "failed", "reason": reason, "output": shown})
        if stage.stage == "smoke"
        else stage
        for stage in trial.stages
    )
    return trial.model_copy(update={"result": "failed", "reason": f"smoke: {reason}", "stages": stages})


def _shown(reach: Reach, source: str) -> str:
    lines = source.splitlines()
    told = [f"{reach.path}:{at}: {lines[at - 1]}" for at in reach.missed[:_LINES] if 0 < at <= len(lines)]
    return "\n".join([f"{reach.requirement}: none of {reach.statements} statements in {reach.path} ran", *told])
