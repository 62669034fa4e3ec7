"""The readers of HTML and Markdown."""
