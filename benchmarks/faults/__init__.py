"""Runs the whole graph against every fault of the test server."""
