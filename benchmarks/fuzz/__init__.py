"""Damaged and generated input for every reader of outside bytes: python -m benchmarks.fuzz."""
