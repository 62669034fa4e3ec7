"""What plan and design believe of libraries, tried before contracts are written, and whom it concerns."""

from agents.shared.brief import Brief
from agents.shared.probing import ProbingTools
from agents.shared.tools import Tools
from papercoder.trial.probes.concerning import concerned

__all__ = ["failed_beliefs", "tried_facts"]


async def failed_beliefs(tools: Tools) -> list[str]:
    """Try what was wanted, in the environment that is made now; return what is to be mended in the design, in words."""
    if not isinstance(tools, ProbingTools):
        return []
    tried = await tools.probes.tried("amender", tools.probes.waiting)
    wrong = [probe for probe in tried if probe.result == "otherwise"]
    return [f"a belief about a library is wrong: {one.fact} Whatever rests on it must say otherwise." for one in wrong]


def tried_facts(tools: Tools, brief: Brief) -> dict[str, tuple[str, ...]]:
    """Return what libraries were shown to do, by the path of each planned file whose author it concerns."""
    if not isinstance(tools, ProbingTools):
        return {}
    said = {
        entry.path: "\n".join([entry.role, *entry.interface, *(r.statement for r in brief.owned(entry.path))])
        for entry in brief.logic.files
    }
    facts: dict[str, tuple[str, ...]] = {}
    for probe in tools.probes.facts:
        for path in concerned(probe, said):
            facts[path] = (*facts.get(path, ()), probe.fact)
    return facts
