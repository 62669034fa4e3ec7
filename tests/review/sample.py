"""A small configuration with every kind of evidence, and what belongs to it."""

from pydantic import JsonValue

from papercoder.review.left_out import make_ledger
from papercoder.review.render import render_config
from state.architecture import Architecture, LeftOut, PlannedFile
from state.config import Config, ConfigEntry
from state.grounding import Grounding
from state.logic import LogicDesign
from state.metrics import Metric
from state.plan import Plan, Requirement


def entry(key: str, value: JsonValue, provenance: str = "chosen", **fields: object) -> ConfigEntry:
    return ConfigEntry.model_validate({"key": key, "value": value, "provenance": provenance, **fields})


def stated(key: str, value: JsonValue, quote: str, section: str, result: str = "found") -> ConfigEntry:
    grounding = Grounding.model_validate(
        {"result": result, "section": section if result != "not found" else "", "text": quote}
    )
    return entry(key, value, "stated", quote=quote, section=section, grounding=grounding)


ENTRIES = (
    entry("data.name", "cifar10", "stated", quote="on CIFAR-10", section="s4.1"),
    entry("data.path", None, reason="where the images lie"),
    stated("model.layers", 6, "a stack of N = 6 layers", "s3.1"),
    stated("training.lr", 1e-4, "a learning rate of 1e-4", "s5.3"),
    stated("training.seeds", [0, 1, 2], "over 3 seeds", "s5.4", "not found"),
    stated("training.dropout", 0.1, "dropout 0.1", "s5.4", "approximate"),
    entry("training.epochs", 10, "assumed", reason="usual for this data set", unit="epochs"),
    entry("training.shuffle", value=True, provenance="assumed", reason="usual"),
    entry("output.dir", "results"),
    entry("smoke.training.epochs", 1, reason="shows that training runs"),
)
CONFIG = Config(text=render_config(ENTRIES), entries=ENTRIES, warnings=())


def requirement(number: int, statement: str, **fields: object) -> Requirement:
    usual = {"kind": "training", "status": "stated", "weight": "core"}
    return Requirement.model_validate({"id": f"R{number}", "statement": statement, **usual, **fields})


def plan(*requirements: Requirement) -> Plan:
    return Plan(
        title="A paper",
        claims=("It works.",),
        method="Train it.",
        data="Images.",
        experiments="One.",
        evaluation="Accuracy over seeds.",
        metrics=(Metric(name="accuracy", meaning="Share of right answers."),),
        requirements=requirements or (requirement(1, "Train with a learning rate of 1e-4."),),
    )


ARCHITECTURE = Architecture(
    approach="One file.",
    files=(PlannedFile(path="main.py", purpose="Everything.", owns=("R1",)),),
    entry_point="main.py",
    class_diagram="classDiagram\n  class Model",
    sequence_diagram="sequenceDiagram\n  main->>model: fit",
    left_out=(LeftOut(requirement="R2", reason="The data is not public."),),
)
LOGIC = LogicDesign.model_validate(
    {"files": [{"path": "main.py", "role": "Everything."}], "open_questions": ["Which tokenizer?"]}
)
LEDGER = make_ledger(("R1", "R2", "R3", "R4"), {"R2": "The data is not public."})


def value_of(config: Config, key: str) -> JsonValue:
    return next(e.value for e in config.entries if e.key == key)


def entry_of(config: Config, key: str) -> ConfigEntry:
    return next(e for e in config.entries if e.key == key)
