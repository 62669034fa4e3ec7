"""What pages draw: the graph with its nodes' states, Markdown that a repository holds."""
