"""Disagreements planted between configuration, contracts and code of the recorded example, and what finds them."""
