"""A design's diagrams: drawn from what it says, and whether Mermaid text that its author wrote parses."""
