"""What may be planned: file names, and an architecture and a logic design that hold together."""
