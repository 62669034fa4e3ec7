"""How well and how fast papers are read: small documents with known truth, and real papers where they are present."""
