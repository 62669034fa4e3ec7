"""reproduce.sh: one command from a fresh copy to the paper's numbers."""

import shlex
from collections.abc import Sequence

from papercoder.workspace.running.planned_data import data_command
from state.parts.obtained import ObtainedData

__all__ = ["FULL_BEGINS", "data_line", "full_command", "reproduce_script", "smoke_command"]

FULL_BEGINS = "full experiments"
"""The line that the script prints when the smoke test has passed and the data is there."""

_SCRIPT = """#!/bin/sh
# Makes an environment, installs requirements.txt, runs the smoke test, obtains the data, runs the full experiments.
#   ./reproduce.sh                all of it
#   ./reproduce.sh --smoke-only   stops after the smoke test
#   ./reproduce.sh --no-install   runs with the current Python as it is
#   ./reproduce.sh --no-smoke     goes on without a smoke test that has passed already
# What stands behind -- goes to the program of the full experiments.
# PYTHON names another interpreter than python3.
set -eu
cd "$(dirname "$0")"

install=yes
smoke=yes
full=yes
while [ $# -gt 0 ]; do
  case "$1" in
    --smoke-only) full=no ;;
    --no-install) install=no ;;
    --no-smoke) smoke=no ;;
    --)
      shift
      break
      ;;
    *)
      echo "reproduce.sh: expected --smoke-only, --no-install or --no-smoke, got $1" >&2
      exit 2
      ;;
  esac
  shift
done

python=${{PYTHON:-python3}}
if [ "$install" = yes ]; then
  "$python" -m venv .venv
  python=.venv/bin/python
  if [ -f requirements.lock ]; then
    "$python" -m pip install --quiet --requirement requirements.txt --constraint requirements.lock
  else
    "$python" -m pip install --quiet --requirement requirements.txt
  fi
fi

PYTHONPATH=$PWD${{PYTHONPATH:+:$PYTHONPATH}}
export PYTHONPATH

if [ "$smoke" = yes ]; then
  echo "smoke test"
  "$python" {smoke}
fi
if [ "$full" = no ]; then
  exit 0
fi

{data}echo "{begins}"
"$python" {full} "$@"
"""


def smoke_command(entry_point: str) -> str:
    """Return the arguments of the interpreter for the smoke test, quoted for a shell."""
    return f"{shlex.quote(entry_point)} --config config.yaml --smoke --output results/smoke"


def full_command(entry_point: str) -> str:
    """Return the arguments of the interpreter for the full experiments, quoted for a shell."""
    return f"{shlex.quote(entry_point)} --config config.yaml --output results/full"


def data_line(data: ObtainedData) -> str:
    """Return the arguments of the interpreter that obtain a dataset, quoted for a shell; empty where there are none."""
    return shlex.join(data_command(data))


def reproduce_script(entry_point: str, data: Sequence[ObtainedData] = ()) -> str:
    """Return the script for a repository whose entry point is this safe path, with the data that it obtains."""
    steps = "".join(_data_step(one) for one in data)
    commands = {"smoke": smoke_command(entry_point), "full": full_command(entry_point)}
    return _SCRIPT.format(**commands, data=steps, begins=FULL_BEGINS)


def _data_step(data: ObtainedData) -> str:
    """Return the lines that obtain one dataset, or tell what a person has to do first."""
    told = f"echo {shlex.quote(_one_line(f'{data.name}: {data.accept}'))}\n" if data.accept else ""
    line = data_line(data)
    return told + (f'echo {shlex.quote(_one_line(f"data: {data.name}"))}\n"$python" {line}\n' if line else "")


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
