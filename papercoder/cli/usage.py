"""How a command shows its arguments: `papercoder run [OPTIONS] PAPER...`, without Typer's braces and Python's types."""

import re
from typing import Any

from typer.core import TyperCommand

__all__ = ["PlainCommand"]


class PlainCommand(TyperCommand):
    """A command whose usage line and list of arguments name them as a person writes them."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return the parts of the usage line: `PAPER...` where it is needed, `[RUN]` where it may be left out."""
        arguments = [param for param in self.get_params(ctx) if param.param_type_name == "argument"]
        shown = [_name(argument) if argument.required else f"[{_name(argument)}]" for argument in arguments]
        return [self.options_metavar or "", *shown]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments, then the options."""
        arguments, options = [], []
        for param in self.get_params(ctx):
            if (record := param.get_help_record(ctx)) is None:
                continue
            if param.param_type_name == "argument":
                arguments.append((_name(param), record[1]))
            else:
                options.append(_plain(*record))
        for title, records in (("Arguments", arguments), ("Options", options)):
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)


def _plain(names: str, told: str) -> tuple[str, str]:
    """Return an option without Python's types and inequalities, for those that name no value of their own."""
    names = re.sub(r"<(int|float)( range)?>", "N", names).replace("<str>", "TEXT")
    told = re.sub(r"(?<![\d.])([\d.]++)<=x<=([\d.]++)\]$", r"\1 to \2]", told)
    return names, re.sub(r"x>=([\d.]+)\]$", r"at least \1]", told)


def _name(argument: Any) -> str:
    name = str(argument.metavar or argument.name.upper()).removesuffix("...")
    return f"{name}..." if argument.nargs != 1 else name
