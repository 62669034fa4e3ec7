"""The command line as `python -m papercoder`."""

from papercoder.cli import main

__all__: list[str] = []

if __name__ == "__main__":
    main()
