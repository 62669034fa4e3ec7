"""PaperCoder from Python: what `from papercoder import reproduce` gives, and what the command line shares with it."""
