"""The command line: `python -m tests.server --port 0 --files 10 --seed 0`."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tests.server.options import CODE_FAULT_KINDS, FAULT_KINDS, ServerOptions
from tests.server.paper import make_paper
from tests.server.running import run_forever

__all__ = ["main", "read_options"]

_FAULT_PARTS = ("kind", "agent", "subject", "nth", "times", "seconds")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.server", description="A model server for tests.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 for any free port")
    parser.add_argument("--files", type=int, default=10, help="files of the made-up project")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--model", default="test-model")
    parser.add_argument("--usage", choices=["details", "plain", "absent"], default="details")
    parser.add_argument("--formats", choices=["json_schema", "json_object", "none"], default="json_schema")
    parser.add_argument("--context-window", type=int, default=0, help="tokens a prompt may have; 0 for no limit")
    parser.add_argument("--speed", type=float, default=0.0, help="1 = latency model in real time, 0 = no latency")
    parser.add_argument("--padded", action="store_true", help="answers of the benchmark's sizes")
    parser.add_argument("--fault", action="append", default=[], metavar="KIND[:AGENT[:SUBJECT[:NTH[:TIMES]]]]",
                        help=f"may be repeated; kinds: {', '.join(FAULT_KINDS)}")  # fmt: skip
    parser.add_argument("--fault-rate", type=float, default=0.0, help="share of calls hit by a random passing fault")
    parser.add_argument("--fault-seed", type=int, default=0)
    parser.add_argument("--code-fault", action="append", default=[], metavar="KIND[:PATH]",
                        help=f"may be repeated; kinds: {', '.join(CODE_FAULT_KINDS)}")  # fmt: skip
    parser.add_argument("--options", type=Path, metavar="FILE", help="JSON of ServerOptions that overrides the rest")
    parser.add_argument("--paper", type=Path, metavar="FILE", help="also write the paper that fits the project")
    parser.add_argument("--paper-tokens", type=int, default=0, help="length of that paper")
    return parser


def read_options(words: argparse.Namespace) -> ServerOptions:
    """Return the options that the command line and its options file give.

    Raises:
        ValueError: a value is not allowed, or the file is not JSON.
    """
    given: dict[str, Any] = {name: getattr(words, name) for name in ServerOptions.model_fields if hasattr(words, name)}
    given["faults"] = [_named(_FAULT_PARTS, text) for text in words.fault]
    given["code_faults"] = [_named(("kind", "path"), text) for text in words.code_fault]
    if words.options:
        given |= json.loads(words.options.read_text(encoding="utf-8"))
    return ServerOptions.from_json(given)


def _named(names: tuple[str, ...], text: str) -> dict[str, str]:
    return {name: part for name, part in zip(names, text.split(":"), strict=False) if part}


def main(argv: list[str] | None = None) -> int:
    """Serve until interrupted; return 2 where the options are wrong."""
    words = _parser().parse_args(argv)
    try:
        options = read_options(words)
        if words.paper:
            words.paper.write_text(make_paper(options.files, options.seed, words.paper_tokens), encoding="utf-8")
        run_forever(options)
    except (ValidationError, ValueError, OSError) as error:
        print(f"python -m tests.server: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
