"""Tests of papercoder.reproduction and of the command over it."""
