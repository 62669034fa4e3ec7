"""Statistics of scores and of people's ratings; no model is asked here."""
