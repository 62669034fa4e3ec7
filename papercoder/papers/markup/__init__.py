"""The readers of HTML and Markdown; only `partition` touches unstructured and langchain-community, for HTML."""
