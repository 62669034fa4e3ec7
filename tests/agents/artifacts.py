"""Small valid artifacts that tests of the agents change."""

from state.architecture import Architecture, LeftOut, PlannedFile
from state.config import Config, ConfigEntry
from state.logic import FileLogic, LogicDesign
from state.metrics import Metric
from state.paper import Block, Paper, Section, Source
from state.plan import Plan, Requirement

__all__ = ["architecture", "config", "logic", "paper", "plan", "requirement"]


def paper() -> Paper:
    """A paper with two sections."""
    return Paper(
        title="A paper",
        abstract="We fit a line.",
        sections=(
            Section(
                id="s1", number="1", title="Method", blocks=(Block(text="The learning rate is 0.01 for all models."),)
            ),
            Section(
                id="s2", number="2", title="Experiments", blocks=(Block(text="We train for 20 epochs on five seeds."),)
            ),
        ),
        source=Source(kind="markdown"),
    )


def requirement(number: int, **changes: object) -> Requirement:
    """Requirement R<number>."""
    data = {
        "id": f"R{number}",
        "kind": "training",
        "statement": "Train with learning rate 0.01.",
        "quote": "The learning rate is 0.01",
        "section": "s1",
        "status": "stated",
        "weight": "core",
        **changes,
    }
    return Requirement.from_json(data)


def plan(*requirements: Requirement) -> Plan:
    """A plan with three requirements, or with those given."""
    return Plan(
        title="A paper",
        claims=("It works.",),
        method="Fit.",
        data="Synthetic.",
        experiments="One.",
        evaluation="Error.",
        metrics=(Metric(name="error", meaning="mean error"),),
        requirements=requirements or (requirement(1), requirement(2), requirement(3)),
    )


def architecture(**changes: object) -> Architecture:
    """Two files; R1 and R2 owned, R3 left out."""
    whole = Architecture(
        approach="Simple.",
        files=(
            PlannedFile(path="fit/model.py", purpose="model", owns=("R1",)),
            PlannedFile(path="main.py", purpose="entry", owns=("R2",)),
        ),
        entry_point="main.py",
        class_diagram="classDiagram\n  class Model {\n    +fit(x) Model\n  }",
        sequence_diagram="sequenceDiagram\n  participant main\n  main->>Model: fit",
        left_out=(LeftOut(requirement="R3", reason="needs hardware"),),
    )
    return whole.model_copy(update=changes)


def logic() -> LogicDesign:
    """The logic design of `architecture()`."""
    return LogicDesign(
        files=(
            FileLogic(path="fit/model.py", role="model", interface=("def fit(x: int) -> int",), requirements=("R1",)),
            FileLogic(path="main.py", role="entry", dependencies=("fit/model.py",), requirements=("R2",)),
        )
    )


def config() -> Config:
    """A configuration of two values."""
    entries = (
        ConfigEntry(key="training.lr", value=0.01, provenance="stated", quote="rate is 0.01", section="s1"),
        ConfigEntry(key="smoke.training.lr", value=0.1, provenance="chosen", reason="fast"),
    )
    return Config(text="training:\n  lr: 0.01\nsmoke:\n  training:\n    lr: 0.1\n", entries=entries)
