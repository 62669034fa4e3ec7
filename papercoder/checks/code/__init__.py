"""The repository's Python, parsed: scopes, names, classes, and what an expression evidently is; rules are elsewhere."""
