"""Rooms of one rule family each; every rule is a function from a parsed repository to findings."""
