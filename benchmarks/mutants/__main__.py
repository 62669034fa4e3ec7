"""Plant mutants in the lines that core requirements rest on and count what finds them; keep and print the tables."""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.harness.program import ROOT
from benchmarks.harness.results import keep, plain
from benchmarks.mutants.finding import WAYS, Finder
from benchmarks.mutants.mutations import KINDS
from benchmarks.mutants.subjects import Subject, example, sampled, written_subjects
from papercoder.sandbox.backend import BackendState, Sandbox
from papercoder.sandbox.choose import choose


def main() -> int:
    """Return 0: shares are stated, not demanded, since one of the ways is not measured everywhere."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutants", description=__doc__)
    parser.add_argument("--example", type=int, default=100, help="mutants of the example's repository")
    parser.add_argument("--written", type=int, default=100, help="mutants of the four written ones, together")
    parser.add_argument("--repository", type=Path, help="the example's repository; made anew where it is not given")
    parser.add_argument("--seconds", type=float, default=60.0, help="limit of each smoke test")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--ways", default=",".join(WAYS), help="which are looked at")
    parser.add_argument("--keep", default="mutants", help="name of the file of results")
    given = parser.parse_args()
    sandbox = choose("auto")
    if isinstance(sandbox, BackendState):
        print(f"no sandbox: {sandbox.reason}; {sandbox.install}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        subjects = _subjects(given, sandbox, Path(folder))
        rows, sound = [], []
        for subject, count in subjects:
            finder = Finder(subject, sandbox, given.seconds, str(Path(folder) / "environments"), given.ways.split(","))
            sound.append({"repository": subject.name, **finder.found(subject.files)})
            rows += [_row(subject, finder, mutant) for mutant in sampled(subject, count, given.seed)]
    _show(rows, sound)
    keep(given.keep, {"seed": given.seed, "ways": _shares(rows), "sound": sound, "rows": rows})
    return 0


def _subjects(given: argparse.Namespace, sandbox: Sandbox, folder: Path) -> list[tuple[Subject, int]]:
    found: list[tuple[Subject, int]] = []
    if given.written:
        made = written_subjects(sandbox)
        found += [(one, given.written // len(made)) for one in made]
    if given.example:
        repository = given.repository or _replayed(folder)
        found.append((example(repository), given.example))
    return found


def _replayed(folder: Path) -> Path:
    """Write the example's repository from the recorded calls."""
    target = folder / "example"
    words = ["run", str(ROOT / "examples/paper/paper.pdf"), "--yes", "-o", str(target)]
    more = ["--model", f"replay-loosely:{ROOT / 'examples/recorded'}", "--set", "trial=false"]
    subprocess.run([sys.executable, "-m", "papercoder", *words, *more], check=True, stdout=subprocess.DEVNULL)
    return target


def _row(subject: Subject, finder: Finder, mutant: Any) -> dict[str, Any]:
    changed = mutant.plant.apply(subject.files)
    row = {
        "repository": subject.name,
        "kind": mutant.kind,
        "place": mutant.plant.where,
        "was": " ".join(mutant.was.split())[:80],
        "new": " ".join((mutant.plant.new or "").split())[:80],
        **finder.found(changed),
    }
    print(f"{row['repository']:<9} {row['kind']:<18} {row['place']:<28} {_ways(row)}", flush=True)
    return row


def _ways(row: Mapping[str, Any]) -> str:
    return ", ".join(way for way in WAYS if row[way]) or "not found"


def _shares(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return per group of repositories how many each way found, of those for which the way exists."""
    groups = {"example": [r for r in rows if r["repository"] == "example"]}
    groups["written"] = [r for r in rows if r["repository"] != "example"]
    return [
        {
            "repositories": name,
            "mutants": len(own),
            **{way: sum(bool(r[way]) for r in own) if any(r[way] is not None for r in own) else None for way in WAYS},
            "all together": sum(any(r[way] for way in WAYS) for r in own),
        }
        for name, own in groups.items()
        if own
    ]


def _show(rows: Sequence[Mapping[str, Any]], sound: Sequence[Mapping[str, Any]]) -> None:
    shares = _shares(rows)
    print("\nfound (empty: not measured)")
    print(plain(list(shares[0]), [list(row.values()) for row in shares]))
    kinds = [(kind, [r for r in rows if r["kind"] == kind]) for kind in KINDS]
    table = [(k, len(own), *(sum(bool(r[w]) for r in own) for w in WAYS)) for k, own in kinds]
    print(plain(["kind", "mutants", *WAYS], table))
    alarms = sum(bool(one[way]) for one in sound for way in WAYS)
    print(f"false alarms on {len(sound)} unchanged repositories: {alarms}")


if __name__ == "__main__":
    sys.exit(main())
