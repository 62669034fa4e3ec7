"""The paper's numbers with their places, ours beside them, and the claims that follow from both; no model judges one.

Nothing here reads a file, runs code or writes a page: from a paper, a plan and numbers to values.
"""
