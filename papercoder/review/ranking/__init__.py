"""What a person decides first: doubts joined into decisions, ordered by effect times doubt, the rest folded."""
