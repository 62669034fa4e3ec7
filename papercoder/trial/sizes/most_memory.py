"""The memory that real sizes took, beside what the paper says that it takes."""

from papercoder.results.memory import beside_the_paper, memory_figures
from state.paper import Paper
from state.trial import Trial

__all__ = ["with_memory"]


def with_memory(trial: Trial, paper: Paper) -> Trial:
    """Return the trial with both in its stage of real sizes; as it is where one of them is not known."""
    said = beside_the_paper(_most_mb(trial), memory_figures(paper))
    if not said:
        return trial
    stages = tuple(
        stage.model_copy(update={"reason": "; ".join(part for part in (stage.reason, f"memory: {said}") if part)})
        if stage.stage == "sizes"
        else stage
        for stage in trial.stages
    )
    return trial.model_copy(update={"stages": stages, "memory": said})


def _most_mb(trial: Trial) -> float:
    """Return the most MiB that one process held at real sizes, measured or calculated; 0 where none was reached."""
    reached = [size for size in trial.sizes if size.result == "passed" and size.tried == size.real]
    measured = [size.peak_mb for size in reached]
    return max([*measured, *(size.expected_mb for size in trial.sizes if size.expected_mb)], default=0.0)
