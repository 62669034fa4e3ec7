"""Estimates before a run, compared with what the recorded runs needed."""

import pytest

from benchmarks.cost.answered_today import example
from benchmarks.cost.former import larger_paper
from benchmarks.cost.recorded import RecordedRun
from papercoder.models.estimates.estimate import estimate_rest, estimate_run
from papercoder.models.estimates.ratios import OUTPUT_PER_SECOND, SPREAD
from papercoder.models.estimates.windows import tight_steps, tight_text
from papercoder.models.estimates.wording import estimate_line, estimate_table, rest_line
from state.settings import Settings

BOTH = pytest.mark.parametrize("run", [example(), larger_paper()], ids=lambda run: run.name)


def planned_by(run: RecordedRun) -> int:
    """Return the output of planning with the recorded sizes in the forms of today: edits, grids, drawn diagrams."""
    sizes = run.sizes
    edited = sum(size for agent, size in sizes.edited.items() if agent in sizes.revised)
    first = sum(size * sizes.shorter.get(agent, 1) for agent, size in sizes.first.items())
    return round(first) + sum(sizes.critique.values()) + edited


def second_contracts(run: RecordedRun) -> int:
    """Input of contracts that were asked for again, for disagreements that were none: no such call is made now."""
    first = {call.subject: call for call in reversed(run.calls) if call.agent == "analyst"}
    return sum(call.input for call in run.calls if call.agent == "analyst") - sum(c.input for c in first.values())


def made(**given: object) -> Settings:
    return Settings.from_json({"model": "openai:gpt-5.1", "context_window": 400_000} | given)


def within(expected: float, real: float) -> bool:
    """Say whether a figure lies in the range that is printed for it."""
    return SPREAD[0] * expected < real < SPREAD[1] * expected


def test_the_recorded_run_of_today_lies_within_the_range_of_the_defaults() -> None:
    """The example as the demo has it was asked under the defaults; nothing of it is counted in another form."""
    run = example()
    found, planned = estimate_run(run.paper, made()), run.before_review()
    waited = sum(call.output for call in planned if "config-writer" not in (call.agent, call.subject))
    until = [sum(column) for column in zip(*((call.input, call.output) for call in planned), strict=True)]
    assert abs(found.files - run.files) <= 1
    assert (found.before.calls, found.whole.calls) == (len(planned) + 1, len(run.calls) + 3)
    assert within(found.before.input, until[0])
    assert within(found.before.output, until[1])
    assert within(found.after.input, run.input - until[0])
    assert within(found.after.output, run.output - until[1])
    assert within(found.before.minutes, waited / OUTPUT_PER_SECOND / 60)


def test_what_the_review_says_of_the_rest_holds_for_the_recorded_run() -> None:
    run = example()
    asked = next(call for call in run.calls if call.agent == "analyst")
    after = [call for call in run.calls if call not in run.before_review()]
    # What all files share stands before the analyst's own task, whose words are a tenth of it.
    rest = estimate_rest(run.paper, round(0.9 * asked.input), run.files, made()).after
    assert within(rest.input, sum(call.input for call in after))
    assert within(rest.output, sum(call.output for call in after))


def test_the_larger_run_lies_within_the_range_of_its_forms() -> None:
    run = larger_paper()
    forms = {"contract_text": "whole", "contracts": "every-file", "critic_reads": "everything"}
    found = estimate_run(run.paper, made(waves="dependencies", config_beside_design=False, **forms))
    planned = planned_by(run)
    written = run.output - sum(call.output for call in run.before_review()) + planned
    assert within(found.whole.input, run.input - second_contracts(run))
    assert within(found.whole.output, written)
    assert within(found.before.output, planned)
    assert abs(found.files - run.files) <= 2


@BOTH
def test_planning_is_estimated_within_a_fifth(run: RecordedRun) -> None:
    assert abs(estimate_run(run.paper, made(critic_reads="everything")).before.output / planned_by(run) - 1) < 0.2


def test_settings_change_what_is_expected() -> None:
    plain = estimate_run(10_000, made(contracts="every-file", critic_reads="everything"))
    assert estimate_run(10_000, made()).whole.output < 0.8 * plain.whole.output
    assert estimate_run(10_000, made(refine_rounds=0)).before.calls == 4
    assert estimate_run(10_000, made(audit=False)).after.calls < plain.after.calls
    fewer = [estimate_run(10_000, made(contracts=which)).after for which in ("shared-files", "large-files", "none")]
    assert plain.after.output > fewer[0].output > fewer[1].output > fewer[2].output
    assert estimate_run(10_000, made(contract_text="whole", contracts="every-file")).after.output > plain.after.output
    told = {
        which: [estimate_run(10_000, made(probes=on, contracts=which)) for on in (False, True)]
        for which in ("together", "every-file", "none")
    }
    more = {which: on.after.calls - off.after.calls for which, (off, on) in told.items()}
    assert (more["together"], more["none"], more["every-file"]) == (3, 2, 2 + told["every-file"][0].files - 1)
    assert [one.assumed[:14] for one in told["together"]] == ["", "Probes are on:"]
    assert list(estimate_table(told["together"][1]))[-1] == told["together"][1].assumed
    assert estimate_run(10_000, made(critic_reads="plan")).before.calls == plain.before.calls - 6
    after = estimate_run(10_000, made(config_beside_design=False, contracts="every-file", critic_reads="everything"))
    assert after.before.output == plain.before.output
    assert plain.before.minutes < 0.95 * after.before.minutes
    assert plain.after.input < estimate_run(10_000, made(context_policy="full")).after.input
    assert plain.after.minutes < estimate_run(10_000, made(context_policy="full")).after.minutes
    assert estimate_run(10_000, made(profile="classic")).whole.minutes > plain.after.minutes
    assert estimate_run(40_000, made()).whole.output > 1.8 * plain.whole.output


def test_dollars_are_a_range_where_the_price_is_known() -> None:
    known = estimate_run(10_000, made(price=[1.0, 0.1, 10.0])).whole
    assert known.dollars is not None
    assert known.output * 10e-6 * SPREAD[0] < known.dollars[0] < known.dollars[1]
    assert estimate_run(10_000, made(model="openai:no-such-model")).whole.dollars is None
    assert estimate_run(10_000, made(model="")).whole.dollars is None


def test_what_is_left_follows_the_files_that_were_planned() -> None:
    few, many = (estimate_rest(10_000, 0, files, made()) for files in (5, 30))
    assert few.before.calls == 0
    assert many.after.calls > 5 * few.after.calls
    assert estimate_rest(10_000, 90_000, 5, made()).after.input > few.after.input


def test_wording_holds_ranges_and_no_nonsense() -> None:
    lines = list(estimate_table(estimate_run(10_000, made())))
    assert any(line.startswith("until the review") and "$" in line for line in lines)
    assert "review in" in estimate_line(estimate_run(10_000, made()))
    assert "price unknown" in rest_line(estimate_rest(10_000, 0, 9, made(model="openai:no-such-model")))


@pytest.mark.parametrize(("window", "fits"), [(8_192, False), (32_768, False), (200_000, True)])
def test_windows_too_small_are_named_before_the_run(window: int, fits: bool) -> None:
    tight = tight_steps(17_400, made(context_window=window))
    assert (not tight) == fits
    said = tight_text(tight)
    assert fits or (f"{window:,}" in said and "context_window=" in said)


def test_a_short_paper_fits_a_middling_window() -> None:
    assert not tight_steps(3_600, made(context_window=64_000, context_policy="sliced"))
