"""All contracts read together once, for what a program that compares names cannot see: two rules of one thing."""

from collections import defaultdict
from collections.abc import Sequence

from agents.shared.brief import Brief
from agents.shared.tools import Tools
from papercoder.errors import AnswerError
from papercoder.workspace.showing import show_meaning
from prompts.loader import render
from state.contract import Contract
from state.review import Review

__all__ = ["read_together"]


async def read_together(tools: Tools, brief: Brief, contracts: Sequence[Contract]) -> dict[str, list[str]]:
    """Return by path what a reader of all contracts asks to be changed; nothing where no answer was valid."""
    paths = {contract.path for contract in contracts}
    task = render(
        "critic/contracts",
        contracts=[{"path": c.path, "text": show_meaning(c)} for c in contracts],
        agreed=brief.logic.shared_knowledge,
        schema=Review.schema_text(),
    )
    prompt = tools.prompt(brief, ("values",), task)

    def faults(found: Review) -> list[str]:
        odd = [issue.where for issue in found.issues if issue.where not in paths]
        return [f"`where` must be the path of a contract, not '{where}'" for where in odd]

    try:
        found = await tools.client("critic").ask_json(prompt, Review, faults, subject="contracts")
    except AnswerError as error:
        tools.note("analyst", f"the contracts were not read together: {error.message}")
        return {}
    asked: dict[str, list[str]] = defaultdict(list)
    sent_back = {issue.where for issue in found.issues if issue.severity != "low"}
    for issue in found.issues:
        if issue.where in sent_back:
            asked[issue.where].append(f"{issue.problem} Change: {issue.change}")
    if asked:
        tools.note("analyst", f"read together, {len(asked)} contracts hold a rule that another one has otherwise")
    return dict(asked)
