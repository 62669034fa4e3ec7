import ast

from papercoder.checks.contracts.completing import (
    completed,
    docstring_file,
    filled_in,
    is_docstring_file,
    is_small,
    planned_contract,
)
from papercoder.checks.contracts.from_code import with_code
from state.contract import Contract
from state.logic import FileLogic

ENTRY = FileLogic(
    path="lab/model.py",
    role="Fits the model.",
    interface=(
        "LIMIT: int",
        "@dataclass class Batch",
        "Batch.__init__(self, x: int, y: int)",
        "def fit(batch: Batch, epochs: int = 3) -> float  # loss in nats",
        "async def load(path: str) -> Batch",
    ),
    requirements=("R1",),
)


def contract(*signatures: dict[str, str]) -> Contract:
    return Contract.from_json({"path": ENTRY.path, "signatures": list(signatures)})


def test_a_name_stands_for_the_declaration_of_the_design() -> None:
    given = contract(
        {"declaration": "LIMIT"},
        {"declaration": "Batch", "meaning": "One batch."},
        {"declaration": "Batch.__init__"},
        {"declaration": "fit"},
        {"declaration": "load", "meaning": "Reads it."},
    )
    described = completed(contract({"declaration": "fit", "meaning": "Raises nothing."}), ENTRY)
    assert [s.meaning for s in described.signatures] == ["loss in nats Raises nothing."]
    assert completed(described, ENTRY) == described
    found = completed(given, ENTRY).signatures
    assert [(s.owner, s.declaration) for s in found] == [
        ("", "LIMIT: int"),
        ("", "class Batch"),
        ("Batch", "def __init__(self, x: int, y: int)"),
        ("", "def fit(batch: Batch, epochs: int = 3) -> float"),
        ("", "async def load(path: str) -> Batch"),
    ]
    assert [s.meaning for s in found] == ["", "One batch.", "", "loss in nats", "Reads it."]


def test_a_declaration_of_its_own_and_an_unknown_name_stay() -> None:
    given = contract(
        {"declaration": "def fit(batch: Batch) -> float"},
        {"declaration": "__init__", "owner": "Batch"},
        {"declaration": "nobody"},
    )
    first, second, third = completed(given, ENTRY).signatures
    assert first == given.signatures[0]
    assert (second.owner, second.declaration) == ("Batch", "def __init__(self, x: int, y: int)")
    assert third.declaration == "nobody"


def test_the_design_makes_the_contract_of_a_file_that_stands_alone() -> None:
    made = planned_contract(ENTRY)
    assert [(o.requirement, o.what) for o in made.obligations] == [("R1", "")]
    assert made.steps == ("Fits the model.",)
    assert len(made.signatures) == len(ENTRY.interface)


def test_only_a_package_of_which_nothing_is_asked_is_a_docstring() -> None:
    bare = FileLogic(path="lab/__init__.py", role="Marks the package.")
    assert is_docstring_file(bare)
    for more in ({"requirements": ("R1",)}, {"interface": ("fit",)}, {"dependencies": ("lab/model.py",)}):
        assert not is_docstring_file(bare.model_copy(update=more))
    assert not is_docstring_file(FileLogic(path="lab/model.py", role="x"))


def test_a_docstring_names_the_modules_whatever_their_purposes_hold() -> None:
    purposes = {
        "lab/__init__.py": "Marks the package.",
        "lab/model.py": 'Fits "it" with \\alpha """ and more.',
        "lab/deep/other.py": "Not here.",
        "main.py": "Runs it.",
    }
    text = docstring_file("lab/__init__.py", 'A "title"', purposes)
    said = ast.get_docstring(ast.parse(text)) or ""
    assert "lab: part of the reproduction of A 'title'." in said
    assert "model: Fits 'it' with /alpha" in said
    assert "other" not in said
    assert "Runs it" not in said
    assert ast.get_docstring(ast.parse(docstring_file("x/__init__.py", "T", {})))


STATEMENTS = {"R1": "Fit by least squares."}


def test_a_brief_contract_is_filled_in_with_what_design_and_ledger_say() -> None:
    given = Contract.from_json(
        {
            "path": ENTRY.path,
            "obligations": [{"requirement": "R1", "where": "fit"}],
            "signatures": [{"declaration": "fit", "meaning": "Nats per row."}],
            "steps": ["Rows with no label are skipped."],
        }
    )
    found = filled_in(given, ENTRY, STATEMENTS)
    assert found.obligations[0].what == STATEMENTS["R1"]
    assert found.steps == (ENTRY.role, *given.steps)
    assert [(s.owner, s.declaration.partition("(")[0], s.meaning) for s in found.signatures] == [
        ("", "def fit", "loss in nats Nats per row."),
        ("", "LIMIT: int", ""),
        ("", "class Batch", ""),
        ("Batch", "def __init__", ""),
        ("", "async def load", ""),
    ]
    assert filled_in(found, ENTRY, STATEMENTS) == found


def test_what_the_analyst_says_stays_in_a_brief_contract() -> None:
    said = {"requirement": "R1", "where": "fit", "what": "QR, no intercept."}
    given = Contract.from_json({"path": ENTRY.path, "obligations": [said]})
    assert filled_in(given, ENTRY, STATEMENTS).obligations == given.obligations


def test_small_files_have_few_requirements_a_short_interface_and_a_short_role() -> None:
    assert is_small(ENTRY)
    large = ({"requirements": tuple(f"R{n}" for n in range(6))}, {"interface": ("X: int",) * 9}, {"role": "x" * 1601})
    assert [is_small(ENTRY.model_copy(update=change)) for change in large] == [False, False, False]


CODE = '''
import numpy as np

LIMIT: int = 3
_HIDDEN: int = 4


class Batch(tuple):
    """One batch.

    More of it.
    """

    def size(self) -> int:
        """Return the
        rows."""
        return 0

    def _inside(self) -> None: ...


def fit(batch: Batch, epochs: int = 3) -> float:
    """Fit it."""
    return 0.0


async def extra(path, *, deep=False):
    return path
'''


def test_the_contract_of_a_file_that_was_written_at_once_is_read_out_of_its_code() -> None:
    planned = planned_contract(ENTRY)
    seen = {(s.owner, s.declaration): s.meaning for s in with_code(planned, CODE).signatures}
    assert seen["", "def fit(batch: Batch, epochs: int = 3) -> float"] == "loss in nats"
    assert seen["", "class Batch"] == "One batch."
    assert seen["Batch", "def size(self) -> int"] == "Return the rows."
    assert seen["", "async def extra(path, *, deep=False)"] == ""
    assert not any("_" in declaration.partition("(")[0] for _, declaration in seen if "__init__" not in declaration)
    assert [s.declaration for s in with_code(planned, CODE).signatures][: len(planned.signatures)] == [
        s.declaration for s in planned.signatures
    ]
