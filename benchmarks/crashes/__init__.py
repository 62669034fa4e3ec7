"""Kills runs at random moments and in other ways, resumes them, and compares with a run that nothing happened to."""
