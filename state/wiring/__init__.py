"""What only the wiring of the graph knows: what goes in and out of it, and how its nodes hand out and merge."""
