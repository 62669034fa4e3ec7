"""The command line: one file per command, and no work of its own; it drives the graph and shows what happens."""

__all__ = ["main"]


def main() -> None:
    """Run the command line and exit."""
    from papercoder.cli.app import app

    app()
