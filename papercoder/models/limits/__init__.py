"""Limits of runs and of all runs together: money, tokens, requests under way, and who may send a prefix first."""
