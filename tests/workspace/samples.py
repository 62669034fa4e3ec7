"""A small finished run, with text in it that tries to break out of the pages."""

from typing import Any

from state.architecture import Architecture, LeftOut, PlannedFile
from state.audit import Verdict
from state.config import Config, ConfigEntry
from state.findings import Finding
from state.grounding import Grounding
from state.logic import FileLogic, LogicDesign, Package
from state.metrics import Metric
from state.paper import Paper, Section, Source
from state.plan import Plan, Requirement
from state.status import Check, Report
from state.trial import StageReport, Trial

HOSTILE = "a | b\n| c | <script>alert(1)</script> ![x](http://x) [y](javascript:z) `q` *e* \\| &amp; # h"

METHOD = f"# not a heading\n\n- first\n- {HOSTILE}\n\n```\nno fence\n<div>"

CODE = """import argparse, json
from pathlib import Path

import yaml

parser = argparse.ArgumentParser()
parser.add_argument("--config")
parser.add_argument("--smoke", action="store_true")
parser.add_argument("--seed", type=int, default=0)
parser.add_argument("--output", type=Path, default=Path("results"))
args = parser.parse_args()
with open(args.config) as file:
    config = yaml.safe_load(file)
args.output.mkdir(parents=True, exist_ok=True)
with open(args.output / "metrics.json", "w") as file:
    json.dump({"accuracy": config["smoke" if args.smoke else "train"]["steps"]}, file)
print("accuracy", args.smoke)
"""


def sample() -> dict[str, Any]:
    """Return the keyword arguments of `package`."""
    requirements = (
        Requirement(
            id="R1",
            kind="method",
            statement=HOSTILE,
            quote="ten | steps",
            section="s1",
            status="stated",
            weight="core",
            must_not=("one step",),
            grounding=Grounding(result="found", section="s2.1", offset=3, score=100),
        ),
        Requirement(id="R2", kind="baseline", statement="Compare with B.", status="implied", weight="minor"),
        Requirement(
            id="R3", kind="metric", statement="Report accuracy.", section="s9", status="external", weight="core"
        ),
    )
    return {
        "paper": Paper(
            title="Steps <b>matter</b> | a study",
            sections=(
                Section(id="s1", number="1", title="Intro"),
                Section(id="s2.1", number="2.1", title="The | method"),
            ),
            source=Source(kind="text", sha256="ab"),
        ),
        "plan": Plan(
            title="Steps",
            claims=(HOSTILE,),
            method=METHOD,
            data="d",
            experiments="e",
            evaluation="f",
            metrics=(Metric(name="accuracy", meaning="share | right"),),
            requirements=requirements,
        ),
        "architecture": Architecture(
            approach=HOSTILE,
            files=(PlannedFile(path="src/main.py", purpose=HOSTILE, owns=("R1", "R3")),),
            entry_point="src/main.py",
            class_diagram="classDiagram\nclass A\n```\n<img src=x>",
            sequence_diagram="sequenceDiagram\nA->>B: x",
            left_out=(LeftOut(requirement="R2", reason="no | code"),),
        ),
        "logic": LogicDesign(
            files=(FileLogic(path="src/main.py", role="runs", interface=("def f() -> None",)),),
            packages=(Package(name="PyYAML", version=">=6"),),
        ),
        "config": Config(
            text="# mine\ntrain:\n  steps: 3\nsmoke:\n  steps: 1   # few\n",
            entries=(
                ConfigEntry(key="train.steps", value=3, provenance="assumed", reason="not | given"),
                ConfigEntry(key="smoke.steps", value=1, provenance="chosen"),
                ConfigEntry(
                    key="train.rate",
                    value="a`b",
                    provenance="stated",
                    quote="x",
                    grounding=Grounding(result="not found"),
                ),
            ),
            reviewed=True,
        ),
        "report": Report(
            status="partial",
            reason="1 requirement left out",
            files_planned=1,
            files_written=1,
            checks=(Check(name="gates", result="passed"), Check(name="audit", result="not run", detail="turned | off")),
            findings=(Finding(path="src/main.py", line=3, rule="stub", severity="error", message=HOSTILE),),
            trial=Trial(result="failed", stages=(StageReport(stage="smoke", result="failed", reason="exit 1"),)),
        ),
        "version": "0.1.0",
        "verdicts": {"src/main.py": [Verdict(requirement="R1", result="met", lines=((2, 3), (90, 99)), function="f")]},
        "rounds": {"src/main.py": 1},
    }
