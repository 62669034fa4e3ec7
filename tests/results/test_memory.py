"""The paper's words on memory: found with their sizes, told from disks and data, and set beside ours."""

import pytest

from papercoder.results.memory import beside_the_paper, memory_figures
from papercoder.trial.sizes.most_memory import with_memory
from state.paper import Block, Paper, Section, Source
from state.trial import SizeReport, StageReport, Trial


def _paper(*texts: str) -> Paper:
    blocks = tuple(Block(text=text) for text in texts)
    return Paper(
        title="T", sections=(Section(id="s4", title="Setup", blocks=blocks),), source=Source(kind="text", name="t.txt")
    )


@pytest.mark.parametrize(
    ("text", "mib", "is_used"),
    [
        ("Training needs 11 GB of GPU memory.", 11 * 1024, True),
        ("Peak memory is 812 MiB for all methods.", 812, True),
        ("The memory footprint of ours is only 1.5 GB.", 1536, True),
        ("It consumes 2,048 MB of memory.", 2048, True),
        ("We use one NVIDIA A100 (80GB VRAM).", 80 * 1024, True),
        ("Our server has 1 TB RAM.", 1024 * 1024, False),
    ],
)
def test_sizes_of_memory_are_found(text: str, mib: float, is_used: bool) -> None:
    (found,) = memory_figures(_paper(f"We train. {text} It works."))
    assert (found.mib, found.is_used, found.quote, found.section) == (mib, is_used, text, "s4")


@pytest.mark.parametrize(
    "text",
    [
        "The data set has 12 GB and is kept in memory-mapped files of 4 kB.",
        "Download 3 GB. The memory of humans is short.",
        "A memory bank of 4096 entries is used.",
        "Images take 40 GB of disk, and memory is no matter.",
    ],
)
def test_other_sizes_are_left(text: str) -> None:
    assert memory_figures(_paper(text)) == ()


def test_ours_stands_beside_the_papers_and_more_is_said_to_be_more() -> None:
    figures = memory_figures(_paper("It needs 2 GB of memory.", "The machine has 64 GB RAM."))
    said = beside_the_paper(512, figures)
    assert said == (
        "at most 512 MiB in one process; 25% of it, the paper (s4) names 2.0 GiB as what it takes: “It needs 2 GB of "
        "memory.”; 1% of it, the paper (s4) names 64.0 GiB as a machine with it: “The machine has 64 GB RAM.”"
    )
    assert "MORE than the paper's: 2.5 times as much" in beside_the_paper(5120, figures)
    assert beside_the_paper(512, ()) == beside_the_paper(0, figures) == ""


def test_a_trial_tells_the_memory_of_its_real_sizes_alone() -> None:
    sizes = (
        SizeReport(key="width", smoke=4, real=512, tried=512, result="passed", peak_mb=300.0),
        SizeReport(key="depth", smoke=1, real=12, tried=4, result="passed", peak_mb=9000.0),
        SizeReport(key="steps", smoke=2, real=90, tried=32, result="passed", peak_mb=250.0, expected_mb=700.0),
    )
    stage = StageReport(stage="sizes", result="passed", reason="3 of 3 replaced values tried")
    trial = Trial(result="passed", stages=(StageReport(stage="smoke", result="passed"), stage), sizes=sizes)
    told = with_memory(trial, _paper("It needs 7 GB of memory."))
    assert told.memory.startswith("at most 700 MiB in one process; 10% of it, the paper (s4) names 7.0 GiB")
    assert [one.reason for one in told.stages] == ["", f"{stage.reason}; memory: {told.memory}"]
    assert with_memory(trial, _paper("Nothing is said.")) == trial
    assert with_memory(trial.model_copy(update={"sizes": ()}), _paper("It needs 7 GB of memory.")).memory == ""
