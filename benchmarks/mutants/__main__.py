"""Plant mutants in the lines that core requirements rest on and count what finds them; keep and print the tables."""

import argparse
import hashlib
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.harness.program import ROOT
from benchmarks.harness.results import keep, plain, read
from benchmarks.mutants.finding import WAYS, Finder, Found
from benchmarks.mutants.mutations import KINDS, Mutant
from benchmarks.mutants.of_example import EXAMINED, example
from benchmarks.mutants.subjects import Subject, sampled, written_subjects
from benchmarks.mutants.written import WRITTEN
from papercoder.sandbox.backend import BackendState, Sandbox
from papercoder.sandbox.choose import choose

__all__ = ["counted", "main"]

_TOGETHER = 10
"""Mutants of one sandbox: imports are shared by so many, and what is found is seen as often."""

_WRITTEN = len(WRITTEN) + 1
"""Written repositories, the one in torch included whether torch is to be had or not."""

_GOAL = 0.85
"""Share of all planted mutants, those that change no number included, that all ways together are to find."""


def main() -> int:
    """Return 0 where the goals are met."""
    given = _given()
    sandbox = choose("auto")
    if isinstance(sandbox, BackendState):
        print(f"no sandbox: {sandbox.reason}; {sandbox.install}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        earlier = _earlier(given.after)
        rows: list[dict[str, Any]] = []
        sound: list[dict[str, Any]] = []
        left_out: list[str] = []
        for subject, count in _subjects(given, sandbox, Path(folder), left_out):
            finder = Finder(subject, sandbox, given.seconds, given.ways.split(","))
            sound.append({"repository": subject.name, **finder.found([{}])[0], "full": bool(finder.lost)})
            print(
                f"{subject.name}: unchanged, {', '.join(way for way in WAYS if sound[-1][way]) or 'no alarm'}",
                flush=True,
            )
            drawn = sampled(subject, count, given.seed)
            rows += [earlier[one] for mutant in drawn if (one := _known_as(subject, mutant)) in earlier]
            drawn = [mutant for mutant in drawn if _known_as(subject, mutant) not in earlier]
            size = min(_TOGETHER, -(-len(drawn) // given.jobs)) or 1
            batches = [drawn[at : at + size] for at in range(0, len(drawn), size)]
            with ThreadPoolExecutor(given.jobs) as pool:
                rows += [row for made in pool.map(partial(_rows, finder), batches) for row in made]
    shares, kinds = _shares(rows), _kinds(rows)
    alarms = sum(bool(one[way]) for one in sound for way in WAYS)
    print("\nfound (empty: not measured)")
    print(plain(list(shares[0]), [list(row.values()) for row in shares]))
    print(plain(list(kinds[0]), [list(row.values()) for row in kinds]))
    print(f"false alarms on {len(sound)} unchanged repositories: {alarms}")
    figures = {"seed": given.seed, "jobs": given.jobs, "recording": _recording(), "examiner": _price()}
    figures |= {"left_out": left_out}
    keep(given.keep, {**figures, "shares": shares, "kinds": kinds, "alarms": alarms, "sound": sound, "rows": rows})
    return 0 if not alarms and all(row["all together"] >= _GOAL * row["mutants"] for row in shares) else 1


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutants", description=__doc__)
    parser.add_argument("--example", type=int, default=100, help="mutants of the example's repository")
    parser.add_argument("--written", type=int, default=125, help="mutants of the written ones, together")
    parser.add_argument("--torch", default="", help="version of torch; the newest where none is given")
    parser.add_argument("--seconds", type=float, default=60.0, help="limit of each smoke test")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2, help="mutants at once")
    parser.add_argument("--ways", default=",".join(WAYS), help="which are looked at")
    parser.add_argument("--after", default="", help="results whose found mutants are not looked at again")
    parser.add_argument("--keep", default="mutants", help="name of the file of results")
    return parser.parse_args()


def _subjects(
    given: argparse.Namespace, sandbox: Sandbox, folder: Path, left_out: list[str]
) -> Iterator[tuple[Subject, int]]:
    if given.written:
        made, why = written_subjects(sandbox, given.torch)
        if why:
            print(f"the repository in torch is left out: {why}", flush=True)
            left_out.append(why)
        yield from ((one, -(-given.written // _WRITTEN)) for one in made)
    if given.example:
        yield example(folder), given.example


def _known_as(subject: Subject, mutant: Mutant) -> tuple[str, ...]:
    return subject.name, mutant.kind, mutant.plant.where, _short(mutant.plant.new or "")


def _earlier(name: str) -> dict[tuple[str, ...], dict[str, Any]]:
    """Return what was found before of mutants that something found."""
    rows = (read(name) or {}).get("rows", []) if name else []
    names = ("repository", "kind", "place", "new")
    return {tuple(row[key] for key in names): row for row in rows if any(row[way] for way in WAYS)}


def _short(text: str) -> str:
    return " ".join(text.split())[:80]


def _rows(finder: Finder, mutants: Sequence[Mutant]) -> list[dict[str, Any]]:
    before = finder.subject.files
    made = [mutant.plant.apply(before) for mutant in mutants]
    versions = [{path: text for path, text in files.items() if text != before[path]} for files in made]
    return [_row(finder.subject, *one) for one in zip(mutants, finder.found(versions), strict=True)]


def _row(subject: Subject, mutant: Mutant, found: Found) -> dict[str, Any]:
    row = {
        "repository": subject.name,
        "kind": mutant.kind,
        "place": mutant.plant.where,
        "was": _short(mutant.was),
        "new": _short(mutant.plant.new or ""),
        **found,
    }
    ways = ", ".join(way for way in WAYS if row[way]) or ("not found: same numbers" if row["same"] else "not found")
    print(f"{row['repository']:<9} {row['kind']:<18} {row['place']:<28} {ways}", flush=True)
    return row


def _shares(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return per group of repositories how many each way found, of those for which the way exists."""
    groups = {"example": [r for r in rows if r["repository"] == "example"]}
    groups["written"] = [r for r in rows if r["repository"] != "example"]
    return [{"repositories": name, **counted(own)} for name, own in groups.items() if own]


def _kinds(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{"kind": kind, **counted([r for r in rows if r["kind"] == kind])} for kind in KINDS]


def counted(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return how many each way found of those that it looked at, and how many nothing found."""
    known = {way: [bool(r[way]) for r in rows if r[way] is not None] for way in WAYS}
    missed = [r for r in rows if not any(r[way] for way in WAYS)]
    return {
        "mutants": len(rows),
        **{way: sum(found) if found else None for way, found in known.items()},
        "all together": len(rows) - len(missed),
        "not found": len(missed),
        "of them with the same numbers": sum(bool(r["same"]) for r in missed),
    }


def _recording() -> str:
    """Return the first digits of a digest of the recorded answers whose repository is the example."""
    found = hashlib.sha256()
    for path in sorted((ROOT / "benchmarks/recorded_together").glob("*.json")):
        found.update(json.loads(path.read_text(encoding="utf-8"))["answer"].encode())
    return found.hexdigest()[:12]


def _price() -> dict[str, int]:
    """Return what the recorded examiner took."""
    calls = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(EXAMINED.glob("*.json"))]
    usage = {name: sum(call["usage"][name] for call in calls) for name in ("input_tokens", "output_tokens")}
    return {"calls": len(calls), **usage}


if __name__ == "__main__":
    sys.exit(main())
