"""What stands beside the running text of a page: captions with their tables, figures and algorithms, footnotes."""
