"""Whether a design's Mermaid diagrams parse."""
