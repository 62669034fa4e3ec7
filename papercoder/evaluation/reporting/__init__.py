"""Reports of a benchmark: the summary, its page with plots, and tables for other programs."""
