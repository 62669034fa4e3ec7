"""Contracts checked against the design and each other, before any code is written."""
