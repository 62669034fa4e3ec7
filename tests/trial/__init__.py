"""Trials of repositories, with real processes."""
