"""Rubrics: read, graded leaf by leaf, aggregated and shown as a page."""
