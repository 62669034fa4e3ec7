"""Probes: what agents believe of libraries, tried in the sandbox before anything is built on it."""
