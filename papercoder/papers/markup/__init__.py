"""The readers of HTML and Markdown; only `seam` touches unstructured and langchain-community, for HTML."""
