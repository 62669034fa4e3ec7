"""Recorded calls: saved before they are used, found again on resume, and answered from in a replay."""
