"""Tests of papercoder.checks."""
