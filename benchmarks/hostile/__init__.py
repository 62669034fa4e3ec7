"""Programs that attack the machine they run on, and whether the sandbox held them: python -m benchmarks.hostile."""
