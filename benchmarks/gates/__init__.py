"""How many planted faults the gates find, and how often they accuse sound code."""
