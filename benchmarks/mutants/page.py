"""docs/mutants.md from the results."""

from collections.abc import Mapping
from typing import Any

from benchmarks.harness.results import markdown
from benchmarks.mutants.finding import WAYS

__all__ = ["mutants_page"]

_HEAD = (
    "`make mutants` plants operators, signs, axes, constants, indices off by one, swapped arguments, other reductions, "
    "missing copies and detaches, and turned splits, one at a time, in the lines that the trace cites for core "
    "requirements (in the written repositories: in every line of the method), and looks by which ways each is found:"
    "\n\n"
    "- **gates**: an error or a warning that the unchanged repository has not, with all that a run's gates are shown;\n"
    "- **smoke**: the smoke test ends otherwise than with code 0, its numbers are missing or not finite, or it says "
    "that it swallowed an exception; judged as the trial judges, in a sandbox that keeps imported libraries for many "
    "mutants;\n"
    "- **tests**: a test that an examiner wrote from the paper fails;\n"
    "- **full**: the full run ends otherwise, or a number of the paper or a statement that follows is lost, by the "
    "rule of RESULTS.md."
)
_EXAMPLE = (
    "The example's full run takes a minute, so it was made for those that nothing else had found: its column counts "
    "these alone."
)
_SAME = (
    "Most mutants that give every number of the full run to the last bit are no other program in effect (another shift "
    "before a softmax, `<` for `<=` where nothing is equal, a copy of a copy), some change what only a reader sees, "
    "such as a number copied from the paper into a report. They are counted as not found all the same, and apart."
)
_WRITTEN = (
    "The table of a written repository's paper is what it gives unchanged, rounded to three digits, which is the best "
    "case: a real paper's numbers are met within a deviation. Gates, smoke test and full run were not changed for "
    "these mutants."
)


def mutants_page(found: Mapping[str, Any], machine: str) -> str:
    """Return the page."""
    examiner = found["examiner"]
    tests = (
        f"The tests of the example are those of {examiner['calls']} recorded calls of the examiner "
        "(`benchmarks/mutants/examined/`), answered from its prompts by someone who had not seen the code: "
        f"{examiner['input_tokens']:,} tokens in, {examiner['output_tokens']:,} out. None failed on the unchanged "
        "repository, so no judge was asked. Three of the answers were refused at first by a rule, mended since, that "
        "took an assertion in a helper of the file for none; what is kept are the first answers. They belong to one "
        "recording of the example; with another one they are said to be not measured. Those of the written "
        "repositories were written from what the functions promise, by "
        "someone who had read the code and seen a fifth of the mutants: their share says less."
    )
    if all(row["tests"] is None for row in found["rows"] if row["repository"] == "example"):
        tests = (
            "Tests from the paper were not measured in the example: those in `benchmarks/mutants/examined/` belong to "
            "another recording of it. Anew: `papercoder run` with `--set examiner=true` on the recorded calls, the "
            "examiner's own by a model that does not see the code, and its records put there."
        )
    shares = found["shares"]
    price = _price(found)
    alarms = f"False alarms on the {len(found['sound'])} unchanged repositories: {found['alarms']}."
    parts = [
        "# Mutants: what finds a small fault",
        _HEAD,
        f"{machine} Seed {found['seed']}; recording {found['recording']} of the example.",
        markdown(list(shares[0]), [list(row.values()) for row in shares]),
        f"{alarms} {_EXAMPLE} {_SAME}",
        markdown(list(found["kinds"][0]), [list(row.values()) for row in found["kinds"]]),
        _left_out(found),
        tests,
        price,
        _WRITTEN,
        "## Not found",
        _missed(found["rows"]),
    ]
    return "\n\n".join(parts) + "\n"


def _left_out(found: Mapping[str, Any]) -> str:
    """Return why a kind may have no mutants."""
    told = "A kind without mutants has no place in these repositories."
    return " ".join([told, *(f"The written repository in torch was left out: {why}." for why in found["left_out"])])


def _price(found: Mapping[str, Any]) -> str:
    """Return what one find of the examiner's tests in the example costs."""
    rows = [row for row in found["rows"] if row["repository"] == "example" and row["tests"]]
    only = sum(not row["gates"] and not row["smoke"] for row in rows)
    used = sum(found["examiner"][name] for name in ("input_tokens", "output_tokens"))
    if not rows:
        return "What a find of the examiner's costs in the example was not measured."
    return (
        f"In the example the tests alone find {len(rows)}, {only} of them neither gates nor smoke test: "
        f"{used / len(rows):,.0f} tokens for each, {used / max(only, 1):,.0f} for each that is found before the full "
        "run by them alone. These are planted faults; a model's own are fewer, and the setting `examiner` stays off "
        "until they were counted in runs."
    )


def _missed(rows: list[dict[str, Any]]) -> str:
    left = [row for row in rows if not any(row[way] for way in WAYS)]
    head = ("repository", "kind", "place", "was", "became", "same numbers")
    cells = [
        [row["repository"], row["kind"], row["place"], f"`{row['was']}`", f"`{row['new']}`", row["same"]]
        for row in left
    ]
    return markdown(head, cells)
