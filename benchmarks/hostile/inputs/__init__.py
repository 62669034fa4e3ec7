"""Hostile input that was written before its guards were looked at, by family: python -m benchmarks.hostile.inputs."""
