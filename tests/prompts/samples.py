"""One set of sample variables for each template."""

from typing import Any

__all__ = ["SAMPLES"]

SCHEMA = '{"type": "object"}'
FILE = {"path": "fit/model.py", "text": "def fit(x):\n    return x\n"}

SAMPLES: dict[str, dict[str, Any]] = {
    "system": {},
    "shared": {"name": "paper", "text": "# A paper\n\n## [s1] 1 Method\n\nWe fit a line."},
    "planner": {
        "schema": SCHEMA,
        "notes": ["page 3 could not be read"],
        "plan": "- `claims`",
        "requirements": "Each.",
    },
    "ledger/plan": {},
    "ledger/requirements": {},
    "architect": {"schema": SCHEMA, "reserved": "config.yaml, readme.md"},
    "logic_designer": {"schema": SCHEMA},
    "config_writer": {
        "schema": SCHEMA,
        "rejections": ["use the learning rate of table 2"],
    },
    "critic": {"artifact": "planner", "answer": "{}", "schema": SCHEMA},
    "revision": {"answer": "{}", "issues": "- high, R1: wrong number. Change: 0.01", "edits": "Edits."},
    "edits": {},
    "earlier": {"answer": "{}", "edits": "Edits."},
    "analyst": {
        "path": "main.py",
        "role": "runs everything",
        "dependencies": ["fit/model.py"],
        "dependents": [],
        "interface": "def main() -> None",
        "requirements": ["R2", "R3"],
        "neighbours": '[{"path": "fit/model.py"}]',
        "faults": "- the call `fit()` does not fit",
        "earlier": "{}",
        "schema": SCHEMA,
    },
    "coder": {
        "path": "main.py",
        "language": "python",
        "contract": "{}",
        "requirements": "[]",
        "sections": "## [s1] 1 Method",
        "dependencies": [FILE],
        "promises": [{"path": "fit/data.py", "text": '{"signatures": []}'}],
        "interfaces": "# fit/data.py\ndef load() -> Data",
        "packages": ["numpy>=2"],
        "metrics": "accuracy.<method>\n<method>: ours, theirs",
        "shared_knowledge": "Rows are points.",
        "is_entry_point": True,
    },
    "repairer": {
        "path": "main.py",
        "contract": "{}",
        "requirements": "[]",
        "sections": "## [s1] 1 Method",
        "current": "def main():\n    pass\n",
        "findings": "- line 2, stub (error): main does nothing",
        "verdicts": "- R2 (missing): nothing runs. Smallest change: call fit",
        "protected": ["R3"],
        "dependencies": [FILE],
        "interfaces": "# other.py",
    },
    "auditor": {
        "path": "main.py",
        "contract": "{}",
        "requirements": "[]",
        "sections": "## [s1] 1 Method",
        "parts": ["R5 of fit/data.py: the rate must come from the configuration"],
        "shared": [{"id": "R6", "owner": "fit/data.py", "statement": "Split by class."}],
        "code": "   1 def main():\n   2     pass",
        "interfaces": "# other.py",
        "changed": "-    return\n+    pass",
        "earlier": "- R2: missing. nothing runs Change asked for: call fit",
        "schema": SCHEMA,
    },
    "debugger": {
        "stage": "smoke",
        "command": "python main.py --smoke",
        "reason": "exit code 1",
        "output": "Traceback",
        "files": [FILE],
        "contracts": "{}",
        "config": "seed: 0",
        "attempts": ["Stage smoke: exit code 1"],
        "protected": ["R3"],
        "interfaces": "# other.py",
    },
}
