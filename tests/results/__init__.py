"""Tests of papercoder.results."""
