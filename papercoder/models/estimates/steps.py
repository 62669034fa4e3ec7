"""The calls of a run before they are made: who asks how often, what is sent, what comes back, who waits for whom."""

from collections.abc import Iterator
from dataclasses import dataclass

from papercoder.errors import SettingsError
from papercoder.models.estimates.ratios import Sizes
from papercoder.models.text_length import IMAGE_TOKENS
from papercoder.models.window import context_window
from state.settings import AgentName, Settings

__all__ = ["EstimatedCalls", "prefix_behind", "steps_after_review", "steps_until_review"]

_TASK = 1_900
"""Tokens of the system message and of an agent's own instructions with their schema; 1,700 to 2,400 in the records,
whose schemas were 100 to 300 tokens longer."""
_SHOWN = 0.94
"""Share of an artifact that later prompts show: it is laid out in fewer characters than it was answered in."""
_SHOWN_BEHIND = {"full": 0.75, "sliced": 0.55, "together": 0.95}
"""The same behind the review, where diagrams, owners and the design of other files are left out; who settles the
contracts of all files reads it all: 0.92 and 0.94 in two runs."""
_CRITIQUE = 0.18
"""Length of a critique as a share of what it is about: 0.12 in the short run, 0.25 and 0.17 in the long ones."""
_FOUND = 0.59
"""Share of a critique that says what is wrong: the rest says what is to change, and where the critic itself mends what
it finds, its edits stand in that place. 0.57 to 0.60 in three recorded runs (`make bench`)."""
_REVISION = {"planner": 0.25, "architect": 0.09, "logic-designer": 0.2, "config-writer": 0.12}
"""A revision is edits, of the critic or of the author: 0.07, 0.26 and nothing of plan, design and configuration in the
run of benchmarks/recorded_together; 0.32, 0.06 and nothing in that before it; 0.40, 0.43 and 0.23 in the run that was
answered anew."""
_SLICE = {"coder": 0.58, "auditor": 0.75}
"""What either reads of a file's surroundings, against the file's contract and code together, for the square root of the
number of files: 0.58 and 0.73 in the short run, 0.58 and 0.76 in the run that was answered anew, 0.68 and 0.62 in the
other long one, whose coders were shown sources."""
_BRIEF = 0.75
"""Share of a contract that is left where design and ledger say the rest, measured on the short run (`make bench`)."""
_IN_ONE_CALL = {"together": 1.0, "large-files": 0.3, "shared-files": 0.1, "none": 1.0}
"""Share of the files that no analyst is asked about: 3 small ones of 10, those that no other depends on, all."""
_TOGETHER = 0.065
"""What one analyst settles for all files, against a contract for each: 0.05, 0.07, 0.08 and 0.15 on four papers."""
_UNREAD = 0.12
"""The edits of a design that nobody has read, as a share of it: 0.03, 0.05, 0.18 and 0.2 on four papers."""
_DOCSTRINGS = 1
"""Files that only hold a docstring, which a program writes: one in each of the two runs."""
_LEVELS = 5
"""Levels of dependencies among the files of both runs."""
_LONGEST_CONTRACT, _LONGEST_CODE, _LONGEST_AUDIT = 1.5, 2.3, 1.8
"""The longest answer of a fan-out against the mean, which everyone waits for: 1.4-1.7, 2.1-2.5 and 1.6-1.9."""
_LONGEST_OF_LEVEL = 1.4
"""The same within one level of dependencies, which has few files."""
_CONTRACT_WAVES = 5
"""Waves of contracts where each waits for the classes and constants it rests on: as many in the short run."""
_RULES = 0.76
"""Share of a contract that a reader of all contracts sees: its rules, not what it uses and warns of."""
_REPAIRED = 0.15
"""Share of the files that gates and audit send back: 3 of 30 in both runs, and more with weaker models."""
_READING = 600
"""Tokens of what is read from one figure: 230 to 850 for the four of a paper, examples, tables and nine lines."""
_CHAIN = 1.5
"""What a judge of whole paths reads against an auditor of one file: 13,400 tokens against 8,800 in the short run."""
_WITH_CORE = 0.8
"""Share of the files that own a core requirement: 8 of the 10 files of the short run."""
_PROBED = 600
"""Tokens that mend an answer after a belief about a library proved wrong: edits, and what was printed is read."""
_EDIT = 300
"""Tokens of a repair or of a debugging round, which answer with edits."""


@dataclass(frozen=True)
class EstimatedCalls:
    """Calls of the same kind.

    Args:
        agent: Who asks.
        calls: How often; a fraction where it is a matter of chance.
        input: Input tokens of one call.
        cached: Part of them that a provider with a cache has read before.
        output: Output tokens of one call.
        waited: Output tokens that everyone waits for.
    """

    agent: AgentName
    calls: float
    input: int
    cached: int
    output: int
    waited: float


def steps_until_review(paper: int, sizes: Sizes, settings: Settings, figures: int = 0) -> Iterator[EstimatedCalls]:
    """Yield the planning calls, each of which waits for the one before; first so many `figures` are looked at."""
    if figures:
        yield EstimatedCalls("figure-reader", figures, _TASK + IMAGE_TOKENS, _TASK // 2, _READING, _READING)
    shown = paper + figures * _READING
    artifacts = {
        "planner": sizes.plan,
        "architect": sizes.architecture,
        "logic-designer": sizes.logic,
        "config-writer": sizes.config,
    }
    before = 0
    for agent, size in artifacts.items():
        beside = settings.config_beside_design and agent == "config-writer"
        seen = shown - round(_SHOWN * sizes.logic) if beside else shown
        waited = 0.0 if beside and sizes.config < sizes.logic else 1.0
        asked = _TASK + seen
        yield _alone(agent, asked, before, size, waited)
        for _ in range(settings.critic_rounds(agent)):
            yield from _criticised(agent, size, asked, waited, settings)
        before = seen
        shown += round(_SHOWN * size)


def _criticised(agent: AgentName, size: int, asked: int, waited: float, settings: Settings) -> Iterator[EstimatedCalls]:
    """Yield one round of critique: one call where the critic's answer holds the edits, else another of the author."""
    critique, edits = round(_CRITIQUE * size), round(_REVISION[agent] * size)
    mends = settings.mended_by == "critic"
    said = round(_FOUND * critique) + edits if mends else critique
    yield _alone("critic", asked + _TASK + size, asked, said, waited)
    if not mends:
        yield _alone(agent, asked + size + critique, asked, edits, waited)


def _alone(agent: AgentName, read: int, cached: int, output: int, waited: float) -> EstimatedCalls:
    """Return one call; `waited` is 0 where another one beside it takes longer."""
    return EstimatedCalls(agent, 1, read, min(cached, read), output, waited * output)


def steps_after_review(prefix: int, sizes: Sizes, settings: Settings) -> Iterator[EstimatedCalls]:
    """Yield the calls behind the review.

    Args:
        prefix: Tokens of the messages that all files share.
        sizes: Of the answers.
        settings: What is switched on, and who sees what.
    """
    if settings.one_by_one:
        yield from _one_by_one(prefix, sizes)
        return
    files = max(1, sizes.files - _DOCSTRINGS)
    contract = round(sizes.contract * (_BRIEF if settings.contract_text == "brief" else 1))
    about, judged = (round(share * files**0.5 * (contract + sizes.code)) for share in _SLICE.values())
    analysed = files * (1 - _IN_ONE_CALL.get(settings.contracts, 0))
    waves = _CONTRACT_WAVES if settings.contract_order == "waves" else 1
    contracts = waves * _LONGEST_CONTRACT * contract if analysed else 0.0
    yield EstimatedCalls("analyst", analysed, prefix + _TASK, round(prefix * (files - 1) / files), contract, contracts)
    if settings.contracts == "together":
        yield _alone("analyst", prefix + _TASK, 0, _settled(files, sizes, settings), 1.0)
    elif settings.read_contracts and settings.agreement_rounds:
        yield _alone("critic", _TASK + round(_RULES * files * contract), 0, sizes.audit, 1.0)
    seen = prefix if _sees_all(prefix, settings) else 0
    code = _LONGEST_CODE if settings.from_contracts else _LEVELS * _LONGEST_OF_LEVEL
    yield EstimatedCalls("coder", files, seen + about, seen, sizes.code, code * sizes.code)
    if settings.audit:
        yield EstimatedCalls("auditor", files, judged, 0, sizes.audit, _LONGEST_AUDIT * sizes.audit)
    if settings.audit and settings.chains:
        read = round(_CHAIN * judged)
        yield EstimatedCalls("auditor", round(_WITH_CORE * files, 1), read, 0, sizes.audit, sizes.audit)
    if settings.repair_rounds and (settings.audit or settings.check):
        yield EstimatedCalls("coder", _REPAIRED * files, seen + about, seen, _EDIT, _EDIT)
    if settings.trial and settings.debug_rounds:
        yield EstimatedCalls("debugger", 1, about + sizes.code * _LEVELS, 0, _EDIT, _EDIT)
    if settings.probes:
        yield from _after_probes(prefix, about, analysed, settings)


def _settled(files: int, sizes: Sizes, settings: Settings) -> int:
    """Return the answer that settles the contracts of all files, with edits of a design that no critic has read."""
    unread = not settings.critic_rounds("logic-designer")
    return round(_TOGETHER * files * sizes.contract + unread * _UNREAD * sizes.logic)


def _after_probes(prefix: int, about: int, analysed: float, settings: Settings) -> Iterator[EstimatedCalls]:
    """Yield one call more of each that asks, as if one of its beliefs proved wrong: it mends what rests on it.

    What planner, designer and critic believed is mended by the amender, once; probes themselves are no calls.
    """
    yield _alone("amender", prefix + _TASK, 0, _PROBED, 1.0)
    if analysts := analysed + (settings.contracts == "together"):
        yield EstimatedCalls("analyst", analysts, prefix + _TASK + _PROBED, prefix, _PROBED, _PROBED)
    if settings.trial and settings.debug_rounds:
        yield EstimatedCalls("debugger", 1, about, 0, _EDIT, _EDIT)


def _sees_all(prefix: int, settings: Settings) -> bool:
    """Say whether a coder reads everything: `auto` shows it where it fills less than half of the window."""
    if settings.context_policy != "auto":
        return settings.context_policy == "full"
    try:
        return 2 * prefix < context_window(settings, "coder")
    except SettingsError:
        return True


def _one_by_one(prefix: int, sizes: Sizes) -> Iterator[EstimatedCalls]:
    """Yield the calls of the published pipeline: each file waits for the one before and shows all that are written."""
    files = sizes.files
    yield EstimatedCalls("analyst", files, prefix + _TASK, prefix, sizes.contract, files * sizes.contract)
    earlier = files * sizes.code // 2
    read = prefix + earlier + sizes.contract + _TASK
    yield EstimatedCalls("coder", files, read, prefix + earlier, sizes.code, files * sizes.code)


def prefix_behind(paper: int, sizes: Sizes, settings: Settings) -> int:
    """Return the tokens of the messages that all files share behind the review."""
    whole = sizes.plan + sizes.architecture + sizes.logic + sizes.config
    shown = "sliced" if settings.context_policy == "sliced" else "full"
    return paper + round(_SHOWN_BEHIND["together" if settings.contracts == "together" else shown] * whole)
