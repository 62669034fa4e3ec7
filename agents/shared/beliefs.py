"""What plan and design believe of libraries, tried before contracts are written, and whom it concerns."""

from agents.shared.brief import Brief
from agents.shared.probing import ProbingTools
from agents.shared.tools import Tools
from papercoder.trial.probes.concerning import concerned
from state.contract import Contract

__all__ = ["failed_beliefs", "with_facts"]


async def failed_beliefs(tools: Tools) -> list[str]:
    """Try what was wanted, in the environment that is made now; return what is to be mended in the design, in words."""
    if not isinstance(tools, ProbingTools):
        return []
    tried = await tools.probes.tried("amender", tools.probes.waiting)
    wrong = [probe for probe in tried if probe.result == "otherwise"]
    return [f"a belief about a library is wrong: {one.fact} Whatever rests on it must say otherwise." for one in wrong]


def with_facts(tools: Tools, brief: Brief, contract: Contract) -> Contract:
    """Return a file's contract with what libraries were shown to do that concerns its author."""
    if not isinstance(tools, ProbingTools):
        return contract
    said = {
        entry.path: "\n".join([entry.role, *entry.interface, *(r.statement for r in brief.owned(entry.path))])
        for entry in brief.logic.files
    }
    facts = [probe.fact for probe in tools.probes.facts if contract.path in concerned(probe, said)]
    return contract.model_copy(update={"facts": tuple(facts)})
