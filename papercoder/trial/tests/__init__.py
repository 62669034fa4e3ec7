"""Tests written from the paper, run in the sandbox."""
