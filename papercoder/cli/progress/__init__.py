"""What the terminal shows while a run is driven: the state of its nodes, and how that is drawn."""
