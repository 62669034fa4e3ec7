"""Answers of agents that are no artifact of their own: they change one."""
