"""Estimates before a run, compared with what the recorded runs needed."""

import pytest

from benchmarks.cost.answered_today import answered_anew, example
from benchmarks.cost.former import larger_paper
from benchmarks.cost.recorded import RecordedRun
from papercoder.models.estimates.estimate import estimate_rest, estimate_run
from papercoder.models.estimates.ratios import OUTPUT_PER_SECOND, SPREAD, sizes_for
from papercoder.models.estimates.steps import steps_after_review
from papercoder.models.estimates.windows import tight_steps, tight_text
from papercoder.models.estimates.wording import estimate_line, estimate_table, rest_line
from state.settings import Settings

EACH = pytest.mark.parametrize("run", [example(), larger_paper(), answered_anew()], ids=lambda run: run.name)
AS_RECORDED = {"critic_reads": "all-but-architecture", "mended_by": "author"}


def planned_by(run: RecordedRun, settings: Settings) -> int:
    """Return the output of planning with the recorded sizes in the forms of today, of what the settings ask for."""
    sizes, total = run.sizes, 0.0
    told = sizes.found if settings.mended_by == "critic" else 1.0
    for agent, size in sizes.first.items():
        total += size * sizes.shorter.get(agent, 1)
        if settings.critic_rounds(agent):
            total += sizes.critique[agent] * told + (sizes.edited[agent] if agent in sizes.revised else 0)
    return round(total)


def settled_by(run: RecordedRun) -> int:
    """Return what one analyst says for all files who also reads the design."""
    sizes = run.sizes
    alone = round(sum(file.contract for file in sizes.files) * sizes.together)
    return sizes.settled_unread or alone + sizes.edited["logic-designer"]


def second_contracts(run: RecordedRun) -> int:
    """Input of contracts that were asked for again, for disagreements that were none: no such call is made now."""
    first = {call.subject: call for call in reversed(run.calls) if call.agent == "analyst"}
    return sum(call.input for call in run.calls if call.agent == "analyst") - sum(c.input for c in first.values())


def made(**given: object) -> Settings:
    return Settings.from_json({"model": "openai:gpt-5.1", "context_window": 400_000} | given)


def within(expected: float, real: float) -> bool:
    """Say whether a figure lies in the range that is printed for it."""
    return SPREAD[0] * expected < real < SPREAD[1] * expected


def test_the_recorded_run_of_today_lies_within_the_range_of_its_settings() -> None:
    """The example as the demo has it: nothing of it is counted in another form."""
    run = example()
    found, planned = estimate_run(run.paper, made()), run.before_review()
    waited = sum(call.output for call in planned if "config-writer" not in (call.agent, call.subject))
    until = [sum(column) for column in zip(*((call.input, call.output) for call in planned), strict=True)]
    assert abs(found.files - run.files) <= 1
    assert found.before.calls == len(planned)
    # Repairs and a debugger are expected in the middle, and this run needed none.
    assert 0 <= found.whole.calls - len(run.calls) <= 4
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
    forms = {"contract_text": "whole", "contracts": "every-file", "critic_reads": "everything", "mended_by": "author"}
    settings = made(waves="dependencies", config_beside_design=False, **forms)
    found, planned = estimate_run(run.paper, settings), planned_by(run, settings)
    written = run.output - sum(call.output for call in run.before_review()) + planned
    assert within(found.whole.input, run.input - second_contracts(run))
    assert within(found.whole.output, written)
    assert within(found.before.output, planned)
    assert abs(found.files - run.files) <= 2


@EACH
def test_planning_is_estimated_within_a_fifth(run: RecordedRun) -> None:
    everything = made(critic_reads="everything")
    assert abs(estimate_run(run.paper, everything).before.output / planned_by(run, everything) - 1) < 0.2


@EACH
def test_a_run_under_the_defaults_is_estimated_within_the_range(run: RecordedRun) -> None:
    found, sizes = estimate_run(run.paper, made()), run.sizes
    settled = {call.agent: call.output for call in steps_after_review(60_000, sizes_for(run.paper), made())}["analyst"]
    assert within(settled, settled_by(run))
    assert within(found.before.output, planned_by(run, made()))
    audits = sum(file.audit for file in sizes.files) * sizes.shorter.get("auditor", 1)
    written = sum(file.code for file in sizes.files)
    assert within(found.whole.output, planned_by(run, made()) + settled_by(run) + written + audits)


def test_the_run_answered_anew_lies_within_the_range_of_its_settings() -> None:
    """55 calls, of which four were refused answers; nothing of it is counted in another form."""
    run = answered_anew()
    found = estimate_run(run.paper, made(**AS_RECORDED)).whole
    assert abs(found.calls - (len(run.calls) - 4)) <= 4
    assert within(found.input, run.input)
    assert within(found.output, run.output)


def test_a_critic_that_mends_is_one_call_and_its_author_none() -> None:
    by_author, by_critic = (estimate_run(10_000, made(mended_by=who)) for who in ("author", "critic"))
    assert by_author.before.calls == by_critic.before.calls + 2
    assert by_critic.before.output < by_author.before.output
    assert by_critic.before.input < 0.8 * by_author.before.input
    read, unread = (
        {call.agent: call.output for call in steps_after_review(60_000, sizes_for(10_000), made(critic_reads=which))}
        for which in ("all-but-architecture", "auto")
    )
    assert unread["analyst"] > 1.2 * read["analyst"]


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
    assert estimate_run(10_000, made(critic_reads="plan")).before.calls == plain.before.calls - 3
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
