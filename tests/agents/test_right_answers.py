"""Right answers of the agents before the analyst, recorded and made from them, none of which may be refused."""

import asyncio
import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from agents.config_writer import entry_checker
from papercoder.papers.evidence import Evidence
from papercoder.papers.quoting.ledger import plan_checker
from papercoder.papers.read import read_paper
from papercoder.workspace.designed.architecture import architecture_faults
from papercoder.workspace.designed.logic import logic_faults
from state.architecture import Architecture, LeftOut, PlannedFile
from state.config import ConfigDraft, ConfigEntry
from state.logic import FileLogic, LogicDesign, Package
from state.paper import Paper
from state.plan import Plan, Requirement

EXAMPLES = Path(__file__).parents[2] / "examples"
RECORDED = Path(__file__).parents[2] / "benchmarks/recorded"


def answers(agent: str) -> list[str]:
    """Return the recorded answers of an agent as JSON, in order."""
    records = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(RECORDED.glob("*.json"))]
    return [re.sub(r"^\s*```\w*\n|```\s*$", "", r["answer"]).strip() for r in records if r["agent"] == agent]


PLAN = Plan.model_validate_json(answers("planner")[-1])
ARCHITECTURE = Architecture.model_validate_json(answers("architect")[-1])
LOGIC = LogicDesign.model_validate_json(answers("logic-designer")[-1])
ENTRIES = ConfigDraft.model_validate_json(answers("config-writer")[-1]).config_entries()


@cache
def paper() -> Paper:
    return asyncio.run(read_paper(str(EXAMPLES / "paper/paper.pdf"), allow_files=True))


def of_plan(plan: Plan) -> list[str]:
    return plan_checker(Evidence(paper()))(plan)


def of_config(entries: tuple[ConfigEntry, ...]) -> list[str]:
    return entry_checker(Evidence(paper()), may_quote_reviewer=False)(ConfigDraft.of(entries))


def test_the_recorded_answers_are_taken() -> None:
    assert of_plan(PLAN) == []
    assert architecture_faults(ARCHITECTURE, PLAN) == []
    assert logic_faults(LOGIC, ARCHITECTURE) == []
    assert of_config(ENTRIES) == []


QUOTED = [r for r in PLAN.requirements if r.quote]
WORDINGS: dict[str, Callable[[str], str]] = {
    "broken lines": lambda q: q.replace(" ", "\n", 2),
    "in quotation marks": lambda q: f"“{q}”",
    "without its full stop": lambda q: q.rstrip(". "),
    "long dashes and blanks": lambda q: q.replace("-", "–").replace(" ", "\u2009", 1),
    "Markdown": lambda q: f"*{q}*",
}


@pytest.mark.parametrize("wording", WORDINGS)
@pytest.mark.parametrize("requirement", QUOTED, ids=lambda r: r.id)
def test_a_quote_may_be_written_otherwise(requirement: Requirement, wording: str) -> None:
    changed = requirement.model_copy(update={"quote": WORDINGS[wording](requirement.quote)})
    assert of_plan(PLAN.model_copy(update={"requirements": (changed,)})) == []


PLANS: dict[str, Callable[[], Plan]] = {
    "another order": lambda: PLAN.model_copy(update={"requirements": PLAN.requirements[::-1]}),
    "a gap": lambda: PLAN.model_copy(update={"requirements": PLAN.requirements[1:]}),
    "one that the paper leaves open": lambda: _with_requirement(status="unresolved"),
    "one from a cited work": lambda: _with_requirement(status="external"),
    "no metric's unit": lambda: PLAN.model_copy(update={"metrics": PLAN.metrics[:1]}),
}


def _with_requirement(**fields: str) -> Plan:
    given = {"id": "R900", "kind": "data", "statement": "Get it.", "weight": "minor", **fields}
    return PLAN.model_copy(update={"requirements": (*PLAN.requirements, Requirement.model_validate(given))})


@pytest.mark.parametrize("name", PLANS)
def test_right_plans_are_taken(name: str) -> None:
    assert of_plan(PLANS[name]()) == []


def _files(*files: PlannedFile, **fields: object) -> Architecture:
    return ARCHITECTURE.model_copy(update={"files": files, **fields})


def _moved() -> Iterator[Architecture]:
    """Yield the architecture with each requirement in another file, and with each left out with a reason."""
    files = ARCHITECTURE.files
    for at, file in enumerate(files):
        for owned in file.owns[:4]:
            rest = file.model_copy(update={"owns": tuple(o for o in file.owns if o != owned)})
            other = files[at - 1].model_copy(update={"owns": (*files[at - 1].owns, owned)})
            yield _files(*(rest if f is file else other if f is files[at - 1] else f for f in files))
            left = LeftOut(requirement=owned, reason="Its data are not public.")
            yield _files(*(rest if f is file else f for f in files), left_out=(*ARCHITECTURE.left_out, left))


@pytest.mark.parametrize("found", list(_moved()))
def test_a_requirement_may_move_or_be_left_out(found: Architecture) -> None:
    assert architecture_faults(found, PLAN) == []


@pytest.mark.parametrize(
    "path",
    [
        "camp/__main__.py",
        "camp/data/__init__.py",
        "camp/data/loading.py",
        "scripts/fetch_data.py",
        "tests/conftest.py",
        "camp/io_.py",
        "camp/logging_setup.py",
        "data/README.md",
        "configs/small.yaml",
        "camp/types_.py",
        "setup.py",
        "pyproject.toml",
        "camp/py.typed",
        "camp/models/resnet50.py",
        "tests/test_metric.py",
        "notebooks/look.ipynb",
        "camp/metrics/_fast.pyx",
        "scripts/run_all.sh",
        "camp/kernel.cu",
    ],
)
def test_usual_paths_may_be_planned(path: str) -> None:
    assert architecture_faults(_files(*ARCHITECTURE.files, PlannedFile(path=path, purpose="p")), PLAN) == []


@pytest.mark.parametrize(
    "lines",
    [
        "direction LR\nclass A",
        "%% a comment\nclass A",
        "class A~T~ {\n+fit(x) List~int~\n}",
        "A <|-- B : is a",
        'A "1" --> "*" B',
        "class A {\n<<interface>>\n+run()*\n}",
        "A : +int rate\nA : +fit(x)$",
        "A ..|> B\nA --o C",
        "namespace camp {\nclass A\n}",
        'note for A "one per run"\nclass A',
        "class A\n\n\nclass B",
    ],
)
def test_usual_class_diagrams_are_taken(lines: str) -> None:
    assert architecture_faults(_files(*ARCHITECTURE.files, class_diagram=f"classDiagram\n{lines}\n"), PLAN) == []


@pytest.mark.parametrize(
    "lines",
    [
        "autonumber\nA->>B: run",
        "actor U\nU->>A: start\nactivate A\nA-->>U: done\ndeactivate A",
        "A->>+B: x\nB-->>-A: y",
        "loop each seed\nA->>B: fit\nend",
        "alt smoke\nA->>B: small\nelse full\nA->>B: all\nend",
        "participant M as main.py\nM->>M: read config",
        "opt cached\nA-)B: read\nend",
        "par one\nA->>B: x\nand two\nA->>B: y\nend",
        "rect rgb(240, 240, 240)\nA->>B: x\nend",
        "A-xB: lost",
        "%% comment\nA->>B: f(x, y) -> z",
    ],
)
def test_usual_sequence_diagrams_are_taken(lines: str) -> None:
    assert architecture_faults(_files(*ARCHITECTURE.files, sequence_diagram=f"sequenceDiagram\n{lines}\n"), PLAN) == []


DECLARATIONS = [
    "def fit(x: np.ndarray, y: np.ndarray) -> Model",
    "async def fetch(url: str) -> bytes",
    "class Model",
    "class A(B):",
    "class A(nn.Module, Generic[T])",
    "Model.fit(self, x) -> None",
    "RATE = 1e-3",
    "RATE: float = 1e-3",
    "names: list[str]",
    "@dataclass class Result",
    "@staticmethod def of(x)",
    "@classmethod def load(cls, path: str) -> 'Model'",
    "def f(a, /, b, *, c=1, **rest) -> dict[str, float]",
    "def f(x: int | None = None) -> tuple[int, ...]",
    "def f() -> None  # raises ValueError",
    "Model.rate: float",
    "Shape = tuple[int, int]",
    "@property def width(self) -> int",
    "@dataclass(frozen=True) class Result",
    "@dataclass(frozen=True)\nclass Result",
    "@property\ndef width(self) -> int",
    "class Result:\n    rate: float\n    k: int = 2",
    "def f(x): ...",
    "class Result(NamedTuple): rate: float",
    "Model.__init__(self, width: int)",
    "def f(\n    x: int,\n    y: int,\n) -> int",
    "@torch.no_grad() def predict(model, x)",
    "@abstractmethod def fit(self, x)",
    "METHODS: dict[str, Callable[[np.ndarray], float]]",
    "from camp.model import Model",
    "__all__ = ['fit']",
]


@pytest.mark.parametrize("declaration", DECLARATIONS)
def test_usual_declarations_are_taken(declaration: str) -> None:
    first, *rest = LOGIC.files
    changed = first.model_copy(update={"interface": (*first.interface, declaration)})
    assert logic_faults(LOGIC.model_copy(update={"files": (changed, *rest)}), ARCHITECTURE) == []


def _orders() -> Iterator[tuple[FileLogic, ...]]:
    """Yield the files with two neighbours exchanged that do not depend on each other."""
    files = LOGIC.files
    for at in range(len(files) - 1):
        one, two = files[at], files[at + 1]
        if one.path not in two.dependencies:
            yield (*files[:at], two, one, *files[at + 2 :])


@pytest.mark.parametrize("files", list(_orders()))
def test_files_that_need_not_each_other_may_change_places(files: tuple[FileLogic, ...]) -> None:
    packages = (*LOGIC.packages, Package(name="scikit-learn", version=">=1.4,<2"))
    assert logic_faults(LOGIC.model_copy(update={"files": files, "packages": packages}), ARCHITECTURE) == []


STATED = [entry for entry in ENTRIES if entry.provenance == "stated"]


@pytest.mark.parametrize("wording", WORDINGS)
@pytest.mark.parametrize("entry", STATED, ids=lambda e: e.key)
def test_the_quote_of_a_value_may_be_written_otherwise(entry: ConfigEntry, wording: str) -> None:
    changed = entry.model_copy(update={"quote": WORDINGS[wording](entry.quote)})
    smoke = entry.model_copy(update={"key": f"smoke.{entry.key}", "provenance": "chosen", "reason": "small"})
    assert of_config((changed, smoke)) == []


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        0,
        -1,
        1e-12,
        1e30,
        "",
        "a: b",
        "text # no comment",
        [],
        [1, 2.5],
        ["a", "b"],
        [[1, 2], [3, 4]],
        "null",
        "1e-4",
        "1.0",
        "yes",
        "2024-01-01",
        "ümlaut",
        2**62,
        [None, True],
        "multi\nline",
    ],
)
def test_any_plain_value_may_be_assumed(value: object) -> None:
    given = {"key": "extra.value", "value": value, "provenance": "assumed", "reason": "usual"}
    entry = ConfigEntry.model_validate(given)
    smoke = entry.model_copy(update={"key": "smoke.extra.value", "provenance": "chosen"})
    assert of_config((*ENTRIES, entry, smoke)) == []
