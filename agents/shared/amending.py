"""A contract that an audit found wrong says the right thing before the code is changed."""

from collections.abc import Mapping

from agents.shared.tools import Tools
from state.audit import UNMET
from state.files import FileState

__all__ = ["amended_contracts"]


async def amended_contracts(tools: Tools, files: Mapping[str, FileState]) -> dict[str, FileState]:
    """Return the update for those contracts that unmet verdicts contradict; each says what changed and why."""
    update: dict[str, FileState] = {}
    for path, file in files.items():
        contract = await tools.files(files).contract(path)
        said = {
            v["requirement"]: v["contract"]
            for v in [*file.get("verdicts", []), *file.get("shared", [])]
            if v["result"] in UNMET and v.get("contract")
        }
        new = {i: text for i, text in said.items() if file.get("amended", {}).get(i) != text}
        if contract is None or not new:
            continue
        amendments = (*contract.amendments, *(f"{i}: {text}" for i, text in new.items()))
        kept = contract.model_copy(update={"amendments": amendments})
        update[path] = {
            "contract": await tools.save_text(kept.model_dump_json()),
            "amended": {**file.get("amended", {}), **new},
        }
        tools.note("auditor", f"{path}: the contract is amended for {', '.join(new)}, which it contradicted")
    return update
