"""A finished run in a real database: a paper with one table, its plan, a repository that works seed by seed."""

import asyncio
import hashlib
import json
from pathlib import Path
from typing import Any

from langgraph.graph import END, START, StateGraph

from papercoder.runs.card import RunCard, now, write_card
from papercoder.runs.folders import run_folder
from papercoder.runs.storage import open_storage
from papercoder.runs.texts import put_text
from papercoder.workspace.disk import write_repository
from papercoder.workspace.pages.numbers import BEGIN
from papercoder.workspace.pages.numbers import END as LAST
from papercoder.workspace.running.reproduce import reproduce_script
from state.channels import State
from state.config import Config, ConfigEntry
from state.metrics import Axis, Metric, MetricAxis
from state.paper import Block, Paper, Section, Source
from state.parts.obtained import ObtainedData
from state.plan import Plan, Requirement
from state.settings import Settings
from state.trial import StageReport, Trial

RUN = "tiny-aaaaaa"

MAIN = """import argparse, json, os, time
parser = argparse.ArgumentParser()
for name in ("--config", "--output", "--seed"):
    parser.add_argument(name)
parser.add_argument("--smoke", action="store_true")
args = parser.parse_args()
os.makedirs(args.output, exist_ok=True)
seeds = range(1 if args.smoke else 4)
for seed in seeds:
    mark = os.path.join(args.output, f"seed-{seed}.json")
    if os.path.exists(mark):
        print("kept seed", seed)
        continue
    while seed >= HELD and not os.path.exists("go"):
        time.sleep(0.02)
    with open(mark, "w") as file:
        json.dump({"lr": 80.0 + seed, "camp": 90.0 + seed}, file)
    print("made seed", seed)
made = [json.load(open(os.path.join(args.output, f"seed-{seed}.json"))) for seed in seeds]
numbers = {m: [one[m] for one in made] for m in ("lr", "camp")}
with open(os.path.join(args.output, "metrics.json"), "w") as file:
    json.dump({"accuracy": numbers}, file)
"""

TABLE = "| Method | Accuracy |\n|---|---|\n| LR | 81.5 ± 1.3 |\n| CAMP (ours) | 95.0 ± 1.3 |\n"


def paper() -> Paper:
    block = Block(
        kind="table", label="Table 1", caption="Table 1: Accuracy (%, mean ± standard deviation).", text=TABLE
    )
    section = Section(id="s1", number="1", title="Results", blocks=(block,))
    return Paper(title="Tiny", sections=(section,), source=Source(kind="text", name="tiny.txt"))


def plan() -> Plan:
    return Plan(
        title="Tiny",
        claims=("CAMP is best.",),
        method="m",
        data="d",
        experiments="e",
        evaluation="v",
        axes=(Axis(name="method", values=("lr", "camp")),),
        metrics=(Metric(name="accuracy", meaning="Accuracy, percent", axes=(MetricAxis(axis="method"),)),),
        requirements=(Requirement(id="R1", kind="metric", statement="Report.", status="implied", weight="core"),),
    )


def config() -> Config:
    entries = (
        ConfigEntry(key="seeds", value=[0, 1, 2, 3], provenance="chosen"),
        ConfigEntry(key="smoke.seeds", value=[0], provenance="chosen"),
    )
    return Config(text="seeds: [0, 1, 2, 3]\nsmoke:\n  seeds: [0]\n", entries=entries)


def repository(held: int = 99, main: str = MAIN) -> dict[str, str]:
    """Return the repository; from the seed `held` on it waits for a file `go`."""
    return {
        "main.py": main.replace("HELD", str(held)),
        "config.yaml": config().text,
        "reproduce.sh": reproduce_script("main.py"),
        "requirements.txt": "PyYAML\n",
        "README.md": f"# Tiny\n\n{BEGIN}\nnot run\n{LAST}\n\nThe rest.\n",
    }


def finished_run(files: dict[str, str], run: str = RUN) -> Path:
    """Write a run's card, checkpoint, texts and repository into the data folder, and return the repository."""
    folder = Path(run_folder(run)) / "repository"
    write_card(RunCard(id=run, paper="tiny.txt", paper_source="tiny.txt", started=now(), settings=Settings()))
    write_repository(str(folder), files)
    asyncio.run(_checkpoint(run))
    return folder


async def _checkpoint(run: str) -> None:
    async with open_storage() as storage:
        ref = await put_text(storage.store, json.dumps(paper().to_json()))
        trial = Trial(result="passed", stages=(StageReport(stage="smoke", result="passed", seconds=0.5),))
        values: dict[str, Any] = {
            "paper": {"ref": ref, "title": "Tiny", "sections": []},
            "plan": plan().to_json(),
            "config": config().to_json(),
            "trial": trial.to_json(),
            "architecture": {"data": [ObtainedData(name="Tiny v1", source="package", size="1 MB").to_json()]},
        }
        graph = StateGraph(State)
        graph.add_node("all", lambda _: values)
        graph.add_edge(START, "all")
        graph.add_edge("all", END)
        where: Any = {"configurable": {"thread_id": run}}
        await graph.compile(checkpointer=storage.saver).ainvoke({"paper_source": "tiny.txt"}, where)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
