"""One file per command: its options, its help, and which part of the program it calls."""
