"""What plan and design believe of libraries, tried before contracts are written."""

from agents.shared.probing import ProbingTools
from agents.shared.tools import Tools

__all__ = ["failed_beliefs"]


async def failed_beliefs(tools: Tools) -> list[str]:
    """Try what was wanted, in the environment that is made now; return what is to be mended in the design, in words."""
    if not isinstance(tools, ProbingTools):
        return []
    tried = await tools.probes.tried("amender", tools.probes.waiting)
    wrong = [probe for probe in tried if probe.result == "otherwise"]
    return [f"a belief about a library is wrong: {one.fact} Whatever rests on it must say otherwise." for one in wrong]
