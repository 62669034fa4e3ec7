"""Print a table of every attack: what it did, what it met, whether it was held."""

import asyncio
import sys
from collections.abc import Sequence

from benchmarks.harness.results import keep
from benchmarks.hostile.host import Attack, machine
from benchmarks.hostile.programs import FELL_BEFORE, PROGRAMS
from papercoder.sandbox.backend import BackendState, Sandbox
from papercoder.sandbox.choose import choose


def main() -> int:
    """Return 1 where a program got through, 2 where there is no sandbox."""
    name = sys.argv[1] if len(sys.argv) > 1 else "auto"
    if name == "none":
        print("expected a back end that confines: auto, bubblewrap, docker or podman", file=sys.stderr)
        return 2
    sandbox = choose(name)
    if isinstance(sandbox, BackendState):
        print(f"no sandbox: {sandbox.reason}; {sandbox.install}", file=sys.stderr)
        return 2
    return asyncio.run(_table(sandbox))


async def _table(sandbox: Sandbox) -> int:
    print(f"{sandbox.name}: {sandbox.confinement}\n")
    print(f"{'program':<36} {'held':<5} {'ended':<24} {'seconds':>7}  denied")
    attacks = []
    with machine() as host:
        for program in PROGRAMS:
            attacks.append(await host.attack(sandbox, program))
            print(_row(attacks[-1]))
    held = sum(not attack.faults for attack in attacks)
    print(f"\n{held} of {len(attacks)} held")
    figures = {"cases": len(attacks), "held": held, "rows": _families(attacks)}
    keep("hostile", {"sandbox": sandbox.name, "confinement": sandbox.confinement, **figures})
    return 0 if held == len(attacks) else 1


def _families(attacks: Sequence[Attack]) -> list[dict[str, object]]:
    """Return the figures of each family."""
    rows = []
    for family in dict.fromkeys(attack.program.family for attack in attacks):
        own = [attack for attack in attacks if attack.program.family == family]
        aside = [attack for attack in own if attack.program.aside]
        rows.append(
            {
                "family": family,
                "cases": len(own),
                "held": sum(not attack.faults for attack in own),
                "aside": len(aside),
                "aside_held": sum(not attack.faults for attack in aside),
                "before": sum(attack.program.name not in FELL_BEFORE for attack in own),
            }
        )
    return rows


def _row(attack: Attack) -> str:
    done = attack.outcome
    ended = f"limit of {done.hit}" if done.hit else f"code {done.exit_code}"
    if done.exit_code is None and not done.hit:
        ended = "its keeper was gone"
    denied = sum(line.startswith("denied") for line in done.output.splitlines())
    held = "no" if attack.faults else "yes"
    row = f"{attack.program.name:<36} {held:<5} {ended:<24} {done.seconds:>7.2f}  {denied or ''}"
    return "\n".join([row.rstrip(), *(f"    {fault}" for fault in attack.faults)])


if __name__ == "__main__":
    sys.exit(main())
