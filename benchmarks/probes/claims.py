"""Beliefs about libraries, half of them wrong, tried as probes in the sandbox.

`built_on.json` was there while the comparison was written; `kept_aside.json` was written before it and run only after.
"""

import json
from pathlib import Path
from typing import Any

from papercoder.trial.probes.run import run_probes
from papercoder.trial.run import TrialOptions
from state.answers.probes import Probe

__all__ = ["HALVES", "LIBRARIES", "judge"]

HALVES = ("built_on", "kept_aside")
LIBRARIES = ("numpy", "pandas", "scikit-learn", "scipy")


async def judge(half: str, options: TrialOptions) -> dict[str, Any]:
    """Return what probes make of the beliefs of one half."""
    claims = json.loads((Path(__file__).parent / f"{half}.json").read_text(encoding="utf-8"))
    probes = [Probe(**{name: claim[name] for name in ("question", "code", "expected")}) for claim in claims]
    tried = await run_probes(probes, requirements=LIBRARIES, options=options, together=1800)
    rows = [{"wrong": c["wrong"], **p.to_json()} for c, p in zip(claims, tried, strict=True)]
    wrong, right = [row for row in rows if row["wrong"]], [row for row in rows if not row["wrong"]]
    return {
        "half": half,
        "wrong": len(wrong),
        "found": sum(row["result"] == "otherwise" for row in wrong),
        "right": len(right),
        "accused": sum(row["result"] == "otherwise" for row in right),
        "no_answer": sum(row["result"] == "no answer" for row in rows),
        "versions": sorted({version for row in rows for version in row["versions"]}),
        "missed_or_accused": [row for row in rows if row["result"] != ("otherwise" if row["wrong"] else "as expected")],
    }
