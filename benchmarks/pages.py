"""Write reliability.md, performance.md and mutants.md in docs/ from the results: `python -m benchmarks.pages`."""

import sys
from pathlib import Path
from typing import Any

from benchmarks.cost.page import VARIANTS_TEXT, lengths_text
from benchmarks.harness.results import markdown, read
from benchmarks.mutants.page import mutants_page

__all__ = ["main", "mutants", "performance", "reliability"]

_DOCS = Path(__file__).parents[1] / "docs"
_SHARES = ("wall", "calls", "input", "dollars", "largest")


def main() -> int:
    """Write the pages."""
    (_DOCS / "reliability.md").write_text(reliability(), encoding="utf-8")
    (_DOCS / "performance.md").write_text(performance(), encoding="utf-8")
    (_DOCS / "mutants.md").write_text(mutants(), encoding="utf-8")
    return 0


def reliability() -> str:
    """Return the page about faults, kills and workers."""
    parts = ["# Reliability\n\nWritten by `python -m benchmarks.pages` from the files in `benchmarks/results/`."]
    crashes, faults, workers = read("crashes"), read("faults"), read("workers")
    hostile, fuzz = read("hostile"), read("fuzz")
    if crashes:
        parts += ["## Killed runs (`make crashes`)", _machine(crashes), _kills(crashes), _scenarios(crashes)]
    if trials := read("killed_trials"):
        parts += ["## Killed in a trial (`make crashes`)", _machine(trials), _TRIALS, _pairs(trials)]
    if machines := read("machines"):
        head = "## Workers with a disk each, killed with their disks (`make machines`)"
        parts += [head, _machine(machines), _MACHINES, _pairs(machines)]
    if served := read("served"):
        parts += ["## A batch on a server that is killed (`make served`)", _machine(served), _SERVED, _pairs(served)]
    if workers:
        head = "## Workers on one Postgres (`python -m benchmarks.crashes.workers`)"
        parts += [head, _machine(workers), _pairs(workers)]
    if full := read("full_run"):
        parts += ["## The example's full run, killed (`make full-run`)", _machine(full), _full_run(full)]
    if faults:
        parts += ["## Faults of the provider (`make faults`)", _machine(faults), _faults(faults)]
    parts += _hostility(hostile)
    parts += ["## Text on the terminal (`pytest tests/cli/test_hostile_text.py`)", _terminal()]
    if fuzz:
        parts += ["## Damaged input (`make fuzz`)", _machine(fuzz), _fuzz(fuzz)]
    return "\n\n".join(parts) + "\n"


def _hostility(hostile: dict[str, Any] | None) -> list[str]:
    """Return what is known of hostile programs, hostile input and Ctrl-C."""
    parts: list[str] = []
    if hostile:
        parts += ["## Hostile programs (`make hostile`)", _machine(hostile), _hostile(hostile)]
    if inputs := read("hostile_inputs"):
        parts += ["## Hostile input (`make hostile`)", _machine(inputs), _hostile_inputs(inputs)]
    if interrupts := read("interrupts"):
        parts += ["## Ctrl-C at many moments (`make interrupts`)", _machine(interrupts), _interrupts(interrupts)]
    return parts


def mutants() -> str:
    """Return the page about mutants."""
    found = read("mutants")
    return mutants_page(found, _machine(found)) if found else "# Mutants\n\nNot measured.\n"


def performance() -> str:
    """Return the page about cost, speed, overhead and batches."""
    parts = ["# Performance\n\nWritten by `python -m benchmarks.pages` from the files in `benchmarks/results/`."]
    cost, growth, batch = read("cost"), read("growth"), read("batch")
    if cost:
        parts += ["## Cost and waiting (`make bench`)", _machine(cost), _waiting(cost)]
        if before := read("cost_before"):
            parts += ["### Before", _before(before, cost)]
    if growth:
        parts += ["## Growth with the files (`python -m benchmarks.cost.growth`)", _machine(growth), _MODEL]
        parts += [_runs(growth), _reference(growth), "### What is aimed at", _goals(growth)]
        parts += ["### The program's own share", _pairs(growth["overhead"])]
    if browser := read("browser"):
        parts += ["## Pages (`python -m benchmarks.browser`)", _machine(browser), _PAGES, _pairs(browser)]
    if batch:
        parts += ["## Many papers (`python -m benchmarks.cost.batch`)", _machine(batch), _pairs(batch)]
    return "\n\n".join(parts) + "\n"


_TRIALS = (
    "SIGKILL of `papercoder` at moments spread over a trial and the seconds before it. Held is what leaves no program "
    "of the trial behind and, after the next start, no temporary folder."
)
_PAGES = (
    "Milliseconds until Chromium's first contentful paint, counted from the moment it is asked to go to a page of a "
    "run of 40 files; cold: the first page after the address was printed. At most 500 are aimed at, on a machine that "
    "does nothing else; where processes wait for a processor, the server's own time of it tells what is ours. Frames "
    "are those of scrolling a ledger of 200 requirements from top to bottom and back by program; those longer than "
    "50 ms would be seen as a stutter."
)
_MACHINES = (
    "One batch, drained by workers that share one Postgres database and nothing else; the oldest worker is killed "
    "every few seconds and its disk deleted, another one takes its place. What a worker has saved is in the database; "
    "a reply that had left the server and was not saved when its worker died is asked again, and nothing else is."
)
_SERVED = (
    "`papercoder batch --server` follows papers on `langgraph dev`, which is killed and started again. Its threads and "
    "texts are in a database (`papercoder.server.durable`), as those of LangGraph Server are; its queue is in memory, "
    "and the client gives the orders again. A reply that was on its way when the server died is asked for again, and "
    "nothing that was saved is. A client that gave up, which its exit code says, is started again with `--resume`."
)
_FULL_RUN = (
    "`papercoder reproduce` of the example, with one distribution in its lock that must be installed. Killed with "
    "SIGKILL at each moment, then started again to its end. What a program had calculated and not written when it died "
    "is calculated again, which the seconds show and no sentence counts as a loss; what it keeps stays: "
    "`tests/reproduction` kills one that goes on seed by seed. The sentences count for every run of it, "
    "and one that fails because the machine was busy fails. `grown` are files that held a part of what they hold at "
    "the end. The sentence about files written again fails for today's example, which loses nothing: after each "
    "experiment it writes four summaries anew from what it has stored, of which versions.json stays as it was and "
    "not_run.json shrinks; the experiments that it had stored were not calculated again."
)


def _full_run(found: dict[str, Any]) -> str:
    """Return what became of each kill, and how long it takes undisturbed."""
    rows = found["rows"]
    cpu = f"; all processes together had {found['cpu_s']:.0f} s of a processor" if "cpu_s" in found else ""
    text = (
        f"{_FULL_RUN} Undisturbed it took {found['seconds']:.0f} s, {found['program_s']:.0f} of them in the "
        f"program{cpu}. {found['said']}"
    )
    sentences = markdown(("sentence", "holds"), list(found["sentences"].items()))
    return f"{text}\n\n{sentences}\n\n{markdown(list(rows[0]), [list(row.values()) for row in rows])}"


_MODEL = (
    "The sizes of the answers here are assumptions, a tenth to a half of what models write; what this table shows is "
    "how a run grows with the files, and that `classic` is the published pipeline. "
    "Every model call takes 0.05 s per 1,000 uncached input tokens and 1/2,000 s per output token; a prefix of 1,024 "
    "tokens or more is cached in blocks of 128; prices are $1.10, $0.55 (cached) and $4.40 per million tokens. `chain` "
    "is the most calls that waited for one another, `wall` the seconds of the whole process, `span` those from the "
    "first call to the last answer. `sliced` writes all files at once, from contracts; `full`, and `sliced, waves` "
    "(`--waves dependencies`), write each after the files it depends on. The columns with `/ref` are shares of the "
    "reference below."
)
_WAITED = (
    "run", "variant", "calls", "chain", "input", "cached", "output", "planning", "prefix",
    "review_output", "end_output", "review_minutes", "end_minutes",
)  # fmt: skip


def _waiting(found: dict[str, Any]) -> str:
    """Return what a person waits for and pays, with the sizes of recorded runs."""
    models = found["priced"]["models"]
    text = (
        f"The program runs against a server whose answers are as long as those of a recorded run, kind by kind and "
        f"file by file: planning agents, critiques, revisions, contracts, code, audits. A provider writes "
        f"{found['per_second']:.0f} output tokens a second and reads 1,000 uncached input tokens in 0.05 s; the "
        f"server's clock runs {found['scale']:.0f} times faster, and seconds are counted from the tokens of the calls, "
        "along the slowest chain of calls that waited for one another. A prefix of 1,024 tokens or more is cached in "
        "blocks of 128. The trial and the person's time are not in it, nor refused answers, repairs, the amender's "
        "call and the second round of contracts that the recorded runs of larger papers needed.\n\n"
        f"{lengths_text(found)}"
    )
    columns = (
        "`planning` are the output tokens of all calls until the review of config.yaml, `prefix` the longest prefix "
        "that the calls behind it share, `review output` and `end output` the output tokens on the critical path."
    )
    head = [name.replace("_", " ") for name in _WAITED]
    rows = [[run[name] for name in _WAITED] for run in found["runs"]]
    priced = [[run["run"], run["variant"], *run["dollars"].values()] for run in found["runs"]]
    prices = (
        f"US dollars at the prices of genai-prices {found['priced']['genai-prices']}, call by call; cached input at "
        "the provider's discount, and what Anthropic's cache is given at its surcharge:"
    )
    names = [f"{provider} ({model})" for provider, model in models.items()]
    parts = [text, VARIANTS_TEXT, markdown(head, rows), columns, prices, markdown(("run", "variant", *names), priced)]
    return "\n\n".join([*parts, "### Goals", _goals(found), "### The recorded runs", _recorded(found["recorded"])])


def _before(before: dict[str, Any], now: dict[str, Any]) -> str:
    """Return what the same runs needed when the yardstick was made, beside what they need now."""
    # What was the example then is the former recording now.
    names_now = {"example": "example, former recording"}
    earlier = {(names_now.get(run["run"], run["run"]), run["variant"]): run for run in before["runs"]}
    names = ("input", "output", "planning", "review_minutes", "end_minutes")
    rows = [
        [run["run"], run["variant"], *(figure for name in names for figure in (old[name], run[name]))]
        for run in now["runs"]
        if (old := earlier.get((run["run"], run["variant"])))
    ]
    head = ["run", "variant", *(f"{name.replace('_', ' ')}{when}" for name in names for when in (", before", ""))]
    text = (
        f"The same runs on {before['date']}, when a revision wrote its artifact again and the plan named every "
        "combination of method, data and setting as a metric of its own:"
    )
    return f"{text}\n\n{markdown(head, rows)}"


def _recorded(runs: list[dict[str, Any]]) -> str:
    """Return what the recorded runs themselves needed, their sources, and the sizes taken from them."""
    names = ("run", "files", "paper", "calls", "input", "output", "planning", "review_output", "review_minutes")
    rows = [[run[name] for name in names] for run in runs]
    sources = "\n".join(f"- {run['run']}: {run['source']}" for run in runs)
    sized = [
        [run["run"], agent, size, *(run["sizes"][kind].get(agent) for kind in ("revised", "edited", "critique"))]
        for run in runs
        for agent, size in run["sizes"]["first"].items()
    ]
    about = [
        [run["run"], *(sum(file[kind] for file in run["sizes"]["files"]) for kind in ("contract", "code", "audit"))]
        for run in runs
    ]
    return "\n\n".join(
        [
            sources,
            markdown([name.replace("_", " ") for name in names], rows),
            "Output tokens of the planning agents:",
            markdown(("run", "agent", "first answer", "revision, whole", "revision, edits", "critique"), sized),
            "Output tokens about all files:",
            markdown(("run", "contracts", "code", "audits"), about),
        ]
    )


def _machine(document: dict[str, Any]) -> str:
    about = document["machine"]
    load = f", with a load of {about['load']:g} at the end" if "load" in about else ""
    return (
        f"Measured on {document['date']}: {about['cores']} cores{load}, {about['memory_gib']} GiB, "
        f"{about['system']}, {about['python']}."
    )


def _kills(found: dict[str, Any]) -> str:
    on_way = found["replies_on_their_way_when_killed"]
    rows = [(node, *counts) for node, counts in found["by_node"].items()]
    text = (
        f"{found['kills']} times SIGKILL at random moments (seed {found['seed']}) in {found['runs']} runs of "
        f"{found['files']} files; latency: {found['latency']}. {found['runs_as_the_clean_one']} runs ended with the "
        f"repository of the undisturbed run, byte for byte; {found['received_replies_asked_again']} received replies "
        f"were asked for again; records and bill differ by ${found['dollars_off']:.2f} at most. A reply counts as "
        f"received when it is on the disk: {on_way['count']} replies had left the server when the process died "
        f"and were asked for again, the oldest sent {on_way['oldest_ms']:.0f} ms before."
    )
    return f"{text}\n\n{markdown(('killed in', 'kills', 'ended as the undisturbed run'), rows)}"


def _scenarios(found: dict[str, Any]) -> str:
    rows = [(name, s["good"], s["what"], s["then"]) for name, s in found["scenarios"].items()]
    return markdown(("scenario", "as wanted", "what happened", "then"), rows)


def _faults(found: dict[str, Any]) -> str:
    text = (
        f"{found['trials']} trials of {found['files']} files ({found['clean_calls']} calls undisturbed): "
        f"{found['as_wanted']} ended as wanted, {found['identical']} in the identical repository; "
        f"{found['written_outside']} files were written outside of the run's folder. `once` hits the first fitting "
        "call of every agent, `lasting` every call about one file or artifact until the server is healed and the run "
        "resumed, `random` a fifth of all calls."
    )
    names = ("kind", "length", "hits", "paid", "extra", "first", "resumes", "end", "identical", "why")
    head = ("fault", "length", "hits", "paid", "more", "first process", "resumes", "end", "identical", "why")
    return f"{text}\n\n{markdown(head, [[row[name] for name in names] for row in found['rows']])}"


def _hostile(found: dict[str, Any]) -> str:
    text = (
        f"{found['held']} of {found['cases']} programs were held by {found['sandbox']} ({found['confinement']}). Each "
        "tries many ways; it is held when none succeeds, nothing of the machine has changed, nothing goes on, and the "
        "result names the limit that it met. Programs kept aside were written before the defence of their family and "
        "looked at after it; four of those for memory elsewhere (shared pages, sockets) fell then, and what holds "
        "them came afterwards. `before` is what the sandbox held of the same programs without a filter of system calls "
        "and without counting memory outside of processes. The memory limit is kept by refusing what no process shows "
        "and by adding up the rest; a control group (v2) would count it all, and is not used: here the memory "
        "controller belongs to version 1, an ordinary user gets a writable group only from a session manager that "
        "delegates one, and a limit that holds on some machines only would have to be held this way all the same. The "
        "filter for aarch64 has been run in an interpreter of BPF, call by call, and compared with the kernel's "
        "numbers; no such machine was at hand to run it on."
    )
    head = ("family", "cases", "held", "of them kept aside", "held", "before")
    rows = [[row[key] for key in ("family", "cases", "held", "aside", "aside_held", "before")] for row in found["rows"]]
    return f"{text}\n\n{markdown(head, rows)}"


def _fuzz(found: dict[str, Any]) -> str:
    text = (
        f"{found['cases']:,} inputs in {found['seconds']:.0f} s (seed {found['seed']}), made by random changes. "
        "The reader must give a result or one of the project's own errors within "
        f"{found['limit']:g} s of processor time."
    )
    head = ("reader", "inputs", "read", "refused", "fell")
    rows = [[row[key] for key in ("reader", "cases", "read", "refused", "fell")] for row in found["rows"]]
    table = f"{text}\n\n{markdown(head, rows)}"
    return f"{table}\n\n{_special(found['special'])}" if "special" in found else table


def _hostile_inputs(found: dict[str, Any]) -> str:
    text = (
        f"{found['held']} of {found['cases']} were held. All were written before the guards they try were looked at; "
        "what fell then was mended afterwards. A text or a setting is held when one of the project's own errors or a "
        "bounded value comes out within 10 s of processor time and 3 GiB, and nothing is redirected or allowed; an "
        "expression, when four times the text takes no more than eight times as long, for texts made from its own "
        "parts; a request, when it is answered, not by a fault, and changes nothing; a paper of a batch, when it ends "
        "as what it is and the others are complete."
    )
    rows = [[row[key] for key in ("family", "cases", "held", "fell_first")] for row in found["rows"]]
    return f"{text}\n\n{markdown(('family', 'cases', 'held', 'fell when first tried'), rows)}"


def _interrupts(found: dict[str, Any]) -> str:
    text = (
        f"{found['held']} of {found['moments']} were held: answered in words within a second, and the process ended "
        "with its own exit code. Seconds are the slowest answer."
    )
    rows = [[row[key] for key in ("where", "moments", "held", "slowest")] for row in found["rows"]]
    return f"{text}\n\n{markdown(('where', 'moments', 'held', 'slowest'), rows)}"


def _terminal() -> str:
    """Return what the tests try, by family; they hold whenever the tests pass."""
    from tests.cli.hostile_text import FAMILIES, KEPT_ASIDE, LINE_BREAKS

    text = (
        "On a real pseudo-terminal: titles, requirements, metrics, file names, error bodies, addresses and last lines "
        "of output in the live view, the report, the review, lists, errors, faults, what libraries print, and "
        "evaluations. A case is one family in one of these places; it is held when nothing of it reaches the terminal "
        "as more than text, and, for line breaks, when no line begins with words that are not ours. All are held as "
        "long as the tests pass, which they did when this was written."
    )
    rows = [[name, 8, "yes" if name in KEPT_ASIDE else ""] for name in FAMILIES]
    rows += [[f"line forged by: {name}", 7, ""] for name in LINE_BREAKS]
    return f"{text}\n\n{markdown(('family', 'cases', 'kept aside'), rows)}"


def _special(rows: list[dict[str, Any]]) -> str:
    text = (
        "Special files in every place that the command line reads or writes (papers, lists, records, settings, "
        "repositories, run files, databases, answers to the review); a command holds when it ends within 30 s with "
        "one of the project's own errors or with a result:"
    )
    return f"{text}\n\n{markdown(('special file', 'commands', 'held'), [list(row.values()) for row in rows])}"


def _runs(found: dict[str, Any]) -> str:
    names = ("variant", "files", "calls", "chain", "wall", "span", "input", "cached", "output", "largest", "dollars")
    rows = [[run[name] for name in names] + [run["share"].get(name) for name in _SHARES] for run in found["runs"]]
    return f"{markdown((*names, *(f'{name}/ref' for name in _SHARES)), rows)}\n\n{_medians(found['runs'])}".strip()


def _medians(runs: list[dict[str, Any]]) -> str:
    """Say which rows are the median of several runs, with all their wall times."""
    repeated = [run for run in runs if len(run["walls"]) > 1]
    if not repeated:
        return ""
    listed = "; ".join(
        f"{run['variant']}, {run['files']} files: {', '.join(f'{wall:.2f}' for wall in run['walls'])}"
        for run in repeated
    )
    return f"Rows with a goal for `wall` are the median of several runs ({listed}); the others are one run."


def _reference(found: dict[str, Any]) -> str:
    rows = [list(figures.values()) for figures in found["reference"].values()]
    head = list(next(iter(found["reference"].values())))
    return f"The published reference implementation under the same model:\n\n{markdown(head, rows)}"


def _goals(found: dict[str, Any]) -> str:
    return markdown(("goal", "at most", "found", "met"), [list(goal.values()) for goal in found["goals"]])


def _pairs(found: dict[str, Any]) -> str:
    rows = [(name.replace("_", " "), value) for name, value in found.items() if name not in {"date", "machine"}]
    return markdown(("", "measured"), rows)


if __name__ == "__main__":
    sys.exit(main())
