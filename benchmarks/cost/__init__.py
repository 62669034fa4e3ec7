"""Measures calls, tokens, dollars, time and the program's own share of it, beside a published reference."""
