"""Many papers at once from the command line: which ones, their lines, their table."""
