"""What docs/performance.md says around the tables of the yardstick: where lengths come from, what variants are."""

from typing import Any

__all__ = ["VARIANTS_TEXT", "lengths_text"]

VARIANTS_TEXT = (
    "`as set by default` lets a critic read plan and configuration and mend what it finds, writes config.yaml beside "
    "the logic design, settles contracts in one call whose author reads and edits the design, and writes all files at "
    "once from slices of paper and plan. `critic of design` is `critic_reads=all-but-architecture`, `critic of "
    "everything` is `critic_reads=everything`, `author mends` is `mended_by=author`, `config after design` is "
    "`config_beside_design=false`, `contract for each file` is `contracts=every-file`; `as before` is all but the "
    "first of these. `leanest` is `critic_reads=plan-and-config` with `contracts=none`: nobody but its author reads "
    "the design. `full` shows everything to everyone, and writes each file after those it depends on."
)


def lengths_text(found: dict[str, Any]) -> str:
    """Return where the lengths of all answers come from.

    Args:
        found: What benchmarks/results/cost.json holds.
    """
    short = {name: f"{share:.0%}" for name, share in found["shorter"].items()}
    return (
        "The example has the sizes of its recording, the larger paper, answered anew, those of a whole run that was "
        "made shortly before the newest forms; what neither was asked comes from the former recordings, as their "
        "sources say below. The former recording and the larger paper were answered in former forms, and what is "
        "asked for now is counted from them. Where an answer holds what today's form leaves out, that is taken out of"
        " it by program: of the run's own answers where there are any, else by the share of the example's former "
        "recording. There, plans "
        "without prose that repeats the ledger, and without what counts unsaid in its requirements, have "
        f"{short['planner']} of the recorded length, logic designs without owned requirements "
        f"{short['logic-designer']}, entries of config.yaml whose evidence names its provenance "
        f"{short['config-writer']}, architectures with the calls of a run in the place of two diagrams "
        f"{short['architect']}, contracts without sentences of which nine of ten content words stand in what their "
        f"coder is shown anyway {short['analyst']}, audits without reasons for what is plainly met {short['auditor']}. "
        f"`classic` has the longer forms where its prompts ask for them (of plans: {short['ledger']}), and of a plan "
        "made by section the length of all its parts in one answer.\n\n"
        "Revisions are edits, as long as those that were recorded, or as what the example's former revisions changed "
        "(the larger paper: the same share), less what edits of left-out fields took. A critic that mends what it "
        f"finds says what is wrong ({found['found']:.0%} of a recorded critique, the rest of which says what is to "
        "change) and gives the edits that its author gave. Metrics of former plans are a grid of 1,200 tokens, which "
        "is assumed. Contracts are as long as the recorded ones less "
        f"the {found['known_share']:.0%} that a program knows by now: declarations of the design, prohibitions of the "
        "ledger. Files that only hold a docstring are written without a model, except by `classic`. What is settled "
        "for all files in one call works out single requirements in 46% of its length, and gives rules for two files "
        "each in the rest, as in the example; its edits of the design are as long as the recorded ones, or as the "
        "design's own revision.\n\n"
        "Outputs are as long as recorded ones; what is read is what the program shows of a made-up project, and that "
        "is less than of a real one. A coder of the larger paper, answered anew, was shown 14,050 tokens and an "
        "auditor 18,460, here 6,730 and 8,330: with the recorded ones the input of that row would be 891,000 tokens "
        "instead of 563,000, and its dollars against `classic` at most 0.98 with audit and 0.72 without."
    )
