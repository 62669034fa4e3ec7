"""Display formulas from the places of their signs: LaTeX where the geometry shows it."""
